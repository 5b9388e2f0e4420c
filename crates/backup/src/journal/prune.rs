//! Deleting what no reader needs any more.

use std::collections::{BTreeSet, VecDeque};

use super::{
    commit::Writer,
    confirm::{MILE, list, milepost_at_or_before},
};
use crate::entry::{self, Body};

/// Whether the entry may go, when `snapshot` is the one before the newest.
///
/// Kept for ever: mileposts (confirm asks for them), Takeovers (they fence whoever sleeps through one) and the entry
/// right before a Takeover (where a fenced writer looks for its lost answer).
pub(crate) fn may_go(position: u64, snapshot: u64, takeovers: &BTreeSet<u64>) -> bool {
    position < milepost_at_or_before(snapshot)
        && !position.is_multiple_of(MILE)
        && !takeovers.contains(&position)
        && !position.checked_add(1).is_some_and(|next| takeovers.contains(&next))
}

impl Writer {
    /// What may go after a snapshot was read back; `previous` is the snapshot before it. Nothing when the drive does
    /// not say: the next snapshot asks again.
    pub(super) async fn prunable(&self, previous: u64) -> VecDeque<u64> {
        let Some(remote) = &self.remote else { return VecDeque::new() };
        let listed = list(&self.env, remote).await.unwrap_or_default();
        listed.into_iter().filter(|position| may_go(*position, previous, &self.chain.takeovers)).collect()
    }

    /// Deletes one entry, after reading it. False when the drive does not want to: then all the rest can wait.
    pub(super) async fn prune(&self, position: u64) -> bool {
        let Some(remote) = &self.remote else { return false };
        let path = remote.folder.entry(position);
        let Ok(bytes) = remote.drive.now().get(&path).await else { return false };
        match entry::read(&self.keys, position, bytes) {
            // What is not what it should be is nobody's to delete; a Takeover we did not know of fences somebody.
            Err(_) => true,
            Ok(entry) if entry.body == Body::Takeover => true,
            Ok(_) => remote.drive.now().delete(&path).await.is_ok(),
        }
    }
}
