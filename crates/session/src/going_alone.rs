//! The storage is gone for good: the wallet continues on this device alone.

use std::pin::pin;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::{
    Journal, LoadedJournal, OpenedJournal, RestoreError, StartError, TakeoverSeen, look_at_head,
};
use lifeboat_messages::Problem;

use crate::device_env::DeviceEnv;
use crate::problem;
use crate::second_copy;
use crate::stage::Transition;
use crate::unlocked::{CLOSE_MS, UnlockedWallet};

/// How long the storage is asked once more: its last words may be minutes old.
const LAST_LOOK_MS: u64 = 15_000;

/// From here on this device alone has the wallet. The copy in the storage is ended if the storage ever answers, unless
/// another device has continued there. If it answers now, the wallet stays with it, and its answer counts.
pub async fn go_on(env: &DeviceEnv, old: Rc<UnlockedWallet>) -> Result<Transition, Problem> {
    old.may_go_on_alone()?;
    ask_second(env, &old).await?;
    let open = UnlockedWallet::new(env.clone(), old.phrase().duplicate(), old.keys(), old.settings());
    old.give_way(CLOSE_MS).await;
    let alone = async {
        let loaded = load(env, &open).await?;
        open.fits(loaded.state()).await?;
        let loaded = match look_once_more(env, &open, loaded).await? {
            StorageSaid::Nothing(loaded) => *loaded,
            StorageSaid::Ours(opened) => return Ok((*opened, false)),
        };
        // First of all: from the moment the journal says so, it has to be known here where the wallet was,
        // and why it left.
        let folder = loaded.folder().map(|folder| folder.folder_name().to_owned());
        open.change_settings(|settings| settings.leave_unheard(folder)).await?;
        let opened = loaded.start_alone(open.journal_env()).await;
        opened.map(|opened| (opened, true)).map_err(|error| problem::of_alone(&error))
    }
    .await;
    Ok(match alone {
        Ok((opened, is_alone)) => {
            if is_alone {
                open.settle_settings(|settings| settings.go_on_alone()).await;
            }
            Transition::Arrived { wallet: open, opened: Box::new(opened) }
        }
        // The journal's record says whether it is alone.
        Err(problem) => Transition::Failed { closed: Some(old), problem },
    })
}

/// What the storage says when it is asked once more.
enum StorageSaid {
    /// The storage is as silent as before, or refuses, or has lost the backup.
    Nothing(Box<LoadedJournal>),
    /// Nobody has continued: the wallet runs as it did.
    Ours(Box<OpenedJournal>),
}

async fn load(env: &DeviceEnv, open: &UnlockedWallet) -> Result<LoadedJournal, Problem> {
    Journal::load(&env.silent_env(), open.keys()).await.map_err(|error| problem::of_load(&error))
}

/// Asks the second copy, if there is one. Silence is no answer; what does not open there may be another device's.
///
/// # Errors
/// Another device has the wallet, or nobody can tell.
async fn ask_second(env: &DeviceEnv, old: &UnlockedWallet) -> Result<(), Problem> {
    let Ok((drive, folder)) = second_copy::place(env, old) else { return Ok(()) };
    let (silent, keys) = (env.silent_env(), old.keys());
    let mut looking = pin!(look_at_head(&silent, &keys, drive, folder).fuse());
    let seen = futures::select_biased! {
        seen = looking => seen,
        () = Box::pin(env.sleep(LAST_LOOK_MS)).fuse() => return Ok(()),
    };
    let seen = match seen {
        Ok(seen) => seen,
        Err(RestoreError::Drive(_) | RestoreError::FolderGone | RestoreError::NoChannelState) => {
            return Ok(());
        }
        Err(error) => return Err(problem::in_second_copy(problem::of_restore(&error))),
    };
    let own = Journal::load(&silent, keys.clone()).await.map_err(|error| problem::of_load(&error))?;
    if seen.is_beyond(&own.takeovers()) {
        // The copy may be silent when it is asked next.
        let _ = Journal::note_taken_over(&silent, TakeoverSeen::InMirror(seen.by)).await;
        old.recheck();
        return Err(Problem::SecondAhead);
    }
    // Nobody can tell whether another device wrote it, or this one's store was set back.
    if seen.position > own.sent_position() { Err(Problem::SecondAhead) } else { Ok(()) }
}

/// # Errors
/// Another device has the wallet.
async fn look_once_more(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    loaded: LoadedJournal,
) -> Result<StorageSaid, Problem> {
    let Ok(Some(drive)) = open.drive() else { return Ok(StorageSaid::Nothing(Box::new(loaded))) };
    let asked = {
        let mut asking = pin!(loaded.start(open.journal_env(), Some(drive)).fuse());
        futures::select_biased! {
            said = asking => Some(said),
            () = Box::pin(env.sleep(LAST_LOOK_MS)).fuse() => None,
        }
    };
    match asked {
        Some(Ok(opened)) => Ok(StorageSaid::Ours(Box::new(opened))),
        Some(Err(not)) => match not.why {
            StartError::Fenced(_) => {
                // It was said by the storage: if the store does not keep it, the next start hears it again.
                let _ = Journal::note_taken_over(&env.silent_env(), TakeoverSeen::Here).await;
                Err(Problem::Fenced)
            }
            StartError::Unconfirmed(_) | StartError::FolderGone | StartError::DriveRolledBack { .. } => {
                Ok(StorageSaid::Nothing(Box::new(not.loaded)))
            }
        },
        // It was cut off in the middle, as a process may be at any time.
        None => Ok(StorageSaid::Nothing(Box::new(load(env, open).await?))),
    }
}
