//! An answer is true at the instant it is given.

use lifeboat_backup::StoreFault;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, NewLock, Phase, Request, Unlocker};

use crate::{
    journey::{PIN, done, pin, saved},
    world::World,
};

const OTHER_PIN: &str = "846193";

/// Whatever write on this device is refused while the PIN is changed: the PIN that the answer names opens the wallet.
#[test]
fn a_changed_pin_is_never_said_to_be_unchanged() {
    let mut refused = 0;
    for at in 0..10 {
        let world = World::new(at);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        saved(&world, &tab);
        for _ in 0..at {
            phone.store.fail_next(StoreFault::None);
        }
        phone.store.fail_next(StoreFault::Full);
        let change = Request::ChangeLock { old: Some(pin()), new: NewLock::Pin(OTHER_PIN.into()) };
        let answer = world.ask(&tab, change);
        let right = match answer {
            Some(Ok(Answer::LockChanged { .. })) => OTHER_PIN,
            Some(Err(_)) => PIN,
            other => panic!("{other:?}"),
        };
        refused += usize::from(right == PIN);
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        let unlocked = world.ask(&tab, Request::Unlock { unlocker: Unlocker::Pin(right.into()) });
        assert_eq!(unlocked, Some(Ok(Answer::Done)), "write {at} was refused, and {answer:?} was said");
    }
    assert!((1..10).contains(&refused), "{refused}");
}

/// What the storage cannot be asked keeps nobody from changing the PIN here, and it is said where the new one opens.
#[test]
fn a_pin_that_is_changed_while_the_storage_is_down_is_the_backups_as_soon_as_it_can_be() {
    let world = World::new(10);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.run(120_000);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let change = Request::ChangeLock { old: Some(pin()), new: NewLock::Pin(OTHER_PIN.into()) };
    assert_eq!(world.ask(&tab, change), Some(Ok(Answer::LockChanged { in_cloud: false })));
    world.around.clouds[0].mend();
    world.run(600_000);
    drop(tab);

    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let restore = |unlocker| {
        let backup = backups[0].id.clone();
        world.ask(
            &laptop,
            Request::Restore { drive: world.drive(0), backup, unlocker, sure: Assurances::default() },
        )
    };
    assert!(matches!(restore(pin()), Some(Err(_))), "the old PIN opens nothing");
    assert!(matches!(restore(Unlocker::Pin(OTHER_PIN.into())), Some(Ok(Answer::Restored(_)))));
}

/// A write was under way when the user asked, and there was something new that it lacked.
#[test]
fn a_backup_that_was_asked_for_has_all_that_was_there_when_it_was_asked_for() {
    let world = World::new(9);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.run(1_000);
    let asked = world.ask(&tab, Request::Receive { amount_msat: Some(2_000_000), note: "pizza".into() });
    let Some(Ok(Answer::Invoice(invoice))) = asked else { panic!("{asked:?}") };
    let call = tab.call(Request::BackUpNow);
    world.run(2_000);
    world.around.clouds[0].mend();
    assert!(world.run_until(120_000, || tab.page().answer(call).is_some()), "no answer");
    assert_eq!(tab.page().answer(call), Some(Ok(Answer::Done)));
    drop(tab);

    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let restore =
        Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure: Assurances::default() };
    assert!(matches!(world.ask(&laptop, restore), Some(Ok(Answer::Restored(_)))));
    let there = world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert!(there.activities.iter().any(|it| it.hash() == invoice.payment_hash), "{:#?}", there.activities);
}
