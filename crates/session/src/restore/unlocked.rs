//! A backup that was opened, and its way to this device.

use std::rc::Rc;

use lifeboat_backup::{
    Channels, FoundWallet, Journal, Keys, LoadError, NewestHere, OpenedJournal, RestoreOptions, State,
    WalletFolder, phrase_file::NoWords,
};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::{OpenError, Phrase};
use lifeboat_messages::{Assurances, Problem, Step, WriteFault};

use super::found::wallets_with;
use super::keyring;
use super::{RestoreRequest, options};
use crate::device_env::DeviceEnv;
use crate::drive::patiently;
use crate::guards::here::WayHere;
use crate::guards::leftovers;
use crate::lock::TypedSecret;
use crate::problem;
use crate::replacement::MayReplace;
use crate::settings::Settings;
use crate::stage::{Stage, Transition};
use crate::unlocked::{CLOSE_MS, TakenPlace, UnlockedWallet};
use crate::vault::{self, KeptSettings, Vault};

/// Where a backup is brought from.
pub enum RestoreSource {
    /// The drive that keeps the backup; the journal continues there.
    Drive(Rc<dyn Drive>),
    /// A drive on which, as is known, no new file can be created: it is read, and the user is asked.
    TakesNoNewFile(Rc<dyn Drive>, WriteFault),
    /// A source that cannot be written to, such as picked files. The wallet continues on this device alone,
    /// and no other device is told.
    ReadOnly(Rc<dyn Drive>),
}

/// A place to which a wallet may be restored.
#[derive(Default)]
pub struct ClearedPlace {
    /// The wallet that was closed there.
    closed: Option<Rc<UnlockedWallet>>,
    /// Its state, where only the same wallet may come: two wallets may be made of the same words.
    only: Option<State>,
    /// Only what continues from it may come.
    newer: bool,
}

/// A backup whose keyring was opened.
pub struct UnlockedBackup {
    pub(super) folder: WalletFolder,
    keys: Rc<Keys>,
    phrase: Phrase,
    /// Kept when it has come.
    way: Option<WayHere>,
    /// The settings of a wallet without a backup.
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
        let is_wanted = |wallet: &FoundWallet| wallet.folder.folder_name() == backup;
        let wallet = wallets_with(env, drive, is_wanted).await?.into_iter().find(is_wanted);
        let wallet = wallet.ok_or(Problem::FolderGone)?;
        env.progress(call, Step::Unlocking);
        let typed = TypedSecret::parse(unlocker)?;
        let unlocked = keyring::open(env, &wallet, &typed).await.ok_or(match &wallet.channels {
            Channels::Empty => Problem::FolderEmpty,
            Channels::Unusable(fault) => problem::of_fault(*fault),
            Channels::Unread(error) => problem::of_drive(error),
            Channels::Complete | Channels::NoChannelState => Problem::Damaged,
        })?;
        let opened = unlocked?;
        let pin_digits = typed.pin_digits();
        let way = typed.way_here(env, &opened).await;
        let phrase = match typed {
            TypedSecret::Phrase(phrase) => phrase,
            TypedSecret::Pin(_) => {
                let words = async || wallet.words(drive, &opened).await;
                patiently(env, words, why_not_given).await.map_err(of_no_words)?
            }
        };
        let keys = Rc::new(Keys::new(opened, &phrase).ok_or(Problem::Damaged)?);
        let settings = Settings::new(wallet.name, pin_digits);
        Ok(UnlockedBackup { folder: wallet.folder, keys, phrase, way, settings })
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
        sure: Assurances,
    ) -> Result<ClearedPlace, Problem> {
        let open = here.wallet().ok();
        let only = match may_replace {
            MayReplace::Any => {
                self.ask_if_another_goes(env, open.as_deref(), sure).await?;
                None
            }
            MayReplace::Same | MayReplace::Newer => Some(self.state_here(env, open.as_deref()).await?),
            MayReplace::None => return Err(Problem::Occupied),
        };
        if let Some(open) = &open {
            open.give_way(CLOSE_MS).await;
        }
        Ok(ClearedPlace { closed: open, only, newer: may_replace == MayReplace::Newer })
    }

    /// That the wallet here has a backup is what this device's record says. Its account may be closed for
    /// good, which looks like a sign-in that has ended: only the user can know.
    async fn ask_if_another_goes(
        &self,
        env: &DeviceEnv,
        open: Option<&UnlockedWallet>,
        sure: Assurances,
    ) -> Result<(), Problem> {
        if sure.although_another_goes {
            return Ok(());
        }
        let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
        let Some(stored) = stored else { return Ok(()) };
        if stored.keyring.vault_id() == self.keys.keyring().vault_id() {
            return Ok(());
        }
        let folder = stored.folder.ok_or(Problem::Occupied)?;
        let name = match open {
            Some(open) => open.settings().name().to_owned(),
            // The name shown on the lock screen: the user may have given it another name than its folder's.
            None => {
                vault::name_in_clear(&**env.store()).await.unwrap_or_else(|| folder.wallet_name().to_owned())
            }
        };
        Err(Problem::AnotherGoes { name, saved_ms: stored.saved_ms })
    }

    /// The state that is here, of a wallet of the same words.
    async fn state_here(&self, env: &DeviceEnv, open: Option<&UnlockedWallet>) -> Result<State, Problem> {
        let keys = match open {
            Some(open) if *open.phrase().words() == *self.phrase.words() => open.keys(),
            Some(_) => return Err(Problem::Occupied),
            None => self.locked_keys(env).await?,
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

    /// The keys of the locked wallet that is here, where the words that have come are its own. The keys that
    /// have come say nothing of that: with its PIN they were changed elsewhere.
    async fn locked_keys(&self, env: &DeviceEnv) -> Result<Rc<Keys>, Problem> {
        let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
        let keyring = stored.ok_or(Problem::Occupied)?.keyring;
        let words = TypedSecret::Phrase(self.phrase.duplicate());
        let opened = words.open(&keyring, &env.host().kdf_limits().read).map_err(|error| match error {
            OpenError::WrongSecret | OpenError::NoSuchSlot => Problem::Occupied,
            OpenError::Damaged | OpenError::TooCostly | OpenError::TooWeak | OpenError::OutOfMemory => {
                problem::of_open(&error)
            }
        })?;
        Keys::new(opened, &self.phrase).map(Rc::new).ok_or(Problem::Damaged)
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
        let ClearedPlace { closed, only, newer } = place;
        let brought = match after(env, newer).await {
            Ok(after) => self.try_to_bring(env, only, after, settings, source, wanted).await,
            Err(problem) => Err(problem),
        };
        match brought {
            Ok((wallet, opened)) => Transition::Arrived { wallet, opened: Box::new(opened) },
            Err(problem) => Transition::Failed { closed, problem },
        }
    }

    async fn try_to_bring(
        self,
        env: &DeviceEnv,
        only: Option<State>,
        after: Option<NewestHere>,
        settings: Settings,
        source: RestoreSource,
        wanted: RestoreRequest<'_>,
    ) -> Result<(Rc<UnlockedWallet>, OpenedJournal), Problem> {
        let UnlockedBackup { folder, keys, phrase, way, .. } = self;
        let vault = Vault::new(env, keys.opened());
        let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
        let (settings, taken) = match (vault.kept().await?, stored) {
            (_, None) => (settings, TakenPlace::None),
            (KeptSettings::Nothing, Some(_)) => (settings, TakenPlace::AnotherWallets),
            (KeptSettings::Sealed, Some(stored)) => (settings, TakenPlace::Own(stored.writer)),
            (KeptSettings::Settings(mut here), Some(stored)) => {
                if stored.keyring.vault_id() == keys.keyring().vault_id() {
                    here.agree_with_journal(&stored.drive, stored.folder.as_ref());
                }
                (here.followed_by(settings), TakenPlace::Own(stored.writer))
            }
        };
        let open = UnlockedWallet::new(env.clone(), phrase, keys, settings);
        open.keep_first(taken).await?;
        let (journal_env, look) = (open.journal_env(), open.look(only));
        let (keys, told) = (open.keys(), env.told(wanted.call));
        let options = RestoreOptions { after, forgets: forgotten(taken), ..options(wanted.sure) };
        let (check, to) = (look.check(), folder.clone());
        let mut fault = WriteFault::Refused;
        let brought = match source {
            RestoreSource::Drive(drive) => {
                Journal::restore(journal_env, keys, drive, to, options, told, check).await
            }
            RestoreSource::TakesNoNewFile(drive, found) => {
                fault = found;
                let options = RestoreOptions { takes_no_new_file: true, ..options };
                Journal::restore(journal_env, keys, drive, to, options, told, check).await
            }
            RestoreSource::ReadOnly(files) => {
                Journal::restore_files(journal_env, keys, files, to, options, told, check).await
            }
        };
        match brought {
            Ok(opened) => {
                open.has_come().await;
                if let Some(way) = way {
                    // If the store refuses that, its guards are asked when it is opened next.
                    let _ = way.keep(env).await;
                }
                Ok((open, opened))
            }
            // Which settings hold is settled when the wallet is opened next, by the journal's record.
            Err(error) => {
                let mut problem = look.explain(&error, wanted.sure);
                if let Problem::ReadOnly { why, .. } = &mut problem {
                    *why = fault;
                }
                Err(problem)
            }
        }
    }
}

/// What is of the wallet that was here alone. It goes with that one's journal, and stays if nothing comes.
fn forgotten(taken: TakenPlace) -> &'static [&'static str] {
    match taken {
        TakenPlace::None | TakenPlace::Own(_) => &[leftovers::PREFIX],
        TakenPlace::AnotherWallets => &[leftovers::PREFIX, vault::DIGITS, vault::NAME],
    }
}

fn why_not_given(error: &NoWords) -> Option<DriveError> {
    match error {
        NoWords::Drive(error) => Some(error.clone()),
        NoWords::Gone | NoWords::File(_) => None,
    }
}

/// What has to be in whatever comes, once the wallet that is here was closed.
async fn after(env: &DeviceEnv, newer: bool) -> Result<Option<NewestHere>, Problem> {
    if !newer {
        return Ok(None);
    }
    let newest = Journal::newest_here(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
    newest.ok_or(Problem::Occupied).map(Some)
}

fn of_no_words(error: NoWords) -> Problem {
    match error {
        NoWords::Gone => Problem::PhraseFileGone,
        NoWords::Drive(error) => problem::of_drive(&error),
        NoWords::File(fault) => problem::of_fault(fault),
    }
}
