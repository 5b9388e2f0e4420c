//! The way back into a wallet that was open when its user left for a service's page: they have entered the PIN already.
//!
//! The wallet's data key is kept beside the record of the sign-in, sealed as that is. It opens the wallet
//! once, for the answer to that sign-in alone, within ten minutes, and not when the wallet would have locked
//! itself by then.

use lifeboat_backup::LocalStore;
use lifeboat_cloud::oauth;
use lifeboat_crypto::{DataKey, open_local, seal_local};
use lifeboat_messages::Problem;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::record::{key, record_name};
use crate::device_env::DeviceEnv;
use crate::lock::has_lock;
use crate::problem;
use crate::unlocked::UnlockedWallet;

const PURPOSE: &str = "way-back";
const SUFFIX: &str = "/way-back";

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct WayBack {
    /// Unix ms.
    begun_ms: u64,
    good_for_ms: u64,
    key: [u8; 32],
}

/// Where it is kept for the sign-in of this state.
pub(super) fn name(state: &str) -> String {
    format!("{}{SUFFIX}", record_name(state))
}

/// Whether something of this name is one.
pub(super) fn is_named(name: &str) -> bool {
    name.ends_with(SUFFIX)
}

/// What to keep for it; `None`: the wallet opens without a PIN.
pub(super) async fn of(env: &DeviceEnv, open: &UnlockedWallet) -> Result<Option<Vec<u8>>, Problem> {
    let keys = open.keys();
    if !has_lock(keys.keyring()) {
        return Ok(None);
    }
    let locks_after = open.settings().lock_after().minutes().map(|minutes| u64::from(minutes) * 60_000);
    let way_back = WayBack {
        begun_ms: env.now_ms(),
        good_for_ms: locks_after.map_or(oauth::LIFETIME_MS, |ms| ms.min(oauth::LIFETIME_MS)),
        key: *keys.opened().data_key().expose(),
    };
    let plain = Zeroizing::new(serde_json::to_vec(&way_back).map_err(problem::internal)?);
    let sealed = seal_local(&key(env).await?, PURPOSE, &plain, &mut env.rng());
    sealed.map(Some).map_err(problem::internal)
}

/// Takes the key that opens the wallet. `None`: that key is gone, and it takes the PIN.
pub(super) async fn take(env: &DeviceEnv, state: &str) -> Result<Option<DataKey>, Problem> {
    let name = name(state);
    let sealed = env.store().read(&name).await.map_err(|error| problem::of_store(&error))?;
    let Some(sealed) = sealed else { return Ok(None) };
    // Before it opens anything: it must not open it twice.
    env.store().write(vec![(name, None)]).await.map_err(|error| problem::of_store(&error))?;
    let Some(way_back) = opened(&key(env).await?, &sealed) else { return Ok(None) };
    let is_in_time = left_ms(&way_back, env.now_ms()).is_some();
    Ok(is_in_time.then(|| DataKey::from_bytes(&way_back.key)))
}

/// How long what was kept is still good, ms; `None`: it is no longer good.
pub(super) fn still_good_ms(key: &DataKey, sealed: &[u8], now_ms: u64) -> Option<u64> {
    left_ms(&opened(key, sealed)?, now_ms)
}

fn left_ms(way_back: &WayBack, now_ms: u64) -> Option<u64> {
    way_back.good_for_ms.checked_sub(now_ms.abs_diff(way_back.begun_ms))
}

fn opened(key: &DataKey, sealed: &[u8]) -> Option<WayBack> {
    serde_json::from_slice(&open_local(key, PURPOSE, sealed).ok()?).ok()
}
