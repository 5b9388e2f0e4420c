//! Decides which wallet, if any, may replace the one on this device.

use lifeboat_backup::BackupDoubt;

/// Which wallet may replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayReplace {
    /// Any: this one can be restored.
    Any,
    /// This very wallet, in whatever state. What is here must no longer be used, but its words, or the keys
    /// that its state adds to them, may be nowhere else.
    Same,
    /// This very one, in a state that continues from the one here: that may be the newest there is.
    Newer,
    /// None: this one, or its newest state, is nowhere else.
    None,
}

impl MayReplace {
    /// For a locked wallet: a user who forgot its PIN may restore another. Unsent changes cannot be inspected
    /// while it is locked and may be newer than the backup.
    pub fn behind_lock(backed_up: bool, unsent: bool, doubt: Option<BackupDoubt>) -> MayReplace {
        if backed_up && !unsent { MayReplace::beside(backed_up, doubt) } else { MayReplace::None }
    }

    /// `backed_up`: as this device's record says. `doubt`: why the backup that the record names may be no copy.
    pub fn beside(backed_up: bool, doubt: Option<BackupDoubt>) -> MayReplace {
        match (doubt, backed_up) {
            (Some(BackupDoubt::Stale), _) => MayReplace::Same,
            // Every copy elsewhere may be older.
            (Some(BackupDoubt::Gone), _) => MayReplace::Newer,
            (None, false) => MayReplace::None,
            (None, true) => MayReplace::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOUBTS: [Option<BackupDoubt>; 3] = [None, Some(BackupDoubt::Stale), Some(BackupDoubt::Gone)];

    #[test]
    fn a_wallet_that_is_nowhere_else_is_never_replaced() {
        assert_eq!(MayReplace::beside(false, None), MayReplace::None);
        assert_eq!(MayReplace::beside(true, None), MayReplace::Any);
    }

    #[test]
    fn a_locked_wallet_gives_way_only_to_a_backup_that_has_everything() {
        for (backed_up, unsent) in [(false, false), (false, true), (true, true)] {
            for doubt in DOUBTS {
                assert_eq!(MayReplace::behind_lock(backed_up, unsent, doubt), MayReplace::None);
            }
        }
        assert_eq!(MayReplace::behind_lock(true, false, None), MayReplace::Any);
    }

    #[test]
    fn a_wallet_whose_state_is_old_gives_way_only_to_itself() {
        for backed_up in [false, true] {
            assert_eq!(MayReplace::beside(backed_up, Some(BackupDoubt::Stale)), MayReplace::Same);
        }
        assert_eq!(MayReplace::behind_lock(true, false, Some(BackupDoubt::Stale)), MayReplace::Same);
    }

    #[test]
    fn a_wallet_whose_backup_is_gone_gives_way_only_to_what_continues_from_it() {
        for backed_up in [false, true] {
            assert_eq!(MayReplace::beside(backed_up, Some(BackupDoubt::Gone)), MayReplace::Newer);
        }
        assert_eq!(MayReplace::behind_lock(true, false, Some(BackupDoubt::Gone)), MayReplace::Newer);
    }
}
