//! Randomness: always a parameter, so that tests can replay it. One source for the product.
#![expect(clippy::disallowed_types, reason = "this is that source")]

use getrandom::SysRng;
pub use rand_core::CryptoRng;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

/// The randomness of the operating system, or of the browser.
///
/// # Panics
/// Drawing from it panics when the system has no randomness to give. There is no safe way to continue without.
pub type SystemRng = UnwrapErr<SysRng>;

/// The one source of randomness of the product.
pub fn system_rng() -> SystemRng {
    UnwrapErr(SysRng)
}

/// Public random bytes: identifiers and salts.
pub(crate) fn make_bytes<const N: usize>(rng: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Secret random bytes, wiped when dropped.
pub(crate) fn make_secret<const N: usize>(rng: &mut dyn CryptoRng) -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    rng.fill_bytes(bytes.as_mut_slice());
    bytes
}
