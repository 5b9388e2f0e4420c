//! What can go wrong at the wallet's own doors.

use thiserror::Error;

use crate::Network;

/// Why a wallet does not start. Nothing was broadcast and no peer was connected.
#[derive(Debug, Error)]
pub enum StartError {
    /// A new wallet needs to know the newest block.
    #[error("a new wallet needs the newest block")]
    TipNeeded,
    /// A value of the state cannot be read.
    #[error("the value of {key} cannot be read")]
    Damaged {
        /// The key of the state.
        key: String,
    },
    /// The state was written by a newer version.
    #[error("the value of {key} was written by a newer version")]
    TooNew {
        /// The key of the state.
        key: String,
    },
    /// The manager and the monitors are not of the same instant. Starting would close channels.
    #[error("the channel state does not hold together: {0:?}")]
    Inconsistent(Inconsistency),
    /// The state is of another network.
    #[error("the state is of another network: {found}")]
    OtherNetwork {
        /// The network that the state is of.
        found: Network,
    },
    /// The keys could not be derived.
    #[error("the keys could not be derived")]
    Keys,
    /// The part that talks to the provider could not be made; a defect.
    #[error("the client of the provider could not be made")]
    Liquidity,
}

/// In which way a restored state does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inconsistency {
    /// There are monitors but no manager, or the other way round.
    ManagerMissing,
    /// A channel's monitor is missing.
    MonitorMissing,
    /// An unknown monitor.
    MonitorUnknown,
    /// An update of a monitor is missing.
    UpdateMissing,
    /// The monitor is older than the manager.
    MonitorOlder,
    /// The manager is older than the monitor: LDK would close the channel.
    ManagerOlder,
    /// LDK dropped a channel while reading.
    ChannelDropped,
}

/// Why a connection is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConnectError {
    /// The chain has to be looked at first.
    #[error("the chain was not looked at yet")]
    NotSynced,
    /// This peer is connected already.
    #[error("connected already")]
    Already,
    /// The state is older than what the peer knows; this wallet connects no more.
    #[error("the state is stale")]
    Stale,
    /// This wallet only watches.
    #[error("the wallet only watches")]
    OnlyWatches,
}

/// Why an invoice cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvoiceError {
    /// More than the channels can take.
    #[error("at most {most_msat} msat can be received")]
    TooMuch {
        /// The most that can be received now, msat.
        most_msat: u64,
    },
    /// Nobody could pay it: no channel is ready, its peer is away, or its funding was never seen.
    #[error("there is no way to this wallet")]
    NoWay,
    /// Zero is no amount.
    #[error("zero is no amount")]
    Zero,
    /// The note is longer than an invoice can hold.
    #[error("the note is too long")]
    NoteTooLong,
    /// LDK refused; a defect.
    #[error("the invoice could not be built")]
    Internal,
}

/// Why an invoice cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PayError {
    /// The text is not a BOLT11 invoice, or a damaged one.
    #[error("not an invoice")]
    NotAnInvoice,
    /// The invoice belongs to another network.
    #[error("of another network")]
    OtherNetwork,
    /// The time of the invoice is over.
    #[error("expired")]
    Expired,
    /// The invoice names no amount and none was given.
    #[error("no amount")]
    AmountMissing,
    /// Less than the invoice asks for.
    #[error("less than the invoice asks for")]
    AmountTooSmall,
    /// More than can be sent now.
    #[error("at most {most_msat} msat can be sent")]
    NotEnough {
        /// The most that can be sent now, msat.
        most_msat: u64,
    },
    /// Paid already, or just being paid.
    #[error("paid already")]
    AlreadyPaid,
    /// An invoice of this very wallet.
    #[error("an own invoice")]
    OwnInvoice,
    /// No way to the payee is known.
    #[error("no route")]
    NoRoute,
    /// There is no map of the network, without which only the peers, and those that name a way from one of
    /// them, can be paid.
    #[error("no map of the network")]
    NoMap,
    /// No way is known for the fee that was allowed.
    #[error("the way costs {fee_msat} msat")]
    TooDear {
        /// What the best way costs, msat.
        fee_msat: u64,
    },
    /// The invoice asks for something this wallet does not know.
    #[error("cannot be paid by this wallet")]
    Unpayable,
    /// The invoice has no payment secret (BOLT 11), which payers have asked for since 2021.
    #[error("the payee's software is too old")]
    TooOld,
}

/// Why a note is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// There is no such payment.
    #[error("no such payment")]
    Unknown,
    /// The note is longer than [`LONGEST_NOTE`](crate::LONGEST_NOTE).
    #[error("the note is too long")]
    TooLong,
}

/// Why a channel is not being closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CloseError {
    /// There is no such channel.
    #[error("no such channel")]
    Unknown,
    /// Closing together takes the peer, and it is not connected.
    #[error("the peer is not connected")]
    NoPeer,
    /// The channel cannot be closed now: it is closing already, or waits for its last change to be durable.
    #[error("cannot be closed now")]
    Refused,
}
