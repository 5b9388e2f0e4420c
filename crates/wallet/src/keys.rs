//! Derives the keys of both wallets from the BIP39 seed.
//!
//! On-chain: BIP84 from the seed itself, so that every other wallet finds the coins from the words alone.
//! Lightning: `HMAC-SHA512(key = "Lifeboat Lightning seed 1", data = seed)`, its first 32 bytes as LDK's
//! seed. A wallet that was made of its words alone has 16 random bytes of its state after the seed.

use lightning::bitcoin::hashes::{Hash, HashEngine, Hmac, HmacEngine, sha512};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Domain separation between the on-chain tree and LDK's; never changes.
const LIGHTNING_LABEL: &[u8] = b"Lifeboat Lightning seed 1";

/// What the Lightning keys are made of besides words that were in use before. With the same keys this wallet
/// would be taken for the one whose channels it knows nothing of, and their peers would close them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LightningSalt(pub(crate) [u8; 16]);

/// The 64 bytes that BIP39 makes of the recovery phrase. Wiped when dropped; no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LightningSeed([u8; 64]);

impl LightningSeed {
    /// The keys from the BIP39 seed.
    pub fn from_bip39(seed: [u8; 64]) -> Self {
        Self(seed)
    }

    /// The seed of the on-chain keys (BIP 32).
    pub(crate) fn onchain(&self) -> &[u8; 64] {
        &self.0
    }

    /// The seed for LDK, which the caller wipes.
    pub(crate) fn derive_lightning(&self, salt: Option<LightningSalt>) -> [u8; 32] {
        let mut engine = HmacEngine::<sha512::Hash>::new(LIGHTNING_LABEL);
        engine.input(&self.0);
        if let Some(LightningSalt(salt)) = salt {
            engine.input(&salt);
        }
        let mut full = Hmac::from_engine(engine).to_byte_array();
        let mut seed = [0; 32];
        seed.copy_from_slice(&full[..32]);
        full.zeroize();
        seed
    }
}
