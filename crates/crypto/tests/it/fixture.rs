//! The small backup folder that `docs/recover/` is tested with: written here, opened there by other code.
//! Native only: a browser has no folders.

use crate::common::*;
use lifeboat_crypto::*;
use std::path::Path;

const PLACE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/recover/fixture/BitcoinWalletBackup_Samantha");

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(&u16::try_from(text.len()).unwrap().to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn value(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&u32::try_from(value.len()).unwrap().to_be_bytes());
    out.extend_from_slice(value);
}

/// When, and on which device.
fn origin(position: u64) -> Vec<u8> {
    let mut out = vec![1];
    out.extend_from_slice(&(1_790_000_000_000 + position).to_be_bytes());
    out.extend_from_slice(b"\x05phone");
    out
}

fn snapshot(position: u64, takeovers: &[u64], state: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = origin(position);
    out.extend_from_slice(&u32::try_from(takeovers.len()).unwrap().to_be_bytes());
    takeovers.iter().for_each(|at| out.extend_from_slice(&at.to_be_bytes()));
    out.push(1);
    out.extend_from_slice(&u32::try_from(state.len()).unwrap().to_be_bytes());
    for (key, bytes) in state {
        text(&mut out, key);
        value(&mut out, bytes);
    }
    out
}

fn delta(position: u64, ops: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut out = origin(position);
    out.push(1);
    out.extend_from_slice(&u32::try_from(ops.len()).unwrap().to_be_bytes());
    for (key, bytes) in ops {
        out.push(if bytes.is_some() { 1 } else { 2 });
        text(&mut out, key);
        if let Some(bytes) = bytes {
            value(&mut out, bytes);
        }
    }
    out
}

/// Names and contents: three entries, a changed PIN with a new data key, two more entries.
fn folder() -> Vec<(String, Vec<u8>)> {
    let rng = &mut Counter(3_000);
    let (pin, phrase) = (pin(), phrase());
    let slots = || {
        [
            NewSlot::pin(&pin, Kdf::TIER_1),
            NewSlot::passphrase("correct horse battery staple", Kdf::TIER_1),
            NewSlot::phrase(&phrase),
        ]
    };
    let first = OpenKeyring::make(vault(), &slots(), rng).ok().unwrap();
    let second = first.dangerous_rotate_by_one(&slots(), rng).ok().unwrap();
    let mut files = Vec::new();
    let mut previous = Digest::NONE;
    for (position, kind, keyring, writer_epoch, content) in [
        (0, Kind::Snapshot, &first, 0, snapshot(0, &[], &[("manager", b"m0"), ("meta", b"Samantha")])),
        (1, Kind::Delta, &first, 0, delta(1, &[("manager", Some(b"m1")), ("update/a/1", Some(b"u"))])),
        (2, Kind::Takeover, &first, 1, origin(2)),
        (
            3,
            Kind::Snapshot,
            &second,
            1,
            snapshot(3, &[2], &[("manager", b"m1"), ("meta", b"Samantha"), ("update/a/1", b"u")]),
        ),
        (4, Kind::Delta, &second, 1, delta(4, &[("manager", Some(b"m4")), ("update/a/1", None)])),
    ] {
        let header = Header {
            kind,
            vault_id: vault(),
            key_epoch: keyring.keyring().epoch(),
            writer_epoch,
            position,
            writer_id: WriterId([u8::try_from(writer_epoch).unwrap() + 1; 8]),
            previous,
            ext: Vec::new(),
        };
        let object = seal(keyring.data_key(), &header, &content, rng).unwrap();
        previous = digest(&object);
        let before = (kind == Kind::Snapshot).then(|| keyring.keyring());
        files.push((format!("Channel state/{position:012}.lifeboat"), StoredFile::join(before, &object)));
    }
    let header = Header {
        kind: Kind::Phrase,
        position: 2,
        key_epoch: 2,
        writer_epoch: 0,
        previous: Digest::NONE,
        ..header()
    };
    let object = seal(second.data_key(), &header, phrase.words().as_bytes(), rng).unwrap();
    files.push(("Recovery phrase 2.lifeboat".to_owned(), StoredFile::join(Some(second.keyring()), &object)));
    files
}

#[test]
fn the_folder_for_the_recovery_script_is_what_this_crate_writes() {
    for (name, bytes) in folder() {
        let path = Path::new(PLACE).join(name);
        if std::env::var_os("LIFEBOAT_WRITE_GOLDEN").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == bytes, "{path:?}");
    }
}
