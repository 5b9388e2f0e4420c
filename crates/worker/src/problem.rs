//! From every crate's own errors to what the page explains.

use lifeboat_backup::{
    AppendError, DeleteCopyError, DiscoverError, Ended, Fault, LoadError, MirrorTrouble, MoveError,
    PromoteError, RestoreError, StartError, StoreError, Trouble, TurnOffError, TurnOnError,
};
use lifeboat_cloud::DriveError;
use lifeboat_crypto::OpenError;
use lifeboat_messages::{LeftCopy, Problem};
use lifeboat_wallet::{ChainError, Failure, InvoiceError, OpeningError, PayError};

/// A defect, with what a support request needs to know.
pub fn internal(detail: impl std::fmt::Display) -> Problem {
    Problem::Internal { detail: detail.to_string() }
}

/// The browser threw something.
pub fn of_browser(_: wasm_bindgen::JsValue) -> Problem {
    Problem::StorageRefused
}

pub fn of_drive(error: &DriveError) -> Problem {
    match error {
        DriveError::NotFound | DriveError::Gone | DriveError::InBin => Problem::FolderGone,
        DriveError::Unknown | DriveError::Unreachable => Problem::Unreachable,
        DriveError::SignedOut => Problem::SignedOut,
        DriveError::Denied => Problem::Denied,
        DriveError::QuotaFull => Problem::QuotaFull,
        DriveError::Busy { .. } => Problem::Busy,
        DriveError::Unavailable { .. } => Problem::Unavailable,
        DriveError::NotADrive => Problem::NotADrive,
        DriveError::OtherAccount => Problem::WrongAccount,
        DriveError::RedirectedAway => Problem::RedirectedAway,
        DriveError::BadAddress => Problem::BadAddress,
        other => internal(other),
    }
}

pub fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::Damaged => Problem::Damaged,
        Fault::KeyMissing => Problem::PinChangedElsewhere,
        Fault::Truncated => Problem::Truncated,
        Fault::Foreign => Problem::Foreign,
        Fault::Swapped | Fault::Forked => Problem::Swapped,
        Fault::TooNew => Problem::TooNew,
        other => internal(other),
    }
}

pub fn of_trouble(trouble: &Trouble) -> Problem {
    match trouble {
        Trouble::Drive(error) => of_drive(error),
        Trouble::Store(error) => of_store(error),
        // Where the next entry belongs lies something incomplete that is not ours.
        Trouble::Entry { fault: Fault::Damaged | Fault::Truncated, .. } => Problem::TornHead,
        Trouble::Entry { fault, .. } => of_fault(*fault),
        Trouble::PhraseFile { .. } => Problem::PhraseFileGone,
        Trouble::Mirror(why) => of_mirror(why),
        other => internal(other),
    }
}

/// What is in the way of a second copy.
pub fn of_mirror(why: &MirrorTrouble) -> Problem {
    match why {
        MirrorTrouble::Drive(error) => of_drive(error),
        MirrorTrouble::Source(trouble) => of_trouble(trouble),
        MirrorTrouble::OtherHistory { .. } | MirrorTrouble::NotAMirror => Problem::InUse,
        MirrorTrouble::Promoted(_) => Problem::Fenced,
        MirrorTrouble::Entry { fault, .. } => of_fault(*fault),
        MirrorTrouble::OtherPhrase { .. } => Problem::Swapped,
        other => internal(other),
    }
}

pub fn of_move(error: &MoveError) -> Problem {
    match error {
        MoveError::NotOn => Problem::NoBackup,
        MoveError::Fenced(_) => Problem::Fenced,
        MoveError::Paused(trouble) => of_trouble(trouble),
        MoveError::Mirror(why) => of_mirror(why),
        MoveError::NotReadBack => Problem::Damaged,
        other => internal(other),
    }
}

pub fn of_promote(error: &PromoteError) -> Problem {
    match error {
        PromoteError::NotOn | PromoteError::NotAMirror => Problem::NoBackup,
        PromoteError::Paused(trouble) | PromoteError::Unconfirmed(trouble) => of_trouble(trouble),
        PromoteError::Ahead(_) | PromoteError::OtherHistory { .. } => Problem::SecondAhead,
        other => internal(other),
    }
}

pub fn of_store(_: &StoreError) -> Problem {
    Problem::StorageRefused
}

pub fn of_append(error: &AppendError) -> Problem {
    match error {
        AppendError::Fenced(_) => Problem::Fenced,
        AppendError::Paused(trouble) => of_trouble(trouble),
        other => internal(other),
    }
}

pub fn of_load(error: &LoadError) -> Problem {
    match error {
        LoadError::Damaged => Problem::Damaged,
        LoadError::Foreign => Problem::Foreign,
        LoadError::TooNew => Problem::TooNew,
        LoadError::Store(error) => of_store(error),
        other => internal(other),
    }
}

/// A panic of any part. The place is enough for a support request; the text might hold more than anybody should see.
pub fn of_panic(said: &str, place: &str) -> Problem {
    if lifeboat_wallet::is_stale_panic(said) { Problem::Stale } else { internal(place) }
}

pub fn of_start(error: &StartError) -> Problem {
    match error {
        StartError::Unconfirmed(trouble) => of_trouble(trouble),
        StartError::Fenced(_) => Problem::Fenced,
        StartError::FolderGone => Problem::FolderGone,
        StartError::DriveRolledBack { .. } => Problem::Gap,
        other => internal(other),
    }
}

pub fn of_restore(error: &RestoreError) -> Problem {
    match error {
        RestoreError::Drive(error) => of_drive(error),
        RestoreError::Store(error) => of_store(error),
        RestoreError::FolderGone | RestoreError::NoChannelState => Problem::FolderGone,
        RestoreError::Gap { .. } => Problem::Gap,
        RestoreError::Entry { fault, .. } => of_fault(*fault),
        RestoreError::TornHead { .. } => Problem::TornHead,
        RestoreError::Ended(ended) => of_end(ended),
        RestoreError::SecondCopy => Problem::SecondCopy,
        RestoreError::FromFiles(by) => Problem::FromFiles { device: by.device.clone(), at_ms: by.at_ms },
        RestoreError::Moved => Problem::Moved,
        RestoreError::PhraseFile { .. } => Problem::PhraseFileGone,
        // Whoever asked knows why; this is what they asked for.
        RestoreError::Refused => Problem::Inconsistent,
        other => internal(other),
    }
}

pub fn of_turn_on(error: &TurnOnError) -> Problem {
    match error {
        TurnOnError::Drive(error) => of_drive(error),
        TurnOnError::Store(error) => of_store(error),
        TurnOnError::NotReadBack => Problem::Damaged,
        other => internal(other),
    }
}

fn of_end(ended: &Ended) -> Problem {
    Problem::Ended { device: ended.by.device.clone(), at_ms: ended.by.at_ms, to: ended.to.clone() }
}

pub fn of_turn_off(error: &TurnOffError) -> Problem {
    match error {
        TurnOffError::NotOn => Problem::NoBackup,
        TurnOffError::Fenced(_) => Problem::Fenced,
        TurnOffError::Paused(trouble) => of_trouble(trouble),
        other => internal(other),
    }
}

pub fn of_delete_copy(error: &DeleteCopyError) -> Problem {
    match error {
        DeleteCopyError::Drive(error) => of_drive(error),
        DeleteCopyError::Store(error) => of_store(error),
        DeleteCopyError::AnotherWallet => Problem::Foreign,
        DeleteCopyError::InUse(_) => Problem::InUse,
        other => internal(other),
    }
}

/// What became of the copy.
pub fn of_copy(copy: &lifeboat_backup::LeftCopy) -> LeftCopy {
    match copy {
        lifeboat_backup::LeftCopy::Kept => LeftCopy::Kept,
        lifeboat_backup::LeftCopy::Deleted => LeftCopy::Deleted,
        lifeboat_backup::LeftCopy::NotDeleted(error) => {
            LeftCopy::NotDeleted { problem: of_delete_copy(error) }
        }
    }
}

pub fn of_discover(error: &DiscoverError) -> Problem {
    match error {
        DiscoverError::Drive(error) => of_drive(error),
        DiscoverError::Contradiction => Problem::Moved,
        other => internal(other),
    }
}

pub fn of_open(error: &OpenError) -> Problem {
    match error {
        OpenError::WrongSecret | OpenError::NoSuchSlot => Problem::WrongSecret,
        OpenError::Damaged => Problem::Damaged,
        other => internal(other),
    }
}

pub fn of_chain(error: ChainError) -> Problem {
    match error {
        ChainError::Contradiction(_) => Problem::BadChain,
        ChainError::Unreachable | ChainError::Busy | ChainError::NotEsplora { .. } => Problem::NoChain,
        other => internal(other),
    }
}

pub fn of_wallet_start(error: &lifeboat_wallet::StartError) -> Problem {
    use lifeboat_wallet::StartError as E;
    match error {
        E::Damaged { .. } => Problem::StateDamaged,
        E::TooNew { .. } => Problem::TooNew,
        E::Inconsistent(_) => Problem::Inconsistent,
        E::OtherNetwork { .. } => Problem::BackupOfOtherNetwork,
        E::TipNeeded => Problem::NoChain,
        E::Keys | E::Liquidity => internal(error),
    }
}

pub fn of_invoice(error: InvoiceError) -> Problem {
    match error {
        InvoiceError::TooMuch { most_msat } => Problem::TooMuch { most_msat },
        InvoiceError::NoWay => Problem::NoPeer,
        InvoiceError::Zero => Problem::AmountMissing,
        InvoiceError::NoteTooLong | InvoiceError::Internal => internal(error),
    }
}

pub fn of_opening(error: OpeningError) -> Problem {
    match error {
        OpeningError::Untrusted => Problem::NoChannel,
        OpeningError::NoPeer => Problem::NoPeer,
        OpeningError::Silent => Problem::ProviderSilent,
        OpeningError::NoOffer => Problem::NoOffer,
        OpeningError::TooLittle { least_msat } => Problem::TooLittle { least_msat },
        OpeningError::TooMuch { most_msat } => Problem::TooMuch { most_msat },
        OpeningError::TooDear { fee_msat } => Problem::OpeningTooDear { fee_msat },
        OpeningError::Invoice(error) => of_invoice(error),
        other => Problem::ProviderRefused { detail: other.to_string() },
    }
}

pub fn of_pay(error: PayError) -> Problem {
    match error {
        PayError::NotAnInvoice => Problem::BadInvoice,
        PayError::OtherNetwork => Problem::OtherNetwork,
        PayError::Expired => Problem::Expired,
        PayError::AmountMissing | PayError::AmountTooSmall => Problem::AmountMissing,
        PayError::NotEnough { most_msat } => Problem::NotEnough { most_msat },
        PayError::AlreadyPaid => Problem::AlreadyPaid,
        PayError::OwnInvoice => Problem::OwnInvoice,
        PayError::NoRoute => Problem::NoRoute,
        PayError::NoPeer => Problem::NoPeer,
        PayError::Unpayable => Problem::RefusedByPayee,
        other => internal(other),
    }
}

pub fn of_failure(failure: Failure) -> Problem {
    match failure {
        Failure::Refused | Failure::Unpayable => Problem::RefusedByPayee,
        Failure::Expired => Problem::Expired,
        Failure::NoRoute | Failure::AllWaysFailed => Problem::NoRoute,
        Failure::NeverSent => Problem::NoPeer,
        Failure::Underpaid => Problem::Underpaid,
        Failure::PaidBefore => Problem::PaidBefore,
        Failure::Internal => internal("the payment failed"),
    }
}

#[cfg(test)]
mod tests {
    use lifeboat_backup::{Ending, Other};
    use lifeboat_messages::Sure;

    use super::*;

    #[test]
    fn a_panic_is_told_by_its_place_and_a_stale_state_by_its_name() {
        let stale = format!("panicked at channel.rs:1:\n{} and so on", lifeboat_wallet::STALE_PANIC);
        assert_eq!(of_panic(&stale, "channel.rs:1"), Problem::Stale);
        let said = "panicked at node.rs:7: abandon abandon about";
        assert_eq!(of_panic(said, "node.rs:7"), Problem::Internal { detail: "node.rs:7".into() });
    }

    #[test]
    fn an_incomplete_newest_entry_is_a_question_at_a_start_a_restore_and_while_writing() {
        for fault in [Fault::Damaged, Fault::Truncated] {
            let trouble = Trouble::Entry { position: 7, fault };
            assert_eq!(of_trouble(&trouble), Problem::TornHead);
            assert_eq!(of_start(&StartError::Unconfirmed(trouble.clone())), Problem::TornHead);
            assert_eq!(of_append(&AppendError::Paused(trouble)), Problem::TornHead);
        }
        assert_eq!(of_restore(&RestoreError::TornHead { position: 7 }), Problem::TornHead);
        assert!(Sure::default().of(&Problem::TornHead).old_device_is_gone);
    }

    #[test]
    fn damage_further_down_asks_nothing() {
        for fault in [Fault::Damaged, Fault::Truncated, Fault::Foreign, Fault::Swapped, Fault::TooNew] {
            let problem = of_restore(&RestoreError::Entry { position: 3, fault });
            assert!(!Sure::is_asked_by(&problem), "{problem:?}");
        }
    }

    #[test]
    fn an_ended_journal_is_a_question_with_who_ended_it() {
        let by = Other { device: "Firefox on Linux".into(), at_ms: 5 };
        let ended = Ended { ending: Ending::Disconnected, to: String::new(), by };
        let problem = of_restore(&RestoreError::Ended(ended));
        assert_eq!(
            problem,
            Problem::Ended { device: "Firefox on Linux".into(), at_ms: 5, to: String::new() }
        );
        let sure = Sure::default().of(&problem);
        assert!(sure.although_ended && !sure.old_device_is_gone, "one answer does not give the other");
    }

    #[test]
    fn a_second_copy_is_a_question_and_another_history_there_is_never_written_over() {
        let problem = of_restore(&RestoreError::SecondCopy);
        let sure = Sure::default().of(&problem);
        assert!(sure.although_second_copy && !sure.although_ended && !sure.old_device_is_gone);
        assert_eq!(of_promote(&PromoteError::Ahead(Other::default())), Problem::SecondAhead);
        assert_eq!(of_mirror(&MirrorTrouble::NotAMirror), Problem::InUse);
    }

    #[test]
    fn only_a_true_not_found_is_taken_for_a_missing_folder() {
        for error in [
            DriveError::Unknown,
            DriveError::Unreachable,
            DriveError::SignedOut,
            DriveError::Denied,
            DriveError::Busy { after_ms: None },
            DriveError::Unavailable { after_ms: None },
            DriveError::NotADrive,
        ] {
            let problem = of_drive(&error);
            assert!(!matches!(problem, Problem::FolderGone | Problem::NoBackup), "{error:?}");
        }
    }

    #[test]
    fn a_copy_that_could_not_be_deleted_is_never_said_to_be_gone() {
        let left = |error| of_copy(&lifeboat_backup::LeftCopy::NotDeleted(error));
        for error in [
            DeleteCopyError::Drive(DriveError::Unreachable),
            DeleteCopyError::AnotherWallet,
            DeleteCopyError::InUse(Other::default()),
        ] {
            assert!(matches!(left(error), LeftCopy::NotDeleted { .. }));
        }
    }

    #[test]
    fn why_a_state_cannot_be_used_here_is_told_in_four_different_ways() {
        use lifeboat_wallet::{Inconsistency, Network, StartError as E};
        let damaged = of_wallet_start(&E::Damaged { key: "monitor/1".into() });
        let newer = of_wallet_start(&E::TooNew { key: "about".into() });
        let other = of_wallet_start(&E::OtherNetwork { found: Network::Signet });
        let apart = of_wallet_start(&E::Inconsistent(Inconsistency::ManagerOlder));
        let problems = [damaged, newer, other, apart];
        let expected =
            [Problem::StateDamaged, Problem::TooNew, Problem::BackupOfOtherNetwork, Problem::Inconsistent];
        assert_eq!(problems, expected);
    }
}
