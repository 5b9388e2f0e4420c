//! A second copy whose service is down: whoever has to wait for it waits within bounds, and the wallet locks meanwhile.

use lifeboat_backup::StoreFault;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, DriveChoice, OldCopyState, Phase, Problem, ReadOnly, Request,
    SecondStatus, SignInPurpose, Unlocker, View,
};

use crate::{
    journey::{PIN, done, lock, pin, saved},
    signing_in::sign_in,
    world::{Process, World},
};

/// Longer than any request may wait for a service that is down.
const PATIENCE_MS: u64 = 60_000;

pub fn with_second(world: &World, tab: &Process) {
    saved(world, tab);
    done(world, tab, Request::AddSecond { drive: world.drive(1) });
    world.see(tab, "a second copy", is_in_step);
}

pub fn is_in_step(view: &View) -> bool {
    view.second.as_ref().is_some_and(|it| matches!(it.status, SecondStatus::InStep { .. }))
}

/// From here on its service is down, and it lacks something.
fn second_is_down(world: &World, tab: &Process) {
    world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
    done(world, tab, Request::BackUpNow);
}

fn answer_in_time(world: &World, tab: &Process, request: Request) -> Result<Answer, Problem> {
    let call = tab.call(request);
    assert!(world.run_until(PATIENCE_MS, || tab.page().answer(call).is_some()), "a request waits for ever");
    tab.page().answer(call).unwrap()
}

#[test]
fn nothing_waits_for_a_second_copy_that_is_down_without_an_end() {
    let world = World::new(31);
    let tab = world.open(&world.device("phone"));
    with_second(&world, &tab);
    second_is_down(&world, &tab);
    for request in [Request::SetBoth { both: true }, Request::MoveToSecond] {
        let answer = answer_in_time(&world, &tab, request);
        assert!(matches!(answer, Err(Problem::Unreachable | Problem::Unavailable)), "{answer:?}");
    }
    assert_eq!(tab.view().phase, Phase::Ready);
    assert!(!tab.view().second.unwrap().both, "it was refused");
    let removed = answer_in_time(&world, &tab, Request::RemoveSecond { delete_copy: false });
    assert!(matches!(removed, Ok(Answer::Disconnected { .. })), "{removed:?}");
}

/// The wallet that is taken over waits for the second copy, and the user can go on without it.
#[test]
fn a_take_over_does_not_shut_out_the_way_to_go_on_without_the_second_copy() {
    let world = World::new(32);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    with_second(&world, &tab);
    done(&world, &tab, Request::SetBoth { both: true });
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let restore =
        Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure: Assurances::default() };
    assert!(matches!(world.ask(&other, restore), Some(Ok(Answer::Restored(_)))));
    world.see(&tab, "that another device went on", |view| {
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
    });
    drop(other);

    world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
    let taken = answer_in_time(&world, &tab, Request::TakeOver { sure: Assurances::default() });
    assert!(taken.is_err(), "{taken:?}");
    world.see(&tab, "a wallet that waits", |view| {
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } })
    });
    assert_eq!(answer_in_time(&world, &tab, Request::SetBoth { both: false }), Ok(Answer::Done));
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// Both must confirm, and that is what the page says: nothing counts that the second copy has not.
fn both_still_confirm(world: &World, tab: &Process, told: &str) {
    assert!(tab.view().second.is_some_and(|second| second.both), "{told}");
    tab.call(Request::BackUpNow);
    world.see(tab, "that it waits for the second copy", |view| {
        matches!(view.backup, BackupStatus::Waiting { .. })
    });
}

/// Whatever write on this device is refused while the second copy is removed: it is followed all the same,
/// and confirms.
#[test]
fn a_second_copy_that_could_not_be_removed_has_to_confirm_as_before() {
    let mut refused = 0;
    for at in 0..4 {
        let world = World::new(60 + at);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        with_second(&world, &tab);
        done(&world, &tab, Request::SetBoth { both: true });
        for _ in 0..at {
            phone.store.fail_next(StoreFault::None);
        }
        phone.store.fail_next(StoreFault::Full);
        if answer_in_time(&world, &tab, Request::RemoveSecond { delete_copy: false }).is_ok() {
            continue;
        }
        refused += 1;
        world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
        both_still_confirm(&world, &tab, &format!("write {at}"));
    }
    assert!(refused > 0);
}

/// Neither the lock nor another tab waits for a request that waits for a service.
#[test]
fn a_request_that_waits_keeps_no_wallet_open() {
    let world = World::new(33);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    with_second(&world, &tab);
    second_is_down(&world, &tab);
    let waits = tab.call(Request::MoveToSecond);
    world.run(100);
    done(&world, &tab, Request::Lock);
    assert_eq!(tab.view().phase, Phase::Locked);
    assert_eq!(tab.page().answer(waits), Some(Err(Problem::Closed)));
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);

    let waits = tab.call(Request::MoveToSecond);
    world.run(100);
    let second = world.open(&phone);
    world.see(&second, "that another tab has it", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
    });
    done(&world, &second, Request::UseThisTab { by_force: false });
    assert_eq!(second.view().phase, Phase::Locked);
    assert_eq!(tab.page().answer(waits), Some(Err(Problem::OtherTab)));
}

/// The wallet is brought from a cloud by somebody who has confirmed this.
fn restored(world: &World, tab: &Process, cloud: usize, sure: Assurances) -> Result<Answer, Problem> {
    restored_there(world, tab, world.drive(cloud), sure)
}

/// The same, from any service.
pub fn restored_there(
    world: &World,
    tab: &Process,
    drive: DriveChoice,
    sure: Assurances,
) -> Result<Answer, Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: drive.clone() });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    // What lies under an earlier name of the folder is said to be a copy.
    let found = backups.iter().find(|it| !it.second_copy).or(backups.first()).expect("a backup");
    let backup = found.id.clone();
    world.ask(tab, Request::Restore { drive, backup, unlocker: pin(), sure }).unwrap()
}

/// What a new device is answered that brings the wallet from the first cloud.
fn restored_from_the_first(world: &World) -> Result<Answer, Problem> {
    let other = world.open(&world.device("tablet"));
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    restored(world, &other, 0, Assurances::default())
}

pub const INSISTS: Assurances = Assurances {
    although_another_goes: true,
    although_second_copy: true,
    old_device_is_gone: false,
    although_ended: false,
    although_files: false,
    although_read_only: false,
};

/// The device knows both places: from the one that it leaves nobody begins unawares, now or as soon as it can
/// be reached.
#[test]
fn the_place_that_is_left_for_its_second_copy_is_marked() {
    for is_down in [false, true] {
        let world = World::new(34);
        let tab = world.open(&world.device("phone"));
        with_second(&world, &tab);
        if is_down {
            world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        }
        let came = restored(&world, &tab, 1, INSISTS);
        assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
        if is_down {
            let left = world.see(&tab, "a copy that was left", |view| view.old_copy.is_some());
            assert_eq!(left.old_copy.unwrap().state, OldCopyState::Unmarked);
            world.around.clouds[0].mend();
            world.run(PATIENCE_MS);
            done(&world, &tab, Request::Lock);
            done(&world, &tab, Request::Unlock { unlocker: pin() });
        }
        world.see(&tab, "that it is marked", |view| {
            view.old_copy.as_ref().is_some_and(|old| old.state == OldCopyState::Moved)
        });
        let there = restored_from_the_first(&world);
        assert!(matches!(there, Err(Problem::Ended { .. })), "{there:?}");
    }
}

/// What the second copy lacks may be the newest there is.
#[test]
fn a_place_that_has_more_than_its_second_copy_is_not_marked_and_not_forgotten() {
    let world = World::new(35);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    with_second(&world, &tab);
    second_is_down(&world, &tab);
    world.run(PATIENCE_MS);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    world.around.clouds[1].mend();
    let came = restored(&world, &tab, 1, INSISTS);
    assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
    world.run(PATIENCE_MS);
    assert_eq!(tab.view().old_copy.map(|old| old.state), Some(OldCopyState::Unmarked));
    let there = restored_from_the_first(&world);
    assert!(matches!(there, Ok(Answer::Restored(_))), "{there:?}");
}

/// A folder that was given another name while the wallet ran is the same place: nothing is left when the
/// wallet comes from there, and it is found where it is when it is left.
#[test]
fn a_backup_in_a_renamed_folder_is_where_it_was() {
    for from in [0, 1] {
        let world = World::new(36);
        let tab = world.open(&world.device("phone"));
        with_second(&world, &tab);
        let (_, folder, _) = world.kept().heads().find(|(cloud, _, _)| *cloud == 0).unwrap();
        let name = format!("{folder} 2026");
        world.kept().rename(0, &folder, &name);
        done(&world, &tab, Request::BackUpNow);
        world.see(&tab, "the new name", |view| view.service.as_ref().is_some_and(|it| it.file == name));
        let came = restored(&world, &tab, from, INSISTS);
        assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
        if from == 0 {
            let view = world.see(&tab, "the second copy", is_in_step);
            assert_eq!(view.old_copy, None);
        } else {
            world.see(&tab, "that the other place is marked", |view| {
                view.old_copy.as_ref().is_some_and(|old| old.state == OldCopyState::Moved)
            });
            let there = restored_from_the_first(&world);
            assert!(matches!(there, Err(Problem::Ended { .. })), "{there:?}");
        }
    }
}

/// From a second copy of earlier, which was left where it was: what is in the places of now is newer, in both.
#[test]
fn no_newer_place_is_marked_when_the_wallet_comes_from_an_older_one() {
    let world = World::new(37);
    let tab = world.open(&world.device("phone"));
    with_second(&world, &tab);
    let removed = world.ask(&tab, Request::RemoveSecond { delete_copy: false });
    assert!(matches!(removed, Some(Ok(Answer::Disconnected { .. }))), "{removed:?}");
    let drive = sign_in(&world, &tab, SignInPurpose::Another);
    done(&world, &tab, Request::AddSecond { drive });
    world.see(&tab, "a second copy", is_in_step);
    done(&world, &tab, Request::AutoLock { minutes: None });
    done(&world, &tab, Request::BackUpNow);
    world.run(PATIENCE_MS);
    let came = restored(&world, &tab, 1, INSISTS);
    assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
    world.run(PATIENCE_MS);
    assert_eq!(tab.view().old_copy.map(|old| old.state), Some(OldCopyState::Unmarked));
    assert_eq!(tab.view().auto_lock_min, None, "what the user chose");

    let there = restored_from_the_first(&world);
    assert!(matches!(there, Ok(Answer::Restored(_))), "{there:?}");
    let other = world.open(&world.device("laptop"));
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let drive = sign_in(&world, &other, SignInPurpose::Restore);
    let there = restored_there(&world, &other, drive, INSISTS);
    assert!(matches!(there, Ok(Answer::Restored(_))), "the second copy: {there:?}");
}

/// The backup was lost for a time, its second copy took its place, and then the backup was turned on anew,
/// with another PIN: what was lost is of the vault of before, and is marked as soon as it can be reached.
/// Nothing of the new one changes.
#[test]
fn a_lost_place_is_marked_after_the_backup_was_turned_on_anew() {
    const NEW: &str = "846193";
    let unlock = || Request::Unlock { unlocker: Unlocker::Pin(NEW.into()) };
    let world = World::new(38);
    let tab = world.open(&world.device("phone"));
    with_second(&world, &tab);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let promoted = world.ask(&tab, Request::PromoteSecond);
    assert!(matches!(promoted, Some(Ok(_))), "{promoted:?}");
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    let off = world.ask(&tab, Request::Disconnect { delete_copy: true });
    assert!(matches!(off, Some(Ok(Answer::Disconnected { .. }))), "{off:?}");
    let started = Request::StartBackup { lock: lock(NEW), drive: world.drive(1), waiver: Default::default() };
    assert!(matches!(world.ask(&tab, started), Some(Ok(Answer::BackedUp(_)))));
    let left = world.see(&tab, "what was lost", |view| view.old_copy.is_some()).old_copy.unwrap();
    assert_eq!(left.state, OldCopyState::Unmarked);
    world.around.clouds[0].mend();
    world.run(PATIENCE_MS);
    done(&world, &tab, Request::Lock);
    done(&world, &tab, unlock());
    world.see(&tab, "that it is marked", |view| {
        view.old_copy.as_ref().is_some_and(|old| old.state == OldCopyState::Moved)
    });
    let there = restored_from_the_first(&world);
    assert!(matches!(there, Err(Problem::Ended { .. })), "{there:?}");
    done(&world, &tab, Request::DeleteOldCopy { id: left.id });
    assert!(world.kept().heads().all(|(cloud, _, _)| cloud == 1), "it is not deleted");
    done(&world, &tab, Request::Lock);
    done(&world, &tab, unlock());
    done(&world, &tab, Request::BackUpNow);
    assert_eq!(tab.view().old_copy, None);
}

/// The wallet goes on on this device alone, from files, or because the user has said that its storage takes
/// nothing more: where its backup was nobody begins unawares, unless what is there is newer.
#[test]
fn a_place_that_is_left_for_no_other_is_marked_unless_it_is_newer() {
    for from_files in [false, true] {
        let world = World::new(15);
        let tab = world.open(&world.device("phone"));
        saved(&world, &tab);
        let (_, folder, _) = world.kept().heads().next().unwrap();
        let (paths, files) = world.kept().download(0, &folder);
        done(&world, &tab, Request::BackUpNow);
        let sure = Assurances { although_read_only: true, although_files: true, ..Assurances::default() };
        let came = if from_files {
            let call = tab.call_with(Request::OpenFiles { paths }, files);
            assert!(world.run_until(60_000, || tab.page().answer(call).is_some()));
            let Some(Ok(Answer::Files { backups, .. })) = tab.page().answer(call) else { panic!("no files") };
            let backup = backups[0].id.clone();
            world.ask(&tab, Request::RestoreFiles { backup, unlocker: pin(), sure })
        } else {
            let (drive, backup) = (world.drive(0), folder);
            world.ask(&tab, Request::Restore { drive, backup, unlocker: pin(), sure })
        };
        assert!(matches!(came, Some(Ok(Answer::Restored(_)))), "{came:?}");
        world.run(60_000);
        let state = if from_files { OldCopyState::Unmarked } else { OldCopyState::Moved };
        assert_eq!(tab.view().old_copy.map(|old| old.state), Some(state));
        match restored_from_the_first(&world) {
            Ok(Answer::Restored(_)) => assert!(from_files, "it is not marked"),
            Err(Problem::Ended { .. }) => assert!(!from_files, "it is marked"),
            there => panic!("{there:?}"),
        }
    }
}

/// The backup is turned off while its second copy cannot be reached, and another device goes on there,
/// further than the entry with which the backup ended elsewhere: it is stopped by nobody, and its only backup
/// is not deleted. Also when the backup was turned on anew in between, or when the copy was to be deleted.
#[test]
fn a_second_copy_that_another_device_uses_is_neither_marked_nor_deleted_after_the_backup_was_turned_off() {
    for (delete_copy, turns_on) in [(false, false), (false, true), (true, false)] {
        let world = World::new(39);
        let tab = world.open(&world.device("phone"));
        with_second(&world, &tab);
        second_is_down(&world, &tab);
        let off = answer_in_time(&world, &tab, Request::Disconnect { delete_copy });
        assert!(matches!(off, Ok(Answer::Disconnected { .. })), "{off:?}");
        world.around.clouds[1].mend();
        let other = world.open(&world.device("laptop"));
        world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
        let came = restored(&world, &other, 1, INSISTS);
        assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
        done(&world, &other, Request::AutoLock { minutes: None });
        for _ in 0..6 {
            done(&world, &other, Request::BackUpNow);
        }
        if turns_on {
            let started =
                Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
            let started = world.ask(&tab, started);
            assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
        }
        let left = tab.view().old_copy.expect("what was left");
        let deleted = world.ask(&tab, Request::DeleteOldCopy { id: left.id });
        assert!(matches!(deleted, Some(Err(Problem::InUse))), "{delete_copy}, {turns_on}: {deleted:?}");
        done(&world, &other, Request::BackUpNow);
        world.run(PATIENCE_MS);
        assert_eq!(other.view().phase, Phase::Ready, "{delete_copy}, {turns_on}: it was stopped");
        assert!(world.kept().heads().any(|(cloud, _, _)| cloud == 1), "its backup is gone");
    }
}

/// Whichever of the two places somebody finds first says that the wallet is no longer there.
#[test]
fn turning_the_backup_off_ends_the_second_copy_as_well() {
    let world = World::new(36);
    let tab = world.open(&world.device("phone"));
    with_second(&world, &tab);
    let balance = tab.view().balance;
    let off = answer_in_time(&world, &tab, Request::Disconnect { delete_copy: false });
    assert!(matches!(off, Ok(Answer::Disconnected { .. })), "{off:?}");
    world.see(&tab, "nothing left to mark", |view| view.old_copy.is_none());
    for cloud in [0, 1] {
        let late = world.open(&world.device("laptop"));
        world.see(&late, "an empty device", |view| view.phase == Phase::Empty);
        let sure = if cloud == 1 { INSISTS } else { Assurances::default() };
        let came = restored(&world, &late, cloud, sure);
        assert!(matches!(came, Err(Problem::Ended { .. })), "{cloud}: {came:?}");
    }
    assert_eq!((tab.view().phase, tab.view().balance), (Phase::Ready, balance));
}
