//! What is in the journal's entries, the names of files and folders, and what a user picks from a disk.

use futures::executor::block_on;
use lifeboat_backup::layout::{WalletFolder, entry_position, phrase_seq};
use lifeboat_backup::{Batch, State, find_wallets, layout, picked};
use lifeboat_cloud::Drive;
use lifeboat_cloud::memory::MemoryDrive;

use crate::{Target, corpus};

/// The readers of `lifeboat-backup`.
pub const TARGETS: &[Target] = &[
    Target { name: "batch", seeds: plain, run: batch, inputs: 200_000 },
    Target { name: "state", seeds: plain, run: state, inputs: 200_000 },
    Target { name: "file-names", seeds: names, run: file_names, inputs: 500_000 },
    Target { name: "picked-files", seeds: sealed, run: picked_files, inputs: 30_000 },
    Target { name: "found-folders", seeds: sealed, run: found_folders, inputs: 20_000 },
];

fn plain() -> Vec<Vec<u8>> {
    corpus::files("backup/tests/golden")
}

fn sealed() -> Vec<Vec<u8>> {
    corpus::files("crypto/tests/golden")
}

fn names() -> Vec<Vec<u8>> {
    let own = [
        "0000000001.lifeboat",
        "phrase.lifeboat",
        "phrase-2.lifeboat",
        "READ ME.txt",
        "Bitcoin Wallet Backup",
    ];
    let mut names: Vec<Vec<u8>> = own.iter().map(|name| name.as_bytes().to_vec()).collect();
    names.extend([0, 1, 64, 4096, 1 << 40].map(|position| layout::entry_name(position).into_bytes()));
    names.extend(corpus::texts("names/tests/cases/names.json"));
    names
}

fn batch(input: &[u8]) {
    if let Ok(batch) = Batch::decode(input) {
        assert_eq!(batch.encode().as_deref(), Ok(input), "two batches of one meaning");
    }
}

fn state(input: &[u8]) {
    if let Ok(state) = State::decode(input) {
        assert_eq!(state.encode().as_deref(), Ok(input), "two states of one meaning");
    }
}

fn file_names(input: &[u8]) {
    let name = String::from_utf8_lossy(input);
    if let Some(position) = entry_position(&name) {
        assert_eq!(layout::entry_name(position), name, "two names of one position");
    }
    if let Some(seq) = phrase_seq(&name) {
        assert_eq!(layout::phrase_name(seq), name, "two names of one phrase file");
    }
    let _ = WalletFolder::from_folder_name(&name);
}

/// A path and a file, one behind the other as often as there are any.
fn files_of(input: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut pieces = input.split(|byte| *byte == 0x1e);
    let mut files = Vec::new();
    while let Some(path) = pieces.next() {
        let Some(bytes) = pieces.next() else {
            // A file of no name of its own: as a phrase file, so that it is read.
            files.push(("Bitcoin Wallet Backup/Wallet/phrase.lifeboat".to_owned(), path.to_vec()));
            break;
        };
        files.push((String::from_utf8_lossy(path).into_owned(), bytes.to_vec()));
    }
    files
}

fn picked_files(input: &[u8]) {
    let files = files_of(input);
    let given = files.len();
    let arranged = picked::arrange("what was picked", files);
    assert!(arranged.left_out.len() <= given, "a file that nobody has picked");
    let _ = block_on(find_wallets(&arranged.drive));
}

fn found_folders(input: &[u8]) {
    let drive = MemoryDrive::new();
    let folder = WalletFolder::new("Wallet");
    for (number, (name, bytes)) in files_of(input).into_iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let own = [folder.entry(number.into()), folder.phrase(number), folder.path().join(name)];
        for place in own {
            let _ = block_on(drive.create(&place, &bytes));
        }
    }
    let _ = block_on(find_wallets(&drive));
}
