//! Writes a journal of two devices and its second copy as this release leaves them, in the layout that
//! `golden.rs` reads.

use std::rc::Rc;

use futures::{
    executor::block_on,
    future::{Either, join, select},
};
use lifeboat_backup::{
    Journal, Keys, MemoryStore, MirrorPlan, OpenedJournal, RestoreOptions, State, TurnOnPlan, WalletFolder,
    phrase_file,
};
use lifeboat_cloud::{Drive, Path, memory::MemoryDrive};
use lifeboat_crypto::{Kdf, NewSlot, OpenKeyring, Phrase, Pin, VaultId, dangerous_small_objects, system_rng};

use super::{LOW, OLD_PIN, PIN, WORDS, env, pay};

/// Both drives, the store of the device that was taken over from, and that of the one that continued: it died while it
/// sent payment 90, after the PIN was changed from [`OLD_PIN`] to [`PIN`].
pub fn journal() -> Vec<u8> {
    dangerous_small_objects();
    let (first, second) = (MemoryDrive::new(), MemoryDrive::new());
    let stores = [MemoryStore::new(), MemoryStore::new()];
    let keys = make_keys();
    let opened = block_on(Journal::create(env(&stores[0]), keys.clone(), State::new())).unwrap();
    let turned_on = async |journal: &Journal| turn_on(journal, &first, keys.clone()).await;
    with_second_copy(opened, &second, turned_on, async |journal| {
        for id in 1..30 {
            journal.append(pay(id)).await.unwrap();
        }
    });

    let opened = block_on(Journal::restore(
        env(&stores[1]),
        keys.clone(),
        Rc::new(first.clone()),
        folder(),
        RestoreOptions::default(),
        Rc::new(|_| {}),
        Rc::new(|_| Box::pin(async { Ok(()) })),
    ));
    let opened = opened.map_err(|error| format!("{error:?}")).unwrap();
    with_second_copy(
        opened,
        &second,
        async |_| {},
        async |journal| {
            for id in 30..60 {
                journal.append(pay(id)).await.unwrap();
            }
            journal.change_keys(changed(&journal.keys())).await.unwrap();
            for id in 60..90 {
                journal.append(pay(id)).await.unwrap();
            }
        },
    );

    // It starts once more, and dies while payment 90 is on its way.
    let keys = changed_again(&stores[1]);
    let loaded = block_on(Journal::load(&env(&stores[1]), keys)).unwrap();
    let started = block_on(loaded.start(env(&stores[1]), Some(Rc::new(first.clone()))));
    let OpenedJournal { journal, engine, .. } = started.map_err(|not| not.why).unwrap();
    first.hold(true);
    let (sent, engine) = (std::pin::pin!(journal.append(pay(90))), std::pin::pin!(engine.run()));
    let until_it_waits = std::pin::pin!(async {
        while first.waiting().is_empty() {
            yield_now().await;
        }
    });
    block_on(select(select(sent, engine), until_it_waits));
    first.hold(false);

    let mut file = Vec::new();
    for drive in [&first, &second] {
        push(&mut file, &files(drive, &Path::root()));
    }
    for store in &stores {
        push(&mut file, &store.contents().into_iter().collect::<Vec<_>>());
    }
    file
}

fn folder() -> WalletFolder {
    WalletFolder::new("Samantha")
}

fn make_keys() -> Rc<Keys> {
    let rng = &mut system_rng();
    let (pin, phrase) = (Pin::enter(OLD_PIN).unwrap(), Phrase::parse(WORDS).unwrap());
    let slots = slots(&pin, &phrase);
    Rc::new(Keys::new(OpenKeyring::make(VaultId::make(rng), &slots, rng).unwrap(), &phrase).unwrap())
}

fn slots<'a>(pin: &'a Pin, phrase: &'a Phrase) -> [NewSlot<'a>; 2] {
    [NewSlot::pin(pin, Kdf::Pbkdf2 { iterations: 3 }).within(LOW), NewSlot::phrase(phrase)]
}

fn changed(keys: &Keys) -> Rc<Keys> {
    let (pin, phrase) = (Pin::enter(PIN).unwrap(), Phrase::parse(WORDS).unwrap());
    let rotated = keys.opened().rotate(&slots(&pin, &phrase), &mut system_rng()).unwrap();
    Rc::new(Keys::new(rotated, &phrase).unwrap())
}

/// The keys that the device's own record holds.
fn changed_again(store: &MemoryStore) -> Rc<Keys> {
    let stored = block_on(Journal::stored(&env(store))).unwrap().unwrap();
    let opened = super::open(&stored.keyring, PIN).unwrap();
    Rc::new(Keys::new(opened, &Phrase::parse(WORDS).unwrap()).unwrap())
}

async fn turn_on(journal: &Journal, drive: &MemoryDrive, keys: Rc<Keys>) {
    let phrase_file = phrase_file::seal(&keys, &env(&MemoryStore::new()).rng).unwrap();
    let check = keys.clone();
    let plan = TurnOnPlan {
        drive: Rc::new(drive.clone()),
        folder: folder(),
        keys,
        phrase_file,
        opens: Rc::new(move |file| phrase_file::words(check.opened(), file).is_ok()),
        progress: Rc::new(|_| {}),
    };
    journal.turn_on(plan).await.unwrap();
}

/// Lets the engine run, then the follower of the second copy, too, until both have been given everything.
fn with_second_copy(
    opened: OpenedJournal,
    second: &MemoryDrive,
    before: impl AsyncFnOnce(&Journal),
    work: impl AsyncFnOnce(&Journal),
) {
    let journal = opened.journal;
    let mut engine = Box::pin(opened.engine.run());
    block_on(select(std::pin::pin!(before(&journal)), &mut engine));
    let (mirror, follower) = journal.add_mirror(MirrorPlan {
        name: "second".to_owned(),
        drive: Rc::new(second.clone()),
        folder: folder(),
        observer: Rc::new(|_| {}),
    });
    let work = async {
        work(&journal).await;
        mirror.in_step().await.unwrap();
        mirror.remove();
        journal.close(1_000).await;
    };
    match block_on(select(std::pin::pin!(work), std::pin::pin!(join(engine, follower.run())))) {
        Either::Left(((), _)) => {}
        Either::Right((_, work)) => block_on(work),
    }
}

/// Lets everything else that waits move once.
async fn yield_now() {
    let mut first = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut first) {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(())
    })
    .await;
}

fn files(drive: &MemoryDrive, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in block_on(drive.list(folder)).unwrap() {
        let path = folder.join(&entry.name);
        match entry.folder {
            true => found.extend(files(drive, &path)),
            false => found.push((path.names().join("/"), drive.peek(&path).unwrap())),
        }
    }
    found
}

fn push(file: &mut Vec<u8>, entries: &[(String, Vec<u8>)]) {
    file.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
    for (name, bytes) in entries {
        file.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
        file.extend(name.as_bytes());
        file.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
        file.extend(bytes);
    }
}
