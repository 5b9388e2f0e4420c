//! A drive in memory, for tests and simulations: shared by several "devices", deterministic, with scripted faults.
//!
//! - Faults in advance: [`MemoryDrive::script`] (the next calls of one operation), or [`MemoryDrive::on_call`] (a
//!   function asked about each call, e.g. "the n-th request of all").
//! - Order: [`MemoryDrive::hold`] stops every request before its effect and again before its answer;
//!   [`MemoryDrive::waiting`] shows them, [`MemoryDrive::release`] lets one continue. With virtual time instead:
//!   [`MemoryDrive::set_gate`].
//! - Requests that outlive their sender: a `create` or `delete` whose future is dropped while it is held before its
//!   effect stays on its way as an orphan. Releasing it carries it out: after a restart, or after a takeover.
//!   [`Fault::Late`] does the same to a living sender.
//! - Behind everybody's back: [`MemoryDrive::contents`] and [`MemoryDrive::roll_back`] (a provider restores an old
//!   copy), [`MemoryDrive::exchange`], [`MemoryDrive::remove`].
//!
//! ```
//! use lifeboat_cloud::{Create, Drive, DriveError, Path, memory::{Fault, MemoryDrive, Operation}};
//!
//! let drive = MemoryDrive::new();
//! drive.script(Operation::Create, [Fault::AnswerLost]);
//! let file = Path::root().join("folder").join("file");
//! futures::executor::block_on(async {
//!     assert_eq!(drive.create(&file, b"bytes").await, Err(DriveError::Unknown));
//!     assert_eq!(drive.get(&file).await, Ok(b"bytes".to_vec()));
//!     assert_eq!(drive.create(&file, b"other").await, Ok(Create::Exists));
//! });
//! assert_eq!(drive.count(Operation::Create), 2);
//! ```

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use crate::{Create, DeleteExactly, DriveError, Entry, Path, Quota, drive::is_name};

mod answers;
mod fault;
mod flight;
#[cfg(test)]
mod tests;
mod tree;

pub use fault::{Call, Damage, Fault, Operation};
pub use flight::{CallStage, PendingRequest};
use flight::{Flights, Sender, held};
pub use tree::Contents;

/// Delays a request; see [`MemoryDrive::set_gate`].
pub type CallGate = Rc<dyn Fn(&Call, CallStage) -> Pin<Box<dyn Future<Output = ()>>>>;

type Policy = Box<dyn FnMut(&Call) -> Fault>;

#[derive(Default)]
struct Inner {
    contents: Contents,
    scripts: BTreeMap<Operation, VecDeque<Fault>>,
    policy: Option<Policy>,
    gate: Option<CallGate>,
    hold: bool,
    lag: usize,
    room: Option<u64>,
    outage: Option<DriveError>,
    offline: bool,
    no_exact_deletes: bool,
    now_ms: u64,
    calls: Vec<Call>,
    counts: BTreeMap<Operation, u64>,
    flights: Flights,
}

/// A drive in memory. Clones share the same files, faults and counters.
#[derive(Clone, Default)]
pub struct MemoryDrive {
    inner: Rc<RefCell<Inner>>,
    device: u32,
}

enum StoreAnswer {
    Listing(Vec<Entry>),
    Bytes(Vec<u8>),
    Create(Create),
    Exactly(DeleteExactly),
    Done,
    Quota(Quota),
}

impl MemoryDrive {
    /// An empty drive on which all goes well.
    pub fn new() -> MemoryDrive {
        MemoryDrive::default()
    }

    /// This drive as seen from another device: only [`Call::device`] differs.
    pub fn device(&self, device: u32) -> MemoryDrive {
        MemoryDrive { inner: self.inner.clone(), device }
    }

    /// The fates of the next calls of an operation, after those scripted before.
    pub fn script(&self, operation: Operation, faults: impl IntoIterator<Item = Fault>) {
        self.inner.borrow_mut().scripts.entry(operation).or_default().extend(faults);
    }

    /// Decides the fate of each call for which nothing is scripted. It must not use the drive.
    pub fn on_call(&self, policy: impl FnMut(&Call) -> Fault + 'static) {
        self.inner.borrow_mut().policy = Some(Box::new(policy));
    }

    /// No faults from here on: nothing scripted, no policy, no lag, no outage, online.
    pub fn mend(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.scripts.clear();
        inner.policy = None;
        inner.lag = 0;
        inner.outage = None;
        inner.offline = false;
    }

    /// Sets whether the drive is offline: then nothing arrives and nothing comes back.
    pub fn set_offline(&self, offline: bool) {
        self.inner.borrow_mut().offline = offline;
    }

    /// Every call is refused with this error, without effect, until told otherwise.
    pub fn set_outage(&self, outage: Option<DriveError>) {
        self.inner.borrow_mut().outage = outage;
    }

    /// How many changes all listings lag behind.
    pub fn set_listing_lag(&self, changes: usize) {
        self.inner.borrow_mut().lag = changes;
    }

    /// Whether it compares and deletes in one step, as it does by default, or says that it cannot.
    pub fn set_exact_deletes(&self, promised: bool) {
        self.inner.borrow_mut().no_exact_deletes = !promised;
    }

    /// Whether this drive promises exact deletes.
    pub fn promises_exact_deletes(&self) -> bool {
        !self.inner.borrow().no_exact_deletes
    }

    /// How many bytes fit; `None` is no limit. A create beyond it answers `QuotaFull`.
    pub fn set_room(&self, bytes: Option<u64>) {
        self.inner.borrow_mut().room = bytes;
    }

    /// The modification time of what is created from here on.
    pub fn set_now_ms(&self, now_ms: u64) {
        self.inner.borrow_mut().now_ms = now_ms;
    }

    /// While on, each new call waits before its effect, and again before its answer, until [`Self::release`].
    pub fn hold(&self, hold: bool) {
        self.inner.borrow_mut().hold = hold;
    }

    /// Awaited before the effect and before the answer of each call: for virtual time. A sender dropped in the first
    /// leaves its create or delete on its way, see [`Self::waiting`].
    pub fn set_gate(&self, gate: Option<CallGate>) {
        self.inner.borrow_mut().gate = gate;
    }

    /// The requests on their way, oldest first.
    pub fn waiting(&self) -> Vec<PendingRequest> {
        self.inner.borrow().flights.0.values().map(|flight| flight.waiting.clone()).collect()
    }

    /// Lets a held request go one step on; an orphan is carried out now. False when it is not on its way.
    pub fn release(&self, number: u64) -> bool {
        self.let_go(number, None)
    }

    /// Works as [`Self::release`] does, with this fate.
    pub fn release_with(&self, number: u64, fault: Fault) -> bool {
        self.let_go(number, Some(fault))
    }

    /// Lets everything on its way go one step on.
    pub fn release_all(&self) {
        let numbers: Vec<u64> = self.inner.borrow().flights.0.keys().copied().collect();
        for number in numbers {
            self.release(number);
        }
    }

    /// An orphan never arrives. False when no such orphan is on its way.
    pub fn lose(&self, number: u64) -> bool {
        let mut inner = self.inner.borrow_mut();
        let orphan = inner.flights.0.get(&number).is_some_and(|flight| flight.waiting.orphan);
        if orphan {
            inner.flights.0.remove(&number);
        }
        orphan
    }

    /// How many calls of an operation arrived here, faulty ones included.
    pub fn count(&self, operation: Operation) -> u64 {
        self.inner.borrow().counts.get(&operation).copied().unwrap_or(0)
    }

    /// Every call so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.inner.borrow().calls.clone()
    }

    /// All files and folders as they are now.
    pub fn contents(&self) -> Contents {
        self.inner.borrow().contents.clone()
    }

    /// Everything becomes what it was: a provider that restores an old copy.
    pub fn roll_back(&self, contents: Contents) {
        self.inner.borrow_mut().contents = contents;
    }

    /// The bytes of a file, past all faults; `None` when there is no such file.
    pub fn peek(&self, path: &Path) -> Option<Vec<u8>> {
        self.inner.borrow().contents.get(path).ok()
    }

    /// Exchanges or plants the bytes of a file, past all faults: tampering.
    pub fn exchange(&self, path: &Path, bytes: &[u8]) {
        let mut inner = self.inner.borrow_mut();
        let now_ms = inner.now_ms;
        inner.contents.exchange(path, bytes, now_ms);
    }

    /// Removes a file or folder, past all faults: a user who tidies up. False when it was not there.
    pub fn remove(&self, path: &Path) -> bool {
        self.inner.borrow_mut().contents.delete(path).is_ok()
    }

    fn let_go(&self, number: u64, fault: Option<Fault>) -> bool {
        let mut inner = self.inner.borrow_mut();
        let Some(flight) = inner.flights.0.get(&number) else { return false };
        if !flight.waiting.orphan {
            return inner.flights.release(number, fault);
        }
        if let Some(flight) = inner.flights.0.remove(&number) {
            let fate = fault.unwrap_or_default();
            // The caller does not wait for the answer.
            let _ = inner.arrive(&flight.waiting.call, &flight.body, &fate);
        }
        true
    }

    async fn call(&self, operation: Operation, path: &Path, bytes: &[u8]) -> Result<StoreAnswer, DriveError> {
        if !path.names().iter().all(|name| is_name(name)) {
            return Err(DriveError::BadAddress);
        }
        let (call, mut fate, hold, gate) =
            self.inner.borrow_mut().depart(operation, self.device, path, bytes);
        let number = call.number;
        let _sender = Sender { inner: self.inner.clone(), number };
        if hold {
            held(&self.inner, number).await;
        } else if let Some(gate) = &gate {
            gate(&call, CallStage::Request).await;
        }
        let answer = {
            let mut inner = self.inner.borrow_mut();
            let body = match inner.flights.0.get_mut(&number) {
                Some(flight) => {
                    if let Some(fault) = flight.fault.take() {
                        fate = fault;
                    }
                    flight.body.clone()
                }
                None => bytes.into(),
            };
            if fate == Fault::Late && operation.changes() {
                // The guard leaves it on its way.
                return Err(DriveError::Unknown);
            }
            let answer = inner.arrive(&call, &body, &fate);
            if let Some(flight) = inner.flights.0.get_mut(&number) {
                flight.waiting.stage = CallStage::Answer;
            }
            answer
        };
        if hold {
            held(&self.inner, number).await;
        } else if let Some(gate) = &gate {
            gate(&call, CallStage::Answer).await;
        }
        let lost = {
            let mut inner = self.inner.borrow_mut();
            let fate = inner.flights.0.get_mut(&number).and_then(|flight| flight.fault.take());
            matches!(fate, Some(Fault::AnswerLost | Fault::RequestLost | Fault::Late))
        };
        if lost { Err(operation.without_answer()) } else { answer }
    }
}

impl Inner {
    fn depart(
        &mut self,
        operation: Operation,
        device: u32,
        path: &Path,
        bytes: &[u8],
    ) -> (Call, Fault, bool, Option<CallGate>) {
        let number = self.calls.len() as u64;
        let call = Call { number, device, operation, path: path.clone(), size: bytes.len() };
        self.calls.push(call.clone());
        *self.counts.entry(operation).or_default() += 1;
        let scripted = self.scripts.get_mut(&operation).and_then(VecDeque::pop_front);
        let fate = match (scripted, &mut self.policy) {
            (Some(fault), _) => fault,
            (None, Some(policy)) => policy(&call),
            (None, None) => Fault::None,
        };
        self.flights.start(call.clone(), bytes.into());
        (call, fate, self.hold, self.gate.clone())
    }

    /// The request arrives, with this fate.
    fn arrive(&mut self, call: &Call, body: &[u8], fate: &Fault) -> Result<StoreAnswer, DriveError> {
        let lost = call.operation.without_answer();
        if self.offline {
            return Err(lost);
        }
        if let Some(outage) = &self.outage {
            return Err(outage.clone());
        }
        match fate {
            Fault::RequestLost | Fault::Late => Err(lost),
            Fault::AnswerLost => {
                let _ = self.carry_out(call, body, fate);
                Err(lost)
            }
            Fault::Duplicated => {
                let _ = self.carry_out(call, body, fate);
                self.carry_out(call, body, fate)
            }
            Fault::Refused(error) => Err(error.clone()),
            Fault::RefusedYetDone(error) => {
                let _ = self.carry_out(call, body, fate);
                Err(error.clone())
            }
            Fault::Pretended if call.operation == Operation::Create => {
                Ok(StoreAnswer::Create(Create::Created))
            }
            Fault::Pretended if call.operation == Operation::Delete => Ok(StoreAnswer::Done),
            Fault::Pretended if call.operation == Operation::DeleteExactly => {
                Ok(StoreAnswer::Exactly(DeleteExactly::Deleted))
            }
            Fault::Torn { kept, answer } if call.operation == Operation::Create => {
                let _ = self.carry_out(call, body.get(..*kept).unwrap_or(body), fate);
                answer.clone().map(StoreAnswer::Create)
            }
            Fault::None | Fault::Pretended | Fault::Torn { .. } | Fault::Stale(_) | Fault::Damaged(_) => {
                self.carry_out(call, body, fate)
            }
        }
    }

    fn carry_out(&mut self, call: &Call, body: &[u8], fate: &Fault) -> Result<StoreAnswer, DriveError> {
        let path = &call.path;
        match call.operation {
            Operation::List => {
                let behind = if let Fault::Stale(changes) = fate { *changes } else { self.lag };
                self.contents.list(path, behind).map(StoreAnswer::Listing)
            }
            Operation::Get => {
                let bytes = self.contents.get(path)?;
                Ok(StoreAnswer::Bytes(if let Fault::Damaged(damage) = fate {
                    damage.spoil(bytes)
                } else {
                    bytes
                }))
            }
            Operation::Create => {
                let full = self.room.is_some_and(|room| self.contents.used() + body.len() as u64 > room);
                if full && self.contents.get(path) == Err(DriveError::NotFound) {
                    return Err(DriveError::QuotaFull);
                }
                self.contents.create(path, body, self.now_ms).map(StoreAnswer::Create)
            }
            Operation::Delete => self.contents.delete(path).map(|()| StoreAnswer::Done),
            Operation::DeleteExactly => {
                let found = self.contents.get(path)?;
                if found != body {
                    return Ok(StoreAnswer::Exactly(DeleteExactly::Changed));
                }
                self.contents.delete(path).map(|()| StoreAnswer::Exactly(DeleteExactly::Deleted))
            }
            Operation::Quota => {
                let used = self.contents.used();
                let available = self.room.map(|room| room.saturating_sub(used));
                Ok(StoreAnswer::Quota(Quota { used: Some(used), available }))
            }
            Operation::Account => Ok(StoreAnswer::Done),
        }
    }
}
