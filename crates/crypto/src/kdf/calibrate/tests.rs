use super::*;
use std::cell::Cell;

/// A device on which one pass over 64 MiB takes `pass` ms, a thousand PBKDF2 iterations take `thousand` ms, and Argon2
/// gets at most `memory` KiB.
fn device(pass: f64, thousand: f64, memory: u32) -> (Calibration, Vec<Kdf>) {
    let now = Cell::new(5_000.0);
    let mut runs = Vec::new();
    let mut salts = Vec::new();
    let mut rng = crate::system_rng();
    let calibrated = calibrate_with(&mut || now.get(), &mut rng, &mut |kdf, salt| {
        runs.push(kdf);
        assert!(!salts.contains(salt), "a salt comes twice");
        salts.push(*salt);
        let millis = match kdf {
            Kdf::Argon2id { memory_kib, .. } if memory_kib > memory => return Err(KdfFailed::OutOfMemory),
            Kdf::Argon2id { memory_kib, passes } => {
                pass * f64::from(memory_kib) / 65_536.0 * f64::from(passes)
            }
            Kdf::Pbkdf2 { iterations } => thousand * f64::from(iterations) / 1_000.0,
        };
        now.set(now.get() + millis);
        Ok(())
    });
    (calibrated, runs)
}

#[test]
fn a_fast_device_gets_the_highest_tier() {
    let (calibrated, _) = device(60.0, 1.0, u32::MAX);
    assert_eq!(calibrated, Calibration { kdf: Kdf::TIER_3, millis: 960.0 });
}

#[test]
fn a_slower_device_gets_the_tier_that_takes_less_than_a_second_and_a_half() {
    assert_eq!(device(100.0, 1.0, u32::MAX).0.kdf, Kdf::TIER_2);
    assert_eq!(device(200.0, 1.0, u32::MAX).0.kdf, Kdf::TIER_1);
}

#[test]
fn the_lowest_tier_is_the_floor_however_slow_the_device() {
    assert_eq!(device(5_000.0, 1.0, u32::MAX).0, Calibration { kdf: Kdf::TIER_1, millis: 15_000.0 });
}

#[test]
fn where_memory_is_refused_it_steps_down() {
    assert_eq!(device(10.0, 1.0, 200 * 1024).0.kdf, Kdf::TIER_2);
    assert_eq!(device(10.0, 1.0, 100 * 1024).0.kdf, Kdf::TIER_1);
}

#[test]
fn without_memory_it_is_pbkdf2_for_about_a_second_and_never_under_the_floor() {
    assert_eq!(device(10.0, 0.5, 1024).0.kdf, Kdf::Pbkdf2 { iterations: 2_000_000 });
    assert_eq!(device(10.0, 50.0, 1024).0.kdf, Kdf::PORTABLE);
    assert_eq!(device(10.0, 0.0, 1024).0.kdf, Kdf::Pbkdf2 { iterations: 20_000_000 });
}

#[test]
fn what_is_chosen_may_be_written() {
    for pass in [1.0, 50.0, 100.0, 200.0, 10_000.0] {
        for memory in [0, 100 * 1024, 200 * 1024, u32::MAX] {
            let (calibrated, _) = device(pass, 1.0, memory);
            assert_eq!(crate::KdfBounds::WRITE.check(calibrated.kdf), Ok(()));
        }
    }
}

#[test]
fn what_is_chosen_was_run() {
    let (calibrated, runs) = device(60.0, 1.0, u32::MAX);
    assert_eq!(runs, [SAMPLE, calibrated.kdf]);
}
