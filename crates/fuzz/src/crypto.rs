//! What lies on a drive: keyrings, objects, files; and what is sealed on a device.

use lifeboat_crypto::{DataKey, Header, Keyring, Sealed, StoredFile, open_local};

use crate::{Target, corpus};

/// The readers of `lifeboat-crypto`.
pub const TARGETS: &[Target] = &[
    Target { name: "keyring", seeds: files, run: keyring, inputs: 200_000 },
    Target { name: "object", seeds: files, run: object, inputs: 100_000 },
    Target { name: "stored-file", seeds: files, run: stored_file, inputs: 100_000 },
    Target { name: "sealed-here", seeds: files, run: sealed_here, inputs: 100_000 },
];

fn files() -> Vec<Vec<u8>> {
    [corpus::files("crypto/tests/golden"), corpus::files("crypto/tests/vectors")].concat()
}

fn keyring(input: &[u8]) {
    if let Ok((keyring, rest)) = Keyring::parse(input) {
        assert_eq!([keyring.as_bytes(), rest].concat(), input, "two keyrings of one meaning");
        assert!(Keyring::parse_all(keyring.as_bytes()).is_ok());
        assert!(keyring.names_epoch(keyring.epoch()));
    }
}

fn object(input: &[u8]) {
    let header = Header::at_start_of(input);
    if let Ok(sealed) = Sealed::parse(input) {
        assert_eq!(header.as_ref(), Some(sealed.header()));
        // It was not sealed with this key.
        assert!(sealed.open(&DataKey::from_bytes(&[0x5a; 32])).is_err());
    }
}

fn stored_file(input: &[u8]) {
    if let Ok(file) = StoredFile::parse(input) {
        assert!(file.sealed().is_ok());
        assert_eq!(StoredFile::join(file.keyring.as_ref(), file.object), input);
    }
}

fn sealed_here(input: &[u8]) {
    assert!(open_local(&DataKey::from_bytes(&[0x5a; 32]), "fuzz", input).is_err());
}
