//! What becomes of each crate's errors.

mod every;
mod said;

use lifeboat_backup::{
    AppendError, Author, DeleteCopyError, EndReason, Fault, JournalEnd, MirrorObstacle, Obstacle,
    PromoteError, RestoreError, StartError,
};
use lifeboat_cloud::DriveError;
use lifeboat_cloud::webdav::Weakness as Found;
use lifeboat_crypto::OpenError;
use lifeboat_messages::{Assurances, FileFault, LeftCopy, Pasted, Weakness, WriteFault};
use lifeboat_wallet::ChainError;

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
    let torn = Problem::TornHead { file: "Channel state/000000000007.lifeboat".into() };
    for fault in [Fault::Damaged, Fault::Truncated] {
        let obstacle = Obstacle::Entry { position: 7, fault };
        assert_eq!(of_obstacle(&obstacle), torn);
        assert_eq!(of_start(&StartError::Unconfirmed(obstacle.clone())), torn);
        assert_eq!(of_append(&AppendError::Paused(obstacle)), torn);
    }
    assert_eq!(of_restore(&RestoreError::TornHead { position: 7 }), torn);
    assert!(Assurances::default().of(&torn).old_device_is_gone);
}

/// Only who knows which file it is can take it away.
#[test]
fn a_file_in_the_way_is_named_as_its_user_sees_it() {
    let named = |file: &str, second, fault| Problem::BadFile { file: file.into(), second, fault };
    for (fault, told) in [
        (Fault::Foreign, FileFault::Foreign),
        (Fault::Swapped, FileFault::Swapped),
        (Fault::Forked, FileFault::Forked),
    ] {
        let expected = |second| named("Channel state/000000000064.lifeboat", second, told);
        assert_eq!(of_obstacle(&Obstacle::Entry { position: 64, fault }), expected(false));
        assert_eq!(of_restore(&RestoreError::Entry { position: 64, fault }), expected(false));
        // The same name lies in both storages.
        let why = MirrorObstacle::Entry { position: 64, fault };
        assert_eq!(of_mirror(&why), expected(true));
        assert_eq!(of_obstacle(&Obstacle::Mirror(Box::new(why))), expected(true));
        let source = MirrorObstacle::Source(Obstacle::Entry { position: 64, fault });
        assert_eq!(of_mirror(&source), expected(false));
    }
    let expected = named("Recovery phrase 3.lifeboat", true, FileFault::Forked);
    assert_eq!(of_mirror(&MirrorObstacle::OtherPhrase { seq: 3 }), expected);
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
    let ended = JournalEnd { ending: EndReason::Disconnected, to: None, by: by.clone() };
    let problem = of_restore(&RestoreError::Ended(ended));
    assert_eq!(problem, Problem::Ended { by: super::author(&by), to: None });
    let sure = Assurances::default().of(&problem);
    assert!(sure.although_ended && !sure.old_device_is_gone, "one answer does not give the other");
}

#[test]
fn a_storage_that_takes_no_new_file_is_a_question_with_who_wrote_last() {
    let by = Author { device: "Firefox on Linux".into(), at_ms: 5 };
    let problem = of_restore(&RestoreError::ReadOnly { error: DriveError::QuotaFull, by: by.clone() });
    assert_eq!(problem, Problem::ReadOnly { why: WriteFault::Refused, by: super::author(&by) });
    let sure = Assurances::default().of(&problem);
    assert!(sure.although_read_only && !sure.although_files && !sure.old_device_is_gone);
}

#[test]
fn a_second_copy_is_a_question_and_another_history_there_is_never_written_over() {
    let problem = of_restore(&RestoreError::SecondCopy);
    let sure = Assurances::default().of(&problem);
    assert!(sure.although_second_copy && !sure.although_ended && !sure.old_device_is_gone);
    assert_eq!(of_promote(&PromoteError::Ahead(Author::default())), Problem::SecondAhead);
    assert_eq!(of_mirror(&MirrorObstacle::NotAMirror), Problem::InUse);
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

/// Every variant of every error, as it reaches the page, by its type and its name.
fn everything() -> Vec<(String, Problem)> {
    let mut all = Vec::new();
    note(&mut all, every::drive_errors(), |error| of_drive(&error));
    note(&mut all, every::store_errors(), |error| of_store(&error));
    note(&mut all, every::faults(), of_fault);
    note(&mut all, every::obstacles(), |why| of_obstacle(&why));
    note(&mut all, every::mirror_obstacles(&every::obstacles()), |why| of_mirror(&why));
    note(&mut all, every::append_errors(), |error| of_append(&error));
    note(&mut all, every::load_errors(), |error| of_load(&error));
    note(&mut all, every::start_errors(), |error| of_start(&error));
    note(&mut all, every::alone_errors(), |error| of_alone(&error));
    note(&mut all, every::restore_errors(), |error| of_restore(&error));
    note(&mut all, every::turn_on_errors(), |error| of_turn_on(&error));
    note(&mut all, every::turn_off_errors(), |error| of_turn_off(&error));
    note(&mut all, every::move_errors(), |error| of_move(&error));
    note(&mut all, every::promote_errors(), |error| of_promote(&error));
    note(&mut all, every::delete_copy_errors(), |error| of_delete_copy(&error));
    note(&mut all, every::end_copy_errors(), |error| of_end_copy(&error));
    note(&mut all, every::discover_errors(), |error| of_discover(&error));
    note(&mut all, said::chain_errors(), of_chain);
    note(&mut all, said::start_errors(), |error| of_wallet_start(&error));
    note(&mut all, said::invoice_errors(), of_invoice);
    note(&mut all, said::opening_errors(), of_opening);
    note(&mut all, said::pay_errors(), of_pay);
    note(&mut all, said::failures(), of_failure);
    note(&mut all, said::send_errors(), of_send);
    note(&mut all, said::note_errors(), of_note);
    note(&mut all, said::close_errors(), of_close);
    note(&mut all, said::unpayables(), of_pasted);
    note(&mut all, said::refusals(), |refusal| of_service(refusal, "example.com"));
    note(&mut all, said::oauth_errors(), |error| of_oauth(&error));
    note(&mut all, said::diagnoses(), of_diagnosis);
    note(&mut all, said::account_errors(), of_account);
    note(&mut all, said::open_errors(), |error| of_open(&error));
    note(&mut all, said::make_errors(), of_make);
    note(&mut all, said::pins_refused(), of_pin);
    all
}

fn note<E: std::fmt::Debug>(all: &mut Vec<(String, Problem)>, errors: Vec<E>, of: impl Fn(E) -> Problem) {
    let kind = std::any::type_name::<E>().rsplit("::").next().unwrap_or_default();
    let named = |error: E| (format!("{kind}::{error:?}"), of(error));
    all.extend(errors.into_iter().map(named));
}

#[test]
fn nothing_but_a_defect_is_called_a_mistake_of_ours() {
    let is_internal =
        |(what, problem): (String, Problem)| matches!(problem, Problem::Internal { .. }).then_some(what);
    let internal: Vec<String> = everything().into_iter().filter_map(is_internal).collect();
    // What no server, no device and no user can cause: our own code asks for what it never may, or a library fails at
    // what it never does.
    let defects = [
        "AppendError::KeyTooLong",
        "StartError::Keys",
        "StartError::Liquidity",
        "InvoiceError::Internal",
        "SendError::Internal",
        "AccountError::NoKey",
        "MakeError::SlotCount(0)",
        "MakeError::Factors",
        "MakeError::EmptyPassphrase",
        "MakeError::Kdf(TooCostly)",
        "MakeError::CannotKeep(0000000000000000)",
        "MakeError::DeviceSlot",
        "MakeError::TooLong",
        "MakeError::Exhausted",
    ];
    assert_eq!(internal, defects);
}

#[test]
fn a_small_device_is_no_wrong_pin() {
    assert_eq!(of_open(&OpenError::OutOfMemory), Problem::OutOfMemory);
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
    let of_stores: Vec<_> = every::store_errors().iter().map(of_store).collect();
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
