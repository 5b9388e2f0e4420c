//! What the page and the worker say to each other: the only thing they share.
//!
//! The page sends a [`Call`]; the worker answers it once with a [`Reply`] of the same id, and whenever anything
//! changes it sends the whole [`View`] again. The page is a function of the newest view and of its own route.
//! Messages travel as JSON text. Amounts are in msat unless a name says sats; times are Unix milliseconds.

mod problem;
mod request;
mod view;

pub use problem::{Problem, Retry};
pub use request::{
    Answer, Call, Confirmation, Connected, DriveChoice, FoundBackup, FoundState, Invoice, LeftCopy, Message,
    Offer, OpeningTerms, Payable, PinRefused, PinStrength, Reply, Request, Restored, Secret, SignInAnswer,
    SignInEnd, SignInPurpose, SignedIn, Step, Sure,
};
pub use view::{
    Activities, Activity, BackupStatus, Balance, Channel, Direction, Fault, Link, Network, OldCopy, Outcome,
    Phase, ReadOnly, Service, ServiceKind, View,
};
