//! Files of every format that was ever released. They stay, and must open for ever.

use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const ROTATED: &[u8] = include_bytes!("../golden/rotated.lifeboat");
const LOCAL: &[u8] = include_bytes!("../golden/local.bin");

fn rotated() -> (OpenKeyring, Vec<u8>) {
    let (pin, phrase, output) = (pin(), phrase(), [3; 32]);
    let rng = &mut Counter(1_000);
    let passkey =
        NewFactor::Output { kind: FactorKind::Passkey, flags: 3, params: b"\x04test", output: &output };
    let slots = || {
        [
            NewSlot::pin(&pin, CHEAP_ARGON2).within(LOW),
            NewSlot::passphrase("correct horse battery staple", CHEAP).within(LOW),
            NewSlot::phrase(&phrase),
            NewSlot::all_of(vec![passkey]),
        ]
    };
    let first = OpenKeyring::make(vault(), &slots(), rng).ok().unwrap();
    let header = Header { position: 5, ext: b"ext".to_vec(), ..header() };
    let object = seal(first.data_key(), &header, b"sealed before the rotation", rng).unwrap();
    let second = first.dangerous_rotate_by_one(&slots(), rng).ok().unwrap();
    let file = StoredFile::join(Some(second.keyring()), &object);
    (second, file)
}

#[test]
fn a_rotated_file_is_written_as_ever() {
    let file = rotated().1;
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("LIFEBOAT_WRITE_GOLDEN").is_some() {
        std::fs::write("tests/golden/rotated.lifeboat", &file).unwrap();
    }
    assert!(file == ROTATED);
}

#[test]
fn a_rotated_file_of_old_opens_with_each_secret() {
    let file = StoredFile::parse(ROTATED).ok().unwrap();
    let keyring = file.keyring.as_ref().unwrap();
    let (pin, phrase) = (pin(), phrase());
    let passphrase = Secret::Passphrase("correct horse battery staple");
    for secret in [Secret::Pin(&pin), passphrase, Secret::Phrase(&phrase)] {
        let open = keyring.open(&secret, &LOW).ok().unwrap();
        let (header, data) = open.open(file.sealed().unwrap()).unwrap();
        assert_eq!((header.key_epoch, open.keyring().epoch()), (1, 2));
        assert_eq!(data.as_slice(), b"sealed before the rotation");
    }
}

#[test]
fn settings_of_old_open() {
    let again = seal_local(&data_key(), "drive", b"user:password", &mut Counter(2_000)).ok().unwrap();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("LIFEBOAT_WRITE_GOLDEN").is_some() {
        std::fs::write("tests/golden/local.bin", &again).unwrap();
    }
    assert!(again == LOCAL);
    assert_eq!(open_local(&data_key(), "drive", LOCAL).ok().unwrap().as_slice(), b"user:password");
}
