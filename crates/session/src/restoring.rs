//! Finding a backup, and bringing it to this device.

use std::rc::Rc;

use lifeboat_backup::{
    Channels, DiscoverError, FoundWallet, Journal, Keys, Opened, RestoreError, RestoreOptions, WalletFolder,
    find_wallets, layout, phrase_file,
};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::{KdfBounds, Keyring, OpenError, OpenKeyring, Phrase, Pin, Secret};
use lifeboat_messages::{DriveChoice, FoundBackup, FoundState, Problem, Restored, Step, Sure};

use crate::device_env::DeviceEnv;
use crate::drive::{DriveSettings, patiently};
use crate::open::{CLOSE_MS, OpenWallet};
use crate::problem;
use crate::room::Room;
use crate::session::{Session, Stage};
use crate::settings::Settings;
use crate::vault::Vault;

/// So many phrase files are read for the words when the one that goes with the keyring does not give them.
const MOST_PHRASES: usize = 8;

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
    let why = |error: &DiscoverError| match error {
        DiscoverError::Drive(error) => Some(error.clone()),
        DiscoverError::Contradiction => Some(DriveError::Unavailable { after_ms: None }),
    };
    patiently(env, async || find_wallets(drive).await, why)
        .await
        .map_err(|error| problem::of_discover(&error))
}

async fn account(env: &DeviceEnv, drive: &dyn Drive) -> Result<String, Problem> {
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
            Channels::Unread(error) => FoundState::Unusable { problem: problem::of_drive(&error) },
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
    let here = make_room(session).await?;
    let failed = |error: DriveError| problem::of_drive(&error);
    let settings = DriveSettings::new(choice, env).await?;
    let drive = settings.drive(env).map_err(failed)?;
    let account = account(env, &*drive).await?;
    // Read first: the only copy may be in a storage that has become unfit.
    let chosen = Chosen::unlock(env, call, &*drive, backup, secret).await?;
    if sure.although_read_only {
        let sure = Sure { although_files: true, ..sure };
        return bring_read_only(session, call, (chosen, here), drive, sure).await;
    }
    let (drive_settings, unfit) = settings.tried_if_it_lets_us(env).await;
    let drive = drive_settings.drive(env).map_err(failed)?;
    chosen.replace(here).await?;
    let settings = Settings {
        drive: Some(drive_settings.refreshed(env).knowing(&chosen.folder, env)),
        account,
        folder: Some(chosen.folder.folder_name().to_owned()),
        ..chosen.settings.clone()
    };
    let (open, folder) = chosen.keep(env, settings).await?;
    let (env, look) = (open.journal_env(), open.look());
    let brought = Journal::restore(
        env,
        open.keys(),
        drive,
        folder,
        options(sure),
        session.env.told(call),
        look.check(),
    )
    .await;
    let opened = brought.map_err(|error| look.explain(&error))?;
    let restored = arrive(session, call, open, opened).await?;
    Ok(Restored { unfit, ..restored })
}

/// Brings a backup here from where nothing can be written: it goes on on this device alone, and no other device learns of
/// it.
pub async fn bring_read_only(
    session: &Rc<Session>,
    call: u64,
    (chosen, here): (Chosen, Option<Rc<OpenWallet>>),
    files: Rc<dyn Drive>,
    sure: Sure,
) -> Result<Restored, Problem> {
    chosen.replace(here).await?;
    let settings = chosen.settings.clone();
    let (open, folder) = chosen.keep(&session.env, settings).await?;
    let (options, told) = (options(sure), session.env.told(call));
    let (env, look) = (open.journal_env(), open.look());
    let brought = Journal::restore_files(env, open.keys(), files, folder, options, told, look.check()).await;
    let opened = brought.map_err(|error| look.explain(&error))?;
    arrive(session, call, open, opened).await
}

/// A backup whose keyring was opened.
pub struct Chosen {
    folder: WalletFolder,
    keys: Rc<Keys>,
    phrase: Phrase,
    /// Of a wallet without a backup.
    pub settings: Settings,
}

impl Chosen {
    /// Finds the backup again, and opens it.
    pub async fn unlock(
        env: &DeviceEnv,
        call: u64,
        drive: &dyn Drive,
        backup: &str,
        secret: &lifeboat_messages::Secret,
    ) -> Result<Chosen, Problem> {
        let wallet =
            wallets(env, drive).await?.into_iter().find(|wallet| wallet.folder.folder_name() == backup);
        let wallet = wallet.ok_or(Problem::FolderGone)?;
        env.progress(call, Step::Unlocking);
        let typed = Typed::parse(secret)?;
        let bounds = env.host.kdf_limits().read;
        let unlocked =
            wallet.unlock(|keyring| typed.open(keyring, &bounds)).ok_or(match wallet.channels {
                Channels::Empty => Problem::FolderEmpty,
                Channels::Unusable(fault) => problem::of_fault(fault),
                Channels::Unread(error) => problem::of_drive(&error),
                Channels::Complete | Channels::NoChannelState => Problem::Damaged,
            })?;
        let opened = unlocked.map_err(|error| problem::of_open(&error))?;
        let phrase = match typed {
            Typed::Phrase(phrase) => phrase,
            Typed::Pin(_) => read_phrase(drive, &wallet.folder, &opened).await?,
        };
        let keys = Rc::new(Keys::new(opened, &phrase).ok_or(Problem::Damaged)?);
        let settings = Settings { name: wallet.name, pin_digits: pin_digits(secret), ..Settings::default() };
        Ok(Chosen { folder: wallet.folder, keys, phrase, settings })
    }

    /// Takes the place of this wallet's older state, where there is one.
    ///
    /// # Errors
    /// It is another wallet. Nothing was changed.
    pub async fn replace(&self, here: Option<Rc<OpenWallet>>) -> Result<(), Problem> {
        let Some(open) = here else { return Ok(()) };
        if *open.phrase().words() != *self.phrase.words() {
            return Err(Problem::Foreign);
        }
        open.shut(CLOSE_MS).await;
        Ok(())
    }

    /// Keeps what this device has to know of it.
    pub async fn keep(
        self,
        env: &DeviceEnv,
        settings: Settings,
    ) -> Result<(Rc<OpenWallet>, WalletFolder), Problem> {
        Vault::new(env, self.keys.opened()).keep(&self.phrase, &settings).await?;
        Ok((OpenWallet::new(env.clone(), self.phrase, self.keys, settings), self.folder))
    }
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
    let (env, look) = (open.journal_env(), open.look());
    let brought = Journal::restore(
        env,
        open.keys(),
        drive,
        folder,
        options(sure),
        session.env.told(call),
        look.check(),
    )
    .await;
    match brought {
        Ok(opened) => arrive(session, call, open, opened).await,
        Err(error) => {
            session.reopen(old).await;
            Err(match error {
                // The other device goes on, and cannot be stopped: no way to go on beside it.
                RestoreError::ReadOnly { error, .. } => problem::of_drive(&error),
                error => look.explain(&error),
            })
        }
    }
}

/// Whoever comes must be this wallet; `None`: any may.
pub async fn make_room(session: &Rc<Session>) -> Result<Option<Rc<OpenWallet>>, Problem> {
    let stored = Journal::stored(&session.env.silent_env()).await;
    let Some(stored) = stored.map_err(|error| problem::of_load(&error))? else { return Ok(None) };
    let backed_up = stored.folder.is_some();
    let open = session.wallet().ok();
    let room = if let Stage::Locked(_) = session.stage() {
        Room::behind_lock(backed_up, stored.unsent)
    } else {
        let stale = open.as_ref().is_some_and(|open| open.is_stale() || open.is_all_there_is());
        Room::beside(backed_up, stale)
    };
    match room {
        Room::Any => {
            if let Some(open) = open {
                open.shut(CLOSE_MS).await;
            }
            Ok(None)
        }
        Room::Same => Ok(open),
        Room::None => Err(Problem::Occupied),
    }
}

/// What the user has confirmed, in the journal's words.
pub fn options(sure: Sure) -> RestoreOptions {
    RestoreOptions {
        old_device_is_gone: sure.old_device_is_gone,
        although_ended: sure.although_ended,
        although_second_copy: sure.although_second_copy,
        although_files: sure.although_files,
    }
}

/// Runs the wallet whose journal is here.
///
/// # Errors
/// It is here, and does not run: why not. Some of that mends itself.
pub async fn arrive(
    session: &Rc<Session>,
    call: u64,
    open: Rc<OpenWallet>,
    opened: Opened,
) -> Result<Restored, Problem> {
    let old_device = opened.before.clone().filter(|before| !before.device.is_empty());
    session.env.progress(call, Step::CatchingUp);
    session.set_stage(Stage::Open(open.clone()));
    open.run(opened).await;
    // Records of whatever was on this device before are of no use any more.
    let _ = open.vault().forget_others().await;
    open.ready()?;
    let balance = open.view().balance;
    Ok(Restored {
        name: open.settings().name,
        balance_msat: balance.lightning_msat + (balance.onchain_sat + balance.closing_sat) * 1_000,
        last_payment: open.last_payment(),
        old_device: old_device.map(|before| (before.device, before.at_ms)),
        unfit: None,
    })
}

fn pin_digits(secret: &lifeboat_messages::Secret) -> Option<u8> {
    match secret {
        lifeboat_messages::Secret::Pin(pin) => Pin::enter(pin).ok().map(|pin| pin.digits()),
        lifeboat_messages::Secret::Phrase(_) => None,
    }
}

/// What the user typed.
enum Typed {
    Pin(Pin),
    Phrase(Phrase),
}

impl Typed {
    fn parse(secret: &lifeboat_messages::Secret) -> Result<Typed, Problem> {
        match secret {
            lifeboat_messages::Secret::Pin(pin) => {
                Pin::enter(pin).map(Typed::Pin).map_err(|_| Problem::WrongSecret)
            }
            lifeboat_messages::Secret::Phrase(words) => {
                Phrase::parse(words).map(Typed::Phrase).map_err(|_| Problem::BadPhrase)
            }
        }
    }

    fn open(&self, keyring: &Keyring, bounds: &KdfBounds) -> Result<OpenKeyring, OpenError> {
        let secret = match self {
            Typed::Pin(pin) => Secret::Pin(pin),
            Typed::Phrase(phrase) => Secret::Phrase(phrase),
        };
        keyring.open(&secret, bounds)
    }
}

/// The words, of the file that goes with the keyring, or else of any other that it opens: the upload of that one may have
/// been cut.
async fn read_phrase(
    drive: &dyn Drive,
    folder: &WalletFolder,
    opened: &OpenKeyring,
) -> Result<Phrase, Problem> {
    let seq = opened.keyring().seq();
    let problem = match phrase_of(drive, folder, opened, seq).await {
        Ok(phrase) => return Ok(phrase),
        Err(problem) => problem,
    };
    let Ok(files) = drive.list(&folder.path()).await else { return Err(problem) };
    let mut others: Vec<u32> = files.iter().filter_map(|file| layout::phrase_seq(&file.name)).collect();
    others.retain(|other| *other != seq);
    others.sort_unstable_by(|a, b| b.cmp(a));
    for other in others.into_iter().take(MOST_PHRASES) {
        if let Ok(phrase) = phrase_of(drive, folder, opened, other).await {
            return Ok(phrase);
        }
    }
    Err(problem)
}

async fn phrase_of(
    drive: &dyn Drive,
    folder: &WalletFolder,
    opened: &OpenKeyring,
    seq: u32,
) -> Result<Phrase, Problem> {
    let bytes = drive.get(&folder.phrase(seq)).await.map_err(|error| match error {
        DriveError::NotFound => Problem::PhraseFileGone,
        other => problem::of_drive(&other),
    })?;
    phrase_file::words(opened, &bytes).map_err(problem::of_fault)
}
