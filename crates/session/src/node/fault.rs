//! What does not work outside of the backup, or waits for the user.

use std::cell::RefCell;

use lifeboat_messages::{Fault, Problem, UnheardChannel};
use lifeboat_wallet::{self as wallet, DearSweep};

use super::Node;

/// The newest of what the wallet itself waits for, with since when.
#[derive(Default)]
pub(super) struct LastWait(RefCell<Option<Fault>>);

impl LastWait {
    /// The fault and since when it has lasted; amounts in it may change.
    fn since(&self, problem: Problem, now_ms: u64) -> Fault {
        let kind = std::mem::discriminant(&problem);
        let mut last = self.0.borrow_mut();
        let known = last.as_ref().filter(|fault| std::mem::discriminant(&fault.problem) == kind);
        let since_ms = known.map_or(now_ms, |fault| fault.since_ms);
        let fault = Fault { problem, since_ms };
        *last = Some(fault.clone());
        fault
    }
}

impl Node {
    /// What does not work outside of the backup, or waits for the user. What waits for a peer comes first, what waits for fees
    /// last.
    pub fn fault(&self) -> Option<Fault> {
        let known = || self.chain.fault();
        match self.of_unheard().map(|problem| self.since(problem)).or_else(known) {
            Some(fault) => Some(fault),
            None => self.out_of_reach().or_else(|| self.of_fees()).map(|problem| self.since(problem)),
        }
    }

    fn of_unheard(&self) -> Option<Problem> {
        let shown = |unheard: wallet::UnheardChannel| UnheardChannel {
            id: unheard.channel,
            at_stake_sat: unheard.at_stake_sat,
        };
        let channels: Vec<_> = self.wallet.unheard().into_iter().map(shown).collect();
        (!channels.is_empty()).then_some(Problem::Unheard { channels })
    }

    fn of_fees(&self) -> Option<Problem> {
        if let Some(missing_sat) = self.chain.too_cheap() {
            return Some(Problem::FeeTooLow { missing_sat });
        }
        if self.wallet.are_fees_old() {
            return Some(Problem::FeesUnknown);
        }
        let DearSweep { value_sat, fee_sat } = self.wallet.dear_sweep()?;
        Some(Problem::FeesHigh { value_sat, fee_sat })
    }

    fn since(&self, problem: Problem) -> Fault {
        self.waits.since(problem, self.host.now_ms())
    }
}
