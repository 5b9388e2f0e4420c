//! What a wallet does with the journal, and what it was promised.

use std::{cell::RefCell, collections::BTreeSet, future::Future, rc::Rc};

use lifeboat_backup::{
    AppendError, Batch, Env, Fault, Journal, Keys, LoadError, NotStarted, Obstacle, OpenedJournal,
    RestoreError, RestoreOptions, StartError, State, Status, TurnOnPlan, WalletFolder, phrase_file,
};
use lifeboat_cloud::Drive;

use crate::{faults::Line, world::Model};

/// Why an app does not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    Fenced,
    Empty,
    Other(String),
}

/// How often a user says "try again" before it counts as stuck: hours.
const TRIES: u32 = 1_000;

pub type Task = std::pin::Pin<Box<dyn Future<Output = ()>>>;

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
    pub spawned: Rc<RefCell<Vec<Task>>>,
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

    fn spawn(&self, opened: OpenedJournal, promised: &BTreeSet<u64>) -> Journal {
        let there = ids(&opened.state);
        if !promised.is_subset(&there) && !self.is_denied() {
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

    /// Whether the drive may say of what it has that it is not there: then nobody can tell what is the
    /// newest, and a device that was overtaken may open. What it writes meets the newer entry all the same,
    /// since its name is taken.
    pub fn is_denied(&self) -> bool {
        self.line.cloud.weather.get().stale_get > 0
    }

    /// Something that runs as long as the process.
    pub fn go(&self, task: impl Future<Output = ()> + 'static) {
        self.spawned.borrow_mut().push(Box::pin(task));
    }

    /// Goes on with what was opened.
    pub fn take(&self, opened: OpenedJournal) -> Journal {
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
            .turn_on(TurnOnPlan {
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
        let mut loaded = loop {
            match Journal::load(&self.env, self.keys()).await {
                Ok(loaded) => break loaded,
                Err(LoadError::Empty) => return Err(Halt::Empty),
                Err(LoadError::Store(_)) => self.env.clock.sleep(1_000).await,
                Err(error) => return Err(Halt::Other(format!("load: {error:?}"))),
            }
        };
        loop {
            let on = drive(loaded.drive());
            let NotStarted { why, loaded: again } = match loaded.start(self.env.clone(), Some(on)).await {
                Ok(opened) => return Ok(self.spawn(opened, &promised)),
                Err(not) => *not,
            };
            loaded = again;
            match why {
                StartError::Unconfirmed(Obstacle::Entry { position, .. }) if self.tidies(position) => {}
                // What lies there is not ours: "use here".
                StartError::Unconfirmed(Obstacle::Entry { .. }) if stuck > 3 => return Err(Halt::Fenced),
                StartError::Unconfirmed(_) if stuck < TRIES => stuck += 1,
                StartError::Fenced(_) => return Err(Halt::Fenced),
                StartError::FolderGone | StartError::DriveRolledBack { .. }
                    if self.is_denied() && stuck < TRIES =>
                {
                    stuck += 1;
                }
                why => return Err(Halt::Other(format!("start: {why:?}"))),
            }
            self.env.clock.sleep(5_000).await;
        }
    }

    /// "Use here".
    pub async fn restore(&self, give_up: impl Fn() -> bool) -> Result<Journal, Halt> {
        let mut tries = 0;
        loop {
            tries += 1;
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
                Rc::new(|_| Box::pin(async { Ok(()) })),
            );
            match result.await {
                Ok(opened) => {
                    return Ok(self.spawn(opened, &promised));
                }
                // Trying again helps nobody who has not the key.
                Err(error @ RestoreError::Entry { fault: Fault::KeyMissing, .. }) => {
                    return Err(Halt::Other(format!("restore: {error:?}")));
                }
                Err(error) if tries > TRIES => {
                    return Err(Halt::Other(format!("it is never restored: {error:?}")));
                }
                // A drive that gives other files than it was asked for: whoever taps again asks again.
                Err(RestoreError::TornHead { position } | RestoreError::Entry { position, .. }) => {
                    self.tidies(position);
                    self.env.clock.sleep(3_000).await;
                }
                Err(RestoreError::FolderGone | RestoreError::NoChannelState | RestoreError::Gap { .. })
                    if self.is_denied() =>
                {
                    self.env.clock.sleep(3_000).await;
                }
                Err(
                    RestoreError::Drive(_)
                    | RestoreError::ReadOnly { .. }
                    | RestoreError::Store(_)
                    | RestoreError::Moved,
                ) => self.env.clock.sleep(3_000).await,
                Err(error) => return Err(Halt::Other(format!("restore: {error:?}"))),
            }
        }
    }

    /// Its user removes what the journal names.
    fn tidies(&self, position: u64) -> bool {
        self.line.cloud.remove_torn_by_hand(&self.folder.entry(position))
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
        let mut tries = 0;
        while let Err(AppendError::Paused(why)) = result {
            tries += 1;
            if tries > TRIES {
                return Err(Halt::Other(format!("it stays paused: {why:?}")));
            }
            if let Obstacle::Entry { position, .. } = why {
                self.tidies(position);
            }
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
