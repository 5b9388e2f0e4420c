//! What a guard and its client say to each other, and what both keep.

use lifeboat_crypto::system_rng;
use lifeboat_guard::oprf::BlindInput;
use lifeboat_guard::record::Record;
use lifeboat_guard::slot::{GuardUrl, Parameters};
use lifeboat_guard::wire::{Admission, Answer, GuardInfo, GuardOp, OwnerKey, RecordId, Register, Request};
use zeroize::Zeroizing;

use crate::Target;

/// The readers of `lifeboat-guard`.
pub const TARGETS: &[Target] = &[
    Target { name: "guard-request", seeds: requests, run: request, inputs: 100_000 },
    Target { name: "guard-answer", seeds: answers, run: answer, inputs: 100_000 },
    Target { name: "guard-slot", seeds: slots, run: slot, inputs: 200_000 },
    Target { name: "guard-record", seeds: records, run: record, inputs: 200_000 },
];

fn request(input: &[u8]) {
    for op in GuardOp::ALL {
        if let Ok(request) = Request::decode(op, input) {
            assert_eq!(request.encode().as_slice(), input, "two requests of one meaning");
        }
    }
}

fn answer(input: &[u8]) {
    for op in GuardOp::ALL {
        if let Ok(answer) = Answer::decode(op, input) {
            assert_eq!(answer.encode().as_slice(), input, "two answers of one meaning");
        }
    }
    if let Ok(info) = GuardInfo::decode(input) {
        assert_eq!(info.encode(), input, "two descriptions of one meaning");
    }
}

fn slot(input: &[u8]) {
    if let Ok(parameters) = Parameters::decode(input) {
        assert_eq!(parameters.encode(), input, "two slots of one meaning");
    }
    let _ = GuardUrl::parse(&String::from_utf8_lossy(input));
}

fn record(input: &[u8]) {
    if let Ok(record) = Record::decode(input) {
        assert_eq!(record.encode().as_slice(), input, "two records of one meaning");
    }
}

fn requests() -> Vec<Vec<u8>> {
    let (record, owner) = (RecordId([7; 32]), OwnerKey::from_bytes([8; 32]));
    let mut requests = vec![
        Request::Status { record },
        Request::done(record, 3, 4, &owner),
        Request::revoke(record, &owner),
    ];
    if let Some(blind) = BlindInput::make(Zeroizing::new(b"input".to_vec()), &mut system_rng()) {
        let element = blind.element();
        requests.push(Request::Guess { record, element });
        requests.push(Request::Register(Register {
            record,
            element,
            owner,
            admission: Admission::Invite([9; 32]),
        }));
    }
    requests.iter().map(|request| request.encode().to_vec()).collect()
}

/// The layouts of `docs/format.md`; the mutations do the rest.
fn answers() -> Vec<Vec<u8>> {
    (0..9)
        .map(|code| [&[1, code, 3, 10], [0; 156].as_slice()].concat())
        .chain([b"\x01\0\x0a\0\0\0\0\0name".to_vec()])
        .collect()
}

fn slots() -> Vec<Vec<u8>> {
    let guard = |number: u8| {
        let url = b"https://guard.example.org";
        [&[url.len() as u8], url.as_slice(), &[number; 32], &[1; 32], &[2; 32]].concat()
    };
    vec![[&[1, 2, 3], guard(1).as_slice(), guard(2).as_slice(), guard(3).as_slice()].concat()]
}

fn records() -> Vec<Vec<u8>> {
    (0..3).map(|state| [&[1, state, 3, 0, 1, 1], [0; 156].as_slice()].concat()).collect()
}
