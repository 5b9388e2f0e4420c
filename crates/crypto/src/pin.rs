//! PINs.

mod policy;

use crate::kdf::Kdf;
use zeroize::Zeroizing;

/// The fewest digits.
pub const PIN_MIN: usize = 4;
/// The most digits.
pub const PIN_MAX: usize = 12;

/// A PIN: 4 to 12 digits, in ASCII whatever script they were typed in. Wiped when dropped, never printed.
pub struct Pin(Zeroizing<String>);

/// Why a text cannot be a PIN at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPin {
    /// Fewer than 4 digits.
    #[error("fewer than {PIN_MIN} digits")]
    TooShort,
    /// More than 12 digits.
    #[error("more than {PIN_MAX} digits")]
    TooLong,
    /// Something else than digits.
    #[error("not only digits")]
    NotDigits,
}

/// Why a PIN must not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinRefused {
    /// Fewer than 4 digits.
    #[error("fewer than {PIN_MIN} digits")]
    TooShort,
    /// More than 12 digits.
    #[error("more than {PIN_MAX} digits")]
    TooLong,
    /// Something else than digits.
    #[error("not only digits")]
    NotDigits,
    /// One digit, or one group of digits, again and again.
    #[error("digits repeat")]
    Repeats,
    /// Counting up or down.
    #[error("digits count up or down")]
    Run,
    /// A year.
    #[error("a year")]
    Year,
    /// A date.
    #[error("a date")]
    Date,
    /// One of those that many people choose.
    #[error("a common choice")]
    Common,
}

impl From<NotAPin> for PinRefused {
    fn from(not: NotAPin) -> Self {
        match not {
            NotAPin::TooShort => Self::TooShort,
            NotAPin::TooLong => Self::TooLong,
            NotAPin::NotDigits => Self::NotDigits,
        }
    }
}

/// What a PIN is worth against someone who has the encrypted file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PinStrength {
    /// Digits.
    pub digits: u8,
    /// Seconds that one graphics card needs to try every PIN of this length.
    pub one_card_seconds: f64,
}

impl Pin {
    /// A PIN for a new slot: refused when it is among the first that a thief would try.
    pub fn choose(text: &str) -> Result<Self, PinRefused> {
        let pin = Self::enter(text)?;
        match policy::refuse(pin.0.as_bytes()) {
            Some(why) => Err(why),
            None => Ok(pin),
        }
    }

    /// A PIN to unlock with: whatever was allowed once must stay enterable, so no policy here.
    pub fn enter(text: &str) -> Result<Self, NotAPin> {
        let mut digits = Zeroizing::new(String::with_capacity(PIN_MAX));
        for letter in text.trim().chars() {
            let digit = ascii_digit(letter).ok_or(NotAPin::NotDigits)?;
            if digits.len() < PIN_MAX {
                digits.push(digit);
            } else {
                return Err(NotAPin::TooLong);
            }
        }
        if digits.len() < PIN_MIN {
            return Err(NotAPin::TooShort);
        }
        Ok(Self(digits))
    }

    /// How many digits.
    pub fn digits(&self) -> u8 {
        self.0.bytes().map(|_| 1).sum()
    }

    /// What it is worth under a key derivation, if nothing else protects the file: an honest number, and a
    /// sobering one.
    pub fn strength(&self, kdf: Kdf) -> PinStrength {
        PinStrength::of(self.digits(), kdf)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl PinStrength {
    /// What any PIN of this length is worth.
    pub fn of(digits: u8, kdf: Kdf) -> Self {
        let all = 10_f64.powi(i32::from(digits));
        Self { digits, one_card_seconds: all / kdf.guesses_per_second() }
    }
}

/// The zeros of all decimal digits (Unicode 14); the other nine follow each of them.
const ZEROS: &str = "\
    0\u{660}\u{6f0}\u{7c0}\u{966}\u{9e6}\u{a66}\u{ae6}\u{b66}\u{be6}\u{c66}\u{ce6}\u{d66}\u{de6}\u{e50}\
    \u{ed0}\u{f20}\u{1040}\u{1090}\u{17e0}\u{1810}\u{1946}\u{19d0}\u{1a80}\u{1a90}\u{1b50}\u{1bb0}\u{1c40}\
    \u{1c50}\u{a620}\u{a8d0}\u{a900}\u{a9d0}\u{a9f0}\u{aa50}\u{abf0}\u{ff10}\u{104a0}\u{10d30}\u{11066}\
    \u{110f0}\u{11136}\u{111d0}\u{112f0}\u{11450}\u{114d0}\u{11650}\u{116c0}\u{11730}\u{118e0}\u{11950}\
    \u{11c50}\u{11d50}\u{11da0}\u{16a60}\u{16ac0}\u{16b50}\u{1d7ce}\u{1d7d8}\u{1d7e2}\u{1d7ec}\u{1d7f6}\
    \u{1e140}\u{1e2f0}\u{1e950}\u{1fbf0}";

pub(crate) fn ascii_digit(letter: char) -> Option<char> {
    ZEROS.chars().find_map(|zero| {
        let value = u32::from(letter).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests;
