//! Mileposts in a place where this device has begun again: a reader with an old listing, or one that slept, asks for
//! them.

use std::collections::BTreeMap;

use lifeboat_cloud::{DeleteExactly, DriveError};
use lifeboat_crypto::{Digest, WriterId};

use super::{Journal, stop::Stop, writer::Writer};
use crate::{
    Batch, Env, Keys, Obstacle,
    chain::{Chain, Takeovers},
    create_once::create_once,
    entry::{self, Body, Entry, EntryPlace},
    mileposts::MILE,
    read::RemoteFolder,
    status::Author,
};

/// Writes an entry that opens, changes nothing and continues nothing on each milepost up to the head that is
/// neither there already nor needed by a restore. This comes after everything that this device has: alone
/// they would be a journal without an end. It begins at 0, however far the place was before: an attempt that
/// died may have written what is far above, and nothing between; and if it died in the middle of a fence, the
/// beginning of that is deleted first. If a listing shows a milepost, it is asked for by name: a listing may
/// still show what is gone.
///
/// # Errors
/// Some may be missing.
pub(super) async fn place_fences(
    env: &Env,
    keys: &Keys,
    chain: &Chain,
    remote: &RemoteFolder,
) -> Result<(), Obstacle> {
    let needed = chain.needed();
    let there: BTreeMap<u64, Option<u64>> = remote.sizes(env).await?.into_iter().collect();
    let maker = FenceMaker::new(env, keys, chain.known());
    // Anyone who can open the newest entry can open them: this device's keys may have been changed since, and not be
    // stored anywhere yet.
    let fence = |position| maker.make(position, chain.head.key_epoch);
    // No entry is smaller.
    let whole = u64::try_from(fence(0)?.file.len()).unwrap_or(u64::MAX);
    let miles = 0..=chain.head.position / MILE;
    for position in miles.map(|mile| mile.saturating_mul(MILE)).filter(|position| !needed.contains(position))
    {
        match there.get(&position) {
            Some(Some(size)) if *size >= whole && remote.is_anything(env, position).await? => continue,
            Some(_) if !remove_cut(env, keys, remote, position).await? => continue,
            Some(_) | None => {}
        }
        create_once(env, &remote.drive, &remote.folder.entry(position), &fence(position)?.file).await?;
    }
    Ok(())
}

/// What all fences of one attempt have in common.
pub(super) struct FenceMaker<'a> {
    env: &'a Env,
    keys: &'a Keys,
    known: Takeovers,
    writer: WriterId,
    origin: Author,
}

impl FenceMaker<'_> {
    pub(super) fn new<'a>(env: &'a Env, keys: &'a Keys, known: Takeovers) -> FenceMaker<'a> {
        let writer = env.rng.with(|rng| WriterId::make(rng));
        let origin = Author { device: env.device.clone(), at_ms: env.clock.now_ms() };
        FenceMaker { env, keys, known, writer, origin }
    }

    /// `key_epoch`: of the data key that every reader has.
    pub(super) fn make(&self, position: u64, key_epoch: u32) -> Result<Entry, Obstacle> {
        let sealing = self.keys.sealing_of(key_epoch).unwrap_or_else(|| self.keys.sealing());
        let (epoch, writer) = (self.known.until(position), self.writer);
        let place = EntryPlace { position, epoch, previous: Digest::NONE, writer };
        let body = Body::Delta(Batch::new());
        entry::make(sealing, place, self.origin.clone(), body, &self.env.rng).map_err(|_| Obstacle::TooLarge)
    }
}

impl Journal {
    /// A fence of this history, sealed with the data key of this epoch if it is known here.
    ///
    /// # Errors
    /// It would be too large.
    pub(crate) fn make_fence(&self, position: u64, key_epoch: u32) -> Result<Entry, Obstacle> {
        FenceMaker::new(&self.env(), &self.keys_now(), self.takeovers()).make(position, key_epoch)
    }
}

/// Deletes the beginning of an entry of this backup, if that is what lies there. No other device writes where
/// this one has begun anew. False when the name stays taken.
async fn remove_cut(
    env: &Env,
    keys: &Keys,
    remote: &RemoteFolder,
    position: u64,
) -> Result<bool, DriveError> {
    let found = match remote.get(env, position).await {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(true),
        Err(DriveError::WrongKind | DriveError::TooLarge) => return Ok(false),
        Err(error) => return Err(error),
    };
    if !found.is_empty() && !entry::is_cut(&found, keys.vault_id(), position) {
        return Ok(false);
    }
    match remote.drive.now().delete_exactly(&remote.folder.entry(position), &found).await {
        Ok(DeleteExactly::Deleted) | Err(DriveError::NotFound) => Ok(true),
        // A device that reads there pauses, instead of being told that another device took over.
        Ok(DeleteExactly::Changed | DeleteExactly::CannotPromise) => Ok(false),
        Err(error) => Err(error),
    }
}

impl Writer {
    /// Places those that are owed, if any are.
    ///
    /// # Errors
    /// They are still owed.
    pub(super) async fn settle_fences(&mut self) -> Result<(), Stop> {
        let Some(remote) = self.remote().cloned().filter(|_| self.owes_fences()) else { return Ok(()) };
        place_fences(&self.env, self.keys(), self.chain(), &remote).await.map_err(Stop::Paused)?;
        self.set_owes_fences(false);
        Ok(())
    }
}
