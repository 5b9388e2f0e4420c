//! The chain: looked at from time to time, and what is sent to it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::future::join_all;
use lifeboat_messages::{Fault, Network, Problem, UnheardChannel};
use lifeboat_wallet::{self as wallet, Broadcast, DearSweep};

use super::{News, Node, TICK_MS};
use crate::chain_clock::ChainClock;
use crate::fetch::{ChainServers, LookServers};
use crate::looks::{ChainLooks, LookOutcome};
use crate::relay::{RelayOutcome, judge_answer, relay};

/// The servers of the chain, when they are asked next, and what is wrong there.
pub(super) struct ChainWatch {
    servers: ChainServers,
    looks: ChainLooks,
    is_looking: Cell<bool>,
    /// When to look next.
    due_at: Cell<u64>,
    fault: RefCell<Option<Fault>>,
    /// What no chain server takes because it pays too little, by the id of its first transaction: how much is missing, sat, where
    /// that is known.
    too_cheap: RefCell<BTreeMap<String, Option<u64>>>,
}

impl ChainWatch {
    /// The first look is due at once.
    pub(super) fn new(servers: ChainServers) -> ChainWatch {
        ChainWatch {
            servers,
            looks: ChainLooks::default(),
            is_looking: Cell::default(),
            due_at: Cell::default(),
            fault: RefCell::default(),
            too_cheap: RefCell::default(),
        }
    }

    /// The next look is due.
    pub(super) fn look_now(&self) {
        self.due_at.set(0);
    }

    /// The next look is due at this time, unless it is due before.
    pub(super) fn look_by(&self, at: u64) {
        self.due_at.set(self.due_at.get().min(at));
    }

    /// Why the last look did not succeed.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault.borrow().clone()
    }

    /// Whether anything pays too little, and how much is missing at the most, where that is known.
    pub(super) fn too_cheap(&self) -> Option<Option<u64>> {
        self.too_cheap.borrow().values().copied().max()
    }
}

/// How often to look at the chain, ms. The local network mines at once, so there is something to see sooner.
fn poll_ms(network: Network) -> u64 {
    if network == Network::Regtest { 2_000 } else { 60_000 }
}

impl Node {
    /// Looks at the chain when that is due, one look at a time.
    pub(super) fn look_at_chain_in_time(self: &Rc<Node>, now: u64) {
        let due = now >= self.chain.due_at.get() || self.wallet.is_look_due(self.host.now_ms());
        if due && !self.chain.is_looking.get() {
            self.chain.due_at.set(now + poll_ms(self.config.network));
            self.look_at_chain();
        }
    }

    /// This device's clock beside the chain's.
    pub fn clock(&self) -> ChainClock {
        ChainClock {
            device_ms: self.host.now_ms(),
            block_ms: self.wallet.block_time_ms(),
            network: self.config.network,
        }
    }

    fn look_at_chain(self: &Rc<Node>) {
        self.chain.is_looking.set(true);
        let node = self.clone();
        self.spawn(async move {
            let clock = || node.host.instant_ms();
            let result =
                node.wallet.sync(&LookServers::of(&node.chain.servers, &clock), node.host.now_ms()).await;
            node.chain.is_looking.set(false);
            let now = node.host.instant_ms();
            if !node.wallet.awaits_closing() {
                node.chain.too_cheap.borrow_mut().clear();
            }
            match node.chain.looks.judge(result, now) {
                LookOutcome::Well => node.cleared(),
                LookOutcome::LookAgain => node.chain.due_at.set(now + TICK_MS),
                LookOutcome::Tell(problem) => node.failed(problem),
            }
            node.pump();
        });
    }

    fn cleared(&self) {
        if self.chain.fault.borrow_mut().take().is_some() {
            (self.tell)(News::Changed);
        }
    }

    fn failed(&self, problem: Problem) {
        let mut fault = self.chain.fault.borrow_mut();
        if fault.as_ref().is_none_or(|known| known.problem != problem) {
            *fault = Some(Fault { problem, since_ms: self.host.now_ms() });
            drop(fault);
            (self.tell)(News::Changed);
        }
    }

    /// Sends transactions; own commitment transactions only after a fresh look shows that no other device has taken over.
    pub(super) fn broadcast(self: &Rc<Node>) {
        self.broadcast_free();
        self.look_at_head();
    }

    pub(super) fn broadcast_free(self: &Rc<Node>) {
        for package in self.wallet.take_packages() {
            let node = self.clone();
            self.spawn(async move {
                let said = match &package[..] {
                    [alone] => {
                        let to = node.chain.servers.each().map(|server| server.send("/tx", &alone.raw));
                        let answers = join_all(to).await;
                        node.wallet.note_broadcast(&alone.txid, &answers, node.host.now_ms());
                        answers.iter().map(|answer| judge_answer(answer, &alone.txid)).collect()
                    }
                    _ => join_all(node.chain.servers.each().map(|server| relay(server, &package))).await,
                };
                node.relayed(&package, &said);
                node.pump();
            });
        }
    }

    /// One server that takes it is enough. The user is told that it pays too little if every server that answers says so;
    /// LDK offers it again with the next block. What becomes of a payment that the user has ordered stands in the history.
    fn relayed(&self, package: &[Broadcast], said: &[RelayOutcome]) {
        let Some(first) = package.first().filter(|first| !self.wallet.is_ordered(&first.txid)) else {
            return;
        };
        let cheap = said.iter().filter_map(|said| match said {
            RelayOutcome::TooCheap { missing_sat } => Some(*missing_sat),
            RelayOutcome::Accepted | RelayOutcome::Missing | RelayOutcome::Otherwise => None,
        });
        let before = self.chain.too_cheap.borrow().len();
        if said.contains(&RelayOutcome::Accepted) {
            self.chain.too_cheap.borrow_mut().remove(&first.txid);
        } else if let Some(missing_sat) = cheap.min().filter(|_| self.wallet.awaits_closing()) {
            self.chain.too_cheap.borrow_mut().insert(first.txid.clone(), missing_sat);
        } else if said.contains(&RelayOutcome::Missing) {
            self.chain.look_now();
        }
        if self.chain.too_cheap.borrow().len() != before {
            (self.tell)(News::Changed);
        }
    }

    /// The user's own decision: what waits for lower fees is sent now, for the fee that they were shown.
    pub fn sweep_now(self: &Rc<Node>, value_sat: u64, fee_sat: u64) {
        self.wallet.sweep_now(DearSweep { value_sat, fee_sat });
        // It leaves when the state that knows of it is durable.
        self.flush();
    }

    /// The user's own decision, in the words of the question: the peers of these channels are gone for good.
    pub fn go_without_peers(self: &Rc<Node>, channels: Vec<UnheardChannel>) {
        let shown = |channel: UnheardChannel| wallet::UnheardChannel {
            channel: channel.id,
            at_stake_sat: channel.at_stake_sat,
        };
        self.wallet.go_without_peers(&channels.into_iter().map(shown).collect::<Vec<_>>());
        self.takeover.ask_head_now();
        self.pump();
    }

    /// A turn with an old state: no line to anybody, no commitment of its own, nothing written, but whatever else the
    /// chain asks for.
    pub(super) fn only_watch(self: &Rc<Node>) {
        self.hang_up_all();
        self.broadcast_free();
        if !self.watches_only.replace(true) {
            (self.tell)(News::Stale);
        }
    }
}
