//! Makes a usable drive from what was entered, or is stored.

use std::rc::Rc;

use lifeboat_backup::WalletFolder;
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{DriveChoice, Problem};

use crate::device_env::DeviceEnv;
use crate::drive::{DriveSettings, provider};
use crate::problem;

/// A drive that keeps its promises, and whose it is.
pub async fn reach(
    env: &DeviceEnv,
    choice: &DriveChoice,
) -> Result<(DriveSettings, Rc<dyn Drive>, String), Problem> {
    let failed = |error| problem::of_drive(&error);
    let settings = DriveSettings::new(choice, env).await?;
    let account = settings.drive(env).map_err(failed)?.account().await.map_err(failed)?.name;
    let settings = settings.probed_once(env).await?;
    let drive = settings.drive(env).map_err(failed)?;
    Ok((settings, drive, account))
}

impl DriveSettings {
    /// From what the user entered, or from a completed sign-in.
    ///
    /// # Errors
    /// When the address cannot be one, the sign-in is over, or this copy of Lifeboat cannot use the service.
    pub async fn new(choice: &DriveChoice, env: &DeviceEnv) -> Result<DriveSettings, Problem> {
        match choice {
            DriveChoice::SignedIn { id, .. } => env.accounts().settings(id),
            DriveChoice::Form { service, fields } => provider(*service).settings(fields, env).await,
        }
    }

    /// The drive.
    pub fn drive(&self, env: &DeviceEnv) -> Result<Rc<dyn Drive>, DriveError> {
        match self.account() {
            Some(_) => env.accounts().drive(self, env),
            None => self.own_drive(env),
        }
    }

    /// Tries the drive out, and keeps what was found; once where it is connected first and used at once.
    ///
    /// # Errors
    /// When it refuses us, or cannot keep channel state safe.
    pub async fn probed_once(self, env: &DeviceEnv) -> Result<DriveSettings, Problem> {
        if let Some(found) = env.tried().take(&self, env.now_ms()) {
            return Ok(found);
        }
        let asked = self.clone();
        match self.probed(env).await {
            Ok(Ok(found)) => {
                env.tried().note(asked, found.clone(), env.now_ms());
                Ok(found)
            }
            Ok(Err(weakness)) => Err(problem::of_weakness(weakness)),
            Err(error) => Err(problem::of_drive(&error)),
        }
    }

    /// The drive with the newest tokens of its account.
    pub fn refreshed(mut self, env: &DeviceEnv) -> DriveSettings {
        if let Some(account) = self.account_mut()
            && let Some(token) = env.accounts().to_keep(&account.id)
        {
            account.keep(&token);
        }
        self
    }

    /// Adds what finds this folder again without a search, if a search would be needed.
    pub fn with_folder(mut self, folder: &WalletFolder, env: &DeviceEnv) -> DriveSettings {
        if let Some(account) = self.account_mut() {
            account.top = env.accounts().top(&account.id, &folder.path()).or_else(|| account.top.clone());
        }
        self
    }
}
