//! Turning the backup off, and removing the copy that it leaves behind.

use std::rc::Rc;

use lifeboat_backup::{LeftCopy, TurnOff, WalletFolder, delete_copy};
use lifeboat_messages::{OldCopy, Problem};
use serde::{Deserialize, Serialize};

use crate::drive::DriveSettings;
use crate::open::OpenWallet;
use crate::problem;

/// A copy that is not the backup any more, and still there.
#[derive(Clone, Serialize, Deserialize)]
pub struct LeftBehind {
    /// How to reach it.
    pub drive: DriveSettings,
    /// Whose drive it is, as the user knows it.
    pub account: String,
    /// The wallet's folder there.
    pub folder: String,
}

/// Turns the backup off; with the copy deleted, if that is wanted and can be done.
pub async fn disconnect(open: &Rc<OpenWallet>, delete: bool) -> Result<OldCopy, Problem> {
    open.node()?.flush();
    let plan = TurnOff { delete_copy: delete };
    let off = open.journal()?.turn_off(plan).await.map_err(|error| problem::of_turn_off(&error))?;
    let used = open.settings().drive;
    let copy = match off.copy {
        LeftCopy::Kept => OldCopy::Kept,
        LeftCopy::Deleted => OldCopy::Deleted,
        LeftCopy::NotDeleted(error) => OldCopy::NotDeleted { problem: problem::of_delete_copy(&error) },
    };
    let done = !matches!(copy, OldCopy::NotDeleted { .. });
    open.leave_behind(off.folder.folder_name(), done).await?;
    if done {
        end_access(open, used).await;
    }
    Ok(copy)
}

/// Removes the copy that disconnecting left behind.
pub async fn delete_old_copy(open: &Rc<OpenWallet>) -> Result<(), Problem> {
    let left = open.settings().left.ok_or(Problem::NoBackup)?;
    let folder = WalletFolder::from_folder_name(&left.folder).ok_or(Problem::Damaged)?;
    let failed = |error| problem::of_drive(&error);
    let drive = left.drive.drive(open.env()).map_err(failed)?;
    delete_copy(&open.env().journal_env(open), drive, &folder, &open.keys())
        .await
        .map_err(|error| problem::of_delete_copy(&error))?;
    open.change_settings(|settings| settings.left = None).await?;
    end_access(open, Some(left.drive)).await;
    Ok(())
}

/// Gives back what the service let us do. This device has forgotten it already; a service that cannot be reached now
/// ends it with the token.
async fn end_access(open: &OpenWallet, drive: Option<DriveSettings>) {
    if let Some(drive) = drive {
        let _ = open.env().sign_ins.end(&drive, open.env()).await;
    }
}
