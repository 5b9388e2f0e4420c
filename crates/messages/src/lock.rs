//! What opens a wallet, and what is to open it from now on. A factor is an arm here, and a screen that asks for it.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// What the user opens a wallet or a backup with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unlocker {
    /// The PIN: 4 to 12 digits.
    Pin(Secret),
    /// The recovery phrase: 12 to 24 words, any language of BIP39.
    Phrase(Secret),
}

/// What kind of thing an [`Unlocker`] is, without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlockerKind {
    /// The PIN.
    Pin,
    /// The recovery phrase.
    Phrase,
}

impl Unlocker {
    /// What kind of thing it is.
    pub fn kind(&self) -> UnlockerKind {
        match self {
            Unlocker::Pin(_) => UnlockerKind::Pin,
            Unlocker::Phrase(_) => UnlockerKind::Phrase,
        }
    }
}

/// What is to open it from now on. The recovery phrase always does as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NewLock {
    /// A PIN: 4 to 12 digits. Where guards limit how often the one before could be tried, they limit this one as well.
    Pin(Secret),
    /// A PIN that guards limit: servers of the configuration, most of which have to answer a try.
    GuardedPin(Secret),
}

/// PINs that guards counted before the right one came, and that were not entered on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForeignTries {
    /// How many, as the guard says that has counted the most.
    pub tries: u32,
    /// When the last of them was, Unix ms of the guard's clock, if it says so.
    pub last_ms: Option<u64>,
}

/// A guard of the PIN, with the state that it reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardStanding {
    /// The guard's host, as people read it.
    pub host: String,
    /// The state that the guard reports.
    pub state: GuardState,
}

/// What a guard says of the record of this backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GuardState {
    /// Nothing, or nothing that makes sense.
    Silent,
    /// Tries counted since the owner last reset the counter.
    Counted {
        /// Tries used, of ten.
        tries: u8,
    },
    /// Tries were counted, and the guard was started with an older database: it may have forgotten tries.
    SetBack {
        /// Tries used, of ten.
        tries: u8,
    },
    /// All tries are used up.
    Spent,
    /// The guard has no such record, or one that was ended.
    Unknown,
    /// The guard is not asked: it was gone when the PIN was set.
    LeftOut,
}

/// What the user lets a new PIN do without, for one request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardWaiver {
    /// Guards, by their [`GuardStanding::host`]. One that does as it should takes part all the same.
    pub gone: Vec<String>,
    /// Every guard, if each is gone: they have read what the PIN is worth alone
    /// ([`Problem::GuardsGone`](crate::Problem::GuardsGone)).
    pub accepts_pin_alone: bool,
}

/// Whether the user is asked for the PIN now and then, so that they still know it when a new device asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Practice {
    /// They do not want that.
    Off,
    /// Now and then, and not now.
    #[default]
    On,
    /// Practice is due.
    Due,
}

/// The lock of a backup that is being turned on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BackupLock {
    /// The page knows it.
    New(NewLock),
    /// The one that was chosen before the user left for a service's page: the page that knew it is gone, and the worker
    /// has it ([`SignInPurpose::Backup`](crate::SignInPurpose::Backup)).
    OfSignIn,
}
