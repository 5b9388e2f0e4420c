//! What does not work outside of the backup, or waits for the user.

use lifeboat_messages::{Fault, Problem, UnheardChannel};
use lifeboat_wallet::{self as wallet, DearSweep};

use super::Node;

impl Node {
    /// What does not work outside of the backup, or waits for the user. What waits for a peer comes first, what waits for fees
    /// last.
    pub fn fault(&self) -> Option<Fault> {
        let known = || self.watch.fault_of_looks();
        match self.of_unheard().map(|problem| self.watch.since(problem)).or_else(known) {
            Some(fault) => Some(fault),
            None => self.out_of_reach().or_else(|| self.of_fees()).map(|problem| self.watch.since(problem)),
        }
    }

    fn of_unheard(&self) -> Option<Problem> {
        let shown = |unheard: wallet::UnheardChannel| UnheardChannel {
            id: unheard.channel,
            at_stake_sat: unheard.at_stake_sat,
        };
        let channels: Vec<_> = self.wallet().unheard().into_iter().map(shown).collect();
        (!channels.is_empty()).then_some(Problem::Unheard { channels })
    }

    fn of_fees(&self) -> Option<Problem> {
        let dear = || {
            let DearSweep { value_sat, fee_sat } = self.wallet().dear_sweep()?;
            Some(Problem::FeesHigh { value_sat, fee_sat })
        };
        self.watch.of_fees().or_else(dear)
    }
}
