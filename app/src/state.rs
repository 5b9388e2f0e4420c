//! What the screens read and ask: the newest view of the worker, the requests under way, the address, the
//! language. No markup here.

mod address;
pub mod badge;
mod begin;
pub mod camera;
pub mod durable;
mod effect;
pub mod flow_nav;
pub mod installing;
pub mod intl;
mod kept;
mod language;
mod pending;
mod relief;
pub mod seen;
mod session;
pub mod sign_in;
mod slice;
pub mod updates;
mod worker;

pub use address::AddressBar;
#[cfg(not(feature = "gallery"))]
pub use begin::open_worker;
pub use begin::spawn_session;
pub use effect::{effect, effect_after, spawn};
pub use language::language_of_page;
pub use session::Session;
pub use slice::Slice;
#[cfg(test)]
pub use worker::{Ear, WorkerEvent};
pub use worker::{Files, Line, WorkerFailure, build_of_page};
