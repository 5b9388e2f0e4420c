//! The state of everything the page shows.

use serde::{Deserialize, Serialize};

use crate::{
    Activities, Author, Channel, ClosedChannel, Counts, FolderNews, ForeignTries, GuardLimit, Link,
    PinStrength, Practice, Problem, SecondCopy, ServiceKind, SupportAddress,
};

/// The whole view, sent again at every change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// What the wallet can do now.
    pub phase: Phase,
    /// Which network; `None` if the worker has ended and can no longer tell. Never taken for test money then.
    pub network: Option<Network>,
    /// Whether this is real money, and the user has not yet read on this device what that means in software this new:
    /// [`Request::ReadWarning`](crate::Request::ReadWarning).
    pub warning: bool,
    /// The wallet's name, empty while there is none, or while it is not known: a locked wallet without a
    /// backup keeps it sealed.
    pub name: String,
    /// What there is to spend.
    pub balance: Balance,
    /// The wallet was made of its words alone, and not all addresses were looked at yet: there may be more.
    pub looking: bool,
    /// The newest payments, newest first, and those under way however old they are; [`Request::Search`] gives the rest.
    /// Among them the newest unpaid invoices: [`PaymentStage::Asked`](crate::PaymentStage::Asked).
    ///
    /// [`Request::Search`]: crate::Request::Search
    pub activities: Activities,
    /// How many payments there are.
    pub payments: Counts,
    /// Whether the cloud has everything.
    pub backup: BackupStatus,
    /// Where the backup is.
    pub service: Option<Service>,
    /// Its storage has kept the wallet from starting for a while, and may do so for good:
    /// [`Request::GoOnAlone`](crate::Request::GoOnAlone) is the way out, and these are the facts of its question.
    pub alone: Option<AloneOffer>,
    /// A copy that is no longer the backup but still exists; they are shown one after the other.
    pub old_copy: Option<OldCopy>,
    /// What became of a folder of the backup, until it was read: [`Request::NewsRead`](crate::Request::NewsRead).
    pub folder_news: Option<FolderNews>,
    /// What guards counted that was not entered here, until the user says whose it was:
    /// [`Request::ClaimTries`](crate::Request::ClaimTries).
    pub foreign_tries: Option<ForeignTries>,
    /// A second copy on another service.
    pub second: Option<SecondCopy>,
    /// What the PIN is worth, where there is one and its length is known, also of a locked wallet.
    pub pin: Option<PinStrength>,
    /// The guards that limit how often it can be tried, where they do.
    pub guards: Option<GuardLimit>,
    /// The guards that another PIN can have.
    pub guards_offered: Option<GuardLimit>,
    /// After how many minutes without use a wallet with a PIN locks itself; `None`: never.
    pub auto_lock_min: Option<u32>,
    /// There is a PIN, so that it can be locked.
    pub lockable: bool,
    /// Whether the user is asked to practise it.
    pub practice: Practice,
    /// Whether to ask the user to back up: the wallet is new, or there is a new reason since they have said "later".
    pub prompt: bool,
    /// The user said "later", or has turned the backup off: a quiet banner instead.
    pub reminder: bool,
    /// The channels that are open, or being opened or closed.
    pub channels: Vec<Channel>,
    /// The last closed channels, newest first, and those from which something is still coming back, however
    /// old they are.
    pub closed: Vec<ClosedChannel>,
    /// The line to the Lightning peer.
    pub link: Link,
    /// The chain: height of the newest block, and what is wrong with the chain service, if anything.
    pub height: u32,
    /// A fault that is not the backup's.
    pub fault: Option<Fault>,
    /// Where a support request goes; `None`: the operator has not said, or the configuration could not be read.
    pub support: Option<SupportAddress>,
}

impl View {
    /// Whether the wallet has a backup, however that fares. One without is paused as well when this device
    /// keeps nothing.
    pub fn has_backup(&self) -> bool {
        let alone = match &self.backup {
            BackupStatus::Off => true,
            BackupStatus::Paused { problem } => problem.is_of_this_device(),
            BackupStatus::Checking
            | BackupStatus::Saving
            | BackupStatus::Saved { .. }
            | BackupStatus::Waiting { .. }
            | BackupStatus::Fenced { .. } => false,
        };
        self.service.is_some() || !alone
    }
}

/// What the wallet can do now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// The worker is finding out what is on this device.
    Starting,
    /// No wallet on this device: create or restore.
    Empty,
    /// There is one; the PIN opens it.
    Locked,
    /// What is under way is being saved or put away, before the wallet is locked or goes to another tab.
    Closing,
    /// Open, and making sure that nothing newer exists in the cloud.
    Checking,
    /// Everything works.
    Ready,
    /// Balance and history can be seen, nothing can be paid or received.
    ReadOnly {
        /// Why nothing can be paid or received.
        why: ReadOnly,
    },
}

/// Why a wallet only shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReadOnly {
    /// Another device took it over.
    Elsewhere {
        /// Which device, and since when; `None` when that is unknown.
        by: Option<Author>,
    },
    /// Another tab of this browser runs it.
    OtherTab,
    /// The cloud could not be asked yet whether something newer exists; continues automatically if it can.
    Unconfirmed {
        /// What kept it from asking.
        problem: Problem,
    },
    /// Its state must not be used with the channels.
    Unsafe {
        /// Why that state must not be used.
        problem: Problem,
    },
}

/// Which bitcoin network the wallet is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Network {
    /// The network of real money.
    Mainnet,
    /// Test money, public.
    Signet,
    /// Test money, this machine.
    Regtest,
}

/// What the wallet has, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// Our money in channels.
    pub lightning_msat: u64,
    /// Of that, in channels that no block has yet: until then only the provider's word.
    pub promised_msat: u64,
    /// On-chain and ours: in a block, or change of an own payment, which can be spent at once.
    pub onchain_sat: u64,
    /// Of that, in a block: nothing else pays for closing a channel.
    pub confirmed_sat: u64,
    /// What should lie there for closing the channels there are; 0 without any.
    pub closing_reserve_sat: u64,
    /// The sum on its way back from closed channels, or not confirmed yet.
    pub closing_sat: u64,
    /// Of that, on the chain and in no block yet.
    pub unconfirmed_sat: u64,
    /// At most this can be sent to anybody now: room for a routing fee is left.
    pub sendable_msat: u64,
    /// What can be sent to the other end of the channels, who asks for no fee.
    pub sendable_to_peer_msat: u64,
    /// Of what is ours, what has to stay in the channels as long as they are open.
    pub reserve_msat: u64,
    /// At most this can be received now without a new channel.
    pub receivable_msat: u64,
}

/// Whether the cloud has everything; only ever what a provider acknowledged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BackupStatus {
    /// The backup is not turned on.
    Off,
    /// It is not known whether all of the backup is there: this is being checked, or some of it was gone and is being
    /// written again.
    Checking,
    /// A write is under way.
    Saving,
    /// Everything is there.
    Saved {
        /// When the provider acknowledged it, Unix ms.
        at_ms: u64,
        /// Journal position.
        position: u64,
    },
    /// Not everything is there; it is tried again automatically.
    Waiting {
        /// Since when, Unix ms.
        since_ms: u64,
        /// Why the last write did not go through.
        problem: Problem,
    },
    /// Not everything is there, and the user has to do something.
    Paused {
        /// What the user has to put right.
        problem: Problem,
    },
    /// Another device took the wallet over; this one writes again only if the user takes it back.
    Fenced {
        /// The other device, and since when; `None` when that is unknown.
        by: Option<Author>,
    },
}

/// Where the backup is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The service that keeps the backup.
    pub kind: ServiceKind,
    /// The account there, in the service's words.
    pub account: String,
    /// Folder names from the drive's root.
    pub place: Vec<String>,
    /// `BitcoinWalletBackup_<name>`.
    pub file: String,
    /// Opens that place.
    pub link: Option<String>,
    /// Bytes the backup takes there.
    pub size: Option<u64>,
    /// Bytes left there, where the service tells.
    pub room: Option<u64>,
    /// When a snapshot was last read back and opened, Unix ms.
    pub proved_ms: Option<u64>,
    /// Why the storage is no longer fit for the wallet, which came back from there: the backup should move.
    pub unfit: Option<Problem>,
}

/// What a user is told before the wallet continues without its storage. Only they can know that no other device has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AloneOffer {
    /// When the storage last took an entry of this device's, Unix ms; `None` when that is not known.
    pub saved_ms: Option<u64>,
    /// What is lost at most if another device has the wallet, sat: all that is in channels, with payments
    /// under way, which no balance shows.
    pub at_stake_sat: u64,
}

/// A copy that used to be the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OldCopy {
    /// For [`Request::DeleteOldCopy`](crate::Request::DeleteOldCopy) and `ForgetOldCopy`.
    pub id: String,
    /// The service that the copy is at.
    pub kind: ServiceKind,
    /// The account there, in the service's words.
    pub account: String,
    /// Folder names from the drive's root.
    pub place: Vec<String>,
    /// How it became old.
    pub state: OldCopyState,
}

/// How a copy became old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OldCopyState {
    /// The copy was to be deleted when the backup was turned off, or the second copy removed.
    ToDelete,
    /// The backup was moved away, and it is marked so.
    Moved,
    /// Its place could not be reached when it became old, or another device has continued there since. It is
    /// marked as soon as it can be, and not in the second case.
    Unmarked,
}

/// Something outside the backup that does not work now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// What does not work.
    pub problem: Problem,
    /// Since when, Unix ms.
    pub since_ms: u64,
}
