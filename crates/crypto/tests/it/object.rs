use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const KINDS: [Kind; 5] = [Kind::Phrase, Kind::Snapshot, Kind::Delta, Kind::Takeover, Kind::Metadata];

fn sealed(header: &Header, data: &[u8]) -> Vec<u8> {
    seal(&data_key(), header, data, &mut Counter(0)).unwrap()
}

#[test]
fn every_kind_comes_back_with_its_header() {
    for kind in KINDS {
        let header = Header { kind, ext: b"next: 1234".to_vec(), ..header() };
        let object = sealed(&header, b"data");
        let read = Sealed::parse(&object).unwrap();
        assert_eq!(read.header(), &header);
        assert_eq!(read.open(&data_key()).unwrap().as_slice(), b"data");
    }
}

#[test]
fn an_object_opens_with_its_key_only() {
    let object = sealed(&header(), b"data");
    let other = DataKey::from_bytes(&[1; 32]);
    assert_eq!(Sealed::parse(&object).unwrap().open(&other).err(), Some(ObjectError::Mismatch));
}

#[test]
fn sealing_twice_gives_two_different_objects() {
    let rng = &mut system_rng();
    let twice = [(); 2].map(|()| seal(&data_key(), &header(), b"data", rng).unwrap());
    assert_ne!(twice[0][90..122], twice[1][90..122], "salt");
    assert_ne!(twice[0][154..], twice[1][154..], "body");
}

#[test]
fn later_formats_are_told_from_damage() {
    for (at, value) in [(8, 1), (9, 2), (10, 0), (10, 6), (11, 1)] {
        let mut object = OBJECT.to_vec();
        object[at] = value;
        assert!(matches!(Sealed::parse(&object), Err(ObjectError::TooNew { .. })), "byte {at} = {value}");
    }
    assert_eq!(Sealed::parse(b"<html>").err(), Some(ObjectError::NotAnObject));
}

#[test]
fn no_field_can_come_from_another_object() {
    let other = Header { position: 43, writer_epoch: 4, previous: Digest::NONE, ..header() };
    let other = sealed(&other, b"other");
    let one = sealed(&header(), b"one");
    for (from, to) in
        [(12, 28), (28, 32), (32, 36), (36, 44), (44, 52), (52, 84), (90, 122), (122, 154), (154, 10_000)]
    {
        let mut mixed = one.clone();
        mixed[from..to].copy_from_slice(&other[from..to]);
        if mixed != one {
            let opened = Sealed::parse(&mixed).and_then(|sealed| sealed.open(&data_key()));
            assert_eq!(opened.err(), Some(ObjectError::Mismatch), "bytes {from}..{to}");
        }
    }
}

#[test]
fn the_longest_extension_fits_and_no_longer_one() {
    let with = |length| Header { ext: vec![1; length], ..header() };
    let object = sealed(&with(65_535), b"data");
    assert!(Sealed::parse(&object).unwrap().open(&data_key()).is_ok());
    let longer = seal(&data_key(), &with(65_536), b"data", &mut Counter(0));
    assert_eq!(longer.err(), Some(SealError::TooLong));
}

#[test]
fn twelve_and_twenty_four_words_look_the_same() {
    let phrase = |words| {
        let header = Header { kind: Kind::Phrase, position: 1, ..header() };
        sealed(&header, Phrase::make(&mut Counter(0), words).words().as_bytes()).len()
    };
    assert_eq!(phrase(Words::Twelve), phrase(Words::TwentyFour));
}

#[test]
fn a_file_is_split_into_keyring_and_object() {
    let file = StoredFile::join(Some(&keyring()), OBJECT);
    let read = StoredFile::parse(&file).ok().unwrap();
    assert!(read.keyring.as_ref() == Some(&keyring()) && read.object == OBJECT);
    let read = StoredFile::parse(OBJECT).ok().unwrap();
    assert!(read.keyring.is_none() && read.object == OBJECT);
    for length in 0..file.len() {
        assert!(StoredFile::parse(&file[..length]).is_err(), "{length} bytes");
    }
    assert!(StoredFile::parse(&[&file[..], &[0]].concat()).is_err());
    assert!(StoredFile::parse(KEYRING).is_err(), "a keyring alone is no file");
}
