//! Taking a wallet over: read it all, append a Takeover, confirm.

use std::rc::Rc;

use futures::future::join;
use lifeboat_cloud::{DeleteExactly, Drive, DriveError};
use lifeboat_crypto::WriterId;

use super::{
    Check, JournalStep, OpenedJournal, Progress,
    confirm::{HeadCheck, confirm_created},
    continuation::has_everything,
    create,
    error::RestoreError,
    gather::{GatheredJournal, RestoreMiss, gather, positions},
    replica::{self, Meta},
    restore_options::RestoreOptions,
    stop::Stop,
    writer::Writer,
};
use crate::{
    Env, Keys, WalletFolder,
    chain::Chain,
    entry::{self, Entry},
    env::DriveCell,
    fault::Fault,
    notes,
    read::{PositionContent, RemoteFolder},
    retry::PATIENCE,
    status::{Author, EndReason, JournalEnd, Obstacle},
    store::{StoreError, Writes},
};

/// How often the journal may change during a restore before the user is told.
const ATTEMPTS: u32 = 5;

pub(super) async fn restore(
    env: Env,
    keys: Rc<Keys>,
    drive: Rc<dyn Drive>,
    folder: WalletFolder,
    options: RestoreOptions,
    progress: Progress,
    check: Check,
) -> Result<OpenedJournal, RestoreError> {
    let remote = RemoteFolder { drive: DriveCell::new(drive), folder };
    let mut last = RestoreError::Moved;
    for _ in 0..ATTEMPTS {
        match attempt(&env, &keys, &remote, options, &progress, &check).await {
            Ok(opened) => return Ok(opened),
            Err(RestoreMiss::For(error)) => return Err(error),
            Err(RestoreMiss::Moved(error)) => last = error,
        }
        env.clock.sleep(500 + env.rng.below(500)).await;
    }
    Err(last)
}

async fn attempt(
    env: &Env,
    keys: &Rc<Keys>,
    remote: &RemoteFolder,
    options: RestoreOptions,
    progress: &Progress,
    check: &Check,
) -> Result<OpenedJournal, RestoreMiss> {
    progress(JournalStep::Reading);
    let notes = join(notes::is_second(env, remote), notes::is_unfinished(env, keys, remote));
    let reading = async { gather(env, keys, remote, positions(env, remote).await?, options).await };
    // What the notes say comes first, whatever was read beside them.
    let ((second, unfinished), read) = join(notes, reading).await;
    let (second, unfinished) = (second?, unfinished?);
    if second && !options.although_second_copy {
        return Err(RestoreMiss::For(RestoreError::SecondCopy));
    }
    let read = read?;
    has_everything(env, keys, remote, &read, options).await?;
    let GatheredJournal { chain, entries, torn } = read;
    if unfinished && !options.although_ended {
        let (ending, by) = (EndReason::Disconnected, chain.head.origin);
        return Err(RestoreMiss::For(RestoreError::Ended(JournalEnd { ending, to: None, by })));
    }
    may_follow(&chain, options)?;
    check(&chain.state).await?;
    if options.takes_no_new_file {
        return Err(RestoreMiss::For(not_written(DriveError::Unsupported, chain.head.origin)));
    }
    progress(JournalStep::TakingOver);
    let marked = second || unfinished;
    let mut writer = take_replica(env, keys, remote, chain, &entries, marked, options).await?;
    if let Some(torn) = torn {
        remove_torn(&writer, remote, torn).await?;
    }
    let before = take_over(&mut writer, remote, options, check).await?;
    progress(JournalStep::Confirming);
    let head = writer.chain().head.position;
    let confirmed = match writer.take_confirmed() {
        Some(confirmed) => confirmed,
        None => confirm_created(env, keys, remote, head).await?,
    };
    match confirmed {
        HeadCheck::Yes => {}
        // We read a past that was pruned meanwhile.
        HeadCheck::Newer { .. } => return Err(RestoreMiss::Moved(RestoreError::Moved)),
        HeadCheck::Unreadable { position, fault } => {
            return Err(RestoreMiss::For(RestoreError::Entry { position, fault }));
        }
    }
    if marked {
        // It is the backup from now on.
        writer.unmark().await;
    }
    // The files beside the journal are checked as soon as it runs, and nothing is reported as saved before that. The
    // restore does not wait for the check.
    let status = writer.standing();
    let opened = create::open(writer, status);
    Ok(OpenedJournal { before: Some(before), ..opened })
}

/// Where a journal ends, no device continues unawares.
pub(super) fn may_follow(chain: &Chain, options: RestoreOptions) -> Result<(), RestoreMiss> {
    match chain.head.ended() {
        Some(ended) if !options.although_ended => Err(RestoreMiss::For(RestoreError::Ended(ended))),
        _ => Ok(()),
    }
}

/// From now on this device's store holds what was read, and the Takeover that is to be sent: no start of it
/// continues without that. None of it counts before it is confirmed.
async fn take_replica(
    env: &Env,
    keys: &Rc<Keys>,
    remote: &RemoteFolder,
    chain: Chain,
    entries: &[Entry],
    marked: bool,
    options: RestoreOptions,
) -> Result<Writer, RestoreMiss> {
    let writer_id = env.rng.with(|rng| WriterId::make(rng));
    let meta = Meta { folder: Some(remote.folder.clone()), drive: String::new(), writer: writer_id };
    let mut writes = write_replica(env, keys, &meta, entries, options).await?;
    replica::set_unmark(&mut writes, marked);
    let mut writer = create::writer(env.clone(), keys.clone(), meta, Some(remote.clone()), chain);
    writer.set_patience(Some(PATIENCE));
    writer.confirm_while_reading_back();
    writer.note_marked(marked);
    // Keys of this device may be newer than any phrase file there.
    writer.beside.doubt();
    writer.prepare_takeover().map_err(not_sealed)?;
    if let Some(entry) = writer.pending() {
        replica::set_pending(&mut writes, entry);
    }
    writer.note_stored();
    replica::switch(&*env.local, writes, writer.meta()).await.map_err(|not| not.error())?;
    Ok(writer)
}

/// What this device's store holds of a journal that was read elsewhere, in the place of whatever it held.
pub(super) async fn write_replica(
    env: &Env,
    keys: &Keys,
    meta: &Meta,
    entries: &[Entry],
    options: RestoreOptions,
) -> Result<Writes, StoreError> {
    let mut writes = Writes::new();
    replica::clear(&*env.local, &mut writes).await?;
    for prefix in options.forgets {
        writes.extend(env.local.list(prefix).await?.into_iter().map(|name| (name, None)));
    }
    create::describe(&mut writes, meta, keys);
    for entry in entries {
        replica::keep(&mut writes, entry.place.position, &entry.file);
    }
    Ok(writes)
}

/// Appends a Takeover; who was faster is read, applied, and succeeded. Gives who wrote before.
async fn take_over(
    writer: &mut Writer,
    remote: &RemoteFolder,
    options: RestoreOptions,
    check: &Check,
) -> Result<Author, RestoreMiss> {
    for _ in 0..ATTEMPTS * 4 {
        let before = writer.chain().head.origin.clone();
        if writer.pending().is_none() {
            writer.prepare_takeover().map_err(not_sealed)?;
        }
        match writer.settle().await {
            Ok(_) => return Ok(before),
            Err(Stop::Paused(Obstacle::Drive(error) | Obstacle::OlderPhraseFile { error })) => {
                return Err(RestoreMiss::For(not_written(error, before)));
            }
            Err(Stop::Paused(Obstacle::Store(error))) => return Err(error.into()),
            Err(Stop::Paused(Obstacle::Entry { position, fault: Fault::Damaged | Fault::Truncated })) => {
                return Err(RestoreMiss::For(RestoreError::TornHead { position }));
            }
            Err(Stop::Paused(Obstacle::Entry { position, fault })) => {
                return Err(RestoreMiss::For(RestoreError::Entry { position, fault }));
            }
            Err(Stop::Paused(Obstacle::PhraseFile { fault })) => {
                return Err(RestoreMiss::For(RestoreError::PhraseFile { fault }));
            }
            Err(Stop::Paused(Obstacle::TooLarge | Obstacle::Mirror(_))) => {
                return Err(RestoreMiss::For(RestoreError::TooLarge));
            }
            Err(Stop::Fenced(_)) => {
                follow(writer, remote).await?;
                may_follow(writer.chain(), options)?;
                check(&writer.chain().state).await?;
            }
        }
    }
    Err(RestoreMiss::Moved(RestoreError::Moved))
}

fn not_sealed(stop: Stop) -> RestoreMiss {
    match stop {
        Stop::Paused(Obstacle::Entry { position, fault }) => {
            RestoreMiss::For(RestoreError::Entry { position, fault })
        }
        Stop::Paused(_) | Stop::Fenced(_) => RestoreMiss::For(RestoreError::TooLarge),
    }
}

/// Takes in the entry that lies where our Takeover was to go.
async fn follow(writer: &mut Writer, remote: &RemoteFolder) -> Result<(), RestoreMiss> {
    writer.drop_pending();
    let position = writer.chain().head.position.saturating_add(1);
    let PositionContent::Entry(entry) = remote.entry(&writer.env, writer.keys(), position).await? else {
        return Err(RestoreMiss::Moved(RestoreError::Moved));
    };
    if writer.take_in(&entry).is_err() {
        return Err(RestoreMiss::Moved(RestoreError::Moved));
    }
    writer.store_with_next(replica::clear_pending);
    Ok(())
}

/// The unfinished upload of a device that the user gave up: exactly these damaged bytes, or nothing.
async fn remove_torn(writer: &Writer, remote: &RemoteFolder, position: u64) -> Result<(), RestoreMiss> {
    let Some(bytes) = remote.get(&writer.env, position).await? else { return Ok(()) };
    match entry::read(writer.keys(), position, bytes.clone()) {
        Ok(_) => return Err(RestoreMiss::Moved(RestoreError::Moved)),
        Err(Fault::Damaged | Fault::Truncated) => {}
        // These may be another file's bytes, so they are read again before they are believed.
        Err(fault) => return Err(RestoreMiss::Moved(RestoreError::Entry { position, fault })),
    }
    match remote.drive.now().delete_exactly(&remote.folder.entry(position), &bytes).await {
        Ok(DeleteExactly::Deleted) | Err(DriveError::NotFound | DriveError::Unknown) => Ok(()),
        Ok(DeleteExactly::Changed) => Err(RestoreMiss::Moved(RestoreError::Moved)),
        Ok(DeleteExactly::CannotPromise) => Err(RestoreMiss::For(RestoreError::TornHead { position })),
        Err(error) => Err(RestoreMiss::For(not_written(error, writer.chain().head.origin.clone()))),
    }
}

/// What a refused write means for who has read everything already. `by`: who wrote last.
fn not_written(error: DriveError, by: Author) -> RestoreError {
    match takes_no_new_file(&error) {
        true => RestoreError::ReadOnly { error, by },
        false => RestoreError::Drive(error),
    }
}

/// Whether a drive that answers so to a write can be read at best.
pub fn takes_no_new_file(error: &DriveError) -> bool {
    match error {
        DriveError::Denied
        | DriveError::QuotaFull
        | DriveError::TooLarge
        | DriveError::Unsupported
        | DriveError::Unavailable { .. } => true,
        // It may be written, or may become so once the device is online or signed in; or the place is not what
        // it was.
        DriveError::Unknown
        | DriveError::Unreachable
        | DriveError::SignedOut
        | DriveError::Busy { .. }
        | DriveError::NotFound
        | DriveError::NotADrive
        | DriveError::RedirectedAway
        | DriveError::OtherAccount
        | DriveError::Gone
        | DriveError::InBin
        | DriveError::NoBucket
        | DriveError::WrongRegion { .. }
        | DriveError::ClockOff
        | DriveError::BadAddress
        | DriveError::WrongKind
        | DriveError::Overwrote => false,
    }
}
