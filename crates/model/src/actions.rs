//! What can happen next.

use crate::{drive::Slot, entry::Kind};

/// How a request and its answer fare.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arrival {
    /// Carried out and answered.
    Answered,
    /// Carried out; the answer is lost.
    AnswerLost,
    /// It is not carried out; the sender hears nothing.
    Lost,
    /// It is not carried out yet; the sender hears nothing. It may arrive at any time, again and again.
    Late,
    /// Carried out and answered, and a duplicate is under way.
    Duplicated,
    /// Broken off half-way, and the drive keeps what came; no answer.
    Torn,
}

/// One step. The first field is the device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The wallet hands over a cut: sealed, and on the disk as pending.
    Append(u8, Kind),
    /// The pending bytes are sent.
    Send(u8, Arrival),
    /// The position of the pending bytes is read.
    ReadBack(u8),
    /// A damaged object where the next entry belongs is deleted.
    Repair(u8, Arrival),
    /// An old entry is deleted.
    Prune(u8, u8, Arrival),
    /// The process dies.
    Crash(u8),
    /// A process starts from the disk.
    Start(u8),
    /// It reads the position after its head.
    CheckHead(u8),
    /// It reads the next milepost.
    Confirm(u8),
    /// The user taps "use here": a restore from the snapshot at this position (any that exists: listings may be stale).
    Restore(u8, u8),
    /// A restore reads the next entry.
    ReadNext(u8),
    /// A restore seals its Takeover.
    TakeOver(u8),
    /// The disk is copied, or an old copy of it comes back.
    Copy(u8),
    /// The disk is as it was when it was copied.
    RollBack(u8),
    /// The disk is empty.
    Evict(u8),
    /// A request that was under way arrives.
    Arrive(u8),
    /// An upload that looked torn completes.
    Complete(u8, Slot),
}
