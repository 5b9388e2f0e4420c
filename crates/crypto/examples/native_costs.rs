//! The native side of the comparison in `tests/bench/crypto.mjs`, as JSON: milliseconds, and MB/s.

#![allow(clippy::disallowed_methods, reason = "it measures")]

use std::time::Instant;

use lifeboat_crypto::{
    Digest, Header, Kdf, Kind, NewSlot, OpenKeyring, Phrase, Pin, VaultId, Words, WriterId, seal, system_rng,
};

const MEGABYTES: usize = 8;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argon2 = derive(Kdf::TIER_2)?;
    let pbkdf2 = derive(Kdf::PORTABLE)?;
    println!("{{\"argon2\":{argon2:.1},\"pbkdf2\":{pbkdf2:.1},\"seal\":{:.1}}}", seal_rate()?);
    Ok(())
}

/// The fastest of three, ms.
fn derive(kdf: Kdf) -> Result<f64, Box<dyn std::error::Error>> {
    let (rng, pin) = (&mut system_rng(), Pin::enter("482913")?);
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        OpenKeyring::make(VaultId::make(rng), &[NewSlot::pin(&pin, kdf)], rng)?;
        best = best.min(start.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(best)
}

fn seal_rate() -> Result<f64, Box<dyn std::error::Error>> {
    let rng = &mut system_rng();
    let phrase = Phrase::make(rng, Words::Twelve);
    let keys = OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&phrase)], rng)?;
    let header = Header {
        kind: Kind::Snapshot,
        vault_id: keys.keyring().vault_id(),
        key_epoch: 1,
        writer_epoch: 0,
        position: 0,
        writer_id: WriterId([7; 8]),
        previous: Digest::NONE,
        ext: Vec::new(),
    };
    let data = vec![1_u8; MEGABYTES << 20];
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let start = Instant::now();
        seal(keys.data_key(), &header, &data, rng)?;
        best = best.max(MEGABYTES as f64 / start.elapsed().as_secs_f64());
    }
    Ok(best)
}
