//! The files, the wallets among them, and one of these opened.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::{
    Author, Channels, Clock, Env, FoundWallet, Journal, Keys, MemoryStore, Randomness, RestoreError,
    RestoreOptions, State, find_wallets, phrase_file, picked,
};
use lifeboat_cloud::picked::PickedFiles;
use lifeboat_crypto::{FactorKind, KdfBounds, Keyring, OpenKeyring, Phrase, Slot, system_rng};

use crate::{EnteredSecret, RecoveryError, SecretKind};

/// Files that a user picked, and the wallets in them.
pub struct PickedBackup {
    files: Rc<PickedFiles>,
    wallets: Vec<FoundWallet>,
    left_out: Vec<String>,
}

/// A wallet among the files, not opened.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PickedWallet {
    /// The name its user gave it.
    pub name: String,
    /// What opens it alone. Empty: no file of it holds a keyring that can be read.
    pub opened_by: Vec<SecretKind>,
    /// It has a PIN that guards stand before, which this page does not ask.
    pub guarded: bool,
    /// The position of its newest entry; `None`: there is no channel state.
    pub newest_entry: Option<u64>,
    /// The folder is a second copy, and may be older than the first.
    pub second_copy: bool,
    /// The journal ends here: the wallet may have made payments since that these files know nothing of.
    pub ended: bool,
}

/// What the secret has opened.
pub struct OpenedBackup {
    /// `None`: no file of the recovery phrase can be read.
    pub phrase: Option<Phrase>,
    /// The newest state, and who wrote it.
    pub state: Result<(State, Author), StateUnread>,
}

/// Why there is no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateUnread {
    /// The files hold the recovery phrase alone.
    #[error("there is no channel state")]
    Missing,
    /// Something is wrong with the entries.
    #[error("{0}")]
    Damaged(String),
    /// Without the recovery phrase the entries are not read.
    #[error("there is no recovery phrase to read them with")]
    NoPhrase,
}

impl PickedBackup {
    /// Looks through files: the path of each, as a browser gives it, and its bytes.
    ///
    /// # Errors
    /// The files contradict each other.
    pub async fn read(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, RecoveryError> {
        let arranged = picked::arrange("", files);
        let wallets = find_wallets(&arranged.drive).await?;
        Ok(Self { files: Rc::new(arranged.drive), wallets, left_out: arranged.left_out })
    }

    /// The wallets, in the order of the numbers that [`Self::open`] takes.
    pub fn wallets(&self) -> Vec<PickedWallet> {
        self.wallets.iter().map(shown).collect()
    }

    /// Paths of what is no part of a backup.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Opens one wallet. What cannot be read of it does not hide the rest. `now_ms`: Unix ms.
    ///
    /// # Errors
    /// The secret does not open it.
    pub async fn open(
        &self,
        number: usize,
        secret: &EnteredSecret,
        bounds: &KdfBounds,
        now_ms: u64,
    ) -> Result<OpenedBackup, RecoveryError> {
        let wallet = self.wallets.get(number).ok_or(RecoveryError::NoSuchWallet)?;
        let opened = wallet.unlock(|keyring| keyring.open(&secret.secret(), bounds));
        let keyring = opened.ok_or(RecoveryError::NoKeyring)??;
        let phrase = match secret {
            EnteredSecret::Phrase(phrase) => Some(phrase.duplicate()),
            EnteredSecret::Pin(_) | EnteredSecret::Passphrase(_) => {
                phrase_file::find_words(&*self.files, &wallet.folder, &keyring).await.ok()
            }
        };
        let state = match (&wallet.channels, &phrase) {
            (Channels::NoChannelState | Channels::Empty, _) => Err(StateUnread::Missing),
            (Channels::Complete | Channels::Unusable(_) | Channels::Unread(_), None) => {
                Err(StateUnread::NoPhrase)
            }
            (Channels::Complete | Channels::Unusable(_) | Channels::Unread(_), Some(phrase)) => {
                self.state(wallet, keyring, phrase, now_ms).await
            }
        };
        Ok(OpenedBackup { phrase, state })
    }

    /// Reads the journal as a restore does, into memory that is then given up.
    async fn state(
        &self,
        wallet: &FoundWallet,
        keyring: OpenKeyring,
        phrase: &Phrase,
        now_ms: u64,
    ) -> Result<(State, Author), StateUnread> {
        let keys = Keys::new(keyring, phrase).ok_or(StateUnread::NoPhrase)?;
        // Nothing is started with it, so how old it is costs nothing. The page says so.
        let options = RestoreOptions {
            old_device_is_gone: true,
            although_ended: true,
            although_second_copy: true,
            although_files: true,
            takes_no_new_file: false,
            after: None,
            forgets: &[],
        };
        let (env, files) = (env(now_ms), self.files.clone());
        let read = Journal::restore_files(
            env,
            Rc::new(keys),
            files,
            wallet.folder.clone(),
            options,
            Rc::new(|_| {}),
            Rc::new(|_| Box::pin(async { Ok(()) })),
        );
        let read = read.await.map_err(|error| {
            let missing = matches!(error, RestoreError::NoChannelState);
            if missing { StateUnread::Missing } else { StateUnread::Damaged(error.to_string()) }
        })?;
        let before = read.before.unwrap_or(Author { device: String::new(), at_ms: 0 });
        Ok((read.state, before))
    }
}

fn shown(wallet: &FoundWallet) -> PickedWallet {
    let mut opened_by: Vec<SecretKind> = wallet.keyrings().flat_map(SecretKind::of).collect();
    opened_by.sort_unstable();
    opened_by.dedup();
    PickedWallet {
        name: wallet.name.clone(),
        opened_by,
        guarded: wallet.keyrings().any(is_guarded),
        newest_entry: wallet.head,
        second_copy: wallet.second_copy,
        ended: wallet.ended.is_some(),
    }
}

fn is_guarded(keyring: &Keyring) -> bool {
    let has_guards = |slot: &Slot| slot.factors().iter().any(|it| it.kind() == FactorKind::Guards);
    keyring.slots().iter().any(has_guards)
}

fn env(now_ms: u64) -> Env {
    Env {
        local: Rc::new(MemoryStore::new()),
        clock: Rc::new(FrozenClock(now_ms)),
        rng: Randomness::new(system_rng()),
        device: String::new(),
        observer: Rc::new(|_| {}),
    }
}

/// The time when the files were opened.
struct FrozenClock(u64);

#[async_trait(?Send)]
impl Clock for FrozenClock {
    fn now_ms(&self) -> u64 {
        self.0
    }

    // Picked files answer at once, and ask no caller to wait.
    async fn sleep(&self, _: u64) {}
}
