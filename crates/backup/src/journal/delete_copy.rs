//! Deletes a copy that is no longer the backup. It can be repeated until nothing is left.

use std::rc::Rc;

use lifeboat_cloud::{Drive, DriveError};

use super::{error::DeleteCopyError, replica};
use crate::{
    Env, Keys, WalletFolder,
    chain::Takeovers,
    entry::{Body, Entry},
    env::DriveCell,
    layout,
    read::RemoteFolder,
    retry::Pauses,
    status::Author,
    store::Writes,
    top::{Top, top},
};

/// Deletes a wallet's folder with all that is in it. Only a copy of this very wallet, and only one that is
/// not in use: its journal has ended ([`crate::Journal::turn_off`], [`crate::Journal::move_to`]), or it is
/// marked as a second copy and no device has taken over there that this one does not know of (`ours`). Each
/// call looks again: another device may have restored from it meanwhile.
///
/// `alone_from`: from there on this device has its entries in no other place that is in use, since it has
/// left the backup with an entry that counts as a Takeover. What lies there that is no end is another
/// device's, though it knows of no more Takeovers.
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
    ours: &Takeovers,
    alone_from: Option<u64>,
) -> Result<(), DeleteCopyError> {
    let copy = RemoteFolder { drive: DriveCell::new(drive), folder: folder.clone() };
    if !exists(env, &copy).await? {
        return Ok(());
    }
    let words = copy.drive.now().place(&folder.path()).words.join("/");
    let place = [&keys.vault_id().0[..], words.as_bytes()].concat();
    let found = top(env, keys, &copy).await?;
    is_nobody_elses(&found, alone_from)?;
    // Begun before: what made it deletable may be gone already, but nothing can have come above it.
    let begun = replica::deleted(&*env.local, folder).await?;
    match begun.filter(|begun| begun.place == place) {
        Some(begun) => still_goes(env, &copy, ours, &found, begun.below).await?,
        None => {
            may_go(env, &copy, keys, ours, &found).await?;
            let below = found.entry.as_ref().map_or(0, |entry| entry.place.position);
            let mut writes = Writes::new();
            replica::set_deleted(&mut writes, folder, &place, below);
            env.local.write(writes).await?;
        }
    }
    let mut pauses = Pauses::patient(env, &copy.drive);
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

async fn exists(env: &Env, copy: &RemoteFolder) -> Result<bool, DriveError> {
    let mut pauses = Pauses::patient(env, &copy.drive);
    loop {
        match copy.drive.now().list(&copy.folder.path()).await {
            Ok(_) => return Ok(true),
            Err(DriveError::NotFound) => return Ok(false),
            Err(error) => pauses.after(&error).await?,
        }
    }
}

fn in_use(entry: &Entry) -> DeleteCopyError {
    DeleteCopyError::InUse(entry.origin.clone())
}

/// What is above all that this device has anywhere is its end, or another device's.
fn is_nobody_elses(found: &Top, alone_from: Option<u64>) -> Result<(), DeleteCopyError> {
    let (Some(entry), Some(from)) = (&found.entry, alone_from) else { return Ok(()) };
    let is_ours = entry.place.position < from || matches!(entry.body, Body::End(_));
    if is_ours { Ok(()) } else { Err(in_use(entry)) }
}

/// A delete that was begun continues, unless another device has restored from what it left: an entry above all that
/// there was, one with more Takeovers than this device knows of, or another one where the end was.
async fn still_goes(
    env: &Env,
    copy: &RemoteFolder,
    ours: &Takeovers,
    found: &Top,
    below: Option<u64>,
) -> Result<(), DeleteCopyError> {
    if found.unreadable.is_some() {
        // Perhaps a device that has restored from it is writing just now.
        return Err(DeleteCopyError::InUse(Author::default()));
    }
    let Some(entry) = &found.entry else { return Ok(()) };
    let position = entry.place.position;
    if matches!(entry.body, Body::End(_)) {
        return Ok(());
    }
    if below.is_none_or(|below| position > below) || entry.place.epoch > ours.until(position) {
        return Err(in_use(entry));
    }
    // A Takeover by no device counts like any other, so the number alone does not tell it from another's.
    let instead = below == Some(position) && ours.contains(position);
    match instead && copy.file(env, &copy.folder.second_copy()).await?.is_none() {
        true => Err(in_use(entry)),
        false => Ok(()),
    }
}

/// Whether the copy is this wallet's, and no device continues there.
async fn may_go(
    env: &Env,
    copy: &RemoteFolder,
    keys: &Keys,
    ours: &Takeovers,
    found: &Top,
) -> Result<(), DeleteCopyError> {
    match copy.file(env, &copy.folder.read_me()).await? {
        Some(text) if text == layout::read_me_text(keys.vault_id()).as_bytes() => {}
        // An entry that opens is this wallet's.
        None if found.entry.is_some() => {}
        Some(_) | None => return Err(DeleteCopyError::AnotherWallet),
    }
    if found.unreadable.is_some() {
        // Perhaps a device that has restored from it is writing just now.
        return Err(DeleteCopyError::InUse(Author::default()));
    }
    let Some(entry) = &found.entry else { return Ok(()) };
    if matches!(entry.body, Body::End(_)) {
        return Ok(());
    }
    let second = copy.file(env, &copy.folder.second_copy()).await?.is_some();
    if second && entry.place.epoch <= ours.until(entry.place.position) { Ok(()) } else { Err(in_use(entry)) }
}
