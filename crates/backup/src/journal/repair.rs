//! A torn upload of our own: removed and written again, with care for a delete that arrives late.
//!
//! A delete whose answer was lost may still be on its way, and would then take the entry that was created in the torn
//! one's place. So nothing that was repaired is acknowledged before a snapshot lies above it: from then on nobody needs
//! the repaired entry, and confirm sees that the journal goes on above it.

use lifeboat_cloud::DriveError;
use lifeboat_crypto::Digest;

use super::{
    Stop,
    commit::Writer,
    confirm::{Confirmed, confirm},
    read::Reading,
    replica,
};
use crate::{
    entry::{self, Entry},
    status::{Other, Trouble},
};

/// Where a damaged object was deleted, and the entry that belongs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    pub(crate) position: u64,
    pub(crate) digest: Digest,
}

impl Writer {
    /// Deletes the beginning of our own bytes, if a fresh read still shows it. Whatever comes of it, the drive is asked
    /// again afterwards.
    pub(super) async fn remove_torn(&mut self, remote: &Reading, entry: &Entry) -> Result<(), Stop> {
        if self.note_repair() {
            self.flush().await?;
        }
        let path = remote.folder.entry(entry.place.position);
        let fresh = remote.drive.now().get(&path).await;
        let still_torn =
            fresh.is_ok_and(|bytes| bytes.len() < entry.file.len() && entry.file.starts_with(&bytes));
        if !still_torn {
            return Ok(());
        }
        match remote.drive.now().delete(&path).await {
            Err(error) if error.needs_user() => Err(Stop::Paused(error.into())),
            _ => Ok(()),
        }
    }

    /// Takes note that the pending entry goes where something was deleted. False when it was noted before.
    pub(super) fn note_repair(&mut self) -> bool {
        let Some(pending) = &self.pending else { return false };
        let repair = Repair { position: pending.entry.place.position, digest: pending.entry.digest };
        let new = self.repair != Some(repair);
        self.repair = Some(repair);
        replica::set_repair(&mut self.unstored, Some(repair));
        new
    }

    /// A snapshot lies above: the repaired entry is ours, or was taken by the late delete and is not needed; unless
    /// somebody took its place meanwhile.
    pub(super) async fn finish_repair(&mut self, repair: Repair) -> Result<(), Stop> {
        if let Some(remote) = self.remote.clone() {
            let found = remote.get(&self.env, repair.position).await;
            match found.map_err(|error: DriveError| Stop::Paused(Trouble::Drive(error)))? {
                None => {}
                Some(bytes) => match entry::read(&self.keys, repair.position, bytes) {
                    Ok(entry) if entry.digest == repair.digest => {}
                    Ok(entry) => return Err(Stop::Fenced(entry.origin)),
                    Err(_) => return Err(Stop::Fenced(Other::default())),
                },
            }
            // Another device may have gone on and pruned what lay here while this one slept.
            match confirm(&self.env, &remote, self.chain.head.position).await {
                Ok(Confirmed::Yes) => {}
                Ok(Confirmed::Newer(_)) => return Err(Stop::Fenced(Other::default())),
                Err(error) => return Err(Stop::Paused(Trouble::Drive(error))),
            }
        }
        self.repair = None;
        replica::set_repair(&mut self.unstored, None);
        Ok(())
    }
}
