//! Which wallets a drive holds.

mod search;

use futures::future::join;
use lifeboat_cloud::{Drive, DriveError, Entry, Path};
use lifeboat_crypto::{Keyring, OpenError, OpenKeyring, Phrase, VaultId};

use crate::{
    entry,
    fault::Fault,
    layout::{self, WalletFolder},
    phrase_file::{self, NoWords},
    status::EndReason,
};
use search::{NewestHeader, Search, file, read_newest, top_in_clear};

/// How many keyrings to try, newest first, plus one if none of them holds the newest entry's key. Normally
/// there is one; two during a PIN change; more after overtaken changes.
const NEWEST_PHRASES: usize = 3;
/// How many files are read for them, and how many of the journal for the newest entry, highest name first.
const MOST_FILES: usize = 80;

/// What can be done with a wallet that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Phrase and journal are there.
    Complete,
    /// The phrase is there, and no journal: on-chain funds only.
    NoChannelState,
    /// The folder is there, and no file of a backup is in it.
    Empty,
    /// No file of it holds a keyring that can be read.
    Unusable(Fault),
    /// The drive does not give it.
    Unread(DriveError),
}

/// A wallet in a drive, not opened.
pub struct FoundWallet {
    /// The folder that the wallet was found in.
    pub folder: WalletFolder,
    /// The name its user gave it.
    pub name: String,
    /// The newest modification the drive tells of, Unix ms.
    pub modified_ms: Option<u64>,
    /// Which backup it is.
    pub vault_id: Option<VaultId>,
    /// The newest valid keyring of its complete files, or else of a truncated one; `None` exactly when unusable.
    pub keyring: Option<Keyring>,
    /// Older ones, newest first, those of files that are cut last. Nothing proves which number is the newest
    /// before one is opened: where the first does not open with the user's secret, a file may have been
    /// planted, and the next is to be tried.
    pub older: Vec<Keyring>,
    /// What can be restored.
    pub channels: Channels,
    /// The journal ends here: what is restored from it may be old. Not proved, and so for lists only; a restore makes
    /// sure on its own.
    pub ended: Option<FoundEnd>,
    /// Of the data key that the newest entry is sealed with, as its header says. Not proved.
    pub key_epoch: Option<u32>,
    /// Whether this is a second copy, which may be older than the first.
    pub second_copy: bool,
    /// The highest position that was listed: tells which of two copies of one wallet is newer, as far as a listing can.
    pub head: Option<u64>,
    /// The newest phrase files, as they were read.
    phrase_files: Vec<Vec<u8>>,
}

impl FoundWallet {
    /// The keyring to restore with, opened by the user's secret: the newest that opens and holds the key of
    /// the newest entry. A change of keys that was overtaken may have left one with a higher number, which
    /// the same words open, and which does not open what the other device has written since. If none holds
    /// that key, the newest that opens.
    ///
    /// `None` when there is no keyring at all.
    pub fn unlock(
        &self,
        open: impl Fn(&Keyring) -> Result<OpenKeyring, OpenError>,
    ) -> Option<Result<OpenKeyring, OpenError>> {
        let mut best: Option<Result<OpenKeyring, OpenError>> = None;
        for keyring in self.keyrings() {
            let opened = open(keyring);
            if opened.as_ref().is_ok_and(|opened| self.goes_with(opened)) {
                return Some(opened);
            }
            // What was planted may fail in any way: that the secret is wrong says more.
            let says_more = match (&best, &opened) {
                (None, _) | (Some(Err(_)), Ok(_) | Err(OpenError::WrongSecret)) => true,
                (Some(Ok(_) | Err(_)), _) => false,
            };
            if says_more {
                best = Some(opened);
            }
        }
        best
    }

    /// Why the drive did not give it, where it may do so later.
    pub fn may_be_given_later(&self) -> Option<&DriveError> {
        match &self.channels {
            Channels::Unread(error) if !error.needs_user() => Some(error),
            Channels::Complete
            | Channels::NoChannelState
            | Channels::Empty
            | Channels::Unusable(_)
            | Channels::Unread(_) => None,
        }
    }

    /// Its keyrings, the newest first.
    pub fn keyrings(&self) -> impl Iterator<Item = &Keyring> {
        self.keyring.iter().chain(&self.older)
    }

    /// Whether a keyring holds the key of the newest entry, as far as that is known.
    pub fn goes_with(&self, opened: &OpenKeyring) -> bool {
        self.key_epoch.is_none_or(|epoch| opened.key_of_epoch(epoch).is_some())
    }

    /// Whether a keyring holds the key of the newest entry, and that is known.
    pub fn is_known_to_go_with(&self, opened: &OpenKeyring) -> bool {
        self.key_epoch.is_some() && self.goes_with(opened)
    }

    /// The words, from what was read of it, or else as [`phrase_file::find_words`] finds them.
    ///
    /// # Errors
    /// What is wrong with the file that goes with the keyring.
    pub async fn words(&self, drive: &dyn Drive, opened: &OpenKeyring) -> Result<Phrase, NoWords> {
        match self.phrase_files.iter().find_map(|file| phrase_file::words(opened, file).ok()) {
            Some(phrase) => Ok(phrase),
            None => phrase_file::find_words(drive, &self.folder, opened).await,
        }
    }

    /// A folder of which nothing was read.
    fn bare(folder: WalletFolder, channels: Channels) -> FoundWallet {
        FoundWallet {
            name: folder.wallet_name().to_owned(),
            folder,
            modified_ms: None,
            vault_id: None,
            keyring: None,
            older: Vec::new(),
            channels,
            ended: None,
            key_epoch: None,
            second_copy: false,
            head: None,
            phrase_files: Vec::new(),
        }
    }
}

/// The end of a journal, as its newest file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundEnd {
    /// Whether the backup was turned off there or moved.
    pub ending: EndReason,
    /// When, as the drive tells, Unix ms.
    pub at_ms: Option<u64>,
}

/// Why it is not known which wallets there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// The drive did not answer, or refused.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// The drive contradicts itself: lists a folder and says it is not there. Try again.
    #[error("the drive contradicts itself")]
    Contradiction,
}

/// All wallets in a drive, by name, and the folders that could not be looked into ([`Channels::Unread`]).
/// Empty only when the drive truly said so.
///
/// # Errors
/// Whenever it is not known what is there: an error is never "no backup".
pub async fn find_wallets(drive: &dyn Drive) -> Result<Vec<FoundWallet>, DiscoverError> {
    let entries = match drive.list(&layout::root()).await {
        Ok(entries) => entries,
        Err(DriveError::NotFound) => return none_at_all(drive).await,
        Err(error) => return Err(error.into()),
    };
    let (mut found, mut unread, mut without) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries.iter().filter(|entry| entry.folder) {
        let Some(folder) = WalletFolder::from_folder_name(&entry.name) else { continue };
        let ours = folder.bears_our_name();
        // A folder that its user renamed is known by what is in it.
        match look(drive, folder.clone()).await {
            Ok(Some(wallet)) => {
                found.extend(Some(wallet).filter(|it| ours || it.channels != Channels::Empty))
            }
            Ok(None) if ours => without.push(folder),
            Ok(None) => {}
            // One that the drive does not give hides no other, whatever its name; and it may be a wallet's.
            Err(DiscoverError::Drive(error)) => unread.push((folder, error)),
            Err(error @ DiscoverError::Contradiction) => return Err(error),
        }
    }
    if found.is_empty() {
        // What ends every search, or may pass, is no answer. A folder that is closed to us alone is one: the
        // others were read.
        if let Some((_, error)) = unread.iter().find(|(_, error)| !is_of_that_folder(error)) {
            return Err(error.clone().into());
        }
        found = empty_folders(drive, without).await?;
    }
    found
        .extend(unread.into_iter().map(|(folder, error)| FoundWallet::bare(folder, Channels::Unread(error))));
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Looks again at the folders that the drive did not give for a reason that may pass: one bad answer hides no wallet.
///
/// # Errors
/// The drive contradicts itself.
pub async fn look_again(
    drive: &dyn Drive,
    found: Vec<FoundWallet>,
) -> Result<Vec<FoundWallet>, DiscoverError> {
    let mut again = Vec::new();
    for wallet in found {
        if wallet.may_be_given_later().is_none() {
            again.push(wallet);
            continue;
        }
        let ours = wallet.folder.bears_our_name();
        match look(drive, wallet.folder.clone()).await {
            Ok(Some(wallet)) if ours || wallet.channels != Channels::Empty => again.push(wallet),
            Ok(_) => {}
            Err(DiscoverError::Drive(error)) => {
                again.push(FoundWallet::bare(wallet.folder, Channels::Unread(error)));
            }
            Err(error @ DiscoverError::Contradiction) => return Err(error),
        }
    }
    again.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(again)
}

/// Whether it says something of the folder that was asked for, and nothing of what else the drive holds.
fn is_of_that_folder(error: &DriveError) -> bool {
    match error {
        DriveError::Denied | DriveError::WrongKind | DriveError::TooLarge | DriveError::InBin => true,
        DriveError::NotFound
        | DriveError::Unknown
        | DriveError::Unreachable
        | DriveError::SignedOut
        | DriveError::QuotaFull
        | DriveError::Busy { .. }
        | DriveError::Unavailable { .. }
        | DriveError::NotADrive
        | DriveError::RedirectedAway
        | DriveError::OtherAccount
        | DriveError::Gone
        | DriveError::Unsupported
        | DriveError::NoBucket
        | DriveError::WrongRegion { .. }
        | DriveError::ClockOff
        | DriveError::BadAddress
        | DriveError::Overwrote => false,
    }
}

/// Empty folders. If nothing else is found, the user is told of them: a folder is not nothing.
async fn empty_folders(
    drive: &dyn Drive,
    folders: Vec<WalletFolder>,
) -> Result<Vec<FoundWallet>, DiscoverError> {
    let mut found = Vec::new();
    for folder in folders {
        match drive.list(&folder.path()).await {
            Ok(_) => found.push(FoundWallet::bare(folder, Channels::Empty)),
            // Listed, and not there: the server may know a name with other letters in another encoding alone.
            Err(DriveError::NotFound) if !folder.folder_name().is_ascii() => {
                return Err(DiscoverError::Contradiction);
            }
            Err(DriveError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

/// The folder of all wallets is not there: true only if the root of the drive can be read and does not list it.
async fn none_at_all(drive: &dyn Drive) -> Result<Vec<FoundWallet>, DiscoverError> {
    let top = drive.list(&Path::root()).await?;
    if top.iter().any(|entry| entry.name == layout::ROOT) {
        return Err(DiscoverError::Contradiction);
    }
    Ok(Vec::new())
}

/// `None` when the folder went away while we looked, or there is nothing in it: a wallet whose folder got
/// another name while it ran may leave that under the old one.
pub(crate) async fn look(
    drive: &dyn Drive,
    folder: WalletFolder,
) -> Result<Option<FoundWallet>, DiscoverError> {
    let (path, state) = (folder.path(), folder.channel_state());
    let (files, journal) = join(listed(drive, &path), listed(drive, &state)).await;
    let (files, journal) = (files?, journal?);
    if journal.is_empty() && files.iter().all(|file| file.folder && file.name == layout::CHANNEL_STATE) {
        // A listing may lag: these two stay as long as a wallet does.
        for stays in [folder.read_me(), folder.entry(0)] {
            if file(drive, &stays).await?.is_some() {
                return Err(DriveError::Unavailable { after_ms: None }.into());
            }
        }
        return Ok(None);
    }
    let mut search = Search::default();
    let mut phrases: Vec<u32> = files.iter().filter_map(|file| layout::phrase_seq(&file.name)).collect();
    phrases.sort_unstable_by(|a, b| b.cmp(a));
    let has_phrase = !phrases.is_empty();
    let mut phrases = phrases.into_iter().take(MOST_FILES);
    let mut positions: Vec<u64> =
        journal.iter().filter_map(|entry| layout::entry_position(&entry.name)).collect();
    positions.sort_unstable_by(|a, b| b.cmp(a));
    // The entry's header is judged by the vault of the phrase files; its bytes are not.
    let newest_entry = read_newest(drive, &folder, &positions);
    let (phrase_files, newest_entry) =
        join(search.read_phrases(drive, &folder, phrases.by_ref()), newest_entry).await;
    let (phrase_files, newest_entry) = (phrase_files?, newest_entry?);
    if search.whole.is_empty() || search.fault.is_some() {
        // Phrase files are gone or spoiled: snapshots carry the keyring as well.
        for position in positions.iter().take(MOST_FILES) {
            if search.read(drive, &folder.entry(*position)).await? {
                break;
            }
        }
    }
    let vault = search.newest().map(Keyring::vault_id);
    let top = top_in_clear(drive, &folder, &positions, vault, newest_entry).await?;
    if let (Some(top), Some(vault)) = (top, vault) {
        // Overtaken changes of the PIN may have left higher numbers.
        let entries = positions.iter().take(MOST_FILES).map(|position| folder.entry(*position));
        let more = phrases.map(|seq| folder.phrase(seq)).chain(entries);
        search.find_key(drive, more, vault, top.key_epoch).await?;
    }
    let (fault, mut keyrings) = (search.fault, search.keyrings().into_iter());
    let keyring = keyrings.next();
    let (head, key_epoch) = (top.map(|top| top.position), top.map(|top| top.key_epoch));
    let ended = top.and_then(|NewestHeader { position, ending, .. }| {
        let name = layout::entry_name(position);
        let at_ms = journal.iter().find(|entry| entry.name == name).and_then(|entry| entry.modified_ms);
        ending.map(|ending| FoundEnd { ending, at_ms })
    });
    let ended = match files.iter().find(|file| file.name == layout::NOT_FINISHED) {
        Some(note) if ended.is_none() => unfinished(drive, &folder, note, vault).await?,
        _ => ended,
    };
    let channels = match (&keyring, positions.is_empty()) {
        (None, true) if !has_phrase => Channels::Empty,
        (None, _) => Channels::Unusable(fault.unwrap_or(Fault::Damaged)),
        (Some(_), true) => Channels::NoChannelState,
        (Some(_), false) => Channels::Complete,
    };
    Ok(Some(FoundWallet {
        name: folder.wallet_name().to_owned(),
        modified_ms: newest(&files).max(newest(&journal)),
        vault_id: vault,
        keyring,
        older: keyrings.collect(),
        channels,
        ended,
        head,
        key_epoch,
        second_copy: files.iter().any(|file| file.name == layout::SECOND_COPY),
        phrase_files,
        folder,
    }))
}

/// What lies in a folder; nothing where there is none.
async fn listed(drive: &dyn Drive, path: &Path) -> Result<Vec<Entry>, DriveError> {
    match drive.list(path).await {
        Err(DriveError::NotFound) => Ok(Vec::new()),
        listed => listed,
    }
}

/// Whether the backup was being turned on, and the wallet may have been used without it since.
async fn unfinished(
    drive: &dyn Drive,
    folder: &WalletFolder,
    note: &Entry,
    vault: Option<VaultId>,
) -> Result<Option<FoundEnd>, DiscoverError> {
    let (Some(text), Some(vault)) = (file(drive, &folder.not_finished()).await?, vault) else {
        return Ok(None);
    };
    let first = file(drive, &folder.entry(0)).await?;
    let ours = match first.and_then(|first| entry::writer_in_clear(&first)) {
        Some(writer) => layout::not_finished_text(vault, writer).as_bytes() == text,
        None => layout::is_not_finished_text(&text),
    };
    Ok(ours.then_some(FoundEnd { ending: EndReason::Disconnected, at_ms: note.modified_ms }))
}

fn newest(entries: &[Entry]) -> Option<u64> {
    entries.iter().filter_map(|entry| entry.modified_ms).max()
}
