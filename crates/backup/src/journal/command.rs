//! What the handles of a journal ask of its engine.

use std::rc::Rc;

use futures::channel::oneshot;

use super::{
    close::CloseOutcome,
    error::{AppendError, ChangeKeysError, MoveError, TurnOffError, TurnOnError},
    plan::{TurnOffOutcome, TurnOffPlan, TurnOnPlan},
    turn::QueuePlace,
};
use crate::{Batch, Keys, WalletFolder, fault::Fault, mirror::Mirror, status::Author};

/// Where the position of what was appended is told, or why there is none.
pub(super) type Reply = oneshot::Sender<Result<u64, AppendError>>;

/// One thing that is asked.
pub(super) enum Command {
    Append(Batch, Reply),
    Settle(Reply),
    /// Whether other keys would be taken now.
    ReadyForKeys(QueuePlace, oneshot::Sender<Result<(), AppendError>>),
    ChangeKeys(Rc<Keys>, QueuePlace, oneshot::Sender<Result<(), ChangeKeysError>>),
    /// A look at rest has ended.
    Rest(RestAnswer),
    /// What a look above the head found, when it was no other device.
    Ahead(WayAhead),
    TurnOn(Box<TurnOnPlan>, oneshot::Sender<Result<WalletFolder, TurnOnError>>),
    TurnOff(TurnOffPlan, QueuePlace, oneshot::Sender<Result<TurnOffOutcome, TurnOffError>>),
    Snapshot(Reply),
    MoveTo(Rc<Mirror>, String, QueuePlace, oneshot::Sender<Result<WalletFolder, MoveError>>),
    /// Something that this device wrote is no longer in the folder.
    Lost,
    /// Something that this device wrote is no longer in the second copy.
    Doubt,
    Fence(Author),
    Close(oneshot::Sender<CloseOutcome>),
}

/// How the drive answered a look at rest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RestAnswer {
    /// The drive answered.
    Given,
    /// The drive gave no answer that tells anything.
    Missing,
    /// The drive rejects the sign-in, or something else is wrong that only the user can fix.
    Refused,
}

/// Whether a file that does not open lies where the next entry belongs, or the next milepost: as long as it does, it is
/// unknown whether this is the head, and no restore from here succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayAhead {
    Clear,
    Blocked { position: u64, fault: Fault },
}
