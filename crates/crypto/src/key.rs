//! The data key.

use crate::random::{CryptoRng, make_secret};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The random key that seals every object of a backup. The keyring carries it, locked.
///
/// It is wiped when dropped and can be neither printed nor compared in variable time. It is not `Clone`: copies are
/// asked for by name ([`DataKey::duplicate`]).
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new random key.
    pub fn make(rng: &mut dyn CryptoRng) -> Self {
        Self(make_secret(rng))
    }

    /// A key that was kept somewhere safe.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The bytes, to keep them somewhere safe.
    ///
    /// # Security
    /// Anyone who has them reads the whole backup, whatever the PIN.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// A second copy.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// Whether two keys are the same, in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(other.0.as_slice()).into()
    }
}
