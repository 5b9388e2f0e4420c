//! Microsoft's QuickXorHash: each byte XORed into a ring of 160 bits, 11 bits further than the one before; then the
//! length into its last 64 bits.

use base64::{Engine, prelude::BASE64_STANDARD};

const RING: usize = 20;
const STEP: usize = 11;

/// The hash in base64, as Graph writes it.
pub(super) fn of(bytes: &[u8]) -> String {
    let mut ring = [0_u8; RING];
    let mut xor = |at: usize, value: u8| {
        if let Some(cell) = ring.get_mut(at % RING) {
            *cell ^= value;
        }
    };
    for (index, byte) in bytes.iter().enumerate() {
        let bit = index * STEP % (8 * RING);
        let [low, high] = (u16::from(*byte) << (bit % 8)).to_le_bytes();
        xor(bit / 8, low);
        xor(bit / 8 + 1, high);
    }
    for (index, byte) in (bytes.len() as u64).to_le_bytes().into_iter().enumerate() {
        xor(RING - 8 + index, byte);
    }
    BASE64_STANDARD.encode(ring)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_known_values() {
        for (bytes, hash) in [
            (&b""[..], "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            (&[0x4a], "SgAAAAAAAAAAAAAAAQAAAAAAAAA="),
            (&[0xb5, 0xb4], "taAFAAAAAAAAAAAAAgAAAAAAAAA="),
        ] {
            assert_eq!(of(bytes), hash);
        }
    }

    #[test]
    fn every_byte_and_the_length_count() {
        let bytes: Vec<u8> = (0..500_u16).map(|n| (n % 251) as u8).collect();
        let whole = of(&bytes);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_ne!(of(&changed), whole, "{at}");
        }
        assert_ne!(of(&[0; 7]), of(&[0; 8]));
    }
}
