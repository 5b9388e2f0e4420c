//! Below the newest snapshot: what must be there, and what need not.

use std::collections::BTreeSet;

use futures::future::{join, try_join_all};
use lifeboat_cloud::{DeleteExactly, DriveError, Path};

use super::Follower;
use crate::{
    WalletFolder,
    entry::{self, Entry},
    fault::Fault,
    layout,
    mileposts::{MILE, may_go, rest_ms},
    mirror::MirrorStatus,
    status::MirrorObstacle,
};

/// How long between checks for removed files while entries are being written.
const LOOK_MS: u64 = 60_000;
/// How many positions are read at once, in the copy and where they come from. They are written one after the other, in
/// their order.
const AHEAD: usize = 4;

/// What was read of a position that the mirror must have.
struct Hole {
    position: u64,
    /// A restore needs it: a fence does not stand for it.
    needed: bool,
    /// What lies there; `None`: nothing is known to lie there.
    there: Option<Vec<u8>>,
    /// What belongs there; `None`: neither this device nor the primary still has it.
    entry: Option<Entry>,
}

impl Follower {
    /// Somebody may have tidied up since the last look. While nothing is written, this is rarely asked: a listing is
    /// large.
    pub(super) fn may_have_holes(&self) -> bool {
        let Some((head, at_ms)) = self.filled else { return true };
        let pause_ms = if self.mirror.position() == Some(head) { rest_ms(head) } else { LOOK_MS };
        let since = self.journal.env().clock.now_ms().checked_sub(at_ms);
        since.is_none_or(|since| since >= pause_ms)
    }

    /// Mileposts, Takeovers and what lies right before them: the fences, should the mirror become the
    /// primary; and all that a restore needs, what the newest snapshot names among it.
    ///
    /// Each is compared byte for byte, once: a listing also shows what an interrupted upload or another
    /// device has left. After that, a listing tells what somebody has removed.
    pub(super) async fn fill_holes(&mut self) -> Result<(), MirrorObstacle> {
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
        let compared = |position: &u64| *position < self.fenced || self.read_back.contains(position);
        let wanted = wanted.into_iter().filter(|position| !(compared(position) && listed.contains(position)));
        let wanted: Vec<u64> = wanted.collect();
        for some in wanted.chunks(AHEAD) {
            let reading = some.iter().map(|position| {
                self.read_hole(&folder, *position, known.needed.contains(position), listed.contains(position))
            });
            for hole in try_join_all(reading).await? {
                self.fill(&folder, hole, head).await?;
            }
        }
        self.read_back = self.read_back.split_off(&head);
        self.fenced = head;
        self.filled = Some((head, self.journal.env().clock.now_ms()));
        self.journal.remember_fenced(self.mirror.name(), head).await;
        Ok(())
    }

    /// Reads what lies there, and what belongs there. What no listing shows and was never there is not asked
    /// for, because creating it tells whether it is there.
    async fn read_hole(
        &self,
        folder: &WalletFolder,
        position: u64,
        needed: bool,
        listed: bool,
    ) -> Result<Hole, MirrorObstacle> {
        let path = folder.entry(position);
        let there = async {
            let asks = listed || self.was_there(position);
            if asks { self.get(&path).await } else { Ok(None) }
        };
        let (there, entry) = join(there, self.source(position)).await;
        Ok(Hole { position, needed, there: there?, entry: entry? })
    }

    async fn fill(&self, folder: &WalletFolder, hole: Hole, head: u64) -> Result<(), MirrorObstacle> {
        let Hole { position, needed, there, entry } = hole;
        let Some(entry) = entry else { return Ok(()) };
        let path = folder.entry(position);
        if there.is_none() {
            if self.was_there(position) {
                self.journal.doubt_what_lost_at(&self.mirror).await;
            }
            // Nothing is in step before it is there.
            self.mirror
                .tell(MirrorStatus::Following { position: self.mirror.position(), behind: self.behind() });
        }
        let mut there = there;
        // Where a listing did not show what lies there, only the first create finds it, and a second one is needed.
        for _ in 0..2 {
            let was_read = there.is_some();
            match there {
                Some(found) if found == entry.file => return Ok(()),
                Some(found) if !needed && self.both_fence(&entry, &found) => return Ok(()),
                Some(found) if position < head && !entry.file.starts_with(&found) => {
                    self.remove_cut(&path, position, &found).await?;
                }
                Some(_) | None => {}
            }
            there = self.place(&path, &entry.file).await?;
            if was_read || there.is_none() {
                break;
            }
        }
        match there {
            Some(found) if needed || !self.both_fence(&entry, &found) => {
                Err(self.other(position, found).await)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether an entry of the primary and other bytes there tell a reader of an old listing the same: one of
    /// them is a fence, of a promotion that was given up, or of a primary that was written anew.
    pub(super) fn both_fence(&self, ours: &Entry, found: &[u8]) -> bool {
        let position = ours.place.position;
        let epoch = self.journal.takeovers().until(position);
        entry::read(&self.journal.keys_now(), position, found.to_vec())
            .is_ok_and(|theirs| (theirs.is_fence() || ours.is_fence()) && theirs.place.epoch == epoch)
    }

    /// The beginning of a fence, left by a promotion that died. Nothing else is written below the mirror's top.
    async fn remove_cut(&self, path: &Path, position: u64, found: &[u8]) -> Result<(), MirrorObstacle> {
        if !entry::is_cut(found, self.journal.keys_now().vault_id(), position) {
            return Ok(());
        }
        let mut waits = self.waits();
        loop {
            match self.mirror.drive().now().delete_exactly(path, found).await {
                Ok(DeleteExactly::CannotPromise) => {
                    return Err(MirrorObstacle::Entry { position, fault: Fault::Truncated });
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
