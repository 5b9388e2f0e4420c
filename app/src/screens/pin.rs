//! Entering, choosing and repeating a PIN: B3, B4, and the pads of L1, R3 and the settings.

mod choose;
mod enter;
mod protect;
mod verify;

pub use choose::ChoosePin;
pub use enter::EnterPin;
pub use protect::{ProtectPin, worth_alone};
pub use verify::VerifyPin;
