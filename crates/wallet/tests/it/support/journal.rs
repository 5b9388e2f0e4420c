//! The simulated wallet over the real journal, and a drive in memory that counts what it receives: for a test
//! and for the bench.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use lifeboat_backup::{
    Clock, Env, Journal, Keys, MemoryStore, Randomness, RestoreOptions, State, TurnOnPlan, WalletFolder,
    phrase_file,
};
use lifeboat_cloud::memory::{Call, CallStage, Fault, MemoryDrive, Operation};
use lifeboat_crypto::{NewSlot, OpenKeyring, Phrase, VaultId, system_rng};
use lifeboat_wallet::sim::World;

type Failed = String;

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// What a payment costs after so many.
#[derive(Clone, Debug)]
pub struct Cost {
    /// Payments before.
    pub after: u64,
    /// Bytes that the drive received for each payment since the row before: entries, snapshots, padding.
    pub per_payment: u64,
    /// Files created for each.
    pub files_per_payment: f64,
    /// The largest file so far.
    pub largest: usize,
    /// Encoded bytes of the state.
    pub state: usize,
    /// Files on the drive now, and their bytes.
    pub kept: (usize, usize),
}

/// What a restore costs.
#[derive(Clone, Debug)]
pub struct Restore {
    /// Rounds of requests, one after the other.
    pub rounds: u32,
    /// Requests.
    pub requests: usize,
    /// Bytes that were read.
    pub bytes: usize,
    /// Encoded bytes of what came of it.
    pub state: usize,
}

impl fmt::Display for Cost {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost { after, per_payment, files_per_payment, largest, state, kept } = self;
        write!(
            out,
            "{after}, {per_payment}, {files_per_payment:.2}, {largest}, {state}, {}, {}",
            kept.0, kept.1
        )
    }
}

impl fmt::Display for Restore {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Restore { rounds, requests, bytes, state } = self;
        let ratio = *bytes as f64 / *state as f64;
        write!(
            out,
            "{rounds} rounds of requests, {requests} requests, {bytes} bytes: {ratio:.2}x of the state"
        )
    }
}

/// Time that passes in an instant.
#[derive(Default)]
struct Instantly(Cell<u64>);

#[async_trait::async_trait(?Send)]
impl Clock for Instantly {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    async fn sleep(&self, ms: u64) {
        self.0.set(self.0.get() + ms);
    }
}

#[derive(Default)]
struct Counted {
    bytes: u64,
    files: u64,
    largest: usize,
}

/// The wallet, its journal and its drive.
pub struct Grown {
    world: World,
    drive: MemoryDrive,
    keys: Rc<Keys>,
    folder: WalletFolder,
    journal: Journal,
    counted: Rc<RefCell<Counted>>,
}

fn env() -> Env {
    Env {
        local: Rc::new(MemoryStore::new()),
        clock: Rc::new(Instantly::default()),
        rng: Randomness::new(system_rng()),
        device: "Bench".to_owned(),
        observer: Rc::new(|_| {}),
    }
}

impl Grown {
    /// A wallet with a channel and its backup turned on.
    pub fn new() -> Result<Grown, Failed> {
        let rng = &mut system_rng();
        let words = Phrase::parse(WORDS).map_err(|e| format!("{e:?}"))?;
        let opened = OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&words)], rng);
        let keys = Rc::new(Keys::new(opened.map_err(|e| format!("{e:?}"))?, &words).ok_or("keys")?);
        let (drive, env, mut pool) = (MemoryDrive::new(), env(), LocalPool::new());
        let created = pool.run_until(Journal::create(env.clone(), keys.clone(), State::new()));
        let opened = created.map_err(|e| e.to_string())?;
        pool.spawner().spawn_local(opened.engine.run()).map_err(|e| e.to_string())?;
        let journal = opened.journal;
        let folder = pool
            .run_until(journal.turn_on(TurnOnPlan {
                drive: Rc::new(drive.clone()),
                folder: WalletFolder::new("Bench"),
                keys: keys.clone(),
                phrase_file: phrase_file::seal(&keys, &env.rng).map_err(|e| format!("{e:?}"))?,
                opens: Rc::new(|_| true),
                progress: Rc::new(|_| {}),
            }))
            .map_err(|e| e.to_string())?;
        let counted: Rc<RefCell<Counted>> = Rc::default();
        let counter = counted.clone();
        drive.on_call(move |call: &Call| {
            if call.operation == Operation::Create {
                let mut counted = counter.borrow_mut();
                counted.bytes += call.size as u64;
                counted.files += 1;
                counted.largest = counted.largest.max(call.size);
            }
            Fault::None
        });
        let mut world = World::new()?;
        let writer = journal.clone();
        world.sink = Some(Box::new(move |batch| {
            pool.run_until(writer.append(batch)).map_err(|e| e.to_string())?;
            // Snapshots and pruning, in the quiet after it.
            pool.run_until_stalled();
            Ok(())
        }));
        world.connect()?;
        world.settle()?;
        world.open(2_000_000, 900_000_000)?;
        Ok(Grown { world, drive, keys, folder, journal, counted })
    }

    /// Pays in both directions, a block apart, up to the last mark. Tells what it cost on the way from mark to mark.
    pub fn pay(&mut self, marks: &[u64], mut told: impl FnMut(&Cost)) -> Result<Vec<Cost>, Failed> {
        let mut rows: Vec<Cost> = Vec::new();
        let mut n = 0;
        for mark in marks {
            let (began, bytes, files) = (n, self.counted.borrow().bytes, self.counted.borrow().files);
            while n < *mark {
                n += 1;
                if !self.world.pay(n % 2 == 0, 1_000_000 + n)? {
                    return Err(format!("payment {n} failed"));
                }
                self.world.mine(vec![])?;
                self.world.flush()?;
            }
            let counted = self.counted.borrow();
            let contents = self.drive.contents();
            let row = Cost {
                after: *mark,
                per_payment: (counted.bytes - bytes) / (n - began),
                files_per_payment: (counted.files - files) as f64 / (n - began) as f64,
                largest: counted.largest,
                state: self.journal.state().size(),
                kept: (contents.files().count(), contents.files().map(|(_, bytes)| bytes.len()).sum()),
            };
            told(&row);
            rows.push(row);
        }
        Ok(rows)
    }

    /// Another device restores it.
    pub fn restore(&self) -> Result<Restore, Failed> {
        let waiting: Rc<RefCell<Vec<Rc<Held>>>> = Rc::default();
        let gate = waiting.clone();
        self.drive.set_gate(Some(Rc::new(move |_, stage| {
            let held = Rc::new(Held::default());
            if stage == CallStage::Request {
                gate.borrow_mut().push(held.clone());
            } else {
                held.go();
            }
            Box::pin(std::future::poll_fn(move |context| held.poll(context.waker())))
        })));
        let read: Rc<Cell<usize>> = Rc::default();
        let requests: Rc<Cell<usize>> = Rc::default();
        let (counter, asked, drive) = (read.clone(), requests.clone(), self.drive.contents());
        self.drive.on_call(move |call: &Call| {
            asked.set(asked.get() + 1);
            if call.operation == Operation::Get {
                let found = drive.files().find(|(path, _)| **path == call.path);
                counter.set(counter.get() + found.map_or(0, |(_, bytes)| bytes.len()));
            }
            Fault::None
        });
        let mut pool = LocalPool::new();
        let restored: Rc<RefCell<Option<Result<State, Failed>>>> = Rc::default();
        let answer = restored.clone();
        let (keys, drive, folder) = (self.keys.clone(), Rc::new(self.drive.clone()), self.folder.clone());
        let work = async move {
            let options = RestoreOptions::default();
            let progress = Rc::new(|_| {});
            let check: lifeboat_backup::Check = Rc::new(|_| Box::pin(async { Ok(()) }));
            let opened = Journal::restore(env(), keys, drive, folder, options, progress, check).await;
            answer.replace(Some(opened.map(|opened| opened.state).map_err(|e| e.to_string())));
        };
        pool.spawner().spawn_local(work).map_err(|e| e.to_string())?;
        let mut rounds = 0;
        let state = loop {
            pool.run_until_stalled();
            if let Some(state) = restored.borrow_mut().take() {
                break state?;
            }
            let held: Vec<Rc<Held>> = waiting.borrow_mut().drain(..).collect();
            if held.is_empty() {
                return Err("the restore hangs".to_owned());
            }
            held.iter().for_each(|held| held.go());
            rounds += 1;
        };
        self.drive.set_gate(None);
        if state != self.journal.state() {
            return Err("another state was restored".to_owned());
        }
        Ok(Restore { rounds, requests: requests.get(), bytes: read.get(), state: state.size() })
    }
}

/// A request that waits for its round.
#[derive(Default)]
struct Held {
    may_go: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Held {
    fn go(&self) {
        self.may_go.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn poll(&self, waker: &Waker) -> Poll<()> {
        if self.may_go.get() {
            return Poll::Ready(());
        }
        self.waker.replace(Some(waker.clone()));
        Poll::Pending
    }
}
