//! A device comes back with a state that is older than what its channel's peer knows.

use lifeboat_backup::layout;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, CloseWay, Link, Outcome, Phase, Problem, ReadOnly, Request, Unlocker,
    View,
};

use crate::{
    closing::{blocks, commitments},
    device::Device,
    journey::{PIN, done, lock, pin, saved},
    second_copy::with_second,
    world::{Process, World},
};

pub fn pay(world: &World, tab: &Process) {
    let invoice = world.around.network.invoice(10_000_000).unwrap();
    let before = tab.view().activities.len();
    done(world, tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
    world.see(tab, "a payment", |view| {
        view.activities.len() > before && view.activities.iter().all(|it| it.outcome == Outcome::Done)
    });
    world.run(60_000);
}

/// Nothing of such a state is used, but the chain is watched: a commitment that the peer has revoked is punished.
#[test]
fn an_old_state_is_not_used_and_its_channels_are_watched() {
    let world = World::new(11);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(&world, &tab);
    let revoked = world.around.network.peer.commitment().unwrap();
    pay(&world, &tab);
    let old = phone.store.contents();
    for _ in 0..3 {
        pay(&world, &tab);
    }
    drop(tab);
    phone.store.roll_back(old);

    let stale = |phase: &Phase| {
        matches!(phase, Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } })
    };
    let tab = world.open(&phone);
    let seen = world.see(&tab, "that the state is old", |view| stale(&view.phase));
    assert_eq!(seen.link, Link::Off);
    world.run(120_000);
    assert!(world.around.network.connected().is_empty(), "it speaks to a peer");
    assert!(world.around.network.broadcasts.borrow().is_empty(), "it has sent something");

    let txid = revoked.compute_txid();
    world.around.network.broadcasts.borrow_mut().push(revoked);
    let writes = phone.store.writes();
    world.mine(1);
    world.run(120_000);
    let sent = world.around.network.broadcasts.borrow();
    let punishes = sent.iter().any(|tx| tx.input.iter().any(|input| input.previous_output.txid == txid));
    assert!(punishes, "nobody looked at the chain");
    assert!(stale(&tab.view().phase));
    assert_eq!(phone.store.writes(), writes, "an old state is written on");
}

/// A tab with a channel and a backup, which does not lock itself.
pub fn used(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    saved(world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(world, &tab);
    done(world, &tab, Request::AutoLock { minutes: None });
    done(world, &tab, Request::BackUpNow);
    tab
}

fn paid(view: &View) -> usize {
    view.activities.iter().filter(|it| it.outcome == Outcome::Done).count()
}

/// Another device takes the wallet over and pays.
pub fn take_over(world: &World) -> Process {
    let other = world.open(&world.device("laptop"));
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (backup, unlocker) = (backups[0].id.clone(), Unlocker::Pin(PIN.into()));
    world.around.wires.cut(&world.around.network);
    let restore = Request::Restore { drive: world.drive(0), backup, unlocker, sure: Assurances::default() };
    assert!(matches!(world.ask(&other, restore), Some(Ok(Answer::Restored(_)))));
    let before = paid(&other.view());
    for more in 1..3 {
        let invoice = world.around.network.invoice(10_000_000).unwrap();
        done(world, &other, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
        world.see(&other, "a payment", |view| paid(view) == before + more);
    }
    other
}

/// A device with a channel sleeps, and another one takes its wallet over. Gives the sleeping tab.
fn taken_over_in_its_sleep(world: &World) -> Process {
    let tab = used(world, &world.device("phone"));
    tab.life().fall_asleep();
    take_over(world);
    tab
}

fn is_elsewhere(world: &World, tab: &Process) {
    world.see(tab, "that another device went on", |view| {
        matches!(&view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { by: Some(by) } } if by.device == "laptop")
    });
}

/// A peer that is shown an old state may close the channel: it is asked who went on before anybody is spoken with. Also after
/// a short sleep, in which nothing but the line was lost.
#[test]
fn a_device_that_slept_speaks_with_nobody_before_it_knows_who_went_on() {
    for (seed, night_ms) in [(12, 0), (13, 8 * 3_600_000)] {
        let world = World::new(seed);
        let tab = taken_over_in_its_sleep(&world);
        world.run(night_ms);
        let spoken = tab.life().spoken();
        tab.life().wake();
        is_elsewhere(&world, &tab);
        world.run(120_000);
        assert_eq!(tab.life().spoken(), spoken, "it spoke with the peer");
        let said = tab
            .page()
            .views()
            .into_iter()
            .any(|(_, view)| matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } }));
        assert!(!said, "it was called old");
    }
}

/// Nor while the storage cannot be asked.
#[test]
fn a_device_that_slept_speaks_with_nobody_while_the_storage_does_not_answer() {
    let world = World::new(14);
    let tab = taken_over_in_its_sleep(&world);
    let spoken = tab.life().spoken();
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    tab.life().wake();
    world.run(300_000);
    assert_eq!(tab.view().link, Link::Connecting);
    assert_eq!(tab.life().spoken(), spoken, "it spoke with the peer");
    world.around.clouds[0].mend();
    is_elsewhere(&world, &tab);
}

/// The line still looks open, and what the peer said in the night is there: it is not listened to, and a line is opened again
/// when the storage shows that nobody has gone on.
#[test]
fn a_night_ends_every_line_and_the_wallet_goes_on_after_it() {
    let world = World::new(15);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    tab.life().fall_asleep();
    world.run(8 * 3_600_000);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    world.around.network.chain.down.set(true);
    let spoken = tab.life().spoken();
    tab.life().wake();
    world.run(60_000);
    assert_eq!(tab.life().spoken(), spoken, "an answer to what was said in the night");
    assert_eq!(tab.view().link, Link::Connecting);
    // Nor before the chain was looked at: payments would be judged by the height of the evening.
    world.around.clouds[0].mend();
    world.run(60_000);
    assert_eq!((tab.view().link, tab.life().spoken()), (Link::Connecting, spoken), "by an old height");
    world.around.network.chain.down.set(false);
    world.see(&tab, "a line", |view| view.link == Link::Up);
    pay(&world, &tab);
    assert_eq!(tab.view().channels.len(), 1);
    // For an hour no chain server answers: what comes in over a line could not be judged, either.
    world.around.network.chain.down.set(true);
    world.run(3_700_000);
    assert_eq!(tab.view().link, Link::Connecting, "it keeps the line");
    world.around.network.chain.down.set(false);
    world.see(&tab, "a line again", |view| view.link == Link::Up);
}

/// A device that slept for some seconds when it knew that nobody had gone on, and was about to dial: its peer shows
/// that its state is old. Gives the tab, asleep.
fn asleep_before_it_dials(world: &World, phone: &Device, at: Option<usize>) -> Process {
    drop(used(world, phone));
    let tab = world.open(phone);
    if let Some(at) = at {
        tab.life().fall_asleep_after(at);
    }
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let unlock = tab.call(Request::Unlock { unlocker: pin() });
    world.run_until(5_000, || tab.life().spoken() > 0);
    assert!(at.is_some() || tab.page().answer(unlock).is_some());
    tab
}

/// The same, in a world of this seed.
pub fn about_to_be_shown(world: &World, phone: &Device, seed: u64) -> Process {
    let before = World::new(seed);
    let at = asleep_before_it_dials(&before, &before.device("phone"), None).life().before_dialling();
    asleep_before_it_dials(world, phone, at)
}

#[test]
fn a_state_that_is_old_because_another_device_went_on_is_called_that() {
    for is_down in [false, true] {
        let world = World::new(12);
        let tab = about_to_be_shown(&world, &world.device("phone"), 12);
        let slept_ms = world.around.time.now();
        take_over(&world);
        if is_down {
            world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        }
        tab.life().wake();
        if is_down {
            world.see(&tab, "that the state is old", |view| {
                view.phase == Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } }
            });
            world.run(120_000);
            world.around.clouds[0].mend();
        }
        is_elsewhere(&world, &tab);
        assert!(tab.life().spoken() > 0, "the peer had shown it: {}", world.around.time.now() - slept_ms);
    }
}

/// It is asked two questions, and answers again between the one and the other, or anywhere else.
#[test]
fn who_went_on_is_told_whenever_the_storage_begins_to_answer() {
    for lost in 1..10 {
        let world = World::new(13);
        let tab = taken_over_in_its_sleep(&world);
        let spoken = tab.life().spoken();
        world.around.clouds[0].fault(Rule::once(Fault::RequestLost).on("GET").times(lost));
        tab.life().wake();
        is_elsewhere(&world, &tab);
        assert_eq!(tab.life().spoken(), spoken, "it spoke with the peer");
    }
}

/// It waits for hours until it may start, and has no peer yet: meanwhile nobody looks who went on.
#[test]
fn a_device_that_waits_for_its_second_copy_speaks_with_nobody_before_it_knows_who_went_on() {
    let world = World::new(18);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    with_second(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(&world, &tab);
    done(&world, &tab, Request::SetBoth { both: true });
    done(&world, &tab, Request::AutoLock { minutes: None });
    done(&world, &tab, Request::BackUpNow);
    drop(tab);
    world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that waits", |view| {
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } })
    });
    take_over(&world);
    world.around.clouds[1].mend();
    is_elsewhere(&world, &tab);
    assert_eq!(tab.life().spoken(), 0, "it spoke with the peer");
}

/// Only the bridge was down when it was asked who went on, and then the whole network, for an hour. Its user tries again as soon
/// as it is back, and the storage takes some seconds to answer.
#[test]
fn an_old_answer_does_not_say_who_went_on() {
    let world = World::new(19);
    let tab = used(&world, &world.device("phone"));
    let leads_to = world.around.bridged.take();
    world.around.wires.cut(&world.around.network);
    world.run(60_000);
    tab.life().set_offline(true);
    world.around.bridged.replace(leads_to);
    world.run(3_600_000);
    take_over(&world);
    let spoken = tab.life().spoken();
    world.around.clouds[0].fault(Rule::always(Fault::Held));
    tab.life().set_offline(false);
    done(&world, &tab, Request::RetryNow);
    world.run(5_000);
    world.around.clouds[0].mend();
    world.around.clouds[0].release_all();
    is_elsewhere(&world, &tab);
    assert_eq!(tab.life().spoken(), spoken, "it spoke with the peer");
}

/// A line is dialled and hangs. Meanwhile the network is gone, so that nobody knows who went on, and somebody does: when the line
/// opens after all, nothing is said over it.
#[test]
fn a_line_that_was_dialled_before_a_doubt_is_not_spoken_on_when_it_opens() {
    let world = World::new(21);
    let tab = used(&world, &world.device("phone"));
    let wires = &world.around.wires;
    wires.set_hangs(true);
    wires.cut(&world.around.network);
    assert!(world.run_until(60_000, || wires.hanging() > 0), "it does not dial");
    wires.set_hangs(false);
    let spoken = tab.life().spoken();
    tab.life().set_offline(true);
    drop(take_over(&world));
    done(&world, &tab, Request::RetryNow);
    world.run(10_000);
    assert_eq!(wires.hanging(), 1, "it was given up");
    wires.open_hanging();
    world.run(5_000);
    assert_eq!(tab.life().spoken(), spoken, "it spoke with the peer");
    tab.life().set_offline(false);
    is_elsewhere(&world, &tab);
    assert_eq!(tab.life().spoken(), spoken, "it spoke with the peer");
}

/// Where it is looked whether anybody went on lies a file that is no entry: nobody is dialled after a sleep, and the user is told
/// why, also before it, when everything else goes well.
#[test]
fn what_keeps_a_device_from_knowing_who_went_on_is_named_until_it_is_gone() {
    let world = World::new(20);
    let tab = used(&world, &world.device("phone"));
    let (cloud, folder, head) = world.kept().heads().next().unwrap();
    let milepost = (head / 64 + 1) * 64;
    assert!(milepost > head + 9, "what is written next lies below");
    world.kept().put_at(cloud, &folder, milepost, Some(b"notes of mine"));
    let file = format!("Channel state/{}", layout::entry_name(milepost));
    let problem = Problem::TornHead { file };
    let named = |view: &View| view.backup == BackupStatus::Paused { problem: problem.clone() };
    // The milepost above is looked at each other minute.
    world.run(150_000);
    for _ in 0..60 {
        world.run(1_000);
        assert!(named(&tab.view()), "{:?}", tab.view().backup);
    }
    tab.life().fall_asleep();
    world.run(8 * 3_600_000);
    tab.life().wake();
    world.run(120_000);
    assert_eq!(tab.view().link, Link::Connecting);
    assert!(named(&tab.view()), "{:?}", tab.view().backup);
    world.kept().put_at(cloud, &folder, milepost, None);
    world.see(&tab, "a line", |view| {
        view.link == Link::Up && matches!(view.backup, BackupStatus::Saved { .. })
    });
    pay(&world, &tab);
}

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

/// It makes the backup whole again, and closes no channel by itself: not before its peer was heard, and then it is known to be
/// old. Also when the backup is turned off, and nobody is left to ask.
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
