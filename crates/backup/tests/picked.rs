//! Restoring from files picked on a disk, under whatever names and in whatever folders they are by now.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use futures::executor::block_on;
use lifeboat_backup::{
    Channels, Fault, Keys, Randomness, find_wallets, phrase_file,
    picked::{ArrangedFiles, arrange},
};
use lifeboat_crypto::{
    Digest, Header, KdfBounds, Kind, NewSlot, OpenKeyring, Phrase, Secret, StoredFile, VaultId, WriterId,
    seal, system_rng,
};

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

fn keys() -> Keys {
    let phrase = Phrase::parse(WORDS).unwrap();
    let rng = &mut system_rng();
    Keys::new(OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&phrase)], rng).unwrap(), &phrase)
        .unwrap()
}

fn phrase_of(keys: &Keys) -> Vec<u8> {
    phrase_file::seal(keys, &Randomness::new(system_rng())).unwrap()
}

fn entry_of(keys: &Keys, position: u64, kind: Kind) -> Vec<u8> {
    let rng = &mut system_rng();
    let header = Header {
        kind,
        vault_id: keys.vault_id(),
        key_epoch: keys.keyring().epoch(),
        writer_epoch: 1,
        position,
        writer_id: WriterId::make(rng),
        previous: Digest::NONE,
        ext: Vec::new(),
    };
    let object = seal(keys.opened().data_key(), &header, b"state", rng).unwrap();
    StoredFile::join((kind == Kind::Snapshot).then_some(keys.keyring()), &object)
}

fn files(files: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}

fn seen(picked: &ArrangedFiles) -> Vec<(String, Channels, Option<VaultId>)> {
    let found = block_on(find_wallets(&picked.drive)).unwrap();
    found.into_iter().map(|wallet| (wallet.name, wallet.channels, wallet.vault_id)).collect()
}

#[test]
fn one_phrase_file_is_enough_under_any_name() {
    let keys = keys();
    let phrase = phrase_of(&keys);
    for path in ["Recovery phrase 1.lifeboat", "Recovery phrase 1 (2).lifeboat", "download", "a/b/c.bin"] {
        let picked = arrange("file", files(&[(path, &phrase)]));
        let found = block_on(find_wallets(&picked.drive)).unwrap();
        let [wallet] = found.as_slice() else { panic!("{path}") };
        assert_eq!(
            (wallet.vault_id, &wallet.channels),
            (Some(keys.vault_id()), &Channels::NoChannelState),
            "{path}"
        );
        assert!(picked.left_out.is_empty(), "{path}");
        // It opens, too.
        let phrase = Phrase::parse(WORDS).unwrap();
        let seq = wallet.keyring.as_ref().unwrap().seq();
        let bytes = block_on(lifeboat_cloud::Drive::get(&picked.drive, &wallet.folder.phrase(seq))).unwrap();
        assert!(phrase_file::open(&bytes, &[Secret::Phrase(&phrase)], &KdfBounds::READ).is_ok(), "{path}");
    }
}

#[test]
fn a_folder_is_found_whole_in_part_and_renamed() {
    let keys = keys();
    let (phrase, zero, one) =
        (phrase_of(&keys), entry_of(&keys, 0, Kind::Snapshot), entry_of(&keys, 1, Kind::Delta));
    for (root, name) in [
        ("Bitcoin Wallet Backup/BitcoinWalletBackup_Samantha/", "Samantha"),
        ("BitcoinWalletBackup_Samantha/", "Samantha"),
        ("old/stuff/BitcoinWalletBackup_Samantha/", "Samantha"),
        ("my old wallet/", "my old wallet"),
        ("", "Wallet"),
    ] {
        let picked = arrange(
            "folder",
            [
                (format!("{root}READ ME.txt"), b"This folder".to_vec()),
                (format!("{root}Recovery phrase 1.lifeboat"), phrase.clone()),
                (format!("{root}Channel state/000000000000.lifeboat"), zero.clone()),
                (format!("{root}Channel state/000000000001 (1).lifeboat"), one.clone()),
                (format!("{root}holiday.jpg"), b"\xff\xd8".to_vec()),
            ],
        );
        assert_eq!(seen(&picked), [(name.to_owned(), Channels::Complete, Some(keys.vault_id()))], "{root}");
        assert_eq!(picked.left_out, [format!("{root}holiday.jpg")]);
        assert_eq!(picked.drive.len(), 3);
    }
    // Everything thrown into one folder; the phrase file is gone, the snapshot carries the keyring.
    let picked = arrange("heap", files(&[("heap/a", &zero), ("heap/b", &one)]));
    assert_eq!(seen(&picked), [("heap".to_owned(), Channels::Complete, Some(keys.vault_id()))]);
}

#[test]
fn wallets_that_were_mixed_are_told_apart() {
    let (one, two) = (keys(), keys());
    let picked = arrange(
        "heap",
        files(&[
            ("heap/1", &phrase_of(&one)),
            ("heap/2", &phrase_of(&two)),
            ("heap/3", &entry_of(&two, 0, Kind::Snapshot)),
        ]),
    );
    assert_eq!(
        seen(&picked),
        [
            ("heap".to_owned(), Channels::NoChannelState, Some(one.vault_id())),
            ("heap 2".to_owned(), Channels::Complete, Some(two.vault_id())),
        ]
    );
}

#[test]
fn damage_shows_as_damage_never_as_nothing() {
    let keys = keys();
    let phrase = phrase_of(&keys);
    for path in ["Recovery phrase 1.lifeboat", "x/Recovery phrase 3.lifeboat", "some name.lifeboat"] {
        let picked = arrange("file", files(&[(path, b"<html>sign in</html>")]));
        let channels: Vec<Channels> = seen(&picked).into_iter().map(|(_, channels, _)| channels).collect();
        assert_eq!(channels, [Channels::Unusable(Fault::Damaged)], "{path}");
    }
    // Cut, under a name that says nothing.
    let picked = arrange("file", files(&[("download", &phrase[..phrase.len() - 9])]));
    assert_eq!(seen(&picked).len(), 1);
    // A damaged entry stays among its own.
    let folder = "BitcoinWalletBackup_Samantha";
    let picked = arrange(
        "folder",
        [
            (format!("{folder}/Recovery phrase 1.lifeboat"), phrase),
            (format!("{folder}/Channel state/000000000000.lifeboat"), b"torn".to_vec()),
        ],
    );
    assert_eq!(seen(&picked), [("Samantha".to_owned(), Channels::Complete, Some(keys.vault_id()))]);
}

#[test]
fn of_two_files_for_one_place_the_one_with_its_name_stays() {
    let keys = keys();
    let (first, second) = (entry_of(&keys, 7, Kind::Delta), entry_of(&keys, 7, Kind::Delta));
    let named = "w/Channel state/000000000007.lifeboat";
    for order in [[("w/copy", &first), (named, &second)], [(named, &second), ("w/copy", &first)]] {
        let picked = arrange("w", order.map(|(path, bytes)| (path.to_owned(), bytes.clone())));
        assert_eq!((picked.drive.len(), picked.left_out), (1, vec!["w/copy".to_owned()]));
    }
    // The same bytes twice are one.
    let picked = arrange("w", files(&[("w/copy", &first), (named, &first)]));
    assert_eq!((picked.drive.len(), picked.left_out.len()), (1, 0));
}

#[test]
fn nothing_of_ours_is_no_wallet() {
    let picked = arrange("folder", files(&[("a/holiday.jpg", b"\xff\xd8"), ("a/READ ME.txt", b"x")]));
    assert_eq!(seen(&picked), []);
    assert_eq!(picked.left_out, ["a/holiday.jpg"]);
}
