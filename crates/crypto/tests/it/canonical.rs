//! The canonical files of format 1: opened, made again byte for byte, and refused when anything in them changes.

use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn slot_secrets<'a>(
    pin: &'a Pin,
    phrase: &'a Phrase,
    prf: &'a [u8; 32],
    share: &'a [u8; 32],
) -> [Vec<Secret<'a>>; 4] {
    [
        vec![Secret::Pin(pin), Secret::Output { kind: FactorKind::Passkey, output: prf }],
        vec![Secret::Phrase(phrase)],
        vec![Secret::Pin(pin)],
        vec![Secret::Pin(pin), Secret::Output { kind: FactorKind::Share, output: share }],
    ]
}

#[test]
fn the_canonical_files_have_their_published_digests() {
    assert_eq!(
        digest(KEYRING).to_string(),
        "eed7d567f16d9b51a217d47fa24758b4a8a5bf7863e432fa05e3ed33fdcd2d01"
    );
    assert_eq!(
        digest(OBJECT).to_string(),
        "b835c4b0f1fe8031ac4dce712f3297df079c00b2a8469cabfd1f6e4231d3cb7e"
    );
    assert_eq!((KEYRING.len(), OBJECT.len()), (746, 10_420));
}

#[test]
fn every_slot_of_the_canonical_keyring_gives_the_data_key() {
    let keyring = keyring();
    assert_eq!((keyring.vault_id(), keyring.seq(), keyring.epoch()), (vault(), 7, 1));
    let (pin, phrase, prf, share) = (pin(), phrase(), tape_array("prf"), tape_array("share"));
    for (slot, secrets) in keyring.slots().iter().zip(slot_secrets(&pin, &phrase, &prf, &share)) {
        let opened = keyring.open_slot(slot.id(), &secrets, &LOW).ok().unwrap();
        assert!(opened.data_key().same_as(&data_key()), "{slot:?}");
    }
}

#[test]
fn the_canonical_keyring_is_made_again_byte_for_byte() {
    let (pin, phrase) = (pin(), phrase());
    let mut first = Replay::of(&[("dek", 32), ("any", 8), ("any", 32)]);
    let mut open = OpenKeyring::make(vault(), &[NewSlot::phrase(&phrase)], &mut first).ok().unwrap();
    let only = open.keyring().slots()[0].id();
    while open.keyring().seq() < 6 {
        open = open.rewrite(&[NewSlot::keep(only)], &mut Replay::of(&[])).ok().unwrap();
    }
    let prf = tape_array("prf");
    let passkey = NewFactor::Output {
        kind: FactorKind::Passkey,
        flags: 3,
        params: &[b"\x0ewallet.example\x00\x10", &tape("cid", 16)[..], &tape("prfsalt", 32)].concat(),
        output: &prf,
    };
    let combined = tape_array("share");
    let share = NewFactor::Output {
        kind: FactorKind::Share,
        flags: 0,
        params: &[b"\x07dropbox", &tape("shid", 16)[..], b"\x02\x02"].concat(),
        output: &combined,
    };
    let argon2 = Kdf::Argon2id { memory_kib: 256, passes: 2 };
    let pbkdf2 = Kdf::Pbkdf2 { iterations: 1_000 };
    let mut rng = Replay::of(&[
        ("s1", 8),
        ("as", 16),
        ("ss1", 32),
        ("s2", 8),
        ("ss2", 32),
        ("s3", 8),
        ("ps", 16),
        ("ss3", 32),
        ("s4", 8),
        ("ps4", 16),
        ("ss4", 32),
    ]);
    let slots = [
        NewSlot::all_of(vec![NewFactor::Pin(&pin, argon2), passkey]).within(LOW),
        NewSlot::phrase(&phrase),
        NewSlot::pin(&pin, pbkdf2).within(LOW),
        NewSlot::all_of(vec![share, NewFactor::Pin(&pin, pbkdf2)]).within(LOW),
    ];
    let open = open.rewrite(&slots, &mut rng).ok().unwrap();
    assert!(rng.is_used_up());
    assert!(open.keyring().as_bytes() == KEYRING);
}

#[test]
fn the_canonical_object_is_opened_and_made_again_byte_for_byte() {
    let sealed = Sealed::parse(OBJECT).unwrap();
    assert_eq!(sealed.header(), &header());
    assert_eq!(sealed.open(&data_key()).unwrap().as_slice(), b"channel state bytes");
    let again =
        seal(&data_key(), &header(), b"channel state bytes", &mut Replay::of(&[("osalt", 32)])).unwrap();
    assert!(again == OBJECT);
}

/// What the four slots ask for, computed once: the derivations do not depend on the keyring.
struct Outputs {
    argon2: [u8; 32],
    pbkdf2: [u8; 32],
    pbkdf2_of_slot_4: [u8; 32],
    phrase: [u8; 32],
}

impl Outputs {
    fn compute() -> Self {
        let typed = |salt: &str| {
            let mut block = [0; 64];
            pbkdf2::pbkdf2_hmac::<sha2::Sha512>(PIN.as_bytes(), &tape(salt, 16), 1_000, &mut block);
            block[..32].try_into().unwrap()
        };
        let params = argon2::Params::new(256, 2, 1, Some(32)).unwrap();
        let mut argon2 = [0; 32];
        argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
            .hash_password_into_with_memory(
                PIN.as_bytes(),
                &tape("as", 16),
                &mut argon2,
                vec![argon2::Block::new(); 256],
            )
            .unwrap();
        let mut factor = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(Some(b"bwvault/v1/seed-factor"), phrase().seed().expose())
            .expand(b"factor", &mut factor)
            .unwrap();
        Self { argon2, pbkdf2: typed("ps"), pbkdf2_of_slot_4: typed("ps4"), phrase: factor }
    }

    fn secrets<'a>(&'a self, prf: &'a [u8; 32], share: &'a [u8; 32]) -> [Vec<Secret<'a>>; 4] {
        let of = |kind, output| Secret::Output { kind, output };
        [
            vec![of(FactorKind::Pin, &self.argon2), of(FactorKind::Passkey, prf)],
            vec![of(FactorKind::Phrase, &self.phrase)],
            vec![of(FactorKind::Pin, &self.pbkdf2)],
            vec![of(FactorKind::Pin, &self.pbkdf2_of_slot_4), of(FactorKind::Share, share)],
        ]
    }
}

#[test]
fn no_bit_of_the_keyring_can_flip_unnoticed_by_any_slot_or_by_the_key() {
    let outputs = Outputs::compute();
    let (prf, share) = (tape_array("prf"), tape_array("share"));
    let secrets = outputs.secrets(&prf, &share);
    for slot in &secrets {
        assert!(keyring().open_with(slot, &LOW).is_ok(), "the unchanged keyring opens");
    }
    let mut changed = KEYRING.to_vec();
    for bit in 0..KEYRING.len() * 8 {
        changed[bit / 8] ^= 1 << (bit % 8);
        if let Ok(keyring) = Keyring::parse_all(&changed) {
            for (slot, secrets) in secrets.iter().enumerate() {
                assert!(keyring.open_with(secrets, &LOW).is_err(), "bit {bit}, slot {slot}");
            }
            assert!(keyring.open_with_key(data_key()).is_err(), "bit {bit}, key");
        }
        changed[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn no_bit_of_the_object_can_flip_unnoticed() {
    let key = data_key();
    let mut changed = OBJECT.to_vec();
    let head = 8 * (OBJECT.len() - 10_266);
    for bit in 0..OBJECT.len() * 8 {
        // All bits natively. In a browser, where this is the same code without the optimiser, some of the body's.
        if cfg!(target_arch = "wasm32") && bit >= head && !bit.is_multiple_of(61) {
            continue;
        }
        changed[bit / 8] ^= 1 << (bit % 8);
        let opened = Sealed::parse(&changed).and_then(|sealed| sealed.open(&key));
        assert!(opened.is_err(), "bit {bit}");
        changed[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn a_keyring_of_any_other_length_is_refused() {
    for length in 1..KEYRING.len() {
        assert_eq!(Keyring::parse_all(&KEYRING[..length]), Err(KeyringError::Truncated), "{length} bytes");
    }
    assert_eq!(Keyring::parse_all(&[]), Err(KeyringError::NotAKeyring));
    assert_eq!(Keyring::parse_all(&[KEYRING, &[0]].concat()), Err(KeyringError::Damaged));
}

#[test]
fn an_object_of_any_other_length_is_refused() {
    for length in 1..OBJECT.len() {
        assert_eq!(refusal(Sealed::parse(&OBJECT[..length])), Some(ObjectError::Truncated), "{length} bytes");
    }
    assert_eq!(refusal(Sealed::parse(&[])), Some(ObjectError::NotAnObject));
    assert_eq!(refusal(Sealed::parse(&[OBJECT, &[0]].concat())), Some(ObjectError::Damaged));
}

#[test]
fn the_product_refuses_the_canonical_slots_as_too_weak() {
    let (pin, phrase) = (pin(), phrase());
    assert_eq!(refusal(keyring().open(&Secret::Pin(&pin), &KdfBounds::READ)), Some(OpenError::TooWeak));
    assert!(keyring().open(&Secret::Phrase(&phrase), &KdfBounds::READ).is_ok());
}

#[test]
fn the_published_intermediate_values_are_ours() {
    let values: serde_json::Value = serde_json::from_str(include_str!("../vectors/format-1.json")).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(values["data_key"], hex(data_key().expose()));
    assert_eq!(values["seed"], hex(phrase().seed().expose()));
    let outputs = Outputs::compute();
    let published = |slot: usize| &values["keyring"]["slots"][slot]["factors"][0]["output"];
    let computed = [outputs.argon2, outputs.phrase, outputs.pbkdf2, outputs.pbkdf2_of_slot_4];
    for (slot, output) in computed.iter().enumerate() {
        assert_eq!(*published(slot), hex(output), "slot {slot}");
    }
    assert_eq!(values["object"]["header"], hex(&OBJECT[..90]));
    assert_eq!(values["object"]["commitment"], hex(&OBJECT[122..154]));
    assert_eq!(values["object"]["sha256"], digest(OBJECT).to_string());
    assert_eq!(values["keyring"]["sha256"], digest(KEYRING).to_string());
}
