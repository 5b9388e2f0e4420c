//! What the page and the worker say to each other: the only thing they share.
//!
//! The page sends a [`Call`]; the worker answers it once with a [`Reply`] of the same id, and whenever anything
//! changes it sends the whole [`View`] again. The page is a function of the newest view and of its own route.
//! Messages travel as JSON text. Amounts are in msat unless a name says sats; times are Unix milliseconds.

mod answer;
mod backup;
mod drive;
mod payment;
mod pin;
mod problem;
mod request;
mod second;
mod service;
mod view;

pub use answer::{Answer, PhraseWords};
pub use backup::{Confirmation, FoundBackup, FoundState, LeftCopy, Restored, Sure};
pub use drive::{Connected, DriveChoice, Offer, SignInAnswer, SignInEnd, SignInPurpose, SignedIn};
pub use payment::{Invoice, OpeningTerms, Payable};
pub use pin::{PinRefused, PinStrength};
pub use problem::{Problem, Retry, Weakness};
pub use request::{Call, Message, Reply, Request, Secret, Step};
pub use second::{SecondCopy, SecondSeen, SecondStatus};
pub use service::{Fields, FormField, ServiceKind, ServiceRow, SignInWay};
pub use view::{
    Activities, Activity, BackupStatus, Balance, Channel, CloseReason, ClosedChannel, Counts, Direction,
    Fault, Link, Network, OldCopy, OldCopyState, Outcome, Phase, ReadOnly, Service, Stage, View,
};
