//! The Lightning node and its on-chain wallet, as a machine that its host drives.
//!
//! The crate does no I/O, has no threads and asks no clock. The host hands in bytes, times and chain answers, and
//! takes out bytes, transactions and what must become durable:
//!
//! - **Start** with [`Wallet::start`]: from an empty [`State`] a new wallet, otherwise the one that the state holds.
//!   A state that does not hold together is refused with [`StartError`]; nothing is broadcast then.
//! - **Chain**: [`Wallet::sync`] over a [`Fetch`], or two of them ([`Servers`]). Once before the first
//!   [`Wallet::connect`], which insists on it.
//! - **Turn**: [`Wallet::pump`] after everything that happened, and every second.
//! - **Durability**: after each pump, [`Wallet::next_cut`]. A [`Batch`] is one atomic entry of the journal; when it is
//!   durable, and not before, [`Wallet::cut_durable`]. Only then do the messages leave that depend on it.
//! - **Transactions**: [`Wallet::take_broadcasts`] may always be sent. Own commitment transactions wait until the
//!   host has made sure that no other device has taken the wallet over: [`Wallet::held_broadcasts`],
//!   [`Wallet::release_held`]; and, where the state came from elsewhere, until the channel's peer has agreed with it:
//!   [`Wallet::unheard`].
//!
//! - **Receiving without a channel**: [`Wallet::begin_opening`], then turns until [`Wallet::take_opening`] gives an
//!   invoice, for which the provider opens a channel when it is paid (LSPS2). Shown only when
//!   [`Wallet::is_invoice_saved`]: the fee that was agreed on has to outlive this process.
//!
//! # The one rule
//! The channel manager and the monitor updates it produced are made durable together, and monitor updates are
//! acknowledged to LDK only after that. So a peer never sees a state that the journal lacks.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod about;
mod absence;
mod app;
mod chain;
mod channels;
mod close;
mod closing_fee;
mod closings;
mod config;
mod cut;
mod destination;
mod entries;
mod error;
mod events;
mod fundings;
mod gossip;
#[cfg(feature = "sim")]
mod graphs;
mod hex;
mod history;
mod invoice;
mod keys;
mod known_peers;
mod ldk;
mod links;
mod liquidity;
mod log;
mod node;
mod notes;
mod notices;
mod onchain;
mod open_invoices;
mod opening;
mod opening_terms;
mod patience;
mod payable;
mod payment;
mod payments;
mod pending_start;
mod persister;
mod proceeds;
mod pump;
mod quote;
mod reach;
mod reestablish;
mod restore;
mod routing;
mod signers;
mod socket;
mod stuck;
mod trust;
mod view;
mod wait;
mod watching;
mod ways;
mod welcome;
mod wires;

// The peers of the simulation wait for single events among all of LDK's.
#[cfg(feature = "sim")]
#[allow(clippy::wildcard_enum_match_arm)]
pub mod sim;

pub use about::{has_same_keys, state_of_words};
pub use chain::{
    Broadcast, ChainError, Contradiction, Fetch, FetchAnswer, Servers, SyncResult, Tip, Unreachable,
    checkpoint_ms, tip,
};
pub use close::{CloseCost, CloseWay};
pub use closing_fee::UnpaidClaims;
pub use closings::{CloseReason, ClosedChannel};
pub use config::{JournalName, Peer, Setup};
pub use cut::Urgency;
pub use destination::{Destination, DestinationError};
pub use entries::HistoryEntry;
pub use error::{CloseError, ConnectError, Inconsistency, InvoiceError, NoteError, PayError, StartError};
pub use history::Counts;
pub use invoice::{Invoice, InvoiceRequest};
pub use keys::LightningSeed;
pub use proceeds::{ComingPart, ComingStep};
// Types of other crates that go in and out of a wallet, so that hosts need not name those crates.
pub use lifeboat_backup::{Batch, Op, State};
pub use lightning::bitcoin::Network;
pub use lightning::bitcoin::secp256k1::PublicKey;
pub use links::{Links, links};
pub use node::Wallet;
pub use notes::LONGEST_NOTE;
pub use notices::Notice;
pub use onchain::{
    Amount, ChainEntry, ChainKind, ChainState, DearSweep, Departure, SendError, SendOrder, SendPreview,
};
pub use open_invoices::OpenInvoice;
pub use opening::{CHANNEL_PATIENCE_MS, OpeningError, OpeningId, OpeningInvoice, most_fee_msat};
pub use opening_terms::{OpeningFee, OpeningTerms};
pub use payable::Payable;
pub use payment::{Direction, Failure, Outcome, PaidService, Payment, PaymentStage, Thanks};
pub use quote::Quote;
pub use reach::KnownPeer;
pub use reestablish::{STALE_PANIC, is_stale_panic};
pub use routing::{MOST_MAP_BYTES, MapError, ScoresError};
pub use socket::SocketId;
pub use stuck::NotUnderWay;
pub use trust::UnheardChannel;
pub use view::{Balance, Channel};
pub use ways::PeerLine;
