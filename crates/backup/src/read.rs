//! Reading entries from a drive.

use lifeboat_cloud::{DriveError, Glance, Path};

use crate::{
    WalletFolder,
    entry::{self, Entry},
    env::{DriveCell, Env},
    fault::Fault,
    keys::Keys,
    layout,
    retry::Pauses,
};

/// How often damage is read again before it is believed: an upload may still be running, a download may have been cut.
pub(crate) const READS: u32 = 3;

/// A folder on a drive, to be read.
#[derive(Clone)]
pub(crate) struct RemoteFolder {
    pub(crate) drive: DriveCell,
    pub(crate) folder: WalletFolder,
}

/// What lies at a position.
pub(crate) enum PositionContent {
    Nothing,
    Entry(Box<Entry>),
    Fault(Fault),
}

impl RemoteFolder {
    /// The bytes at a position; `None` only for a true "not found". Tries again with patience.
    pub(crate) async fn get(&self, env: &Env, position: u64) -> Result<Option<Vec<u8>>, DriveError> {
        self.file(env, &self.folder.entry(position)).await
    }

    /// Whether anything has the name of an entry, whatever it is. By name: a listing may still show what is gone.
    pub(crate) async fn is_anything(&self, env: &Env, position: u64) -> Result<bool, DriveError> {
        self.is_there(env, &self.folder.entry(position)).await
    }

    /// Whether anything has this name, whatever it is. Tries again with patience.
    pub(crate) async fn is_there(&self, env: &Env, path: &Path) -> Result<bool, DriveError> {
        let mut pauses = Pauses::patient(env, &self.drive);
        loop {
            match self.drive.now().has(path).await {
                Ok(there) => return Ok(there),
                Err(error) => pauses.after(&error).await?,
            }
        }
    }

    /// One look at any name in the folder. Tries again with patience.
    pub(crate) async fn glance(&self, env: &Env, path: &Path) -> Result<Glance, DriveError> {
        let mut pauses = Pauses::patient(env, &self.drive);
        loop {
            match self.drive.now().glance(path).await {
                Ok(seen) => return Ok(seen),
                Err(error) => pauses.after(&error).await?,
            }
        }
    }

    /// Any file of the folder; `None` only for a true "not found". Tries again with patience.
    pub(crate) async fn file(&self, env: &Env, path: &Path) -> Result<Option<Vec<u8>>, DriveError> {
        let mut pauses = Pauses::patient(env, &self.drive);
        loop {
            match self.drive.now().get(path).await {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(DriveError::NotFound) => return Ok(None),
                Err(error) => pauses.after(&error).await?,
            }
        }
    }

    /// The positions in the folder, in order. Good for finding, never for "nothing there": a listing may lag,
    /// even behind the folder itself.
    pub(crate) async fn positions(&self, env: &Env) -> Result<Vec<u64>, DriveError> {
        Ok(self.sizes(env).await?.into_iter().map(|(position, _)| position).collect())
    }

    /// The positions, with the size of each in bytes, where the service tells it.
    pub(crate) async fn sizes(&self, env: &Env) -> Result<Vec<(u64, Option<u64>)>, DriveError> {
        let mut pauses = Pauses::patient(env, &self.drive);
        let folder = self.folder.channel_state();
        loop {
            match self.drive.now().list(&folder).await {
                Ok(entries) => {
                    let files = entries.iter().filter(|entry| !entry.folder);
                    let mut positions: Vec<(u64, Option<u64>)> = files
                        .filter_map(|entry| Some((layout::entry_position(&entry.name)?, entry.size)))
                        .collect();
                    positions.sort_unstable();
                    return Ok(positions);
                }
                Err(DriveError::NotFound) => return Ok(Vec::new()),
                Err(error) => pauses.after(&error).await?,
            }
        }
    }

    /// One look at what bears the name of an entry, wherever a listing shows it. What cannot be one is no error.
    pub(crate) async fn look(
        &self,
        env: &Env,
        keys: &Keys,
        position: u64,
    ) -> Result<PositionContent, DriveError> {
        match self.get(env, position).await {
            Ok(None) => Ok(PositionContent::Nothing),
            Ok(Some(bytes)) => Ok(match entry::read(keys, position, bytes) {
                Ok(entry) => PositionContent::Entry(Box::new(entry)),
                Err(fault) => PositionContent::Fault(fault),
            }),
            Err(DriveError::WrongKind | DriveError::TooLarge) => Ok(PositionContent::Fault(Fault::Damaged)),
            Err(error) => Err(error),
        }
    }

    /// What lies at a position, with patience for damage. What cannot be an entry is in the way of one as a
    /// damaged one is.
    pub(crate) async fn entry_or_fault(
        &self,
        env: &Env,
        keys: &Keys,
        position: u64,
    ) -> Result<PositionContent, DriveError> {
        match self.entry(env, keys, position).await {
            Err(DriveError::WrongKind | DriveError::TooLarge) => Ok(PositionContent::Fault(Fault::Damaged)),
            found => found,
        }
    }

    /// The entry at a position. What is damaged is read again before it is called so.
    pub(crate) async fn entry(
        &self,
        env: &Env,
        keys: &Keys,
        position: u64,
    ) -> Result<PositionContent, DriveError> {
        let mut pauses = Pauses::patient(env, &self.drive);
        let mut reads = 0;
        loop {
            let Some(bytes) = self.get(env, position).await? else { return Ok(PositionContent::Nothing) };
            match entry::read(keys, position, bytes) {
                Ok(entry) => return Ok(PositionContent::Entry(Box::new(entry))),
                Err(fault) if reads < READS && fault != Fault::TooNew => {
                    reads += 1;
                    let again = DriveError::Unavailable { after_ms: None };
                    if pauses.after(&again).await.is_err() {
                        return Ok(PositionContent::Fault(fault));
                    }
                }
                Err(fault) => return Ok(PositionContent::Fault(fault)),
            }
        }
    }
}
