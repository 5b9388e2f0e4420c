//! Bringing a backup to this device.

mod found;
mod keyring;
mod unlocked;

use std::rc::Rc;

use futures::future::join;
use lifeboat_backup::{
    BackupDoubt, Journal, RestoreError, RestoreOptions, TakeoverSeen, WalletFolder, look_at_head,
};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{Assurances, DriveChoice, Phase, Problem, ReadOnly, Unlocker, WriteFault};

use crate::device_env::DeviceEnv;
use crate::drive::{DriveSettings, patiently};
use crate::problem;
use crate::replacement::MayReplace;
use crate::stage::{Stage, Transition};
use crate::unlocked::{CLOSE_MS, UnlockedWallet};
use found::account;

pub use found::{find, shown, wallets};
pub use unlocked::{RestoreSource, UnlockedBackup};

/// What the page asks to be brought here.
#[derive(Clone, Copy)]
pub struct RestoreRequest<'a> {
    /// The call to which progress is reported.
    pub call: u64,
    /// Which of the backups there.
    pub backup: &'a str,
    /// What opens it.
    pub unlocker: &'a Unlocker,
    /// What the user has confirmed.
    pub sure: Assurances,
}

/// Brings a backup here. Whatever device had it until now finds that out with its next write.
///
/// The storage is tried out once the wallet runs: what takes the wallet over is written as carefully as it can be.
pub async fn restore(
    env: &DeviceEnv,
    here: &Stage,
    choice: &DriveChoice,
    wanted: RestoreRequest<'_>,
) -> Result<Transition, Problem> {
    let failed = |error: DriveError| problem::of_drive(&error);
    let may_replace = decide(env, here).await?;
    let settings = DriveSettings::new(choice, env).await?;
    let drive = settings.drive(env).map_err(failed)?;
    let chosen = UnlockedBackup::unlock(env, wanted, &*drive).await?;
    if wanted.sure.although_read_only {
        let sure = Assurances { although_files: true, ..wanted.sure };
        let settings = chosen.settings.clone();
        let place = chosen.make_way(env, may_replace, here, wanted.sure).await?;
        let brought = chosen.bring(
            env,
            place,
            settings,
            RestoreSource::ReadOnly(drive),
            RestoreRequest { sure, ..wanted },
        );
        return Ok(brought.await);
    }
    let looked = look_at_writing(env, &settings, &*drive, &chosen.folder);
    let (account, ready) = join(account(env, &*drive), looked).await;
    let (account, ready) = (account?, ready.map_err(failed)?);
    let source = match &ready {
        Ok(ready) => RestoreSource::Drive(ready.drive(env).map_err(failed)?),
        Err(fault) => RestoreSource::TakesNoNewFile(drive, *fault),
    };
    let settings = ready.unwrap_or(settings);
    let known = settings.refreshed(env).with_folder(&chosen.folder, env);
    let mut settings = chosen.settings.clone();
    settings.come_from(known, account, chosen.folder.folder_name());
    let place = chosen.make_way(env, may_replace, here, wanted.sure).await?;
    Ok(chosen.bring(env, place, settings, source, wanted).await)
}

/// Ready to take the wallet over, or why no new file can be created there.
///
/// A storage that is silent when it is written to may be silent altogether, for a while. So it is asked to
/// read, and only if it answers that, whether it can be written to after all; and before the user is asked,
/// the whole backup is read.
async fn look_at_writing(
    env: &DeviceEnv,
    settings: &DriveSettings,
    drive: &dyn Drive,
    folder: &WalletFolder,
) -> Result<Result<DriveSettings, WriteFault>, DriveError> {
    let look = async || settings.clone().before_its_trial(folder.folder_name(), env).await;
    let looked = look().await?;
    if !matches!(looked, Err(WriteFault::Unanswered | WriteFault::SignedOut)) {
        return Ok(looked);
    }
    patiently(env, async || drive.list(&folder.path()).await, |error| Some(error.clone())).await?;
    look().await
}

/// "Use here": the wallet of this device, back from the device that took it over.
pub async fn take_over(
    env: &DeviceEnv,
    old: Rc<UnlockedWallet>,
    call: u64,
    sure: Assurances,
) -> Result<Transition, Problem> {
    let drive = old.drive()?.ok_or(Problem::NoBackup)?;
    let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
    let stored = stored.ok_or(Problem::FolderGone)?;
    let folder = stored.folder.ok_or(Problem::FolderGone)?;
    if matches!(stored.taken_over, Some(TakeoverSeen::InMirror(_))) {
        is_taken_over_here(env, &old, drive.clone(), folder.clone()).await?;
    }
    // What is here may be all there is: the other device may have begun from something older.
    let after = match stored.doubt {
        Some(BackupDoubt::Gone) => Journal::newest_acknowledged(&env.silent_env()).await,
        Some(BackupDoubt::Stale) | None => Ok(None),
    };
    let options = RestoreOptions { after: after.map_err(|error| problem::of_load(&error))?, ..options(sure) };
    let open = UnlockedWallet::new(env.clone(), old.phrase().duplicate(), old.keys(), old.settings());
    old.give_way(CLOSE_MS).await;
    let (journal_env, look) = (open.journal_env(), open.look(None));
    let (keys, told, check) = (open.keys(), env.told(call), look.check());
    let brought = Journal::restore(journal_env, keys, drive, folder, options, told, check).await;
    Ok(match brought {
        Ok(opened) => Transition::Arrived { wallet: open, opened: Box::new(opened) },
        Err(error) => {
            let problem = if let RestoreError::ReadOnly { error, .. } = error {
                // The other device continues and cannot be stopped, so this one must not continue beside it.
                problem::of_drive(&error)
            } else {
                look.explain(&error, sure)
            };
            Transition::Failed { closed: Some(old), problem }
        }
    })
}

/// Another device was seen in the second copy: what that one has written need not be here.
///
/// # Errors
/// It is not here, or that is not known.
async fn is_taken_over_here(
    env: &DeviceEnv,
    old: &UnlockedWallet,
    drive: Rc<dyn Drive>,
    folder: WalletFolder,
) -> Result<(), Problem> {
    let silent = env.silent_env();
    let own = Journal::load(&silent, old.keys()).await.map_err(|error| problem::of_load(&error))?;
    let seen = look_at_head(&silent, &old.keys(), drive, folder).await;
    let seen = seen.map_err(|error| problem::of_restore(&error))?;
    match seen.is_beyond(&own.takeovers()) {
        true => Ok(()),
        false => Err(Problem::SecondAhead),
    }
}

/// Which wallet may come, by what is here.
///
/// # Errors
/// None may, or what is here cannot be read.
pub async fn decide(env: &DeviceEnv, here: &Stage) -> Result<MayReplace, Problem> {
    let stored = Journal::stored(&env.silent_env()).await;
    let Some(stored) = stored.map_err(|error| problem::of_load(&error))? else { return Ok(MayReplace::Any) };
    let backed_up = stored.folder.is_some();
    // What a wallet has just found out may not be kept yet.
    let doubt = match here.wallet() {
        // Where the backup does not answer, what is here may be the newest there is.
        Ok(open) if open.is_all_there_is() || is_unconfirmed(&open) => Some(BackupDoubt::Gone),
        Ok(open) if open.is_stale() => stored.doubt.or(Some(BackupDoubt::Stale)),
        Ok(_) | Err(_) => stored.doubt,
    };
    let may_replace = if let Stage::Locked(_) = here {
        MayReplace::behind_lock(backed_up, stored.unsent, doubt)
    } else {
        MayReplace::beside(backed_up, doubt)
    };
    if may_replace == MayReplace::None { Err(Problem::Occupied) } else { Ok(may_replace) }
}

fn is_unconfirmed(open: &UnlockedWallet) -> bool {
    matches!(open.phase(), Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } })
}

/// What the user has confirmed, in the journal's words.
pub fn options(sure: Assurances) -> RestoreOptions {
    RestoreOptions {
        old_device_is_gone: sure.old_device_is_gone,
        although_ended: sure.although_ended,
        although_second_copy: sure.although_second_copy,
        although_files: sure.although_files,
        takes_no_new_file: false,
        after: None,
        forgets: &[],
    }
}
