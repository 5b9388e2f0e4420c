//! How much cost this device can bear.

use super::{Kdf, KdfFailed};
use crate::random::{CryptoRng, make_bytes};

/// The highest cost that this device bears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// What to write into new slots.
    pub kdf: Kdf,
    /// How long one derivation took, in milliseconds.
    pub millis: f64,
}

/// Longer than this, people think that nothing happens.
const PATIENCE_MS: f64 = 1_500.0;
/// One pass over 64 MiB.
const SAMPLE: Kdf = Kdf::Argon2id { memory_kib: 64 * 1024, passes: 1 };

/// Times a small derivation, picks the highest tier that should take less than 1.5 s, and verifies it by running it.
/// Where memory is refused it steps down, in the end to PBKDF2, scaled to about one second.
///
/// Call it in a worker, once, at set-up: it takes one to three seconds. `now_ms` is a clock that never goes back; its
/// origin does not matter. Salts are fresh, because some browsers remember derivations.
pub fn calibrate(now_ms: &mut dyn FnMut() -> f64, rng: &mut dyn CryptoRng) -> Calibration {
    calibrate_with(now_ms, rng, &mut |kdf, salt| kdf.derive(b"calibration", salt).map(drop))
}

type DerivationRun<'a> = &'a mut dyn FnMut(Kdf, &[u8; 16]) -> Result<(), KdfFailed>;

/// The decision, apart from the derivation itself.
fn calibrate_with(
    now_ms: &mut dyn FnMut() -> f64,
    rng: &mut dyn CryptoRng,
    run: DerivationRun<'_>,
) -> Calibration {
    let mut time = |kdf: Kdf| -> Option<f64> {
        let salt = make_bytes(rng);
        let start = now_ms();
        run(kdf, &salt).ok()?;
        Some((now_ms() - start).max(0.0))
    };
    if let Some(sample) = time(SAMPLE) {
        for kdf in Kdf::TIERS.into_iter().rev() {
            let lowest = kdf == Kdf::TIER_1;
            if !lowest && sample * cost(kdf) / cost(SAMPLE) > PATIENCE_MS {
                continue;
            }
            // The prediction may be off (memory that has to be fetched first): what counts is the real run.
            match time(kdf) {
                Some(millis) if lowest || millis <= 2.0 * PATIENCE_MS => return Calibration { kdf, millis },
                _ => {}
            }
        }
    }
    portable(&mut time)
}

/// PBKDF2 at about one second, never under the floor for writing.
fn portable(time: &mut dyn FnMut(Kdf) -> Option<f64>) -> Calibration {
    const SAMPLE: u32 = 100_000;
    let millis = time(Kdf::Pbkdf2 { iterations: SAMPLE }).unwrap_or(f64::INFINITY).max(1.0);
    let mut hundreds_of_thousands = 10_u32;
    while hundreds_of_thousands < 200 && f64::from(hundreds_of_thousands + 1) * millis <= 1_000.0 {
        hundreds_of_thousands += 1;
    }
    let iterations = hundreds_of_thousands * SAMPLE;
    Calibration { kdf: Kdf::Pbkdf2 { iterations }, millis: f64::from(hundreds_of_thousands) * millis }
}

/// Time is proportional to memory times passes.
fn cost(kdf: Kdf) -> f64 {
    match kdf {
        Kdf::Argon2id { memory_kib, passes } => f64::from(memory_kib) * f64::from(passes),
        Kdf::Pbkdf2 { iterations } => f64::from(iterations),
    }
}

#[cfg(test)]
mod tests;
