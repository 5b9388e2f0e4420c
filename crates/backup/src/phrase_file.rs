//! `Recovery phrase <seq>.lifeboat`: the keyring and the sealed phrase. What puts it there, and watches over it, is the
//! journal.

use lifeboat_cloud::{DeleteExactly, Drive, DriveError, Path};
use lifeboat_crypto::{
    Digest, Header, KdfBounds, Kind, OpenError, OpenKeyring, Phrase, Secret, StoredFile, WriterId,
    seal as seal_object,
};

use crate::{
    Keys, WalletFolder,
    bytes::TooLarge,
    env::{DriveCell, Env, Randomness},
    fault::Fault,
    layout,
    read::RemoteFolder,
    retry::Pauses,
};

/// How many other phrase files are searched for the words, highest number first.
const MOST_OTHERS: usize = 8;
/// How far ahead the number of an honest writer can be.
const MOST_AHEAD: u32 = 64;
/// How many files are searched for keyrings of overtaken changes, highest number first.
const MOST_OVERTAKEN: usize = 32;

/// Why a phrase file does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseFileError {
    /// The secret, or the cost of trying it.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file does not open, or is not what it should be.
    #[error("the file is {0}")]
    File(#[from] Fault),
}

/// The file for this keyring.
///
/// # Errors
/// Never for a real phrase.
pub fn seal(keys: &Keys, rng: &Randomness) -> Result<Vec<u8>, TooLarge> {
    let header = Header {
        kind: Kind::Phrase,
        vault_id: keys.vault_id(),
        key_epoch: keys.epoch(),
        writer_epoch: 0,
        position: u64::from(keys.keyring().seq()),
        writer_id: rng.with(|rng| WriterId::make(rng)),
        previous: Digest::NONE,
        ext: Vec::new(),
    };
    let words = keys.phrase().words();
    let object = rng.with(|rng| seal_object(keys.opened().data_key(), &header, words.as_bytes(), rng));
    Ok(StoredFile::join(Some(keys.keyring()), &object.map_err(|_| TooLarge)?))
}

/// Opens a phrase file with the user's secret, or the several that a slot needs together.
///
/// # Errors
/// A wrong secret is never called damage, nor the reverse, as far as the format can tell them apart.
pub fn open(
    file: &[u8],
    secrets: &[Secret<'_>],
    bounds: &KdfBounds,
) -> Result<(OpenKeyring, Phrase), PhraseFileError> {
    let stored = StoredFile::parse(file).map_err(Fault::from)?;
    let keyring = stored.keyring.as_ref().ok_or(Fault::Damaged)?.open_with(secrets, bounds)?;
    let phrase = words(&keyring, file)?;
    Ok((keyring, phrase))
}

/// The phrase in a phrase file, for a keyring that is open already.
///
/// # Errors
/// Damage, or another wallet's file.
pub fn words(keyring: &OpenKeyring, file: &[u8]) -> Result<Phrase, Fault> {
    let stored = StoredFile::parse(file)?;
    let (header, words) = keyring.open(stored.sealed().map_err(Fault::from)?)?;
    let seq = stored.keyring.as_ref().map(|keyring| u64::from(keyring.seq()));
    if header.kind != Kind::Phrase || seq != Some(header.position) {
        return Err(Fault::Swapped);
    }
    let words = std::str::from_utf8(&words).map_err(|_| Fault::Damaged)?;
    Phrase::parse(words).map_err(|_| Fault::Damaged)
}

/// Why no phrase file of a folder gives the words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWords {
    /// There is no file for this keyring.
    #[error("no phrase file")]
    Gone,
    /// The drive did not answer, or refused.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// The file that goes with it.
    #[error("the phrase file is {0}")]
    File(#[from] Fault),
}

/// The words, from the file that goes with the keyring, or else from any other one in the folder that it
/// opens: the upload of that one may have been cut.
///
/// # Errors
/// What is wrong with the file that goes with it.
pub async fn find_words(
    drive: &dyn Drive,
    folder: &WalletFolder,
    opened: &OpenKeyring,
) -> Result<Phrase, NoWords> {
    let seq = opened.keyring().seq();
    let why = match read_words(drive, folder, opened, seq).await {
        Ok(phrase) => return Ok(phrase),
        Err(why) => why,
    };
    let Ok(files) = drive.list(&folder.path()).await else { return Err(why) };
    let mut others: Vec<u32> = files.iter().filter_map(|file| layout::phrase_seq(&file.name)).collect();
    others.retain(|other| *other != seq);
    others.sort_unstable_by(|a, b| b.cmp(a));
    for other in others.into_iter().take(MOST_OTHERS) {
        if let Ok(phrase) = read_words(drive, folder, opened, other).await {
            return Ok(phrase);
        }
    }
    Err(why)
}

async fn read_words(
    drive: &dyn Drive,
    folder: &WalletFolder,
    opened: &OpenKeyring,
    seq: u32,
) -> Result<Phrase, NoWords> {
    let file = drive
        .get(&folder.phrase(seq))
        .await
        .map_err(|error| if error == DriveError::NotFound { NoWords::Gone } else { NoWords::Drive(error) })?;
    Ok(words(opened, &file)?)
}

/// Whether a restore from this file, with the secrets of the keyring in use, would bring this wallet back.
///
/// # Errors
/// What is wrong with it. Another keyring of this wallet, which other secrets open, is [`Fault::Swapped`].
pub(crate) fn check(keys: &Keys, file: &[u8]) -> Result<(), Fault> {
    let found = words(keys.opened(), file)?;
    let same = file.starts_with(keys.keyring().as_bytes()) && *found.words() == *keys.phrase().words();
    if same { Ok(()) } else { Err(Fault::Swapped) }
}

/// The highest number above ours under which another keyring of this wallet lies: one of a change that was cut off by a
/// Takeover. A restore would ask for its PIN first. What is out of reach of any honest writer does not count.
///
/// # Errors
/// It is not known, which is not the same as "none".
pub(crate) async fn newer(env: &Env, there: &RemoteFolder, keys: &Keys) -> Result<Option<u32>, DriveError> {
    let seq = keys.keyring().seq();
    let near = seq..=seq.saturating_add(MOST_AHEAD);
    let above = numbers(env, there).await?.into_iter();
    for found in above.filter(|found| *found > seq && near.contains(found)) {
        if is_ours(env, there, keys, found).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The keyrings in the folder whose key is not held here, opened by the words: what overtaken changes left. A keyring
/// rotated above them ([`OpenKeyring::rotate_over`]) opens all that they open, and then they are superseded.
///
/// # Errors
/// Nobody knows.
pub(crate) async fn overtaken(
    env: &Env,
    there: &RemoteFolder,
    keys: &Keys,
) -> Result<Vec<OpenKeyring>, DriveError> {
    let mut numbers = numbers(env, there).await?;
    numbers.truncate(MOST_OVERTAKEN);
    let mut found = Vec::new();
    for seq in numbers {
        let file = match there.file(env, &there.folder.phrase(seq)).await {
            Ok(Some(file)) if is_vaults(&file, keys) && !supersedes(keys, &file) => file,
            Ok(_) | Err(DriveError::WrongKind | DriveError::TooLarge) => continue,
            Err(error) => return Err(error),
        };
        let keyring = StoredFile::parse(&file).ok().and_then(|stored| stored.keyring);
        let words = Secret::Phrase(keys.phrase());
        found.extend(keyring.and_then(|keyring| keyring.open(&words, &KdfBounds::READ).ok()));
    }
    Ok(found)
}

/// The numbers of the phrase files that a listing shows, highest first.
async fn numbers(env: &Env, there: &RemoteFolder) -> Result<Vec<u32>, DriveError> {
    let mut pauses = Pauses::patient(env, &there.drive);
    let files = loop {
        match there.drive.now().list(&there.folder.path()).await {
            Ok(files) => break files,
            Err(DriveError::NotFound) => return Ok(Vec::new()),
            Err(error) => pauses.after(&error).await?,
        }
    };
    let mut numbers: Vec<u32> = files.iter().filter_map(|file| layout::phrase_seq(&file.name)).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    Ok(numbers)
}

/// The next number, if another keyring of this wallet lies there: without a listing.
///
/// # Errors
/// Nobody knows.
pub(crate) async fn next(env: &Env, there: &RemoteFolder, keys: &Keys) -> Result<Option<u32>, DriveError> {
    let Some(next) = keys.keyring().seq().checked_add(1) else { return Ok(None) };
    Ok(is_ours(env, there, keys, next).await?.then_some(next))
}

/// What cannot be a file of ours is not one.
async fn is_ours(env: &Env, there: &RemoteFolder, keys: &Keys, seq: u32) -> Result<bool, DriveError> {
    match there.file(env, &there.folder.phrase(seq)).await {
        Ok(file) => Ok(file.is_some_and(|file| is_vaults(&file, keys))),
        Err(DriveError::WrongKind | DriveError::TooLarge) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The older phrase files that are no longer needed, as they were read.
pub(crate) struct SupersededFiles {
    superseded: Vec<(Path, Vec<u8>)>,
    /// One that could not be read, or removed.
    stays: Result<(), DriveError>,
}

/// The older phrase files of which everything opens by the keyring in use, whose file has to be there
/// already. One with a key that is not held here stays: a device that restored with it, while this device
/// looks or later, seals with that key, and the file may be the only way to open that.
///
/// # Errors
/// Nobody knows.
pub(crate) async fn older(
    drive: &DriveCell,
    folder: &WalletFolder,
    keys: &Keys,
) -> Result<SupersededFiles, DriveError> {
    let seq = keys.keyring().seq();
    let files = drive.now().list(&folder.path()).await?;
    let mut all = SupersededFiles { superseded: Vec::new(), stays: Ok(()) };
    for older in files.iter().filter_map(|file| layout::phrase_seq(&file.name)).filter(|older| *older < seq) {
        let path = folder.phrase(older);
        match drive.now().get(&path).await {
            Ok(bytes) if supersedes(keys, &bytes) => all.superseded.push((path, bytes)),
            // Never delete what is not ours.
            Ok(_) | Err(DriveError::NotFound | DriveError::WrongKind | DriveError::TooLarge) => {}
            Err(error) => all.stays = all.stays.and(Err(error)),
        }
    }
    Ok(all)
}

impl SupersededFiles {
    pub(crate) fn is_any(&self) -> bool {
        !self.superseded.is_empty()
    }

    /// Deletes them.
    ///
    /// # Errors
    /// Something may have stayed.
    pub(crate) async fn remove(self, drive: &DriveCell) -> Result<(), DriveError> {
        let mut all = self.stays;
        for (path, bytes) in &self.superseded {
            all = all.and(remove(drive, path, bytes).await);
        }
        all
    }
}

/// What was read, and nothing that has its name by the time the request arrives.
async fn remove(drive: &DriveCell, path: &Path, bytes: &[u8]) -> Result<(), DriveError> {
    let removed = match drive.now().delete_exactly(path, bytes).await {
        Ok(DeleteExactly::Deleted) => Ok(()),
        // It has to be looked at again.
        Ok(DeleteExactly::Changed) => Err(DriveError::Unavailable { after_ms: None }),
        // Otherwise a changed PIN would change nothing at such a drive.
        Ok(DeleteExactly::CannotPromise) => drive.now().delete(path).await,
        Err(error) => Err(error),
    };
    match removed {
        Err(DriveError::NotFound) => Ok(()),
        removed => removed,
    }
}

/// Whether the keyring in use opens all that the one of this file opens: it holds its very key, and so all before that.
fn supersedes(keys: &Keys, file: &[u8]) -> bool {
    let Some(keyring) = StoredFile::parse(file).ok().and_then(|stored| stored.keyring) else { return false };
    let held = keys.opened().key_of_epoch(keyring.epoch());
    keyring.vault_id() == keys.vault_id()
        && held.is_some_and(|key| keyring.open_with_key(key.duplicate()).is_ok())
}

fn is_vaults(file: &[u8], keys: &Keys) -> bool {
    StoredFile::parse(file)
        .ok()
        .and_then(|stored| stored.keyring)
        .is_some_and(|keyring| keyring.vault_id() == keys.vault_id())
}
