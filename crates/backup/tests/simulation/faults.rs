//! What happens to each request of a device: the numbered fault points.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::pending,
    rc::Rc,
};

use async_trait::async_trait;
use lifeboat_backup::{Clock, MemoryStore, layout};
use lifeboat_cloud::{
    Account, Create, DeleteExactly, Drive, DriveError, Entry, Path, Place, Quota, memory::MemoryDrive,
};

use crate::{
    sabotage::Sabotage,
    time::{SimRng, Time},
};

mod store;

/// How the process ends at its last point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// The request never arrived.
    Lost,
    /// It was carried out; nobody heard the answer.
    Applied,
    /// It is still on its way and arrives later.
    Late,
    /// Only its first bytes were kept.
    Torn(usize),
}

pub static CRASHES: [Crash; 5] = [Crash::Lost, Crash::Applied, Crash::Late, Crash::Torn(0), Crash::Torn(200)];

/// What a point is, which decides how a process can die there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    Create,
    Delete,
}

impl Kind {
    /// The crashes that differ.
    pub fn crashes(self) -> &'static [Crash] {
        match self {
            Kind::Read => &CRASHES[..1],
            Kind::Write => &CRASHES[..2],
            Kind::Delete => &CRASHES[..3],
            Kind::Create => &CRASHES,
        }
    }
}

/// A request that outlived its sender.
#[derive(Clone, Debug)]
pub enum Late {
    Create(Path, Vec<u8>),
    Delete(Path),
    DeleteExactly(Path, Vec<u8>),
}

/// Chances in percent.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaultRates {
    pub lost: u64,
    pub answer_lost: u64,
    pub late: u64,
    pub twice: u64,
    pub torn: u64,
    pub refused: u64,
    pub spoiled: u64,
    pub stale_list: u64,
    pub crash: u64,
    pub slow_ms: u64,
    /// Refused as by a client error, and done all the same.
    pub denied_done: u64,
    /// Told to come back later, with a time.
    pub asked_to_wait: u64,
    /// The service, or a server before it, finds the file too large.
    pub too_large: u64,
    /// A read does not find what is there.
    pub stale_get: u64,
    /// A read gives another file of the folder.
    pub misdirected: u64,
    /// The device's store refuses for want of room.
    pub store_full: u64,
    /// The device's store does it, and says that it failed.
    pub store_done_and_failed: u64,
    /// The browser throws the device's store away under the process.
    pub store_lost: u64,
}

/// What all devices share.
#[derive(Clone)]
pub struct Cloud {
    pub drive: MemoryDrive,
    pub late: Rc<RefCell<Vec<Late>>>,
    /// What broken uploads have left, by where.
    pub torn: Rc<RefCell<BTreeMap<Path, Vec<u8>>>>,
    pub weather: Rc<Cell<FaultRates>>,
    pub time: Time,
    pub dice: SimRng,
    pub sabotage: Sabotage,
    /// Phrase files are refused, all else is taken.
    pub forbid: Rc<Cell<bool>>,
    /// Listings show a long gone past: nothing above entry 64.
    pub sabotage_lists: Rc<Cell<bool>>,
    /// Every request there was, with what was answered.
    pub trace: Rc<RefCell<Vec<String>>>,
}

impl Cloud {
    /// The user removes by hand what a broken upload has left there, which the journal names where the drive
    /// cannot delete exactly.
    pub fn remove_torn_by_hand(&self, file: &Path) -> bool {
        let torn = self.torn.borrow_mut().remove(file);
        let lies = torn.is_some() && self.drive.peek(file) == torn;
        lies && !self.drive.promises_exact_deletes() && self.drive.remove(file)
    }

    /// A request that was on its way arrives.
    pub async fn deliver(&self, late: Late) {
        // Nobody hears the answer.
        match late {
            Late::Create(path, bytes) => {
                let _ = self.drive.create(&path, &bytes).await;
            }
            Late::Delete(path) => {
                let _ = self.drive.delete(&path).await;
            }
            Late::DeleteExactly(path, bytes) => {
                let _ = self.sabotage.delete_exactly(&self.drive, &path, &bytes).await;
            }
        }
    }
}

/// One process's line to drive and store: counts its points, and dies at the chosen one.
#[derive(Clone)]
pub struct Line {
    pub cloud: Cloud,
    pub store: MemoryStore,
    pub points: Rc<RefCell<Vec<Kind>>>,
    pub crash: Rc<Cell<Option<(u64, Crash)>>>,
    pub dead: Rc<Cell<bool>>,
}

impl Line {
    pub fn new(cloud: &Cloud, store: &MemoryStore, crash: Option<(u64, Crash)>) -> Line {
        Line {
            cloud: cloud.clone(),
            store: store.clone(),
            points: Rc::default(),
            crash: Rc::new(Cell::new(crash)),
            dead: Rc::new(Cell::new(false)),
        }
    }

    /// The same process's line to another service.
    pub fn over(&self, cloud: &Cloud) -> Line {
        Line { cloud: cloud.clone(), ..self.clone() }
    }

    fn weather(&self) -> FaultRates {
        self.cloud.weather.get()
    }

    fn chance(&self, percent: u64) -> bool {
        percent > 0 && self.cloud.dice.percent(percent)
    }

    /// The fate of this point.
    fn point(&self, kind: Kind) -> Option<Crash> {
        let number = self.points.borrow().len() as u64;
        self.points.borrow_mut().push(kind);
        match self.crash.get() {
            Some((at, crash)) if at == number => Some(crash),
            _ if self.chance(self.weather().crash) => {
                Some(CRASHES[self.cloud.dice.below(CRASHES.len() as u64) as usize])
            }
            _ => None,
        }
    }

    async fn die<T>(&self) -> T {
        self.dead.set(true);
        pending().await
    }

    async fn travel(&self) {
        let slow = self.weather().slow_ms;
        if slow > 0 {
            self.cloud.time.sleep(self.cloud.dice.below(slow)).await;
        }
    }

    /// Another entry of the same folder; the file itself where there is none.
    fn neighbour(&self, file: &Path) -> Path {
        let Some(folder) = file.parent() else { return file.clone() };
        let position = self.cloud.dice.below(80);
        let other = folder.join(layout::entry_name(position));
        if self.cloud.drive.peek(&other).is_some() { other } else { file.clone() }
    }

    /// One line of what happened, to be compared with another run's.
    fn note(&self, what: &str, path: &Path, answer: &dyn std::fmt::Debug) {
        let at = self.cloud.time.now();
        self.cloud.trace.borrow_mut().push(format!("{at} {what} {:?} {answer:?}", path.name()));
    }

    async fn read<T>(&self, work: impl AsyncFn() -> Result<T, DriveError>) -> Result<T, DriveError> {
        if self.point(Kind::Read).is_some() {
            return self.die().await;
        }
        self.travel().await;
        if self.chance(self.weather().lost) {
            return Err(DriveError::Unreachable);
        }
        let answer = work().await;
        self.travel().await;
        answer
    }

    async fn change<T>(
        &self,
        late: Late,
        work: impl AsyncFn(Option<usize>) -> Result<T, DriveError>,
    ) -> Result<T, DriveError> {
        let tearable = matches!(late, Late::Create(..));
        match self.point(if tearable { Kind::Create } else { Kind::Delete }) {
            None => {}
            Some(Crash::Late) => {
                self.cloud.late.borrow_mut().push(late);
                return self.die().await;
            }
            Some(Crash::Applied) => {
                let _ = work(None).await;
                return self.die().await;
            }
            Some(Crash::Torn(kept)) if tearable => {
                let _ = work(Some(kept)).await;
                return self.die().await;
            }
            Some(_) => return self.die().await,
        }
        let weather = self.weather();
        self.travel().await;
        if self.chance(weather.lost) {
            return Err(DriveError::Unknown);
        }
        if self.chance(weather.refused) {
            return Err(DriveError::Unavailable { after_ms: None });
        }
        if self.chance(weather.asked_to_wait) {
            return Err(DriveError::Busy { after_ms: Some(self.cloud.dice.below(30_000)) });
        }
        if tearable && self.chance(weather.too_large) {
            return Err(DriveError::TooLarge);
        }
        if self.chance(weather.denied_done) {
            let _ = work(None).await;
            return Err(DriveError::Denied);
        }
        if self.chance(weather.late) {
            self.cloud.late.borrow_mut().push(late);
            return Err(DriveError::Unknown);
        }
        if tearable && self.chance(weather.torn) {
            let kept = self.cloud.dice.below(400) as usize;
            let _ = work(Some(kept)).await;
            return Err(DriveError::Unavailable { after_ms: None });
        }
        if self.chance(weather.twice) {
            let _ = work(None).await;
        }
        let answer = work(None).await;
        self.travel().await;
        if self.chance(weather.answer_lost) { Err(DriveError::Unknown) } else { answer }
    }
}

#[async_trait(?Send)]
impl Drive for Line {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let stale = self.chance(self.weather().stale_list);
        self.read(async || {
            self.cloud.drive.set_listing_lag(if stale { 3 } else { 0 });
            let mut entries = self.cloud.drive.list(folder).await?;
            if self.cloud.sabotage_lists.get() {
                entries.retain(|entry| {
                    layout::entry_position(&entry.name).is_none_or(|position| position <= 64)
                });
            }
            Ok(entries)
        })
        .await
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.cloud.sabotage.get(file, self.cloud.sabotage_lists.get())?;
        let asked = if self.chance(self.weather().misdirected) { self.neighbour(file) } else { file.clone() };
        let stale = self.chance(self.weather().stale_get);
        let answer = self
            .read(async || match stale {
                true => Err(DriveError::NotFound),
                false => self.cloud.drive.get(&asked).await,
            })
            .await;
        self.note("get", file, &answer.as_ref().map(Vec::len));
        let mut bytes = answer?;
        if self.chance(self.weather().spoiled) {
            bytes.truncate(self.cloud.dice.below(bytes.len() as u64) as usize);
        }
        Ok(bytes)
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        if self.cloud.forbid.get() && file.name().is_some_and(|name| layout::phrase_seq(name).is_some()) {
            return Err(DriveError::Denied);
        }
        let late = Late::Create(file.clone(), bytes.to_vec());
        self.cloud.sabotage.before_create(&self.cloud.drive, file);
        let answer = self
            .change(late, async |kept| {
                let bytes = kept.map_or(bytes, |kept| &bytes[..kept.min(bytes.len())]);
                let created = self.cloud.drive.create(file, bytes).await;
                if kept.is_some() && created == Ok(Create::Created) {
                    self.cloud.torn.borrow_mut().insert(file.clone(), bytes.to_vec());
                }
                created
            })
            .await;
        self.note("create", file, &answer);
        self.cloud.sabotage.after_create(answer)
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        let answer =
            self.change(Late::Delete(path.clone()), async |_| self.cloud.drive.delete(path).await).await;
        self.note("delete", path, &answer);
        self.cloud.sabotage.after_delete(&self.cloud.drive, path);
        answer
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        if !self.cloud.drive.promises_exact_deletes() {
            return Ok(DeleteExactly::CannotPromise);
        }
        let late = Late::DeleteExactly(file.clone(), bytes.to_vec());
        let cloud = &self.cloud;
        let answer =
            self.change(late, async |_| cloud.sabotage.delete_exactly(&cloud.drive, file, bytes).await).await;
        self.note("delete exactly", file, &answer);
        answer
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.cloud.drive.quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        self.cloud.drive.place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.cloud.drive.account().await
    }
}
