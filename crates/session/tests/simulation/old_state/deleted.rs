//! The backup was deleted meanwhile, with what told who went on: only the peer of a channel knows that the
//! state is old.

use lifeboat_messages::{
    Answer, Assurances, BackupStatus, CloseWay, Link, Phase, Problem, ReadOnly, Request,
};

use super::{pay, take_over, used};
use crate::{
    closing::{blocks, commitments},
    device::Device,
    journey::{PIN, done, lock, pin},
    world::{Process, World},
};

/// Another device went on with the wallet of a device that slept, and has deleted the backup, with what told of it.
fn deleted_in_its_sleep(world: &World, phone: &Device) -> Process {
    let tab = used(world, phone);
    tab.life().fall_asleep();
    let other = take_over(world);
    let deleted = world.ask(&other, Request::Disconnect { delete_copy: true });
    assert!(matches!(deleted, Some(Ok(Answer::Disconnected { .. }))), "{deleted:?}");
    drop(other);
    tab
}

fn closes_alone(world: &World, tab: &Process) -> usize {
    world.around.bridged.take();
    world.around.wires.cut(&world.around.network);
    let channel = tab.view().channels.remove(0);
    done(world, tab, Request::CloseChannel { id: channel.id, way: CloseWay::Alone });
    blocks(world, tab, 10);
    commitments(world)
}

/// It makes the backup whole again, and closes no channel by itself: not before its peer was heard, and then
/// it is known to be old. Also when the backup is turned off, and nobody is left to ask.
#[test]
fn a_device_whose_backup_was_deleted_closes_no_channel_before_its_peer_was_heard() {
    for turns_off in [false, true] {
        let world = World::new(16);
        let tab = deleted_in_its_sleep(&world, &world.device("phone"));
        let leads_to = world.around.bridged.take();
        tab.life().wake();
        if turns_off {
            let off = world.ask(&tab, Request::Disconnect { delete_copy: false });
            assert!(matches!(off, Some(Ok(Answer::Disconnected { .. }))), "{off:?}");
        }
        world.run(600_000);
        assert_eq!(closes_alone(&world, &tab), 0, "an old state closes a channel");
        world.around.bridged.replace(leads_to);
        world.run(120_000);
        assert_eq!(commitments(&world), 0, "nor when the peer is there");
    }
    let world = World::new(16);
    let tab = deleted_in_its_sleep(&world, &world.device("phone"));
    tab.life().wake();
    world.see(&tab, "that the state is old", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } }
    });
    assert_eq!(commitments(&world), 0);
}

/// The backup of another wallet, in the second cloud.
fn another_wallet(world: &World) {
    let tablet = world.open(&world.device("tablet"));
    world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tablet, Request::CreateWallet { name: "Another".into() });
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
    assert!(matches!(world.ask(&tablet, started), Some(Ok(Answer::BackedUp(_)))));
}

/// Brings that one here.
fn replace(world: &World, tab: &Process) -> Result<(), Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(1) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (world.drive(1), backups[0].id.clone());
    let sure = Assurances { old_device_is_gone: true, although_another_goes: true, ..Assurances::default() };
    world.ask(tab, Request::Restore { drive, backup, unlocker: pin(), sure }).unwrap().map(drop)
}

const STALE: Phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } };

/// Its words may be nowhere else: no other wallet takes its place, whether its lock is open or not.
#[test]
fn a_state_that_is_old_gives_way_to_no_other_wallet_behind_the_lock_and_after_a_reload() {
    let world = World::new(16);
    another_wallet(&world);
    let phone = world.device("phone");
    let tab = deleted_in_its_sleep(&world, &phone);
    tab.life().wake();
    world.see(&tab, "that the state is old", |view| view.phase == STALE);
    assert_eq!(replace(&world, &tab), Err(Problem::Occupied));
    done(&world, &tab, Request::Lock);
    assert_eq!(replace(&world, &tab), Err(Problem::Occupied), "behind the lock nobody knows any more");
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    assert_eq!(replace(&world, &tab), Err(Problem::Occupied), "after a reload nobody knows any more");
    assert_eq!(tab.view().phase, Phase::Locked);
}

/// Its channel was closed by its peer: the state has nothing left that could be old, and its backup is a backup.
#[test]
fn a_state_that_was_old_is_a_wallet_like_any_other_when_its_channel_is_closed() {
    let world = World::new(16);
    another_wallet(&world);
    let phone = world.device("phone");
    let tab = deleted_in_its_sleep(&world, &phone);
    tab.life().wake();
    world.see(&tab, "that the state is old", |view| view.phase == STALE);
    let closing = world.around.network.peer.commitment().unwrap();
    world.around.network.broadcasts.borrow_mut().push(closing);
    world.mine(10);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs without a channel", |view| {
        view.phase == Phase::Ready && view.channels.is_empty()
    });
    world.run(120_000);
    done(&world, &tab, Request::BackUpNow);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    done(&world, &tab, Request::Lock);
    assert_eq!(replace(&world, &tab), Ok(()));
}

/// Nobody went on: the peer says so, and all is as it was.
#[test]
fn a_device_whose_backup_was_deleted_goes_on_when_its_peer_agrees() {
    let world = World::new(17);
    let tab = used(&world, &world.device("phone"));
    world.kept().delete_backups(0);
    pay(&world, &tab);
    pay(&world, &tab);
    assert_eq!(tab.view().link, Link::Up);
    assert_eq!(closes_alone(&world, &tab), 1);
}
