//! What a PIN is worth.

use serde::{Deserialize, Serialize};

/// What a PIN is worth against someone who has the encrypted file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinStrength {
    /// The number of its digits.
    pub digits: u8,
    /// Seconds that one graphics card needs to try every PIN of this length.
    pub one_card_seconds: f64,
}

/// Guards: servers that limit how often a PIN can be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardLimit {
    /// Where they are, as people read it.
    pub hosts: Vec<String>,
    /// How many of them have to answer a try.
    pub needed: u8,
    /// How many PINs someone who has the encrypted file can try in all.
    pub guesses: u8,
    /// Some of them look as if one operator ran them: they protect as one.
    pub related: bool,
}

/// Why a PIN is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PinRefused {
    /// Fewer than 4 digits.
    TooShort,
    /// More than 12 digits.
    TooLong,
    /// Something else than digits.
    NotDigits,
    /// One digit, or one group of digits, again and again.
    Repeats,
    /// Counting up or down.
    Run,
    /// A year, such as that of a birth.
    Year,
    /// A date, such as that of a birth.
    Date,
    /// One of those that many people choose.
    Common,
}
