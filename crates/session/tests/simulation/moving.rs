//! A move to the second copy, and a removal or an end that does not come about: what the page says is what
//! the journal does.

use lifeboat_backup::StoreFault;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, Outcome, Phase, Problem, ReadOnly, Request, SignInPurpose, View,
};

use crate::{
    host::Point,
    journey::{done, pin, saved},
    second_copy::{is_in_step, restored_there, with_second},
    signing_in::sign_in,
    world::{Process, World},
};

/// The highest position in a cloud; `None`: there is no backup.
fn head(world: &World, cloud: usize) -> Option<u64> {
    world.kept().heads().filter(|(at, _, _)| *at == cloud).map(|(_, _, head)| head).max()
}

/// A wallet with a second copy that is about to move there. The numbers of the points at which the device's
/// store is read or written.
fn moves(world: &World, refused: Option<usize>) -> (Process, Vec<usize>) {
    let tab = world.open(&world.device("phone"));
    with_second(world, &tab);
    let before = tab.life().points().len();
    if let Some(number) = refused {
        tab.life().refuse_store_at(number);
    }
    let moved = world.ask(&tab, Request::MoveToSecond);
    let points = tab.life().points();
    let is_store = |number: &usize| matches!(points[*number], Point::Read | Point::Write);
    let asked = (before..points.len()).filter(is_store).collect();
    assert!(refused.is_some() || moved == Some(Ok(Answer::Done)), "{moved:?}");
    (tab, asked)
}

/// Whatever the device's store refuses in a move: the page names the place into which the journal is written, and
/// whoever removes what it calls the second copy does not remove the backup.
#[test]
fn whatever_the_store_refuses_in_a_move_the_page_says_where_the_backup_is() {
    const SEED: u64 = 70;
    let (_, asked) = moves(&World::new(SEED), None);
    assert!(!asked.is_empty());
    for number in asked {
        let world = World::new(SEED);
        let (tab, _) = moves(&world, Some(number));
        let left = head(&world, 0);
        done(&world, &tab, Request::RetryNow);
        world.run(60_000);
        done(&world, &tab, Request::BackUpNow);
        let has_moved = head(&world, 0) == left;
        assert_eq!(tab.view().second.is_none(), has_moved, "point {number}: where the backup is");
        if !has_moved {
            let removed = world.ask(&tab, Request::RemoveSecond { delete_copy: true });
            assert!(matches!(removed, Some(Ok(Answer::Disconnected { .. }))), "point {number}: {removed:?}");
        }
        done(&world, &tab, Request::BackUpNow);
        let late = world.open(&world.device("laptop"));
        world.see(&late, "an empty device", |view| view.phase == Phase::Empty);
        let there = world.drive(usize::from(has_moved));
        let came = restored_there(&world, &late, there, Assurances::default());
        assert!(matches!(came, Ok(Answer::Restored(_))), "point {number}: {came:?}");
    }
}

/// The storage refuses everybody for half an hour, as one does that was asked too often with an old password,
/// and something waits to be written there. A user who wants to move away is told so, and may put the second
/// copy in its place.
#[test]
fn a_move_away_from_a_storage_that_refuses_everybody_ends() {
    let throttled = || Rule::always(Fault::RateLimited { status: 429, retry_after: None, done: false });
    for signed_out in [false, true] {
        let world = World::new(91);
        let tab = world.open(&world.device("phone"));
        with_second(&world, &tab);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        done(&world, &tab, Request::AutoLock { minutes: None });
        world.run(60_000);
        let first = if signed_out { Rule::always(Fault::SignedOut) } else { throttled() };
        world.around.clouds[0].fault(first);
        let invoice = world.around.network.invoice(25_000_000).unwrap();
        tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        world.see(&tab, "that it is not saved", |view| match &view.backup {
            BackupStatus::Waiting { .. } => !signed_out,
            BackupStatus::Paused { .. } => signed_out,
            _ => false,
        });
        world.around.clouds[0].mend();
        world.around.clouds[0].fault(throttled());
        let asked_ms = world.around.time.now();
        let moved = world.ask(&tab, Request::MoveToSecond);
        assert!(matches!(moved, Some(Err(_))), "{signed_out}: {moved:?}");
        let took_ms = world.around.time.now() - asked_ms;
        assert!(took_ms < 60_000, "{signed_out}: {took_ms} ms");
        // It continues where it was as soon as it can.
        world.around.clouds[0].mend();
        done(&world, &tab, Request::RetryNow);
        world.see(&tab, "a payment", |view| view.activities.iter().any(|it| it.outcome == Outcome::Done));
        world.see(&tab, "everything saved", |view| {
            matches!(view.backup, BackupStatus::Saved { .. }) && is_in_step(view)
        });
        done(&world, &tab, Request::MoveToSecond);
    }
}

/// Both have to confirm, and the second service falls silent while a payment is being written: the user is
/// told why the backup cannot be turned off, and can take the second copy away.
#[test]
fn a_backup_is_not_turned_off_for_ever_where_the_second_service_has_fallen_silent() {
    let world = World::new(92);
    let tab = world.open(&world.device("phone"));
    with_second(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::AutoLock { minutes: None });
    done(&world, &tab, Request::SetBoth { both: true });
    world.run(60_000);
    world.around.clouds[1].fault(Rule::always(Fault::Held));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.run(300);
    let asked_ms = world.around.time.now();
    let off = world.ask(&tab, Request::Disconnect { delete_copy: false });
    assert!(matches!(off, Some(Err(_))), "{off:?}");
    let took_ms = world.around.time.now() - asked_ms;
    assert!(took_ms < 60_000, "{took_ms} ms");
    done(&world, &tab, Request::SetBoth { both: false });
    let is_paid = |view: &View| view.activities.iter().any(|it| it.outcome == Outcome::Done);
    world.see(&tab, "a payment", is_paid);
    let off = world.ask(&tab, Request::Disconnect { delete_copy: false });
    assert!(matches!(off, Some(Ok(_))), "{off:?}");
}

/// Both have to confirm, and then turning the backup off fails: whatever refused it, on this device or at the storage.
#[test]
fn a_backup_that_could_not_be_turned_off_has_to_be_confirmed_by_both_as_before() {
    let mut refused = 0;
    for at in 0..6 {
        let world = World::new(80 + at);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        with_second(&world, &tab);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        done(&world, &tab, Request::SetBoth { both: true });
        match at.checked_sub(1) {
            None => world.around.clouds[0].fault(Rule::always(Fault::QuotaFull).on("PUT")),
            Some(well) => {
                for _ in 0..well {
                    phone.store.fail_next(StoreFault::None);
                }
                phone.store.fail_next(StoreFault::Full);
            }
        }
        if world.ask(&tab, Request::Disconnect { delete_copy: false }).unwrap().is_ok() {
            continue;
        }
        refused += 1;
        world.around.clouds[0].mend();
        world.run(60_000);
        world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
        assert!(tab.view().second.is_some_and(|second| second.both), "{at}");
        let invoice = world.around.network.invoice(25_000_000).unwrap();
        tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        world.run(60_000);
        let view = tab.view();
        assert!(matches!(view.backup, BackupStatus::Waiting { .. }), "{at}: {:?}", view.backup);
        assert!(view.activities.iter().all(|it| it.outcome != Outcome::Done), "{at}: it was paid");
    }
    assert!(refused > 1);
}

/// The service of the second copy is not offered any more where the page comes from: whoever wants both to
/// confirm is told what keeps the wallet from starting, and can go on with one.
#[test]
fn a_second_copy_that_nobody_can_reach_any_more_is_named_where_both_have_to_confirm() {
    let mut world = World::new(90);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    let drive = sign_in(&world, &tab, SignInPurpose::Another);
    done(&world, &tab, Request::AddSecond { drive });
    world.see(&tab, "a second copy", is_in_step);
    done(&world, &tab, Request::SetBoth { both: true });
    drop(tab);
    let mut config: serde_json::Value = serde_json::from_str(&world.around.config).unwrap();
    config["services"].as_object_mut().unwrap().remove("oneDrive").expect("it was offered");
    world.around.config = config.to_string().into();

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "what is in the way", |view| {
        matches!(&view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } } if *problem == Problem::BadAddress)
    });
    let both = world.ask(&tab, Request::SetBoth { both: true });
    assert_eq!(both, Some(Err(Problem::BadAddress)));
    done(&world, &tab, Request::SetBoth { both: false });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    let both = world.ask(&tab, Request::SetBoth { both: true });
    assert_eq!(both, Some(Err(Problem::BadAddress)));
}
