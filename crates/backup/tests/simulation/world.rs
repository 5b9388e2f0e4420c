//! A cloud, some devices, and what must be true of them.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    future::Future,
    rc::Rc,
};

use futures::{executor::LocalPool, task::LocalSpawnExt};
use lifeboat_backup::{
    AppendError, Batch, Clock, Env, Fault, Journal, Keys, LoadError, Loaded, LocalStore, MemoryStore,
    NotStarted, Opened, Randomness, RestoreError, RestoreOptions, SharedStore, StartError, State, Status,
    Trouble, TurnOn, WalletFolder, WholeStore, phrase_file,
};
use lifeboat_cloud::{Drive, memory::MemoryDrive};
use lifeboat_crypto::{NewSlot, OpenKeyring, Phrase, VaultId};

use crate::{
    fate::{Cloud, Crash, Kind, Line, Weather},
    sabotage::Sabotage,
    time::{Dice, OwnClock, Time},
};

pub const PHRASE: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// What was promised so far.
#[derive(Default)]
pub struct Model {
    /// Acknowledged batches, by where the acknowledgement says they are.
    pub acked: BTreeMap<u64, BTreeSet<u64>>,
    pub next: u64,
    /// What went wrong.
    pub broken: Vec<String>,
    /// The device that was confirmed last, and where.
    pub owner: (u64, usize),
}

impl Model {
    pub fn all(&self) -> BTreeSet<u64> {
        self.acked.values().flatten().copied().collect()
    }
}

pub struct World {
    pub cloud: Cloud,
    pub stores: Vec<MemoryStore>,
    pub model: Rc<RefCell<Model>>,
    pub keys: Rc<RefCell<Rc<Keys>>>,
    pub folder: WalletFolder,
    /// Devices keep their store whole, as a browser's worker does, and each has a clock of its own, off by so many ms.
    pub lifelike: Option<[Rc<Cell<i64>>; 3]>,
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End<T> {
    Done(T),
    Crashed,
}

/// Why an app does not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    Fenced,
    Empty,
    Other(String),
}

pub fn first_keys(rng: &mut Dice) -> Keys {
    let phrase = Phrase::parse(PHRASE).unwrap();
    let vault = VaultId::make(rng);
    Keys::new(OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], rng).unwrap(), &phrase).unwrap()
}

impl World {
    pub fn new(seed: u64) -> World {
        World::with_keys(seed, Rc::new(first_keys(&mut Dice::new(seed))))
    }

    /// Making keys takes long; they can be shared.
    pub fn with_keys(seed: u64, keys: Rc<Keys>) -> World {
        lifeboat_crypto::dangerous_small_objects();
        let dice = Dice::new(seed);
        World {
            cloud: Cloud {
                drive: MemoryDrive::new(),
                late: Rc::default(),
                weather: Rc::new(Cell::new(Weather::default())),
                time: Time::starting(),
                dice,
                sabotage: Sabotage::Nothing,
                forbid: Rc::default(),
                sabotage_lists: Rc::default(),
                trace: Rc::default(),
            },
            stores: (0..3).map(|_| MemoryStore::new()).collect(),
            model: Rc::default(),
            keys: Rc::new(RefCell::new(keys)),
            folder: WalletFolder::new("Samantha"),
            lifelike: None,
        }
    }

    /// A process on a device.
    pub fn process(&self, device: usize, crash: Option<(u64, Crash)>) -> Process {
        let line = Line::new(&self.cloud, &self.stores[device], crash);
        let (local, clock): (Rc<dyn LocalStore>, Rc<dyn Clock>) = match &self.lifelike {
            None => (Rc::new(line.clone()), Rc::new(self.cloud.time.clone())),
            Some(off_ms) => {
                // No point of its own: nothing is in the store yet.
                futures::executor::block_on(line.store.take()).unwrap();
                let clock = OwnClock { time: self.cloud.time.clone(), off_ms: off_ms[device].clone() };
                (Rc::new(WholeStore::new(line.clone())), Rc::new(clock))
            }
        };
        Process {
            app: App {
                env: Env {
                    local,
                    clock,
                    rng: Randomness::new(Dice::new(self.cloud.dice.roll())),
                    device: format!("device {device}"),
                    observer: Rc::new(|_: &Status| {}),
                },
                drive: Rc::new(line.clone()),
                line,
                device,
                model: self.model.clone(),
                keys: self.keys.clone(),
                folder: self.folder.clone(),
                spawned: Rc::default(),
            },
            pool: LocalPool::new(),
        }
    }

    /// Runs one process alone to its end.
    pub fn run<T: 'static, F>(
        &self,
        device: usize,
        crash: Option<(u64, Crash)>,
        work: impl FnOnce(App) -> F,
    ) -> (End<T>, Vec<Kind>)
    where
        F: Future<Output = T> + 'static,
    {
        let mut process = self.process(device, crash);
        let result: Rc<RefCell<Option<T>>> = Rc::default();
        process.start(work, result.clone());
        let end = loop {
            process.turn();
            if process.app.line.dead.get() {
                break End::Crashed;
            }
            if let Some(result) = result.borrow_mut().take() {
                break End::Done(result);
            }
            assert!(self.cloud.time.advance(), "nobody can go on");
        };
        (end, process.app.line.points.take())
    }

    /// Everything on its way arrives.
    pub fn deliver_late(&self) {
        let late: Vec<_> = self.cloud.late.borrow_mut().drain(..).collect();
        for late in late {
            futures::executor::block_on(self.cloud.deliver(late));
        }
    }

    pub fn check(&self) -> Result<(), String> {
        match self.model.borrow().broken.first() {
            None => Ok(()),
            Some(broken) => Err(broken.clone()),
        }
    }
}

pub struct Process {
    pub app: App,
    pool: LocalPool,
}

impl Process {
    pub fn start<T: 'static, F>(&mut self, work: impl FnOnce(App) -> F, result: Rc<RefCell<Option<T>>>)
    where
        F: Future<Output = T> + 'static,
    {
        let work = work(self.app.clone());
        let task = async move {
            let value = work.await;
            result.replace(Some(value));
        };
        self.pool.spawner().spawn_local(task).unwrap();
    }

    /// As far as it goes without time passing.
    pub fn turn(&mut self) {
        loop {
            self.pool.run_until_stalled();
            let engines: Vec<_> = self.app.spawned.borrow_mut().drain(..).collect();
            if engines.is_empty() {
                return;
            }
            for engine in engines {
                self.pool.spawner().spawn_local(engine).unwrap();
            }
        }
    }
}

type Task = std::pin::Pin<Box<dyn Future<Output = ()>>>;

/// What a wallet does with the journal.
#[derive(Clone)]
pub struct App {
    pub env: Env,
    pub drive: Rc<dyn Drive>,
    pub line: Line,
    pub device: usize,
    pub model: Rc<RefCell<Model>>,
    pub keys: Rc<RefCell<Rc<Keys>>>,
    pub folder: WalletFolder,
    spawned: Rc<RefCell<Vec<Task>>>,
}

pub fn ids(state: &State) -> BTreeSet<u64> {
    state.prefix("b/").filter_map(|(key, _)| key[2..].parse().ok()).collect()
}

impl App {
    /// The same device with keys of its own.
    pub fn with_keys(&self, keys: Keys) -> App {
        App { keys: Rc::new(RefCell::new(Rc::new(keys))), ..self.clone() }
    }

    fn keys(&self) -> Rc<Keys> {
        self.keys.borrow().clone()
    }

    pub fn broken(&self, what: String) {
        self.model.borrow_mut().broken.push(format!("device {}: {what}", self.device));
    }

    fn spawn(&self, opened: Opened, promised: &BTreeSet<u64>) -> Journal {
        let there = ids(&opened.state);
        if !promised.is_subset(&there) {
            self.broken(format!("opened without {:?}", promised.difference(&there).collect::<Vec<_>>()));
        }
        if opened.journal.status() != Status::Off {
            // The order of the journal counts, not that of the answers.
            let mut model = self.model.borrow_mut();
            model.owner = model.owner.max((opened.journal.position(), self.device));
        }
        self.spawned.borrow_mut().push(Box::pin(opened.engine.run()));
        opened.journal
    }

    /// Something that runs as long as the process.
    pub fn go(&self, task: impl Future<Output = ()> + 'static) {
        self.spawned.borrow_mut().push(Box::pin(task));
    }

    /// Goes on with what was opened.
    pub fn take(&self, opened: Opened) -> Journal {
        self.spawn(opened, &BTreeSet::new())
    }

    /// A new wallet on this device alone.
    pub async fn create(&self) -> Journal {
        let opened = Journal::create(self.env.clone(), self.keys(), State::new()).await.unwrap();
        self.spawn(opened, &BTreeSet::new())
    }

    pub async fn turn_on(&self, journal: &Journal) -> Result<WalletFolder, lifeboat_backup::TurnOnError> {
        let keys = self.keys();
        let file = phrase_file::seal(&keys, &self.env.rng).unwrap();
        let check = keys.clone();
        journal
            .turn_on(TurnOn {
                drive: self.drive.clone(),
                folder: self.folder.clone(),
                keys,
                phrase_file: file,
                opens: Rc::new(move |file| phrase_file::words(check.opened(), file).is_ok()),
                progress: Rc::new(|_| {}),
            })
            .await
    }

    /// The next start of this device.
    pub async fn open(&self) -> Result<Journal, Halt> {
        self.open_on(|_| self.drive.clone()).await
    }

    /// The same, on the drive that this device's record names.
    pub async fn open_on(&self, drive: impl Fn(&str) -> Rc<dyn Drive>) -> Result<Journal, Halt> {
        let promised = self.model.borrow().all();
        let mut stuck = 0;
        loop {
            let loaded: Loaded = match Journal::load(&self.env, self.keys()).await {
                Ok(loaded) => loaded,
                Err(LoadError::Empty) => return Err(Halt::Empty),
                Err(LoadError::Store(_)) => {
                    self.env.clock.sleep(1_000).await;
                    continue;
                }
                Err(error) => return Err(Halt::Other(format!("load: {error:?}"))),
            };
            let on = drive(loaded.drive());
            match loaded.start(self.env.clone(), Some(on)).await {
                Ok(opened) => return Ok(self.spawn(opened, &promised)),
                Err(not) => match *not {
                    // What lies there is not ours: "use here".
                    NotStarted { why: StartError::Unconfirmed(Trouble::Entry { .. }), .. } if stuck > 3 => {
                        return Err(Halt::Fenced);
                    }
                    NotStarted { why: StartError::Unconfirmed(_), .. } => {
                        stuck += 1;
                        self.env.clock.sleep(5_000).await;
                    }
                    NotStarted { why: StartError::Fenced(_), .. } => return Err(Halt::Fenced),
                    NotStarted { why, .. } => return Err(Halt::Other(format!("start: {why:?}"))),
                },
            }
        }
    }

    /// "Use here".
    pub async fn restore(&self, give_up: impl Fn() -> bool) -> Result<Journal, Halt> {
        loop {
            let promised = self.model.borrow().all();
            let options = RestoreOptions { old_device_is_gone: give_up(), ..RestoreOptions::default() };
            let progress: lifeboat_backup::Progress = Rc::new(|_| {});
            let result = Journal::restore(
                self.env.clone(),
                self.keys(),
                self.drive.clone(),
                self.folder.clone(),
                options,
                progress,
                Rc::new(|_| Ok(())),
            );
            match result.await {
                Ok(opened) => {
                    return Ok(self.spawn(opened, &promised));
                }
                // Trying again helps nobody who has not the key.
                Err(error @ RestoreError::Entry { fault: Fault::KeyMissing, .. }) => {
                    return Err(Halt::Other(format!("restore: {error:?}")));
                }
                Err(
                    RestoreError::Drive(_)
                    | RestoreError::ReadOnly { .. }
                    | RestoreError::Store(_)
                    | RestoreError::Moved
                    | RestoreError::TornHead { .. }
                    // A drive that gives other files than it was asked for: whoever taps again asks again.
                    | RestoreError::Entry { .. },
                ) => self.env.clock.sleep(3_000).await,
                Err(error) => return Err(Halt::Other(format!("restore: {error:?}"))),
            }
        }
    }

    /// Hands in one batch, and takes note of the promise.
    pub async fn pay(&self, journal: &Journal) -> Result<(), Halt> {
        let (position, first) = self.promise(journal).await?;
        if !first {
            self.broken(format!("a second entry was acknowledged at {position}"));
        }
        Ok(())
    }

    /// One of several at once: they may share an entry.
    pub async fn pay_any(&self, journal: &Journal) -> Result<(), Halt> {
        self.promise(journal).await.map(|_| ())
    }

    async fn promise(&self, journal: &Journal) -> Result<(u64, bool), Halt> {
        let id = {
            let mut model = self.model.borrow_mut();
            model.next += 1;
            model.next
        };
        let mut batch = Batch::new();
        batch.put(format!("b/{id:06}"), vec![7; 100]);
        batch.put("last", id.to_string().into_bytes());
        let mut result = journal.append(batch).await;
        while let Err(AppendError::Paused(_)) = result {
            self.env.clock.sleep(2_000).await;
            result = journal.resume().await;
        }
        match result {
            Ok(position) => {
                let mut model = self.model.borrow_mut();
                let first = !model.acked.contains_key(&position);
                model.acked.entry(position).or_default().insert(id);
                Ok((position, first))
            }
            Err(AppendError::Fenced(_)) => Err(Halt::Fenced),
            Err(error) => Err(Halt::Other(format!("append: {error:?}"))),
        }
    }

    pub async fn pay_times(&self, journal: &Journal, times: u32) -> Result<(), Halt> {
        for _ in 0..times {
            self.pay(journal).await?;
        }
        Ok(())
    }
}
