//! The wallet of this device: made, unlocked, opened from what is kept here.

use std::rc::Rc;

use lifeboat_backup::{Journal, Keys, State};
use lifeboat_crypto::{
    DataKey, DeviceKeyId, FactorKind, Keyring, NewSlot, OpenError, OpenKeyring, Phrase, Secret, VaultId,
    Words,
};
use lifeboat_messages::{Phase, Problem, Unlocker};

use crate::device_env::DeviceEnv;
use crate::lock::{TypedSecret, has_lock};
use crate::problem;
use crate::settings::Settings;
use crate::stage::{LocalWallet, LockedWallet, Transition};
use crate::unlocked::UnlockedWallet;
use crate::vault::{self, Vault};

/// The only device key there is.
const DEVICE_KEY: DeviceKeyId = DeviceKeyId(*b"this-browser-key");

/// Opens a wallet that has no PIN.
pub async fn open_with_device(env: &DeviceEnv, keyring: &Keyring) -> Result<LocalWallet, Problem> {
    let output = env.host().device_secret().await?;
    let secret = Secret::Device { key_id: DEVICE_KEY, output: &output };
    let opened = keyring.open(&secret, &env.host().kdf_limits().read).map_err(|error| match error {
        // No secret was typed, so the key differs because the browser has thrown the first one away.
        OpenError::WrongSecret => Problem::DeviceKeyLost,
        OpenError::NoSuchSlot
        | OpenError::Damaged
        | OpenError::TooCostly
        | OpenError::TooWeak
        | OpenError::OutOfMemory => problem::of_open(&error),
    })?;
    let public = public_part(env, &opened)?;
    let phrase = phrase_of(env, &opened).await?;
    let keys = Keys::with_public(opened, public, &phrase).ok_or(Problem::Damaged)?;
    load(env, Rc::new(keys), None, None).await
}

/// The words that this device keeps behind an opened keyring.
async fn phrase_of(env: &DeviceEnv, opened: &OpenKeyring) -> Result<Phrase, Problem> {
    Vault::new(env, opened).phrase().await?.ok_or(Problem::Damaged)
}

/// Opens this device's copy, and lets it begin. `pin_digits`: of the PIN that opened it. `phase`: the phase to report
/// until the wallet knows its own.
pub async fn load(
    env: &DeviceEnv,
    keys: Rc<Keys>,
    pin_digits: Option<u8>,
    phase: Option<Phase>,
) -> Result<LocalWallet, Problem> {
    let vault = Vault::new(env, keys.opened());
    let phrase = keys.phrase().duplicate();
    let loaded =
        Journal::load(&env.silent_env(), keys.clone()).await.map_err(|error| problem::of_load(&error))?;
    let mut settings = vault.settings(loaded.writer()).await?;
    let mut changed = settings.agree_with_journal(loaded.drive(), loaded.folder());
    changed |= settings.forget_ended(env.now_ms());
    if pin_digits.is_some() {
        // What the lock screen counts may have been forgotten, or be another PIN's.
        changed |=
            settings.pin_digits() != pin_digits || vault::pin_digits(&**env.store()).await != pin_digits;
        settings.set_pin_digits(pin_digits);
    }
    if has_lock(keys.keyring()) {
        let is_limited = keys.keyring().guarded_slot().is_some();
        changed |= settings.note_unlocked(env.now_ms(), pin_digits.is_some() && !is_limited);
    }
    if changed {
        // The next load finds it again: a store that refuses does not shut the owner out.
        let _ = vault.keep_settings(&settings).await;
    }
    let open = UnlockedWallet::new(env.clone(), phrase, keys, settings);
    if let Some(phase) = phase {
        open.set_phase(phase);
    }
    Ok(LocalWallet { wallet: open, loaded: Box::new(loaded) })
}

/// Makes a new wallet, without a PIN and without a backup.
pub async fn create(env: &DeviceEnv, name: String) -> Result<Transition, Problem> {
    make(env, name, Phrase::make(&mut env.rng(), Words::Twelve), State::new()).await
}

/// Makes a wallet of words that were in use before, without a PIN and without a backup.
pub async fn of_words(
    env: &DeviceEnv,
    name: String,
    words: &lifeboat_messages::Secret,
) -> Result<Transition, Problem> {
    let phrase = Phrase::parse(words.expose()).map_err(|_| Problem::BadPhrase)?;
    let mut salt = [0; 16];
    env.rng().fill_bytes(&mut salt);
    make(env, name, phrase, lifeboat_wallet::state_of_words(env.network(), salt)).await
}

async fn make(env: &DeviceEnv, name: String, phrase: Phrase, state: State) -> Result<Transition, Problem> {
    let rng = &mut env.rng();
    let output = env.host().device_secret().await?;
    let public =
        OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&phrase)], rng).map_err(problem::of_make)?;
    let slots = [NewSlot::device(DEVICE_KEY, &output), NewSlot::phrase(&phrase)];
    let local = public.for_this_device(&slots, rng).map_err(problem::of_make)?;
    let keys = Keys::with_public(local, public.keyring().clone(), &phrase).ok_or(Problem::Damaged)?;
    let keys = Rc::new(keys);
    let settings = Settings::new(name, None);
    Vault::new(env, keys.opened()).keep(&phrase, &settings).await?;
    let open = UnlockedWallet::new(env.clone(), phrase, keys.clone(), settings);
    let opened =
        Journal::create(open.journal_env(), keys, state).await.map_err(|error| problem::of_load(&error))?;
    Ok(Transition::Arrived { wallet: open, opened: Box::new(opened) })
}

/// Opens a locked wallet.
pub async fn unlock(
    env: &DeviceEnv,
    locked: &LockedWallet,
    unlocker: &Unlocker,
) -> Result<LocalWallet, Problem> {
    let typed = TypedSecret::parse(unlocker)?;
    let opened = typed.open_here(env, &locked.keyring).await?;
    let phrase = phrase_of(env, &opened).await?;
    let keys = Keys::new(opened, &phrase).ok_or(Problem::Damaged)?;
    load(env, Rc::new(keys), typed.pin_digits(), None).await
}

/// Opens a locked wallet with the key that it had while it was open.
pub async fn open_again(
    env: &DeviceEnv,
    locked: &LockedWallet,
    key: DataKey,
) -> Result<LocalWallet, Problem> {
    let opened = locked.keyring.open_with_key(key).map_err(|error| problem::of_open(&error))?;
    let phrase = phrase_of(env, &opened).await?;
    let keys = Keys::new(opened, &phrase).ok_or(Problem::Damaged)?;
    load(env, Rc::new(keys), None, None).await
}

/// The part of a local keyring that may be uploaded: the phrase slot.
fn public_part(env: &DeviceEnv, opened: &OpenKeyring) -> Result<Keyring, Problem> {
    let phrase = opened
        .keyring()
        .slots()
        .iter()
        .find(|slot| slot.factors().iter().all(|it| it.kind() == FactorKind::Phrase));
    let phrase = phrase.ok_or(Problem::Damaged)?;
    let public = opened.rewrite(&[NewSlot::keep(phrase.id())], &mut env.rng()).map_err(problem::of_make)?;
    Ok(public.keyring().clone())
}
