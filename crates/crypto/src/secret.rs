//! What opens a slot: the factors, as the reader has them.

use crate::ids::DeviceKeyId;
use crate::phrase::Phrase;
use crate::pin::Pin;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The kinds of factor that format 1 knows. A slot is opened by *all* of its factors together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactorKind {
    /// 4 to 12 digits.
    Pin,
    /// A passkey's PRF output.
    Passkey,
    /// A secret shared among servers that limit guesses.
    Guards,
    /// Words that are no recovery phrase.
    Passphrase,
    /// A share kept in another cloud account.
    Share,
    /// The recovery phrase.
    Phrase,
    /// A key of this device.
    Device,
    /// Something of a later version.
    Unknown(u8),
}

impl FactorKind {
    pub(crate) fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Pin,
            2 => Self::Passkey,
            3 => Self::Guards,
            4 => Self::Passphrase,
            5 => Self::Share,
            6 => Self::Phrase,
            7 => Self::Device,
            other => Self::Unknown(other),
        }
    }

    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Pin => 1,
            Self::Passkey => 2,
            Self::Guards => 3,
            Self::Passphrase => 4,
            Self::Share => 5,
            Self::Phrase => 6,
            Self::Device => 7,
            Self::Unknown(other) => other,
        }
    }
}

/// A secret that may open a slot.
///
/// # Security
/// It only borrows: the owners ([`Pin`], [`Phrase`]) wipe themselves. It has no `Debug`.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// The PIN.
    Pin(&'a Pin),
    /// A passphrase, as typed: Unicode form and spacing do not matter.
    Passphrase(&'a str),
    /// The recovery phrase.
    Phrase(&'a Phrase),
    /// This device's own key.
    Device {
        /// Which key.
        key_id: DeviceKeyId,
        /// What was derived from it.
        output: &'a [u8; 32],
    },
    /// The output of a factor that something else computed: a passkey, guards, a share, or one we do not know. Also
    /// one of the above that was computed before.
    Output {
        /// Which.
        kind: FactorKind,
        /// Its 32 bytes.
        output: &'a [u8; 32],
    },
}

/// A passphrase in the form that is hashed: NFKD, single spaces, none around.
pub(crate) fn normal_passphrase(text: &str) -> Zeroizing<String> {
    let mut normal = Zeroizing::new(String::with_capacity(text.len() * 4 + 16));
    let mut gap = false;
    for letter in text.nfkd() {
        if letter.is_whitespace() {
            gap = !normal.is_empty();
            continue;
        }
        if gap {
            normal.push(' ');
            gap = false;
        }
        normal.push(letter);
    }
    normal
}

/// The output of the phrase factor.
pub(crate) fn phrase_output(phrase: &Phrase) -> Zeroizing<[u8; 32]> {
    crate::derive::derive(b"bwvault/v1/seed-factor", phrase.seed().expose(), &[b"factor"])
}
