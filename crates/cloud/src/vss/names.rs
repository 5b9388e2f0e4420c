//! Names and values as the server sees them: sealed, so that it learns neither, nor which wallet they are of.
//!
//! # The scheme
//! AES-SIV (RFC 5297, 256-bit): deterministic, so the same path is always the same key and the same bytes the same
//! value; it needs no random numbers, so none can go wrong.
//! - A key is `<space>.<name>.<name>…`: each name of the path padded with zeros to a multiple of 16 bytes and sealed,
//!   bound to all before it, in base64. `space` is the seal of nothing: it keeps apart who shares a store. As keys
//!   begin with the key of their folder, the server lists a folder by prefix.
//! - A value is sealed bound to its key: one served for another is no value at all.
//!
//! The server still sees how many files there are in how many folders, the length of names in steps of 16, the length
//! of values, and when they come. It sees that two values are the same only under the same key, which never happens:
//! nothing is overwritten.

use aes_siv::{KeyInit, siv::Aes256Siv};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use zeroize::Zeroizing;

use crate::{DriveError, Path, drive::is_name};

/// What a column of LDK's server takes.
const LONGEST_KEY: usize = 600;
const STEP: usize = 16;
/// A character that is not in base64, and no wildcard of SQL's `LIKE`.
pub(super) const SEPARATOR: char = '.';

/// Seals and opens names and values.
pub(super) struct Seal {
    key: Zeroizing<[u8; 64]>,
    space: String,
}

impl Seal {
    pub(super) fn new(key: Zeroizing<[u8; 64]>) -> Seal {
        let mut seal = Seal { key, space: String::new() };
        seal.space = seal
            .close("space", "", b"")
            .map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes))
            .unwrap_or_default();
        seal
    }

    /// The key under which the account itself is noted, and with which all others begin.
    pub(super) fn space(&self) -> &str {
        &self.space
    }

    /// The key of a path.
    pub(super) fn key(&self, path: &Path) -> Result<String, DriveError> {
        let mut key = self.space.clone();
        for name in path.names() {
            if !is_name(name) {
                return Err(DriveError::BadAddress);
            }
            let mut padded = name.clone().into_bytes();
            padded.resize(padded.len().next_multiple_of(STEP), 0);
            let sealed = self.close("name", &key, &padded).ok_or(DriveError::BadAddress)?;
            key.push(SEPARATOR);
            BASE64_STANDARD_NO_PAD.encode_string(sealed, &mut key);
        }
        if key.len() > LONGEST_KEY { Err(DriveError::BadAddress) } else { Ok(key) }
    }

    /// The name in the part of a key behind its folder's.
    pub(super) fn name(&self, folder: &str, sealed: &str) -> Option<String> {
        let mut name = self.open("name", folder, &BASE64_STANDARD_NO_PAD.decode(sealed).ok()?)?;
        name.truncate(name.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        String::from_utf8(name).ok().filter(|name| is_name(name))
    }

    pub(super) fn seal_value(&self, key: &str, value: &[u8]) -> Option<Vec<u8>> {
        self.close("value", key, value)
    }

    pub(super) fn open_value(&self, key: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.open("value", key, sealed)
    }

    fn cipher(&self) -> Option<Aes256Siv> {
        Aes256Siv::new_from_slice(self.key.as_slice()).ok()
    }

    fn close(&self, what: &str, bound_to: &str, plain: &[u8]) -> Option<Vec<u8>> {
        self.cipher()?.encrypt([what, bound_to], plain).ok()
    }

    fn open(&self, what: &str, bound_to: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.cipher()?.decrypt([what, bound_to], sealed).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seal() -> Seal {
        Seal::new(Zeroizing::new([7; 64]))
    }

    fn path(names: &[&str]) -> Path {
        names.iter().fold(Path::root(), |path, name| path.join(*name))
    }

    /// Frozen: another scheme would not find its own files.
    #[test]
    fn the_same_path_is_the_same_key_for_ever() {
        let key = seal().key(&path(&["Bitcoin Wallet Backup", "READ ME.txt"])).unwrap();
        assert_eq!(
            key,
            "IZAoO5oxIfV6DUt4K5VsBA.Zcwd9BYONlWhlW5uaKw9k8f3Wo9odWoeGjXz4gEbaI5dLC1DXLb4J+fKTScKte6d.\
             mtwth9QI53rJkCGGRU5D65ydSsSWDn4Wwybc/qCM66g"
        );
    }

    #[test]
    fn nothing_of_a_name_shows_and_no_wildcard_of_sql_either() {
        let seal = seal();
        let key =
            seal.key(&path(&["Bitcoin Wallet Backup", "Channel state", "000000000042.lifeboat"])).unwrap();
        for shown in ["Bitcoin", "Channel", "0000000000", "%", "_", "\\"] {
            assert!(!key.contains(shown), "{key}");
        }
        // The same name elsewhere is another.
        let other = seal.key(&path(&["Other", "Channel state", "000000000042.lifeboat"])).unwrap();
        let parts = |key: &str| key.split(SEPARATOR).skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert!(parts(&key).iter().zip(parts(&other)).all(|(a, b)| *a != b));
        assert!(parts(&key).iter().all(|part| seal.name(&other, part).is_none()));
    }

    #[test]
    fn our_longest_path_has_room() {
        let folder = format!("BitcoinWalletBackup_{}", "日".repeat(13) + "a");
        let path =
            path(&["Bitcoin Wallet Backup", &folder, "Channel state", "999999999999999999999.lifeboat"]);
        assert!(seal().key(&path).unwrap().len() < 450);
        let long = Path::root().join("x".repeat(500));
        assert_eq!(seal().key(&long), Err(DriveError::BadAddress));
    }

    proptest! {
        #[test]
        fn every_name_comes_back(names in proptest::collection::vec("[^/\\x00-\\x1f]{1,24}", 1..4)) {
            let seal = seal();
            prop_assume!(names.iter().all(|name| is_name(name)));
            let path = names.iter().fold(Path::root(), |path, name| path.join(name.clone()));
            let Ok(key) = seal.key(&path) else { return Ok(()) };
            let (folder, last) = key.rsplit_once(SEPARATOR).unwrap();
            prop_assert_eq!(seal.name(folder, last), path.name().map(str::to_owned));
        }

        #[test]
        fn a_value_opens_under_its_own_key_only(value: Vec<u8>, flip: prop::sample::Index) {
            let seal = seal();
            let sealed = seal.seal_value("a", &value).unwrap();
            prop_assert_eq!(seal.open_value("a", &sealed), Some(value));
            prop_assert_eq!(seal.open_value("b", &sealed), None);
            let mut changed = sealed.clone();
            let at = flip.index(changed.len());
            changed[at] ^= 1;
            prop_assert_eq!(seal.open_value("a", &changed), None);
            prop_assert_eq!(seal.open_value("a", &sealed[..sealed.len() - 1]), None);
            let other = Seal::new(Zeroizing::new([8; 64]));
            prop_assert_eq!(other.open_value("a", &sealed), None);
        }
    }
}
