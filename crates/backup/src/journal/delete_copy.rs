//! Deleting a copy that is not the backup any more. Can be repeated until nothing is left.

use std::rc::Rc;

use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::{StoredFile, VaultId};

use super::{DeleteCopyError, confirm::list, read::Reading, replica, retry::Pauses};
use crate::{
    Env, Keys, WalletFolder,
    entry::{self, Body},
    env::DriveCell,
    layout,
    status::Other,
    store::Writes,
};

/// Deletes a wallet's folder with all that is in it. Only a copy of this very wallet, and only one that is not in use: its
/// journal has ended ([`crate::Journal::turn_off`], [`crate::Journal::move_to`]), or it is marked as a second copy.
///
/// A delete whose answer is lost may still arrive later. This device never uses the name of the folder again.
///
/// # Errors
/// What is left can be deleted by calling it again.
pub async fn delete_copy(
    env: &Env,
    drive: Rc<dyn Drive>,
    folder: &WalletFolder,
    keys: &Keys,
) -> Result<(), DeleteCopyError> {
    let copy = Reading { drive: DriveCell::new(drive), folder: folder.clone() };
    if !exists(env, &copy).await? {
        return Ok(());
    }
    let words = copy.drive.now().place(&folder.path()).words.join("/");
    let place = [&keys.vault_id().0[..], words.as_bytes()].concat();
    // Begun before: what made it deletable may be gone already.
    if replica::deleted(&*env.local, folder).await?.as_ref() != Some(&place) {
        may_go(env, &copy, keys).await?;
        let mut writes = Writes::new();
        replica::set_deleted(&mut writes, folder, &place);
        env.local.write(writes).await?;
    }
    let mut pauses = Pauses::patient(env);
    loop {
        match copy.drive.now().delete(&folder.path()).await {
            Ok(()) | Err(DriveError::NotFound) if !exists(env, &copy).await? => return Ok(()),
            Ok(()) | Err(DriveError::NotFound) => {
                pauses.after(&DriveError::Unavailable { after_ms: None }).await?;
            }
            Err(error) => pauses.after(&error).await?,
        }
    }
}

async fn exists(env: &Env, copy: &Reading) -> Result<bool, DriveError> {
    let mut pauses = Pauses::patient(env);
    loop {
        match copy.drive.now().list(&copy.folder.path()).await {
            Ok(_) => return Ok(true),
            Err(DriveError::NotFound) => return Ok(false),
            Err(error) => pauses.after(&error).await?,
        }
    }
}

/// It is this wallet's, and nobody goes on there.
async fn may_go(env: &Env, copy: &Reading, keys: &Keys) -> Result<(), DeleteCopyError> {
    match copy.drive.now().get(&copy.folder.read_me()).await {
        Ok(text) if text == layout::read_me_text(keys.vault_id()).as_bytes() => {}
        Ok(_) => return Err(DeleteCopyError::AnotherWallet),
        Err(DriveError::NotFound) if vault_of_newest(env, copy).await? == Some(keys.vault_id()) => {}
        Err(DriveError::NotFound) => return Err(DeleteCopyError::AnotherWallet),
        Err(error) => return Err(error.into()),
    }
    match copy.drive.now().get(&copy.folder.second_copy()).await {
        Ok(_) => return Ok(()),
        Err(DriveError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let Some((position, bytes)) = newest(env, copy).await? else { return Ok(()) };
    match entry::read(keys, position, bytes) {
        Ok(entry) if matches!(entry.body, Body::End(_)) => Ok(()),
        Ok(entry) => Err(DeleteCopyError::InUse(entry.origin)),
        Err(_) => Err(DeleteCopyError::InUse(Other::default())),
    }
}

async fn newest(env: &Env, copy: &Reading) -> Result<Option<(u64, Vec<u8>)>, DriveError> {
    let Some(mut position) = list(env, copy).await?.last().copied() else { return Ok(None) };
    let mut found = copy.get(env, position).await?.map(|bytes| (position, bytes));
    // A listing may lag.
    while let Some(bytes) = copy.get(env, position.saturating_add(1)).await? {
        position = position.saturating_add(1);
        found = Some((position, bytes));
    }
    Ok(found)
}

async fn vault_of_newest(env: &Env, copy: &Reading) -> Result<Option<VaultId>, DriveError> {
    let vault = newest(env, copy).await?.and_then(|(_, bytes)| {
        let stored = StoredFile::parse(&bytes).ok()?;
        stored.sealed().ok().map(|sealed| sealed.header().vault_id)
    });
    Ok(vault)
}
