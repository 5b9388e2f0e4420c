//! Whole processes of the product, natively: sessions on hosts in memory, in virtual time.
//!
//! # How to use it
//! - [`world::World`] has the clouds (the double of a Nextcloud, over HTTP without sockets), the chain and
//!   the provider's node (`lifeboat_wallet::sim`), and the time. Nothing happens but in
//!   [`World::run`](world::World::run) and its kin; time jumps to the next timer when nobody can go on.
//! - [`world::World::device`] is a browser profile: it outlives its tabs. [`world::World::open`] opens a tab on it: a
//!   [`world::Process`], which is one session and its page. Dropping it kills it.
//! - [`world::World::ask`] sends a request of the page and waits for the answer; [`world::World::see`] waits
//!   for a view. [`page::Page`] keeps every view that the page was ever shown, to be judged.
//! - Everything that leaves a process (request, store, timer, lock) is a numbered [`host::Point`]:
//!   [`host::Life::points`] lists those of a run, and [`host::Life::crash_at`] lets another run die there,
//!   before or after the effect. [`steps::Steps`] does the same between any two steps of any of its tasks
//!   (`awaits.rs`).
//! - A tab sleeps from [`host::Life::fall_asleep`], [`host::Life::fall_asleep_at`] or
//!   [`host::Life::fall_asleep_after`] on, until [`host::Life::wake`]. Its device is without a network by
//!   [`host::Life::set_offline`], and its clock is set by [`host::Life::set_clock_off`].
//! - A request of a process fails, to whomever it goes: [`traffic::Traffic::fail_at`].
//! - Faults of a cloud: `world.around.clouds[0].fault(Rule::…)`; faults of a device's store:
//!   `device.store.set_fault(…)`.
//!
//! The same seed gives the same life, whole: what every page was shown and what every cloud was asked, each
//! with its time (`random.rs` tests it). LDK's hash tables draw seeds of their own, and nothing of that
//! shows.

#![allow(clippy::unwrap_used)]

mod accidents;
mod alone;
mod an_hour;
mod answers;
mod at_rest;
mod awaits;
mod clocks;
mod closing;
mod configured;
mod deleting;
mod device;
mod distrusted;
mod doubted;
mod files;
mod guard_doubles;
mod guards;
mod history;
mod host;
mod idleness;
mod journey;
mod kept;
mod lines;
mod locked;
mod memory;
mod moving;
mod notes;
mod old_state;
mod on_chain;
mod page;
mod practice;
mod put_away;
mod questions;
mod random;
mod real_money;
mod restoring;
mod routing;
mod second_copy;
mod second_gone;
mod services;
mod settings;
mod signing_in;
mod spellings;
mod steps;
mod stopping;
mod storage;
mod storages;
mod thrown_away;
mod time;
mod traffic;
mod two_tabs;
mod unready;
mod untried;
mod watching;
mod way_back;
mod world;
