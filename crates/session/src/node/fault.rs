//! What does not work outside of the backup, or waits for the user.

use lifeboat_messages::{Fault, Problem, UnheardChannel};
use lifeboat_wallet::{self as wallet, DearSweep, UnpaidClaims};

use super::Node;

/// All that there is to tell, of which one is told.
#[derive(Default)]
struct Troubles {
    claims: Option<Problem>,
    unheard: Option<Problem>,
    looks: Option<Fault>,
    out_of_reach: Option<Problem>,
    fees: Option<Problem>,
}

impl Troubles {
    /// What is lost at a block comes first, then what waits for a peer, then that there is no chain, then
    /// what waits for a coin; behind it what only has to be known, as that one of two servers is missing, and
    /// last what waits for fees.
    fn first(self, since: impl Fn(Problem) -> Fault) -> Option<Fault> {
        let (minor, grave) = match self.looks {
            Some(fault) if fault.problem == Problem::ChainAlone => (Some(fault), None),
            fault => (None, fault),
        };
        let is_dated = matches!(self.claims, Some(Problem::ClaimWithoutCoin { blocks_left: Some(_), .. }));
        let (dated, later) = if is_dated { (self.claims, None) } else { (None, self.claims) };
        let first = dated.or(self.unheard).map(&since).or(grave);
        let waits = first.or_else(|| later.map(&since)).or(minor);
        waits.or_else(|| self.out_of_reach.or(self.fees).map(&since))
    }
}

impl Node {
    /// What does not work outside of the backup, or waits for the user.
    pub fn fault(&self) -> Option<Fault> {
        let obstacles = Troubles {
            claims: self.of_claims(),
            unheard: self.of_unheard(),
            looks: self.watch.fault_of_looks(),
            out_of_reach: self.out_of_reach(),
            fees: self.of_fees(),
        };
        obstacles.first(|problem| self.watch.since(problem))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(blocks_left: Option<u32>) -> Problem {
        Problem::ClaimWithoutCoin { worth_sat: 2, needed_sat: 1, blocks_left }
    }

    /// What each of them leaves to be told is the next, and so on to the end.
    #[test]
    fn what_is_lost_at_a_block_is_told_before_what_waits() {
        let looks = |problem| Some(Fault { problem, since_ms: 1 });
        let unheard = || Some(Problem::Unheard { channels: Vec::new() });
        let all = || Troubles {
            claims: Some(claim(Some(5))),
            unheard: unheard(),
            looks: looks(Problem::NoChain),
            out_of_reach: Some(Problem::PeerOutOfReach),
            fees: Some(Problem::FeesUnknown),
        };
        let told = |obstacles: Troubles| {
            obstacles.first(|problem| Fault { problem, since_ms: 1 }).map(|fault| fault.problem)
        };
        let later = || Troubles { claims: Some(claim(None)), ..all() };
        let alone = || Troubles { unheard: None, looks: looks(Problem::ChainAlone), ..all() };
        assert_eq!(told(all()), Some(claim(Some(5))));
        assert_eq!(told(later()), unheard());
        assert_eq!(told(Troubles { unheard: None, ..later() }), Some(Problem::NoChain));
        assert_eq!(told(Troubles { claims: Some(claim(None)), ..alone() }), Some(claim(None)));
        assert_eq!(told(Troubles { claims: None, ..alone() }), Some(Problem::ChainAlone));
        let no_looks = || Troubles { claims: None, looks: None, ..alone() };
        assert_eq!(told(no_looks()), Some(Problem::PeerOutOfReach));
        assert_eq!(told(Troubles { out_of_reach: None, ..no_looks() }), Some(Problem::FeesUnknown));
        assert_eq!(told(Troubles::default()), None);
    }
}
