//! What is left of a wallet that was locked, or that another tab has got: nothing that runs, and nothing that
//! holds keys.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, BackupStatus, Outcome, Phase, Problem, ReadOnly, Request, View};

use crate::{
    host::{Point, cloud_address},
    journey::{PIN, done, lock, pin, saved},
    world::{Process, World},
};

/// Longer than anything that ends by itself takes to end.
const A_WHILE_MS: u64 = 20_000;

fn unlocked(world: &World, tab: &Process) {
    done(world, tab, Request::Unlock { unlocker: pin() });
    world.see(tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    world.see(tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

/// What left a process and changes something, or may.
fn deeds(tab: &Process) -> usize {
    tab.life().points().iter().filter(|point| matches!(point, Point::Send | Point::Write)).count()
}

/// Something that puts the wallet away is under way when the user locks it: it is locked when that has come to its end.
#[test]
fn a_locked_wallet_does_nothing_whatever_was_putting_it_away() {
    for after_ms in (0..9_000).step_by(500) {
        let world = World::new(61);
        let tab = world.open(&world.device("phone"));
        saved(&world, &tab);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        let invoice = world.around.network.invoice(25_000_000).unwrap();
        done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        world.see(&tab, "a payment that waits", |view| matches!(view.backup, BackupStatus::Waiting { .. }));
        tab.call(Request::TakeOver { sure: Assurances::default() });
        world.run(after_ms);
        done(&world, &tab, Request::Lock);
        let before = deeds(&tab);
        world.run(A_WHILE_MS);
        assert_eq!(tab.view().phase, Phase::Locked);
        assert_eq!(deeds(&tab), before, "locked {after_ms} ms later, and something goes on");
    }
}

/// The page ends the process whose wallet was locked, once a fresh one has it: whatever the lock could not
/// save is there.
#[test]
fn a_locked_wallet_goes_to_a_fresh_process_whose_elder_ends_at_once() {
    for down in [false, true] {
        let world = World::new(65);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        saved(&world, &tab);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        if down {
            world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        }
        let invoice = world.around.network.invoice(25_000_000).unwrap();
        done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        // In the midst of it.
        done(&world, &tab, Request::Lock);
        let fresh = world.open(&phone);
        world.see(&fresh, "that another has it", |view| {
            view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
        });
        assert_eq!(tab.view().phase, Phase::Locked, "coming takes nothing away");
        done(&world, &fresh, Request::UseThisTab { by_force: false });
        assert_eq!(fresh.view().phase, Phase::Locked);
        drop(tab);
        world.around.clouds[0].mend();
        unlocked(&world, &fresh);
        let is_paid = |view: &View| {
            let payment = view.activities.first();
            payment.is_some_and(|payment| payment.outcome == Outcome::Done && payment.saved)
        };
        world.see(&fresh, "the payment", is_paid);
    }
}

/// Whatever asks a service that does not answer has the wallet in its hands: its keys, its words, its credentials.
#[test]
fn nothing_that_holds_keys_outlives_the_lock() {
    let asks: [fn(&World) -> Request; 6] = [
        |_| Request::BackUpNow,
        |_| Request::LookAtSecond,
        |world| Request::Connect { drive: world.drive(1) },
        |world| Request::FindBackups { drive: world.drive(0) },
        |_| Request::Receive { amount_msat: None, note: String::new() },
        |_| Request::PrepareToPay,
    ];
    let mut world = World::new(62);
    // The map of the network comes from a service that hangs with the rest.
    let mut config: serde_json::Value = serde_json::from_str(&world.around.config).unwrap();
    config["graph"] = format!("{}/graph", cloud_address(0)).into();
    world.around.config = config.to_string().into();
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.run(A_WHILE_MS);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    world.run(A_WHILE_MS);
    let rests = tab.life().tasks();
    for ask in asks {
        unlocked(&world, &tab);
        world.run(A_WHILE_MS);
        for cloud in world.around.clouds.iter() {
            cloud.fault(Rule::always(Fault::Held));
        }
        let call = tab.call(ask(&world));
        world.run(1);
        done(&world, &tab, Request::Lock);
        world.run(A_WHILE_MS);
        assert_eq!(tab.life().tasks(), rests, "call {call} goes on behind the lock");
        for cloud in world.around.clouds.iter() {
            cloud.mend();
            cloud.release_all();
        }
    }
}

/// The storage hangs from before the unlock on, so that all that looks at it in the background is under way.
#[test]
fn nothing_that_looks_at_a_storage_outlives_the_lock() {
    let world = World::new(63);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.run(A_WHILE_MS);
    done(&world, &tab, Request::Lock);
    world.run(A_WHILE_MS);
    let rests = tab.life().tasks();
    let mut seen = 0;
    for taken in (0..45).step_by(3) {
        world.around.clouds[0].fault(Rule::always(Fault::Held).after(taken));
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        world.run(A_WHILE_MS);
        seen += usize::from(tab.view().phase == Phase::Ready);
        done(&world, &tab, Request::Lock);
        world.run(A_WHILE_MS);
        assert_eq!(tab.life().tasks(), rests, "{taken} requests were answered");
        world.around.clouds[0].mend();
        world.around.clouds[0].release_all();
    }
    assert!(seen > 0, "it never ran");
}

/// A storage that was tried out is remembered with its password, to be used at once: not by a tab that has
/// given the wallet away.
#[test]
fn what_was_typed_to_try_a_storage_is_gone_with_the_wallet() {
    let asks_of_turning_on = |gives_away: bool| {
        let world = World::new(64);
        let phone = world.device("phone");
        let (tab, other) = (world.open(&phone), world.open(&phone));
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        let connected = world.ask(&tab, Request::Connect { drive: world.drive(0) });
        assert!(matches!(connected, Some(Ok(Answer::Connected(_)))));
        if gives_away {
            done(&world, &other, Request::UseThisTab { by_force: false });
            world.see(&tab, "that another tab has it", |view| {
                view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
            });
            done(&world, &tab, Request::UseThisTab { by_force: false });
            world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        }
        let before = world.around.clouds[0].requests();
        let started =
            Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
        assert!(matches!(world.ask(&tab, started), Some(Ok(Answer::BackedUp(_)))));
        world.around.clouds[0].requests() - before
    };
    let (at_once, anew) = (asks_of_turning_on(false), asks_of_turning_on(true));
    assert!(anew > at_once + 5, "{anew} requests, and {at_once} where it had just been tried out");
}

/// The storage is slow, and has asked for nothing.
#[test]
fn a_check_that_the_newest_entry_is_missing_from_says_so() {
    let world = World::new(65);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    world.run(A_WHILE_MS);
    let cloud = &world.around.clouds[0];
    cloud.fault(Rule::once(Fault::AnswerHeld).on("PUT "));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    let call = tab.call(Request::BackUpNow);
    world.run(12_000);
    assert_eq!(tab.page().answer(call), None, "an entry is being written");
    // It is written at last, and the next one is slow again.
    cloud.fault(Rule::always(Fault::AnswerHeld).on("PUT ").after(1));
    cloud.release_all();
    world.run(A_WHILE_MS);
    let answer = tab.page().answer(call);
    assert!(answer != Some(Err(Problem::Busy)), "the storage has not asked anybody to come back");
    cloud.mend();
    cloud.release_all();
}

/// The page asks before it loads anew with a new version of the app.
#[test]
fn a_page_may_load_anew_but_not_in_the_middle_of_a_payment() {
    let world = World::new(66);
    let tab = world.open(&world.device("phone"));
    done(&world, &tab, Request::MayReload);
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    world.see(&tab, "everything saved", |view| view.payments.unsaved == 0);
    done(&world, &tab, Request::MayReload);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    assert_eq!(world.ask(&tab, Request::MayReload), Some(Err(Problem::UnderWay)));
    world.see(&tab, "a payment that waits", |view| matches!(view.backup, BackupStatus::Waiting { .. }));
    assert_eq!(world.ask(&tab, Request::MayReload), Some(Err(Problem::UnderWay)));
    world.around.clouds[0].mend();
    world.see(&tab, "everything saved", |view| view.payments.unsaved == 0);
    world.run(A_WHILE_MS);
    done(&world, &tab, Request::MayReload);
    done(&world, &tab, Request::Lock);
    done(&world, &tab, Request::MayReload);
}
