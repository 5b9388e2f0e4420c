//! How what the page asks travels, and what the worker sends.

use serde::{Deserialize, Serialize};

use crate::{Answer, Problem, Request, View};

/// One request of the page. The worker answers each exactly once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Chosen by the page, unique in its life.
    pub id: u64,
    /// What the worker is asked for.
    pub request: Request,
}

/// The answer to the call of the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// The id of the call that it answers.
    pub id: u64,
    /// The outcome.
    pub result: Result<Answer, Problem>,
}

/// Everything the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::large_enum_variant)]
pub enum Message {
    /// The answer to a call.
    Reply(Reply),
    /// The state of everything the page shows; replaces the previous one.
    View(View),
    /// How far the call of this id is.
    Progress {
        /// The id of the call that makes progress.
        id: u64,
        /// What is being done now.
        step: Step,
    },
}

/// The steps that the saving and the restoring screens show, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Saving: deriving the key from the PIN and sealing.
    Encrypting,
    /// Saving: registering the PIN at its guards, and trying it at each of them.
    Guards,
    /// Saving: trying whether the drive keeps its promises.
    Probing,
    /// Saving: creating the folder.
    CreatingFolder,
    /// Saving: writing the phrase and the channel state.
    Uploading,
    /// Saving: reading everything back and opening it.
    ReadingBack,
    /// Restoring: deriving the key from the PIN.
    Unlocking,
    /// Restoring: reading the newest snapshot and the entries after it.
    Reading,
    /// Restoring: taking the wallet over from the old device.
    TakingOver,
    /// Restoring: making sure that nothing newer exists.
    Confirming,
    /// Restoring: catching up with the chain.
    CatchingUp,
}
