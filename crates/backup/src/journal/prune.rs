//! Deletes what no reader needs any longer.

use std::collections::{BTreeSet, VecDeque};

use lifeboat_cloud::DriveError;

use super::{confirm::list, writer::Writer};
use crate::{
    Env, entry,
    mileposts::{MILE, milepost_at_or_before},
    read::RemoteFolder,
};

/// Whether the entry may go, when `snapshot` is the one before the newest. `named`: what these two name.
///
/// Kept for ever: mileposts (confirm asks for them), Takeovers (they fence whoever sleeps through one) and the entry
/// right before a Takeover (where a fenced writer looks for its lost answer).
pub(crate) fn may_go(position: u64, snapshot: u64, named: &BTreeSet<u64>, takeovers: &BTreeSet<u64>) -> bool {
    position < milepost_at_or_before(snapshot)
        && !named.contains(&position)
        && !position.is_multiple_of(MILE)
        && !takeovers.contains(&position)
        && !position.checked_add(1).is_some_and(|next| takeovers.contains(&next))
}

/// Whether one of these entries is not there, or the first of all, which stays as long as the journal does: it is what shows
/// that the folder was deleted, however much has been written there since.
///
/// # Errors
/// The drive.
pub(super) async fn is_any_gone(
    env: &Env,
    remote: &RemoteFolder,
    needed: BTreeSet<u64>,
) -> Result<bool, DriveError> {
    let listed = list(env, remote).await?;
    // A listing may lag: each one that it does not show is asked for.
    let unseen = needed.into_iter().chain([0]).filter(|needed| listed.binary_search(needed).is_err());
    for position in unseen {
        match remote.drive.now().get(&remote.folder.entry(position)).await {
            Err(DriveError::NotFound) => return Ok(true),
            // Whatever lies there.
            Ok(_) | Err(DriveError::WrongKind | DriveError::TooLarge) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

impl Writer {
    /// What may go after a snapshot was read back; `previous` is the snapshot before it, with what it names. Nothing when
    /// the drive does not say: the next snapshot asks again.
    pub(super) async fn prunable(&self, previous: u64, named: &BTreeSet<u64>) -> VecDeque<u64> {
        let Some(remote) = &self.remote else { return VecDeque::new() };
        let named: BTreeSet<u64> = named.union(&self.chain.base()).copied().collect();
        let listed = list(&self.env, remote).await.unwrap_or_default();
        let goes = |position: &u64| may_go(*position, previous, &named, &self.chain.takeovers);
        listed.into_iter().filter(goes).collect()
    }

    /// Whether an entry that a restore needs, or the first of all, is truly not there any more: the user has tidied up, or
    /// the provider. Then a snapshot makes the backup whole again. Only what the drive says clearly counts.
    pub(super) async fn something_is_gone(&self) -> bool {
        let Some(remote) = &self.remote else { return false };
        is_any_gone(&self.env, remote, self.chain.needed()).await.unwrap_or(false)
    }

    /// Deletes one entry, after reading it. False when the drive does not want to: then all the rest can wait.
    pub(super) async fn prune(&self, position: u64) -> bool {
        let Some(remote) = &self.remote else { return false };
        let path = remote.folder.entry(position);
        let Ok(bytes) = remote.drive.now().get(&path).await else { return false };
        match entry::read(&self.keys, position, bytes) {
            // What is not what it should be is nobody's to delete; a Takeover we did not know of fences somebody.
            Err(_) => true,
            Ok(entry) if entry.body.takes_over() => true,
            Ok(_) => remote.drive.now().delete(&path).await.is_ok(),
        }
    }
}
