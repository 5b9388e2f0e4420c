//! What the page is told of a PIN while one is being chosen.

use lifeboat_crypto::{Kdf, Pin};
use lifeboat_messages::{Answer, PinStrength, Problem};

/// How strong a PIN of this many digits is.
pub fn strength(digits: u8) -> PinStrength {
    let strength = lifeboat_crypto::PinStrength::of(digits, Kdf::TIER_2);
    PinStrength { digits: strength.digits, one_card_seconds: strength.one_card_seconds }
}

/// All guards are gone: what a PIN of this many digits is worth without them.
pub fn alone(digits: u8) -> Problem {
    Problem::GuardsGone { digits, one_card_ms: (strength(digits).one_card_seconds * 1_000.0) as u64 }
}

/// Whether a PIN may be chosen, and what it is worth; or why not.
pub fn check(text: &str) -> Answer {
    use lifeboat_messages::PinRefused as R;
    match Pin::choose(text) {
        Ok(pin) => Answer::Pin { strength: Some(strength(pin.digits())), refused: None },
        Err(refused) => {
            use lifeboat_crypto::PinRefused as P;
            let refused = match refused {
                P::TooShort => R::TooShort,
                P::TooLong => R::TooLong,
                P::NotDigits => R::NotDigits,
                P::Repeats => R::Repeats,
                P::Run => R::Run,
                P::Year => R::Year,
                P::Date => R::Date,
                P::Common => R::Common,
            };
            Answer::Pin { strength: None, refused: Some(refused) }
        }
    }
}
