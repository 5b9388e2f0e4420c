//! Which wallet may take the place of the one on this device.

/// Which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Any: this one can be restored.
    Any,
    /// This very one in a newer state. What is here must not be used any more, but its words may be nowhere else.
    Same,
    /// None: this one is nowhere else.
    None,
}

impl Room {
    /// Of a wallet that is locked: whoever has forgotten its PIN may restore another. What it has not sent yet nobody can
    /// look at, and it may be newer than the backup.
    pub fn behind_lock(backed_up: bool, unsent: bool) -> Room {
        if backed_up && !unsent { Room::Any } else { Room::None }
    }

    /// `backed_up`: as this device's record says. `stale`: the channel's peer knows a newer state; then the backup that the
    /// record names may be old or gone as well. The same where that backup was found to be gone.
    pub fn beside(backed_up: bool, stale: bool) -> Room {
        match (backed_up, stale) {
            (_, true) => Room::Same,
            (true, false) => Room::Any,
            (false, false) => Room::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_that_is_nowhere_else_is_never_replaced() {
        assert_eq!(Room::beside(false, false), Room::None);
        assert_eq!(Room::beside(true, false), Room::Any);
    }

    #[test]
    fn a_locked_wallet_gives_way_only_to_a_backup_that_has_everything() {
        for (backed_up, unsent) in [(false, false), (false, true), (true, true)] {
            assert_eq!(Room::behind_lock(backed_up, unsent), Room::None);
        }
        assert_eq!(Room::behind_lock(true, false), Room::Any);
    }

    #[test]
    fn a_stale_wallet_gives_way_only_to_itself_whatever_its_record_says_of_a_backup() {
        for backed_up in [false, true] {
            assert_eq!(Room::beside(backed_up, true), Room::Same);
        }
    }
}
