//! What is sent to the chain.

use std::rc::Rc;

use futures::future::join_all;
use lifeboat_wallet::Broadcast;

use super::Watch;
use crate::relay::{RelayOutcome, judge_answer, relay};

impl Watch {
    /// Sends what may go.
    pub fn send(self: &Rc<Watch>) {
        for package in self.wallet.take_packages() {
            let watch = self.clone();
            self.spawn(async move {
                let said = match &package[..] {
                    [alone] => {
                        let to = watch.servers.each().map(|server| server.send("/tx", &alone.raw));
                        let answers = join_all(to).await;
                        watch.wallet.note_broadcast(&alone.txid, &answers, watch.host.now_ms());
                        answers.iter().map(|answer| judge_answer(answer, &alone.txid)).collect()
                    }
                    _ => join_all(watch.servers.each().map(|server| relay(server, &package))).await,
                };
                watch.relayed(&package, &said);
                watch.take_turn();
            });
        }
    }

    /// One server that takes it is enough. The user is told that it pays too little if every server that answers says
    /// so; LDK offers it again with the next block. The history says what becomes of a payment that the user has
    /// ordered.
    fn relayed(&self, package: &[Broadcast], said: &[RelayOutcome]) {
        let Some(first) = package.first().filter(|first| !self.wallet.is_ordered(&first.txid)) else {
            return;
        };
        let cheap = said.iter().filter_map(|said| match said {
            RelayOutcome::TooCheap { missing_sat } => Some(*missing_sat),
            RelayOutcome::Accepted | RelayOutcome::Missing | RelayOutcome::Otherwise => None,
        });
        let before = self.too_cheap.borrow().len();
        if said.contains(&RelayOutcome::Accepted) {
            self.too_cheap.borrow_mut().remove(&first.txid);
        } else if let Some(missing_sat) = cheap.min().filter(|_| self.wallet.awaits_closing()) {
            self.too_cheap.borrow_mut().insert(first.txid.clone(), missing_sat);
        } else if said.contains(&RelayOutcome::Missing) {
            self.look_now();
        }
        if self.too_cheap.borrow().len() != before {
            (self.changed)();
        }
    }
}
