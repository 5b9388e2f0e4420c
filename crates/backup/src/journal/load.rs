//! This device's own copy, for looking.

use std::collections::BTreeSet;
use std::rc::Rc;

use lifeboat_crypto::Keyring;

use super::{
    backup_doubt::BackupDoubt,
    create,
    error::LoadError,
    replica::{self, Meta},
    takeover_seen::TakeoverSeen,
    writer::{PendingEntry, Writer},
};
use crate::{
    Batch, Env, Keys, Op, State, WalletFolder,
    chain::{Chain, Takeovers},
    entry::{self, Body, Entry},
    fault::Fault,
    read::RemoteFolder,
    store::Writes,
};

/// What this device's store holds, not opened.
pub struct StoredJournal {
    /// The keyring to open with the PIN.
    pub keyring: Keyring,
    /// Where the backup is; `None` while it is not turned on.
    pub folder: Option<WalletFolder>,
    /// The drive, by the name that the caller gave it: empty for the one the backup was turned on or restored with,
    /// [`crate::MirrorPlan::name`] after a move or promotion.
    pub drive: String,
    /// The journal's own name: [`crate::OpenedJournal::writer`].
    pub writer: [u8; 8],
    /// Something on this device has not been acknowledged by the drive: it may be nowhere else.
    pub unsent: bool,
    /// When the drive last took one of its entries, by this device's clock, Unix ms; `None` when that is not known.
    pub saved_ms: Option<u64>,
    /// Why the backup may be no copy of the wallet.
    pub doubt: Option<BackupDoubt>,
    /// A peer has shown its state to be old, whatever else is doubted.
    pub is_stale: bool,
    /// Another device was seen to have taken it over, and it was not brought back since.
    pub taken_over: Option<TakeoverSeen>,
}

/// This device's own copy, opened: good for looking. It may be older than the cloud until [`LoadedJournal::start`] has
/// made sure.
#[derive(Clone)]
pub struct LoadedJournal {
    pub(super) keys: Rc<Keys>,
    pub(super) meta: Meta,
    pub(super) chain: Chain,
    pub(super) pending: Option<PendingEntry>,
    /// Handed in to a process that ended before it could send it.
    pub(super) waiting: Option<Batch>,
    /// What an unfinished start has done, and this device's store has not taken.
    pub(super) unstored: Writes,
}

impl LoadedJournal {
    /// What continues it at this place.
    pub(super) fn take_up(self, env: Env, place: Option<RemoteFolder>) -> Writer {
        let mut writer = create::writer(env, self.keys, self.meta, place, self.chain);
        writer.take_up(self.pending, self.waiting, self.unstored);
        writer
    }

    /// What an unfinished start leaves for another try, whatever this device's store has taken of it.
    pub(super) fn left_by(writer: Writer) -> LoadedJournal {
        let (keys, meta, chain) = (writer.keys().clone(), writer.meta().clone(), writer.chain().clone());
        let (pending, waiting, unstored) = writer.put_down();
        LoadedJournal { keys, meta, chain, pending, waiting, unstored }
    }

    /// The state as this device knew it: show it, never act on it.
    pub fn state(&self) -> &State {
        &self.chain.state
    }

    /// The state with what waits on this device for the drive, and the keys that wait. For looking only:
    /// whether the drive has it is what [`LoadedJournal::start`] finds out.
    pub fn queued(&self) -> (State, BTreeSet<String>) {
        let mut chain = self.chain.clone();
        let mut keys = BTreeSet::new();
        if let Some(entry) = self.pending.as_ref().map(PendingEntry::entry) {
            if let Body::Delta(batch) = &entry.body {
                keys.extend(batch.ops.iter().map(key));
            }
            // It was found to fit when it was read.
            let _ = chain.push(entry);
        }
        let mut state = chain.state;
        if let Some(batch) = &self.waiting {
            keys.extend(batch.ops.iter().map(key));
            state.apply(batch);
        }
        (state, keys)
    }

    /// Where the backup is; `None` while it is not turned on.
    pub fn folder(&self) -> Option<&WalletFolder> {
        self.meta.folder.as_ref()
    }

    /// The drive: see [`StoredJournal::drive`]. [`LoadedJournal::start`] has to be given that one and no other.
    pub fn drive(&self) -> &str {
        &self.meta.drive
    }

    /// The journal's own name: [`crate::OpenedJournal::writer`].
    pub fn writer(&self) -> [u8; 8] {
        self.meta.writer.0
    }

    /// When this device last wrote, as its clock said, Unix ms.
    pub fn written_ms(&self) -> u64 {
        self.chain.head.origin.at_ms
    }

    /// The Takeovers that this device knows of.
    pub fn takeovers(&self) -> Takeovers {
        self.chain.known()
    }

    /// The highest position at which this device has written, whether or not the drive has acknowledged that.
    pub fn sent_position(&self) -> u64 {
        self.pending.as_ref().map_or(self.chain.head.position, |pending| pending.entry().place.position)
    }

    /// The journal position this device knows of.
    pub fn position(&self) -> u64 {
        self.chain.head.position
    }
}

pub(super) async fn stored(env: &Env) -> Result<Option<StoredJournal>, LoadError> {
    let Some(meta) = replica::meta(&*env.local).await? else { return Ok(None) };
    let keyring = replica::keyring(&*env.local).await?.ok_or(LoadError::Damaged)?;
    let keyring = Keyring::parse_all(&keyring).map_err(|error| reason(error.into()))?;
    let pending = replica::pending(&*env.local).await?.is_some();
    let unsent = pending || replica::waiting(&*env.local).await?.is_some();
    let doubt = BackupDoubt::kept(&*env.local, meta.writer).await?;
    let saved_ms = replica::saved(&*env.local).await?;
    let is_stale = BackupDoubt::Stale.is_kept(&*env.local, meta.writer).await?;
    let taken_over = TakeoverSeen::kept(&*env.local).await?;
    let Meta { folder, drive, writer } = meta;
    let writer = writer.0;
    Ok(Some(StoredJournal { keyring, folder, drive, writer, unsent, saved_ms, doubt, is_stale, taken_over }))
}

pub(super) async fn load(env: &Env, keys: Rc<Keys>) -> Result<LoadedJournal, LoadError> {
    let meta = replica::meta(&*env.local).await?.ok_or(LoadError::Empty)?;
    // The keyring that is stored here may not open what other keys seal, although these keys open everything
    // that is here now.
    let kept = replica::keyring(&*env.local).await?;
    if kept.as_deref() != Some(keys.opened().keyring().as_bytes()) {
        return Err(LoadError::Foreign);
    }
    let mut entries = Vec::new();
    for (position, file) in replica::entries(&*env.local).await? {
        entries.push(entry::read(&keys, position, file).map_err(reason)?);
    }
    let chain = Chain::of(&entries).map_err(|(_, fault)| reason(fault))?;
    let pending = match replica::pending(&*env.local).await? {
        None => None,
        Some((position, file)) => {
            let entry = entry::read(&keys, position, file).map_err(reason)?;
            Some(PendingEntry::of_store(fitting(&chain, entry)?))
        }
    };
    let waiting = match replica::waiting(&*env.local).await? {
        None => None,
        Some((position, file)) => match entry::read(&keys, position, file).map_err(reason)?.body {
            Body::Delta(batch) => Some(batch),
            Body::Snapshot { .. } | Body::Pack(_) | Body::Chunk(_) | Body::Takeover | Body::End(_) => {
                return Err(LoadError::Damaged);
            }
        },
    };
    Ok(LoadedJournal { keys, meta, chain, pending, waiting, unstored: Writes::new() })
}

/// What is pending follows the head, or the store is not what it was.
fn fitting(chain: &Chain, entry: Entry) -> Result<Entry, LoadError> {
    chain.clone().push(&entry).map_err(reason)?;
    Ok(entry)
}

fn reason(fault: Fault) -> LoadError {
    match fault {
        Fault::TooNew => LoadError::TooNew,
        Fault::Foreign | Fault::KeyMissing => LoadError::Foreign,
        Fault::Damaged | Fault::Truncated | Fault::Swapped | Fault::Forked => LoadError::Damaged,
    }
}

fn key(op: &Op) -> String {
    match op {
        Op::Put { key, .. } | Op::Delete { key } => key.clone(),
    }
}
