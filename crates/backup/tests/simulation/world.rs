//! A cloud, some devices, and what must be true of them.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    future::Future,
    rc::Rc,
};

use futures::{executor::LocalPool, task::LocalSpawnExt};
use lifeboat_backup::{
    Clock, Env, Keys, LocalStore, MemoryStore, Randomness, Status, WalletFolder, WholeStore,
};
use lifeboat_cloud::memory::MemoryDrive;
use lifeboat_crypto::{NewSlot, OpenKeyring, Phrase, VaultId};

use crate::{
    app::App,
    faults::{Cloud, Crash, FaultRates, Kind, Line},
    sabotage::Sabotage,
    time::{OwnClock, SimRng, Time},
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

pub fn first_keys(rng: &mut SimRng) -> Keys {
    let phrase = Phrase::parse(PHRASE).unwrap();
    let vault = VaultId::make(rng);
    Keys::new(OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], rng).unwrap(), &phrase).unwrap()
}

impl World {
    pub fn new(seed: u64) -> World {
        World::with_keys(seed, Rc::new(first_keys(&mut SimRng::new(seed))))
    }

    /// Making keys takes long; they can be shared.
    pub fn with_keys(seed: u64, keys: Rc<Keys>) -> World {
        lifeboat_crypto::dangerous_small_objects();
        let dice = SimRng::new(seed);
        World {
            cloud: Cloud {
                drive: MemoryDrive::new(),
                late: Rc::default(),
                torn: Rc::default(),
                weather: Rc::new(Cell::new(FaultRates::default())),
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
                let whole = WholeStore::new(line.clone());
                // By the very handle that is used: another one would not notice that the store was thrown away.
                futures::executor::block_on(whole.take()).unwrap();
                let clock = OwnClock { time: self.cloud.time.clone(), off_ms: off_ms[device].clone() };
                (Rc::new(whole), Rc::new(clock))
            }
        };
        Process {
            app: App {
                env: Env {
                    local,
                    clock,
                    rng: Randomness::new(SimRng::new(self.cloud.dice.roll())),
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

    /// Goes on with this until it is done: time passes, and nobody else does anything.
    pub fn finish<T: 'static, F>(&mut self, work: impl FnOnce(App) -> F) -> T
    where
        F: Future<Output = T> + 'static,
    {
        let result: Rc<RefCell<Option<T>>> = Rc::default();
        self.start(work, result.clone());
        loop {
            self.turn();
            if let Some(value) = result.borrow_mut().take() {
                return value;
            }
            assert!(self.app.line.cloud.time.advance(), "nobody can go on");
        }
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
