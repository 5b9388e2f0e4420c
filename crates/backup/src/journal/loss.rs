//! How a loss in the backup, an old state, or another device's takeover is recorded with the stored journal,
//! and how that ends.

use super::{Journal, backup_doubt::BackupDoubt, replica, takeover_seen::TakeoverSeen, writer::Writer};
use crate::{
    Env,
    read::PositionContent,
    store::{StoreError, Writes},
};

impl Journal {
    /// Keeps, or forgets, that the stored journal's state is older than what the peer of a channel knows.
    /// Writes only where that is news.
    ///
    /// # Errors
    /// The store did not answer or refused the write; the record is unchanged.
    pub async fn note_stale(env: &Env, stale: bool) -> Result<(), StoreError> {
        let local = &*env.local;
        // A record that cannot be read is replaced by nothing either.
        let Ok(Some(meta)) = replica::meta(local).await else { return Ok(()) };
        if BackupDoubt::Stale.is_kept(local, meta.writer).await? == stale {
            return Ok(());
        }
        let mut writes = Writes::new();
        BackupDoubt::Stale.set(&mut writes, stale);
        local.write(writes).await
    }

    /// Keeps that another device has taken the stored journal over. What was seen in the journal's own place
    /// ends when that confirms at a start that nobody continued; either ends when the journal is brought back
    /// ([`Journal::restore`], [`crate::LoadedJournal::promote`]). Writes only where that is news.
    ///
    /// # Errors
    /// The store did not answer or refused the write; the record is unchanged.
    pub async fn note_taken_over(env: &Env, seen: TakeoverSeen) -> Result<(), StoreError> {
        // A record that cannot be read is replaced by nothing either.
        let Ok(Some(_)) = replica::meta(&*env.local).await else { return Ok(()) };
        seen.note(&*env.local).await
    }
}

impl Writer {
    /// Something in the backup is gone. This device's store knows with its next write, until it was made good.
    pub(super) fn lose(&mut self) {
        self.beside.was_gone();
        if !self.is_incomplete() {
            self.store_with_next(|writes| BackupDoubt::Gone.set(writes, true));
            self.note_incomplete(true);
        }
    }

    /// Another device took over. If it continued right above what this device wrote last, it had read
    /// everything, and has removed what was found to be gone. This is asked once; otherwise the doubt stays.
    pub(super) async fn explain_by_takeover(&mut self) {
        let Some(remote) = self.remote().cloned() else { return };
        let above = remote.look(&self.env, self.keys(), self.chain().next_position()).await;
        if let Ok(PositionContent::Entry(entry)) = above
            && entry.place.previous == self.chain().head.digest
        {
            self.is_whole_again();
        }
        self.note_incomplete(false);
    }

    /// The backup is whole again.
    pub(super) fn is_whole_again(&mut self) {
        self.beside.is_found();
        if self.is_incomplete() {
            self.store_with_next(|writes| BackupDoubt::Gone.set(writes, false));
            self.note_incomplete(false);
        }
    }
}
