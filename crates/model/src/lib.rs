//! The journal protocol as a model that is checked exhaustively: every order of every step, within the given bounds.
//!
//! `docs/model.md` says what is modelled, what is not, and what was found. The rules are in [`protocol`]; a [`Variant`]
//! switches one of them off, so that the tests can show that each is needed.

mod actions;
mod drive;
mod entry;
mod properties;
pub mod protocol;
mod state;
pub mod two_places;
mod variants;

pub use actions::{Action, Arrival};
pub use drive::{Drive, POSITIONS, Slot, Stray};
pub use entry::{Entry, Kind};
pub use properties::{Broken, names};
pub use protocol::Journal;
pub use state::{Budget, Device, Local, Phase, State};
pub use variants::{Bounds, Variant};
