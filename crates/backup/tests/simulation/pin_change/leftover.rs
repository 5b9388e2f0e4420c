//! The phrase file of a change that was overtaken: somebody may restore with it, so nobody who lacks its key
//! deletes it.

use std::{cell::RefCell, rc::Rc};

use futures::executor::block_on;
use lifeboat_backup::{FoundWallet, Keys, find_wallets, phrase_file};
use lifeboat_cloud::Drive;
use lifeboat_crypto::{OpenKeyring, Secret};

use super::{
    Base, LOW, NEW, OLD, SEED, THIRD, change, opened, opens_a_phrase, restore, restores, rotated_over, slots,
    start, words,
};
use crate::{
    app::{App, Halt},
    faults::{Crash, FaultRates, Kind, Late},
    time::SimRng,
    world::{End, World},
};

/// Device 0 has changed the PIN, and device 1 has taken over with the old one before anything was sealed:
/// then the new phrase file arrives.
fn overtaken(base: &Base) -> World {
    let (_, points) = base.world().run(0, None, change);
    let phrase = base.world().folder.phrase(2);
    for (at, _) in (0..).zip(&points).filter(|(_, kind)| **kind == Kind::Create) {
        let world = base.world();
        let (end, _) = world.run(0, Some((at, Crash::Late)), change);
        assert_eq!(end, End::Crashed);
        let on_its_way = |late: &Late| matches!(late, Late::Create(path, _) if *path == phrase);
        if world.cloud.late.borrow().iter().any(on_its_way) {
            restores(&world, OLD).unwrap();
            world.deliver_late();
            return world;
        }
    }
    panic!("no phrase file is written")
}

/// Device 1 goes on: it takes a number above what the change has left, and tidies up.
async fn go_on(app: App) -> Result<(), Halt> {
    let (_, journal) = start(&app).await?;
    app.pay(&journal).await?;
    app.env.clock.sleep(120_000).await;
    Ok(())
}

/// Device 2 restores with the new PIN, and goes on with its key.
async fn take_over(app: App) -> Result<(), Halt> {
    let journal = restore(&app, NEW).await?;
    app.pay(&journal).await?;
    app.env.clock.sleep(120_000).await;
    Ok(())
}

#[test]
fn a_phrase_file_whose_key_is_not_held_stays_and_one_that_is_superseded_goes() {
    let world = overtaken(&Base::new());
    let left = world.cloud.drive.peek(&world.folder.phrase(2)).unwrap();
    let (end, _) = world.run(1, None, go_on);
    assert_eq!(end, End::Done(Ok(())));
    assert_eq!(world.cloud.drive.peek(&world.folder.phrase(1)), None);
    assert_eq!(world.cloud.drive.peek(&world.folder.phrase(2)), Some(left));
    assert!(world.cloud.drive.peek(&world.folder.phrase(3)).is_some());
    restores(&world, OLD).unwrap();
}

/// Its new keyring holds the older key; but whoever goes on has the older PIN, and its file.
#[test]
fn a_device_that_is_overtaken_while_it_changes_the_pin_leaves_the_older_phrase_file() {
    let world = Base::new().world();
    world.cloud.weather.set(FaultRates { slow_ms: 50, ..FaultRates::default() });
    let mut changing = world.process(0, None);
    let changed: Rc<RefCell<Option<Result<(), Halt>>>> = Rc::default();
    changing.start(change, changed.clone());
    while world.cloud.drive.peek(&world.folder.phrase(2)).is_none() {
        changing.turn();
        world.cloud.time.advance();
    }
    world.cloud.weather.set(FaultRates::default());
    let (end, _) = world.run(1, None, async |app: App| restore(&app, OLD).await.map(|_| ()));
    assert_eq!(end, End::Done(Ok(())));
    let older = world.cloud.drive.peek(&world.folder.phrase(1));
    assert!(older.is_some());
    while changed.borrow().is_none() {
        changing.turn();
        world.cloud.time.advance();
    }
    assert!(matches!(changed.take(), Some(Err(_))));
    assert_eq!(world.cloud.drive.peek(&world.folder.phrase(1)), older);
    restores(&world, OLD).unwrap();
}

#[test]
fn a_delete_that_comes_late_takes_no_other_file_that_has_the_name_by_then() {
    let base = Base::new();
    let (_, points) = base.world().run(0, None, change);
    let at = points.iter().position(|kind| *kind == Kind::Delete).unwrap() as u64;
    let world = base.world();
    let (end, _) = world.run(0, Some((at, Crash::Late)), change);
    assert_eq!(end, End::Crashed);
    let older = world.folder.phrase(1);
    let other = Some(b"another file".to_vec());
    assert!(world.cloud.drive.remove(&older));
    block_on(world.cloud.drive.create(&older, b"another file")).unwrap();
    world.deliver_late();
    assert_eq!(world.cloud.drive.peek(&older), other);
}

/// Otherwise the old PIN would open it for ever.
#[test]
fn a_drive_that_cannot_promise_exact_deletes_keeps_no_older_phrase_file_either() {
    let world = Base::new().world();
    world.cloud.drive.set_exact_deletes(false);
    let (end, _) = world.run(0, None, change);
    assert_eq!(end, End::Done(Ok(())));
    assert!(!opens_a_phrase(&world, OLD));
    restores(&world, NEW).unwrap();
}

/// A delete of the device that was overtaken arrives after that, and the store of the one that goes on is lost.
#[test]
fn no_delete_of_an_overtaken_device_takes_the_key_of_the_newest_entry() {
    let world = overtaken(&Base::new());
    let before = Base::of(&world, 1, world.keys.borrow().clone());
    let again = || {
        let world = before.world();
        world.stores[1].roll_back(before.store.clone());
        world
    };
    // Device 1 dies with this delete on its way, device 2 at this request; then the delete arrives.
    let deleted = |at: u64, died: Option<(u64, Crash)>| {
        let world = again();
        let (end, _) = world.run(1, Some((at, Crash::Late)), go_on);
        assert_eq!(end, End::Crashed);
        let (end, points) = world.run(2, died, take_over);
        assert_eq!(end, if died.is_some() { End::Crashed } else { End::Done(Ok(())) });
        world.deliver_late();
        (world, points.len() as u64)
    };
    let (_, points) = again().run(1, None, go_on);
    let mut runs = 0;
    for (at, _) in (0..).zip(&points).filter(|(_, kind)| **kind == Kind::Delete) {
        let (_, all) = deleted(at, None);
        for died in 0..all {
            let (world, _) = deleted(at, Some((died, Crash::Applied)));
            let lost = Base::of(&world, 2, before.keys.clone());
            let either: Vec<_> = [OLD, NEW].into_iter().map(|pin| restores(&lost.world(), pin)).collect();
            assert!(either.iter().any(Result::is_ok), "delete {at}, {died}: nobody gets in: {either:?}");
            runs += 1;
        }
    }
    assert!(runs > 20, "{runs}");
}

/// Device 1 goes on, and its user chooses a third PIN.
async fn change_again(app: App) -> Result<(), Halt> {
    let (_, journal) = start(&app).await?;
    let overtaken = journal.overtaken_keyrings().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    let keys = rotated_over(&journal.keys(), &overtaken, THIRD, &mut app.line.cloud.dice.clone());
    journal.change_keys(keys).await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    app.pay(&journal).await
}

#[test]
fn the_next_change_ends_what_the_pin_of_an_overtaken_one_opens() {
    for went_on in [false, true] {
        let world = overtaken(&Base::new());
        if went_on {
            let (end, _) = world.run(1, None, go_on);
            assert_eq!(end, End::Done(Ok(())));
        }
        assert!(opens_a_phrase(&world, NEW));
        let (end, _) = world.run(1, None, change_again);
        assert_eq!(end, End::Done(Ok(())));
        assert!(!opens_a_phrase(&world, NEW) && !opens_a_phrase(&world, OLD), "{went_on}");
        restores(&world, THIRD).unwrap();
    }
}

/// Device 1 dies in that change at any request, or a request of it is late; somebody restores with the PIN of
/// the overtaken change, goes on, and is lost: what they wrote can be restored all the same, and so it can
/// when device 1 starts again first.
#[test]
fn a_change_above_an_overtaken_one_never_takes_the_key_of_the_newest_entry() {
    let world = overtaken(&Base::new());
    let before = Base::of(&world, 1, world.keys.borrow().clone());
    let again = || {
        let world = before.world();
        world.stores[1].roll_back(before.store.clone());
        world
    };
    let (_, points) = again().run(1, None, change_again);
    let mut runs = 0;
    // Whoever dies at a read dies before the next change.
    for (at, kind) in (0..).zip(&points).filter(|(_, kind)| **kind != Kind::Read) {
        for crash in kind.crashes().iter().copied() {
            for starts_again in [false, true] {
                let world = again();
                assert_eq!(world.run(1, Some((at, crash)), change_again).0, End::Crashed);
                if starts_again {
                    let (end, _) = world.run(1, None, go_on);
                    assert_eq!(end, End::Done(Ok(())), "{at}, {kind:?}, {crash:?}");
                }
                // It may be gone by now.
                let (end, _) = world.run(2, None, take_over);
                let went_on = end == End::Done(Ok(()));
                world.deliver_late();
                let lost = Base::of(&world, if went_on { 2 } else { 1 }, before.keys.clone());
                let gets_in = [THIRD, NEW, OLD].into_iter().any(|pin| restores(&lost.world(), pin).is_ok());
                assert!(gets_in, "nobody gets in: {at}, {kind:?}, {crash:?}, {starts_again}, {went_on}");
                runs += 1;
            }
        }
    }
    assert!(runs > 60, "{runs}");
}

/// As many keyrings of other keys, with higher numbers.
fn leave_higher(world: &World, base: &Base, many: u32) {
    let rng = &mut SimRng::new(SEED + 1);
    let (pin, phrase) = (pin("555123"), words());
    let mut keyring: OpenKeyring = base.keys.opened().rotate(&slots(&pin, &phrase), rng).unwrap();
    while keyring.keyring().seq() < 2 + many {
        keyring = keyring.rewrite(&slots(&pin, &phrase), rng).unwrap();
        let keys = Keys::new(keyring, &phrase).unwrap();
        let file = phrase_file::seal(&keys, &lifeboat_backup::Randomness::new(SimRng::new(1))).unwrap();
        let path = world.folder.phrase(keys.keyring().seq());
        block_on(world.cloud.drive.create(&path, &file)).unwrap();
        keyring = opened(keys.keyring(), "555123").unwrap();
    }
}

fn found(world: &World) -> FoundWallet {
    let mut found = block_on(find_wallets(&world.cloud.drive)).unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn whatever_overtaken_changes_have_left_the_key_of_the_newest_entry_is_found() {
    let base = Base::new();
    let world = base.world();
    let (end, _) = world.run(0, None, change);
    assert_eq!(end, End::Done(Ok(())));
    leave_higher(&world, &base, 7);
    let wallet = found(&world);
    assert!(wallet.older.len() <= 3, "each costs time");
    let holds = |opened: &OpenKeyring| opened.key_of_epoch(wallet.key_epoch.unwrap()).is_some();
    let by_pin = wallet.unlock(|keyring| keyring.open(&Secret::Pin(&pin(NEW)), &LOW)).unwrap().unwrap();
    assert!(holds(&by_pin));
    // Its phrase file is gone: the snapshot carries the keyring, and who has the words opens it.
    world.cloud.drive.remove(&world.folder.phrase(2));
    let wallet = found(&world);
    let by_words = wallet.unlock(|keyring| keyring.open(&Secret::Phrase(&words()), &LOW)).unwrap().unwrap();
    assert!(holds(&by_words));
}

fn pin(digits: &str) -> lifeboat_crypto::Pin {
    lifeboat_crypto::Pin::enter(digits).unwrap()
}
