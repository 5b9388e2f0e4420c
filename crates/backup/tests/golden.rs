//! Whole journals as releases wrote them: a folder of files, in the second file also the second copy on
//! another drive, the store of a device that another one took over from, and the store of that one, which
//! died while it sent an entry. (Of small objects, and with a cheap PIN; nothing else is different.)
//!
//! The file: for each of them `count u32`, count × (`length u16`, name, `length u32`, bytes), big-endian. With
//! `LIFEBOAT_GOLDEN=FILE`, the last test writes one of this release.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![cfg(not(target_arch = "wasm32"))]

use std::{cell::Cell, collections::BTreeSet, rc::Rc};

use async_trait::async_trait;
use futures::{
    executor::block_on,
    future::{Either, select},
};
use lifeboat_backup::{
    Batch, Clock, Env, Journal, Keys, LocalStore, MemoryStore, OpenedJournal, Randomness, RestoreOptions,
    StartError, State, Writes, find_wallets, phrase_file,
};
use lifeboat_cloud::{
    Drive, Path,
    memory::{Contents, MemoryDrive},
};
use lifeboat_crypto::{
    Kdf, KdfBounds, Keyring, NewSlot, OpenKeyring, Phrase, Pin, Secret, dangerous_small_objects, system_rng,
};

#[path = "golden/write.rs"]
mod write;

const JOURNAL_1: &[u8] = include_bytes!("golden/journal-1.bin");
const JOURNAL_2: &[u8] = include_bytes!("golden/journal-2.bin");
const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
/// Changed to [`PIN`].
const OLD_PIN: &str = "739205";
const PIN: &str = "846193";
const LOW: KdfBounds = KdfBounds::dangerously_low();

/// Time flies.
#[derive(Default)]
struct Now(Cell<u64>);

#[async_trait(?Send)]
impl Clock for Now {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    async fn sleep(&self, ms: u64) {
        self.0.set(self.0.get() + ms);
    }
}

struct Golden {
    drive: MemoryDrive,
    /// What the second copy is on; the first release's file has none.
    second: Option<MemoryDrive>,
    /// The stores of the device that was taken over from, and of the one that continued.
    stores: [MemoryStore; 2],
}

fn first_release() -> Golden {
    read(JOURNAL_1, false)
}

fn read(mut file: &[u8], has_second: bool) -> Golden {
    dangerous_small_objects();
    let rest = &mut file;
    let drive = read_drive(rest);
    let second = has_second.then(|| read_drive(rest));
    let stores = [(); 2].map(|()| {
        let store = MemoryStore::new();
        let writes: Writes = entries(rest).into_iter().map(|(key, value)| (key, Some(value))).collect();
        block_on(store.write(writes)).unwrap();
        store
    });
    assert!(rest.is_empty());
    Golden { drive, second, stores }
}

fn read_drive(rest: &mut &[u8]) -> MemoryDrive {
    let drive = MemoryDrive::new();
    for (name, bytes) in entries(rest) {
        let path = name.split('/').fold(Path::root(), |path, name| path.join(name));
        block_on(drive.create(&path, &bytes)).unwrap();
    }
    drive
}

fn entries(rest: &mut &[u8]) -> Vec<(String, Vec<u8>)> {
    let count = u32::from_be_bytes(*rest.split_off(..4).unwrap().first_chunk().unwrap());
    let mut entries = Vec::new();
    for _ in 0..count {
        let length = u16::from_be_bytes(*rest.split_off(..2).unwrap().first_chunk().unwrap());
        let name = String::from_utf8(rest.split_off(..usize::from(length)).unwrap().to_vec()).unwrap();
        let length = u32::from_be_bytes(*rest.split_off(..4).unwrap().first_chunk().unwrap());
        entries.push((name, rest.split_off(..length as usize).unwrap().to_vec()));
    }
    entries
}

fn env(store: &MemoryStore) -> Env {
    Env {
        local: Rc::new(store.clone()),
        clock: Rc::new(Now::default()),
        rng: Randomness::new(system_rng()),
        device: "Test".to_owned(),
        observer: Rc::new(|_| {}),
    }
}

fn open(keyring: &Keyring, pin: &str) -> Option<OpenKeyring> {
    keyring.open(&Secret::Pin(&Pin::enter(pin).unwrap()), &LOW).ok()
}

/// Lets the engine run while this is done.
fn run<T>(opened: OpenedJournal, work: impl AsyncFnOnce(Journal) -> T) -> T {
    let engine = std::pin::pin!(opened.engine.run());
    let work = std::pin::pin!(work(opened.journal));
    match block_on(select(work, engine)) {
        Either::Left((value, _)) => value,
        Either::Right(((), work)) => block_on(work),
    }
}

fn payments(state: &State) -> BTreeSet<u8> {
    state.prefix("payment/").filter_map(|(key, _)| key.strip_prefix("payment/")?.parse().ok()).collect()
}

fn pay(id: u8) -> Batch {
    let mut batch = Batch::new();
    batch.put(format!("payment/{id}"), vec![id; 30]);
    batch.put("manager", vec![id]);
    batch
}

/// A new device, by the list and the PIN alone.
fn restore(drive: &MemoryDrive, pin: &str) -> OpenedJournal {
    restore_with(drive, pin, RestoreOptions::default())
}

fn restore_with(drive: &MemoryDrive, pin: &str, options: RestoreOptions) -> OpenedJournal {
    let found = block_on(find_wallets(drive)).unwrap();
    let [wallet] = &found[..] else { panic!("{} wallets", found.len()) };
    let opened = wallet.unlock(|keyring| keyring.open(&Secret::Pin(&Pin::enter(pin).unwrap()), &LOW));
    let opened = opened.unwrap().unwrap();
    let file = drive.peek(&wallet.folder.phrase(opened.keyring().seq())).unwrap();
    let phrase = phrase_file::words(&opened, &file).unwrap();
    assert_eq!(*phrase.words(), WORDS);
    let keys = Rc::new(Keys::new(opened, &phrase).unwrap());
    let (there, folder): (Rc<dyn Drive>, _) = (Rc::new(drive.clone()), wallet.folder.clone());
    let env = env(&MemoryStore::new());
    let restored = Journal::restore(
        env,
        keys,
        there,
        folder,
        options,
        Rc::new(|_| {}),
        Rc::new(|_| Box::pin(async { Ok(()) })),
    );
    block_on(restored).map_err(|error| format!("{error:?}")).unwrap()
}

/// The next start of a device of the first release, by its PIN.
fn start(golden: &Golden, device: usize, pin: &str) -> Result<OpenedJournal, StartError> {
    let env = env(&golden.stores[device]);
    let stored = block_on(Journal::stored(&env)).unwrap().unwrap();
    let keys = Keys::new(open(&stored.keyring, pin).unwrap(), &Phrase::parse(WORDS).unwrap()).unwrap();
    let loaded = block_on(Journal::load(&env, Rc::new(keys))).unwrap();
    let started = block_on(loaded.start(env, Some(Rc::new(golden.drive.clone()))));
    started.map_err(|not| not.why)
}

#[test]
fn a_journal_of_the_first_release_is_restored_by_its_pin_and_goes_on() {
    let golden = first_release();
    let opened = restore(&golden.drive, PIN);
    assert_eq!(payments(&opened.state), (1..90).collect());
    run(opened, async |journal: Journal| {
        for id in 100..230 {
            journal.append(pay(id)).await.unwrap();
        }
        journal.prove().await.unwrap();
    });
    let there = payments(&restore(&golden.drive, PIN).state);
    assert_eq!(there, (1..90).chain(100..230).collect());
}

/// It was sending an entry: that is settled with the same bytes, and nothing is lost. It gets the phrase file
/// into its store, and everything that belongs beside the journal is there.
#[test]
fn a_device_of_the_first_release_starts_and_goes_on() {
    let golden = first_release();
    let opened = start(&golden, 1, PIN).unwrap();
    assert_eq!(payments(&opened.state), (1..=90).collect());
    run(opened, async |journal: Journal| {
        assert_eq!(journal.append(pay(91)).await, Ok(99));
        journal.prove().await.unwrap();
        let (pin, phrase) = (Pin::enter("391746").unwrap(), Phrase::parse(WORDS).unwrap());
        let cost = Kdf::Pbkdf2 { iterations: 3 };
        let slots = [NewSlot::pin(&pin, cost).within(LOW), NewSlot::phrase(&phrase)];
        let rotated = journal.keys().opened().rotate(&slots, &mut system_rng()).unwrap();
        journal.change_keys(Rc::new(Keys::new(rotated, &phrase).unwrap())).await.unwrap();
        journal.append(pay(92)).await.unwrap();
        journal.prove().await.unwrap();
    });
    let again = start(&golden, 1, "391746").unwrap();
    assert_eq!(payments(&again.state), (1..=92).collect());
    drop(again);
    assert_eq!(payments(&restore(&golden.drive, "391746").state), (1..=92).collect());
}

/// It slept while the other one took over: nothing is sent, and it is fenced.
#[test]
fn a_device_of_the_first_release_that_was_taken_over_from_is_fenced() {
    let golden = first_release();
    let before: Contents = golden.drive.contents();
    assert!(matches!(start(&golden, 0, PIN), Err(StartError::Fenced(_))));
    assert!(golden.drive.contents() == before);
}

/// What is kept of a later journal, and what this version would keep: each way into it leads to every payment.
#[test]
fn a_journal_with_a_second_copy_is_restored_from_both_and_goes_on() {
    let newest = write::journal();
    if let Ok(path) = std::env::var("LIFEBOAT_GOLDEN") {
        std::fs::write(path, &newest).unwrap();
    }
    for file in [JOURNAL_2, &newest] {
        let golden = read(file, true);
        let second = golden.second.as_ref().unwrap();
        let although = RestoreOptions { although_second_copy: true, ..RestoreOptions::default() };
        assert_eq!(payments(&restore_with(second, PIN, although).state), (1..90).collect());
        assert_eq!(payments(&start(&golden, 1, PIN).unwrap().state), (1..=90).collect());

        let golden = read(file, true);
        let before: Contents = golden.drive.contents();
        assert!(matches!(start(&golden, 0, OLD_PIN), Err(StartError::Fenced(_))));
        assert!(golden.drive.contents() == before);
        let opened = restore(&golden.drive, PIN);
        assert_eq!(payments(&opened.state), (1..90).collect());
        run(opened, async |journal: Journal| {
            for id in 100..130 {
                journal.append(pay(id)).await.unwrap();
            }
            journal.prove().await.unwrap();
        });
        assert_eq!(payments(&restore(&golden.drive, PIN).state), (1..90).chain(100..130).collect());
    }
}
