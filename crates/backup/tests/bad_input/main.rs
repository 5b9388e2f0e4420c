//! Whatever lies in the cloud: a distinct error, nothing loaded wrongly, nothing deleted.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{cell::RefCell, rc::Rc};

use async_trait::async_trait;
use futures::{
    executor::block_on,
    future::{Either, select},
};
use lifeboat_backup::{
    AppendError, Batch, Channels, Clock, DiscoverError, Env, Fault, Journal, Keys, LoadError, MemoryStore,
    Obstacle, OpenedJournal, Randomness, RestoreError, RestoreOptions, StartError, State, StateRefused,
    Status, StoreFault, TurnOnError, TurnOnPlan, WalletFolder, WholeStore, find_wallets, phrase_file,
};
use lifeboat_cloud::{
    DeleteExactly, Drive, DriveError, Path,
    memory::{Fault as DriveFault, MemoryDrive, Operation},
};
use lifeboat_crypto::{KdfBounds, NewSlot, OpenKeyring, Phrase, Secret, VaultId, system_rng};

mod device;
mod names;
mod refused;
mod restoring;
mod running;
mod strangers;
mod turning_on;

/// Time flies.
#[derive(Default)]
struct Now(std::cell::Cell<u64>);

#[async_trait(?Send)]
impl Clock for Now {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    async fn sleep(&self, ms: u64) {
        self.0.set(self.0.get() + ms);
    }
}

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

struct Wallet {
    drive: MemoryDrive,
    store: MemoryStore,
    keys: Rc<Keys>,
    folder: WalletFolder,
    told: Rc<RefCell<Vec<Status>>>,
}

fn keys() -> Rc<Keys> {
    let phrase = Phrase::parse(WORDS).unwrap();
    let rng = &mut system_rng();
    let vault = VaultId::make(rng);
    let opened = OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], rng).unwrap();
    Rc::new(Keys::new(opened, &phrase).unwrap())
}

impl Wallet {
    fn new(drive: &MemoryDrive) -> Wallet {
        Wallet {
            drive: drive.clone(),
            store: MemoryStore::new(),
            keys: keys(),
            folder: WalletFolder::new("Samantha"),
            told: Rc::default(),
        }
    }

    fn env(&self, store: &MemoryStore) -> Env {
        let told = self.told.clone();
        Env {
            local: Rc::new(store.clone()),
            clock: Rc::new(Now::default()),
            rng: Randomness::new(system_rng()),
            device: "Test".to_owned(),
            observer: Rc::new(move |status| told.borrow_mut().push(status.clone())),
        }
    }

    /// Uses a store that rewrites itself, as in a real process.
    fn whole(&self) -> Env {
        let store = WholeStore::new(self.store.clone());
        block_on(store.take()).unwrap();
        Env { local: Rc::new(store), ..self.env(&self.store) }
    }

    fn turn_on(&self, opens: bool) -> TurnOnPlan {
        let env = self.env(&self.store);
        TurnOnPlan {
            drive: Rc::new(self.drive.clone()),
            folder: self.folder.clone(),
            keys: self.keys.clone(),
            phrase_file: phrase_file::seal(&self.keys, &env.rng).unwrap(),
            opens: Rc::new(move |_| opens),
            progress: Rc::new(|_| {}),
        }
    }

    /// A backup with entries 0 to 3: a snapshot and three changes.
    fn saved(drive: &MemoryDrive) -> Wallet {
        let mut wallet = Wallet::new(drive);
        let opened =
            block_on(Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), State::new())).unwrap();
        wallet.folder = run(opened, async |journal: Journal| {
            let folder = journal.turn_on(wallet.turn_on(true)).await.unwrap();
            for id in 1..4u8 {
                journal.append(batch(id)).await.unwrap();
            }
            folder
        });
        wallet
    }

    fn restore(&self) -> Result<State, RestoreError> {
        block_on(self.restored())
    }

    async fn restored(&self) -> Result<State, RestoreError> {
        self.restored_over(&MemoryStore::new()).await
    }

    async fn restored_over(&self, store: &MemoryStore) -> Result<State, RestoreError> {
        let restored = Journal::restore(
            self.env(store),
            self.keys.clone(),
            Rc::new(self.drive.clone()),
            self.folder.clone(),
            RestoreOptions::default(),
            Rc::new(|_| {}),
            Rc::new(|_| Box::pin(async { Ok(()) })),
        );
        restored.await.map(|opened| opened.state)
    }

    /// Restores on a device whose restore was refused before, and whose user knows that no other device
    /// continues.
    fn restore_read_only(&self) -> Result<State, RestoreError> {
        let store = MemoryStore::new();
        assert!(matches!(block_on(self.restored_over(&store)), Err(RestoreError::ReadOnly { .. })));
        let restored = Journal::restore_files(
            self.env(&store),
            self.keys.clone(),
            Rc::new(self.drive.clone()),
            self.folder.clone(),
            RestoreOptions { although_files: true, ..RestoreOptions::default() },
            Rc::new(|_| {}),
            Rc::new(|_| Box::pin(async { Ok(()) })),
        );
        block_on(restored).map(|opened| opened.state)
    }

    fn start(&self) -> Result<State, StartError> {
        let env = self.env(&self.store);
        let loaded = block_on(Journal::load(&env, self.keys.clone())).expect("it loads");
        let started = block_on(loaded.start(env, Some(Rc::new(self.drive.clone()))));
        started.map(|opened| opened.state).map_err(|not| not.why)
    }
}

fn batch(id: u8) -> Batch {
    let mut batch = Batch::new();
    batch.put(format!("payment/{id}"), vec![id; 30]);
    batch.put("manager", vec![id]);
    batch
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

/// What must hold after any failure: the drive is as it was.
fn untouched(wallet: &Wallet, work: impl FnOnce(&Wallet) -> RestoreError) -> RestoreError {
    let before = wallet.drive.contents();
    let error = work(wallet);
    assert!(wallet.drive.contents() == before, "something was changed after {error:?}");
    error
}

fn refused(wallet: &Wallet) -> RestoreError {
    untouched(wallet, |wallet| wallet.restore().expect_err("it must not load"))
}
