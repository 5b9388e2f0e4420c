//! Mileposts in a place where this device has begun anew: who reads an old listing there, or slept, asks for them by name.

use std::collections::BTreeSet;

use lifeboat_crypto::{Digest, WriterId};

use super::{
    confirm::{MILE, list},
    read::Reading,
    turn_on::create_once,
};
use crate::{
    Batch, Env, Keys, Trouble,
    chain::Chain,
    entry::{self, Body, Place},
    status::Other,
};

/// An entry that opens, changes nothing and continues nothing, on each milepost up to the head that is neither among `own` nor
/// there already. After all that this device has: alone they would be a journal without an end. From 0 on, however far the
/// place was before: an attempt that died may have written what is far above, and nothing between.
///
/// # Errors
/// Some may be missing.
pub(super) async fn place_fences(
    env: &Env,
    keys: &Keys,
    chain: &Chain,
    remote: &Reading,
    own: &[(u64, Vec<u8>)],
) -> Result<(), Trouble> {
    let mut there: BTreeSet<u64> = own.iter().map(|(position, _)| *position).collect();
    there.extend(list(env, remote).await?);
    let writer = env.rng.with(|rng| WriterId::make(rng));
    let origin = Other { device: env.device.clone(), at_ms: env.clock.now_ms() };
    let miles = 0..=chain.head.position / MILE;
    let lacking = miles.map(|mile| mile.saturating_mul(MILE)).filter(|milepost| !there.contains(milepost));
    for position in lacking {
        let place = Place { position, epoch: chain.known().until(position), previous: Digest::NONE, writer };
        let body = Body::Delta(Batch::new());
        let fence = entry::make(keys.sealing(), place, origin.clone(), body, &env.rng);
        let fence = fence.map_err(|_| Trouble::TooLarge)?;
        create_once(env, &remote.drive, &remote.folder.entry(position), &fence.file).await?;
    }
    Ok(())
}
