//! A sign-in that was begun and left: the PIN that goes with it does not stay on the device.

use lifeboat_backup::MemoryStore;
use lifeboat_messages::{Answer, Phase, Request, ServiceKind, SignInPurpose};

use crate::{
    journey::{PIN, done, pin, saved},
    world::{Process, World},
};

/// Longer than a sign-in is good for.
const TOO_LONG_MS: u64 = 601_000;

fn leave(world: &World, tab: &Process, purpose: SignInPurpose) {
    let begin = Request::BeginSignIn { service: ServiceKind::Dropbox, address: None, purpose };
    let begun = world.ask(tab, begin);
    assert!(matches!(begun, Some(Ok(Answer::GoTo { .. }))), "{begun:?}");
}

fn left_for_a_backup(world: &World, tab: &Process) {
    world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
    leave(world, tab, SignInPurpose::Backup { pin: PIN.into() });
}

fn is_kept(store: &MemoryStore) -> bool {
    store.contents().keys().any(|key| key.starts_with("sign-in/"))
}

#[test]
fn a_sign_in_that_was_left_ends_when_the_backup_is_turned_on_elsewhere() {
    let world = World::new(21);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    left_for_a_backup(&world, &tab);
    assert!(is_kept(&phone.store), "nothing would be left for the way back");
    let start = Request::StartBackup { pin: PIN.into(), drive: world.drive(0) };
    assert!(matches!(world.ask(&tab, start), Some(Ok(Answer::BackedUp(_)))));
    assert!(!is_kept(&phone.store), "the PIN of the backup opens without it");
}

#[test]
fn a_sign_in_that_was_left_ends_when_a_pin_is_set_without_a_backup() {
    let world = World::new(22);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    left_for_a_backup(&world, &tab);
    let set = world.ask(&tab, Request::ChangePin { old: None, new: PIN.into() });
    assert!(matches!(set, Some(Ok(Answer::PinChanged { .. }))), "{set:?}");
    assert!(!is_kept(&phone.store));
}

#[test]
fn a_sign_in_that_was_left_ends_when_the_wallet_is_locked() {
    let world = World::new(23);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    leave(&world, &tab, SignInPurpose::Another);
    assert!(is_kept(&phone.store));
    done(&world, &tab, Request::Lock);
    assert!(!is_kept(&phone.store));
    done(&world, &tab, Request::Unlock { secret: pin() });
}

/// Also where the page stays, and where it comes back too late; a page that comes back in time finds it.
#[test]
fn a_sign_in_that_was_left_is_not_kept_for_longer_than_it_is_good_for() {
    let world = World::new(24);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    left_for_a_backup(&world, &tab);
    world.run(TOO_LONG_MS);
    assert!(!is_kept(&phone.store), "the page stayed");

    leave(&world, &tab, SignInPurpose::Backup { pin: PIN.into() });
    drop(tab);
    world.run(TOO_LONG_MS / 2);
    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    assert!(is_kept(&phone.store), "the page came back in time");
    world.run(TOO_LONG_MS / 2 + 1_000);
    assert!(!is_kept(&phone.store), "the page came back, and nothing was finished");

    leave(&world, &tab, SignInPurpose::Backup { pin: PIN.into() });
    drop(tab);
    world.run(TOO_LONG_MS);
    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.settle();
    assert!(!is_kept(&phone.store), "the page came back too late");
}

/// Also by a tab that was open before, and that the wallet comes to only then.
#[test]
fn a_sign_in_that_another_tab_has_left_is_not_kept_for_longer_either() {
    let world = World::new(25);
    let phone = world.device("phone");
    let (tab, other) = (world.open(&phone), world.open(&phone));
    left_for_a_backup(&world, &tab);
    drop(tab);
    world.run(10_000);
    done(&world, &other, Request::UseThisTab { by_force: false });
    world.see(&other, "a wallet", |view| view.phase == Phase::Ready);
    world.run(TOO_LONG_MS);
    assert!(!is_kept(&phone.store));
}
