//! A mirror that was away until its next entry was pruned: it gets the newest snapshot, above positions that stay
//! empty.
//!
//! A device that continues at the mirror begins with a Takeover right above the newest entry there. What is put
//! further above does not meet that one, and each of the two would be in the way of the other. So that position is
//! closed before: by a fence, which nothing continues. Both create what they put there, so of the two, one comes
//! first, and the other one finds it.

use lifeboat_cloud::{DeleteExactly, DriveError};

use super::{Follower, ask::no_file};
use crate::{
    entry::{self, Entry},
    fault::Fault,
    layout,
    read::READS,
    retry::PAUSE,
    status::MirrorObstacle,
};

impl Follower {
    /// Puts a snapshot where the mirror has nothing yet, or above a gap, and below it what a reader needs. If it is
    /// not there after that, something has changed meanwhile, here or there, and is to be looked at anew.
    pub(super) async fn put_above_gap(&mut self, snapshot: u64) -> Result<(), MirrorObstacle> {
        // All of it is at hand before the mirror is no longer what it was.
        let Some(entries) = self.snapshot_and_named(snapshot).await? else { return Ok(()) };
        if let Some(top) = self.mirror.position()
            && !self.close_above(top, &entries).await?
        {
            self.reached(self.find_head().await?);
            return Ok(());
        }
        for entry in &entries {
            self.place_entry(entry.place.position, entry).await?;
        }
        if let Some(snapshot) = entries.last() {
            self.note_copied(snapshot);
        }
        // Before anything above: a reader with an old listing finds the next milepost.
        self.fill_holes().await
    }

    /// A snapshot that replaces all before it, after what it names. `None`: neither this device nor the primary still
    /// has it, since a newer one has taken its place.
    async fn snapshot_and_named(&self, position: u64) -> Result<Option<Vec<Entry>>, MirrorObstacle> {
        let Some(snapshot) = self.source(position).await? else { return Ok(None) };
        let mut entries = Vec::new();
        for named in snapshot.body.names() {
            let Some(entry) = self.source(named).await? else { return Ok(None) };
            entries.push(entry);
        }
        entries.push(snapshot);
        Ok(Some(entries))
    }

    /// Makes sure that no device can continue the mirror's newest entry, because these entries come above it.
    /// `false`: that is no longer the newest one.
    ///
    /// # Errors
    /// A device has continued it, or may be about to: something lies there that does not open. Or there is no room for
    /// what comes above.
    async fn close_above(&self, top: u64, entries: &[Entry]) -> Result<bool, MirrorObstacle> {
        let folder = self.mirror.folder();
        let Some(next) = layout::position_after(top) else { return Ok(true) };
        if self.find_head().await? != Some(top) {
            return Ok(false);
        }
        let Some(newest) = self.get(&folder.entry(top)).await? else { return Ok(false) };
        let newest = entry::read(&self.journal.keys_now(), top, newest)
            .map_err(|fault| MirrorObstacle::Entry { position: top, fault })?;
        // Nothing continues a fence, of an earlier attempt for example.
        if newest.is_fence() {
            return Ok(true);
        }
        // The fence has the key of the newest entry, so a device that can open the entry can open the fence.
        let fence = self.journal.make_fence(next, newest.key_epoch).map_err(MirrorObstacle::Source)?;
        self.has_room_for(entries.iter().filter(|entry| entry.place.position > top).chain([&fence])).await?;
        self.place_fence(&fence).await
    }

    /// Makes sure that there is room for all of this, as far as the drive tells. From the fence on nothing
    /// can be restored from the mirror until the rest is there, so a mirror on a full drive is better left as
    /// it was. A drive that does not tell is no reason to wait.
    ///
    /// # Errors
    /// There is not enough room.
    async fn has_room_for(&self, entries: impl Iterator<Item = &Entry>) -> Result<(), MirrorObstacle> {
        let Ok(quota) = self.mirror.drive().now().quota().await else { return Ok(()) };
        let bytes = entries.map(|entry| u64::try_from(entry.file.len()).unwrap_or(u64::MAX));
        let bytes = bytes.fold(0, u64::saturating_add);
        match quota.available {
            Some(available) if available < bytes => Err(DriveError::QuotaFull.into()),
            Some(_) | None => Ok(()),
        }
    }

    /// `false`: an entry of this history is there, which arrived late.
    async fn place_fence(&self, fence: &Entry) -> Result<bool, MirrorObstacle> {
        let keys = self.journal.keys_now();
        let position = fence.place.position;
        let path = self.mirror.folder().entry(position);
        let mut waits = self.waits();
        let mut bad_reads = 0;
        loop {
            let placed = self.place(&path, &fence.file).await;
            no_file(placed, || MirrorObstacle::Entry { position, fault: Fault::Damaged })?;
            // It is read back before anything rests on it.
            let found = self.get(&path).await?.unwrap_or_default();
            let fault = match entry::read(&keys, position, found.clone()) {
                Ok(entry) if entry.place.epoch == fence.place.epoch => return Ok(entry.is_fence()),
                Ok(entry) => return Err(self.other_entry(&entry).await),
                Err(fault) => fault,
            };
            if entry::is_cut_and_no_takeover(&found, keys.vault_id(), position) {
                match self.mirror.drive().now().delete_exactly(&path, &found).await {
                    // Nobody can, so nobody continues there.
                    Ok(DeleteExactly::CannotPromise) => return Ok(true),
                    Ok(DeleteExactly::Deleted | DeleteExactly::Changed) | Err(DriveError::NotFound) => {}
                    Err(error) => self.wait(&mut waits, error).await?,
                }
            } else if bad_reads < READS {
                // A download may have been cut, and another device may be uploading its Takeover.
                bad_reads += 1;
            } else {
                return Err(MirrorObstacle::Entry { position, fault });
            }
            self.wait(&mut waits, PAUSE).await?;
        }
    }
}
