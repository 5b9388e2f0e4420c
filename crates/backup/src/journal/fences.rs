//! Mileposts in a place where this device has begun anew: who reads an old listing there, or slept, asks for them by name.

use lifeboat_crypto::{Digest, WriterId};

use super::{Stop, commit::Writer, confirm::list, replica};
use crate::{
    Batch, Env, Keys, Trouble,
    chain::Chain,
    create_once::create_once,
    entry::{self, Body, EntryPlace},
    mileposts::MILE,
    read::RemoteFolder,
    status::Author,
};

/// An entry that opens, changes nothing and continues nothing, on each milepost up to the head that is neither there already nor
/// needed by a restore. After all that this device has: alone they would be a journal without an end. From 0 on, however far the
/// place was before: an attempt that died may have written what is far above, and nothing between.
///
/// # Errors
/// Some may be missing.
pub(super) async fn place_fences(
    env: &Env,
    keys: &Keys,
    chain: &Chain,
    remote: &RemoteFolder,
) -> Result<(), Trouble> {
    let mut there = chain.needed();
    there.extend(list(env, remote).await?);
    let writer = env.rng.with(|rng| WriterId::make(rng));
    let origin = Author { device: env.device.clone(), at_ms: env.clock.now_ms() };
    let miles = 0..=chain.head.position / MILE;
    let lacking = miles.map(|mile| mile.saturating_mul(MILE)).filter(|milepost| !there.contains(milepost));
    for position in lacking {
        let place =
            EntryPlace { position, epoch: chain.known().until(position), previous: Digest::NONE, writer };
        let body = Body::Delta(Batch::new());
        let fence = entry::make(keys.sealing(), place, origin.clone(), body, &env.rng);
        let fence = fence.map_err(|_| Trouble::TooLarge)?;
        create_once(env, &remote.drive, &remote.folder.entry(position), &fence.file).await?;
    }
    Ok(())
}

impl Writer {
    /// The place has lost entries, and may have lost mileposts: from this device's next write on that is remembered.
    pub(super) fn owe_fences(&mut self) {
        self.owes_fences = true;
        replica::set_owes_fences(&mut self.unstored, true);
    }

    /// Places those that are owed, if any are.
    ///
    /// # Errors
    /// They are still owed.
    pub(super) async fn settle_fences(&mut self) -> Result<(), Stop> {
        let Some(remote) = self.remote.clone().filter(|_| self.owes_fences) else { return Ok(()) };
        place_fences(&self.env, &self.keys, &self.chain, &remote).await.map_err(Stop::Paused)?;
        self.owes_fences = false;
        replica::set_owes_fences(&mut self.unstored, false);
        Ok(())
    }
}
