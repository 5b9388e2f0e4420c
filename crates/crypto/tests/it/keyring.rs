use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn made(slots: &[NewSlot<'_>]) -> OpenKeyring {
    OpenKeyring::make(vault(), slots, &mut Counter(0)).ok().unwrap()
}

fn read(open: &OpenKeyring) -> Keyring {
    Keyring::parse_all(open.keyring().as_bytes()).unwrap()
}

fn other_pin() -> Pin {
    Pin::enter("739105").ok().unwrap()
}

#[test]
fn a_wrong_secret_is_told_from_a_missing_slot() {
    let phrase = phrase();
    let open = made(&[NewSlot::pin(&pin(), CHEAP).within(LOW), NewSlot::phrase(&phrase)]);
    let keyring = read(&open);
    assert_eq!(refusal(keyring.open(&Secret::Pin(&other_pin()), &LOW)), Some(OpenError::WrongSecret));
    assert_eq!(refusal(keyring.open(&Secret::Passphrase("words"), &LOW)), Some(OpenError::NoSuchSlot));
    let other = Phrase::make(&mut Counter(9), Words::Twelve);
    assert_eq!(refusal(keyring.open(&Secret::Phrase(&other), &LOW)), Some(OpenError::WrongSecret));
    assert!(keyring.open(&Secret::Pin(&pin()), &LOW).is_ok());
}

#[test]
fn a_passphrase_opens_whatever_its_spacing_and_unicode_form() {
    let open = made(&[NewSlot::passphrase("Zwölf  Boxkämpfer\tjagen ", CHEAP_ARGON2).within(LOW)]);
    let keyring = read(&open);
    assert!(keyring.open(&Secret::Passphrase(" Zwo\u{308}lf Boxka\u{308}mpfer jagen"), &LOW).is_ok());
    let small = keyring.open(&Secret::Passphrase("zwölf boxkämpfer jagen"), &LOW);
    assert_eq!(refusal(small), Some(OpenError::WrongSecret));
}

#[test]
fn the_product_can_write_no_weak_slot() {
    let pin = pin();
    let weak = OpenKeyring::make(vault(), &[NewSlot::pin(&pin, CHEAP)], &mut Counter(0));
    assert_eq!(refusal(weak), Some(MakeError::Kdf(KdfRefused::TooWeak)));
    let bomb = Kdf::Argon2id { memory_kib: 2 * 1024 * 1024, passes: 3 };
    let bomb = OpenKeyring::make(vault(), &[NewSlot::pin(&pin, bomb)], &mut Counter(0));
    assert_eq!(refusal(bomb), Some(MakeError::Kdf(KdfRefused::TooCostly)));
}

#[test]
fn a_slot_that_asks_for_too_much_is_refused_before_it_is_computed() {
    // Under the right lower bounds these costs are what a hostile drive would write: terabytes, or hours.
    for (at, name) in [(5_usize, "memory"), (9, "passes")] {
        let mut bytes = made(&[NewSlot::pin(&pin(), CHEAP_ARGON2).within(LOW)]).keyring().as_bytes().to_vec();
        let params = 37 + 2 + 9 + 4;
        bytes[params + at - 4] = 0x7f;
        let keyring = Keyring::parse_all(&bytes).unwrap();
        assert_eq!(refusal(keyring.open(&Secret::Pin(&pin()), &LOW)), Some(OpenError::TooCostly), "{name}");
    }
}

#[test]
fn a_new_pin_takes_the_place_of_the_old_one() {
    let (old, new, phrase) = (pin(), other_pin(), phrase());
    let first = made(&[NewSlot::pin(&old, CHEAP).within(LOW), NewSlot::phrase(&phrase)]);
    let kept = first.keyring().slots()[1].id();
    let slots = [NewSlot::pin(&new, CHEAP).within(LOW), NewSlot::keep(kept)];
    let second = first.rewrite(&slots, &mut Counter(100)).ok().unwrap();
    let keyring = read(&second);
    assert_eq!((keyring.seq(), keyring.epoch(), keyring.vault_id()), (2, 1, vault()));
    assert_eq!(refusal(keyring.open(&Secret::Pin(&old), &LOW)), Some(OpenError::WrongSecret));
    for secret in [Secret::Pin(&new), Secret::Phrase(&phrase)] {
        assert!(keyring.open(&secret, &LOW).ok().unwrap().data_key().same_as(first.data_key()));
    }
}

#[test]
fn after_rotation_old_objects_open_and_old_keys_open_nothing_new() {
    let (pin, phrase) = (pin(), phrase());
    let slots = || [NewSlot::pin(&pin, CHEAP).within(LOW), NewSlot::phrase(&phrase)];
    let mut rng = Counter(500);
    let first = made(&slots());
    let second = first.rotate(&slots(), &mut rng).ok().unwrap();
    let third = second.rotate(&slots(), &mut rng).ok().unwrap();
    let keyring = read(&third);
    assert_eq!(keyring.seq(), 3);
    let [one, two, three] = [&first, &second, &third].map(|opened| opened.keyring().epoch());
    assert!(one == 1 && one < two && two < three);
    let third = keyring.open(&Secret::Pin(&pin), &LOW).ok().unwrap();
    for (epoch, key) in [(one, first.data_key()), (two, second.data_key()), (three, third.data_key())] {
        let object = seal(key, &Header { key_epoch: epoch, ..header() }, b"data", &mut rng).unwrap();
        let (header, data) = third.open(Sealed::parse(&object).unwrap()).unwrap();
        assert_eq!((header.key_epoch, data.as_slice()), (epoch, &b"data"[..]));
        if epoch > 1 {
            let refused = first.open(Sealed::parse(&object).unwrap()).err();
            assert_eq!(refused, Some(ObjectError::NoKey { epoch }));
            let refused = Sealed::parse(&object).unwrap().open(first.data_key()).err();
            assert_eq!(refused, Some(ObjectError::Mismatch));
        }
    }
    let epochs: Vec<u32> = third.previous_keys().map(|(epoch, _)| epoch).collect();
    assert_eq!(epochs, [two, one]);
    // A rewrite keeps them.
    let fourth = third.rewrite(&slots(), &mut rng).ok().unwrap();
    assert!(
        read(&fourth).open_with_key(fourth.data_key().duplicate()).ok().unwrap().key_of_epoch(1).is_some()
    );
}

/// An object names the key that it needs by the epoch alone.
#[test]
fn two_devices_that_replace_a_key_at_once_do_not_give_their_keys_one_number() {
    let phrase = phrase();
    let slots = || [NewSlot::phrase(&phrase)];
    let first = made(&slots());
    let epochs: std::collections::BTreeSet<u32> = (0..200)
        .map(|device| {
            let mut rng = Counter(device << 20);
            first.rotate(&slots(), &mut rng).ok().unwrap().keyring().epoch()
        })
        .collect();
    assert!(epochs.len() >= 199, "{epochs:?}");
}

/// Two devices have each changed the keys of one backup: a change above both opens what either opens.
#[test]
fn a_rotation_over_another_keyring_opens_all_that_both_open() {
    let phrase = phrase();
    let slots = || [NewSlot::phrase(&phrase)];
    let first = made(&slots());
    let here = first.rotate(&slots(), &mut Counter(1 << 20)).ok().unwrap();
    let there = first.rotate(&slots(), &mut Counter(2 << 20)).ok().unwrap();
    let there = there.rotate(&slots(), &mut Counter(3 << 20)).ok().unwrap();
    let mut rng = Counter(4 << 20);
    let stranger = OpenKeyring::make(VaultId([9; 16]), &slots(), &mut rng).ok().unwrap();
    let over = here.rotate_over(&[there, stranger], &slots(), &mut rng).ok().unwrap();
    let keyring = read(&over);
    assert_eq!(keyring.seq(), 4, "above both");
    let over = keyring.open(&Secret::Phrase(&phrase), &LOW).ok().unwrap();
    let there = first.rotate(&slots(), &mut Counter(2 << 20)).ok().unwrap();
    let mut all =
        vec![(first.keyring().epoch(), first.data_key()), (here.keyring().epoch(), here.data_key())];
    all.push((there.keyring().epoch(), there.data_key()));
    let newer = there.rotate(&slots(), &mut Counter(3 << 20)).ok().unwrap();
    all.push((newer.keyring().epoch(), newer.data_key()));
    for (epoch, key) in &all {
        assert!(over.key_of_epoch(*epoch).is_some_and(|held| held.same_as(key)), "{epoch}");
        assert!(keyring.epoch() > *epoch && !over.data_key().same_as(key));
    }
    assert_eq!(over.previous_keys().count(), all.len(), "and nothing of a stranger's");
}

#[test]
fn no_bit_of_a_rotated_keyring_can_flip_unnoticed() {
    let phrase = phrase();
    let open =
        made(&[NewSlot::phrase(&phrase)]).rotate(&[NewSlot::phrase(&phrase)], &mut Counter(50)).ok().unwrap();
    let mut bytes = open.keyring().as_bytes().to_vec();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(keyring) = Keyring::parse_all(&bytes) {
            assert!(keyring.open_with_key(open.data_key().duplicate()).is_err(), "bit {bit}");
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn an_object_of_another_backup_is_foreign() {
    let open = made(&[NewSlot::phrase(&phrase())]);
    let other = Header { vault_id: VaultId([9; 16]), ..header() };
    let object = seal(open.data_key(), &other, b"data", &mut Counter(0)).unwrap();
    assert_eq!(open.open(Sealed::parse(&object).unwrap()).err(), Some(ObjectError::Foreign));
}

#[test]
fn a_slot_of_another_backup_opens_nothing() {
    let phrase = phrase();
    let one = made(&[NewSlot::phrase(&phrase)]);
    let two =
        OpenKeyring::make(VaultId([9; 16]), &[NewSlot::phrase(&phrase)], &mut Counter(40)).ok().unwrap();
    let mut mixed = one.keyring().as_bytes().to_vec();
    mixed[37..39 + 125].copy_from_slice(&two.keyring().as_bytes()[37..39 + 125]);
    let keyring = Keyring::parse_all(&mixed).unwrap();
    assert_eq!(refusal(keyring.open(&Secret::Phrase(&phrase), &LOW)), Some(OpenError::WrongSecret));
}

#[test]
fn a_slot_added_or_removed_by_somebody_else_is_damage() {
    let phrase = phrase();
    let two = made(&[NewSlot::phrase(&phrase), NewSlot::pin(&pin(), CHEAP).within(LOW)]);
    let bytes = two.keyring().as_bytes();
    let second = 37 + 2 + 125;
    let second_length = 2 + usize::from(u16::from_be_bytes([bytes[second], bytes[second + 1]]));
    let mut stripped = bytes.to_vec();
    stripped[36] = 1;
    stripped.drain(second..second + second_length);
    let keyring = Keyring::parse_all(&stripped).unwrap();
    assert_eq!(refusal(keyring.open(&Secret::Phrase(&phrase), &LOW)), Some(OpenError::Damaged));
    let mut doubled = bytes.to_vec();
    doubled[36] = 3;
    let slot = bytes[second..second + second_length].to_vec();
    doubled.splice(second..second, slot);
    let keyring = Keyring::parse_all(&doubled).unwrap();
    assert_eq!(refusal(keyring.open(&Secret::Phrase(&phrase), &LOW)), Some(OpenError::Damaged));
}

#[test]
fn factors_of_later_versions_are_skipped_and_kept() {
    let (pin, phrase, output) = (pin(), phrase(), [5; 32]);
    let later = |kind, params| NewFactor::Output { kind, flags: 9, params, output: &output };
    let unknown = FactorKind::Unknown(200);
    let first = made(&[
        NewSlot::all_of(vec![later(unknown, b"some params")]),
        NewSlot::all_of(vec![NewFactor::Pin(&pin, CHEAP), later(FactorKind::Share, b"share")]).within(LOW),
        NewSlot::phrase(&phrase),
    ]);
    let keyring = read(&first);
    assert_eq!(refusal(keyring.open(&Secret::Pin(&pin), &LOW)), Some(OpenError::NoSuchSlot));
    assert!(keyring.open(&Secret::Phrase(&phrase), &LOW).is_ok());
    let given = Secret::Output { kind: unknown, output: &output };
    assert!(keyring.open(&given, &LOW).is_ok());
    let keep: Vec<_> = keyring.slots().iter().map(|slot| NewSlot::keep(slot.id())).collect();
    let second = first.rewrite(&keep, &mut Replay::of(&[])).ok().unwrap();
    let keyring = read(&second);
    assert!(keyring.open(&given, &LOW).is_ok());
    let share = Secret::Output { kind: FactorKind::Share, output: &output };
    assert!(keyring.open_with(&[Secret::Pin(&pin), share], &LOW).is_ok());
    assert_eq!(keyring.slots()[1].factors()[1].params(), b"share");
}

#[test]
fn all_factors_of_a_slot_are_needed() {
    let (pin, right, wrong) = (pin(), [5; 32], [6; 32]);
    let passkey = NewFactor::Output { kind: FactorKind::Passkey, flags: 0, params: b"", output: &right };
    let open = made(&[NewSlot::all_of(vec![passkey, NewFactor::Pin(&pin, CHEAP)]).within(LOW)]);
    let keyring = read(&open);
    let with = |output| Secret::Output { kind: FactorKind::Passkey, output };
    assert_eq!(refusal(keyring.open(&Secret::Pin(&pin), &LOW)), Some(OpenError::NoSuchSlot));
    assert_eq!(refusal(keyring.open(&with(&right), &LOW)), Some(OpenError::NoSuchSlot));
    let other = other_pin();
    let both = |pin, output| refusal(keyring.open_with(&[with(output), Secret::Pin(pin)], &LOW));
    assert_eq!(both(&pin, &wrong), Some(OpenError::WrongSecret));
    assert_eq!(both(&other, &right), Some(OpenError::WrongSecret));
    assert_eq!(both(&pin, &right), None);
}

#[test]
fn parameters_we_cannot_read_close_that_slot_only() {
    let (pin, phrase) = (pin(), phrase());
    let first = made(&[NewSlot::pin(&pin, CHEAP).within(LOW), NewSlot::phrase(&phrase)]);
    let mut bytes = first.keyring().as_bytes().to_vec();
    bytes[37 + 2 + 9 + 4] = 77; // a derivation of a later version
    let keyring = Keyring::parse_all(&bytes).unwrap();
    assert_eq!(refusal(keyring.open(&Secret::Pin(&pin), &LOW)), Some(OpenError::NoSuchSlot));
    // The other slot is reached; that the change was no honest one shows then.
    assert_eq!(refusal(keyring.open(&Secret::Phrase(&phrase), &LOW)), Some(OpenError::Damaged));
}

#[test]
fn device_slots_stay_on_the_device() {
    let (phrase, output) = (phrase(), [3; 32]);
    let device = DeviceKeyId([1; 16]);
    let uploaded = made(&[NewSlot::phrase(&phrase)]);
    let kept = uploaded.keyring().slots()[0].id();
    let slots = || [NewSlot::device(device, &output), NewSlot::keep(kept)];
    for refused in [
        OpenKeyring::make(vault(), &[NewSlot::device(device, &output)], &mut Counter(0)),
        uploaded.rewrite(&slots(), &mut Counter(0)),
        uploaded.rotate(&[NewSlot::device(device, &output)], &mut Counter(0)),
    ] {
        assert_eq!(refusal(refused), Some(MakeError::DeviceSlot));
    }
    let disguised =
        NewFactor::Output { kind: FactorKind::Unknown(7), flags: 0, params: &[1; 16], output: &output };
    let disguised = uploaded.rewrite(&[NewSlot::all_of(vec![disguised])], &mut Counter(0));
    assert_eq!(refusal(disguised), Some(MakeError::DeviceSlot));
    let local = uploaded.for_this_device(&slots(), &mut Counter(60)).ok().unwrap();
    assert!(local.keyring().is_local_only() && !uploaded.keyring().is_local_only());
    let keyring = read(&local);
    assert!(keyring.open(&Secret::Device { key_id: device, output: &output }, &LOW).is_ok());
    let elsewhere = Secret::Device { key_id: DeviceKeyId([2; 16]), output: &output };
    assert_eq!(refusal(keyring.open(&elsewhere, &LOW)), Some(OpenError::NoSuchSlot));
    let leaked = local.rewrite(&[NewSlot::keep(local.keyring().slots()[0].id())], &mut Counter(0));
    assert_eq!(refusal(leaked), Some(MakeError::DeviceSlot));
}

#[test]
fn what_cannot_be_made_is_refused() {
    let (pin, phrase) = (pin(), phrase());
    let make = |slots: &[NewSlot<'_>]| refusal(OpenKeyring::make(vault(), slots, &mut Counter(0)));
    assert_eq!(make(&[]), Some(MakeError::SlotCount(0)));
    let nine: Vec<_> = (0..9).map(|_| NewSlot::phrase(&phrase)).collect();
    assert_eq!(make(&nine), Some(MakeError::SlotCount(9)));
    assert_eq!(make(&[NewSlot::all_of(vec![])]), Some(MakeError::Factors));
    let twice = vec![NewFactor::Pin(&pin, CHEAP), NewFactor::Pin(&pin, CHEAP)];
    assert_eq!(make(&[NewSlot::all_of(twice).within(LOW)]), Some(MakeError::Factors));
    assert_eq!(make(&[NewSlot::passphrase(" \t", CHEAP).within(LOW)]), Some(MakeError::EmptyPassphrase));
    let long = vec![0; 5_000];
    let long = NewFactor::Output { kind: FactorKind::Passkey, flags: 0, params: &long, output: &[0; 32] };
    assert_eq!(make(&[NewSlot::all_of(vec![long])]), Some(MakeError::TooLong));
    let nobody = SlotId([0; 8]);
    assert_eq!(make(&[NewSlot::keep(nobody)]), Some(MakeError::CannotKeep(nobody)));
    let open = made(&[NewSlot::phrase(&phrase)]);
    let kept = open.keyring().slots()[0].id();
    let rotated = open.rotate(&[NewSlot::keep(kept)], &mut Counter(0));
    assert_eq!(refusal(rotated), Some(MakeError::CannotKeep(kept)));
}

#[test]
fn later_formats_are_told_from_damage() {
    for (at, value) in [(8, 1), (9, 2), (10, 1), (11, 1)] {
        let mut bytes = KEYRING.to_vec();
        bytes[at] = value;
        assert!(matches!(Keyring::parse_all(&bytes), Err(KeyringError::TooNew { .. })), "byte {at}");
    }
    assert_eq!(Keyring::parse_all(b"<html>").err(), Some(KeyringError::NotAKeyring));
}

#[test]
fn a_keyring_with_no_slot_or_nine_is_damaged() {
    for count in [0, 9, 255] {
        let mut bytes = KEYRING.to_vec();
        bytes[36] = count;
        assert_eq!(Keyring::parse_all(&bytes).err(), Some(KeyringError::Damaged), "{count} slots");
    }
}

#[test]
fn what_is_printed_is_public() {
    let printed = format!("{:?}", keyring());
    assert!(printed.contains("seq: 7") && printed.contains("Argon2id"));
    for secret in [PIN.to_owned(), tape("dek", 32).iter().map(|byte| format!("{byte:02x}")).collect()] {
        assert!(!printed.contains(&secret));
    }
}
