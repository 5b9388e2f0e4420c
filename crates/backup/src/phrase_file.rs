//! `Recovery phrase <seq>.lifeboat`: the keyring and the sealed phrase. Create-only, read back, opened, then trusted.

use std::rc::Rc;

use lifeboat_cloud::{Create, Drive, DriveError};
use lifeboat_crypto::{
    Digest, Header, KdfBounds, Kind, OpenError, OpenKeyring, Phrase, Secret, StoredFile, WriterId,
    seal as seal_object,
};

use crate::{
    Env, Keys, WalletFolder,
    env::{DriveCell, Randomness},
    fault::Fault,
    journal::create_once,
    layout,
    state::TooLarge,
};

/// Why a phrase file does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhraseFileError {
    /// The secret, or the cost of trying it.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file.
    #[error("the file is {0}")]
    File(#[from] Fault),
}

/// Why the keyring on the drive is still the old one. Nothing was deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The drive.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// There is a file of this number that does not open with the new secret: what an earlier attempt left. Rewrite the
    /// keyring once more (a number higher) and try again.
    #[error("the number {seq} is taken")]
    Taken {
        /// Which.
        seq: u32,
    },
    /// What was read back is not what was written, or does not open.
    #[error("it could not be read back")]
    NotReadBack,
}

/// The file for this keyring.
///
/// # Errors
/// Never for a real phrase.
pub fn seal(keys: &Keys, phrase: &Phrase, rng: &Randomness) -> Result<Vec<u8>, TooLarge> {
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
    let words = phrase.words();
    let object = rng.with(|rng| seal_object(keys.data_key(), &header, words.as_bytes(), rng));
    Ok(StoredFile::join(Some(keys.keyring()), &object.map_err(|_| TooLarge)?))
}

/// Opens a phrase file with the user's secret.
///
/// # Errors
/// A wrong secret is never called damage, nor the reverse, as far as the format can tell them apart.
pub fn open(
    file: &[u8],
    secret: &Secret<'_>,
    bounds: &KdfBounds,
) -> Result<(OpenKeyring, Phrase), PhraseFileError> {
    let stored = StoredFile::parse(file).map_err(Fault::from)?;
    let keyring = stored.keyring.as_ref().ok_or(Fault::Damaged)?.open(secret, bounds)?;
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

/// Exchanges the phrase file for one with a higher `seq`: creates it, reads it back, opens it with the new secret
/// (`opens`), and only then deletes the older ones. Safe to stop and to repeat at any point.
///
/// Gives the file that is in place: when an earlier attempt got further than it knew, that one, and its keyring is the
/// one to go on with. Then [`crate::Journal::set_keys`], and [`crate::Journal::prove`] for a snapshot that carries it.
///
/// # Errors
/// The old file is still there, and so is the old secret.
pub async fn change(
    env: &Env,
    drive: Rc<dyn Drive>,
    folder: &WalletFolder,
    keys: &Keys,
    file: &[u8],
    opens: &dyn Fn(&[u8]) -> bool,
) -> Result<Vec<u8>, ChangeError> {
    let seq = keys.keyring().seq();
    let drive = DriveCell::new(drive);
    let path = folder.phrase(seq);
    let created = create_once(env, &drive, &path, file).await?;
    let found = match drive.now().get(&path).await {
        Err(DriveError::NotFound) => return Err(ChangeError::NotReadBack),
        other => other?,
    };
    match created {
        Create::Created if found != file || !opens(&found) => return Err(ChangeError::NotReadBack),
        Create::Exists if !is_vaults(&found, keys) || !opens(&found) => {
            return Err(ChangeError::Taken { seq });
        }
        _ => {}
    }
    remove_older(&drive, folder, keys, seq).await;
    Ok(found)
}

/// Deletes what older phrase files there are, after reading each. One that stays is deleted by the next change.
pub(crate) async fn remove_older(drive: &DriveCell, folder: &WalletFolder, keys: &Keys, seq: u32) {
    let Ok(files) = drive.now().list(&folder.path()).await else { return };
    for older in files.iter().filter_map(|file| layout::phrase_seq(&file.name)).filter(|older| *older < seq) {
        let path = folder.phrase(older);
        let ours = drive.now().get(&path).await.is_ok_and(|bytes| is_vaults(&bytes, keys));
        if ours {
            // Tried again at the next change.
            let _ = drive.now().delete(&path).await;
        }
    }
}

fn is_vaults(file: &[u8], keys: &Keys) -> bool {
    StoredFile::parse(file)
        .ok()
        .and_then(|stored| stored.keyring)
        .is_some_and(|keyring| keyring.vault_id() == keys.vault_id())
}
