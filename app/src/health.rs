//! How this version of the app fares, by what its worker shows.

use lifeboat_messages::{Network, Phase, Problem, ReadOnly};

/// What is known about the health of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Its worker speaks. Whether it can look at what is kept here, and open it, is still to be seen.
    Speaks,
    /// The worker has looked at what is kept here, and shows it.
    Runs,
    /// A defect of its own stopped it.
    Failed,
}

impl Health {
    /// The health by what the worker shows.
    pub fn of(phase: &Phase, network: Option<Network>) -> Health {
        match phase {
            Phase::Starting | Phase::Locked | Phase::Closing => Health::Speaks,
            Phase::Empty | Phase::Checking | Phase::Ready => Health::Runs,
            Phase::ReadOnly { why } => match why {
                ReadOnly::Elsewhere { .. } | ReadOnly::OtherTab | ReadOnly::Unconfirmed { .. } => {
                    Health::Runs
                }
                // It has ended and can no longer tell the network. Without a connection, or in a browser without a
                // database, it would be the same with every version.
                ReadOnly::Unsafe { problem: Problem::Internal { .. } } if network.is_none() => Health::Failed,
                ReadOnly::Unsafe { .. } => Health::Speaks,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_once_it_has_looked_and_fails_only_by_a_defect_of_its_own() {
        let (known, read_only) = (Some(Network::Regtest), |why| Phase::ReadOnly { why });
        let stopped = |problem| read_only(ReadOnly::Unsafe { problem });
        let defect = || Problem::Internal { detail: "at 1:1".into() };
        let elsewhere = ReadOnly::Elsewhere { by: None };
        for (phase, network, health) in [
            // The first view of every start, and the lock screen: what comes behind them may still fail.
            (Phase::Starting, known, Health::Speaks),
            (Phase::Locked, known, Health::Speaks),
            (Phase::Closing, known, Health::Speaks),
            (Phase::Empty, known, Health::Runs),
            (Phase::Checking, known, Health::Runs),
            (Phase::Ready, known, Health::Runs),
            (read_only(elsewhere), known, Health::Runs),
            (read_only(ReadOnly::OtherTab), known, Health::Runs),
            (read_only(ReadOnly::Unconfirmed { problem: Problem::Unreachable }), known, Health::Runs),
            (stopped(defect()), None, Health::Failed),
            (stopped(defect()), known, Health::Speaks),
            (stopped(Problem::Unreachable), None, Health::Speaks),
            (stopped(Problem::Stale), None, Health::Speaks),
            (stopped(Problem::BadConfig { detail: String::new() }), None, Health::Speaks),
        ] {
            assert_eq!(Health::of(&phase, network), health, "{phase:?}");
        }
    }
}
