//! The mirror's folder: ours, or made ours, or not touched.

use super::Follower;
use crate::{WalletFolder, layout, read::READS, retry::PAUSE, status::MirrorObstacle};

/// How many wallets of one name are looked at.
const MOST_NAMESAKES: u32 = 100;

impl Follower {
    /// Finds the folder, or makes it.
    pub(super) async fn settle_folder(&self) -> Result<(), MirrorObstacle> {
        let wanted = self.mirror.folder();
        for number in 1..=MOST_NAMESAKES {
            let folder = if number == 1 { wanted.clone() } else { wanted.numbered(number) };
            if self.is_ours(&folder).await? {
                self.mirror.settle(folder);
                return Ok(());
            }
        }
        Err(MirrorObstacle::NotAMirror)
    }

    /// False when it is another wallet's.
    async fn is_ours(&self, folder: &WalletFolder) -> Result<bool, MirrorObstacle> {
        let text = layout::read_me_text(self.journal.keys_now().vault_id());
        let noted = match self.read_me(folder, text.as_bytes()).await? {
            Some(found) if found == text.as_bytes() => true,
            // Cut short by a crash, perhaps our own: only the device that completes it owns it.
            Some(found) if text.as_bytes().starts_with(&found) => false,
            Some(_) => return Ok(false),
            None => false,
        };
        if !noted {
            // A delete of that folder may still be under way.
            if self.journal.was_deleted(folder).await.map_err(MirrorObstacle::Source)? {
                return Ok(false);
            }
            let taken = !self.list(&folder.path()).await?.iter().all(|name| name == layout::READ_ME);
            if taken || self.place(&folder.read_me(), text.as_bytes()).await?.is_some() {
                return Ok(false);
            }
        }
        if self.get(&folder.second_copy()).await?.is_some() {
            return Ok(true);
        }
        // Without the note only a folder that holds no journal yet may become a mirror.
        if let Some(why) = self.is_used(folder).await? {
            return Err(why);
        }
        match self.place(&folder.second_copy(), layout::SECOND_COPY_TEXT.as_bytes()).await? {
            None => Ok(true),
            Some(_) => Err(MirrorObstacle::NotAMirror),
        }
    }

    /// Whether a journal is there, and what that means: an entry with more Takeovers than this device knows
    /// of says that another device has made this copy its primary, and has removed the note.
    async fn is_used(&self, folder: &WalletFolder) -> Result<Option<MirrorObstacle>, MirrorObstacle> {
        let top = self.top(folder).await?;
        let known = self.journal.takeovers();
        match (top.entry, top.unreadable) {
            (Some(entry), _) if entry.place.epoch > known.until(entry.place.position) => {
                Ok(Some(MirrorObstacle::Promoted(entry.origin)))
            }
            (_, Some((position, fault))) => Ok(Some(MirrorObstacle::Entry { position, fault })),
            (Some(_), None) => Ok(Some(MirrorObstacle::NotAMirror)),
            (None, None) => Ok(None),
        }
    }

    /// The note, read again while it is the beginning of ours: a download that was cut must not begin a second folder.
    async fn read_me(&self, folder: &WalletFolder, ours: &[u8]) -> Result<Option<Vec<u8>>, MirrorObstacle> {
        let mut waits = self.waits();
        let mut reads = 0;
        loop {
            match self.get(&folder.read_me()).await? {
                Some(found) if reads < READS && found.len() < ours.len() && ours.starts_with(&found) => {
                    reads += 1;
                    self.wait(&mut waits, PAUSE).await?;
                }
                found => return Ok(found),
            }
        }
    }
}
