//! What a locked wallet gives away, and what not: invoices that are open, and a forgotten PIN.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, NewLock, Outcome, PaymentStage, Phase, Problem, ReadOnly, Request,
    RestoredWallet, Unlocker, View,
};

use crate::{
    journey::{PIN, done, lock, pin},
    old_state::{about_to_be_shown, take_over},
    world::{Process, World},
};

/// A wallet with a channel and a backup, ready.
fn backed_up(world: &World, tab: &Process, name: &str, pin: &str) {
    world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, tab, Request::CreateWallet { name: name.into() });
    world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(tab, 1_000_000, 400_000_000);
    let started = Request::StartBackup { lock: lock(pin), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(tab, started), Some(Ok(Answer::BackedUp(_)))));
    world.see(tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

fn unlock(world: &World, tab: &Process) -> View {
    world.see(tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(world, tab, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
    world.see(tab, "a wallet that runs", |view| view.phase == Phase::Ready)
}

/// Brings the newest backup of the first cloud here.
fn restore(world: &World, tab: &Process, unlocker: Unlocker) -> Result<RestoredWallet, Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let request = Request::Restore { drive: world.drive(0), backup, unlocker, sure: Assurances::default() };
    match world.ask(tab, request) {
        Some(Ok(Answer::Restored(restored))) => Ok(restored),
        Some(Err(why)) => Err(why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_open_invoice_is_there_after_a_reload_and_arrives_with_its_note() {
    let world = World::new(3);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    backed_up(&world, &tab, "Samantha", PIN);
    let note = "Half of the pizza".to_owned();
    let asked = world.ask(&tab, Request::Receive { amount_msat: Some(2_000_000), note: note.clone() });
    let Some(Ok(Answer::Invoice(invoice))) = asked else { panic!("{asked:?}") };
    assert_eq!(invoice.note, note);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    drop(tab);

    let tab = world.open(&phone);
    let view = unlock(&world, &tab);
    let open = view.activities.iter().find(|it| it.hash() == invoice.payment_hash).unwrap();
    let expires_ms = invoice.expires_ms;
    assert_eq!(open.outcome, Outcome::Pending { stage: PaymentStage::Asked { expires_ms } });
    assert_eq!((open.note.as_str(), open.saved), (note.as_str(), true));
    let again = || Request::Invoice { payment_hash: invoice.payment_hash.clone() };
    assert_eq!(world.ask(&tab, again()), Some(Ok(Answer::Invoice(invoice.clone()))));

    world.see(&tab, "a usable channel", |view| view.channels.iter().any(|channel| channel.usable));
    world.around.network.pay(&invoice.bolt11).unwrap();
    let paid = world.see(&tab, "the payment", |view| {
        view.activities.iter().any(|it| it.hash() == invoice.payment_hash && it.outcome == Outcome::Done)
    });
    let ours: Vec<_> = paid.activities.iter().filter(|it| it.hash() == invoice.payment_hash).collect();
    assert_eq!(ours.len(), 1, "the invoice became its payment: {ours:?}");
    assert_eq!(ours[0].note, note);
    assert_eq!(world.ask(&tab, again()), Some(Err(Problem::Expired)), "it is not asked for again");
}

/// Whoever has forgotten the PIN restores another backup, or this one with the words.
#[test]
fn a_locked_wallet_gives_way_to_a_backup_when_its_own_has_everything() {
    let world = World::new(4);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    backed_up(&world, &tab, "Samantha", PIN);
    let shown = world.ask(&tab, Request::ShowPhrase { unlocker: Some(Unlocker::Pin(PIN.into())) });
    let Some(Ok(Answer::Phrase { words })) = shown else { panic!("no words") };
    let before = tab.view().balance.lightning_msat;
    done(&world, &tab, Request::Lock);
    assert_eq!(restore(&world, &tab, Unlocker::Pin("620914".into())).unwrap_err(), Problem::WrongSecret);
    assert_eq!(tab.view().phase, Phase::Locked, "nothing has changed");
    assert_eq!(unlock(&world, &tab).balance.lightning_msat, before);
    done(&world, &tab, Request::Lock);
    let restored = restore(&world, &tab, Unlocker::Phrase(words)).unwrap();
    assert_eq!(restored.balance_msat, before);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    drop((tab, laptop));
}

/// What the cloud does not have may be newer than the backup, and nobody can look at it without the PIN.
#[test]
fn a_locked_wallet_that_holds_what_its_backup_lacks_stays() {
    let world = World::new(5);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    backed_up(&world, &tab, "Samantha", PIN);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.see(&tab, "a payment that waits", |view| {
        matches!(view.backup, BackupStatus::Waiting { .. } | BackupStatus::Paused { .. })
    });
    done(&world, &tab, Request::Lock);
    world.around.clouds[0].mend();
    assert_eq!(restore(&world, &tab, Unlocker::Pin(PIN.into())).unwrap_err(), Problem::Occupied);
    assert_eq!(tab.view().phase, Phase::Locked);
    let view = unlock(&world, &tab);
    assert_eq!(view.activities.first().map(|it| it.amount_msat), Some(25_000_000), "it is still here");
}

/// Its state is old, and another device went on with it and has changed its PIN since. It gives way to itself
/// alone, and that is what comes from the cloud, whatever seals it there now.
#[test]
fn a_locked_wallet_that_is_old_gives_way_to_itself_with_another_pin() {
    const OTHER_PIN: &str = "84619327";
    for by_words in [false, true] {
        let world = World::new(12);
        let phone = world.device("phone");
        let tab = about_to_be_shown(&world, &phone, 12);
        let laptop = take_over(&world);
        let change = Request::ChangeLock { old: Some(pin()), new: NewLock::Pin(OTHER_PIN.into()) };
        let changed = world.ask(&laptop, change);
        assert!(matches!(changed, Some(Ok(Answer::LockChanged { .. }))), "{changed:?}");
        let shown =
            world.ask(&laptop, Request::ShowPhrase { unlocker: Some(Unlocker::Pin(OTHER_PIN.into())) });
        let Some(Ok(Answer::Phrase { words })) = shown else { panic!("no words") };
        done(&world, &laptop, Request::BackUpNow);
        let there = laptop.view();
        drop(laptop);
        world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        tab.life().wake();
        world.see(&tab, "that the state is old", |view| {
            view.phase == Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } }
        });
        done(&world, &tab, Request::Lock);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        world.around.clouds[0].mend();
        let unlocker = if by_words { Unlocker::Phrase(words) } else { Unlocker::Pin(OTHER_PIN.into()) };
        let restored = restore(&world, &tab, unlocker).unwrap();
        assert_eq!(restored.balance_msat, there.balance.lightning_msat);
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    }
}
