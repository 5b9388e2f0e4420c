//! The names of things: public values, safe to print.

use crate::random::{CryptoRng, make_bytes};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// How many bytes it has.
            pub const LEN: usize = $len;

            /// Reads lower- or upper-case hexadecimal, with exactly as many digits as needed.
            pub fn from_hex(text: &str) -> Option<Self> {
                let mut bytes = [0; $len];
                read_hex(text, &mut bytes).then_some(Self(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }
    };
}

macro_rules! random_id {
    ($name:ident) => {
        impl $name {
            /// A new random one.
            pub fn make(rng: &mut dyn CryptoRng) -> Self {
                Self(make_bytes(rng))
            }
        }
    };
}

id!(
    /// One backup (one wallet). Random, and the same in every file of it.
    VaultId,
    16
);
id!(
    /// One writer of a journal: a device, or one life of it.
    WriterId,
    8
);
id!(
    /// SHA-256 of a whole object, as the next journal entry names its predecessor.
    Digest,
    32
);
id!(
    /// One slot of a keyring.
    SlotId,
    8
);
id!(
    /// A key that a device keeps for itself (slot type 7).
    DeviceKeyId,
    16
);
random_id!(VaultId);
random_id!(WriterId);
random_id!(SlotId);
random_id!(DeviceKeyId);

impl Digest {
    /// The digest in the first entry and in phrase objects, which have no predecessor.
    pub const NONE: Self = Self([0; 32]);
}

fn read_hex(text: &str, into: &mut [u8]) -> bool {
    let digits = text.as_bytes();
    if digits.len() != into.len() * 2 {
        return false;
    }
    for (byte, pair) in into.iter_mut().zip(digits.chunks_exact(2)) {
        let (Some(high), Some(low)) = (hex_digit(pair[0]), hex_digit(pair[1])) else {
            return false;
        };
        *byte = high << 4 | low;
    }
    true
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
