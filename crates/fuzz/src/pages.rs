//! What the page and the worker say to each other. A number may come in a longer form than it is written in
//! (postcard takes that, and both ends are of one build), but what is read has one meaning, which it keeps.

use lifeboat_messages::{Call, Message, Problem, Reply, Request, Step};

use crate::Target;

/// The readers of `lifeboat-messages`.
pub const TARGETS: &[Target] = &[
    Target { name: "call", seeds: calls, run: call, inputs: 200_000 },
    Target { name: "message", seeds: messages, run: message, inputs: 200_000 },
];

fn call(input: &[u8]) {
    if let Ok(call) = Call::from_bytes(input) {
        let written = call.to_bytes();
        let again = written.as_ref().and_then(|bytes| Call::from_bytes(bytes).ok());
        let again = again.and_then(|call| call.to_bytes());
        assert!(written.is_some() && written == again, "another call when it is read again");
    }
}

fn message(input: &[u8]) {
    if let Ok(message) = Message::from_bytes(input) {
        let written = message.to_bytes();
        let again = written.as_ref().and_then(|bytes| Message::from_bytes(bytes).ok());
        assert_eq!(again, Some(message), "another message when it is read again");
    }
}

/// The page's own first calls, and one of each number that a variant may have: what follows is for the mutations.
fn calls() -> Vec<Vec<u8>> {
    let whole = [Request::Lock].map(|request| Call { id: 300, request }.to_bytes());
    let numbered =
        (0..=u8::MAX).map(|variant| [&[1, variant], b"\x06123456\x01\x02\x03abc".as_slice()].concat());
    whole.into_iter().flatten().map(|bytes| bytes.to_vec()).chain(numbered).collect()
}

fn messages() -> Vec<Vec<u8>> {
    let whole = [
        Message::Progress { id: 300, step: Step::Probing },
        Message::Reply(Reply { id: 1, result: Err(Problem::QuotaFull) }),
    ];
    let numbered =
        (0..=u8::MAX).map(|variant| [&[0, 1, 0, variant], b"\x03abc\x01\x02\x03\x04".as_slice()].concat());
    whole
        .into_iter()
        .filter_map(|message| message.to_bytes())
        .map(|bytes| bytes.to_vec())
        .chain(numbered)
        .collect()
}
