//! What the journal is given by the process that runs it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use lifeboat_cloud::Drive;
use rand_core::CryptoRng;

use crate::{bell::Bell, clock::Clock, status::Status, store::LocalStore};

/// A source of randomness that several parts share.
#[derive(Clone)]
pub struct Randomness(Rc<RefCell<dyn CryptoRng>>);

impl Randomness {
    /// Shares this source.
    pub fn new(rng: impl CryptoRng + 'static) -> Randomness {
        Randomness(Rc::new(RefCell::new(rng)))
    }

    /// Uses it once. `work` must not ask for it again.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut dyn CryptoRng) -> T) -> T {
        work(&mut *self.0.borrow_mut())
    }

    /// A number below `bound`, for jitter.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        self.with(|rng| {
            let mut bytes = [0; 8];
            rng.fill_bytes(&mut bytes);
            u64::from_be_bytes(bytes) % bound.max(1)
        })
    }
}

/// Clock, randomness, local store, and who wants to know how it goes.
#[derive(Clone)]
pub struct Env {
    /// This wallet's own part of the device's store.
    pub local: Rc<dyn LocalStore>,
    /// The clock of this device, and its pauses.
    pub clock: Rc<dyn Clock>,
    /// Source of salts, nonces and jitter.
    pub rng: Randomness,
    /// How other devices will call this one, such as "Chrome on Android". Cut after 64 bytes.
    pub device: String,
    /// Called at every change of the status, from within the engine: it must only take note.
    pub observer: Rc<dyn Fn(&Status)>,
}

/// The drive in use. It can be exchanged for one with new credentials at any time; every request takes the
/// newest. Pending retries can be triggered at once.
#[derive(Clone)]
pub(crate) struct DriveCell {
    drive: Rc<RefCell<Rc<dyn Drive>>>,
    again: Bell,
}

impl DriveCell {
    pub(crate) fn new(drive: Rc<dyn Drive>) -> DriveCell {
        DriveCell { drive: Rc::new(RefCell::new(drive)), again: Bell::default() }
    }

    pub(crate) fn now(&self) -> Rc<dyn Drive> {
        self.drive.borrow().clone()
    }

    pub(crate) fn set(&self, drive: Rc<dyn Drive>) {
        *self.drive.borrow_mut() = drive;
        self.try_again();
    }

    /// Ends every pause before the next request, also one that the drive has asked for.
    pub(crate) fn try_again(&self) {
        self.again.ring();
    }

    /// Rings when pending retries should wait no longer.
    pub(crate) fn again(&self) -> &Bell {
        &self.again
    }
}

/// The status, told once per change.
#[derive(Clone)]
pub(crate) struct StatusReporter {
    now: Rc<RefCell<Status>>,
    told: Rc<Cell<bool>>,
    observer: Rc<dyn Fn(&Status)>,
}

impl StatusReporter {
    pub(crate) fn new(observer: Rc<dyn Fn(&Status)>, status: Status) -> StatusReporter {
        StatusReporter { now: Rc::new(RefCell::new(status)), told: Rc::new(Cell::new(false)), observer }
    }

    pub(crate) fn tell(&self, status: Status) {
        if self.told.replace(true) && *self.now.borrow() == status {
            return;
        }
        self.now.replace(status.clone());
        (self.observer)(&status);
    }

    /// Something beside the status has changed.
    pub(crate) fn tell_again(&self) {
        if self.told.get() {
            (self.observer)(&self.now());
        }
    }

    pub(crate) fn now(&self) -> Status {
        self.now.borrow().clone()
    }
}
