//! Restores a wallet from files that were picked from a disk, or from a drive that takes no new file.
//!
//! Nothing can be written where they came from: no Takeover tells another device to stop, and nothing tells whether
//! the files are the newest there are. So the user has to say so, and the wallet continues on this device alone until
//! its backup is turned on again.

use std::rc::Rc;

use lifeboat_cloud::Drive;
use lifeboat_crypto::WriterId;

use super::{
    Check, JournalStep, OpenedJournal, Progress,
    continuation::has_everything,
    create,
    error::RestoreError,
    gather::{GatheredJournal, RestoreMiss, gather, positions},
    replica::Meta,
    restore::{may_follow, write_replica},
    restore_options::RestoreOptions,
    stop::Stop,
};
use crate::{
    Env, Keys, WalletFolder,
    entry::Body,
    env::DriveCell,
    read::RemoteFolder,
    status::{Obstacle, Status},
};

pub(super) async fn restore_files(
    env: Env,
    keys: Rc<Keys>,
    files: Rc<dyn Drive>,
    folder: WalletFolder,
    options: RestoreOptions,
    progress: Progress,
    check: Check,
) -> Result<OpenedJournal, RestoreError> {
    progress(JournalStep::Reading);
    let copy = RemoteFolder { drive: DriveCell::new(files), folder };
    let listed = positions(&env, &copy).await.map_err(RestoreMiss::why)?;
    let read = gather(&env, &keys, &copy, listed, options).await;
    let read = read.map_err(RestoreMiss::why)?;
    has_everything(&env, &keys, &copy, &read, options).await.map_err(RestoreMiss::why)?;
    let GatheredJournal { chain, entries, .. } = read;
    may_follow(&chain, options).map_err(RestoreMiss::why)?;
    let before = chain.head.origin.clone();
    if !options.although_files {
        return Err(RestoreError::FromFiles(before));
    }
    check(&chain.state).await?;
    let meta = Meta { folder: None, drive: String::new(), writer: env.rng.with(|rng| WriterId::make(rng)) };
    let writes = write_replica(&env, &keys, &meta, &entries, options).await?;
    let mut writer = create::writer(env, keys, meta, None, chain);
    writer.take_up(None, None, writes);
    // One write of this device's store: all that was read, and that it continues here.
    writer.commit(Body::Takeover).await.map_err(|stop| match stop {
        Stop::Paused(Obstacle::Store(error)) => RestoreError::Store(error),
        Stop::Paused(Obstacle::Entry { position, fault }) => RestoreError::Entry { position, fault },
        // Nothing is asked of a drive here.
        Stop::Paused(
            Obstacle::Drive(_)
            | Obstacle::PhraseFile { .. }
            | Obstacle::OlderPhraseFile { .. }
            | Obstacle::Mirror(_)
            | Obstacle::TooLarge,
        )
        | Stop::Fenced(_) => RestoreError::TooLarge,
    })?;
    let opened = create::open(writer, Status::Off);
    Ok(OpenedJournal { before: Some(before), ..opened })
}
