use lifeboat_backup::{
    AppendError, Author, DeleteCopyError, DiscoverError, EndReason, Fault, JournalEnd, LoadError,
    MirrorTrouble, MoveError, PromoteError, RestoreError, StartError, StoreError, Trouble, TurnOffError,
    TurnOnError,
};
use lifeboat_cloud::webdav::Weakness as Found;
use lifeboat_cloud::{DriveError, nextcloud::Diagnosis, oauth::OAuthError, vss::AccountError};
use lifeboat_crypto::{MakeError, OpenError, PinRefused};
use lifeboat_messages::{Assurances, LeftCopy, Pasted, Weakness};
use lifeboat_wallet::{ChainError, InvoiceError, OpeningError};

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
    assert!(Assurances::default().of(&Problem::TornHead).old_device_is_gone);
}

#[test]
fn damage_further_down_asks_nothing() {
    for fault in [Fault::Damaged, Fault::Truncated, Fault::Foreign, Fault::Swapped, Fault::TooNew] {
        let problem = of_restore(&RestoreError::Entry { position: 3, fault });
        assert!(!Assurances::is_asked_by(&problem), "{problem:?}");
    }
}

#[test]
fn an_ended_journal_is_a_question_with_who_ended_it() {
    let by = Author { device: "Firefox on Linux".into(), at_ms: 5 };
    let ended = JournalEnd { ending: EndReason::Disconnected, to: String::new(), by };
    let problem = of_restore(&RestoreError::Ended(ended));
    assert_eq!(problem, Problem::Ended { device: "Firefox on Linux".into(), at_ms: 5, to: String::new() });
    let sure = Assurances::default().of(&problem);
    assert!(sure.although_ended && !sure.old_device_is_gone, "one answer does not give the other");
}

#[test]
fn a_storage_that_takes_no_new_file_is_a_question_with_who_wrote_last() {
    let by = Author { device: "Firefox on Linux".into(), at_ms: 5 };
    let problem = of_restore(&RestoreError::ReadOnly { error: DriveError::QuotaFull, by });
    assert_eq!(problem, Problem::ReadOnly { device: "Firefox on Linux".into(), at_ms: 5 });
    let sure = Assurances::default().of(&problem);
    assert!(sure.although_read_only && !sure.although_files && !sure.old_device_is_gone);
}

#[test]
fn a_second_copy_is_a_question_and_another_history_there_is_never_written_over() {
    let problem = of_restore(&RestoreError::SecondCopy);
    let sure = Assurances::default().of(&problem);
    assert!(sure.although_second_copy && !sure.although_ended && !sure.old_device_is_gone);
    assert_eq!(of_promote(&PromoteError::Ahead(Author::default())), Problem::SecondAhead);
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
        DeleteCopyError::InUse(Author::default()),
    ] {
        assert!(matches!(left(error), LeftCopy::NotDeleted { .. }));
    }
}

/// One of every variant; the match makes a new one fail to compile here.
macro_rules! every {
    ($type:ty { $($pattern:pat => $value:expr),* $(,)? }) => {{
        let all: Vec<$type> = vec![$($value),*];
        for value in &all {
            match value { $($pattern => {})* }
        }
        all
    }};
}

fn drive_errors() -> Vec<DriveError> {
    use DriveError as D;
    every!(DriveError {
        D::NotFound => D::NotFound,
        D::Unknown => D::Unknown,
        D::Unreachable => D::Unreachable,
        D::SignedOut => D::SignedOut,
        D::Denied => D::Denied,
        D::QuotaFull => D::QuotaFull,
        D::Busy { .. } => D::Busy { after_ms: Some(1) },
        D::Unavailable { .. } => D::Unavailable { after_ms: None },
        D::NotADrive => D::NotADrive,
        D::RedirectedAway => D::RedirectedAway,
        D::OtherAccount => D::OtherAccount,
        D::Gone => D::Gone,
        D::InBin => D::InBin,
        D::TooLarge => D::TooLarge,
        D::Unsupported => D::Unsupported,
        D::NoBucket => D::NoBucket,
        D::WrongRegion { .. } => D::WrongRegion { right: None },
        D::ClockOff => D::ClockOff,
        D::BadAddress => D::BadAddress,
        D::WrongKind => D::WrongKind,
        D::Overwrote => D::Overwrote,
    })
}

fn store_errors() -> Vec<StoreError> {
    use StoreError as S;
    every!(StoreError {
        S::Refused => S::Refused,
        S::Full => S::Full,
        S::Lost => S::Lost,
        S::Taken => S::Taken,
        S::Unknown => S::Unknown,
    })
}

fn faults() -> Vec<Fault> {
    use Fault as F;
    every!(Fault {
        F::Damaged => F::Damaged,
        F::Truncated => F::Truncated,
        F::Foreign => F::Foreign,
        F::Swapped => F::Swapped,
        F::Forked => F::Forked,
        F::TooNew => F::TooNew,
        F::KeyMissing => F::KeyMissing,
    })
}

/// What a server or a device can put in the way of the journal.
fn troubles() -> Vec<Trouble> {
    let drives = drive_errors().into_iter().map(Trouble::Drive);
    let stores = store_errors().into_iter().map(Trouble::Store);
    let entries = faults().into_iter().map(|fault| Trouble::Entry { position: 1, fault });
    let phrases = faults().into_iter().map(|fault| Trouble::PhraseFile { fault });
    let mirrors = mirror_troubles(&[]).into_iter().map(|why| Trouble::Mirror(Box::new(why)));
    drives.chain(stores).chain(entries).chain(phrases).chain(mirrors).collect()
}

fn mirror_troubles(sources: &[Trouble]) -> Vec<MirrorTrouble> {
    use MirrorTrouble as M;
    let mut all = every!(MirrorTrouble {
        M::Drive(_) => M::Drive(DriveError::Denied),
        M::Source(_) => M::Source(Trouble::Drive(DriveError::Denied)),
        M::OtherHistory { .. } => M::OtherHistory { position: 1 },
        M::Promoted(_) => M::Promoted(Author::default()),
        M::NotAMirror => M::NotAMirror,
        M::Entry { .. } => M::Entry { position: 1, fault: Fault::Damaged },
        M::OtherPhrase { .. } => M::OtherPhrase { seq: 1 },
        M::Ended => M::Ended,
    });
    all.extend(drive_errors().into_iter().map(M::Drive));
    all.extend(sources.iter().cloned().map(M::Source));
    all
}

/// Everything that a server, this device or a user can answer with, as it reaches the page.
fn answers() -> Vec<(String, Problem)> {
    let mut all: Vec<(String, Problem)> = Vec::new();
    let mut note = |what: &dyn std::fmt::Debug, problem| all.push((format!("{what:?}"), problem));
    for error in drive_errors() {
        note(&error, of_drive(&error));
        note(&error, of_restore(&RestoreError::Drive(error.clone())));
        note(&error, of_turn_on(&TurnOnError::Drive(error.clone())));
        note(&error, of_delete_copy(&DeleteCopyError::Drive(error.clone())));
        note(&error, of_discover(&DiscoverError::Drive(error.clone())));
        note(&error, of_oauth(&OAuthError::Service(error.clone())));
        if let Err(problem) = of_diagnosis(Diagnosis::Other(error.clone())) {
            note(&error, problem);
        }
    }
    for error in store_errors() {
        note(&error, of_store(&error));
        note(&error, of_load(&LoadError::Store(error)));
        note(&error, of_restore(&RestoreError::Store(error)));
        note(&error, of_turn_on(&TurnOnError::Store(error)));
        note(&error, of_delete_copy(&DeleteCopyError::Store(error)));
    }
    for fault in faults() {
        note(&fault, of_fault(fault));
        note(&fault, of_restore(&RestoreError::Entry { position: 1, fault }));
    }
    let troubles = troubles();
    for why in mirror_troubles(&troubles) {
        note(&why, of_mirror(&why));
        note(&why, of_move(&MoveError::Mirror(why.clone())));
    }
    for why in troubles {
        note(&why, of_trouble(&why));
        note(&why, of_append(&AppendError::Paused(why.clone())));
        note(&why, of_start(&StartError::Unconfirmed(why.clone())));
        note(&why, of_move(&MoveError::Paused(why.clone())));
        note(&why, of_promote(&PromoteError::Paused(why.clone())));
        note(&why, of_promote(&PromoteError::Unconfirmed(why.clone())));
        note(&why, of_turn_off(&TurnOffError::Paused(why.clone())));
    }
    all
}

#[test]
fn no_answer_of_a_drive_or_a_device_is_called_a_mistake_of_ours() {
    for (what, problem) in answers() {
        assert!(!matches!(problem, Problem::Internal { .. }), "{what}: {problem:?}");
    }
}

#[test]
fn no_answer_of_a_chain_server_a_peer_or_a_service_is_called_a_mistake_of_ours() {
    use ChainError as C;
    use OAuthError as A;
    use OpeningError as O;
    use lifeboat_wallet::Contradiction;
    let chain = every!(ChainError {
        C::Unreachable => C::Unreachable,
        C::Busy => C::Busy,
        C::NotEsplora { .. } => C::NotEsplora { status: 404 },
        C::Contradiction(_) => C::Contradiction(Contradiction::NoWork),
        C::Moved => C::Moved,
        C::Behind => C::Behind,
        C::Disagree => C::Disagree,
        C::Rewritten => C::Rewritten,
        C::ClockBehind => C::ClockBehind,
        C::Already => C::Already,
    });
    let opening = every!(OpeningError {
        O::Untrusted => O::Untrusted,
        O::NoPeer => O::NoPeer,
        O::Silent => O::Silent,
        O::Refused { .. } => O::Refused { code: 1, message: String::new() },
        O::BadToken => O::BadToken,
        O::NoOffer => O::NoOffer,
        O::TooLittle { .. } => O::TooLittle { least_msat: 1 },
        O::TooMuch { .. } => O::TooMuch { most_msat: 1 },
        O::TooDear { .. } => O::TooDear { fee_msat: 1 },
        O::BadAnswer => O::BadAnswer,
        O::Invoice(_) => O::Invoice(InvoiceError::Zero),
    });
    let oauth = every!(OAuthError {
        A::BadConfig => A::BadConfig,
        A::Foreign => A::Foreign,
        A::Expired => A::Expired,
        A::Cancelled => A::Cancelled,
        A::ScopeMissing => A::ScopeMissing,
        A::CodeRefused => A::CodeRefused,
        A::Registration { .. } => A::Registration { code: String::new() },
        A::Refused { .. } => A::Refused { code: String::new() },
        A::Malformed => A::Malformed,
        A::Service(_) => A::Service(DriveError::Denied),
    });
    let problems = chain.into_iter().map(of_chain).chain(opening.into_iter().map(of_opening));
    for problem in problems.chain(oauth.iter().map(of_oauth)) {
        assert!(!matches!(problem, Problem::Internal { .. }), "{problem:?}");
    }
}

#[test]
fn nothing_that_is_typed_and_no_small_device_is_called_a_mistake_of_ours() {
    use OpenError as E;
    let open = every!(OpenError {
        E::WrongSecret => E::WrongSecret,
        E::NoSuchSlot => E::NoSuchSlot,
        E::Damaged => E::Damaged,
        E::TooCostly => E::TooCostly,
        E::TooWeak => E::TooWeak,
        E::OutOfMemory => E::OutOfMemory,
    });
    let typed = [
        of_invoice(InvoiceError::NoteTooLong),
        of_invoice(InvoiceError::Zero),
        of_pin(PinRefused::Run),
        of_make(MakeError::OutOfMemory),
        of_account(AccountError::OutOfMemory),
        of_account(AccountError::WeakPassword),
        of_append(&AppendError::Closed),
        of_load(&LoadError::Empty),
        of_load(&LoadError::Occupied),
        of_turn_on(&TurnOnError::Cancelled),
        of_turn_on(&TurnOnError::AlreadyOn),
    ];
    for problem in open.iter().map(of_open).chain(typed) {
        assert!(!matches!(problem, Problem::Internal { .. }), "{problem:?}");
    }
    assert_eq!(of_open(&OpenError::OutOfMemory), Problem::OutOfMemory, "a small device is no wrong PIN");
}

#[test]
fn what_differs_for_the_user_is_told_apart() {
    let drive = |error| of_drive(&error);
    assert_eq!(drive(DriveError::Overwrote), Problem::Overwrote);
    assert_eq!(drive(DriveError::TooLarge), Problem::FileTooLarge);
    assert_eq!(drive(DriveError::WrongKind), Problem::WrongKind);
    assert_eq!(drive(DriveError::NoBucket), Problem::NoBucket);
    assert_eq!(drive(DriveError::ClockOff), Problem::ClockOff);
    assert_eq!(drive(DriveError::Unsupported), Problem::Unsupported);
    let right = Some("eu-central-1".to_owned());
    let region = drive(DriveError::WrongRegion { right: right.clone() });
    assert_eq!(region, Problem::WrongRegion { right });
    for (after_ms, problem) in [
        (None, Problem::Busy),
        (Some(60_000), Problem::Busy),
        (Some(60_001), Problem::LongPause),
        (Some(86_400_000), Problem::LongPause),
    ] {
        assert_eq!(drive(DriveError::Busy { after_ms }), problem);
    }
    assert_eq!(of_chain(ChainError::Behind), Problem::ChainBehind);
    let of_stores: Vec<_> = store_errors().iter().map(of_store).collect();
    for (index, problem) in of_stores.iter().enumerate() {
        assert!(!of_stores[..index].contains(problem), "{problem:?} twice");
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

#[test]
fn a_storage_that_is_refused_is_told_by_what_was_found() {
    use Found as F;
    let told = |found| of_weakness(found);
    let unsafe_by = |weakness| Problem::NotSafeForChannels { weakness };
    assert_eq!(told(F::Replaces), unsafe_by(Weakness::Replaces));
    assert_eq!(told(F::NoPrecondition), unsafe_by(Weakness::NoPrecondition));
    assert_eq!(told(F::SeveralWriters), unsafe_by(Weakness::SeveralWriters));
    assert_eq!(told(F::MoveFails), unsafe_by(Weakness::Renames));
    assert_eq!(told(F::RefusesNew), unsafe_by(Weakness::RefusesNew));
    assert_eq!(told(F::RefusesLarge), Problem::FileTooLarge);
}

/// A screen explains each of them, so that each can come.
#[test]
fn what_is_named_of_a_text_is_all_that_can_be_named() {
    let named = |kind: lifeboat_pasted::Kind| match of_pasted(kind.into()) {
        Problem::NotAnInvoice { what } => Some(what),
        _ => None,
    };
    let mut come: Vec<Pasted> = lifeboat_pasted::Kind::ALL.into_iter().filter_map(named).collect();
    // Read before anything else is.
    come.push(Pasted::RecoveryPhrase);
    for what in Pasted::ALL {
        assert_eq!(come.iter().filter(|named| **named == what).count(), 1, "{what:?}");
    }
    assert_eq!(come.len(), Pasted::ALL.len());
}
