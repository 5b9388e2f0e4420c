//! What a guard is started with.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::GuardClock;

/// Everything a guard is told at its start.
pub struct GuardOptions {
    /// What it says it is called: at most 64 bytes.
    pub name: String,
    /// Invites that are good for 20 new records each. When there is none, one is made at the first start.
    pub invites: Vec<Invite>,
    /// How many records of people without an invite it takes a day.
    pub open_per_day: Option<u32>,
    /// When it is going to end, days since 1970.
    pub closing: Option<u32>,
    /// How many requests for new records may come at once, and how many more in each second.
    pub registers: (u32, u32),
    /// Its clock.
    pub clock: GuardClock,
}

impl Default for GuardOptions {
    fn default() -> Self {
        Self {
            name: String::new(),
            invites: Vec::new(),
            open_per_day: None,
            closing: None,
            registers: (32, 4),
            clock: GuardClock::system(),
        }
    }
}

/// What its operator gives to people who may use a guard. Not `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Invite(Zeroizing<[u8; 32]>);

impl Invite {
    /// How many records it is good for.
    pub const USES: u32 = 20;

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        text.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(Self(bytes))
    }

    /// The invite as it is sent.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes of it.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The name under which its uses are stored: reading the database gives no invite.
    pub(crate) fn stored_under(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"bwvault/v1/guard-invite").chain_update(self.expose()).finalize().into()
    }
}

/// Prints the invite as its operator gives it away: in hex.
impl fmt::Display for Invite {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}
