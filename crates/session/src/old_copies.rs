//! Copies that are no longer the backup: deleted or forgotten when the user says so. (Marked:
//! [`UnlockedWallet::mark`].)

use std::rc::Rc;

use lifeboat_backup::delete_copy;
use lifeboat_messages::Problem;

use crate::device_env::DeviceEnv;
use crate::problem;
use crate::unlocked::UnlockedWallet;

/// Deletes an old copy and forgets it.
pub async fn delete(env: &DeviceEnv, open: &Rc<UnlockedWallet>, id: &str) -> Result<(), Problem> {
    let old = open.old_copy_of(id)?;
    if old.unmarked {
        open.mark(&old).await?;
        open.change_settings(|settings| settings.note_marked_to_delete(id)).await?;
    }
    let (drive, folder) = open.reach_old(&old)?;
    let (keys, ours) = open.vault_of(&old)?;
    // Without a backup the newest Takeover that this device knows of is its own end, or nothing is anywhere else.
    let off = open.settings().in_use().is_none();
    let alone_from = off.then(|| ours.newest().unwrap_or(0));
    delete_copy(&env.silent_env(), drive, &folder, &keys, &ours, alone_from)
        .await
        .map_err(|error| problem::of_delete_copy(&error))?;
    open.change_settings(|settings| settings.forget_old(id)).await?;
    env.end_access(old.drive);
    Ok(())
}

/// Its place is gone for good: this device keeps no record of it.
pub async fn forget(env: &DeviceEnv, open: &Rc<UnlockedWallet>, id: &str) -> Result<(), Problem> {
    let old = open.old_copy_of(id)?;
    open.change_settings(|settings| settings.forget_old(id)).await?;
    env.end_access(old.drive);
    Ok(())
}
