//! The phrase file is the only way back with a PIN: it is watched as closely as the entries.

use std::rc::Rc;

use lifeboat_backup::{AppendError, Channels, Journal, RestLook, Status, find_wallets, phrase_file};
use lifeboat_crypto::{KdfBounds, Phrase, Secret};

use crate::{
    app::{App, Halt, ids},
    faults::FaultRates,
    world::{End, PHRASE, World},
};

mod copies;
mod newer;
mod words;

/// A backup with three payments on device 0, and nobody who runs it.
fn saved(seed: u64) -> World {
    let world = World::new(seed);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        app.env.clock.sleep(120_000).await;
    });
    assert_eq!(end, End::Done(()));
    world
}

/// What somebody does to the folder behind our back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Harm {
    Phrase,
    ReadMe,
    Folder,
    /// The sealed words were changed.
    Words,
    /// A slot was changed: the words still open with the data key, and with no PIN.
    Slot,
    Garbage,
    Empty,
}

const HARMS: [Harm; 7] =
    [Harm::Phrase, Harm::ReadMe, Harm::Folder, Harm::Words, Harm::Slot, Harm::Garbage, Harm::Empty];

impl Harm {
    fn strike(self, world: &World) {
        let (drive, path) = (&world.cloud.drive, world.folder.phrase(1));
        let mut file = drive.peek(&path).unwrap();
        match self {
            Harm::Phrase => assert!(drive.remove(&path)),
            Harm::ReadMe => assert!(drive.remove(&world.folder.read_me())),
            Harm::Folder => assert!(drive.remove(&world.folder.path())),
            Harm::Words => *file.last_mut().unwrap() ^= 1,
            Harm::Slot => file[60] ^= 1,
            Harm::Garbage => file = b"not a phrase file at all".to_vec(),
            Harm::Empty => file.clear(),
        }
        if matches!(self, Harm::Words | Harm::Slot | Harm::Garbage | Harm::Empty) {
            drive.exchange(&path, &file);
        }
    }
}

/// The secret of the keyring brings the wallet back, from what lies in the folder alone.
fn whole(world: &World) -> Result<(), String> {
    let phrase = Phrase::parse(PHRASE).unwrap();
    let drive = world.cloud.drive.clone();
    let found = futures::executor::block_on(find_wallets(&drive)).map_err(|error| format!("{error:?}"))?;
    let [wallet] = &found[..] else { return Err("not one wallet".into()) };
    if wallet.channels != Channels::Complete || drive.peek(&world.folder.read_me()).is_none() {
        return Err(format!("{:?}, or no note", wallet.channels));
    }
    let seq = wallet.keyring.as_ref().unwrap().seq();
    let file = drive.peek(&world.folder.phrase(seq)).ok_or("no phrase file of the newest keyring")?;
    let opened = phrase_file::open(&file, &[Secret::Phrase(&phrase)], &KdfBounds::READ);
    let (_, words) = opened.map_err(|error| format!("{error:?}"))?;
    if *words.words() != PHRASE {
        return Err("other words".into());
    }
    let (end, _) =
        world.run(1, None, async |app: App| Ok::<_, Halt>(ids(&app.restore(|| true).await?.state())));
    match end {
        End::Done(Ok(found)) if world.model.borrow().all().is_subset(&found) => world.check(),
        other => Err(format!("{other:?}")),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// A start finds it.
    Start,
    /// The quiet moment after a payment.
    Quiet,
    /// "Check now".
    Check,
    /// A wallet that only lies there.
    Rest,
}

async fn live(app: App, when: When, strike: impl FnOnce()) -> Result<Status, Halt> {
    if when == When::Start {
        strike();
        return Ok(app.open().await?.status());
    }
    let journal = app.open().await?;
    app.env.clock.sleep(120_000).await;
    strike();
    match when {
        When::Start => {}
        When::Quiet => {
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
        }
        When::Check => {
            let proved = journal.prove().await;
            proved.map_err(|error| Halt::Other(format!("{error:?}")))?;
        }
        When::Rest => {
            for _ in 0..20 {
                app.env.clock.sleep(30_000).await;
                assert!(journal.look_at_rest().await != Ok(RestLook::TakenOver));
            }
            app.env.clock.sleep(30_000).await;
        }
    }
    Ok(journal.status())
}

#[test]
fn whatever_is_done_to_it_the_backup_is_whole_again_before_it_is_said_to_be_saved() {
    for when in [When::Start, When::Quiet, When::Check, When::Rest] {
        // A start, or a rest, does not make a deleted folder anew.
        for harm in HARMS
            .into_iter()
            .filter(|harm| *harm != Harm::Folder || matches!(when, When::Quiet | When::Check))
        {
            let world = Rc::new(saved(21));
            let struck = world.clone();
            let (end, _) =
                world.run(0, None, async move |app| live(app, when, move || harm.strike(&struck)).await);
            assert!(matches!(end, End::Done(Ok(Status::Saved { .. }))), "{when:?}, {harm:?}: {end:?}");
            assert_eq!(whole(&world), Ok(()), "{when:?}, {harm:?}");
        }
    }
}

/// The file is rebuilt before the process ends, or by the next one; never half, never two that differ.
#[test]
fn a_kill_at_every_request_of_the_repair_is_made_good_by_the_next_start() {
    for harm in [Harm::Phrase, Harm::ReadMe, Harm::Garbage, Harm::Slot] {
        let base = saved(22);
        harm.strike(&base);
        let (contents, store) = (base.cloud.drive.contents(), base.stores[0].contents());
        let again = || {
            let world = World::with_keys(22, base.keys.borrow().clone());
            world.cloud.drive.roll_back(contents.clone());
            world.stores[0].roll_back(store.clone());
            let model = base.model.borrow();
            world.model.borrow_mut().acked = model.acked.clone();
            world.model.borrow_mut().next = model.next;
            world
        };
        let (_, points) = again().run(0, None, async |app: App| app.open().await.map(|_| ()));
        for (at, kind) in (0..).zip(&points) {
            for crash in kind.crashes() {
                let world = again();
                let (end, _) =
                    world.run(0, Some((at, *crash)), async |app: App| app.open().await.map(|_| ()));
                assert_eq!(end, End::Crashed);
                // The keyring that this device keeps by now.
                let (end, _) = world.run(0, None, async |app: App| {
                    let stored = Journal::stored(&app.env).await.unwrap().unwrap();
                    let key = app.keys.borrow().opened().data_key().duplicate();
                    let opened = stored.keyring.open_with_key(key).unwrap();
                    let phrase = Phrase::parse(PHRASE).unwrap();
                    app.keys.replace(Rc::new(lifeboat_backup::Keys::new(opened, &phrase).unwrap()));
                    let journal = app.open().await?;
                    app.pay(&journal).await
                });
                assert_eq!(end, End::Done(Ok(())), "{harm:?}, {at}, {kind:?}, {crash:?}");
                world.deliver_late();
                assert_eq!(whole(&world), Ok(()), "{harm:?}, {at}, {kind:?}, {crash:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_written_again_is_told_until_it_is_and_is_never_proved() {
    let world = Rc::new(saved(23));
    let struck = world.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        app.env.clock.sleep(120_000).await;
        Harm::Phrase.strike(&struck);
        let weather = struck.cloud.weather.clone();
        app.pay(&journal).await?;
        weather.set(FaultRates { refused: 100, ..FaultRates::default() });
        app.env.clock.sleep(120_000).await;
        let told = journal.status();
        weather.set(FaultRates::default());
        // Nothing is handed in; the look at rest mends it.
        app.env.clock.sleep(30_000).await;
        let _ = journal.look_at_rest().await;
        app.env.clock.sleep(30_000).await;
        Ok::<_, Halt>((told, journal.status()))
    });
    let End::Done(Ok((told, after))) = end else { panic!("{end:?}") };
    assert!(matches!(told, Status::Waiting { .. }), "{told:?}");
    assert!(matches!(after, Status::Saved { .. }), "{after:?}");
    assert_eq!(whole(&world), Ok(()));
}

#[test]
fn a_payment_that_is_saved_does_not_hide_that_the_pin_could_not_bring_it_back() {
    let world = Rc::new(saved(24));
    let struck = world.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        app.env.clock.sleep(120_000).await;
        Harm::Phrase.strike(&struck);
        struck.cloud.forbid.set(true);
        let proved = journal.prove().await;
        app.pay(&journal).await?;
        let told = journal.status();
        struck.cloud.forbid.set(false);
        let resumed = journal.resume().await.is_ok();
        Ok::<_, Halt>((proved, told, resumed, journal.status()))
    });
    let End::Done(Ok((proved, told, resumed, after))) = end else { panic!("{end:?}") };
    assert!(matches!(proved, Err(AppendError::Paused(_))), "{proved:?}");
    assert!(matches!(told, Status::Paused { .. }), "{told:?}");
    assert!(resumed && matches!(after, Status::Saved { .. }), "{after:?}");
    assert_eq!(whole(&world), Ok(()));
}

/// Nobody waits for the look in a restore, and nothing is said to be saved before it was made.
#[test]
fn a_restore_by_the_words_alone_writes_the_phrase_file_again() {
    let world = saved(29);
    Harm::Phrase.strike(&world);
    let (end, _) = world.run(1, None, async |app: App| {
        let journal = app.restore(|| true).await?;
        let first = journal.status();
        app.env.clock.sleep(10_000).await;
        Ok::<_, Halt>((first, journal.status()))
    });
    let End::Done(Ok((first, after))) = end else { panic!("{end:?}") };
    assert_eq!(first, Status::Checking);
    assert!(matches!(after, Status::Saved { .. }), "{after:?}");
    assert!(world.cloud.drive.peek(&world.folder.phrase(1)).is_some());
}

/// A wallet of the first release has kept no phrase file on its device: what lies in the folder is taken over.
#[test]
fn a_device_that_has_kept_none_takes_what_lies_in_the_folder_and_writes_one_where_none_does() {
    for gone in [false, true] {
        let world = saved(25);
        let mut store = world.stores[0].contents();
        store.remove("journal/phrase").unwrap();
        world.stores[0].roll_back(store);
        let before = world.cloud.drive.peek(&world.folder.phrase(1));
        if gone {
            Harm::Phrase.strike(&world);
        }
        let (end, _) = world.run(0, None, async |app: App| app.open().await.map(|_| ()));
        assert_eq!(end, End::Done(Ok(())));
        let after = world.cloud.drive.peek(&world.folder.phrase(1));
        assert_eq!(after == before, !gone);
        assert_eq!(world.stores[0].contents().get("journal/phrase"), after.as_ref());
        assert_eq!(whole(&world), Ok(()));
    }
}

/// What another device has taken away is not written again: its PIN may be another.
#[test]
fn a_device_that_was_overtaken_writes_no_phrase_file() {
    let world = saved(26);
    let mut sleeper = world.process(0, None);
    let journal = sleeper.finish(async |app: App| app.open().await.unwrap());
    let (end, _) = world.run(1, None, async |app: App| app.restore(|| true).await.map(|_| ()));
    assert_eq!(end, End::Done(Ok(())));
    Harm::Phrase.strike(&world);
    let proved = sleeper.finish(async move |app: App| {
        app.env.clock.sleep(400_000).await;
        let _ = journal.look_at_rest().await;
        journal.prove().await.is_ok()
    });
    assert!(!proved);
    assert_eq!(world.cloud.drive.peek(&world.folder.phrase(1)), None);
}
