//! Hiding lengths: plain texts grow to the next step of a ladder.

use super::{Header, Kind};
use zeroize::Zeroizing;

/// The lowest step. Every phrase object has it, so that nobody sees whether there are 12 or 24 words.
const FIRST: u128 = 10_240;

#[cfg(feature = "dangerous-test-bounds")]
thread_local! {
    static SMALLER_FIRST: std::cell::Cell<Option<u128>> = const { std::cell::Cell::new(None) };
}

/// From now on this thread makes and takes small objects. For simulations, which spend their time on sealing
/// zeros: such objects are not in the format, and nothing else opens them.
#[cfg(feature = "dangerous-test-bounds")]
pub fn dangerous_small_objects() {
    SMALLER_FIRST.set(Some(256));
}

fn first() -> u128 {
    #[cfg(feature = "dangerous-test-bounds")]
    if let Some(smaller) = SMALLER_FIRST.get() {
        return smaller;
    }
    FIRST
}

/// The length field before the data.
const LENGTH: usize = 4;
/// The last step under 256 MiB: far above any journal, far below what overflows.
const STEPS: u32 = 45;

/// The smallest `floor(10240 * 1.25^k)` that is at least `length`.
fn bucket(length: usize) -> Option<usize> {
    let mut numerator = first();
    let mut denominator = 1;
    for _ in 0..=STEPS {
        let step = usize::try_from(numerator / denominator).ok()?;
        if step >= length {
            return Some(step);
        }
        numerator *= 5;
        denominator *= 4;
    }
    None
}

/// The length of the plain text. It also changes with the position, because some servers tell versions of a file apart
/// by length and second alone.
pub(super) fn padded_length(header: &Header, data: usize) -> Option<usize> {
    let bucket = bucket(data.checked_add(LENGTH)?)?;
    // One size, or the phrase is no phrase.
    if header.kind == Kind::Phrase && bucket as u128 != first() {
        return None;
    }
    Some(bucket + usize::try_from(header.position % 16).ok()?)
}

/// The data in a plain text that has exactly the length it should, and zeros after the data.
pub(super) fn remove(header: &Header, plain: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (length, rest) = plain.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (data, zeros) = rest.split_at_checked(length)?;
    let canonical = padded_length(header, length)? == plain.len() && zeros.iter().all(|byte| *byte == 0);
    canonical.then(|| Zeroizing::new(data.to_vec()))
}

#[cfg(test)]
mod tests;
