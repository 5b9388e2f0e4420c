//! Shares under answers, and the bytes of the parameters.

use super::*;
use crate::testing::{Counter, hex};
use proptest::prelude::*;

const URLS: [&str; 3] = ["https://guard.a.example/", "https://guard.b.example/", "https://guard.c.example/"];

fn registered(place: u8) -> RegisteredGuard {
    RegisteredGuard {
        url: GuardUrl::parse(URLS[usize::from(place)].trim_end_matches('/')).expect("an address"),
        record: RecordId([place + 1; 32]),
        public: [place + 0x11; 32],
        answer: Zeroizing::new([place + 0x21; 64]),
    }
}

fn two_of_three() -> (Parameters, Secret, [RegisteredGuard; 3]) {
    let (parameters, secret) = sealed(&[0, 1, 2].map(entry)).expect("three guards");
    (parameters, secret, [0, 1, 2].map(registered))
}

fn sealed(guards: &[NewEntry]) -> Option<(Parameters, Secret)> {
    Parameters::seal(Threshold::TwoOfThree, guards, &mut Counter(1))
}

fn entry(place: u8) -> NewEntry {
    NewEntry::Registered(registered(place))
}

fn left_out(place: u8) -> NewEntry {
    let RegisteredGuard { url, record, .. } = registered(place);
    NewEntry::LeftOut { url, record }
}

#[test]
fn any_two_of_three_answers_give_the_secret_and_a_wrong_one_another() {
    let (parameters, secret, guards) = two_of_three();
    for (first, second) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
        let answers = [(first, &guards[first].answer), (second, &guards[second].answer)];
        assert!(parameters.open(&answers) == Some(secret.clone()));
        // A wrong PIN gives shares, too; they give some other secret, without any sign of it.
        let wrong = Zeroizing::new([0x77; 64]);
        let other = parameters.open(&[(first, &guards[first].answer), (second, &wrong)]);
        assert!(other.is_some() && other != Some(secret.clone()));
    }
    let answer = &guards[0].answer;
    assert!(parameters.open(&[(0, answer)]).is_none(), "too few");
    assert!(parameters.open(&[(0, answer), (0, answer)]).is_none(), "one twice");
    assert!(parameters.open(&[(0, answer), (3, answer)]).is_none(), "of no guard");
    assert!(sealed(&[0, 1].map(entry)).is_none());
    assert!(sealed(&[0, 1, 1].map(entry)).is_none());
}

#[test]
fn a_guard_that_is_left_out_has_no_share_and_as_many_as_are_needed_must_have_one() {
    let (parameters, secret) = sealed(&[entry(0), left_out(1), entry(2)]).expect("two that take part");
    assert_eq!(
        parameters.guards().iter().map(GuardEntry::takes_part).collect::<Vec<_>>(),
        [true, false, true]
    );
    assert!(Parameters::decode(&parameters.encode()) == Ok(parameters.clone()));
    let guards = [0, 1, 2].map(registered);
    let open = |places: [usize; 2]| parameters.open(&places.map(|place| (place, &guards[place].answer)));
    assert!(open([0, 2]) == Some(secret));
    assert!(open([0, 1]).is_none() && open([1, 2]).is_none());
    assert!(!parameters.guards()[1].has_key(&guards[1].public));
    assert!(sealed(&[left_out(0), left_out(1), entry(2)]).is_none(), "one alone opens nothing");
}

#[test]
fn the_public_key_is_pinned() {
    let (parameters, _, guards) = two_of_three();
    let entry = &parameters.guards()[0];
    assert!(entry.has_key(&guards[0].public) && !entry.has_key(&guards[1].public));
    assert_eq!(entry.url.host(), "guard.a.example");
}

/// The size that the format names, and bytes that Python made of the same inputs.
#[test]
fn the_parameters_are_those_of_the_format() {
    let (parameters, secret, _) = two_of_three();
    let bytes = parameters.encode();
    assert_eq!(bytes.len(), 3 + 3 * (1 + 23 + 96));
    assert_eq!(bytes[..4], [1, 2, 3, 23]);
    assert!(Parameters::decode(&bytes) == Ok(parameters));
    assert_eq!(secret.as_slice(), hex(SECRET));
    assert_eq!(sha256(&[&bytes]).as_slice(), hex(DIGEST));
}

const SECRET: &str = "7293825d3c4a6753b8b75511cd269c4c08d267529ee5796120c073e295ddc04b";
const DIGEST: &str = "6ac895dc4d9944fa73b3c74464dd3e6488b2e0f895003f8f62ab233106d85c94";

#[test]
fn what_a_reader_does_not_know_closes_the_slot() {
    let (parameters, _, _) = two_of_three();
    let bytes = parameters.encode();
    for (at, byte) in [(0, 2), (1, 0), (1, 4), (2, 2), (2, 4), (2, 9), (3, 24), (4, b'H'), (4, b'x')] {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        assert_eq!(Parameters::decode(&bytes), Err(Malformed), "{at}: {byte}");
    }
    for length in 0..bytes.len() {
        assert_eq!(Parameters::decode(&bytes[..length]), Err(Malformed));
    }
    assert_eq!(Parameters::decode(&[bytes.as_slice(), &[0]].concat()), Err(Malformed));
    let mut twice = bytes.clone();
    let second = 3 + 120 + 24;
    twice.copy_within(27..27 + 32, second);
    assert_eq!(Parameters::decode(&twice), Err(Malformed), "one record twice");
}

#[test]
fn an_address_has_one_form() {
    for good in [
        "https://a.example",
        "https://a.example:8443",
        "https://a.example/guards/one",
        "https://192.0.2.1",
        "https://[2001:db8::1]:8443",
        "http://127.0.0.1:8801",
        "http://localhost:8801",
        "http://[::1]:1",
        "http://abcdefgh.onion",
    ] {
        assert_eq!(GuardUrl::parse(good).map(|url| url.as_str().to_owned()), Ok(good.to_owned()));
    }
    for bad in [
        "",
        "a.example",
        "https://",
        "https://a.example/",
        "https://a.example//x",
        "https://a.example/x/",
        "https://a.example/../x",
        "https://a.example/%2e",
        "https://a.example?x",
        "https://a.example/x?y",
        "https://a.example#x",
        "https://user@a.example",
        "https://A.example",
        "https://a..example",
        "https://a.example:",
        "https://a.example:0",
        "https://a.example:080",
        "https://a.example:65536",
        "https://[::1",
        "https://[::1]x",
        "https://ä.example",
        "http://a.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://onion",
        "ftp://a.example",
        "HTTPS://a.example",
    ] {
        assert_eq!(GuardUrl::parse(bad), Err(BadUrl), "{bad}");
    }
    assert_eq!(GuardUrl::parse(&format!("https://{}", "a".repeat(248))), Err(BadUrl), "too long");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic_and_what_is_read_is_written_again(at in 0_usize..363, byte: u8, rest in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Parameters::decode(&rest);
        let mut bytes = two_of_three().0.encode();
        bytes[at] = byte;
        if let Ok(read) = Parameters::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes);
        }
    }
}
