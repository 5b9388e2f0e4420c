//! Keyrings, and what opens them.

use lifeboat_crypto::{MakeError, OpenError, PinRefused};
use lifeboat_messages::Problem;

use super::internal;

/// A PIN that may not be chosen. The page says why before it asks for this.
pub fn of_pin(refused: PinRefused) -> Problem {
    match refused {
        PinRefused::TooShort
        | PinRefused::TooLong
        | PinRefused::NotDigits
        | PinRefused::Repeats
        | PinRefused::Run
        | PinRefused::Year
        | PinRefused::Date
        | PinRefused::Common => Problem::WeakPin,
    }
}

pub fn of_open(error: &OpenError) -> Problem {
    match error {
        OpenError::WrongSecret | OpenError::NoSuchSlot => Problem::WrongSecret,
        // No honest writer wrote what asks for too much, or protects too little.
        OpenError::Damaged | OpenError::TooCostly | OpenError::TooWeak => Problem::Damaged,
        OpenError::OutOfMemory => Problem::OutOfMemory,
    }
}

/// A keyring that was not made.
pub fn of_make(error: MakeError) -> Problem {
    match error {
        MakeError::OutOfMemory => Problem::OutOfMemory,
        MakeError::SlotCount(_)
        | MakeError::Factors
        | MakeError::EmptyPassphrase
        | MakeError::Kdf(_)
        | MakeError::CannotKeep(_)
        | MakeError::DeviceSlot
        | MakeError::TooLong
        | MakeError::Exhausted => internal(error),
    }
}
