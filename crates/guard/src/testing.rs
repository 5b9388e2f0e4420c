//! What the tests of this crate share.

use crate::oprf::{BlindInput, Element};
use rand_core::{TryCryptoRng, TryRng};
use std::convert::Infallible;
use std::sync::OnceLock;
use zeroize::Zeroizing;

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let text = String::from_utf8(digits).expect("ASCII");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// The next bytes, as a number is made of them.
fn next_bytes<const N: usize>(rng: &mut impl TryRng<Error = Infallible>) -> Result<[u8; N], Infallible> {
    let mut bytes = [0; N];
    rng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

/// Randomness that was written down before.
pub(crate) struct Tape(std::collections::VecDeque<u8>);

impl Tape {
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl TryRng for Tape {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        next_bytes(self).map(u32::from_le_bytes)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_bytes(self).map(u64::from_le_bytes)
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        into.fill_with(|| self.0.pop_front().expect("more randomness than expected"));
        Ok(())
    }
}
impl TryCryptoRng for Tape {}

/// Randomness that repeats from run to run.
pub(crate) struct Counter(pub(crate) u64);

impl TryRng for Counter {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        next_bytes(self).map(u32::from_le_bytes)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_bytes(self).map(u64::from_le_bytes)
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        for piece in into.chunks_mut(32) {
            self.0 += 1;
            let block = crate::derive::sha256(&[b"test counter", &self.0.to_be_bytes()]);
            piece.copy_from_slice(&block[..piece.len()]);
        }
        Ok(())
    }
}
impl TryCryptoRng for Counter {}

/// Different elements, as different inputs give them.
pub(crate) fn elements<const N: usize>() -> [Element; N] {
    static MADE: OnceLock<Vec<Element>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let rng = &mut Counter(1_000);
        let element = |n: u8| BlindInput::make(Zeroizing::new(vec![n]), rng).expect("blinded").element();
        (0..24).map(element).collect()
    });
    std::array::from_fn(|n| made[n])
}
