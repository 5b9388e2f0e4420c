//! A service, and devices.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use async_trait::async_trait;
use futures::executor::{LocalPool, LocalSpawner, block_on};
use futures::future::LocalBoxFuture;
use futures::task::LocalSpawn;
use lifeboat_backup::{Clock, Env, MemoryStore, Randomness, RestoreOptions, State};
use lifeboat_cloud::memory::MemoryDrive;
use lifeboat_cloud::webdav::Weakness;
use lifeboat_cloud::{Drive, DriveError, Path};
use lifeboat_crypto::{Kdf, Phrase, system_rng};
use lifeboat_module::access::ServiceAccess;
use lifeboat_module::{BackupPlan, BackupSecret, Connection, JournalHost, RestorePlan, SlotPlan};

pub const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
pub const PIN: &str = "482913";
pub const NEW_PIN: &str = "950637";
/// The least that may be written.
const CHEAP: Kdf = Kdf::Argon2id { memory_kib: 64 * 1024, passes: 3 };

#[derive(Default)]
struct ServiceLog {
    weakness: Cell<Option<Weakness>>,
    trials: Cell<u32>,
    looks: Cell<u32>,
}

/// Somebody's drive.
pub struct Service {
    pub drive: MemoryDrive,
    log: Rc<ServiceLog>,
    name: String,
}

struct MemoryAccess {
    drive: MemoryDrive,
    log: Rc<ServiceLog>,
    name: String,
}

impl Service {
    pub fn new() -> Service {
        let log = Rc::<ServiceLog>::default();
        let name = format!("{:p}", Rc::as_ptr(&log));
        Service { drive: MemoryDrive::new(), log, name }
    }

    pub fn holding(files: Vec<(Vec<String>, Vec<u8>)>) -> Service {
        let service = Service::new();
        for (names, bytes) in files {
            let path = names.into_iter().fold(Path::root(), |path, name| path.join(name));
            block_on(service.drive.create(&path, &bytes)).unwrap();
        }
        service
    }

    /// Another sign-in to it.
    pub fn connection(&self) -> Connection {
        let (drive, log, name) = (self.drive.clone(), self.log.clone(), self.name.clone());
        Connection::new(MemoryAccess { drive, log, name })
    }

    pub fn is_empty(&self) -> bool {
        block_on(self.drive.list(&Path::root())).unwrap().is_empty()
    }

    pub fn is_weak(&self, weakness: Weakness) {
        self.log.weakness.set(Some(weakness));
    }

    pub fn trials(&self) -> u32 {
        self.log.trials.get()
    }

    pub fn looks(&self) -> u32 {
        self.log.looks.get()
    }
}

#[async_trait(?Send)]
impl ServiceAccess for MemoryAccess {
    async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.drive.clone()))
    }

    async fn trial(&self, _: u64) -> Result<Option<Weakness>, DriveError> {
        self.log.trials.set(self.log.trials.get() + 1);
        Ok(self.log.weakness.get())
    }

    async fn first_look(&self, _: &str, _: u64) -> Result<bool, DriveError> {
        self.log.looks.set(self.log.looks.get() + 1);
        Ok(true)
    }

    async fn place(&self) -> Result<Vec<String>, DriveError> {
        Ok(vec![self.name.clone()])
    }
}

/// Time flies, but lets others run.
#[derive(Default)]
struct Now(Cell<u64>);

#[async_trait(?Send)]
impl Clock for Now {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    async fn sleep(&self, ms: u64) {
        self.0.set(self.0.get() + ms);
        let mut again = true;
        futures::future::poll_fn(|context| match std::mem::take(&mut again) {
            true => {
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            }
            false => std::task::Poll::Ready(()),
        })
        .await;
    }
}

/// A device with its store.
pub struct Device {
    pool: RefCell<LocalPool>,
    spawner: LocalSpawner,
    store: MemoryStore,
    clock: Rc<Now>,
}

impl Device {
    pub fn new() -> Device {
        let pool = LocalPool::new();
        let spawner = pool.spawner();
        Device { pool: RefCell::new(pool), spawner, store: MemoryStore::new(), clock: Rc::default() }
    }

    pub fn host(&self) -> JournalHost {
        let spawner = self.spawner.clone();
        let spawn = move |task: LocalBoxFuture<'static, ()>| spawner.spawn_local_obj(task.into()).unwrap();
        let env = Env {
            local: Rc::new(self.store.clone()),
            clock: self.clock.clone(),
            rng: Randomness::new(system_rng()),
            device: "test".to_owned(),
            observer: Rc::new(|_| {}),
        };
        JournalHost { env, spawn: Rc::new(spawn) }
    }

    /// Does it, with the engines of this device running.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.pool.borrow_mut().run_until(work)
    }
}

pub fn pin(text: &str) -> BackupSecret {
    BackupSecret::pin(text).unwrap()
}

pub fn words() -> BackupSecret {
    BackupSecret::words(WORDS).unwrap()
}

pub fn slots(pin: &str) -> SlotPlan {
    SlotPlan::new(Some(pin), None, CHEAP).unwrap()
}

pub fn plan() -> BackupPlan {
    plan_of(WORDS)
}

pub fn plan_of(words: &str) -> BackupPlan {
    let phrase = Phrase::parse(words).unwrap();
    BackupPlan { name: "Samantha".to_owned(), phrase, slots: slots(PIN), state: State::new() }
}

pub fn restoring(folder: &str, secret: BackupSecret) -> RestorePlan {
    RestorePlan { folder: folder.to_owned(), secret, sure: RestoreOptions::default() }
}
