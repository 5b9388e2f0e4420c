//! Deletes what readers no longer need.

use std::collections::{BTreeSet, VecDeque};

use lifeboat_cloud::DriveError;

use super::writer::Writer;
use crate::{
    Env, entry,
    mileposts::{may_go, milepost_at_or_before},
    read::RemoteFolder,
};

/// Whether one of these entries is not there, or the first of all, which stays as long as the journal does:
/// it is what shows that the folder was deleted, however much has been written there since.
///
/// A listing (`listed`, in order) may lag, and still show what is gone: those `by_name` are asked for whatever it
/// shows. Each of the others that it does not show is asked for as well; without a listing, all of them are.
///
/// # Errors
/// The drive did not say.
pub(super) async fn is_any_gone(
    env: &Env,
    remote: &RemoteFolder,
    listed: &[u64],
    needed: &BTreeSet<u64>,
    by_name: &BTreeSet<u64>,
) -> Result<bool, DriveError> {
    let unshown =
        needed.iter().copied().chain([0]).filter(|position| listed.binary_search(position).is_err());
    let asked: BTreeSet<u64> = by_name.iter().copied().chain(unshown).collect();
    for position in asked {
        if !remote.is_anything(env, position).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Two entries whose loss shows that of all the others that matter, also where listings lag: the one that was
/// the head when all was seen to be there last, since whatever is lost of the newest is lost from some entry
/// on; and a milepost that was there before the newest snapshot, since a folder that is gone has lost its
/// mileposts, and they are small. Both stay, whatever is pruned.
///
/// A listing (`listed`, in order) that does not show the head (`head`) yet is of before it was written: since then the
/// drive may have been put back to the midst of what was written after `seen`, and that is asked for as well.
pub(super) fn witnesses(snapshot: u64, seen: u64, head: u64, listed: &[u64]) -> BTreeSet<u64> {
    let mut by_name = BTreeSet::from([milepost_at_or_before(snapshot), seen]);
    if listed.binary_search(&head).is_err() {
        by_name.extend(snapshot.max(seen.saturating_add(1))..=head);
    }
    by_name
}

impl Writer {
    /// What may go after a snapshot was read back; `previous` is the snapshot before it, with what it names.
    /// Nothing when the drive does not say: the next snapshot asks again.
    pub(super) async fn prunable(&self, previous: u64, named: &BTreeSet<u64>) -> VecDeque<u64> {
        let Some(remote) = self.remote() else { return VecDeque::new() };
        let named: BTreeSet<u64> = named.union(&self.chain().base()).copied().collect();
        let listed = remote.positions(&self.env).await.unwrap_or_default();
        let goes = |position: &u64| may_go(*position, previous, &named, &self.chain().takeovers);
        listed.into_iter().filter(goes).collect()
    }

    /// Whether an entry that a restore needs, or the first of all, is really gone from this folder, because
    /// the user or the provider removed it. Then a snapshot makes the backup whole again. Only what the drive
    /// says clearly counts.
    ///
    /// # Errors
    /// The drive did not say.
    pub(super) async fn something_is_gone(&self, remote: &RemoteFolder) -> Result<bool, DriveError> {
        let listed = remote.positions(&self.env).await.unwrap_or_default();
        let (head, seen) = (self.chain().head.position, self.shared.seen());
        let mut by_name = witnesses(self.chain().snapshot, seen, head, &listed);
        by_name.insert(head);
        let gone = is_any_gone(&self.env, remote, &listed, &self.chain().needed(), &by_name).await?;
        if !gone && self.remote().is_some_and(|here| here.folder == remote.folder) {
            self.note_seen();
        }
        Ok(gone)
    }

    /// Whether the entry that was acknowledged last is truly gone.
    ///
    /// # Errors
    /// The drive did not say.
    pub(super) async fn head_is_gone(&self) -> Result<bool, DriveError> {
        let Some(remote) = self.remote() else { return Ok(false) };
        Ok(!remote.is_anything(&self.env, self.chain().head.position).await?)
    }

    /// Deletes one entry, after reading it. False when the drive does not want to: then all the rest can wait.
    pub(super) async fn prune(&self, position: u64) -> bool {
        let Some(remote) = self.remote() else { return false };
        let path = remote.folder.entry(position);
        let Ok(bytes) = remote.drive.now().get(&path).await else { return false };
        match entry::read(self.keys(), position, bytes) {
            // Never delete a file that is not what it should be; a Takeover that we did not know of fences some
            // device.
            Err(_) => true,
            Ok(entry) if entry.body.takes_over() => true,
            Ok(_) => remote.drive.now().delete(&path).await.is_ok(),
        }
    }
}
