//! The chain: looked at from time to time, and what is sent to it.

use std::rc::Rc;

use futures::future::join_all;
use lifeboat_messages::{Fault, Problem, UnheardChannel};
use lifeboat_wallet as wallet;

use super::{News, Node, TICK_MS};
use crate::chain_clock::ChainClock;
use crate::looks::Verdict;

impl Node {
    /// This device's clock beside the chain's.
    pub fn clock(&self) -> ChainClock {
        ChainClock {
            device_ms: self.host.now_ms(),
            block_ms: self.wallet.block_time_ms(),
            network: self.config.network,
        }
    }

    pub(super) fn look_at_chain(self: &Rc<Node>) {
        self.syncing.set(true);
        let node = self.clone();
        self.spawn(async move {
            let result = node.wallet.sync(&node.chain, node.host.now_ms()).await;
            node.syncing.set(false);
            let now = node.host.instant_ms();
            match node.looks.judge(result, now) {
                Verdict::Well => node.cleared(),
                Verdict::LookAgain => node.sync_at.set(now + TICK_MS),
                Verdict::Tell(problem) => node.failed(problem),
            }
            node.pump();
        });
    }

    fn cleared(&self) {
        if self.fault.borrow_mut().take().is_some() {
            (self.tell)(News::Changed);
        }
    }

    fn failed(&self, problem: Problem) {
        let mut fault = self.fault.borrow_mut();
        if fault.as_ref().is_none_or(|known| known.problem != problem) {
            *fault = Some(Fault { problem, since_ms: self.host.now_ms() });
            drop(fault);
            (self.tell)(News::Changed);
        }
    }

    /// Sends transactions. Own commitment transactions only after a fresh look says that nobody else went on.
    pub(super) fn broadcast(self: &Rc<Node>) {
        self.broadcast_free();
        self.look_at_head();
    }

    pub(super) fn broadcast_free(self: &Rc<Node>) {
        for transaction in self.wallet.take_broadcasts() {
            let node = self.clone();
            self.spawn(async move {
                let to = node.chain.each().map(|server| server.broadcast(&transaction.raw));
                // It is offered again with every block until it is mined.
                let answers = join_all(to).await;
                node.wallet.note_broadcast(&transaction.txid, &answers, node.host.now_ms());
                node.pump();
            });
        }
    }

    /// The user's own decision: what waits for lower fees is sent now.
    pub fn sweep_now(self: &Rc<Node>) {
        self.wallet.sweep_now();
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
        self.head.rest();
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
