//! A wallet that must not start yet, or must run no longer: it can be looked at, and its channels are watched.

use std::collections::BTreeSet;
use std::rc::Rc;

use lifeboat_backup::State;

use super::{RunState, UnlockedWallet, WatchingWallet};
use crate::watch::Watch;

/// How long after a wallet was opened the chain is looked at without a node, ms: most wallets run much sooner, and ask
/// the same.
const WATCH_AFTER_MS: u64 = 10_000;

impl UnlockedWallet {
    /// Shows a state without running it, and watches its channels. `queued`: keys that are not in the cloud yet.
    pub(super) fn watch(&self, state: &State, queued: BTreeSet<String>) {
        if self.closed.get() {
            return;
        }
        if let RunState::Watching(before) = &*self.running.borrow() {
            before.watch.end();
        }
        if let Some(wallet) = self.assemble_to_watch(state) {
            wallet.note_queued(queued.iter().cloned());
            let env = self.env.clone();
            let watch = Watch::alone(wallet, &self.env, Rc::new(move || env.changed()), WATCH_AFTER_MS);
            *self.running.borrow_mut() = RunState::Watching(WatchingWallet { watch, queued });
        }
        self.env.changed();
    }

    /// The node has stopped: its wallet watches on.
    pub(super) fn watch_on(&self) {
        let watch = match &*self.running.borrow() {
            RunState::Node(node) => node.watch().clone(),
            RunState::Nothing | RunState::Watching(_) | RunState::PutAway(_) => return,
        };
        watch.go_on_alone(0);
        *self.running.borrow_mut() = RunState::Watching(WatchingWallet { watch, queued: BTreeSet::new() });
    }

    /// Stops looking at the chain without a node. Once this returns, nothing but [`RunState`] holds the wallet.
    pub(super) async fn stop_watching(&self) {
        let watch = match &*self.running.borrow() {
            RunState::Watching(watching) => watching.watch.clone(),
            RunState::Nothing | RunState::Node(_) | RunState::PutAway(_) => return,
        };
        watch.end_all().await;
    }

    /// Whether the last look at the chain, if there was one, found no server.
    pub(super) fn is_offline(&self) -> bool {
        match &*self.running.borrow() {
            RunState::Watching(watching) => watching.watch.is_offline(),
            RunState::Nothing | RunState::Node(_) | RunState::PutAway(_) => false,
        }
    }

    /// The user wants to know what has become of the channels, also where no node runs.
    pub fn look_anew(&self) {
        if let RunState::Watching(watching) = &*self.running.borrow() {
            watching.watch.look_anew();
        }
    }
}
