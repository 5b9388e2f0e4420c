//! Signing in on a service's own page, and the tokens of the accounts in use.
//!
//! The page leaves for the service, and this worker ends with it. What has to outlive that is one record in
//! the store, sealed with the key of this browser profile: the state, the verifier, what it is for. For a
//! backup the lock that was just chosen is in it, sealed once more, with the wallet's own key: once the
//! backup is on, and that lock is the wallet's, no key is left on this device that opens it. For a wallet
//! with a PIN, what opens it once when the user comes back lies beside it ([`way_back`]). The record is
//! deleted when it is read, after ten minutes, and as soon as the user has gone another way.
//! [`crate::accounts`] tells what becomes of the tokens.

use std::rc::Rc;

use lifeboat_backup::LocalStore;
use lifeboat_cloud::oauth::{self, CallbackLocation, Grant, PendingSignIn, Tokens};
use lifeboat_cloud::{Drive, DriveError, icloud};
use lifeboat_crypto::{DataKey, open_local, seal_local};
use lifeboat_messages::{
    FinishedSignIn, Problem, ServiceKind, SignInAnswer, SignInEnd, SignInPurpose, SignInWay,
};
use zeroize::Zeroizing;

use crate::accounts::AccountTokens;
use crate::device_env::DeviceEnv;
use crate::drive::{Account, DriveSettings, RemoteStorage, client, container};
use crate::problem;
use crate::reconnect;
use crate::stage::Stage;

mod expiry;
mod own_server;
mod record;
mod way_back;

use own_server::{RemoteStorageServer, find_server};
use record::{STATELESS, SignInRecord, UNDER_WAY, forget_all, key, record_name, state_of};

pub use expiry::{forget, forget_in_time, forget_way_back};

/// The one redirect address of the services that the operator configured.
const CALLBACK: &str = "/oauth/callback";
/// The one of servers whose address the user gave: what such a server passes on can never pass for an answer
/// of another.
const OWN_SERVER: &str = "/oauth/own-server";

/// Prepares a sign-in. Gives the service's page.
pub async fn begin(
    env: &DeviceEnv,
    here: &Stage,
    service: ServiceKind,
    address: Option<String>,
    purpose: SignInPurpose,
) -> Result<String, Problem> {
    let end = purpose.end();
    let lock = match purpose {
        SignInPurpose::Backup { lock } => {
            let open = here.wallet()?;
            Some(open.vault().seal_lock(&open.meant(lock)?)?)
        }
        SignInPurpose::Restore | SignInPurpose::Reconnect | SignInPurpose::Another => None,
    };
    let known = match end {
        SignInEnd::Reconnect => here.wallet().ok().and_then(|open| open.settings().account_at(service)),
        SignInEnd::Backup | SignInEnd::Restore | SignInEnd::Another => None,
    };
    let server = find_server(env, service, address.or_else(|| known.clone())).await?;
    let (url, pending) = match service.row().sign_in {
        SignInWay::CloudKit => {
            let (container, endpoints) =
                container(env.config(), env.origin()).ok_or(Problem::NotConfigured)?;
            let page = icloud::begin(&env.http(), &endpoints, &container).await;
            (page.map_err(|error| problem::of_oauth(&error))?, None)
        }
        SignInWay::Form(_) => return Err(Problem::NotConfigured),
        SignInWay::OAuth { .. } | SignInWay::OwnServer => {
            let (client, callback) = match &server {
                Some(server) => (server.client(env), OWN_SERVER),
                None => {
                    (client(service, env.config(), env.origin()).ok_or(Problem::NotConfigured)?, CALLBACK)
                }
            };
            let mut random = Zeroizing::new([0; 64]);
            env.rng().fill_bytes(&mut *random);
            let redirect = format!("{}{callback}", env.origin());
            let begun = oauth::begin(&client, &redirect, env.now_ms(), &random, known.as_deref());
            let (url, pending) = begun.map_err(|error| problem::of_oauth(&error))?;
            (url, Some(pending))
        }
    };
    let state = pending.as_ref().map_or(STATELESS, PendingSignIn::state).to_owned();
    let way_back = match (end, &pending) {
        // Nothing would show that the answer is that to this sign-in.
        (_, None) | (SignInEnd::Restore, Some(_)) => None,
        (SignInEnd::Backup | SignInEnd::Reconnect | SignInEnd::Another, Some(_)) => {
            way_back::of(env, &*here.wallet()?).await?
        }
    };
    let leaving = SignInRecord { pending, begun_ms: env.now_ms(), service, end, lock, server };
    let plain = Zeroizing::new(serde_json::to_vec(&leaving).map_err(problem::internal)?);
    let sealed =
        seal_local(&key(env).await?, UNDER_WAY, &plain, &mut env.rng()).map_err(problem::internal)?;
    // One at a time: whatever was begun before is over.
    let mut writes = forget_all(env).await?;
    writes.push((record_name(&state), Some(sealed)));
    writes.extend(way_back.map(|sealed| (way_back::name(&state), Some(sealed))));
    env.store().write(writes).await.map_err(|error| problem::of_store(&error))?;
    // The user may come back by "Back", and stay.
    env.spawn(forget_in_time(env.clone()));
    Ok(url)
}

/// The key of the wallet that was open when the user left; `None`: it takes the PIN. Works once.
pub async fn way_back(env: &DeviceEnv, answer: SignInAnswer) -> Result<Option<DataKey>, Problem> {
    way_back::take(env, &state_of(&arrived(answer))).await
}

fn arrived(answer: SignInAnswer) -> CallbackLocation {
    CallbackLocation { at: answer.at, query: answer.query, fragment: answer.fragment }
}

/// The user is back.
pub async fn finish(env: &DeviceEnv, here: &Stage, answer: SignInAnswer) -> Result<FinishedSignIn, Problem> {
    let arrived = arrived(answer);
    let name = record_name(&state_of(&arrived));
    let sealed = env.store().read(&name).await.map_err(|error| problem::of_store(&error))?;
    let sealed = sealed.ok_or(Problem::SignInExpired)?;
    let plain = open_local(&key(env).await?, UNDER_WAY, &sealed).map_err(|_| Problem::SignInExpired)?;
    let leaving: SignInRecord = serde_json::from_slice(&plain).map_err(|_| Problem::SignInExpired)?;
    let end = leaving.end;
    match end {
        SignInEnd::Restore => {}
        // Nothing of the answer is used up yet: it can wait for the wallet to be unlocked.
        SignInEnd::Backup | SignInEnd::Reconnect | SignInEnd::Another => drop(here.wallet()?),
    }
    let writes = forget_all(env).await?;
    env.store().write(writes).await.map_err(|error| problem::of_store(&error))?;
    if let Some(sealed) = &leaving.lock {
        let open = here.wallet()?;
        open.remember_lock(open.vault().open_lock(sealed).ok_or(Problem::SignInExpired)?);
    }
    let service = leaving.service;
    let (settings, account) = match &leaving.pending {
        Some(pending) => {
            let client = match &leaving.server {
                Some(server) => server.client(env),
                None => client(service, env.config(), env.origin()).ok_or(Problem::NotConfigured)?,
            };
            let grant = oauth::finish(&env.http(), &client, pending, &arrived, env.now_ms()).await;
            let grant = grant.map_err(|error| problem::of_oauth(&error))?;
            match leaving.server {
                Some(server) => use_token(env, server, &grant).await?,
                None => {
                    let tokens = Tokens::granted(env.http(), client, env.clock(), grant);
                    use_account(env, service, AccountTokens::OAuth(Rc::new(tokens))).await?
                }
            }
        }
        None => {
            let here = arrived.at == format!("{}{CALLBACK}", env.origin());
            if service.row().sign_in != SignInWay::CloudKit
                || !here
                || env.now_ms().abs_diff(leaving.begun_ms) > oauth::LIFETIME_MS
            {
                return Err(Problem::SignInExpired);
            }
            let token = icloud::token_of(&arrived.query).map_err(|error| problem::of_oauth(&error))?;
            use_account(env, service, AccountTokens::CloudKit(Rc::new(icloud::WebToken::new(token.expose()))))
                .await?
        }
    };
    let id = settings.sign_in().unwrap_or_default().to_owned();
    if end == SignInEnd::Reconnect {
        let open = here.wallet()?;
        if let Err(problem) = reconnect::with_account(env, &open, &settings, &account).await {
            env.accounts().forget(&settings);
            return Err(problem);
        }
    }
    Ok(FinishedSignIn { service, id, account, end })
}

/// Finds out whose account it is, and takes it in use.
async fn use_account(
    env: &DeviceEnv,
    service: ServiceKind,
    held: AccountTokens,
) -> Result<(DriveSettings, String), Problem> {
    let failed = |error: DriveError| problem::of_drive(&error);
    let drive = held.drive(service, None, env).map_err(failed)?;
    let account_id = drive.account_id().await.map_err(failed)?;
    let account = Account::new(env.make_id(), account_id, held.to_keep().as_ref());
    let settings = DriveSettings::for_account(service, account).ok_or(Problem::NotConfigured)?;
    let drive = env.accounts().use_it(held, settings.clone(), env).map_err(failed)?;
    let name = drive.account().await.map_err(failed)?.name;
    Ok((settings, name))
}

/// The user's own server gave a token without an end.
async fn use_token(
    env: &DeviceEnv,
    server: RemoteStorageServer,
    grant: &Grant,
) -> Result<(DriveSettings, String), Problem> {
    let remote = RemoteStorage {
        id: env.make_id(),
        user: server.user,
        storage_root: server.storage_root,
        token: grant.access.expose().to_owned(),
    };
    let failed = |error: DriveError| problem::of_drive(&error);
    let account = remote.open(env).map_err(failed)?.account().await.map_err(failed)?.name;
    let id = remote.id.clone();
    let settings = DriveSettings::RemoteStorage(remote);
    env.accounts().note(&id, settings.clone());
    Ok((settings, account))
}
