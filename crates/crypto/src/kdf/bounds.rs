//! Which costs are accepted. Lower bounds stop a downgrade, upper bounds stop a memory bomb.

use super::Kdf;

/// The costs that a reader or a writer accepts, checked before anything is computed.
///
/// There are two: [`KdfBounds::READ`] and [`KdfBounds::WRITE`]. Only tests can make others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfBounds {
    memory_kib: (u32, u32),
    passes: (u32, u32),
    iterations: (u32, u32),
}

/// A cost outside the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KdfRefused {
    /// The parameters protect too little.
    #[error("the key derivation is cheaper than allowed")]
    TooWeak,
    /// The parameters would take more memory or time than any honest backup asks for.
    #[error("the key derivation is costlier than allowed")]
    TooCostly,
}

impl KdfBounds {
    /// For opening: 19 MiB to 1 GiB, 1 to 64 passes; 210,000 to 20,000,000 iterations.
    pub const READ: Self =
        Self { memory_kib: (19 * 1024, 1024 * 1024), passes: (1, 64), iterations: (210_000, 20_000_000) };

    /// For writing: as for opening, but not under the first tier (64 MiB, 3 passes) or 1,000,000 iterations.
    pub const WRITE: Self =
        Self { memory_kib: (64 * 1024, 1024 * 1024), passes: (3, 64), iterations: (1_000_000, 20_000_000) };

    /// Bounds without a floor.
    ///
    /// # Security
    /// For tests alone: a PIN under such a cost is as good as none.
    #[cfg(any(test, feature = "dangerous-test-bounds"))]
    pub const fn dangerously_low() -> Self {
        Self { memory_kib: (8, 1024 * 1024), passes: (1, 64), iterations: (1, 20_000_000) }
    }

    /// Whether a cost lies within.
    pub fn check(&self, kdf: Kdf) -> Result<(), KdfRefused> {
        match kdf {
            Kdf::Argon2id { memory_kib, passes } => {
                within(memory_kib, self.memory_kib)?;
                within(passes, self.passes)
            }
            Kdf::Pbkdf2 { iterations } => within(iterations, self.iterations),
        }
    }
}

fn within(value: u32, (low, high): (u32, u32)) -> Result<(), KdfRefused> {
    if value < low {
        Err(KdfRefused::TooWeak)
    } else if value > high {
        Err(KdfRefused::TooCostly)
    } else {
        Ok(())
    }
}
