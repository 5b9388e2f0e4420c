//! A PIN with guards: the keyring's side of factor 3.

use crate::common::*;
use lifeboat_crypto::*;

const GUARDS: [u8; 32] = [5; 32];

fn prepared(seed: u64) -> PreparedPin {
    PreparedPin::make(&pin(), CHEAP, &LOW, &mut Counter(seed)).ok().unwrap()
}

fn guards(flags: u8) -> NewFactor<'static> {
    NewFactor::Output { kind: FactorKind::Guards, flags, params: b"which", output: &GUARDS }
}

fn made(slots: &[NewSlot<'_>]) -> Result<OpenKeyring, MakeError> {
    OpenKeyring::make(vault(), slots, &mut Counter(7))
}

fn guarded(prepared: &PreparedPin, flags: u8) -> NewSlot<'_> {
    NewSlot::all_of(vec![guards(flags), prepared.factor()]).within(LOW)
}

fn read(open: &OpenKeyring) -> Keyring {
    Keyring::parse_all(open.keyring().as_bytes()).unwrap()
}

#[test]
fn it_opens_with_the_pin_and_what_the_guards_gave_and_with_nothing_less() {
    let (phrase, prepared) = (phrase(), prepared(1));
    let keyring = read(&made(&[guarded(&prepared, 0), NewSlot::phrase(&phrase)]).ok().unwrap());
    let slot = keyring.guarded_slot().unwrap();
    let output = slot.pin_output(&pin(), &LOW).unwrap();
    assert_eq!(output.as_slice(), prepared.output(), "a reader asks the guards with the same");
    let of_pin = Secret::Output { kind: FactorKind::Pin, output: &output };
    let of_guards = Secret::Output { kind: FactorKind::Guards, output: &GUARDS };
    let wrong = Secret::Output { kind: FactorKind::Guards, output: &[6; 32] };
    let opened = |secrets: &[Secret<'_>]| refusal(keyring.open_slot(slot.id(), secrets, &LOW));
    assert_eq!(opened(&[of_pin, of_guards]), None);
    assert_eq!(opened(&[Secret::Pin(&pin()), of_guards]), None);
    assert_eq!(opened(&[of_pin, wrong]), Some(OpenError::WrongSecret));
    assert_eq!(opened(&[of_pin]), Some(OpenError::NoSuchSlot));
    assert_eq!(opened(&[of_guards]), Some(OpenError::NoSuchSlot));
    assert!(keyring.open(&Secret::Phrase(&phrase), &LOW).is_ok(), "the phrase needs no guard");
    assert_eq!(slot.pin_output(&pin(), &KdfBounds::READ).err(), Some(OpenError::TooWeak));
    assert_eq!(keyring.slots()[1].pin_output(&pin(), &LOW).err(), Some(OpenError::NoSuchSlot));
}

#[test]
fn guards_have_no_flags_and_a_pin_beside_them() {
    let (phrase, prepared) = (phrase(), prepared(1));
    let alone = NewSlot::all_of(vec![guards(0)]);
    assert_eq!(refusal(made(&[alone, NewSlot::phrase(&phrase)])), Some(MakeError::Factors));
    let keyring = read(&made(&[guarded(&prepared, 1), NewSlot::phrase(&phrase)]).ok().unwrap());
    let secrets = [Secret::Pin(&pin()), Secret::Output { kind: FactorKind::Guards, output: &GUARDS }];
    assert_eq!(refusal(keyring.open_with(&secrets, &LOW)), Some(OpenError::NoSuchSlot), "of a later version");
    // A slot of guards alone that another program wrote: the guards of a keyring, with the PIN's factor
    // renamed.
    let right = made(&[guarded(&prepared, 0), NewSlot::phrase(&phrase)]).ok().unwrap();
    let mut bytes = right.keyring().as_bytes().to_vec();
    bytes[37 + 2 + 9] = 2;
    let keyring = Keyring::parse_all(&bytes).unwrap();
    let passkey = Secret::Output { kind: FactorKind::Passkey, output: prepared.output() };
    assert_eq!(refusal(keyring.open_with(&[passkey, secrets[1]], &LOW)), Some(OpenError::NoSuchSlot));
    assert!(keyring.guarded_slot().is_none());
}

#[test]
fn no_other_pin_opens_what_guards_protect() {
    let (phrase, prepared, other) = (phrase(), prepared(1), prepared(2));
    let pin = pin();
    let plain = || NewSlot::pin(&pin, CHEAP).within(LOW);
    assert_eq!(refusal(made(&[guarded(&prepared, 0), plain()])), Some(MakeError::Factors));
    let two = made(&[guarded(&prepared, 0), guarded(&other, 0)]);
    assert_eq!(refusal(two), Some(MakeError::Factors));
    let open = made(&[guarded(&prepared, 0), NewSlot::phrase(&phrase)]).ok().unwrap();
    let keep = NewSlot::keep(open.keyring().slots()[0].id());
    let kept = open.rewrite(&[keep, plain()], &mut Counter(9));
    assert_eq!(refusal(kept), Some(MakeError::Factors), "kept or new");
    // This device may have its own, which never leaves it.
    let key = [8; 32];
    let own = vec![NewFactor::Pin(&pin, CHEAP), NewFactor::Device(DeviceKeyId([1; 16]), &key)];
    let keep = NewSlot::keep(open.keyring().slots()[0].id());
    assert!(open.for_this_device(&[keep, NewSlot::all_of(own).within(LOW)], &mut Counter(9)).is_ok());
}

#[test]
fn a_keyring_with_several_such_slots_names_none_to_be_asked_for() {
    let (phrase, prepared) = (phrase(), prepared(1));
    let open = made(&[guarded(&prepared, 0), NewSlot::phrase(&phrase)]).ok().unwrap();
    let bytes = open.keyring().as_bytes();
    let length = 2 + usize::from(u16::from_be_bytes([bytes[37], bytes[38]]));
    let mut planted = bytes.to_vec();
    planted[36] = 3;
    let slot = bytes[37..37 + length].to_vec();
    planted.splice(37..37, slot);
    let planted = Keyring::parse_all(&planted).unwrap();
    assert_eq!(planted.slots().len(), 3);
    assert!(planted.guarded_slot().is_none() && open.keyring().guarded_slot().is_some());
}

#[test]
fn a_pin_that_was_derived_elsewhere_must_have_cost_enough() {
    let prepared = prepared(1);
    let slot = NewSlot::all_of(vec![guards(0), prepared.factor()]);
    assert_eq!(refusal(made(&[slot])), Some(MakeError::Kdf(KdfRefused::TooWeak)));
    let weak = PreparedPin::make(&pin(), CHEAP, &KdfBounds::WRITE, &mut Counter(1));
    assert_eq!(refusal(weak), Some(MakeError::Kdf(KdfRefused::TooWeak)));
    let nonsense = NewFactor::Output { kind: FactorKind::Pin, flags: 0, params: b"x", output: &GUARDS };
    assert_eq!(refusal(made(&[NewSlot::all_of(vec![nonsense])])), Some(MakeError::Factors));
}
