//! What this device keeps beside the journal: the phrase, the drive's credentials, a few choices. All sealed with the
//! wallet's data key, and each under its vault's id: turning the backup on makes a new vault, and whichever of the two
//! the journal names after a crash finds its own.

use lifeboat_backup::{LocalStore, StoreError, Writes};
use lifeboat_crypto::{DataKey, OpenKeyring, Phrase, VaultId, open_local, seal_local};
use lifeboat_messages::{NewLock, Problem, Secret};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::device::Device;
use crate::hex;
use crate::problem;
use crate::settings::Settings;

const PHRASE: &str = "phrase";
const SETTINGS: &str = "settings";
const COMING: &str = "coming";
const COMING_PHRASE: &str = "coming/phrase";
const LOCK: &str = "sign-in/lock";
const SCORES: &str = "scores";

/// How many digits the PIN has: in clear, so that the lock screen can show as many boxes. It tells a thief of
/// the profile how many PINs to try, which the strength of the PIN does not count on.
pub const DIGITS: &str = "lock/digits";

/// How many digits the PIN of this device has; `None` where that is not known.
pub async fn pin_digits(store: &dyn LocalStore) -> Option<u8> {
    store.read(DIGITS).await.ok().flatten()?.first().copied()
}

/// What the user calls the wallet since they gave it another name: in clear, as its folder's name is, for the
/// lock screen.
pub const NAME: &str = "lock/name";

/// The name that the user gave the wallet later; `None` where they have not, or that is not known.
pub async fn name_in_clear(store: &dyn LocalStore) -> Option<String> {
    String::from_utf8(store.read(NAME).await.ok().flatten()?).ok()
}

/// The settings of a wallet that is being brought to where it is already. They count from the moment on when
/// the journal here is another one.
#[derive(Serialize, Deserialize)]
struct ComingSettings {
    /// The name of the journal that was here: `StoredJournal::writer`.
    instead_of: [u8; 8],
    settings: Settings,
}

/// [`NewLock`], as it is kept while the user is on a service's page.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "text")]
enum KeptLock {
    Pin(Secret),
    GuardedPin(Secret),
}

impl KeptLock {
    fn of(lock: &NewLock) -> KeptLock {
        match lock {
            NewLock::Pin(pin) => KeptLock::Pin(pin.clone()),
            NewLock::GuardedPin(pin) => KeptLock::GuardedPin(pin.clone()),
        }
    }

    fn into_lock(self) -> NewLock {
        match self {
            KeptLock::Pin(pin) => NewLock::Pin(pin),
            KeptLock::GuardedPin(pin) => NewLock::GuardedPin(pin),
        }
    }
}

/// What this device has kept of a vault, seen with keys that may have come from elsewhere.
pub enum KeptSettings {
    /// Nothing was kept.
    Nothing,
    /// The settings are sealed with a key that these keys do not hold: the lock was changed both here and elsewhere,
    /// without knowing of each other.
    Sealed,
    /// Settings.
    Settings(Box<Settings>),
}

/// The records of one vault.
pub struct Vault {
    env: Device,
    id: VaultId,
    /// Seals.
    key: DataKey,
    /// What was sealed before the PIN was changed last still opens.
    earlier: Vec<DataKey>,
}

impl Vault {
    /// The vault with the key that opens it.
    pub fn new(env: &Device, opened: &OpenKeyring) -> Vault {
        let earlier = opened.previous_keys().map(|(_, key)| key.duplicate()).collect();
        Vault {
            env: env.clone(),
            id: opened.keyring().vault_id(),
            key: opened.data_key().duplicate(),
            earlier,
        }
    }

    /// Keeps phrase and settings, durably, in one step.
    pub async fn keep(&self, phrase: &Phrase, settings: &Settings) -> Result<(), Problem> {
        let writes = self.records(phrase, settings, in_clear(settings))?;
        self.env.store().write(writes).await.map_err(|error| problem::of_store(&error))
    }

    /// Keeps these for a vault that the journal does not name yet: nobody knows yet whether its PIN or the current one
    /// will open this device next.
    pub async fn keep_unnamed(&self, phrase: &Phrase, settings: &Settings) -> Result<(), Problem> {
        let writes = self.records(phrase, settings, nothing_in_clear())?;
        self.keep_or_remember(writes).await
    }

    /// Keeps these beside another wallet that is here, and may stay: what is in clear is of that one.
    pub async fn keep_beside_another(&self, phrase: &Phrase, settings: &Settings) -> Result<(), Problem> {
        let writes = self.records(phrase, settings, Writes::new())?;
        self.env.store().write(writes).await.map_err(|error| problem::of_store(&error))
    }

    /// Keeps what is so, whether it can be kept now or not. A store that is lost and takes nothing holds it
    /// when it takes something again, with the journal that names this vault.
    pub async fn keep_in_any_case(&self, phrase: &Phrase, settings: &Settings) -> Result<(), Problem> {
        let writes = self.records(phrase, settings, in_clear(settings))?;
        self.keep_or_remember(writes).await
    }

    async fn keep_or_remember(&self, writes: Writes) -> Result<(), Problem> {
        let store = self.env.store();
        match store.write(writes.clone()).await {
            Err(StoreError::Lost) => store.remember(None, &writes),
            kept => kept.map_err(|error| problem::of_store(&error))?,
        }
        Ok(())
    }

    fn records(&self, phrase: &Phrase, settings: &Settings, in_clear: Writes) -> Result<Writes, Problem> {
        let sealed = vec![
            (self.name(PHRASE), Some(self.seal(PHRASE, phrase.words().as_bytes())?)),
            (self.name(SETTINGS), Some(self.sealed_settings(settings)?)),
            (self.name(COMING), None),
            (self.name(COMING_PHRASE), None),
        ];
        Ok(sealed.into_iter().chain(in_clear).collect())
    }

    /// Keeps settings that will count when the journal of this name has made way for another. What is kept
    /// now counts until then, whenever this process ends: entries must not go to a place that the journal
    /// does not name. The phrase is kept twice meanwhile: the keyring that is here and the one that comes may
    /// each hold a key that the other lacks.
    pub async fn keep_coming(
        &self,
        instead_of: [u8; 8],
        phrase: &Phrase,
        settings: &Settings,
    ) -> Result<(), Problem> {
        let coming = ComingSettings { instead_of, settings: settings.clone() };
        let bytes = Zeroizing::new(serde_json::to_vec(&coming).map_err(problem::internal)?);
        let mut writes = vec![
            (self.name(COMING), Some(self.seal(COMING, &bytes)?)),
            (self.name(COMING_PHRASE), Some(self.seal(PHRASE, phrase.words().as_bytes())?)),
        ];
        // It may be another PIN that opens this device next.
        writes.extend(nothing_in_clear());
        self.env.store().write(writes).await.map_err(|error| problem::of_store(&error))
    }

    /// What was coming has come, or has not, by the name of the journal that is here.
    async fn settle(&self, writer: [u8; 8]) -> Result<(), Problem> {
        let Some(sealed) = self.read(COMING).await? else { return Ok(()) };
        // What does not open was sealed with a key that has not come either.
        let coming = match self.opened(COMING, &sealed) {
            Some(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| Problem::Damaged)?,
            None => None,
        };
        let settings = match coming {
            Some(ComingSettings { instead_of, settings }) if instead_of != writer => settings,
            _ => self.kept_settings().await?,
        };
        self.keep_settings(&settings).await
    }

    /// Keeps changed settings of a wallet that is open. What was coming was settled when it was opened;
    /// should it still lie there, it is older than these. Of the two records of the phrase the one that opens
    /// here stays.
    pub async fn keep_settings(&self, settings: &Settings) -> Result<(), Problem> {
        let mut writes = vec![
            (self.name(SETTINGS), Some(self.sealed_settings(settings)?)),
            (self.name(COMING), None),
            (self.name(COMING_PHRASE), None),
        ];
        writes.extend(in_clear(settings));
        let kept = self.read(PHRASE).await?;
        if kept.is_none_or(|kept| self.opened(PHRASE, &kept).is_none())
            && let Some(come) = self.read(COMING_PHRASE).await?
        {
            writes.push((self.name(PHRASE), Some(come)));
        }
        self.env.store().write(writes).await.map_err(|error| problem::of_store(&error))
    }

    /// The phrase; `None` when this device has never kept one.
    pub async fn phrase(&self) -> Result<Option<Phrase>, Problem> {
        let Some(sealed) = self.read(PHRASE).await? else { return Ok(None) };
        let words = match self.opened(PHRASE, &sealed) {
            Some(words) => words,
            // Sealed with a key that the keyring which has come does not hold.
            None => self.open_as(COMING_PHRASE, PHRASE).await?.ok_or(Problem::Damaged)?,
        };
        let words = std::str::from_utf8(&words).map_err(|_| Problem::Damaged)?;
        Phrase::parse(words).map(Some).map_err(|_| Problem::Damaged)
    }

    /// The settings that go with the journal of this name; the defaults when there are none.
    pub async fn settings(&self, writer: [u8; 8]) -> Result<Settings, Problem> {
        self.settle(writer).await?;
        self.kept_settings().await
    }

    /// What is kept here of this vault.
    pub async fn kept(&self) -> Result<KeptSettings, Problem> {
        let Some(sealed) = self.read(SETTINGS).await? else { return Ok(KeptSettings::Nothing) };
        let Some(bytes) = self.opened(SETTINGS, &sealed) else { return Ok(KeptSettings::Sealed) };
        serde_json::from_slice(&bytes)
            .map(|settings| KeptSettings::Settings(Box::new(settings)))
            .map_err(|_| Problem::Damaged)
    }

    async fn kept_settings(&self) -> Result<Settings, Problem> {
        match self.kept().await? {
            KeptSettings::Nothing => Ok(Settings::default()),
            KeptSettings::Sealed => Err(Problem::Damaged),
            KeptSettings::Settings(settings) => Ok(*settings),
        }
    }

    /// Seals what a sign-in on a service's page comes back to: what opens it goes with this vault.
    pub fn seal_lock(&self, lock: &NewLock) -> Result<Vec<u8>, Problem> {
        let bytes = Zeroizing::new(serde_json::to_vec(&KeptLock::of(lock)).map_err(problem::internal)?);
        self.seal(LOCK, &bytes)
    }

    /// What [`Vault::seal_lock`] has sealed, if it was this vault's.
    pub fn open_lock(&self, sealed: &[u8]) -> Option<NewLock> {
        serde_json::from_slice(&self.opened(LOCK, sealed)?).ok().map(KeptLock::into_lock)
    }

    /// Keeps what this wallet has learned about the channels of others. It says whom the user paid.
    pub async fn keep_scores(&self, scores: &[u8]) -> Result<(), Problem> {
        let writes = vec![(self.name(SCORES), Some(self.seal(SCORES, scores)?))];
        self.env.store().write(writes).await.map_err(|error| problem::of_store(&error))
    }

    /// What this wallet had learned; `None` when none of it can be read.
    pub async fn scores(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.open(SCORES).await.ok().flatten()
    }

    /// Forgets the records of every other vault.
    pub async fn forget_others(&self) -> Result<(), StoreError> {
        let own = self.name("");
        let keys = self.env.store().list("device/").await?;
        let others = keys.into_iter().filter(|key| !key.starts_with(&own)).map(|key| (key, None)).collect();
        self.env.store().write(others).await
    }

    fn sealed_settings(&self, settings: &Settings) -> Result<Vec<u8>, Problem> {
        let bytes = Zeroizing::new(serde_json::to_vec(settings).map_err(problem::internal)?);
        self.seal(SETTINGS, &bytes)
    }

    fn name(&self, record: &str) -> String {
        format!("device/{}/{record}", hex::of(&self.id.0))
    }

    fn seal(&self, purpose: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
        seal_local(&self.key, purpose, bytes, &mut self.env.rng()).map_err(problem::internal)
    }

    async fn read(&self, record: &str) -> Result<Option<Vec<u8>>, Problem> {
        self.env.store().read(&self.name(record)).await.map_err(|error| problem::of_store(&error))
    }

    async fn open(&self, purpose: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Problem> {
        self.open_as(purpose, purpose).await
    }

    async fn open_as(&self, record: &str, purpose: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Problem> {
        let Some(sealed) = self.read(record).await? else { return Ok(None) };
        self.opened(purpose, &sealed).map(Some).ok_or(Problem::Damaged)
    }

    fn opened(&self, purpose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut keys = std::iter::once(&self.key).chain(&self.earlier);
        keys.find_map(|key| open_local(key, purpose, sealed).ok())
    }
}

/// What the lock screen shows of a wallet.
fn in_clear(settings: &Settings) -> Writes {
    vec![
        (DIGITS.to_owned(), settings.pin_digits().map(|digits| vec![digits])),
        (NAME.to_owned(), settings.is_renamed().then(|| settings.name().as_bytes().to_vec())),
    ]
}

/// Clears what is in clear while it is not known which wallet it will show.
fn nothing_in_clear() -> Writes {
    vec![(DIGITS.to_owned(), None), (NAME.to_owned(), None)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_an_earlier_version_has_kept_is_read_and_kept_the_same() {
        let kept = r#"{"kind":"pin","text":"739205"}"#;
        let lock = serde_json::from_str::<KeptLock>(kept).unwrap().into_lock();
        assert_eq!(lock, NewLock::Pin("739205".into()));
        assert_eq!(serde_json::to_string(&KeptLock::of(&lock)).unwrap(), kept);
    }
}
