//! Finding the backups that a drive holds.

use lifeboat_backup::{Channels, DiscoverError, FoundWallet, find_wallets, look_again};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{DriveChoice, FoundBackup, FoundState, Problem};

use crate::device_env::DeviceEnv;
use crate::drive::{DriveSettings, patiently, pause_after};
use crate::problem;

/// The backups of a drive, newest first. Empty only when the drive said so.
pub async fn find(env: &DeviceEnv, choice: &DriveChoice) -> Result<Vec<FoundBackup>, Problem> {
    let failed = |error: DriveError| problem::of_drive(&error);
    let drive = DriveSettings::new(choice, env).await?.drive(env).map_err(failed)?;
    account(env, &*drive).await?;
    let mut found: Vec<FoundBackup> =
        wallets(env, &*drive).await?.into_iter().map(|wallet| shown(&*drive, wallet)).collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.modified_ms));
    Ok(found)
}

/// All wallets that a drive holds.
pub async fn wallets(env: &DeviceEnv, drive: &dyn Drive) -> Result<Vec<FoundWallet>, Problem> {
    wallets_with(env, drive, |_| true).await
}

/// Finds the wallets, but waits for these alone: another folder that the drive does not give keeps no user from their
/// own.
pub(super) async fn wallets_with(
    env: &DeviceEnv,
    drive: &dyn Drive,
    is_wanted: impl Fn(&FoundWallet) -> bool,
) -> Result<Vec<FoundWallet>, Problem> {
    let told = |error: DiscoverError| problem::of_discover(&error);
    let mut found = find_patiently(env, drive).await.map_err(told)?;
    let mut attempts = 1;
    loop {
        let missing = found.iter().filter(|it| is_wanted(it)).filter_map(FoundWallet::may_be_given_later);
        let Some(ms) = missing.filter_map(|error| pause_after(attempts, error)).max() else { break };
        env.sleep(ms).await;
        attempts += 1;
        found = look_again(drive, found).await.map_err(told)?;
    }
    Ok(found)
}

async fn find_patiently(env: &DeviceEnv, drive: &dyn Drive) -> Result<Vec<FoundWallet>, DiscoverError> {
    let why = |error: &DiscoverError| match error {
        DiscoverError::Drive(error) => Some(error.clone()),
        DiscoverError::Contradiction => Some(DriveError::Unavailable { after_ms: None }),
    };
    patiently(env, async || find_wallets(drive).await, why).await
}

pub(super) async fn account(env: &DeviceEnv, drive: &dyn Drive) -> Result<String, Problem> {
    let account = patiently(env, async || drive.account().await, |error| Some(error.clone())).await;
    Ok(account.map_err(|error| problem::of_drive(&error))?.name)
}

/// A found wallet, as the list shows it.
pub fn shown(drive: &dyn Drive, wallet: FoundWallet) -> FoundBackup {
    FoundBackup {
        id: wallet.folder.folder_name().to_owned(),
        place: drive.place(&wallet.folder.path()).words,
        name: wallet.name,
        modified_ms: wallet.modified_ms,
        ended: wallet.ended.is_some(),
        second_copy: wallet.second_copy,
        wallet: wallet.vault_id.map(|id| id.to_string()),
        head: wallet.head,
        state: match wallet.channels {
            Channels::Complete => FoundState::Complete,
            Channels::NoChannelState => FoundState::NoChannelState,
            Channels::Empty => FoundState::Unusable { problem: Problem::FolderEmpty },
            Channels::Unusable(fault) => FoundState::Unusable { problem: problem::of_fault(fault) },
            Channels::Unread(error) => FoundState::Unread { problem: problem::of_drive(&error) },
        },
    }
}
