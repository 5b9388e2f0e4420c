//! This device's own copy: the entries since the newest snapshot, sealed as they are on the drive, and what is pending.

use lifeboat_crypto::WriterId;

use super::{
    backup_doubt::BackupDoubt, error::LoadError, newest_takeover::NewestTakeover, takeover_seen::TakeoverSeen,
};
use crate::{
    WalletFolder,
    bytes::{ByteReader, ByteWriter},
    entry::Entry,
    layout,
    status::FolderNews,
    store::{LocalStore, StoreError, Writes},
};

const VERSION: u8 = 1;
const ENTRIES: &str = "journal/entry/";
const META: &str = "journal/meta";
const PENDING: &str = "journal/pending";
const KEYRING: &str = "journal/keyring";
const PHRASE: &str = "journal/phrase";
const LEFTOVER: &str = "journal/leftover";
const WAITING: &str = "journal/waiting";
const MIRROR: &str = "journal/mirror/";
const UNMARK: &str = "journal/unmark";
const OWES_FENCES: &str = "journal/fences";
const NEWS: &str = "journal/news";
const MIRROR_NEWS: &str = "journal/news/";
const SAVED: &str = "journal/saved";
const DOUBT: &str = "journal/doubt";
const DELETED: &str = "journal/deleted/";

/// What does not change while a journal lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    /// `None`: on this device alone.
    pub(crate) folder: Option<WalletFolder>,
    /// The caller's own name of the drive that the folder is on; empty for the one it was turned on or restored with.
    pub(crate) drive: String,
    pub(crate) writer: WriterId,
}

fn entry_key(position: u64) -> String {
    format!("{ENTRIES}{}", layout::entry_name(position))
}

/// Why this device's record does not name the journal that it was to name from now on.
pub(crate) enum NotSwitched {
    /// The record names the journal that it named before: the store was asked.
    No(StoreError),
    /// The record names none, because the store is gone and accepts no more writes.
    Lost,
    /// The record may name either journal.
    Unknown(StoreError),
}

impl NotSwitched {
    pub(crate) fn error(&self) -> StoreError {
        match self {
            NotSwitched::No(error) | NotSwitched::Unknown(error) => *error,
            NotSwitched::Lost => StoreError::Lost,
        }
    }
}

/// The one write by which this device's record names another journal: `meta` is among the writes, and differs from what
/// was there. A write that was reported as failed may have been done, so the record itself decides.
pub(crate) async fn switch(local: &dyn LocalStore, writes: Writes, meta: &Meta) -> Result<(), NotSwitched> {
    let Err(error) = local.write(writes).await else { return Ok(()) };
    match local.read(META).await {
        Ok(found) if found.as_ref() == Some(&encode(meta)) => Ok(()),
        Ok(_) => Err(NotSwitched::No(error)),
        Err(StoreError::Lost) => Err(NotSwitched::Lost),
        Err(_) => Err(NotSwitched::Unknown(error)),
    }
}

/// Sets what describes the journal.
pub(crate) fn set_meta(writes: &mut Writes, meta: &Meta) {
    writes.push((META.to_owned(), Some(encode(meta))));
}

fn encode(meta: &Meta) -> Vec<u8> {
    let mut out = ByteWriter::default();
    out.u8(VERSION);
    out.raw(&meta.writer.0);
    let folder = meta.folder.as_ref().map_or("", WalletFolder::folder_name);
    out.raw(folder.as_bytes());
    if !meta.drive.is_empty() {
        // No name of a folder holds it.
        out.u8(0);
        out.raw(meta.drive.as_bytes());
    }
    out.done()
}

pub(crate) fn set_keyring(writes: &mut Writes, keyring: &[u8]) {
    writes.push((KEYRING.to_owned(), Some(keyring.to_vec())));
}

/// Keeps the sealed phrase file, byte for byte as it lies, or is to lie, in the backup's folder.
pub(crate) fn set_phrase(writes: &mut Writes, file: Option<&[u8]>) {
    writes.push((PHRASE.to_owned(), file.map(<[u8]>::to_vec)));
}

/// Keeps an acknowledged entry.
pub(crate) fn keep(writes: &mut Writes, position: u64, file: &[u8]) {
    writes.push((entry_key(position), Some(file.to_vec())));
}

/// Forgets the entries in `positions`.
pub(crate) fn forget(writes: &mut Writes, positions: impl IntoIterator<Item = u64>) {
    writes.extend(positions.into_iter().map(|position| (entry_key(position), None)));
}

/// Keeps what is about to be sent.
pub(crate) fn set_pending(writes: &mut Writes, entry: &Entry) {
    let mut out = ByteWriter::default();
    out.u64(entry.place.position);
    out.raw(&entry.file);
    writes.push((PENDING.to_owned(), Some(out.done())));
}

/// Keeps what was handed in and not sent when the process ended; `None` forgets it.
pub(crate) fn set_waiting(writes: &mut Writes, entry: Option<&Entry>) {
    let value = entry.map(|entry| [&entry.place.position.to_be_bytes()[..], &entry.file].concat());
    writes.push((WAITING.to_owned(), value));
}

/// Whether the folder in use still has the note of a second copy.
pub(crate) fn set_unmark(writes: &mut Writes, marked: bool) {
    writes.push((UNMARK.to_owned(), marked.then(|| vec![1])));
}

/// Whether mileposts may be missing in the folder in use.
pub(crate) fn set_owes_fences(writes: &mut Writes, owes: bool) {
    writes.push((OWES_FENCES.to_owned(), owes.then(|| vec![1])));
}

/// Whether a second copy has lost something, and the journal has not taken another name for it yet.
pub(crate) fn set_doubt(writes: &mut Writes, doubted: bool) {
    writes.push((DOUBT.to_owned(), doubted.then(|| vec![1])));
}

/// When the drive last took an entry, Unix ms.
pub(crate) fn set_saved(writes: &mut Writes, at_ms: Option<u64>) {
    writes.push((SAVED.to_owned(), at_ms.map(|at_ms| at_ms.to_be_bytes().to_vec())));
}

/// Remembers up to where the fences of a mirror were seen to be whole; `None`: it is not.
pub(crate) fn set_fenced(writes: &mut Writes, mirror: &str, position: Option<u64>) {
    let position = position.map(|position| position.to_be_bytes().to_vec());
    writes.push((format!("{MIRROR}{mirror}"), position));
}

/// What the user has not read yet of the folder in use.
pub(crate) fn set_news(writes: &mut Writes, news: Option<FolderNews>) {
    writes.push((NEWS.to_owned(), news.map(|news| vec![news.byte()])));
}

/// The same of a mirror's.
pub(crate) fn set_mirror_news(writes: &mut Writes, mirror: &str, news: Option<FolderNews>) {
    writes.push((format!("{MIRROR_NEWS}{mirror}"), news.map(|news| vec![news.byte()])));
}

/// Remembers a folder whose delete, or that of something in it, may still be under way, where it was, and its
/// highest position then.
pub(crate) fn set_deleted(writes: &mut Writes, folder: &WalletFolder, place: &[u8], below: u64) {
    // No name holds a zero byte: what an older version wrote ends before it.
    let value = [place, &[0], &below.to_be_bytes()].concat();
    writes.push((format!("{DELETED}{}", folder.folder_name()), Some(value)));
}

/// Its name may be used again.
pub(crate) fn forget_deleted(writes: &mut Writes, folder: &WalletFolder) {
    writes.push((format!("{DELETED}{}", folder.folder_name()), None));
}

pub(crate) fn clear_pending(writes: &mut Writes) {
    writes.push((PENDING.to_owned(), None));
}

/// Remembers, or forgets, a folder that turning the backup on has begun to fill.
pub(crate) fn set_leftover(writes: &mut Writes, leftover: Option<(&WalletFolder, &[u8])>) {
    let value = leftover.map(|(folder, vault)| [vault, folder.folder_name().as_bytes()].concat());
    writes.push((LEFTOVER.to_owned(), value));
}

pub(crate) async fn meta(local: &dyn LocalStore) -> Result<Option<Meta>, LoadError> {
    let Some(bytes) = local.read(META).await? else { return Ok(None) };
    let mut input = ByteReader::new(&bytes);
    match input.u8() {
        Ok(VERSION) => {}
        Ok(version) if version > VERSION => return Err(LoadError::TooNew),
        _ => return Err(LoadError::Damaged),
    }
    let writer = input.take(8).ok().and_then(|bytes| bytes.try_into().ok()).map(WriterId);
    let writer = writer.ok_or(LoadError::Damaged)?;
    let names = std::str::from_utf8(input.rest()).map_err(|_| LoadError::Damaged)?;
    let (name, drive) = names.split_once('\0').unwrap_or((names, ""));
    let folder = match name {
        "" => None,
        name => Some(WalletFolder::from_folder_name(name).ok_or(LoadError::Damaged)?),
    };
    Ok(Some(Meta { folder, drive: drive.to_owned(), writer }))
}

pub(crate) async fn keyring(local: &dyn LocalStore) -> Result<Option<Vec<u8>>, StoreError> {
    local.read(KEYRING).await
}

/// The sealed phrase file; `None` when this device has not kept one yet.
pub(crate) async fn phrase(local: &dyn LocalStore) -> Result<Option<Vec<u8>>, StoreError> {
    local.read(PHRASE).await
}

/// Position and bytes of what may have been sent.
pub(crate) async fn pending(local: &dyn LocalStore) -> Result<Option<(u64, Vec<u8>)>, LoadError> {
    placed(local, PENDING).await
}

/// Position and bytes of what holds the changes that were handed in and not sent.
pub(crate) async fn waiting(local: &dyn LocalStore) -> Result<Option<(u64, Vec<u8>)>, LoadError> {
    placed(local, WAITING).await
}

/// A folder whose delete has begun.
pub(crate) struct PendingDelete {
    /// The vault and where the folder was, as the caller gave it.
    pub(crate) place: Vec<u8>,
    /// The highest position there was in it; `None` in the record of an older version.
    pub(crate) below: Option<u64>,
}

/// Where a folder of this name was deleted, if one was.
pub(crate) async fn deleted(
    local: &dyn LocalStore,
    folder: &WalletFolder,
) -> Result<Option<PendingDelete>, StoreError> {
    let Some(value) = local.read(&format!("{DELETED}{}", folder.folder_name())).await? else {
        return Ok(None);
    };
    // The vault in front may hold any byte; the words after it no zero byte.
    let end = (16..value.len()).find(|at| value.get(*at) == Some(&0)).unwrap_or(value.len());
    let (place, rest) = value.split_at(end);
    let below = rest.get(1..).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
    Ok(Some(PendingDelete { place: place.to_vec(), below }))
}

async fn placed(local: &dyn LocalStore, key: &str) -> Result<Option<(u64, Vec<u8>)>, LoadError> {
    let Some(bytes) = local.read(key).await? else { return Ok(None) };
    let mut input = ByteReader::new(&bytes);
    let position = input.u64().map_err(|_| LoadError::Damaged)?;
    Ok(Some((position, input.rest().to_vec())))
}

/// The folder, and the vault id in its files.
pub(crate) async fn leftover(local: &dyn LocalStore) -> Result<Option<(WalletFolder, [u8; 16])>, StoreError> {
    let Some(bytes) = local.read(LEFTOVER).await? else { return Ok(None) };
    let Some((vault, name)) = bytes.split_first_chunk::<16>() else { return Ok(None) };
    let folder = std::str::from_utf8(name).ok().and_then(WalletFolder::from_folder_name);
    Ok(folder.map(|folder| (folder, *vault)))
}

pub(crate) async fn unmark(local: &dyn LocalStore) -> Result<bool, StoreError> {
    Ok(local.read(UNMARK).await?.is_some())
}

pub(crate) async fn owes_fences(local: &dyn LocalStore) -> Result<bool, StoreError> {
    Ok(local.read(OWES_FENCES).await?.is_some())
}

pub(crate) async fn doubt(local: &dyn LocalStore) -> Result<bool, StoreError> {
    Ok(local.read(DOUBT).await?.is_some())
}

/// When the drive last took an entry, Unix ms; `None` when that is not known.
pub(crate) async fn saved(local: &dyn LocalStore) -> Result<Option<u64>, StoreError> {
    let at_ms = local.read(SAVED).await?;
    Ok(at_ms.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes))
}

/// What the user has not read yet of the folder in use.
pub(crate) async fn news(local: &dyn LocalStore) -> Result<Option<FolderNews>, StoreError> {
    read_news(local, NEWS).await
}

/// The same of a mirror's.
pub(crate) async fn mirror_news(
    local: &dyn LocalStore,
    mirror: &str,
) -> Result<Option<FolderNews>, StoreError> {
    read_news(local, &format!("{MIRROR_NEWS}{mirror}")).await
}

async fn read_news(local: &dyn LocalStore, key: &str) -> Result<Option<FolderNews>, StoreError> {
    let kept = local.read(key).await?;
    Ok(kept.and_then(|bytes| FolderNews::from_byte(*bytes.first()?)))
}

/// Up to where the fences of a mirror were seen to be whole; `None` when it is not known.
pub(crate) async fn fenced(local: &dyn LocalStore, mirror: &str) -> Result<Option<u64>, StoreError> {
    let position = local.read(&format!("{MIRROR}{mirror}")).await?;
    Ok(position.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes))
}

/// One entry, if it is kept.
pub(crate) async fn entry(local: &dyn LocalStore, position: u64) -> Result<Option<Vec<u8>>, StoreError> {
    local.read(&entry_key(position)).await
}

/// The entries, in order.
pub(crate) async fn entries(local: &dyn LocalStore) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let mut entries = Vec::new();
    for position in positions(local).await? {
        if let Some(file) = local.read(&entry_key(position)).await? {
            entries.push((position, file));
        }
    }
    Ok(entries)
}

/// Forgets all entries and what is pending, so that another journal can take their place in the same write.
pub(crate) async fn clear(local: &dyn LocalStore, writes: &mut Writes) -> Result<(), StoreError> {
    for key in local.list(ENTRIES).await? {
        writes.push((key, None));
    }
    clear_beside(writes);
    Ok(())
}

/// Forgets what lies beside the entries.
fn clear_beside(writes: &mut Writes) {
    clear_pending(writes);
    set_phrase(writes, None);
    set_waiting(writes, None);
    set_unmark(writes, false);
    set_owes_fences(writes, false);
    set_doubt(writes, false);
    BackupDoubt::clear(writes);
    TakeoverSeen::set(writes, None);
    NewestTakeover::set(writes, None);
    set_saved(writes, None);
    set_news(writes, None);
}

/// In a store that is lost, these writes replace everything that is left of the journal in it.
pub(crate) fn remember_instead(local: &dyn LocalStore, writes: &Writes) {
    let mut all = Writes::new();
    clear_beside(&mut all);
    all.extend(writes.iter().cloned());
    local.remember(Some(ENTRIES), &all);
}

async fn positions(local: &dyn LocalStore) -> Result<Vec<u64>, StoreError> {
    let keys = local.list(ENTRIES).await?;
    let mut positions: Vec<u64> =
        keys.iter().filter_map(|key| layout::entry_position(key.strip_prefix(ENTRIES)?)).collect();
    positions.sort_unstable();
    Ok(positions)
}
