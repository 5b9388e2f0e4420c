//! Finding a backup, and bringing it to this device.

use std::rc::Rc;

use lifeboat_backup::{
    Channels, FoundWallet, Journal, Keys, RestoreOptions, WalletFolder, find_wallets, phrase_file,
};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::{KdfBounds, Keyring, OpenKeyring, Phrase, Pin, Secret};
use lifeboat_messages::{DriveChoice, FoundBackup, FoundState, Problem, Restored, Step, Sure};

use crate::device_env::DeviceEnv;
use crate::drive::DriveSettings;
use crate::open::{CLOSE_MS, OpenWallet};
use crate::platform::port;
use crate::problem;
use crate::saving::{reach, step_of};
use crate::session::{Session, Stage};
use crate::settings::Settings;
use crate::vault::Vault;

/// The backups of a drive, newest first. Empty only when the drive said so.
pub async fn find(env: &DeviceEnv, choice: &DriveChoice) -> Result<Vec<FoundBackup>, Problem> {
    let failed = |error: DriveError| problem::of_drive(&error);
    let drive = DriveSettings::new(choice, env).await?.drive(env).map_err(failed)?;
    drive.account().await.map_err(failed)?;
    let mut found: Vec<FoundBackup> =
        wallets(&*drive).await?.into_iter().map(|wallet| shown(&*drive, wallet)).collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.modified_ms));
    Ok(found)
}

async fn wallets(drive: &dyn Drive) -> Result<Vec<FoundWallet>, Problem> {
    find_wallets(drive).await.map_err(|error| problem::of_discover(&error))
}

fn shown(drive: &dyn Drive, wallet: FoundWallet) -> FoundBackup {
    FoundBackup {
        id: wallet.folder.folder_name().to_owned(),
        place: drive.place(&wallet.folder.path()).words,
        name: wallet.name,
        modified_ms: wallet.modified_ms,
        ended: wallet.ended.is_some(),
        second_copy: wallet.second_copy,
        state: match wallet.channels {
            Channels::Complete => FoundState::Complete,
            Channels::NoChannelState => FoundState::NoChannelState,
            Channels::Empty => FoundState::Unusable { problem: Problem::FolderEmpty },
            Channels::Unusable(fault) => FoundState::Unusable { problem: problem::of_fault(fault) },
        },
    }
}

/// Brings a backup here. Whatever device had it until now finds that out with its next write.
pub async fn restore(
    session: &Rc<Session>,
    call: u64,
    choice: &DriveChoice,
    backup: &str,
    secret: &lifeboat_messages::Secret,
    sure: Sure,
) -> Result<Restored, Problem> {
    let env = &session.env;
    replaceable(session).await?;
    let (drive_settings, drive, account) = reach(env, choice).await?;
    let wallet = wallets(&*drive).await?.into_iter().find(|wallet| wallet.folder.folder_name() == backup);
    let wallet = wallet.ok_or(Problem::FolderGone)?;
    let keyring = wallet.keyring.ok_or(match wallet.channels {
        Channels::Empty => Problem::FolderEmpty,
        Channels::Unusable(fault) => problem::of_fault(fault),
        _ => Problem::Damaged,
    })?;
    port::progress(call, Step::Unlocking);
    let (opened, typed) = unlock(&keyring, secret)?;
    let phrase = match typed {
        Some(phrase) => phrase,
        None => read_phrase(&*drive, &wallet.folder, &opened).await?,
    };
    let keys = Rc::new(Keys::new(opened).ok_or(Problem::Damaged)?);
    let settings = Settings {
        name: wallet.name,
        drive: Some(drive_settings.refreshed(env).knowing(&wallet.folder, env)),
        account,
        folder: Some(wallet.folder.folder_name().to_owned()),
        pin_digits: pin_digits(secret),
        ..Settings::default()
    };
    Vault::new(env.store.clone(), keys.opened()).keep(&phrase, &settings).await?;
    let open = OpenWallet::new(env.clone(), phrase, keys, settings);
    bring(session, call, open, drive, wallet.folder, sure).await
}

/// "Use here": the wallet of this device, back from the one that went on with it.
pub async fn take_over(session: &Rc<Session>, call: u64, sure: Sure) -> Result<Restored, Problem> {
    let old = session.wallet()?;
    let drive = old.drive()?.ok_or(Problem::NoBackup)?;
    let stored =
        Journal::stored(&session.env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
    let folder = stored.and_then(|stored| stored.folder).ok_or(Problem::FolderGone)?;
    let words = old.phrase().words();
    let phrase = Phrase::parse(&words).map_err(|_| Problem::Damaged)?;
    let open = OpenWallet::new(session.env.clone(), phrase, old.keys(), old.settings());
    old.shut(CLOSE_MS).await;
    let result = bring(session, call, open, drive, folder, sure).await;
    if result.is_err() {
        session.reopen(old).await;
    }
    result
}

/// A wallet that is on this device alone must never be replaced by another.
async fn replaceable(session: &Rc<Session>) -> Result<(), Problem> {
    match Journal::stored(&session.env.silent_env()).await {
        Ok(None) => Ok(()),
        Ok(Some(stored)) if stored.folder.is_some() => {
            if let Ok(open) = session.wallet() {
                open.shut(CLOSE_MS).await;
            }
            Ok(())
        }
        Ok(Some(_)) => Err(problem::internal("this device holds a wallet that is not backed up")),
        Err(error) => Err(problem::of_load(&error)),
    }
}

async fn bring(
    session: &Rc<Session>,
    call: u64,
    open: Rc<OpenWallet>,
    drive: Rc<dyn Drive>,
    folder: WalletFolder,
    sure: Sure,
) -> Result<Restored, Problem> {
    let progress = Rc::new(move |step| port::progress(call, step_of(step)));
    let options = RestoreOptions {
        old_device_is_gone: sure.old_device_is_gone,
        although_ended: sure.although_ended,
        although_second_copy: sure.although_second_copy,
    };
    let env = session.env.journal_env(&open);
    let opened = Journal::restore(env, open.keys(), drive, folder, options, progress)
        .await
        .map_err(|error| problem::of_restore(&error))?;
    let old_device = opened.before.clone().filter(|before| !before.device.is_empty());
    port::progress(call, Step::CatchingUp);
    session.set_stage(Stage::Open(open.clone()));
    open.run(opened).await;
    // Records of whatever was on this device before are of no use any more.
    let _ = open.vault().forget_others().await;
    let balance = open.view().balance;
    Ok(Restored {
        name: open.settings().name,
        balance_msat: balance.lightning_msat + (balance.onchain_sat + balance.closing_sat) * 1_000,
        last_payment: open.last_payment(),
        old_device: old_device.map(|before| (before.device, before.at_ms)),
    })
}

fn pin_digits(secret: &lifeboat_messages::Secret) -> Option<u8> {
    match secret {
        lifeboat_messages::Secret::Pin(pin) => Pin::enter(pin).ok().map(|pin| pin.digits()),
        lifeboat_messages::Secret::Phrase(_) => None,
    }
}

/// Opens the keyring; also gives the phrase when that was the secret.
fn unlock(
    keyring: &Keyring,
    secret: &lifeboat_messages::Secret,
) -> Result<(OpenKeyring, Option<Phrase>), Problem> {
    let failed = |error| problem::of_open(&error);
    match secret {
        lifeboat_messages::Secret::Pin(pin) => {
            let pin = Pin::enter(pin).map_err(|_| Problem::WrongSecret)?;
            Ok((keyring.open(&Secret::Pin(&pin), &KdfBounds::READ).map_err(failed)?, None))
        }
        lifeboat_messages::Secret::Phrase(words) => {
            let phrase = Phrase::parse(words).map_err(|_| Problem::BadPhrase)?;
            Ok((keyring.open(&Secret::Phrase(&phrase), &KdfBounds::READ).map_err(failed)?, Some(phrase)))
        }
    }
}

async fn read_phrase(
    drive: &dyn Drive,
    folder: &WalletFolder,
    opened: &OpenKeyring,
) -> Result<Phrase, Problem> {
    let file = folder.phrase(opened.keyring().seq());
    let bytes = drive.get(&file).await.map_err(|error| match error {
        DriveError::NotFound => Problem::Gap,
        other => problem::of_drive(&other),
    })?;
    phrase_file::words(opened, &bytes).map_err(problem::of_fault)
}
