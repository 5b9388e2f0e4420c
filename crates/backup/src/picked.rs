//! A backup in files that the user picked from a disk: one phrase file, a wallet's folder, all of them, under whatever
//! names they have by now.
//!
//! What a file is, and of which backup, is written in it; so files are put where they belong by what is in them, and
//! only what cannot be read by its name. Then [`crate::find_wallets`] works on them as on any drive. Nothing can be
//! written there, so a wallet that is restored from it needs a backup with another service.

use lifeboat_cloud::{Path, picked::PickedFiles};
use lifeboat_crypto::{Keyring, Kind, StoredFile, VaultId};

use crate::layout::{self, WalletFolder};

/// Picked files, in order.
pub struct ArrangedFiles {
    /// They, where a backup has them.
    pub drive: PickedFiles,
    /// What is no part of a backup, or there a second time with other content: shown to the user.
    pub left_out: Vec<String>,
}

/// A place in a wallet's folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Phrase(u32),
    Entry(u64),
}

/// A file that the user picked, and where it belongs.
struct File {
    path: String,
    bytes: Vec<u8>,
    /// `None`: it cannot be read.
    vault: Option<VaultId>,
    part: Part,
}

/// The files of one backup, or of one folder in which none can be read.
struct Group {
    vault: Option<VaultId>,
    home: String,
    files: Vec<File>,
}

/// Puts files where they belong. `name`: what was picked, for people; paths as a browser gives them, with `/`.
pub fn arrange(name: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> ArrangedFiles {
    let mut left_out = Vec::new();
    let mut read = Vec::new();
    let mut unread = Vec::new();
    for (path, bytes) in files {
        match examine(path, bytes) {
            Ok(file) if file.vault.is_some() => read.push(file),
            Ok(file) => unread.push(file),
            Err(path) if last_name(&path) == layout::READ_ME => {}
            Err(path) => left_out.push(path),
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for file in read.into_iter().chain(unread) {
        let home = home(&file.path).to_owned();
        let group = groups.iter_mut().find(|group| match file.vault {
            Some(_) => group.vault == file.vault,
            // Damaged beside sound ones: theirs.
            None => group.home == home,
        });
        match group {
            Some(group) => left_out.extend(group.add(file)),
            None => groups.push(Group { vault: file.vault, home, files: vec![file] }),
        }
    }
    let mut taken: Vec<WalletFolder> = Vec::new();
    let mut arranged = Vec::new();
    for group in groups {
        let folder = unlike(&folder_of(&group.home), &taken);
        arranged.extend(group.files.into_iter().map(|file| (file.part.path(&folder), file.bytes)));
        taken.push(folder);
    }
    ArrangedFiles { drive: PickedFiles::new(name, arranged), left_out }
}

impl Part {
    fn path(self, folder: &WalletFolder) -> Path {
        match self {
            Part::Phrase(seq) => folder.phrase(seq),
            Part::Entry(position) => folder.entry(position),
        }
    }

    fn of_name(name: &str) -> Option<Part> {
        layout::phrase_seq(name).map(Part::Phrase).or_else(|| layout::entry_position(name).map(Part::Entry))
    }
}

impl Group {
    /// The path of a file that finds its place taken. One that can be read and bears its name stays, of two.
    fn add(&mut self, file: File) -> Option<String> {
        let Some(other) = self.files.iter_mut().find(|other| other.part == file.part) else {
            self.files.push(file);
            return None;
        };
        if other.bytes == file.bytes {
            return None;
        }
        let bears_its_name = |file: &File| Part::of_name(last_name(&file.path)) == Some(file.part);
        let better = file.vault.is_some() && bears_its_name(&file) && !bears_its_name(other);
        Some(if better { std::mem::replace(other, file).path } else { file.path })
    }
}

/// What a file is; its path back when it is no part of a backup.
fn examine(path: String, bytes: Vec<u8>) -> Result<File, String> {
    let header = StoredFile::parse(&bytes).and_then(|stored| Ok(stored.sealed()?.header().clone())).ok();
    let known = header.and_then(|header| {
        let part = match header.kind {
            Kind::Phrase => Part::Phrase(u32::try_from(header.position).ok()?),
            Kind::Snapshot | Kind::Delta | Kind::Takeover => Part::Entry(header.position),
            Kind::Metadata => return None,
        };
        Some((header.vault_id, part))
    });
    if let Some((vault, part)) = known {
        return Ok(File { path, bytes, vault: Some(vault), part });
    }
    // Damaged, or of a later format: it must show up as that, not as nothing.
    let name = last_name(&path);
    let ours = name.ends_with(layout::ENDING) || Keyring::is_at_start_of(&bytes);
    match Part::of_name(name).or(ours.then_some(Part::Phrase(1))) {
        Some(part) => Ok(File { path, bytes, vault: None, part }),
        None => Err(path),
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The folder of the wallet that a file lies in.
fn home(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match folder.rsplit_once('/') {
        Some((above, name)) if name == layout::CHANNEL_STATE => above,
        None if folder == layout::CHANNEL_STATE => "",
        _ => folder,
    }
}

/// The wallet's name, as far as its folder still tells.
fn folder_of(home: &str) -> WalletFolder {
    let name = last_name(home);
    let named = WalletFolder::from_folder_name(name).filter(WalletFolder::bears_our_name);
    named.unwrap_or_else(|| WalletFolder::new(name))
}

fn unlike(folder: &WalletFolder, taken: &[WalletFolder]) -> WalletFolder {
    let mut candidate = folder.clone();
    let mut number = 2;
    while taken.contains(&candidate) {
        candidate = folder.numbered(number);
        number += 1;
    }
    candidate
}
