//! What the files of a wallet's folder hold, without a key: their keyrings, and what the newest entry says of itself.

use lifeboat_cloud::{Drive, DriveError, Path};
use lifeboat_crypto::{Keyring, StoredFile, VaultId};

use super::{DiscoverError, MOST_FILES, NEWEST_PHRASES};
use crate::{entry, fault::Fault, keys::parse_keyring, layout::WalletFolder, status::EndReason};

/// Anything too large, or that is not a file, is not ours; this is not an error.
pub(super) async fn file(drive: &dyn Drive, path: &Path) -> Result<Option<Vec<u8>>, DriveError> {
    match drive.get(path).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(DriveError::NotFound | DriveError::TooLarge | DriveError::WrongKind) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the header of the newest entry says.
#[derive(Clone, Copy)]
pub(super) struct NewestHeader {
    pub(super) position: u64,
    pub(super) key_epoch: u32,
    pub(super) ending: Option<EndReason>,
}

/// Reads the file of the first of these positions.
pub(super) async fn read_newest(
    drive: &dyn Drive,
    folder: &WalletFolder,
    positions: &[u64],
) -> Result<Option<Vec<u8>>, DriveError> {
    match positions.first() {
        Some(position) => file(drive, &folder.entry(*position)).await,
        None => Ok(None),
    }
}

/// The highest file that says of itself that it is the entry of its name in this backup. `newest`: that of the first
/// position, read before.
pub(super) async fn top_in_clear(
    drive: &dyn Drive,
    folder: &WalletFolder,
    positions: &[u64],
    vault: Option<VaultId>,
    mut newest: Option<Vec<u8>>,
) -> Result<Option<NewestHeader>, DiscoverError> {
    for (place, position) in positions.iter().copied().take(MOST_FILES).enumerate() {
        let is_read = place == 0;
        let bytes = if is_read { newest.take() } else { file(drive, &folder.entry(position)).await? };
        let Some(bytes) = bytes else { continue };
        let Some(clear) = entry::in_clear(&bytes) else { continue };
        if Some(clear.vault) == vault && clear.position == position {
            let ending = entry::ending_in_clear(&bytes);
            return Ok(Some(NewestHeader { position, key_epoch: clear.key_epoch, ending }));
        }
    }
    Ok(None)
}

/// The keyrings of a folder's files.
#[derive(Default)]
pub(super) struct Search {
    /// Keyrings of complete files.
    pub(super) whole: Vec<Keyring>,
    /// Keyrings of files that were truncated after them: nothing else can be read there.
    pub(super) cut: Vec<Keyring>,
    pub(super) fault: Option<Fault>,
}

impl Search {
    /// Reads phrase files, from the newest on, until enough of them are whole. Returns their bytes.
    pub(super) async fn read_phrases(
        &mut self,
        drive: &dyn Drive,
        folder: &WalletFolder,
        numbers: impl Iterator<Item = u32>,
    ) -> Result<Vec<Vec<u8>>, DriveError> {
        let mut files = Vec::new();
        for seq in numbers {
            if let Some(bytes) = file(drive, &folder.phrase(seq)).await? {
                self.take(&bytes);
                files.push(bytes);
            }
            if self.whole.len() == NEWEST_PHRASES {
                break;
            }
        }
        Ok(files)
    }

    /// Whether the file is whole, and holds a keyring.
    pub(super) async fn read(&mut self, drive: &dyn Drive, path: &Path) -> Result<bool, DiscoverError> {
        let bytes = file(drive, path).await?;
        Ok(bytes.is_some_and(|bytes| self.take(&bytes)))
    }

    /// Takes a file that was read already.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        let fault = match (parse_keyring(bytes), StoredFile::parse(bytes)) {
            (Ok((keyring, _)), Ok(_)) => {
                keep(&mut self.whole, keyring);
                return true;
            }
            (Ok((keyring, _)), Err(error)) => {
                if self.cut.len() < NEWEST_PHRASES {
                    keep(&mut self.cut, keyring);
                }
                error.into()
            }
            (Err(fault), _) => fault,
        };
        self.fault.get_or_insert(fault);
        false
    }

    /// One more, if none of those found says that it holds the key of the newest entry. Only one, because each costs a
    /// user who tries a secret some time.
    pub(super) async fn find_key(
        &mut self,
        drive: &dyn Drive,
        files: impl Iterator<Item = Path>,
        vault: VaultId,
        epoch: u32,
    ) -> Result<(), DiscoverError> {
        if self.whole.iter().chain(&self.cut).any(|keyring| keyring.names_epoch(epoch)) {
            return Ok(());
        }
        for path in files {
            let Some(bytes) = file(drive, &path).await? else { continue };
            let stored = StoredFile::parse(&bytes).ok().and_then(|stored| stored.keyring);
            if let Some(keyring) =
                stored.filter(|keyring| keyring.vault_id() == vault && keyring.names_epoch(epoch))
            {
                keep(&mut self.whole, keyring);
                break;
            }
        }
        Ok(())
    }

    /// The newest of the complete ones; if there is none, the newest of the truncated ones.
    pub(super) fn newest(&self) -> Option<&Keyring> {
        let by_number = |keyring: &&Keyring| keyring.seq();
        self.whole.iter().max_by_key(by_number).or(self.cut.iter().max_by_key(by_number))
    }

    /// The newest of the whole ones first. An upload that was cut never comes before the file that it was to
    /// replace: the words are not in it.
    pub(super) fn keyrings(mut self) -> Vec<Keyring> {
        for keyrings in [&mut self.whole, &mut self.cut] {
            keyrings.sort_by_key(|keyring| std::cmp::Reverse(keyring.seq()));
        }
        for keyring in self.cut {
            keep(&mut self.whole, keyring);
        }
        self.whole
    }
}

fn keep(keyrings: &mut Vec<Keyring>, keyring: Keyring) {
    if keyrings.iter().all(|known| known.as_bytes() != keyring.as_bytes()) {
        keyrings.push(keyring);
    }
}
