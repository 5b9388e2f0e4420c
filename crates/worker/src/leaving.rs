//! Turning the backup off, and deleting what is left of it.

use std::rc::Rc;

use lifeboat_backup::{Status, TurnOff, WalletFolder, delete_copy};
use lifeboat_messages::{LeftCopy, Problem};
use wasm_bindgen_futures::spawn_local;

use crate::device_env::DeviceEnv;
use crate::drive::DriveSettings;
use crate::open::OpenWallet;
use crate::problem;

/// How long what is under way may take before the user is told why the backup cannot be turned off now.
const SETTLE_MS: u64 = 10_000;

/// From here on this device alone has the wallet.
pub async fn disconnect(
    env: &DeviceEnv,
    open: &Rc<OpenWallet>,
    delete_copy: bool,
) -> Result<LeftCopy, Problem> {
    let journal = open.journal()?;
    if open.settings().second.is_some() {
        return Err(Problem::SecondCopyFirst);
    }
    if let Ok(node) = open.node() {
        // A copy that stays is as complete as it can be.
        node.settle(SETTLE_MS).await;
    }
    // A write that waits for the drive goes on trying for as long as it takes, and the end would wait behind it.
    if let Status::Waiting { why, .. } | Status::Paused { why } = journal.status() {
        return Err(problem::of_trouble(&why));
    }
    let before = open.settings();
    let off =
        journal.turn_off(TurnOff { delete_copy }).await.map_err(|error| problem::of_turn_off(&error))?;
    let copy = problem::of_copy(&off.copy);
    let keep_access = matches!(copy, LeftCopy::NotDeleted { .. });
    let mut settings = before.clone();
    settings.folder = Some(off.folder.folder_name().to_owned());
    settings.turn_off(keep_access);
    // A store that refuses now is told the same by the journal at the next start.
    let _ = open.vault().keep_settings(&settings).await;
    open.set_settings(settings);
    if let Some(drive) = before.drive.filter(|_| !keep_access) {
        end_access(env, drive);
    }
    env.changed();
    Ok(copy)
}

/// Deletes the copy that could not be deleted when the backup was turned off.
pub async fn delete_old(env: &DeviceEnv, open: &Rc<OpenWallet>) -> Result<(), Problem> {
    let old = open.settings().old_copy.ok_or(Problem::NoBackup)?;
    let drive = old.drive.drive(env).map_err(|error| problem::of_drive(&error))?;
    let folder = WalletFolder::from_folder_name(&old.folder).ok_or(Problem::Damaged)?;
    delete_copy(&env.silent_env(), drive, &folder, &open.keys())
        .await
        .map_err(|error| problem::of_delete_copy(&error))?;
    open.change_settings(|settings| settings.old_copy = None).await?;
    end_access(env, old.drive);
    Ok(())
}

/// Tells the service that the sign-in is of no use any more, where it has such a thing. The backup is off either way.
pub fn end_access(env: &DeviceEnv, drive: DriveSettings) {
    if drive.account().is_some() {
        let env = env.clone();
        spawn_local(async move {
            let _ = env.sign_ins.end(&drive, &env).await;
        });
    }
}
