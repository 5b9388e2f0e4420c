//! Opens backups that were kept, and says what is wrong with files that were spoiled.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use futures::executor::block_on;
use lifeboat_backup::{Author, State};
use lifeboat_crypto::KdfBounds;
use lifeboat_recovery::{
    EnteredSecret, OpenedBackup, PickedBackup, RecoveryError, SecretKind, StateSummary, StateUnread, exported,
};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/recover/fixture");
const NOW: u64 = 1_790_000_000_000;
const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const PASSPHRASE: &str = "correct horse battery staple";

/// The files of the folder that the Python reader is tested with, as a browser gives them.
fn fixture() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(Path::new(FIXTURE), "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), into),
            false => into.push((path, fs::read(entry.path()).unwrap())),
        }
    }
}

fn open(
    files: Vec<(String, Vec<u8>)>,
    kind: SecretKind,
    secret: &str,
) -> Result<OpenedBackup, RecoveryError> {
    let picked = block_on(PickedBackup::read(files))?;
    block_on(picked.open(0, &EnteredSecret::parse(kind, secret)?, &KdfBounds::READ, NOW))
}

fn code(opened: Result<OpenedBackup, RecoveryError>) -> &'static str {
    opened.err().map_or("opened", |error| error.code())
}

#[test]
fn every_secret_that_opens_a_backup_alone_opens_the_words_and_the_same_state() {
    let picked = block_on(PickedBackup::read(fixture())).unwrap();
    let wallets = picked.wallets();
    assert_eq!(wallets.len(), 1);
    assert_eq!(wallets[0].name, "Samantha");
    assert_eq!(wallets[0].opened_by, [SecretKind::Pin, SecretKind::Passphrase, SecretKind::Phrase]);
    assert_eq!(wallets[0].newest_entry, Some(4));
    let mut states = Vec::new();
    for (kind, secret) in
        [(SecretKind::Pin, "482913"), (SecretKind::Passphrase, PASSPHRASE), (SecretKind::Phrase, WORDS)]
    {
        let opened = open(fixture(), kind, secret).unwrap();
        assert_eq!(opened.phrase.unwrap().words().as_str(), WORDS);
        let (state, by) = opened.state.unwrap();
        assert!(StateSummary::of(&state, &by).values > 0);
        states.push(exported(&state));
    }
    assert!(states.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn what_does_not_open_says_why() {
    assert_eq!(code(open(fixture(), SecretKind::Pin, "482914")), "wrong");
    assert_eq!(code(open(fixture(), SecretKind::Pin, "48")), "not-a-pin");
    assert_eq!(code(open(fixture(), SecretKind::Phrase, "abandon about")), "not-a-phrase");
    let nothing =
        block_on(PickedBackup::read(vec![("letter.txt".to_owned(), b"Dear all".to_vec())])).unwrap();
    assert!(nothing.wallets().is_empty());
    assert_eq!(nothing.left_out(), ["letter.txt"]);
    assert_eq!(code(open(vec![("letter.txt".to_owned(), Vec::new())], SecretKind::Pin, "482913")), "files");
}

#[test]
fn a_state_that_cannot_be_read_does_not_hide_the_words() {
    let mut gap = fixture();
    gap.retain(|(path, _)| !path.ends_with("000000000003.lifeboat"));
    let opened = open(gap, SecretKind::Pin, "482913").unwrap();
    assert_eq!(opened.phrase.unwrap().words().as_str(), WORDS);
    assert!(matches!(opened.state, Err(StateUnread::Damaged(_))));
    let mut phrase_alone = fixture();
    phrase_alone.retain(|(path, _)| path.contains("Recovery phrase"));
    let opened = open(phrase_alone, SecretKind::Pin, "482913").unwrap();
    assert_eq!(opened.phrase.unwrap().words().as_str(), WORDS);
    assert_eq!(opened.state.err(), Some(StateUnread::Missing));
}

#[test]
fn a_state_that_was_kept_shows_its_peers_and_payments() {
    let kept = include_bytes!("../../wallet/tests/golden/format-4/in-use.state");
    let kept = State::decode(kept).unwrap();
    let state = State::decode(kept.get("wallet").unwrap()).unwrap();
    let by = Author { device: "phone".to_owned(), at_ms: 1 };
    let shown = StateSummary::of(&state, &by);
    assert_eq!(shown.peers.len(), 1);
    assert!(shown.payments.len() >= 3, "{:?}", shown.payments);
    assert!(shown.payments.is_sorted_by(|a, b| a.created_ms >= b.created_ms));
    let file = exported(&state);
    assert_eq!(file.as_object().unwrap().len(), state.len());
}
