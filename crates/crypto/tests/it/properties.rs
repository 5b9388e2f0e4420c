//! Random inputs. Native only: what a browser could add are other random inputs.

use crate::common::*;
use lifeboat_crypto::*;
use proptest::prelude::*;

fn any_header() -> impl Strategy<Value = Header> {
    let kinds =
        prop_oneof![Just(Kind::Snapshot), Just(Kind::Delta), Just(Kind::Takeover), Just(Kind::Metadata)];
    let ext = proptest::collection::vec(any::<u8>(), 0..100);
    (kinds, any::<[u8; 16]>(), any::<(u32, u32, u64)>(), any::<[u8; 8]>(), any::<[u8; 32]>(), ext).prop_map(
        |(kind, vault, (key_epoch, writer_epoch, position), writer, previous, ext)| Header {
            kind,
            vault_id: VaultId(vault),
            key_epoch,
            writer_epoch,
            position,
            writer_id: WriterId(writer),
            previous: Digest(previous),
            ext,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_object_comes_back(
        header in any_header(),
        key: [u8; 32],
        data in proptest::collection::vec(any::<u8>(), 0..40_000),
    ) {
        let key = DataKey::from_bytes(&key);
        let object = seal(&key, &header, &data, &mut system_rng()).unwrap();
        let sealed = Sealed::parse(&object).unwrap();
        prop_assert_eq!(sealed.header(), &header);
        let opened = sealed.open(&key).unwrap();
        prop_assert_eq!(opened.as_slice(), data.as_slice());
    }

    #[test]
    fn every_keyring_comes_back(seed: u32, digits in "[0-9]{4,12}", text in "[a-zA-Zäöü ]{1,30}[a-z]", rotations in 0..4) {
        let mut rng = Counter(u64::from(seed) << 20);
        let pin = Pin::enter(&digits).ok().unwrap();
        let phrase = Phrase::make(&mut rng, Words::Twelve);
        let slots = || [
            NewSlot::pin(&pin, CHEAP).within(LOW),
            NewSlot::passphrase(&text, CHEAP_ARGON2).within(LOW),
            NewSlot::phrase(&phrase),
        ];
        let vault = VaultId::make(&mut rng);
        let mut open = OpenKeyring::make(vault, &slots(), &mut rng).ok().unwrap();
        for _ in 0..rotations {
            open = open.rotate(&slots(), &mut rng).ok().unwrap();
        }
        let read = Keyring::parse_all(open.keyring().as_bytes()).unwrap();
        prop_assert!(&read == open.keyring());
        for secret in [Secret::Pin(&pin), Secret::Passphrase(&text), Secret::Phrase(&phrase)] {
            let again = read.open(&secret, &LOW).ok().unwrap();
            prop_assert!(again.data_key().same_as(open.data_key()));
            prop_assert_eq!(again.previous_keys().count(), usize::try_from(rotations).unwrap());
        }
    }

    #[test]
    fn nonsense_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = StoredFile::parse(&bytes);
        for magic in [&b"BWVAULT1\0\x01\0\0"[..], b"BWOBJ001\0\x01\x02\0"] {
            let bytes = [magic, &bytes].concat();
            if let Ok(file) = StoredFile::parse(&bytes) {
                prop_assert!(file.sealed().unwrap().open(&data_key()).is_err());
            }
            if let Ok((keyring, _)) = Keyring::parse(&bytes) {
                prop_assert!(keyring.open(&Secret::Pin(&pin()), &KdfBounds::READ).is_err());
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = (Phrase::parse(&text), Pin::choose(&text));
    }

    #[test]
    fn a_changed_keyring_never_opens(at in 0..746_usize, length in 1..40_usize, patch: [u8; 40]) {
        let mut changed = KEYRING.to_vec();
        let end = (at + length).min(changed.len());
        changed[at..end].copy_from_slice(&patch[..end - at]);
        prop_assume!(changed != KEYRING);
        if let Ok(keyring) = Keyring::parse_all(&changed) {
            prop_assert!(keyring.open(&Secret::Phrase(&phrase()), &LOW).is_err());
            prop_assert!(keyring.open_with_key(data_key()).is_err());
        }
    }
}
