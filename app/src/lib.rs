//! Lifeboat's page: what the user sees. It holds no key and links no node; it shows the newest [`View`] of the
//! worker and sends requests (`lifeboat-messages`).
//!
//! - `screens/`: one screen a file, named as in the product's list (F1, B3, …); `components/`: what they share
//! - `flow/`: the order of the screens, as plain state machines; `route.rs`: the addresses;
//!   `place.rs`: what an address shows with the wallet as it is
//! - `state/`: the line to the worker and what screens read; no markup there
//! - `text/`: every word, by language
//! - [`ids`]: the names of elements, for tests
//!
//! Natively only the parts without a browser build, so that their tests need none.
//!
//! [`View`]: lifeboat_messages::View
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#![allow(clippy::disallowed_methods, reason = "the page asks the browser")]
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

pub mod ids;

mod alarm;
mod amount;
mod checklist;
mod copies;
mod flow;
mod groups;
mod health;
mod history;
mod linked;
mod place;
mod platform;
mod rate;
mod relief;
mod room;
mod route;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod rules;
mod support;
mod text;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(all(target_arch = "wasm32", feature = "gallery"))]
mod gallery;
#[cfg(all(test, target_arch = "wasm32"))]
mod mounted;
#[cfg(target_arch = "wasm32")]
mod screens;
#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub use app::start;
