//! What is kept of a sign-in under way, and for how long.

use lifeboat_backup::LocalStore;
use lifeboat_cloud::oauth::{self, CallbackLocation, PendingSignIn};
use lifeboat_crypto::{DataKey, open_local};
use lifeboat_messages::{Problem, ServiceKind, SignInEnd};
use serde::{Deserialize, Serialize};

use super::own_server::RemoteStorageServer;
use crate::device_env::DeviceEnv;
use crate::problem;

/// Where sign-ins under way are kept.
pub(super) const UNDER_WAY: &str = "sign-in/";
/// Where a sign-in without a state is kept; no state is as short.
pub(super) const STATELESS: &str = "stateless";

/// What outlives the way to the service and back.
#[derive(Serialize, Deserialize)]
pub(super) struct SignInRecord {
    /// `None`: iCloud, whose page takes nothing along.
    pub(super) pending: Option<PendingSignIn>,
    /// Unix ms.
    pub(super) begun_ms: u64,
    pub(super) service: ServiceKind,
    pub(super) end: SignInEnd,
    /// The lock of a backup that is being turned on; sealed by the wallet's vault.
    pub(super) lock: Option<Vec<u8>>,
    /// Where the user's own server is.
    pub(super) server: Option<RemoteStorageServer>,
}

/// Which sign-in this answers. Apple's page brings no state along: only a sign-in under way without one may be its.
pub(super) fn state_of(answer: &CallbackLocation) -> String {
    answer.state().unwrap_or_else(|| STATELESS.to_owned())
}

/// Where the record of this sign-in is.
pub(super) fn record_name(state: &str) -> String {
    format!("{UNDER_WAY}{state}")
}

/// What every record begins with.
#[derive(Deserialize)]
struct RecordStart {
    begun_ms: u64,
}

/// How long a record is still good, ms; `None`: it is no longer good.
pub(super) fn still_good_ms(key: &DataKey, sealed: &[u8], now_ms: u64) -> Option<u64> {
    let begun: RecordStart = serde_json::from_slice(&open_local(key, UNDER_WAY, sealed).ok()?).ok()?;
    oauth::LIFETIME_MS.checked_sub(now_ms.abs_diff(begun.begun_ms))
}

/// Removes every sign-in under way.
pub(super) async fn forget_all(env: &DeviceEnv) -> Result<Vec<(String, Option<Vec<u8>>)>, Problem> {
    let names = env.store().list(UNDER_WAY).await.map_err(|error| problem::of_store(&error))?;
    Ok(names.into_iter().map(|name| (name, None)).collect())
}

/// The key of this browser profile, which seals what is under way.
pub(super) async fn key(env: &DeviceEnv) -> Result<DataKey, Problem> {
    let key = env.host().sign_in_secret().await?;
    Ok(DataKey::from_bytes(&key))
}
