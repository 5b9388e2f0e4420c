//! A changed PIN: one crash at every request. Whatever the instant, one and the same PIN opens this device
//! and, after its next start, the backup; and what the old one opens ends there.

use std::{collections::BTreeMap, rc::Rc};

use lifeboat_backup::{
    AppendError, ChangeKeysError, Journal, Keys, LoadError, Obstacle, Status, StoreFault, find_wallets,
    phrase_file,
};
use lifeboat_cloud::{
    DriveError,
    memory::{Contents, Fault, Operation},
};
use lifeboat_crypto::{
    Kdf, KdfBounds, Keyring, NewSlot, OpenKeyring, Phrase, Pin, Secret, StoredFile, VaultId,
};

use crate::{
    app::{App, Halt, ids},
    faults::{Crash, FaultRates, Kind, Late},
    time::SimRng,
    world::{End, PHRASE, World},
};

mod dazed;
mod leftover;
mod old_pin;
mod stays;
mod use_here;

const OLD: &str = "739205";
const NEW: &str = "846193";
/// What is chosen once there is something left of an overtaken change.
const THIRD: &str = "512734";
const SEED: u64 = 11;
const LOW: KdfBounds = KdfBounds::dangerously_low();

fn words() -> Phrase {
    Phrase::parse(PHRASE).unwrap()
}

fn slots<'a>(pin: &'a Pin, phrase: &'a Phrase) -> [NewSlot<'a>; 2] {
    [NewSlot::pin(pin, Kdf::Pbkdf2 { iterations: 3 }).within(LOW), NewSlot::phrase(phrase)]
}

fn first_keys(rng: &mut SimRng) -> Keys {
    let (pin, phrase) = (Pin::enter(OLD).unwrap(), words());
    let vault = VaultId::make(rng);
    Keys::new(OpenKeyring::make(vault, &slots(&pin, &phrase), rng).unwrap(), &phrase).unwrap()
}

/// What the wallet does with a new PIN.
fn rotated(keys: &Keys, rng: &mut SimRng) -> Rc<Keys> {
    rotated_over(keys, &[], NEW, rng)
}

fn rotated_over(keys: &Keys, overtaken: &[OpenKeyring], pin: &str, rng: &mut SimRng) -> Rc<Keys> {
    let (pin, phrase) = (Pin::enter(pin).unwrap(), words());
    let opened = keys.opened().rotate_over(overtaken, &slots(&pin, &phrase), rng).unwrap();
    Rc::new(Keys::new(opened, &phrase).unwrap())
}

fn opened(keyring: &Keyring, pin: &str) -> Option<OpenKeyring> {
    keyring.open(&Secret::Pin(&Pin::enter(pin).unwrap()), &LOW).ok()
}

/// The one PIN that opens what this device keeps, and the keys.
async fn unlock(app: &App) -> (&'static str, Rc<Keys>) {
    let stored = Journal::stored(&app.env).await.unwrap().unwrap();
    let mut all = [OLD, NEW, THIRD].into_iter().filter_map(|pin| Some((pin, opened(&stored.keyring, pin)?)));
    let (pin, keys) = all.next().expect("a PIN opens this device");
    assert!(all.next().is_none(), "one PIN opens this device");
    (pin, Rc::new(Keys::new(keys, &words()).unwrap()))
}

/// The next start of this device with the PIN that opens it. Gives that PIN.
async fn start(app: &App) -> Result<(&'static str, Journal), Halt> {
    let (pin, keys) = unlock(app).await;
    app.keys.replace(keys);
    Ok((pin, app.open().await?))
}

async fn change(app: App) -> Result<(), Halt> {
    let (_, journal) = start(&app).await?;
    let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
    journal.change_keys(keys).await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    app.pay(&journal).await
}

/// A restore elsewhere, as the wallet does it: by the list, with the PIN alone.
async fn restore(app: &App, pin: &str) -> Result<Journal, Halt> {
    let other = |why: String| Halt::Other(why);
    let wallets = find_wallets(&*app.drive).await.map_err(|error| other(format!("{error:?}")))?;
    let [wallet] = &wallets[..] else { return Err(other("not one wallet".into())) };
    let entered = Pin::enter(pin).unwrap();
    let keyring = wallet.unlock(|keyring| keyring.open(&Secret::Pin(&entered), &LOW));
    let keyring = keyring.ok_or(other("no keyring".into()))?;
    let keyring = keyring.map_err(|_| other(format!("{pin} does not open the backup")))?;
    let phrase = phrase_file::find_words(&*app.drive, &wallet.folder, &keyring).await;
    let phrase = phrase.map_err(|error| other(format!("words: {error:?}")))?;
    assert_eq!(*phrase.words(), PHRASE);
    app.keys.replace(Rc::new(Keys::new(keyring, &phrase).unwrap()));
    app.restore(|| true).await
}

struct Base {
    contents: Contents,
    store: BTreeMap<String, Vec<u8>>,
    acked: BTreeMap<u64, std::collections::BTreeSet<u64>>,
    next: u64,
    keys: Rc<Keys>,
}

impl Base {
    fn new() -> Base {
        let world = World::with_keys(SEED, Rc::new(first_keys(&mut SimRng::new(SEED))));
        let (end, _) = world.run(0, None, async |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await.unwrap();
            app.env.clock.sleep(120_000).await;
        });
        assert_eq!(end, End::Done(()));
        let keys = world.keys.borrow().clone();
        Base::of(&world, 0, keys)
    }

    fn of(world: &World, device: usize, keys: Rc<Keys>) -> Base {
        let model = world.model.borrow();
        Base {
            contents: world.cloud.drive.contents(),
            store: world.stores[device].contents(),
            acked: model.acked.clone(),
            next: model.next,
            keys,
        }
    }

    fn world(&self) -> World {
        let world = World::with_keys(SEED, self.keys.clone());
        world.cloud.drive.roll_back(self.contents.clone());
        world.stores[0].roll_back(self.store.clone());
        let mut model = world.model.borrow_mut();
        model.acked = self.acked.clone();
        model.next = self.next;
        drop(model);
        world
    }
}

/// Everything acknowledged is in what this PIN restores on a device that knows nothing.
fn restores(world: &World, pin: &'static str) -> Result<(), String> {
    let (end, _) = world.run(1, None, async move |app: App| {
        let journal = restore(&app, pin).await?;
        app.pay(&journal).await?;
        Ok::<_, Halt>(ids(&journal.state()))
    });
    match end {
        End::Done(Ok(found)) if world.model.borrow().all().is_subset(&found) => world.check(),
        other => Err(format!("restored with {pin}: {other:?}")),
    }
}

fn one(base: &Base, at: u64, crash: Crash, late_after: bool) -> Result<(), String> {
    let world = base.world();
    let (end, _) = world.run(0, Some((at, crash)), change);
    assert_eq!(end, End::Crashed);
    if !late_after {
        world.deliver_late();
    }
    // This device never starts again: one of the two PINs brings everything back.
    let lost = Base::of(&world, 0, base.keys.clone());
    let either: Vec<_> = [OLD, NEW].into_iter().map(|pin| restores(&lost.world(), pin)).collect();
    if either.iter().all(Result::is_err) {
        return Err(format!("nobody gets in: {either:?}"));
    }
    let (end, _) = world.run(0, None, async |app: App| {
        let (pin, journal) = start(&app).await?;
        app.pay(&journal).await?;
        app.env.clock.sleep(120_000).await;
        let saved = matches!(journal.status(), Status::Saved { .. });
        Ok::<_, Halt>((pin, saved))
    });
    let pin = match end {
        End::Done(Ok((pin, true))) => pin,
        other => return Err(format!("the next start: {other:?}")),
    };
    world.deliver_late();
    if pin == NEW && opens_a_phrase(&world, OLD) {
        return Err("the old PIN still opens a phrase file".into());
    }
    restores(&world, pin)
}

fn opens_a_phrase(world: &World, pin: &str) -> bool {
    (1..9).any(|seq| {
        let file = world.cloud.drive.peek(&world.folder.phrase(seq));
        let keyring = file.and_then(|file| StoredFile::parse(&file).ok()?.keyring);
        keyring.is_some_and(|keyring| opened(&keyring, pin).is_some())
    })
}

#[test]
fn a_kill_at_every_request_leaves_one_pin_that_opens_device_and_backup() {
    let base = Base::new();
    let world = base.world();
    let (end, points) = world.run(0, None, change);
    assert_eq!(end, End::Done(Ok(())));
    // An upload of the phrase file that was cut after its keyring.
    let file = world.cloud.drive.peek(&world.folder.phrase(2)).unwrap();
    let kept = StoredFile::parse(&file).unwrap().keyring.unwrap().as_bytes().len() + 60;
    assert!(kept < file.len());
    let cut = [Crash::Torn(kept)];
    let mut runs = 0;
    for (at, kind) in (0..).zip(&points) {
        let cut = if *kind == Kind::Create { &cut[..] } else { &[] };
        for crash in kind.crashes().iter().chain(cut).copied() {
            for late_after in [false, true] {
                if late_after && crash != Crash::Late {
                    continue;
                }
                if let Err(why) = one(&base, at, crash, late_after) {
                    panic!("point {at} of {}, {kind:?}, {crash:?}, {late_after}: {why}", points.len());
                }
                runs += 1;
            }
        }
    }
    assert!(points.contains(&Kind::Delete) && runs > 60, "{runs} runs");
}

#[test]
fn a_change_that_the_drive_does_not_take_is_finished_by_itself_and_nothing_is_sealed_before() {
    let base = Base::new();
    let world = base.world();
    let weather = world.cloud.weather.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (_, journal) = start(&app).await?;
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        let told = journal.keys().keyring().seq();
        // Asked while the drive answers, carried out when it does not any more.
        let changing = journal.change_keys(keys);
        weather.set(FaultRates { refused: 100, lost: 100, ..FaultRates::default() });
        let half = changing.await;
        assert!(matches!(half, Err(ChangeKeysError::NotInCloud(_))), "{half:?}");
        assert_eq!(journal.keys().keyring().seq(), told + 1);
        assert!(matches!(journal.status(), Status::Waiting { .. }), "{:?}", journal.status());
        weather.set(FaultRates::default());
        app.pay(&journal).await?;
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    assert!(!opens_a_phrase(&world, OLD));
    restores(&world, NEW).unwrap();
}

/// As long as the older phrase file is there the old PIN opens the backup.
#[test]
fn a_change_that_leaves_the_older_phrase_file_is_not_complete() {
    let base = Base::new();
    let world = base.world();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (_, journal) = start(&app).await?;
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        let drive = app.line.cloud.drive.clone();
        drive.on_call(|call| match call.operation {
            Operation::Delete | Operation::DeleteExactly => Fault::Refused(DriveError::Denied),
            _ => Fault::None,
        });
        let half = journal.change_keys(keys).await;
        assert!(matches!(half, Err(ChangeKeysError::NotInCloud(_))), "{half:?}");
        let stays = Obstacle::OlderPhraseFile { error: DriveError::Denied };
        assert_eq!(journal.status(), Status::Paused { why: stays.clone() });
        app.pay(&journal).await?;
        assert_eq!(journal.status(), Status::Paused { why: stays.clone() }, "an entry does not change that");
        let proved = journal.prove().await;
        assert!(matches!(proved, Err(AppendError::Paused(why)) if why == stays));
        drive.mend();
        journal.prove().await.unwrap();
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    assert!(!opens_a_phrase(&world, OLD));
    restores(&world, NEW).unwrap();
}

#[test]
fn a_change_that_this_device_cannot_store_changes_nothing() {
    let base = Base::new();
    let world = base.world();
    let store = world.stores[0].clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (_, journal) = start(&app).await?;
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        store.set_fault(StoreFault::RefuseWrites);
        let unchanged = journal.change_keys(keys).await;
        assert!(matches!(unchanged, Err(ChangeKeysError::Unchanged(_))), "{unchanged:?}");
        store.set_fault(StoreFault::None);
        app.pay(&journal).await?;
        Ok::<_, Halt>(unlock(&app).await.0)
    });
    assert_eq!(end, End::Done(Ok(OLD)));
    restores(&world, OLD).unwrap();
}

/// Who took over before the change was made is not locked out by it.
#[test]
fn a_device_that_was_overtaken_changes_nothing_in_the_cloud() {
    let base = Base::new();
    let world = base.world();
    let mut sleeper = world.process(0, None);
    let journal = sleeper.finish(async |app: App| start(&app).await.unwrap().1);
    restores(&world, OLD).unwrap();
    let files = world.cloud.drive.contents();
    let changed: Result<(), ChangeKeysError> = sleeper.finish(async move |app: App| {
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        journal.change_keys(keys).await
    });
    assert!(changed.is_err());
    assert_eq!(world.cloud.drive.contents(), files);
}

/// The phrase file of a change that a Takeover cut off arrives late: the device that goes on has the last word.
#[test]
fn what_a_change_left_that_was_overtaken_asks_nobody_for_its_pin() {
    let base = Base::new();
    let (_, points) = base.world().run(0, None, change);
    let mut runs = 0;
    for (at, _) in (0..).zip(&points).filter(|(_, kind)| **kind == Kind::Create) {
        let world = base.world();
        let (end, _) = world.run(0, Some((at, Crash::Late)), change);
        assert_eq!(end, End::Crashed);
        let phrase = world.folder.phrase(2);
        let on_its_way = |late: &Late| matches!(late, Late::Create(path, _) if *path == phrase);
        if !world.cloud.late.borrow().iter().any(on_its_way) {
            continue;
        }
        restores(&world, OLD).unwrap();
        world.deliver_late();
        assert!(world.cloud.drive.peek(&phrase).is_some());
        let (end, _) = world.run(1, None, async |app: App| {
            let (pin, journal) = start(&app).await?;
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
            Ok::<_, Halt>(pin)
        });
        assert_eq!(end, End::Done(Ok(OLD)));
        let (end, _) =
            world.run(2, None, async |app: App| Ok::<_, Halt>(ids(&restore(&app, OLD).await?.state())));
        let End::Done(Ok(found)) = end else { panic!("{end:?}") };
        assert!(world.model.borrow().all().is_subset(&found));
        runs += 1;
    }
    assert_eq!(runs, 1);
}
