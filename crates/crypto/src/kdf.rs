//! Turning a PIN or a passphrase into key bytes, at a cost.

mod bounds;
mod calibrate;

pub use bounds::{KdfBounds, KdfRefused};
pub use calibrate::{Calibration, calibrate};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use sha2::Sha512;
use zeroize::{Zeroize, Zeroizing};

/// The salt of a key derivation.
pub(crate) type KdfSalt = [u8; 16];

/// A key derivation function and its cost. Both are written in clear into the slot they protect, and bound to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kdf {
    /// Argon2id version 0x13 (RFC 9106) with one lane.
    Argon2id {
        /// KiB of memory.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
    },
    /// PBKDF2 with HMAC-SHA-512 (RFC 8018), the first 32 bytes of one block.
    Pbkdf2 {
        /// Iterations.
        iterations: u32,
    },
}

impl Kdf {
    /// 64 MiB, 3 passes: phones with little memory.
    pub const TIER_1: Self = Self::Argon2id { memory_kib: 64 * 1024, passes: 3 };
    /// 128 MiB, 4 passes: the default.
    pub const TIER_2: Self = Self::Argon2id { memory_kib: 128 * 1024, passes: 4 };
    /// 256 MiB, 4 passes: computers.
    pub const TIER_3: Self = Self::Argon2id { memory_kib: 256 * 1024, passes: 4 };
    /// All tiers, the weakest first.
    pub const TIERS: [Self; 3] = [Self::TIER_1, Self::TIER_2, Self::TIER_3];
    /// Where Argon2id cannot have its memory, and for readers that only have WebCrypto.
    pub const PORTABLE: Self = Self::Pbkdf2 { iterations: 1_000_000 };

    /// How many guesses one high-end graphics card (RTX 4090) makes in a second.
    ///
    /// Argon2 is bound by memory bandwidth: `passes` passes move `3 passes - 1` times the memory. The constants come
    /// from published hashcat benchmarks (docs/format.md, "What a PIN is worth").
    pub fn guesses_per_second(self) -> f64 {
        match self {
            Self::Argon2id { memory_kib, passes } => {
                let mebibytes = f64::from(memory_kib) / 1024.0;
                853_504.0 / (mebibytes * (3.0 * f64::from(passes) - 1.0))
            }
            Self::Pbkdf2 { iterations } => 3.12e9 / f64::from(iterations),
        }
    }

    /// Runs it. The caller has checked the bounds.
    pub(crate) fn derive(self, secret: &[u8], salt: &KdfSalt) -> Result<Zeroizing<[u8; 32]>, KdfFailed> {
        match self {
            Self::Argon2id { memory_kib, passes } => argon2id(secret, salt, memory_kib, passes),
            Self::Pbkdf2 { iterations } => {
                let mut block = Zeroizing::new([0; 64]);
                pbkdf2::pbkdf2_hmac::<Sha512>(secret, salt, iterations, block.as_mut_slice());
                Ok(crate::derive::part::<0, 32>(block.as_slice()))
            }
        }
    }
}

/// Why a derivation could not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KdfFailed {
    /// This device does not have that much memory to give.
    OutOfMemory,
    /// Parameters that the function is not defined for.
    Undefined,
}

fn argon2id(
    secret: &[u8],
    salt: &KdfSalt,
    memory_kib: u32,
    passes: u32,
) -> Result<Zeroizing<[u8; 32]>, KdfFailed> {
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(|_| KdfFailed::Undefined)?;
    let mut memory = Memory::take(params.block_count())?;
    let mut output = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(secret, salt, output.as_mut_slice(), memory.0.as_mut_slice())
        .map_err(|_| KdfFailed::Undefined)?;
    Ok(output)
}

/// Argon2's working memory: requested without aborting when there is not enough, wiped after use.
struct Memory(Vec<Block>);

impl Memory {
    fn take(blocks: usize) -> Result<Self, KdfFailed> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| KdfFailed::OutOfMemory)?;
        memory.resize(blocks, Block::new());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}

#[cfg(test)]
mod tests;
