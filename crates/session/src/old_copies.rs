//! Copies that are not the backup any more: marked, so that nobody goes on there unawares, and deleted when the user says.

use std::rc::Rc;

use lifeboat_backup::{WalletFolder, delete_copy, end_copy};
use lifeboat_cloud::Drive;
use lifeboat_messages::Problem;

use crate::device_env::DeviceEnv;
use crate::drive::DriveSettings;
use crate::open::OpenWallet;
use crate::problem;
use crate::second_copy::name_of;
use crate::settings::OldCopy;

/// Deletes one.
pub async fn delete(env: &DeviceEnv, open: &Rc<OpenWallet>, id: &str) -> Result<(), Problem> {
    let old = find(open, id)?;
    if old.unmarked {
        mark(env, open, &old).await?;
        open.change_settings(|settings| {
            for it in settings.old_copies.iter_mut().filter(|it| it.id() == id) {
                it.unmarked = false;
            }
        })
        .await?;
    }
    let (drive, folder) = reach(env, &old)?;
    let ours = open.journal()?.takeovers();
    delete_copy(&env.silent_env(), drive, &folder, &open.keys(), &ours)
        .await
        .map_err(|error| problem::of_delete_copy(&error))?;
    open.change_settings(|settings| settings.forget_old(id)).await?;
    end_access(env, old.drive);
    Ok(())
}

/// Its place is gone for good: nothing of it stays on this device.
pub async fn forget(env: &DeviceEnv, open: &Rc<OpenWallet>, id: &str) -> Result<(), Problem> {
    let old = find(open, id)?;
    open.change_settings(|settings| settings.forget_old(id)).await?;
    end_access(env, old.drive);
    Ok(())
}

/// Marks those that nothing marks yet, as far as they can be reached now. The next start tries the others.
pub async fn mark_all(open: Rc<OpenWallet>) {
    let env = open.env().clone();
    for old in open.settings().old_copies {
        if !old.unmarked || mark(&env, &open, &old).await.is_err() || open.is_closed() {
            continue;
        }
        // A store that refuses shows by itself at the next entry; marking twice changes nothing.
        let id = old.id();
        let _ = open.change_settings(|settings| settings.note_marked(&id)).await;
        if find(&open, &id).is_err() {
            // The user keeps it, and this device has nothing to do with it any more.
            end_access(&env, old.drive);
        }
    }
}

async fn mark(env: &DeviceEnv, open: &Rc<OpenWallet>, old: &OldCopy) -> Result<(), Problem> {
    let settings = open.settings();
    let in_use = settings.drive.as_ref().is_some_and(|drive| drive.same_place(&old.drive));
    if in_use && settings.folder.as_ref() == Some(&old.folder) {
        return Err(Problem::InUse);
    }
    let (drive, folder) = reach(env, old)?;
    let to = settings.drive.as_ref().map_or("", |drive| name_of(drive.kind()));
    let ours = open.journal()?.takeovers();
    let marked = end_copy(&env.silent_env(), &open.keys(), drive, &folder, &ours, to).await;
    marked.map(drop).map_err(|error| problem::of_end_copy(&error))
}

fn find(open: &OpenWallet, id: &str) -> Result<OldCopy, Problem> {
    open.settings().old_copies.into_iter().find(|old| old.id() == id).ok_or(Problem::NoBackup)
}

fn reach(env: &DeviceEnv, old: &OldCopy) -> Result<(Rc<dyn Drive>, WalletFolder), Problem> {
    let drive = old.drive.drive(env).map_err(|error| problem::of_drive(&error))?;
    let folder = WalletFolder::from_folder_name(&old.folder).ok_or(Problem::Damaged)?;
    Ok((drive, folder))
}

/// Tells the service that the sign-in is of no use any more, where it has such a thing. The copy is old either way.
pub fn end_access(env: &DeviceEnv, drive: DriveSettings) {
    if drive.account().is_some() {
        let ending = env.clone();
        env.spawn(async move {
            let _ = ending.sign_ins.end(&drive, &ending).await;
        });
    }
}
