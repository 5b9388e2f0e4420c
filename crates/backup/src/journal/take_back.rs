//! A turn-on that was not finished is taken back: by content, never by name alone, and last of all the note that says that
//! it is not finished. While an upload may still arrive, the note stays.

use std::collections::BTreeSet;

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
    /// The drive has answered: nothing of it is under way any more.
    answered: bool,
}

/// What has been made so far, to be able to take it back.
pub(super) struct UndoLog {
    pub(super) env: Env,
    remote: Option<RemoteFolder>,
    written: Vec<Option<NewFile>>,
}

impl UndoLog {
    pub(super) fn new(env: &Env) -> UndoLog {
        UndoLog { env: env.clone(), remote: None, written: Vec::new() }
    }

    /// In this folder.
    pub(super) fn begin(&mut self, remote: RemoteFolder) {
        self.remote = Some(remote);
    }

    /// The folder turned out to be another's.
    pub(super) fn forget(&mut self) {
        self.remote = None;
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

    /// Deletes what was written, what came last first, and the folders when nothing else is in them. As long as an upload
    /// of the phrase or of the journal may arrive later, the notes stay, so that nobody restores from that unawares; the next
    /// attempt looks again.
    pub(super) async fn take_back(&self) {
        let Some(remote) = &self.remote else { return };
        let drive = remote.drive.now();
        let notes = [remote.folder.read_me(), remote.folder.not_finished()];
        let mut all = true;
        for begun in self.written.iter().rev().flatten() {
            if notes.contains(&begun.path) && !all {
                return;
            }
            let gone = remove(&*drive, &begun.path, &begun.bytes).await.is_ok();
            all &= gone && (begun.answered || notes.contains(&begun.path));
        }
        for folder in [remote.folder.channel_state(), remote.folder.path()] {
            all &= remove_if_empty(&*drive, &folder).await.is_ok();
        }
        if all {
            // If it is not forgotten, the next attempt looks and finds nothing.
            let _ = forget_leftover(&self.env).await;
        }
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
    if positions.len() == journal.len() && one_wrote_all(&*drive, &folder, &positions).await? {
        let read_me = layout::read_me_text(vault);
        // The folder was free when this device noted it; by its note it is known to have stayed this device's.
        let claimed = get(&*drive, &folder.read_me()).await?.as_deref() == Some(read_me.as_bytes());
        for position in positions {
            remove_vaults(&*drive, &folder.entry(position), vault, claimed).await?;
        }
        let files = names(&*drive, &folder.path()).await?;
        for seq in files.iter().filter_map(|name| layout::phrase_seq(name)) {
            remove_vaults(&*drive, &folder.phrase(seq), vault, claimed).await?;
        }
        remove_if_empty(&*drive, &folder.channel_state()).await?;
        let left = names(&*drive, &folder.path()).await?;
        if left.iter().all(|name| matches!(name.as_str(), layout::READ_ME | layout::NOT_FINISHED)) {
            remove_if(&*drive, &folder.not_finished(), layout::begins_not_finished_text).await?;
            remove(&*drive, &folder.read_me(), read_me.as_bytes()).await?;
            remove_if_empty(&*drive, &folder.path()).await?;
        }
    }
    forget_leftover(env).await
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

async fn forget_leftover(env: &Env) -> Result<(), TurnOnError> {
    let mut writes = Writes::new();
    replica::set_leftover(&mut writes, None);
    Ok(env.local.write(writes).await?)
}

/// Deletes a file that holds these bytes, or the beginning of them. What holds anything else is another's, and stays.
async fn remove(drive: &dyn Drive, path: &Path, bytes: &[u8]) -> Result<(), DriveError> {
    remove_if(drive, path, |found| bytes.starts_with(found)).await
}

/// Deletes a file whose content is ours.
pub(super) async fn remove_if(
    drive: &dyn Drive,
    path: &Path,
    is_ours: impl Fn(&[u8]) -> bool,
) -> Result<(), DriveError> {
    match get(drive, path).await? {
        Some(found) if is_ours(&found) => remove_exactly(drive, path, &found).await,
        _ => Ok(()),
    }
}

/// Deletes a file of this vault. What is cut too short to say whose it is goes only from a folder that is claimed.
async fn remove_vaults(
    drive: &dyn Drive,
    path: &Path,
    vault: VaultId,
    claimed: bool,
) -> Result<(), DriveError> {
    let Some(found) = get(drive, path).await? else { return Ok(()) };
    let ours = match vault_of(&found) {
        Some(theirs) => theirs == vault,
        None => claimed,
    };
    if ours { remove_exactly(drive, path, &found).await } else { Ok(()) }
}

async fn remove_exactly(drive: &dyn Drive, path: &Path, found: &[u8]) -> Result<(), DriveError> {
    let removed = match drive.delete_exactly(path, found).await {
        // It was read a moment ago, and no other wallet writes into this folder.
        Ok(DeleteExactly::CannotPromise) => drive.delete(path).await,
        Ok(DeleteExactly::Deleted | DeleteExactly::Changed) => Ok(()),
        Err(error) => Err(error),
    };
    match removed {
        Err(DriveError::NotFound) => Ok(()),
        removed => removed,
    }
}

pub(super) async fn remove_if_empty(drive: &dyn Drive, folder: &Path) -> Result<(), DriveError> {
    match drive.list(folder).await {
        Ok(entries) if entries.is_empty() => match drive.delete(folder).await {
            Err(DriveError::NotFound) => Ok(()),
            removed => removed,
        },
        Ok(_) | Err(DriveError::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn get(drive: &dyn Drive, path: &Path) -> Result<Option<Vec<u8>>, DriveError> {
    match drive.get(path).await {
        Ok(bytes) => Ok(Some(bytes)),
        // What cannot be a file of ours is nobody's to delete, and in nobody's way.
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
