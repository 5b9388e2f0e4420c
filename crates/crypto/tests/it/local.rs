use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn settings_of_this_device_come_back() {
    for data in [&b""[..], b"user:password", &[7; 5_000]] {
        let sealed = seal_local(&data_key(), "drive", data, &mut Counter(0)).ok().unwrap();
        assert_eq!(open_local(&data_key(), "drive", &sealed).ok().unwrap().as_slice(), data);
    }
}

#[test]
fn they_open_for_their_purpose_and_with_their_key_only() {
    let sealed = seal_local(&data_key(), "drive", b"password", &mut Counter(0)).ok().unwrap();
    assert_eq!(refusal(open_local(&data_key(), "settings", &sealed)), Some(LocalError::Mismatch));
    let other = DataKey::from_bytes(&[1; 32]);
    assert_eq!(refusal(open_local(&other, "drive", &sealed)), Some(LocalError::Mismatch));
}

#[test]
fn their_length_says_little() {
    let length = |data: &[u8]| seal_local(&data_key(), "drive", data, &mut Counter(0)).ok().unwrap().len();
    assert_eq!(length(b""), length(&[1; 252]));
    assert_ne!(length(b""), length(&[1; 253]));
}

#[test]
fn no_bit_flips_and_no_byte_is_missing_unnoticed() {
    let sealed = seal_local(&data_key(), "drive", b"password", &mut Counter(0)).ok().unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open_local(&data_key(), "drive", &changed).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(open_local(&data_key(), "drive", &sealed[..length]).is_err(), "{length} bytes");
    }
    assert!(open_local(&data_key(), "drive", &[&sealed[..], &[0]].concat()).is_err());
}
