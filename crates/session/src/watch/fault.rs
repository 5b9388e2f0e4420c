//! What does not work with the chain, and since when.

use std::cell::RefCell;

use lifeboat_messages::{Fault, Problem};

use super::Watch;

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

impl Watch {
    /// What does not work for a wallet that only watches: nothing that its user could decide.
    pub fn fault(&self) -> Option<Fault> {
        self.fault_of_looks().or_else(|| self.of_fees().map(|problem| self.since(problem)))
    }

    /// Why the last look did not succeed.
    pub fn fault_of_looks(&self) -> Option<Fault> {
        self.fault.borrow().clone()
    }

    /// Whether the last look found no server at all.
    pub fn is_offline(&self) -> bool {
        self.fault.borrow().as_ref().is_some_and(|fault| fault.problem == Problem::NoChain)
    }

    /// Something pays too little, or nobody knows what would be enough.
    pub fn of_fees(&self) -> Option<Problem> {
        // How much is missing at the most, where that is known.
        if let Some(missing_sat) = self.too_cheap.borrow().values().copied().max() {
            return Some(Problem::FeeTooLow { missing_sat });
        }
        self.wallet.are_fees_old().then_some(Problem::FeesUnknown)
    }

    /// A problem with since when it has lasted.
    pub fn since(&self, problem: Problem) -> Fault {
        self.waits.since(problem, self.host.now_ms())
    }
}
