//! What the page and the worker say to each other: the only thing they share.
//!
//! Each begins with a [`Greeting`], and continues only if both are of one build. Then the page sends a
//! [`Call`]; the worker answers it once with a [`Reply`] of the same id, and whenever anything changes it
//! sends the whole [`View`] again. The page is a function of the newest view and of its own route. Messages
//! travel as bytes ([`Call::to_bytes`], [`Message::to_bytes`]), a [`Greeting`] as text. Amounts are in msat
//! unless a name says sat; times are Unix milliseconds.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod activity;
mod answer;
mod author;
mod backup;
mod call;
mod channel;
mod drive;
mod folder_news;
mod greeting;
mod lock;
mod onchain;
mod payment;
mod pin;
mod problem;
mod request;
mod retry;
mod second;
mod secret;
mod service;
mod support;
mod variant;
mod view;
mod wire;

pub use activity::{
    Activities, Activity, Counts, Direction, ExportFormat, Outcome, PaymentFilter, PaymentStage,
};
pub use answer::{Answer, QrCode};
pub use author::Author;
pub use backup::{Assurances, Confirmation, FoundBackup, FoundState, LeftCopy, Remains, RestoredWallet};
pub use call::{Call, Message, Reply, Step};
pub use channel::{Channel, CloseCost, CloseReason, CloseWay, ClosedChannel, ComingPart, ComingStep, Link};
pub use drive::{ConnectedDrive, DriveChoice, FinishedSignIn, Offer, SignInAnswer, SignInEnd, SignInPurpose};
pub use folder_news::{FolderChange, FolderNews};
pub use greeting::Greeting;
pub use lock::{
    BackupLock, ForeignTries, GuardStanding, GuardState, GuardWaiver, NewLock, Practice, Unlocker,
    UnlockerKind,
};
pub use onchain::{ChainKind, ChainTarget, FeeChoice, OnChain, SendOrder, SendPreview};
pub use payment::{Invoice, OpeningTerms, PaidService, PayOffer, Payable, Quote, Thanks, WithdrawOffer};
pub use pin::{GuardLimit, PinRefused, PinStrength};
pub use problem::{FileFault, Lack, Pasted, Problem, UnheardChannel, Weakness, WriteFault};
pub use request::Request;
pub use retry::Retry;
pub use second::{SecondCopy, SecondSeen, SecondStatus};
pub use secret::Secret;
pub use service::{Fields, FormField, ProbeDecision, ServiceKind, ServiceRow, SignInWay};
pub use support::SupportAddress;
pub use view::{
    AloneOffer, BackupStatus, Balance, Fault, Network, OldCopy, OldCopyState, Phase, ReadOnly, Service, View,
};
pub use wire::Unreadable;
