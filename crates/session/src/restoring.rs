//! Finding a backup, and bringing it to this device.

use std::rc::Rc;

use lifeboat_backup::{
    Channels, DiscoverError, FoundWallet, Journal, Keys, LoadError, OpenedJournal, RestoreError,
    RestoreOptions, State, WalletFolder, find_wallets,
    phrase_file::{self, NoWords},
};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::Phrase;
use lifeboat_messages::{Assurances, DriveChoice, FoundBackup, FoundState, Problem, Step, Unlocker};

use crate::backup_doubt::BackupDoubt;
use crate::device_env::DeviceEnv;
use crate::drive::{DriveSettings, patiently};
use crate::lock::TypedSecret;
use crate::open::{CLOSE_MS, OpenWallet};
use crate::problem;
use crate::replacement::MayReplace;
use crate::settings::Settings;
use crate::stage::{Stage, Transition};
use crate::vault::{KeptSettings, Vault};

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

/// What the page asks to be brought here.
#[derive(Clone, Copy)]
pub struct RestoreRequest<'a> {
    /// The call, which is told how far it is.
    pub call: u64,
    /// Which of the backups there.
    pub backup: &'a str,
    /// What opens it.
    pub unlocker: &'a Unlocker,
    /// What the user has confirmed.
    pub sure: Assurances,
}

/// Brings a backup here. Whatever device had it until now finds that out with its next write. Also why it should not stay
/// where it is.
pub async fn restore(
    env: &DeviceEnv,
    here: &Stage,
    choice: &DriveChoice,
    wanted: RestoreRequest<'_>,
) -> Result<(Transition, Option<Problem>), Problem> {
    let failed = |error: DriveError| problem::of_drive(&error);
    let may_replace = decide(env, here).await?;
    let settings = DriveSettings::new(choice, env).await?;
    let drive = settings.drive(env).map_err(failed)?;
    let account = account(env, &*drive).await?;
    // Read first: the only copy may be in a storage that has become unfit.
    let chosen = UnlockedBackup::unlock(env, wanted, &*drive).await?;
    if wanted.sure.although_read_only {
        let sure = Assurances { although_files: true, ..wanted.sure };
        let settings = chosen.settings.clone();
        let place = chosen.make_way(env, may_replace, here).await?;
        let brought = chosen.bring(
            env,
            place,
            settings,
            RestoreSource::ReadOnly(drive),
            RestoreRequest { sure, ..wanted },
        );
        return Ok((brought.await, None));
    }
    let (drive_settings, unfit) = settings.tried_if_it_lets_us(env).await;
    let drive = drive_settings.drive(env).map_err(failed)?;
    let mut settings = chosen.settings.clone();
    let known = drive_settings.refreshed(env).with_folder(&chosen.folder, env);
    settings.turn_on(known, account, chosen.folder.folder_name());
    let place = chosen.make_way(env, may_replace, here).await?;
    Ok((chosen.bring(env, place, settings, RestoreSource::Drive(drive), wanted).await, unfit))
}

/// Where a backup is brought from.
pub enum RestoreSource {
    /// From where it stays.
    Drive(Rc<dyn Drive>),
    /// From where nothing can be written, such as picked files: it goes on on this device alone, and no other device learns
    /// of it.
    ReadOnly(Rc<dyn Drive>),
}

/// A place that a wallet may come to.
#[derive(Default)]
pub struct ClearedPlace {
    /// The wallet that was closed there.
    closed: Option<Rc<OpenWallet>>,
    /// Its state, where only a newer one of the same wallet may come: two wallets may be made of the same words.
    only: Option<State>,
}

/// A backup whose keyring was opened.
pub struct UnlockedBackup {
    folder: WalletFolder,
    keys: Rc<Keys>,
    phrase: Phrase,
    /// Of a wallet without a backup.
    pub settings: Settings,
}

impl UnlockedBackup {
    /// Finds the backup again, and opens it.
    pub async fn unlock(
        env: &DeviceEnv,
        wanted: RestoreRequest<'_>,
        drive: &dyn Drive,
    ) -> Result<UnlockedBackup, Problem> {
        let RestoreRequest { call, backup, unlocker, .. } = wanted;
        let wallet =
            wallets(env, drive).await?.into_iter().find(|wallet| wallet.folder.folder_name() == backup);
        let wallet = wallet.ok_or(Problem::FolderGone)?;
        env.progress(call, Step::Unlocking);
        let typed = TypedSecret::parse(unlocker)?;
        let bounds = env.host().kdf_limits().read;
        let unlocked =
            wallet.unlock(|keyring| typed.open(keyring, &bounds)).ok_or(match wallet.channels {
                Channels::Empty => Problem::FolderEmpty,
                Channels::Unusable(fault) => problem::of_fault(fault),
                Channels::Unread(error) => problem::of_drive(&error),
                Channels::Complete | Channels::NoChannelState => Problem::Damaged,
            })?;
        let opened = unlocked.map_err(|error| problem::of_open(&error))?;
        let pin_digits = typed.pin_digits();
        let phrase = match typed {
            TypedSecret::Phrase(phrase) => phrase,
            TypedSecret::Pin(_) => {
                phrase_file::find_words(drive, &wallet.folder, &opened).await.map_err(of_no_words)?
            }
        };
        let keys = Rc::new(Keys::new(opened, &phrase).ok_or(Problem::Damaged)?);
        let settings = Settings::new(wallet.name, pin_digits);
        Ok(UnlockedBackup { folder: wallet.folder, keys, phrase, settings })
    }

    /// Closes the wallet whose place it takes, if one is open, and gives it back.
    ///
    /// # Errors
    /// It may not be replaced by this one. Nothing was changed.
    pub async fn make_way(
        &self,
        env: &DeviceEnv,
        may_replace: MayReplace,
        here: &Stage,
    ) -> Result<ClearedPlace, Problem> {
        let open = here.wallet().ok();
        let only = match may_replace {
            MayReplace::Any => None,
            MayReplace::Same => Some(self.state_here(env, open.as_deref()).await?),
            MayReplace::None => return Err(Problem::Occupied),
        };
        if let Some(open) = &open {
            open.shut(CLOSE_MS).await;
        }
        Ok(ClearedPlace { closed: open, only })
    }

    /// The state that is here, of a wallet of the same words. A locked one is looked at where the keys that have come open it.
    async fn state_here(&self, env: &DeviceEnv, open: Option<&OpenWallet>) -> Result<State, Problem> {
        let keys = match open {
            Some(open) if *open.phrase().words() == *self.phrase.words() => open.keys(),
            Some(_) => return Err(Problem::Occupied),
            None => self.keys.clone(),
        };
        let stored = Journal::load(&env.silent_env(), keys).await.map_err(|error| match error {
            LoadError::Foreign => Problem::Occupied,
            LoadError::Empty
            | LoadError::Occupied
            | LoadError::Damaged
            | LoadError::TooNew
            | LoadError::TooLarge
            | LoadError::Store(_) => problem::of_load(&error),
        })?;
        Ok(stored.state().clone())
    }

    /// Brings it to the place that was cleared for it.
    pub async fn bring(
        self,
        env: &DeviceEnv,
        place: ClearedPlace,
        settings: Settings,
        source: RestoreSource,
        wanted: RestoreRequest<'_>,
    ) -> Transition {
        match self.try_to_bring(env, place.only, settings, source, wanted).await {
            Ok((wallet, opened)) => Transition::Arrived { wallet, opened: Box::new(opened) },
            Err(problem) => Transition::Failed { closed: place.closed, problem },
        }
    }

    async fn try_to_bring(
        self,
        env: &DeviceEnv,
        only: Option<State>,
        settings: Settings,
        source: RestoreSource,
        wanted: RestoreRequest<'_>,
    ) -> Result<(Rc<OpenWallet>, OpenedJournal), Problem> {
        let UnlockedBackup { folder, keys, phrase, .. } = self;
        let vault = Vault::new(env, keys.opened());
        let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
        let (settings, instead_of) = match (vault.kept().await?, stored) {
            (KeptSettings::Nothing, _) | (_, None) => (settings, None),
            (KeptSettings::Sealed, Some(stored)) => (settings, Some(stored.writer)),
            (KeptSettings::Settings(mut here), Some(stored)) => {
                if stored.keyring.vault_id() == keys.keyring().vault_id() {
                    here.agree_with_journal(&stored.drive, stored.folder.as_ref());
                }
                (here.followed_by(settings), Some(stored.writer))
            }
        };
        let open = OpenWallet::new(env.clone(), phrase, keys, settings);
        open.keep_first(instead_of).await?;
        let (journal_env, look) = (open.journal_env(), open.look(only));
        let (keys, told, options) = (open.keys(), env.told(wanted.call), options(wanted.sure));
        let (check, to) = (look.check(), folder.clone());
        let brought = match source {
            RestoreSource::Drive(drive) => {
                Journal::restore(journal_env, keys, drive, to, options, told, check).await
            }
            RestoreSource::ReadOnly(files) => {
                Journal::restore_files(journal_env, keys, files, to, options, told, check).await
            }
        };
        match brought {
            Ok(opened) => {
                open.has_come().await;
                Ok((open, opened))
            }
            // Which settings hold is settled when the wallet is opened next, by the journal's record.
            Err(error) => Err(look.explain(&error, wanted.sure)),
        }
    }
}

/// "Use here": the wallet of this device, back from the device that took it over.
pub async fn take_over(
    env: &DeviceEnv,
    old: Rc<OpenWallet>,
    call: u64,
    sure: Assurances,
) -> Result<Transition, Problem> {
    let drive = old.drive()?.ok_or(Problem::NoBackup)?;
    let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
    let folder = stored.and_then(|stored| stored.folder).ok_or(Problem::FolderGone)?;
    let open = OpenWallet::new(env.clone(), old.phrase().duplicate(), old.keys(), old.settings());
    old.shut(CLOSE_MS).await;
    let (journal_env, look) = (open.journal_env(), open.look(None));
    let (keys, told, check) = (open.keys(), env.told(call), look.check());
    let brought = Journal::restore(journal_env, keys, drive, folder, options(sure), told, check).await;
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

/// Which wallet may come, by what is here.
///
/// # Errors
/// None may, or what is here cannot be read.
pub async fn decide(env: &DeviceEnv, here: &Stage) -> Result<MayReplace, Problem> {
    let stored = Journal::stored(&env.silent_env()).await;
    let Some(stored) = stored.map_err(|error| problem::of_load(&error))? else { return Ok(MayReplace::Any) };
    let backed_up = stored.folder.is_some();
    let doubted = here.wallet().is_ok_and(|open| open.is_stale() || open.is_all_there_is())
        || BackupDoubt::any(&env.local(), stored.writer).await?;
    let may_replace = if let Stage::Locked(_) = here {
        MayReplace::behind_lock(backed_up, stored.unsent, doubted)
    } else {
        MayReplace::beside(backed_up, doubted)
    };
    if may_replace == MayReplace::None { Err(Problem::Occupied) } else { Ok(may_replace) }
}

/// What the user has confirmed, in the journal's words.
pub fn options(sure: Assurances) -> RestoreOptions {
    RestoreOptions {
        old_device_is_gone: sure.old_device_is_gone,
        although_ended: sure.although_ended,
        although_second_copy: sure.although_second_copy,
        although_files: sure.although_files,
    }
}

fn of_no_words(error: NoWords) -> Problem {
    match error {
        NoWords::Gone => Problem::PhraseFileGone,
        NoWords::Drive(error) => problem::of_drive(&error),
        NoWords::File(fault) => problem::of_fault(fault),
    }
}
