//! What a follower asks its drive: with patience, and with a status that tells.

use lifeboat_cloud::{Create, DeleteExactly, DriveError, Path};

use super::Follower;
use crate::{
    Fault,
    entry::{self, Entry},
    mirror::MirrorStatus,
    read::READS,
    retry::{PAUSE, Pauses},
    status::{MirrorObstacle, Obstacle},
};

/// Pauses that the status tells of.
pub(super) struct MirrorPauses {
    pauses: Pauses,
    since_ms: u64,
}

impl Follower {
    pub(super) fn waits(&self) -> MirrorPauses {
        let env = self.journal.env();
        let since_ms = env.clock.now_ms();
        MirrorPauses { pauses: Pauses::new(&env, self.mirror.drive(), None), since_ms }
    }

    pub(super) async fn wait(
        &self,
        waits: &mut MirrorPauses,
        error: DriveError,
    ) -> Result<(), MirrorObstacle> {
        if error.needs_user() {
            return Err(error.into());
        }
        let why = MirrorObstacle::Drive(error.clone());
        self.mirror.tell(MirrorStatus::Waiting { since_ms: waits.since_ms, why, behind: self.behind() });
        waits.pauses.after(&error).await.map_err(MirrorObstacle::Drive)
    }

    /// `None` only for a true "not found".
    pub(super) async fn get(&self, path: &Path) -> Result<Option<Vec<u8>>, MirrorObstacle> {
        let mut waits = self.waits();
        loop {
            match self.mirror.drive().now().get(path).await {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(DriveError::NotFound) => return Ok(None),
                Err(error) => self.wait(&mut waits, error).await?,
            }
        }
    }

    /// Whether anything has this name.
    pub(super) async fn is_there(&self, path: &Path) -> Result<bool, MirrorObstacle> {
        let mut waits = self.waits();
        loop {
            match self.mirror.drive().now().has(path).await {
                Ok(there) => return Ok(there),
                Err(error) => self.wait(&mut waits, error).await?,
            }
        }
    }

    /// The names in a folder; none when it is not there.
    pub(super) async fn list(&self, folder: &Path) -> Result<Vec<String>, MirrorObstacle> {
        let mut waits = self.waits();
        loop {
            match self.mirror.drive().now().list(folder).await {
                Ok(entries) => return Ok(entries.into_iter().map(|entry| entry.name).collect()),
                Err(DriveError::NotFound) => return Ok(Vec::new()),
                Err(error) => self.wait(&mut waits, error).await?,
            }
        }
    }

    /// Retries until exactly these bytes are stored (`None`), or returns the other bytes found there, which
    /// are left alone.
    pub(super) async fn place(&self, path: &Path, bytes: &[u8]) -> Result<Option<Vec<u8>>, MirrorObstacle> {
        let mut waits = self.waits();
        let mut bad_reads = 0;
        loop {
            match self.mirror.drive().now().create(path, bytes).await {
                Ok(Create::Created) => return Ok(None),
                Ok(Create::Exists) => {}
                Err(error) => self.wait(&mut waits, error).await?,
            }
            match self.get(path).await? {
                Some(found) if found == bytes => return Ok(None),
                Some(found) if !bytes.starts_with(&found) => return Ok(Some(found)),
                // The beginning of our own: an upload may still be running, a download may have been cut.
                Some(_) if bad_reads < READS => {
                    bad_reads += 1;
                    self.wait(&mut waits, PAUSE).await?;
                }
                Some(torn) => {
                    let position = self.mirror.position().map_or(0, |position| position + 1);
                    match self.mirror.drive().now().delete_exactly(path, &torn).await {
                        Ok(DeleteExactly::CannotPromise) => {
                            return Err(MirrorObstacle::Entry { position, fault: Fault::Truncated });
                        }
                        // This also holds after it was deleted: a drive that only says so is not asked
                        // without end.
                        Ok(DeleteExactly::Deleted | DeleteExactly::Changed) | Err(DriveError::NotFound) => {
                            self.wait(&mut waits, PAUSE).await?;
                        }
                        Err(error) => self.wait(&mut waits, error).await?,
                    }
                }
                None => {}
            }
        }
    }

    /// A valid entry, from this device or from the primary; `None` when it was pruned.
    pub(super) async fn source(&self, position: u64) -> Result<Option<Entry>, MirrorObstacle> {
        self.ask_source(async || {
            let Some(bytes) = self.journal.entry_bytes(position).await? else { return Ok(None) };
            // What was cut on its way must not become the mirror's, nor be compared with what is there.
            let entry = entry::read(&self.journal.keys_now(), position, bytes);
            entry.map(Some).map_err(|fault| Obstacle::Entry { position, fault })
        })
        .await
    }

    /// The phrase file of the keyring in use.
    pub(super) async fn source_phrase(&self) -> Result<Vec<u8>, MirrorObstacle> {
        self.ask_source(async || self.journal.phrase_bytes().await).await
    }

    async fn ask_source<T>(&self, ask: impl AsyncFn() -> Result<T, Obstacle>) -> Result<T, MirrorObstacle> {
        let mut waits = self.waits();
        let mut bad_reads = 0;
        loop {
            let why = match ask().await {
                Ok(answer) => return Ok(answer),
                Err(why) => why,
            };
            match &why {
                Obstacle::Drive(error) if !error.needs_user() => {}
                Obstacle::Entry { .. } | Obstacle::PhraseFile { .. } if bad_reads < READS => bad_reads += 1,
                Obstacle::Drive(_)
                | Obstacle::Store(_)
                | Obstacle::Entry { .. }
                | Obstacle::PhraseFile { .. }
                | Obstacle::OlderPhraseFile { .. }
                | Obstacle::Mirror(_)
                | Obstacle::TooLarge => return Err(MirrorObstacle::Source(why)),
            }
            let (since_ms, behind) = (waits.since_ms, self.behind());
            self.mirror.tell(MirrorStatus::Waiting { since_ms, why: MirrorObstacle::Source(why), behind });
            waits.pauses.after(&PAUSE).await.map_err(MirrorObstacle::Drive)?;
        }
    }
}

/// What it means there that a folder, or a file that is not ours, has the name.
pub(super) fn no_file<T>(
    found: Result<T, MirrorObstacle>,
    taken: impl FnOnce() -> MirrorObstacle,
) -> Result<T, MirrorObstacle> {
    match found {
        Err(MirrorObstacle::Drive(DriveError::WrongKind | DriveError::TooLarge)) => Err(taken()),
        found => found,
    }
}
