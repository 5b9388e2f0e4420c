//! Whether a backup has everything that this device has.

use lifeboat_cloud::DriveError;

use super::{
    error::RestoreError,
    gather::{GatheredJournal, RestoreMiss},
    newest_here::NewestHere,
    restore_options::RestoreOptions,
};
use crate::{
    Env, Keys,
    read::{PositionContent, RemoteFolder},
};

/// Proves that what was read there continues from everything that is here, where that is asked for.
pub(super) async fn has_everything(
    env: &Env,
    keys: &Keys,
    remote: &RemoteFolder,
    read: &GatheredJournal,
    options: RestoreOptions,
) -> Result<(), RestoreMiss> {
    match options.after {
        Some(here) if !here.is_in(env, keys, remote, read).await? => {
            Err(RestoreMiss::For(RestoreError::NotNewer))
        }
        Some(_) | None => Ok(()),
    }
}

impl NewestHere {
    /// Below its newest snapshot a journal keeps its Takeovers, each of which names the entry before it:
    /// another device that has continued from here begins with one. That our own entry lies in the folder
    /// proves nothing: it may have been put there.
    async fn is_in(
        self,
        env: &Env,
        keys: &Keys,
        remote: &RemoteFolder,
        read: &GatheredJournal,
    ) -> Result<bool, DriveError> {
        let NewestHere { position, digest } = self;
        let chain = &read.chain;
        if position > chain.head.position {
            return Ok(false);
        }
        if position >= chain.snapshot {
            // Each of these names the one before it.
            let mut entries = read.entries.iter();
            return Ok(entries.any(|entry| entry.place.position == position && entry.digest == digest));
        }
        let known = chain.known();
        let next = position.saturating_add(1);
        if !known.contains(next) {
            return Ok(false);
        }
        Ok(match remote.entry_or_fault(env, keys, next).await? {
            PositionContent::Entry(takeover) => {
                takeover.place.previous == digest && takeover.place.epoch == known.until(next)
            }
            PositionContent::Nothing | PositionContent::Fault(_) => false,
        })
    }
}
