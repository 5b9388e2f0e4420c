//! The whole world at one instant.

use crate::{
    drive::{Drive, Stray},
    entry::{Entry, Kind},
    properties::Broken,
};

/// What a device keeps on its disk: the chain it knows and the bytes it has sealed but not settled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Local {
    /// The newest settled entry.
    pub head: Entry,
    /// Sealed for the position after `head`, written before it is sent.
    pub pending: Option<Entry>,
}

impl Local {
    /// Nothing but a settled head.
    pub fn at(head: Entry) -> Local {
        Local { head, pending: None }
    }

    /// Whether what is pending is a Takeover.
    pub fn restoring(&self) -> bool {
        self.pending.is_some_and(|entry| entry.kind() == Kind::Takeover)
    }
}

/// What the process on a device is doing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// No process.
    Off,
    /// Started; pending bytes are to be sent first, unchanged.
    Settling,
    /// It has to read the position after its head, which must be empty.
    Checking,
    /// It has to read the next milepost, which must be empty.
    Confirming,
    /// The node runs and acknowledges.
    Running,
    /// Restoring: reads entry after entry, then appends a Takeover.
    Reading,
    /// The drive is ahead of this device; only a restore leads on.
    Behind,
    /// Another entry is where its own should be: stopped.
    Fenced,
}

/// One device.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Device {
    /// Its process.
    pub phase: Phase,
    /// Its disk; none when new, evicted, or dropped for a restore.
    pub local: Option<Local>,
}

/// What is still allowed to happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Budget {
    /// Entries a wallet writes (their kind is free, so any snapshot rule is covered).
    pub appends: u8,
    /// Takeovers sealed.
    pub takeovers: u8,
    /// Processes that die.
    pub crashes: u8,
    /// Local stores set back to an older copy.
    pub rollbacks: u8,
    /// Local stores lost.
    pub evictions: u8,
    /// Requests that stay under way, each to arrive any number of times.
    pub strays: u8,
    /// Uploads that leave a torn object.
    pub tears: u8,
}

/// The state of the model.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State<const DEVICES: usize> {
    /// The cloud.
    pub drive: Drive,
    /// The devices.
    pub devices: [Device; DEVICES],
    /// Requests under way, in their order.
    pub strays: Vec<Stray>,
    /// A copy of a device's disk that may come back.
    pub copy: Option<(u8, Local)>,
    /// The newest acknowledged entry, with all it continues.
    pub acked: Entry,
    /// What may still happen.
    pub budget: Budget,
    /// Counts what was sealed, so that no two sealings are the same bytes.
    pub sealed: u8,
    /// Whether a local store was ever set back.
    pub rolled_back: bool,
    /// The first promise broken. Nothing follows it.
    pub broken: Option<Broken>,
}
