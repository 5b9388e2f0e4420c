//! The life of one wallet, without an accident.

use lifeboat_messages::{
    Answer, Assurances, BackupLock, BackupStatus, NewLock, Outcome, Phase, Problem, ReadOnly, Request,
    Unlocker,
};

use crate::world::{Process, World};

pub const PIN: &str = "739205";

pub fn done(world: &World, process: &Process, request: Request) {
    assert_eq!(world.ask(process, request), Some(Ok(Answer::Done)));
}

pub fn pin() -> Unlocker {
    Unlocker::Pin(PIN.into())
}

/// The lock of a backup that is being turned on.
pub fn lock(pin: &str) -> BackupLock {
    BackupLock::New(NewLock::Pin(pin.into()))
}

/// A wallet is made, and its backup turned on.
pub fn saved(world: &World, process: &Process) {
    world.see(process, "an empty device", |view| view.phase == Phase::Empty);
    done(world, process, Request::CreateWallet { name: "Samantha".into() });
    world.see(process, "a wallet", |view| view.phase == Phase::Ready);
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(process, started), Some(Ok(Answer::BackedUp(_)))));
    world.see(process, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

#[test]
fn a_wallet_is_made_saved_paid_from_locked_unlocked_and_restored_elsewhere() {
    let world = World::new(1);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);

    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);

    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(&tab, started), Some(Ok(Answer::BackedUp(_)))));
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));

    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    let paid = world.see(&tab, "a saved payment", |view| {
        view.activities.first().is_some_and(|it| it.outcome == Outcome::Done && it.saved)
    });

    done(&world, &tab, Request::Lock);
    assert_eq!(tab.view().phase, Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    let unlocked = world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert_eq!(unlocked.balance.lightning_msat, paid.balance.lightning_msat);

    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let restore =
        Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure: Assurances::default() };
    let restored = world.ask(&other, restore);
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    let there = world.see(&other, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert_eq!(there.balance.lightning_msat, paid.balance.lightning_msat);
    world.see(&tab, "that another device went on", |view| {
        matches!(&view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { by: Some(by) } } if by.device == "laptop")
    });
}

/// The same amount to the same payee, a moment later, may be a slip of the finger.
#[test]
fn the_same_is_paid_twice_only_when_the_user_says_so() {
    let world = World::new(46);
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    let pay = |again| {
        let invoice = world.around.network.invoice(25_000_000).unwrap();
        world.ask(&tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again })
    };
    assert_eq!(pay(false), Some(Ok(Answer::Done)));
    world.see(&tab, "a payment", |view| view.activities.iter().any(|it| it.outcome == Outcome::Done));
    let before = tab.view().activities.len();
    assert_eq!(pay(false), Some(Err(Problem::PaidJustNow)));
    assert_eq!(tab.view().activities.len(), before);
    assert_eq!(pay(true), Some(Ok(Answer::Done)));
}
