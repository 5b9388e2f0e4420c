//! Golden bytes, round trips, and what is refused.

use super::*;
use crate::oprf::{Element, Evaluation};
use crate::testing::{elements, hex};
use proptest::prelude::*;

const ID: RecordId = RecordId([7; 32]);

fn owner() -> OwnerKey {
    OwnerKey::of(&ID, &[1; 32])
}

fn requests() -> Vec<Request> {
    let [element] = elements();
    let register = |admission| Register { record: ID, element, owner: owner(), admission };
    let succeeding = Register::succeeding(ID, element, owner(), RecordId([8; 32]), &owner());
    vec![
        Request::Register(register(Admission::Open)),
        Request::Register(register(Admission::Invite([9; 32]))),
        Request::Register(succeeding),
        Request::Guess { record: ID, element },
        Request::Status { record: ID },
        Request::done(ID, 3, 4, &owner()),
        Request::revoke(ID, &owner()),
    ]
}

#[test]
fn requests_have_the_lengths_of_the_table_and_no_other_is_read() {
    let lengths: Vec<usize> = requests().iter().map(|request| request.encode().len()).collect();
    assert_eq!(lengths, [97, 129, 161, 64, 32, 72, 64]);
    for request in requests() {
        let bytes = request.encode();
        assert!(bytes.len() <= MAX_REQUEST);
        assert!(Request::decode(request.op(), &bytes) == Ok(request.clone()));
        for length in (0..bytes.len()).filter(|length| !(request.op() == GuardOp::Register && *length == 97))
        {
            assert!(Request::decode(request.op(), &bytes[..length]) == Err(Malformed), "{length}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(Request::decode(request.op(), &longer) == Err(Malformed));
    }
}

#[test]
fn an_element_that_is_none_and_an_admission_of_a_later_version_are_malformed() {
    for request in requests().into_iter().filter(|it| matches!(it.op(), GuardOp::Register | GuardOp::Guess)) {
        let mut bytes = request.encode();
        bytes[32..64].fill(0);
        assert!(Request::decode(request.op(), &bytes) == Err(Malformed), "the identity");
        bytes[32..64].fill(0xff);
        assert!(Request::decode(request.op(), &bytes) == Err(Malformed), "not canonical");
    }
    let mut bytes = requests()[0].encode();
    bytes[96] = 3;
    assert!(Request::decode(GuardOp::Register, &bytes) == Err(Malformed));
}

/// The seals and the owner key, as computed with Python's `hmac`.
#[test]
fn seals_are_those_of_the_format() {
    assert_eq!(owner().expose().as_slice(), hex(GOLDEN_OWNER));
    assert_eq!(requests()[5].encode()[40..], hex(GOLDEN_DONE));
    assert_eq!(requests()[6].encode()[32..], hex(GOLDEN_REVOKE));
}

const GOLDEN_OWNER: &str = "fae43df47ba28fb06115f54226b19d060024be340ab1b8bba6837e310c99265f";
const GOLDEN_DONE: &str = "69f5b3ca5cebb3e1550d4cde6806b9ced665af96d2e0a94c2c37e5f396ebc81d";
const GOLDEN_REVOKE: &str = "d35c6ce918e1a90c99635530885a7ee34e33652e0dd30f9d9810ad715accbd9d";

#[test]
fn a_seal_is_for_one_operation_one_record_one_state_and_one_key() {
    let other = OwnerKey::of(&ID, &[2; 32]);
    let done = Request::done(ID, 3, 4, &owner());
    assert!(done.is_asked_by(&owner()) && !done.is_asked_by(&other));
    let Request::Done { mac, .. } = done else { panic!("not done") };
    for (record, guesses, resets) in [(RecordId([8; 32]), 3, 4), (ID, 4, 4), (ID, 3, 5)] {
        assert!(!Request::Done { record, guesses, resets, mac }.is_asked_by(&owner()));
    }
    assert!(!Request::Revoke { record: ID, mac }.is_asked_by(&owner()));
    assert!(Request::revoke(ID, &owner()).is_asked_by(&owner()));
    assert!(!Request::Status { record: ID }.is_asked_by(&owner()));
    let [first, second] = elements();
    let of = RecordId([8; 32]);
    let mut register = Register::succeeding(ID, first, owner(), of, &other);
    assert!(register.is_asked_by(&other) && !register.is_asked_by(&owner()));
    register.element = second;
    assert!(!register.is_asked_by(&other), "another request");
}

#[test]
fn an_answer_of_anything_else_is_none() {
    let standing = Tally { tries: 3, wait: 60, guesses: 5, resets: 1, last_guess: 30_000_000, set_back: 2 };
    let evaluation = Evaluation { public: [1; 32], evaluated: [2; 32], proof: [3; 64] };
    let good = Answer { code: Code::Ok, standing, evaluation: Some(evaluation) };
    let bytes = good.encode();
    assert_eq!(bytes[..24], hex("0100030a 0000003c 00000005 00000001 01c9c380 00000002"));
    assert_eq!(Answer::decode(GuardOp::Guess, &bytes), Ok(good));
    let plain = Answer::plain(Code::Wait, standing);
    assert_eq!(Answer::decode(GuardOp::Guess, &plain.encode()), Ok(plain.clone()));
    let refused = |op, at: usize, byte: u8| {
        let mut bytes = plain.encode();
        bytes[at] = byte;
        assert_eq!(Answer::decode(op, &bytes), Err(Malformed), "{at}");
    };
    refused(GuardOp::Guess, 0, 2); // another version
    refused(GuardOp::Guess, 1, 9); // a code nobody knows
    refused(GuardOp::Guess, 1, 0); // a guess that went well, without an evaluation
    refused(GuardOp::Guess, 2, 11); // more tries than there are
    refused(GuardOp::Guess, 3, 11); // another number of tries
    (24..ANSWER).for_each(|at| refused(GuardOp::Status, at, 1)); // where nothing belongs
    assert_eq!(Answer::decode(GuardOp::Status, &bytes), Err(Malformed), "an evaluation nobody asked for");
    assert_eq!(Answer::decode(GuardOp::Guess, &bytes[..159]), Err(Malformed));
    assert_eq!(Answer::decode(GuardOp::Guess, &[bytes.as_slice(), &[0]].concat()), Err(Malformed));
}

#[test]
fn what_a_guard_says_of_itself_is_read_strictly() {
    let info = GuardInfo::new(true, Some(21_000), "Guard of a.example").expect("a name");
    let bytes = info.encode();
    assert_eq!(bytes[..9], hex("01030a00 00005208 12"));
    assert_eq!(GuardInfo::decode(&bytes), Ok(info));
    for (at, byte) in [(0, 2), (1, 4), (1, 1), (2, 9), (3, 1), (8, 17), (9, 0)] {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        assert_eq!(GuardInfo::decode(&bytes), Err(Malformed), "{at}");
    }
    assert_eq!(GuardInfo::new(false, None, &"x".repeat(65)), Err(Malformed));
    assert_eq!(GuardInfo::new(false, None, "two\nlines"), Err(Malformed));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_decoder_panic_and_what_is_read_is_written_again(
        mut bytes in proptest::collection::vec(any::<u8>(), 0..200), pick in 0_usize..7, op in 0_usize..5,
    ) {
        let _ = Request::decode(GuardOp::ALL[op], &bytes);
        let _ = Answer::decode(GuardOp::ALL[op], &bytes);
        let _ = GuardInfo::decode(&bytes);
        // A right request with something changed in it.
        let request = &requests()[pick];
        let mut near = request.encode().to_vec();
        for (at, byte) in bytes.drain(..).enumerate().take(3) {
            let place = (at * 31 + usize::from(byte)) % near.len();
            near[place] ^= byte;
        }
        if let Ok(read) = Request::decode(request.op(), &near) {
            prop_assert_eq!(read.encode().to_vec(), near);
        }
    }

    #[test]
    fn only_points_are_elements(bytes in any::<[u8; 32]>()) {
        if let Some(element) = Element::decode(bytes) {
            prop_assert_eq!(element.as_bytes(), &bytes);
        }
    }
}
