//! Deleting the wallet from this device. Copies elsewhere are neither deleted, marked nor revoked, because
//! another device may still use them.

use std::pin::pin;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::{Journal, LocalStore, Status};
use lifeboat_messages::{Phase, Problem, ReadOnly, Remains};

use crate::device_env::DeviceEnv;
use crate::problem;
use crate::replacement::MayReplace;
use crate::stage::Transition;
use crate::unlocked::{CLOSE_MS, UnlockedWallet};

/// How long reading the backup back may take before the user is told that the result is uncertain.
const PROVE_MS: u64 = 60_000;

/// Deletes everything that this device keeps, in one step: whenever the process ends, the wallet is whole or gone.
///
/// # Errors
/// Nothing was deleted, and the wallet keeps running.
pub async fn delete(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    remains: Remains,
) -> Result<Transition, Problem> {
    may_end(open)?;
    if remains == Remains::Backup {
        prove(env, open).await?;
        // Reading the backup back may take a minute, so check again.
        may_end(open)?;
    }
    open.shut(CLOSE_MS).await;
    let gone = match is_over(env, open, remains).await {
        Ok(()) => clear(env).await,
        Err(problem) => Err(problem),
    };
    Ok(match gone {
        Ok(()) => Transition::Deleted,
        Err(problem) => Transition::Failed { closed: Some(open.clone()), problem },
    })
}

/// A payer or a payee waits for this wallet. A wallet that continued elsewhere, or whose state is old, has nothing
/// to wait for here.
fn may_end(open: &UnlockedWallet) -> Result<(), Problem> {
    let is_elsewhere = matches!(open.phase(), Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } });
    if open.is_paying() && !is_elsewhere && !open.is_stale() { Err(Problem::UnderWay) } else { Ok(()) }
}

/// Checks again once nothing is running: something may have come while it was being shut.
async fn is_over(env: &DeviceEnv, open: &UnlockedWallet, remains: Remains) -> Result<(), Problem> {
    may_end(open)?;
    match remains {
        Remains::Backup => is_in_backup(env, open).await,
        Remains::Nothing => Ok(()),
    }
}

/// Whether the backup has everything, as it is there now: read back, not remembered.
async fn prove(env: &DeviceEnv, open: &Rc<UnlockedWallet>) -> Result<(), Problem> {
    if open.settings().in_use().is_none() {
        return Err(Problem::NoBackup);
    }
    if let Status::Waiting { why, .. } | Status::Paused { why } = open.journal()?.status() {
        return Err(problem::of_obstacle(&why));
    }
    // A write that waits for the drive keeps trying without a limit.
    let (mut proved, mut late) = (pin!(open.back_up_now().fuse()), pin!(env.sleep(PROVE_MS).fuse()));
    futures::select_biased! {
        proved = proved => proved,
        () = late => Err(Problem::StillSaving),
    }
}

/// Checks by this device's record, once nothing is running.
async fn is_in_backup(env: &DeviceEnv, open: &UnlockedWallet) -> Result<(), Problem> {
    let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
    let is_whole = stored.is_some_and(|stored| {
        let behind = MayReplace::behind_lock(stored.folder.is_some(), stored.unsent, stored.doubt);
        behind == MayReplace::Any
    });
    if is_whole && !open.is_stale() { Ok(()) } else { Err(Problem::StillSaving) }
}

async fn clear(env: &DeviceEnv) -> Result<(), Problem> {
    let store = env.store();
    let of_store = |error| problem::of_store(&error);
    let all = store.list("").await.map_err(of_store)?;
    let written = store.write(all.into_iter().map(|key| (key, None)).collect()).await;
    match written {
        Ok(()) => Ok(()),
        // It may have been done all the same.
        Err(error) => match Journal::stored(&env.silent_env()).await {
            Ok(None) => Ok(()),
            Ok(Some(_)) | Err(_) => Err(of_store(error)),
        },
    }
}
