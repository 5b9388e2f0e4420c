//! What does not work outside of the backup, or waits for the user.

use lifeboat_messages::{Fault, Problem, UnheardChannel};
use lifeboat_wallet::{self as wallet, DearSweep, UnpaidClaims};

use super::Node;

impl Node {
    /// What does not work outside of the backup, or waits for the user. What is lost at a block comes first, then what waits for
    /// a peer; what waits for fees comes last, and behind it what only has to be known, as that one of two servers is missing.
    pub fn fault(&self) -> Option<Fault> {
        let since = |problem| self.watch.since(problem);
        let (minor, grave) = match self.watch.fault_of_looks() {
            Some(fault) if fault.problem == Problem::ChainAlone => (Some(fault), None),
            fault => (None, fault),
        };
        let claims = self.of_claims();
        let is_dated = matches!(claims, Some(Problem::ClaimWithoutCoin { blocks_left: Some(_), .. }));
        let (dated, later) = if is_dated { (claims, None) } else { (None, claims) };
        let first = dated.or_else(|| self.of_unheard()).map(since).or(grave);
        let waits = first.or_else(|| later.map(since)).or(minor);
        waits.or_else(|| self.out_of_reach().or_else(|| self.of_fees()).map(since))
    }

    fn of_claims(&self) -> Option<Problem> {
        let UnpaidClaims { worth_sat, needed_sat, before } = self.wallet().unpaid_claims()?;
        let blocks_left = before.map(|before| before.saturating_sub(self.wallet().height()));
        Some(Problem::ClaimWithoutCoin { worth_sat, needed_sat, blocks_left })
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
