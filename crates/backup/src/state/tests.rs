use proptest::prelude::*;

use super::*;

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        ("[a-z/]{0,12}", prop::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(key, value)| Op::Put { key, value }),
        "[a-z/]{0,12}".prop_map(|key| Op::Delete { key }),
    ]
}

proptest! {
    #[test]
    fn a_batch_survives_its_encoding(ops in prop::collection::vec(op(), 0..20)) {
        let batch = Batch { ops };
        prop_assert_eq!(Batch::decode(&batch.encode().unwrap()), Ok(batch));
    }

    #[test]
    fn a_state_survives_its_encoding(ops in prop::collection::vec(op(), 0..20)) {
        let mut state = State::new();
        state.apply(&Batch { ops });
        let bytes = state.encode().unwrap();
        prop_assert_eq!(bytes.len(), state.size());
        prop_assert_eq!(State::decode(&bytes), Ok(state));
    }

    #[test]
    fn whatever_decodes_encodes_to_the_same_bytes(bytes in prop::collection::vec(0u8..4, 0..60)) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = VERSION;
        }
        if let Ok(batch) = Batch::decode(&bytes) {
            prop_assert_eq!(batch.encode().unwrap(), bytes.clone());
        }
        if let Ok(state) = State::decode(&bytes) {
            prop_assert_eq!(state.encode().unwrap(), bytes);
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Batch::decode(&bytes);
        let _ = State::decode(&bytes);
    }
}

#[test]
fn a_newer_version_is_refused_as_too_new() {
    let mut bytes = Batch::new().encode().unwrap();
    bytes[0] = 2;
    assert_eq!(Batch::decode(&bytes), Err(DecodeError::TooNew { found: 2 }));
    assert_eq!(State::decode(&bytes), Err(DecodeError::TooNew { found: 2 }));
}

#[test]
fn a_state_with_keys_out_of_order_is_malformed() {
    let state: State = [("b".to_owned(), vec![1]), ("a".to_owned(), vec![2])].into_iter().collect();
    let mut bytes = state.encode().unwrap();
    assert!(State::decode(&bytes).is_ok());
    bytes[7] = b'c';
    assert_eq!(State::decode(&bytes), Err(DecodeError::Malformed));
}

#[test]
fn what_follows_the_end_is_refused() {
    let mut bytes = Batch::new().encode().unwrap();
    bytes.push(0);
    assert_eq!(Batch::decode(&bytes), Err(DecodeError::Malformed));
}

#[test]
fn the_golden_files_stay_what_they_are() {
    let mut batch = Batch::new();
    batch.put("manager", vec![1, 2, 3]);
    batch.put("monitor/a", vec![]);
    batch.delete("update/a/00000000000000000007");
    let mut state = State::new();
    state.apply(&batch);
    state.apply(&Batch { ops: vec![Op::Put { key: "meta".into(), value: b"x".to_vec() }] });
    assert_eq!(batch.encode().unwrap(), include_bytes!("../../tests/golden/batch-1.bin"));
    assert_eq!(state.encode().unwrap(), include_bytes!("../../tests/golden/state-1.bin"));
}

#[test]
fn a_prefix_finds_its_keys_and_no_others() {
    let state: State =
        ["a", "a/1", "a/2", "a0", "b"].into_iter().map(|key| (key.to_owned(), Vec::new())).collect();
    assert_eq!(state.prefix("a/").map(|(key, _)| key).collect::<Vec<_>>(), ["a/1", "a/2"]);
}

#[test]
fn an_overlong_key_is_refused_when_it_is_written() {
    let mut batch = Batch::new();
    batch.delete("k".repeat(MAX_KEY + 1));
    assert_eq!(batch.encode(), Err(TooLarge));
}
