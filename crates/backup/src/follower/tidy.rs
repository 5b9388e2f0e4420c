//! Below the newest snapshot: what must be there, and what need not.

use std::collections::BTreeSet;

use lifeboat_cloud::{DeleteExactly, DriveError, Path};

use super::Follower;
use crate::{
    WalletFolder,
    entry::{self, Entry},
    fault::Fault,
    layout,
    mileposts::{MILE, may_go, rest_ms},
    mirror::MirrorStatus,
    status::MirrorTrouble,
};

/// How long between checks for removed files while entries are being written.
const LOOK_MS: u64 = 60_000;

impl Follower {
    /// Somebody may have tidied up since the last look. While nothing is written, this is rarely asked: a listing is
    /// large.
    pub(super) fn may_have_holes(&self) -> bool {
        let Some((head, at_ms)) = self.filled else { return true };
        let pause_ms = if self.mirror.position() == Some(head) { rest_ms(head) } else { LOOK_MS };
        let since = self.journal.env().clock.now_ms().checked_sub(at_ms);
        since.is_none_or(|since| since >= pause_ms)
    }

    /// Mileposts, Takeovers and what lies right before them: the fences, should the mirror become the primary; and all that
    /// a restore needs, what the newest snapshot names among it.
    ///
    /// Each is compared byte for byte, once: a listing also shows what an interrupted upload or another device has left.
    /// After that, a listing tells what somebody has removed.
    pub(super) async fn fill_holes(&mut self) -> Result<(), MirrorTrouble> {
        let Some(head) = self.mirror.position() else { return Ok(()) };
        let known = self.journal.known();
        let before = known.takeovers.iter().filter_map(|position| position.checked_sub(1));
        let wanted: BTreeSet<u64> = (0..=head / MILE)
            .map(|mile| mile.saturating_mul(MILE))
            .chain(known.takeovers.iter().copied())
            .chain(before)
            .chain(known.needed.iter().copied())
            .filter(|position| *position <= head)
            .collect();
        let folder = self.mirror.folder();
        let listed = self.list(&folder.channel_state()).await?;
        let listed: BTreeSet<u64> = listed.iter().filter_map(|name| layout::entry_position(name)).collect();
        for position in wanted {
            if position < self.fenced && listed.contains(&position) {
                continue;
            }
            self.fill(&folder, position, head, known.needed.contains(&position)).await?;
        }
        self.fenced = head;
        self.filled = Some((head, self.journal.env().clock.now_ms()));
        self.journal.remember_fenced(self.mirror.name(), head).await;
        Ok(())
    }

    async fn fill(
        &self,
        folder: &WalletFolder,
        position: u64,
        head: u64,
        needed: bool,
    ) -> Result<(), MirrorTrouble> {
        let path = folder.entry(position);
        let there = self.get(&path).await?;
        let Some(entry) = self.source(position).await? else { return Ok(()) };
        if there.is_none() {
            if self.was_there(position) {
                self.journal.doubt_what_lost_at(&self.mirror).await;
            }
            // Nothing is in step before it is there.
            self.mirror
                .tell(MirrorStatus::Following { position: self.mirror.position(), behind: self.behind() });
        }
        match there {
            Some(found) if found == entry.file => return Ok(()),
            Some(found) if !needed && self.both_fence(&entry, &found) => return Ok(()),
            Some(found) if position < head && !entry.file.starts_with(&found) => {
                self.remove_cut(&path, position, &found).await?;
            }
            Some(_) | None => {}
        }
        match self.place(&path, &entry.file).await? {
            Some(found) if needed || !self.both_fence(&entry, &found) => Err(self.other(position, found)),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether an entry of the primary and other bytes there tell a reader of an old listing the same: one of them is a fence, of
    /// a promotion that was given up, or of a primary that was written anew.
    pub(super) fn both_fence(&self, ours: &Entry, found: &[u8]) -> bool {
        let position = ours.place.position;
        let epoch = self.journal.takeovers().until(position);
        entry::read(&self.journal.keys_now(), position, found.to_vec())
            .is_ok_and(|theirs| (theirs.is_fence() || ours.is_fence()) && theirs.place.epoch == epoch)
    }

    /// The beginning of a fence, left by a promotion that died. Nothing else is written below the mirror's top.
    async fn remove_cut(&self, path: &Path, position: u64, found: &[u8]) -> Result<(), MirrorTrouble> {
        if !entry::is_cut(found, self.journal.keys_now().vault_id(), position) {
            return Ok(());
        }
        let mut waits = self.waits();
        loop {
            match self.mirror.drive().now().delete_exactly(path, found).await {
                Ok(DeleteExactly::CannotPromise) => {
                    return Err(MirrorTrouble::Entry { position, fault: Fault::Truncated });
                }
                // Changed: what was read was cut on its way.
                Ok(DeleteExactly::Deleted | DeleteExactly::Changed) | Err(DriveError::NotFound) => {
                    return Ok(());
                }
                Err(error) => self.wait(&mut waits, error).await?,
            }
        }
    }

    /// Deletes what readers of the mirror no longer need, judged by the mirror alone: below a snapshot that has a newer
    /// one above it here, both copied without a gap between them. What fails can wait for the next snapshot.
    pub(super) async fn prune(&mut self) {
        let Some((previous, named)) = self.prune_below.take() else { return };
        let folder = self.mirror.folder();
        let (keys, known) = (self.journal.keys_now(), self.journal.known());
        let drive = self.mirror.drive().now();
        let Ok(entries) = drive.list(&folder.channel_state()).await else { return };
        let positions = entries.iter().filter_map(|entry| layout::entry_position(&entry.name));
        for position in positions.filter(|position| may_go(*position, previous, &named, &known.takeovers)) {
            let path = folder.entry(position);
            let Ok(bytes) = drive.get(&path).await else { return };
            match entry::read(&keys, position, bytes) {
                // Never delete a file that is not what it should be.
                Ok(entry) if !entry.body.takes_over() => {}
                _ => continue,
            }
            if drive.delete(&path).await.is_err() || self.behind() > 0 {
                return;
            }
        }
    }
}
