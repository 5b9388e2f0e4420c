//! Which backups a drive holds, and bringing one of them to this device.

use std::rc::Rc;

use lifeboat_backup::{
    BackupDoubt, Channels, FoundWallet, Journal, Keys, LoadError, NewestHere, RestoreError, RestoreOptions,
    StoredJournal, find_wallets,
};
use lifeboat_crypto::{OpenError, OpenKeyring};

use crate::connection::Connection;
use crate::error::ModuleError;
use crate::host::JournalHost;
use crate::running::RunningJournal;
use crate::secret::BackupSecret;

/// Which backup is to be restored, and what the user has confirmed.
pub struct RestorePlan {
    /// Its folder, as it was found.
    pub folder: String,
    /// What opens it.
    pub secret: BackupSecret,
    /// What the user has confirmed. What a restore must not lose is found out here.
    pub sure: RestoreOptions,
}

/// The backups in a drive, by name. Empty only when the drive truly said so.
///
/// # Errors
/// It is not known what is there: an error is never "no backup".
pub async fn find(connection: &Connection) -> Result<Vec<FoundWallet>, ModuleError> {
    let drive = connection.drive().await?;
    drive.account().await?;
    Ok(find_wallets(&*drive).await?)
}

/// Brings a backup here. Whatever device had it until now finds that out with its next write, and never writes again.
///
/// # Errors
/// Nothing was deleted or changed, but a Takeover that may have been appended. `Occupied`: this store holds
/// another wallet.
pub async fn restore(
    host: &JournalHost,
    connection: &Connection,
    plan: RestorePlan,
) -> Result<RunningJournal, ModuleError> {
    let RestorePlan { folder, secret, sure } = plan;
    let drive = connection.drive().await?;
    let found = find(connection).await?;
    let wallet = found.into_iter().find(|it| it.folder.folder_name() == folder);
    let wallet = wallet.ok_or(RestoreError::FolderGone)?;
    let opened = unlock(&wallet, &secret)?;
    let phrase = match secret.phrase() {
        Some(phrase) => phrase,
        None => wallet.words(&*drive, &opened).await?,
    };
    let after = what_must_be_in_it(host, &opened).await?;
    let keys = Keys::new(opened, &phrase).ok_or(OpenError::Damaged)?;
    let place = connection.place().await?;
    let prepared = connection.prepare(&wallet.folder, host.now_ms()).await?;
    let options = RestoreOptions { takes_no_new_file: prepared.takes_no_new_file, after, ..sure };
    let brought = Journal::restore(
        host.env.clone(),
        Rc::new(keys),
        prepared.drive,
        wallet.folder,
        options,
        Rc::new(|_| {}),
        // What a state means is known to the caller alone, who gets it and has not started anything.
        Rc::new(|_| Box::pin(async { Ok(()) })),
    );
    Ok(RunningJournal::begin(host, brought.await?, place))
}

fn unlock(wallet: &FoundWallet, secret: &BackupSecret) -> Result<OpenKeyring, ModuleError> {
    match wallet.unlock(|keyring| secret.open(keyring)) {
        Some(opened) => Ok(opened?),
        None => Err(match &wallet.channels {
            Channels::Empty => RestoreError::FolderGone.into(),
            Channels::Unread(error) => error.clone().into(),
            Channels::Unusable(_) | Channels::Complete | Channels::NoChannelState => {
                OpenError::Damaged.into()
            }
        }),
    }
}

/// What has to be in the backup that takes the place of the journal here, if there is one.
///
/// # Errors
/// `Occupied`: another wallet's backup is kept up here.
async fn what_must_be_in_it(
    host: &JournalHost,
    opened: &OpenKeyring,
) -> Result<Option<NewestHere>, ModuleError> {
    let Some(StoredJournal { keyring, folder, doubt, .. }) = Journal::stored(&host.env).await? else {
        return Ok(None);
    };
    match (folder, doubt) {
        // A call of `create` that was cut off: nothing was acknowledged.
        (None, _) => Ok(None),
        (Some(_), _) if keyring.vault_id() != opened.keyring().vault_id() => Err(LoadError::Occupied.into()),
        // What is here may be the newest there is.
        (Some(_), Some(BackupDoubt::Gone)) => Ok(Journal::newest_acknowledged(&host.env).await?),
        (Some(_), Some(BackupDoubt::Stale) | None) => Ok(None),
    }
}
