//! What lies beside a mirror's entries: the notes, and the phrase file.

use lifeboat_cloud::{DriveError, Path};

use super::{Follower, ask::no_file, seen_phrase::SeenPhrase};
use crate::{Keys, WalletFolder, layout, read::READS, retry::PAUSE, status::MirrorObstacle};

impl Follower {
    /// The notes, and the phrase file of the keyring in use and no older ones. They come before any entry:
    /// without them, what is sealed with changed keys cannot be restored. Looked at again from time to time.
    pub(super) async fn settle_phrase(&mut self, keys: &Keys) -> Result<(), MirrorObstacle> {
        let seq = keys.keyring().seq();
        let now_ms = self.journal.env().clock.now_ms();
        let again = self.mirror.drive().again().count();
        if let (true, Some(seen)) = (self.again != again, &mut self.phrase) {
            // It is noted at once: an error below must not lose the request.
            seen.older.try_now();
            seen.may_not_open();
        }
        self.again = again;
        let seen = self.phrase.clone().filter(|seen| seen.is(seq));
        if seen.as_ref().is_some_and(|seen| seen.is_fresh(now_ms)) {
            return Ok(());
        }
        let mut seen = seen.unwrap_or(SeenPhrase::new(seq, now_ms));
        let folder = self.mirror.folder();
        let noted = self.is_there(&folder.read_me()).await? && self.is_there(&folder.second_copy()).await?;
        let unread =
            noted && seen.may_stay_unread(now_ms) && self.is_there_unread(&folder.phrase(seq)).await?;
        let there = unread || self.opens(&folder, keys).await?;
        if !(noted && there) || seen.older.are_due(now_ms) {
            // Nothing is written or removed beside the entries of a device that continues there.
            let found = self.top(&folder).await?;
            if let Some(entry) = &found.entry
                && self.journal.continues_another(&self.mirror, entry).await
            {
                return Err(MirrorObstacle::Promoted(entry.origin.clone()));
            }
            if !noted {
                self.place_notes(&folder, keys).await?;
            }
            if !there {
                let file = self.source_phrase().await?;
                let placed = self.place(&folder.phrase(seq), &file).await;
                let _ = no_file(placed, || MirrorObstacle::OtherPhrase { seq })?;
                if !self.opens(&folder, keys).await? {
                    return Err(MirrorObstacle::OtherPhrase { seq });
                }
            }
            match found.unreadable {
                // It may be an entry of a device that needs the older one.
                Some(_) => seen.older.put_off(now_ms),
                None => seen.older.removed(now_ms, self.remove_older(&folder, keys).await),
            }
        }
        if !unread {
            seen.opened(now_ms);
        }
        // One that stays keeps the mirror from being called in step, and no entry from coming there.
        seen.looked(now_ms);
        self.phrase = Some(seen);
        self.mirror.note_phrase_of(seq);
        Ok(())
    }

    /// Whether the phrase file of these keys was seen to be there.
    pub(super) fn has_seen_phrase_of(&self, keys: &Keys) -> bool {
        self.phrase.as_ref().is_some_and(|seen| seen.is(keys.keyring().seq()))
    }

    /// A note with other words is its owner's.
    async fn place_notes(&self, folder: &WalletFolder, keys: &Keys) -> Result<(), MirrorObstacle> {
        let ours = layout::read_me_text(keys.vault_id());
        let notes = [
            (folder.read_me(), ours.as_bytes()),
            (folder.second_copy(), layout::SECOND_COPY_TEXT.as_bytes()),
        ];
        for (path, text) in notes {
            let placed = self.place(&path, text).await;
            no_file(placed.map(drop), || MirrorObstacle::NotAMirror)?;
        }
        Ok(())
    }

    async fn remove_older(&self, folder: &WalletFolder, keys: &Keys) -> Result<(), DriveError> {
        crate::phrase_file::older(self.mirror.drive(), folder, keys).await?.remove(self.mirror.drive()).await
    }

    /// Whether the phrase file is there, unread, in a mirror to which nothing is to be written. Where asking
    /// for that brings all of it, it is not asked for: the newest entry is in its turn.
    async fn is_there_unread(&self, phrase: &Path) -> Result<bool, MirrorObstacle> {
        let rests = self.behind() == 0;
        Ok(rests && (self.mirror.drive().now().has_brings_all() || self.is_there(phrase).await?))
    }

    /// Whether a restore by the phrase file there would bring this wallet back. It need not be the same bytes as ours.
    async fn opens(&self, folder: &WalletFolder, keys: &Keys) -> Result<bool, MirrorObstacle> {
        let path = folder.phrase(keys.keyring().seq());
        let mut waits = self.waits();
        for reads in 0.. {
            let seq = keys.keyring().seq();
            match no_file(self.get(&path).await, || MirrorObstacle::OtherPhrase { seq })? {
                None => break,
                Some(found) if crate::phrase_file::check(keys, &found).is_ok() => return Ok(true),
                // A download may have been cut, an upload may still be running.
                Some(_) if reads < READS => self.wait(&mut waits, PAUSE).await?,
                Some(_) => break,
            }
        }
        Ok(false)
    }
}
