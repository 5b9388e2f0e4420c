//! Seeds that this thread has derived, for simulations: 2048 rounds for each start of a wallet are most of
//! what it costs.

use std::cell::RefCell;

use bip39::Mnemonic;

/// As many phrases as simulations draw, or more.
const KEPT: usize = 64;

type DerivedSeed = (Mnemonic, [u8; 64]);

thread_local! {
    static KNOWN: RefCell<Vec<DerivedSeed>> = const { RefCell::new(Vec::new()) };
}

/// The seed of these words, derived if it is not known.
pub fn once(words: &Mnemonic, derive: impl FnOnce() -> [u8; 64]) -> [u8; 64] {
    KNOWN.with_borrow_mut(|known| {
        if let Some((_, seed)) = known.iter().find(|(known, _)| known == words) {
            return *seed;
        }
        let seed = derive();
        known.truncate(KEPT - 1);
        known.insert(0, (words.clone(), seed));
        seed
    })
}
