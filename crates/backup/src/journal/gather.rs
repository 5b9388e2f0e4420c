//! Everything that the newest state is made of, read side by side: a restore takes the time of a few
//! requests, however many entries there are.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::{join, join_all};
use lifeboat_cloud::DriveError;

use super::{error::RestoreError, restore_options::RestoreOptions};
use crate::{
    chain::Chain,
    entry::{self, Entry},
    env::Env,
    fault::Fault,
    keys::Keys,
    read::{PositionContent, RemoteFolder},
    retry::Pauses,
    top::{Top, climb, entry_after},
};

/// How many entries are requested at once. A snapshot is never farther away.
const SIDE_BY_SIDE: u64 = 64;

/// What ends one attempt.
pub(super) enum RestoreMiss {
    /// The backup changed while we read: drop everything and read again. If it keeps changing, this is the error to
    /// return.
    Moved(RestoreError),
    For(RestoreError),
}

impl RestoreMiss {
    /// The error to return if reading again cannot help.
    pub(super) fn why(self) -> RestoreError {
        match self {
            RestoreMiss::Moved(error) | RestoreMiss::For(error) => error,
        }
    }
}

impl<E: Into<RestoreError>> From<E> for RestoreMiss {
    fn from(error: E) -> RestoreMiss {
        RestoreMiss::For(error.into())
    }
}

/// What was read of a journal.
pub(super) struct GatheredJournal {
    pub(super) chain: Chain,
    /// What the newest snapshot names, itself, and all entries after it, in order.
    pub(super) entries: Vec<Entry>,
    /// Where a damaged head lies that the user gave up.
    pub(super) torn: Option<u64>,
}

/// The newest snapshot, and all entries after it, as far as there are any.
pub(super) async fn gather(
    env: &Env,
    keys: &Keys,
    remote: &RemoteFolder,
    listed: Vec<u64>,
    options: RestoreOptions,
) -> Result<GatheredJournal, RestoreMiss> {
    let mut walk = Walk { env, keys, remote, listed, read: BTreeMap::new() };
    let top = walk.top().await?;
    let torn = match top.unreadable {
        None => None,
        // Perhaps another device is still uploading it.
        Some((position, Fault::Damaged | Fault::Truncated)) if top.entry.is_some() => {
            if !options.old_device_is_gone {
                return Err(RestoreMiss::For(RestoreError::TornHead { position }));
            }
            // A whole one is no upload that broke off: it was changed, or sealed with a key that this keyring
            // does not hold.
            let bytes = remote.get(env, position).await?;
            if bytes.is_some_and(|bytes| entry::is_whole(&bytes)) {
                return Err(RestoreMiss::For(RestoreError::Entry { position, fault: Fault::Damaged }));
            }
            Some(position)
        }
        Some((position, fault)) => return Err(RestoreMiss::For(RestoreError::Entry { position, fault })),
    };
    let highest = top.entry.ok_or(RestoreMiss::Moved(RestoreError::NoChannelState))?;
    let mut position = highest.place.position;
    // A second copy that catches up is closed here, and gets what comes above next.
    if highest.is_fence() {
        return Err(RestoreMiss::Moved(RestoreError::Gap { position }));
    }
    let mut entries = vec![highest];
    while !entries.last().is_some_and(|entry| entry.body.is_snapshot()) {
        position = position.checked_sub(1).ok_or(RestoreMiss::For(RestoreError::Gap { position: 0 }))?;
        match walk.entry(position).await? {
            PositionContent::Entry(entry) => entries.push(*entry),
            // It was pruned meanwhile, or is really missing: another look tells which.
            PositionContent::Nothing => return Err(RestoreMiss::Moved(RestoreError::Gap { position })),
            PositionContent::Fault(fault) => {
                return Err(RestoreMiss::For(RestoreError::Entry { position, fault }));
            }
        }
    }
    let names = entries.last().map(|snapshot| snapshot.body.names()).unwrap_or_default();
    entries.extend(walk.named(names).await?);
    entries.sort_by_key(|entry| entry.place.position);
    let wrong = |(position, fault)| RestoreMiss::For(RestoreError::Entry { position, fault });
    let chain = Chain::of(&entries).map_err(wrong)?;
    Ok(GatheredJournal { chain, entries, torn })
}

/// Reads downwards, many entries at a time.
struct Walk<'a> {
    env: &'a Env,
    keys: &'a Keys,
    remote: &'a RemoteFolder,
    listed: Vec<u64>,
    /// Read, and not asked for yet.
    read: BTreeMap<u64, Result<PositionContent, DriveError>>,
}

impl Walk<'_> {
    /// The highest entry that opens; what lies below it is read by the way. What does not open is passed over.
    async fn top(&mut self) -> Result<Top, RestoreMiss> {
        let highest = *self.listed.last().ok_or(RestoreMiss::For(RestoreError::NoChannelState))?;
        let (env, keys, remote) = (self.env, self.keys, self.remote);
        // A listing may lag.
        let (above, ()) = join(entry_after(env, keys, remote, highest), self.read_below(highest)).await;
        let mut fault = None;
        for position in self.listed.clone().into_iter().rev() {
            match self.entry(position).await? {
                PositionContent::Nothing => {}
                PositionContent::Fault(found) => fault = fault.or(Some((position, found))),
                PositionContent::Entry(entry) if position == highest => {
                    return Ok(climb(env, keys, remote, *entry, above?).await?);
                }
                PositionContent::Entry(entry) => {
                    let above = entry_after(env, keys, remote, position).await?;
                    return Ok(climb(env, keys, remote, *entry, above).await?);
                }
            }
        }
        Ok(Top { entry: None, unreadable: fault })
    }

    /// The entries that a snapshot names, all at once.
    async fn named(&mut self, positions: BTreeSet<u64>) -> Result<Vec<Entry>, RestoreMiss> {
        let missing =
            positions.iter().copied().filter(|position| !self.read.contains_key(position)).collect();
        self.read_all(missing).await;
        let mut entries = Vec::new();
        for position in positions {
            match self.entry(position).await? {
                PositionContent::Entry(entry) => entries.push(*entry),
                PositionContent::Nothing => return Err(RestoreMiss::Moved(RestoreError::Gap { position })),
                PositionContent::Fault(fault) => {
                    return Err(RestoreMiss::For(RestoreError::Entry { position, fault }));
                }
            }
        }
        Ok(entries)
    }

    /// What was listed from there downwards. An error is reported when its turn comes.
    async fn read_below(&mut self, position: u64) {
        let lowest = position.saturating_sub(SIDE_BY_SIDE - 1);
        let wanted: Vec<u64> =
            self.listed.iter().copied().filter(|listed| (lowest..=position).contains(listed)).collect();
        self.read_all(wanted).await;
    }

    async fn read_all(&mut self, positions: Vec<u64>) {
        let (env, keys, remote) = (self.env, self.keys, self.remote);
        let reading = positions.into_iter().map(async |at| (at, remote.entry_or_fault(env, keys, at).await));
        self.read.extend(join_all(reading).await);
    }

    async fn entry(&mut self, position: u64) -> Result<PositionContent, DriveError> {
        if !self.read.contains_key(&position) && self.listed.binary_search(&position).is_ok() {
            self.read_below(position).await;
        }
        match self.read.remove(&position) {
            Some(found) => found,
            None => self.remote.entry(self.env, self.keys, position).await,
        }
    }
}

/// The positions that a listing shows: not empty, or said truly: no folder, or no journal in it.
pub(super) async fn positions(env: &Env, remote: &RemoteFolder) -> Result<Vec<u64>, RestoreMiss> {
    let positions = remote.positions(env).await?;
    if !positions.is_empty() {
        return Ok(positions);
    }
    // A listing may lag; entry 0 is a milepost, and there as long as the journal is.
    if remote.get(env, 0).await?.is_some() {
        return Ok(vec![0]);
    }
    let mut pauses = Pauses::patient(env, &remote.drive);
    loop {
        match remote.drive.now().list(&remote.folder.path()).await {
            Ok(_) => return Err(RestoreMiss::For(RestoreError::NoChannelState)),
            Err(DriveError::NotFound) => return Err(RestoreMiss::For(RestoreError::FolderGone)),
            Err(error) => pauses.after(&error).await?,
        }
    }
}
