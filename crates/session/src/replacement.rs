//! Decides which wallet, if any, may replace the one on this device.

/// Which wallet may come in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayReplace {
    /// Any: this one can be restored.
    Any,
    /// This very one in a newer state. What is here must not be used any more, but its words, or the keys that its state adds to
    /// them, may be nowhere else.
    Same,
    /// None: this one is nowhere else.
    None,
}

impl MayReplace {
    /// Of a wallet that is locked: whoever has forgotten its PIN may restore another. What it has not sent yet nobody can
    /// look at, and it may be newer than the backup.
    pub fn behind_lock(backed_up: bool, unsent: bool, doubted: bool) -> MayReplace {
        match (backed_up && !unsent, doubted) {
            (false, _) => MayReplace::None,
            (true, true) => MayReplace::Same,
            (true, false) => MayReplace::Any,
        }
    }

    /// `backed_up`: as this device's record says. `doubted`: the backup that the record names may be old, or gone
    /// ([`crate::backup_doubt`]).
    pub fn beside(backed_up: bool, doubted: bool) -> MayReplace {
        match (backed_up, doubted) {
            (_, true) => MayReplace::Same,
            (true, false) => MayReplace::Any,
            (false, false) => MayReplace::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_that_is_nowhere_else_is_never_replaced() {
        assert_eq!(MayReplace::beside(false, false), MayReplace::None);
        assert_eq!(MayReplace::beside(true, false), MayReplace::Any);
    }

    #[test]
    fn a_locked_wallet_gives_way_only_to_a_backup_that_has_everything() {
        for (backed_up, unsent) in [(false, false), (false, true), (true, true)] {
            for doubted in [false, true] {
                assert_eq!(MayReplace::behind_lock(backed_up, unsent, doubted), MayReplace::None);
            }
        }
        assert_eq!(MayReplace::behind_lock(true, false, false), MayReplace::Any);
    }

    #[test]
    fn a_wallet_whose_backup_is_doubted_gives_way_only_to_itself() {
        for backed_up in [false, true] {
            assert_eq!(MayReplace::beside(backed_up, true), MayReplace::Same);
        }
        assert_eq!(MayReplace::behind_lock(true, false, true), MayReplace::Same);
    }
}
