//! The primary is gone for good: a mirror takes its place.
//!
//! What this device has and the mirror has not is written there first, byte for byte; then one write of this device's
//! store makes the mirror the primary, with a Takeover pending that stops any device that still follows there.

use std::{cmp::Ordering, rc::Rc};

use lifeboat_cloud::{Create, DeleteExactly, Drive, DriveError};
use lifeboat_crypto::WriterId;

use super::{
    OpenedJournal,
    backup_doubt::BackupDoubt,
    beside::Care,
    close_gap::close_gap,
    confirm::confirm,
    create,
    fences::place_fences,
    load::LoadedJournal,
    newest_takeover::NewestTakeover,
    replica::{self, Meta, NotSwitched},
    start::go_on,
    stop::Stop,
    takeover_seen::TakeoverSeen,
    writer::{PendingEntry, Writer},
};
use crate::{
    Env, Keys, WalletFolder,
    chain::Chain,
    create_once::create_once,
    entry::{self, Body, Entry},
    env::DriveCell,
    layout, notes,
    read::{PositionContent, RemoteFolder},
    retry::PATIENCE,
    status::{Author, Obstacle},
    store::Writes,
    top::top,
};

/// The mirror is the primary.
pub struct PromotedMirror {
    /// The journal, confirmed there.
    pub opened: OpenedJournal,
    /// What the mirror had before; `None`: nothing.
    pub mirror_had: Option<u64>,
    /// How many entries of this device it lacked, and was given.
    pub completed: u64,
}

/// Why the mirror is not the primary, and the copy to look at meanwhile.
pub struct NotPromoted {
    /// Why the mirror has not become the primary.
    pub why: PromoteError,
    /// The journal to show, and to try again with.
    pub loaded: LoadedJournal,
}

/// Why a mirror was not promoted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromoteError {
    /// The backup is not on: there is nothing to replace.
    #[error("not on")]
    NotOn,
    /// The mirror's drive, or this device's store; try again.
    #[error("paused: {0}")]
    Paused(Obstacle),
    /// The folder is no mirror of this wallet.
    #[error("not a mirror of this wallet")]
    NotAMirror,
    /// The mirror has what this device has not: another device took the wallet over. Restore from the mirror instead
    /// ([`crate::RestoreOptions::although_second_copy`]).
    #[error("the mirror is ahead of this device")]
    Ahead(Author),
    /// Another history of this wallet lies there.
    #[error("another history at {position}")]
    OtherHistory {
        /// Position of the entry that differs.
        position: u64,
    },
    /// The mirror is the primary already as far as this device is concerned, and could not be confirmed yet: start the
    /// journal there ([`LoadedJournal::start`]).
    #[error("promoted, and not confirmed: {0}")]
    Unconfirmed(Obstacle),
}

impl From<DriveError> for PromoteError {
    fn from(error: DriveError) -> PromoteError {
        PromoteError::Paused(error.into())
    }
}

impl From<crate::StoreError> for PromoteError {
    fn from(error: crate::StoreError) -> PromoteError {
        PromoteError::Paused(error.into())
    }
}

impl LoadedJournal {
    /// Makes a mirror the primary because the old one is gone for good: the user's own decision, made after they were
    /// shown [`crate::look_at_head`] of the mirror beside [`LoadedJournal::position`] and
    /// [`LoadedJournal::written_ms`] of this device.
    ///
    /// `name` is the caller's own name of that drive ([`LoadedJournal::drive`]).
    ///
    /// What this device has is completed there, so nothing that it acknowledged is lost. Another device may still be
    /// using the old primary; it is stopped when it sees the mirror, or by [`crate::end_copy`].
    ///
    /// # Errors
    /// The copy comes back with the reason.
    pub async fn promote(
        self,
        env: Env,
        name: &str,
        drive: Rc<dyn Drive>,
        folder: WalletFolder,
    ) -> Result<PromotedMirror, Box<NotPromoted>> {
        let before = self.clone();
        promote(self, env, name.to_owned(), drive, folder)
            .await
            .map_err(|why| Box::new(NotPromoted { why, loaded: before }))
    }
}

async fn promote(
    loaded: LoadedJournal,
    env: Env,
    name: String,
    drive: Rc<dyn Drive>,
    folder: WalletFolder,
) -> Result<PromotedMirror, PromoteError> {
    if loaded.meta.folder.is_none() {
        return Err(PromoteError::NotOn);
    }
    let remote = RemoteFolder { drive: DriveCell::new(drive), folder };
    let text = layout::read_me_text(loaded.keys.vault_id());
    let ours = match remote.file(&env, &remote.folder.read_me()).await {
        Err(DriveError::WrongKind | DriveError::TooLarge) => None,
        note => note?,
    };
    if ours.as_deref() != Some(text.as_bytes()) {
        return Err(PromoteError::NotAMirror);
    }
    let marked = notes::is_second(&env, &remote).await?;
    // What an unfinished start has left.
    if !loaded.unstored.is_empty() {
        env.local.write(loaded.unstored.clone()).await?;
    }
    // What this device has, what it was sending last included: those bytes may be on the old primary, and nowhere else.
    let mut own = replica::entries(&*env.local).await?;
    let mut chain = loaded.chain.clone();
    if let Some(entry) = loaded.pending.as_ref().map(PendingEntry::entry) {
        let position = entry.place.position;
        own.push((position, entry.file.clone()));
        chain.push(entry).map_err(|fault| PromoteError::Paused(Obstacle::Entry { position, fault }))?;
    }
    let top = compare(&env, &chain, &loaded.keys, &remote, &own).await?;
    if !marked {
        return Err(PromoteError::NotAMirror);
    }
    // Whether another device took the wallet over at the old place is not known: what is promoted counts as another's
    // state.
    let writer = env.rng.with(|rng| WriterId::make(rng));
    let meta = Meta { folder: Some(remote.folder.clone()), drive: name, writer };
    let mut writer = create::writer(env, loaded.keys.clone(), meta, Some(remote.clone()), chain);
    writer.take_up(None, loaded.waiting.clone(), Writes::new());
    writer.note_marked(true);
    writer.set_patience(Some(PATIENCE));
    // What its entries open by comes first: the keys may have been changed while no follower ran, and this
    // device may be lost in the middle.
    writer.settle_beside(Care::Proof).await.map_err(not_yet)?;
    let top = match close(&writer, &remote, top, &own).await {
        Err(PromoteError::Ahead(by)) => {
            let _ = TakeoverSeen::InMirror(by.clone()).note(&*writer.env.local).await;
            return Err(PromoteError::Ahead(by));
        }
        closed => closed?,
    };
    let completed = complete(&writer, &remote, top, &own).await?;
    writer.switch_by_takeover(&loaded).await?;
    // From now on this device's record says that the mirror is the primary.
    settle_there(&mut writer, &remote).await?;
    writer.unmark().await;
    let status = writer.standing();
    let opened = create::open(writer, status);
    Ok(PromotedMirror { opened, mirror_had: top, completed })
}

/// Up to where the mirror has it, if it is of the same history: its highest entry is one of this device's, or
/// older than all that this device keeps and with exactly as many Takeovers before it as this device knows
/// of.
async fn compare(
    env: &Env,
    chain: &Chain,
    keys: &Keys,
    remote: &RemoteFolder,
    own: &[(u64, Vec<u8>)],
) -> Result<Option<u64>, PromoteError> {
    let kept = |position| own.iter().find(|(kept, _)| *kept == position).map(|(_, bytes)| bytes);
    let found = top(env, keys, remote).await?;
    if let Some((position, fault)) = found.unreadable {
        let there = remote.get(env, position).await?.unwrap_or_default();
        let is_left = match kept(position) {
            Some(ours) => ours.starts_with(&there),
            // Of a fence: it is removed when its turn comes.
            None if own.iter().any(|(kept, _)| *kept > position) => {
                there.is_empty() || entry::is_cut_and_no_takeover(&there, keys.vault_id(), position)
            }
            None => false,
        };
        if !is_left {
            return Err(PromoteError::Paused(Obstacle::Entry { position, fault }));
        }
    }
    let Some(entry) = found.entry else { return Ok(None) };
    let position = entry.place.position;
    let ours = kept(position);
    if ours.is_some_and(|ours| *ours == entry.file) {
        return Ok(Some(position));
    }
    let older = position < chain.snapshot;
    match entry.place.epoch.cmp(&chain.known().until(position)) {
        Ordering::Equal if older => match other_takeover(env, chain, keys, remote, &entry).await? {
            None => Ok(Some(position)),
            Some(by) => {
                let _ = TakeoverSeen::InMirror(by.clone()).note(&*env.local).await;
                Err(PromoteError::Ahead(by))
            }
        },
        // Nothing here tells which it is: another device may have continued, or this device's store was set back.
        Ordering::Equal if ours.is_none() => Err(PromoteError::Ahead(entry.origin)),
        Ordering::Greater => {
            // The mirror may be silent when it is asked next. A store that refuses is told again when it is not.
            let _ = TakeoverSeen::InMirror(entry.origin.clone()).note(&*env.local).await;
            Err(PromoteError::Ahead(entry.origin))
        }
        Ordering::Less | Ordering::Equal => Err(PromoteError::OtherHistory { position }),
    }
}

/// Finds who has taken over there in the very place where the newest Takeover of this device is: the counts
/// are the same then, and the histories are not. `None` also when this device does not know any more which
/// entry its own was.
async fn other_takeover(
    env: &Env,
    chain: &Chain,
    keys: &Keys,
    remote: &RemoteFolder,
    top: &Entry,
) -> Result<Option<Author>, PromoteError> {
    let Some(ours) = NewestTakeover::kept(&*env.local).await? else { return Ok(None) };
    if chain.known().newest_until(top.place.position) != Some(ours.position) {
        return Ok(None);
    }
    let theirs = match remote.entry_or_fault(env, keys, ours.position).await? {
        PositionContent::Entry(entry) => NewestTakeover::of(&entry).map(|takeover| (takeover, entry.origin)),
        PositionContent::Nothing | PositionContent::Fault(_) => None,
    };
    Ok(theirs.filter(|(theirs, _)| *theirs != ours).map(|(_, by)| by))
}

/// Makes sure that nobody can continue what the mirror has up to there, if that is below all that this device has.
async fn close(
    writer: &Writer,
    remote: &RemoteFolder,
    mut top: Option<u64>,
    own: &[(u64, Vec<u8>)],
) -> Result<Option<u64>, PromoteError> {
    for _ in 0..PATIENCE {
        if close_gap(writer, remote, top, own).await.map_err(not_yet)? {
            return Ok(top);
        }
        top = compare(&writer.env, writer.chain(), writer.keys(), remote, own).await?;
    }
    Err(PromoteError::Paused(DriveError::NotADrive.into()))
}

/// Everything that this device has, and fences below it. Gives how many entries the mirror lacked.
async fn complete(
    writer: &Writer,
    remote: &RemoteFolder,
    top: Option<u64>,
    own: &[(u64, Vec<u8>)],
) -> Result<u64, PromoteError> {
    let (env, keys) = (&writer.env, writer.keys());
    let mut completed = 0;
    for (position, bytes) in own {
        // Entries below its top are checked as well, because somebody may have tidied up there.
        let above = top.is_none_or(|top| *position > top);
        if above || remote.get(env, *position).await?.as_ref() != Some(bytes) {
            place(env, keys, remote, *position, bytes).await?;
            completed += 1;
        }
    }
    place_fences(env, keys, writer.chain(), remote).await.map_err(PromoteError::Paused)?;
    Ok(completed)
}

/// Writes until exactly these bytes are there.
async fn place(
    env: &Env,
    keys: &Keys,
    remote: &RemoteFolder,
    position: u64,
    bytes: &[u8],
) -> Result<(), PromoteError> {
    let path = remote.folder.entry(position);
    for _ in 0..PATIENCE {
        if create_once(env, &remote.drive, &path, bytes).await? == Create::Created {
            return Ok(());
        }
        let Some(found) = remote.get(env, position).await? else { continue };
        if !bytes.starts_with(&found) {
            return Err(match entry::read(keys, position, found) {
                Ok(_) => PromoteError::OtherHistory { position },
                Err(fault) => PromoteError::Paused(Obstacle::Entry { position, fault }),
            });
        }
        if remote.drive.now().delete_exactly(&path, &found).await? == DeleteExactly::CannotPromise {
            let fault = crate::Fault::Truncated;
            return Err(PromoteError::Paused(Obstacle::Entry { position, fault }));
        }
    }
    Err(PromoteError::Paused(DriveError::NotADrive.into()))
}

impl Writer {
    /// One write of this device's store makes the mirror the primary, with a Takeover pending for it.
    async fn switch_by_takeover(&mut self, loaded: &LoadedJournal) -> Result<(), PromoteError> {
        self.prepare(Body::Takeover).map_err(|_| PromoteError::Paused(Obstacle::TooLarge))?;
        let mut writes = self.unstored();
        replica::set_meta(&mut writes, self.meta());
        replica::set_unmark(&mut writes, true);
        replica::set_news(&mut writes, None);
        replica::set_doubt(&mut writes, false);
        TakeoverSeen::set(&mut writes, None);
        // What this device has is whole there.
        BackupDoubt::carry_over(&*self.env.local, loaded.meta.writer, &mut writes).await?;
        BackupDoubt::Gone.set(&mut writes, false);
        if let Some(settled) = loaded.pending.as_ref().map(PendingEntry::entry) {
            replica::keep(&mut writes, settled.place.position, &settled.file);
        }
        if let Some(entry) = self.pending() {
            replica::set_pending(&mut writes, entry);
        }
        self.note_stored();
        replica::switch(&*self.env.local, writes, self.meta()).await.map_err(|not| match not {
            NotSwitched::No(error) => PromoteError::Paused(error.into()),
            NotSwitched::Lost | NotSwitched::Unknown(_) => PromoteError::Unconfirmed(not.error().into()),
        })?;
        self.all_is_stored();
        Ok(())
    }
}

/// What stops it before the mirror is the primary.
fn not_yet(stop: Stop) -> PromoteError {
    match stop {
        Stop::Fenced(other) => PromoteError::Ahead(other),
        Stop::Paused(why) => PromoteError::Paused(why),
    }
}

async fn settle_there(writer: &mut Writer, remote: &RemoteFolder) -> Result<(), PromoteError> {
    let unconfirmed = |stop| match stop {
        Stop::Fenced(other) => PromoteError::Ahead(other),
        Stop::Paused(why) => PromoteError::Unconfirmed(why),
    };
    writer.settle().await.map_err(unconfirmed)?;
    let head = writer.chain().head.position;
    let confirmed = confirm(&writer.env, writer.keys(), remote, head).await;
    let confirmed = confirmed.map_err(|error| PromoteError::Unconfirmed(error.into()))?;
    confirmed.or_stop().map_err(unconfirmed)?;
    go_on(writer).await.map_err(unconfirmed)
}
