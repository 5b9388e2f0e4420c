//! Signing in again, to the backup's service or to the second copy's: the same place with new credentials.

use std::rc::Rc;

use lifeboat_cloud::Drive;
use lifeboat_messages::{DriveChoice, Problem};

use crate::device_env::DeviceEnv;
use crate::drive::DriveSettings;
use crate::problem;
use crate::settings::DriveRole;
use crate::unlocked::UnlockedWallet;

/// Reconnects with what was typed.
pub async fn with_form(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    choice: &DriveChoice,
) -> Result<(), Problem> {
    let failed = |error| problem::of_drive(&error);
    let renewed = DriveSettings::new(choice, env).await?;
    let (place, renewed) = open.settings().renewed(renewed).ok_or(Problem::Foreign)?;
    let drive = renewed.drive(env).map_err(failed)?;
    drive.account().await.map_err(failed)?;
    go_on(open, place, renewed, None, drive).await
}

/// Reconnects with a sign-in on the service's page.
pub async fn with_account(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    signed_in: &DriveSettings,
    account: &str,
) -> Result<(), Problem> {
    let failed = |error| problem::of_drive(&error);
    let (place, renewed) = open.settings().renewed(signed_in.clone()).ok_or(Problem::WrongAccount)?;
    env.accounts().use_known(&renewed, env).map_err(failed)?;
    let drive = renewed.drive(env).map_err(failed)?;
    go_on(open, place, renewed.refreshed(env), Some(account), drive).await
}

/// Keeps it, and resumes whatever waited for it.
async fn go_on(
    open: &Rc<UnlockedWallet>,
    place: DriveRole,
    renewed: DriveSettings,
    account: Option<&str>,
    drive: Rc<dyn Drive>,
) -> Result<(), Problem> {
    open.change_settings(|settings| settings.renew(place, renewed, account)).await?;
    match place {
        DriveRole::Backup => {
            open.recheck();
            if let Ok(journal) = open.journal() {
                journal.set_drive(drive);
                // This also applies if nothing waits to be written but a look was refused. The outcome shows in the
                // status.
                drop(journal.resume());
            }
            if let Ok(node) = open.node() {
                node.resume();
            }
        }
        // If it is not followed yet, the start begins with the new ones.
        DriveRole::Second => {
            if let Some(mirror) = open.mirror() {
                mirror.set_drive(drive);
                mirror.resume();
            }
        }
    }
    Ok(())
}
