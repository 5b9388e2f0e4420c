//! A device that slept, or could not ask: it speaks with no peer before it knows whether another device has gone on.

use lifeboat_backup::layout;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{BackupStatus, Link, Phase, Problem, ReadOnly, Request, View};

use super::{is_elsewhere, pay, take_over, used};
use crate::{
    journey::{done, pin, saved},
    second_copy::with_second,
    world::{Process, World},
};

/// A device with a channel sleeps, and another one takes its wallet over. Gives the sleeping tab.
fn taken_over_in_its_sleep(world: &World) -> Process {
    let tab = used(world, &world.device("phone"));
    tab.life().fall_asleep();
    take_over(world);
    tab
}

/// A peer that is shown an old state may close the channel: it is asked who went on before anybody is spoken
/// with. Also after a short sleep, in which nothing but the line was lost.
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

/// The line still looks open, and what the peer said in the night is there: it is not listened to, and a line
/// is opened again when the storage shows that nobody has gone on.
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

/// Only the bridge was down when it was asked who went on, and then the whole network, for an hour. Its user
/// tries again as soon as it is back, and the storage takes some seconds to answer.
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

/// A line is dialled and hangs. Meanwhile the network is gone, so that nobody knows who went on, and somebody
/// does: when the line opens after all, nothing is said over it.
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

/// Where it is looked whether anybody went on lies a file that is no entry: nobody is dialled after a sleep,
/// and the user is told why, also before it, when everything else goes well.
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
