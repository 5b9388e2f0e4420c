//! A PIN that guards limit: servers that count how often it is tried. k of n of them and the backup's file
//! together open the backup; the words always do.
//!
//! - new records at all guards, for a new PIN: `registering`; the guards of the PIN before: `former`; those
//!   that have failed meanwhile: `doubted`;
//! - records that are in no use, until their guards have ended them: [`leftovers`];
//! - a backup opened through its guards, and the PIN practised there: `opening`;
//! - what guards are worth, as the page tells it: `limit`;
//! - which tries were made here: `own_tries`;
//! - how guards stand, and the alarm about tries of others: `watch`;
//! - this device's own way by the same PIN, which asks nobody: [`here`].

pub mod here;
pub mod leftovers;

mod doubt;
mod former;
mod limit;
mod opening;
mod own_tries;
mod register;
mod transport;
mod watch;

use lifeboat_crypto::{FactorKind, Keyring};
use lifeboat_guard::slot::Parameters;
use lifeboat_messages::ForeignTries;

use crate::device::Device;

pub use former::{FormerGuards, revocations};
pub use limit::{of_keyring, offered};
pub use opening::{open, practise};
pub use register::{GuardedPin, RegistrationOutcome};
pub use watch::{claim, look, look_if_due, watch};

/// The guards of a keyring, if a PIN needs their answers and this version reads what is written of them.
pub fn named_by(keyring: &Keyring) -> Option<Parameters> {
    let slot = keyring.guarded_slot()?;
    let factor = slot.factors().iter().find(|factor| factor.kind() == FactorKind::Guards)?;
    Parameters::decode(factor.params()).ok()
}

/// What others have tried, as it is told, until the owner has said whose it was.
pub fn foreign_tries(device: &Device, keyring: &Keyring) -> Option<ForeignTries> {
    device.guards().unclaimed_of(&named_by(keyring)?).map(|tries| tries.told)
}
