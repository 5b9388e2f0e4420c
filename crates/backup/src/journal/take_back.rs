//! A turn-on that was not finished is taken back: only what is ours by its content goes, and last of all the
//! note that says that it is not finished. While an upload may still arrive, the note stays.
//!
//! A delete that may take whatever has the name when it arrives is sent only into a folder whose name this
//! device has noted never to use again ([`Remover`]).

use std::{collections::BTreeSet, rc::Rc};

use lifeboat_cloud::{DeleteExactly, Drive, DriveError, Path};
use lifeboat_crypto::{StoredFile, VaultId};

use super::{error::TurnOnError, replica};
use crate::{
    WalletFolder, entry,
    env::{DriveCell, Env},
    keys::parse_keyring,
    layout,
    read::RemoteFolder,
    store::{StoreError, Writes},
};

/// One file that a turn-on writes.
struct NewFile {
    path: Path,
    bytes: Vec<u8>,
    /// The drive has answered: none of its requests is still under way.
    answered: bool,
}

/// What has been made so far, to be able to take it back.
pub(super) struct UndoLog {
    pub(super) env: Env,
    place: Option<(RemoteFolder, VaultId)>,
    written: Vec<Option<NewFile>>,
}

impl UndoLog {
    pub(super) fn new(env: &Env) -> UndoLog {
        UndoLog { env: env.clone(), place: None, written: Vec::new() }
    }

    /// Begins in this folder, for this backup.
    pub(super) fn begin(&mut self, remote: RemoteFolder, vault: VaultId) {
        self.place = Some((remote, vault));
    }

    /// The folder turned out to be another's.
    pub(super) fn forget(&mut self) {
        self.place = None;
        self.written.clear();
    }

    /// A file is about to be sent.
    pub(super) fn note(&mut self, path: &Path, bytes: &[u8]) -> usize {
        self.written.push(Some(NewFile { path: path.clone(), bytes: bytes.to_vec(), answered: false }));
        self.written.len() - 1
    }

    /// The drive has answered all that was sent for it.
    pub(super) fn answered(&mut self, file: usize) {
        if let Some(Some(begun)) = self.written.get_mut(file) {
            begun.answered = true;
        }
    }

    /// Another's file lies there.
    pub(super) fn strike_out(&mut self, file: usize) {
        if let Some(begun) = self.written.get_mut(file) {
            *begun = None;
        }
    }

    /// Whether an upload of this file may still arrive.
    pub(super) fn may_arrive(&self, path: &Path) -> bool {
        self.written.iter().flatten().any(|begun| begun.path == *path && !begun.answered)
    }

    /// Deletes what was written, in reverse order, and the folders when nothing else is in them. As long as
    /// an upload of the phrase or of the journal may arrive later, the notes stay, so that nobody restores
    /// from that unawares; the next attempt looks again.
    pub(super) async fn take_back(&self) {
        let Some((remote, vault)) = &self.place else { return };
        let Ok(mut remover) = Remover::new(&self.env, remote.drive.now(), &remote.folder, *vault).await
        else {
            return;
        };
        let all = self.remove_all(remote, &mut remover).await;
        // If it is not forgotten, the next attempt looks and finds nothing.
        let _ = remover.end(all).await;
    }

    /// Whether none of it is left, and none can still arrive.
    async fn remove_all(&self, remote: &RemoteFolder, remover: &mut Remover<'_>) -> bool {
        let notes = [remote.folder.read_me(), remote.folder.not_finished()];
        let mut all = true;
        for begun in self.written.iter().rev().flatten() {
            if notes.contains(&begun.path) && !all {
                return false;
            }
            let gone = remover.remove(&begun.path, &begun.bytes).await.is_ok();
            all &= gone && (begun.answered || notes.contains(&begun.path));
        }
        for folder in [remote.folder.channel_state(), remote.folder.path()] {
            all = all && remover.remove_if_empty(&folder).await.is_ok();
        }
        all
    }
}

/// What an earlier attempt of this device left behind, known by its vault. Nothing is deleted where another device
/// took over.
pub(super) async fn clear_leftover(env: &Env, drive: &DriveCell) -> Result<(), TurnOnError> {
    let leftover = unless_lost(replica::leftover(&*env.local).await)?.flatten();
    let Some((folder, vault)) = leftover else { return Ok(()) };
    let vault = VaultId(vault);
    let drive = drive.now();
    let journal = names(&*drive, &folder.channel_state()).await?;
    let positions: Vec<u64> = journal.iter().filter_map(|name| layout::entry_position(name)).collect();
    let mut remover = Remover::new(env, drive.clone(), &folder, vault).await?;
    let cleared = if positions.len() == journal.len() && one_wrote_all(&*drive, &folder, &positions).await? {
        remover.clear(&positions).await
    } else {
        Ok(())
    };
    remover.end(cleared.is_ok()).await?;
    cleared
}

/// Whether all entries are of the writer of the first: no other device took over there.
async fn one_wrote_all(
    drive: &dyn Drive,
    folder: &WalletFolder,
    positions: &[u64],
) -> Result<bool, DriveError> {
    let mut writers = BTreeSet::new();
    for position in positions {
        let file = get(drive, &folder.entry(*position)).await?;
        // What was cut too short has none.
        writers.extend(file.and_then(|file| entry::writer_in_clear(&file)).map(|writer| writer.0));
    }
    Ok(writers.len() <= 1)
}

/// Deletes what a turn-on has left in a folder that is not the backup: exactly, or by name if need be.
///
/// A delete by name whose answer is lost may arrive at any later time, and take what has the name by then. So
/// before the first one is sent this device notes that it never uses the folder's name again, and it forgets
/// that only when all were answered. If one was not, the notes of the folder stay, so that no other device
/// finds the name free, either.
struct Remover<'a> {
    env: &'a Env,
    drive: Rc<dyn Drive>,
    folder: &'a WalletFolder,
    vault: VaultId,
    /// A delete by name that an earlier attempt has sent may be under way.
    spoiled: bool,
    /// The device's store has the note of this one.
    noted: bool,
    /// A delete by name was not answered.
    unanswered: bool,
}

impl<'a> Remover<'a> {
    async fn new(
        env: &'a Env,
        drive: Rc<dyn Drive>,
        folder: &'a WalletFolder,
        vault: VaultId,
    ) -> Result<Remover<'a>, StoreError> {
        let spoiled = unless_lost(replica::deleted(&*env.local, folder).await)?.flatten().is_some();
        Ok(Remover { env, drive, folder, vault, spoiled, noted: false, unanswered: false })
    }

    /// All that the folder has of this vault, whose entries are at these positions.
    async fn clear(&mut self, positions: &[u64]) -> Result<(), TurnOnError> {
        let (drive, folder) = (self.drive.clone(), self.folder);
        let read_me = layout::read_me_text(self.vault);
        // The folder was free when this device noted it; by its note it is known to have stayed this device's.
        let claimed = get(&*drive, &folder.read_me()).await?.as_deref() == Some(read_me.as_bytes());
        for position in positions {
            self.remove_vaults(&folder.entry(*position), claimed).await?;
        }
        let files = names(&*drive, &folder.path()).await?;
        for seq in files.iter().filter_map(|name| layout::phrase_seq(name)) {
            self.remove_vaults(&folder.phrase(seq), claimed).await?;
        }
        if self.spoiled {
            return Ok(());
        }
        self.remove_if_empty(&folder.channel_state()).await?;
        let left = names(&*drive, &folder.path()).await?;
        if left.iter().all(|name| matches!(name.as_str(), layout::READ_ME | layout::NOT_FINISHED)) {
            self.remove_if(&folder.not_finished(), layout::begins_not_finished_text).await?;
            self.remove(&folder.read_me(), read_me.as_bytes()).await?;
            self.remove_if_empty(&folder.path()).await?;
        }
        Ok(())
    }

    /// Deletes a file that holds these bytes, or the beginning of them. What holds anything else is
    /// another's, and stays.
    async fn remove(&mut self, path: &Path, bytes: &[u8]) -> Result<(), TurnOnError> {
        self.remove_if(path, |found| bytes.starts_with(found)).await
    }

    async fn remove_if(&mut self, path: &Path, is_ours: impl Fn(&[u8]) -> bool) -> Result<(), TurnOnError> {
        match get(&*self.drive, path).await? {
            Some(found) if is_ours(&found) => self.remove_exactly(path, &found).await,
            _ => Ok(()),
        }
    }

    /// Deletes a file of this vault. What is cut too short to say whose it is goes only from a folder that is claimed.
    async fn remove_vaults(&mut self, path: &Path, claimed: bool) -> Result<(), TurnOnError> {
        let vault = self.vault;
        self.remove_if(path, |found| vault_of(found).map_or(claimed, |theirs| theirs == vault)).await
    }

    async fn remove_exactly(&mut self, path: &Path, found: &[u8]) -> Result<(), TurnOnError> {
        match self.drive.delete_exactly(path, found).await {
            Ok(DeleteExactly::CannotPromise) => self.delete_by_name(path).await,
            Ok(DeleteExactly::Deleted | DeleteExactly::Changed) | Err(DriveError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn remove_if_empty(&mut self, folder: &Path) -> Result<(), TurnOnError> {
        match self.drive.list(folder).await {
            Ok(entries) if entries.is_empty() => self.delete_by_name(folder).await,
            Ok(_) | Err(DriveError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete_by_name(&mut self, path: &Path) -> Result<(), TurnOnError> {
        if !self.spoiled && !self.noted {
            let mut writes = Writes::new();
            replica::set_deleted(&mut writes, self.folder, &self.vault.0, 0);
            self.env.local.write(writes).await?;
            self.noted = true;
        }
        match self.drive.delete(path).await {
            Ok(()) | Err(DriveError::NotFound) => Ok(()),
            Err(error) => {
                self.unanswered = true;
                Err(error.into())
            }
        }
    }

    /// `cleared`: nothing is left to be looked for.
    async fn end(self, cleared: bool) -> Result<(), StoreError> {
        let mut writes = Writes::new();
        if cleared {
            replica::set_leftover(&mut writes, None);
        }
        if self.noted && !self.unanswered {
            replica::forget_deleted(&mut writes, self.folder);
        }
        if writes.is_empty() { Ok(()) } else { self.env.local.write(writes).await }
    }
}

/// Deletes a note whose content is ours, and whose name nothing is given again in that folder.
pub(super) async fn remove_note(
    drive: &dyn Drive,
    path: &Path,
    is_ours: impl Fn(&[u8]) -> bool,
) -> Result<(), DriveError> {
    let Some(found) = get(drive, path).await?.filter(|found| is_ours(found)) else { return Ok(()) };
    let removed = match drive.delete_exactly(path, &found).await {
        Ok(DeleteExactly::CannotPromise) => drive.delete(path).await,
        Ok(DeleteExactly::Deleted | DeleteExactly::Changed) => Ok(()),
        Err(error) => Err(error),
    };
    match removed {
        Err(DriveError::NotFound) => Ok(()),
        removed => removed,
    }
}

async fn get(drive: &dyn Drive, path: &Path) -> Result<Option<Vec<u8>>, DriveError> {
    match drive.get(path).await {
        Ok(bytes) => Ok(Some(bytes)),
        // What cannot be a file of ours must not be deleted, and is in no one's way.
        Err(DriveError::NotFound | DriveError::WrongKind | DriveError::TooLarge) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn names(drive: &dyn Drive, folder: &Path) -> Result<Vec<String>, DriveError> {
    match drive.list(folder).await {
        Ok(entries) => Ok(entries.into_iter().map(|entry| entry.name).collect()),
        Err(DriveError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Which backup a file says it is of; `None` when it is cut too short to say, or is no file of ours.
fn vault_of(file: &[u8]) -> Option<VaultId> {
    if let Ok((keyring, _)) = parse_keyring(file) {
        return Some(keyring.vault_id());
    }
    let stored = StoredFile::parse(file).ok()?;
    stored.sealed().ok().map(|sealed| sealed.header().vault_id)
}

/// A store that is lost remembers nothing, and is no reason not to turn the backup on: it is the only way out.
pub(super) fn unless_lost<T>(answer: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Lost) => Ok(None),
        Err(error) => Err(error),
    }
}
