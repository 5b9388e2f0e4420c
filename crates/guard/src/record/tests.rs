//! Any course of requests, clocks and setting back, through the very function that the server runs.

mod counting;

use super::*;
use crate::testing::elements;
use crate::wire::{Admission, RecordId};
use proptest::prelude::*;
use std::collections::BTreeSet;

const ID: RecordId = RecordId([7; 32]);
const NOW: u64 = 1_800_000_000;

fn owner() -> OwnerKey {
    OwnerKey::of(&ID, &[1; 32])
}

fn registration() -> Register {
    let [element] = elements();
    Register { record: ID, element, owner: owner(), admission: Admission::Open }
}

fn fresh() -> Record {
    Record::registered(&registration(), Zeroizing::new([3; 32]))
}

fn guess(element: Element) -> Request {
    Request::Guess { record: ID, element }
}

/// What the record becomes, and what is answered.
fn after(record: &Record, request: &Request, now: u64) -> (Record, RecordOutcome) {
    match step(Some(record), request, now) {
        RecordStep::Answer(outcome) => (record.clone(), outcome),
        RecordStep::Write(record, outcome) => (record, outcome),
        RecordStep::Admit => panic!("the record is there"),
    }
}

#[test]
fn ten_tries_take_eleven_days_and_then_the_key_goes() {
    let elements = elements::<12>();
    let (mut record, mut now) = (fresh(), NOW);
    for (n, element) in elements[..10].iter().enumerate() {
        if WAITS[n] > 0 {
            let (same, outcome) = after(&record, &guess(*element), now + WAITS[n] - 1);
            assert_eq!((outcome.code, outcome.standing.wait), (Code::Wait, 1), "try {n}");
            assert!(same == record, "waiting counts nothing");
        }
        now += WAITS[n];
        let (counted, outcome) = after(&record, &guess(*element), now);
        assert_eq!((outcome.code, usize::from(outcome.standing.tries)), (Code::Ok, n + 1));
        assert!(outcome.evaluate_with.is_some());
        record = counted;
        let (same, outcome) = after(&record, &guess(*element), now);
        assert!(outcome.code == Code::Ok && same == record, "an answer that was lost costs nothing");
    }
    assert_eq!(now - NOW, 11 * DAY + 3_600 + 660);
    let spent = |record: &Record, now| after(record, &guess(elements[10]), now);
    let (erased, outcome) = spent(&record, now);
    assert!(outcome.code == Code::Spent && outcome.evaluate_with.is_none() && !erased.is_live());
    let (_, again) = after(&erased, &guess(elements[9]), now);
    assert!(again.code == Code::Spent && again.evaluate_with.is_none(), "nothing is left to evaluate with");
    assert!(record.settled(now + DAY - 1).is_live() && !record.settled(now + DAY).is_live());
    let done = Request::done(ID, 10, 0, &owner());
    assert_eq!(after(&record, &done, now).1.code, Code::Ok, "the tenth was right");
    assert_eq!(after(&erased, &done, now).1.code, Code::Spent);
}

#[test]
fn a_statement_of_the_owner_counts_for_the_present_state_alone() {
    let elements = elements::<3>();
    let (once, _) = after(&fresh(), &guess(elements[0]), NOW);
    let done = Request::done(ID, 1, 0, &owner());
    let (reset, outcome) = after(&once, &done, NOW);
    assert_eq!((outcome.code, outcome.standing.tries, outcome.standing.resets), (Code::Ok, 0, 1));
    let (same, outcome) = after(&reset, &done, NOW);
    assert!(outcome.code == Code::Stale && same == reset, "said twice");
    let (twice, _) = after(&reset, &guess(elements[1]), NOW);
    assert_eq!(after(&twice, &done, NOW).1.code, Code::Stale, "recorded and replayed");
    let stranger = OwnerKey::of(&ID, &[2; 32]);
    assert_eq!(after(&twice, &Request::done(ID, 2, 1, &stranger), NOW).1.code, Code::NotAllowed);
    // A database that was put back: the statement that was recorded then fits the counters again, but for the
    // setting back.
    let old = once.set_back(NOW);
    let (same, outcome) = after(&old, &done, NOW);
    assert!(outcome.code == Code::Stale && same == old);
    assert_eq!((old.standing(NOW).tries, old.standing(NOW).wait), (7, 86_400));
    let present = Request::done(ID, 1, SET_BACK_RESETS, &owner());
    assert_eq!(after(&old, &present, NOW).1.code, Code::Ok, "the owner looks first");
}

#[test]
fn a_name_is_registered_once_and_ends_for_good() {
    let record = fresh();
    let again = Request::Register(registration());
    let (same, outcome) = after(&record, &again, NOW);
    assert!(same == record && outcome.code == Code::Ok && outcome.evaluate_with.is_some());
    let [_, other] = elements();
    let otherwise = Request::Register(Register { element: other, ..registration() });
    let (same, outcome) = after(&record, &otherwise, NOW);
    assert!(same == record && outcome.code == Code::Exists && outcome.evaluate_with.is_none());
    let stranger = OwnerKey::of(&ID, &[2; 32]);
    assert_eq!(after(&record, &Request::revoke(ID, &stranger), NOW).1.code, Code::NotAllowed);
    let (ended, outcome) = after(&record, &Request::revoke(ID, &owner()), NOW);
    assert!(outcome.code == Code::Ok && !ended.is_live());
    for request in [again, guess(other), Request::done(ID, 0, 0, &owner()), Request::revoke(ID, &owner())] {
        let (same, outcome) = after(&ended, &request, NOW);
        assert!(same == ended && outcome.code == Code::Revoked && outcome.evaluate_with.is_none());
    }
    assert_eq!(after(&ended, &otherwise, NOW).1.code, Code::Exists);
    assert!(
        matches!(step(None, &Request::Status { record: ID }, NOW), RecordStep::Answer(it) if it.code == Code::Unknown)
    );
    assert!(matches!(step(None, &Request::Register(registration()), NOW), RecordStep::Admit));
}

#[test]
fn the_owner_of_a_live_record_registers_eight_successors() {
    let [element] = elements();
    let new = RecordId([8; 32]);
    let asked = |by: &OwnerKey| Register::succeeding(new, element, OwnerKey::of(&new, &[1; 32]), ID, by);
    let mut record = fresh();
    for _ in 0..8 {
        record = record.with_successor(&asked(&owner())).expect("one more");
    }
    assert!(record.with_successor(&asked(&owner())).is_none());
    assert!(fresh().with_successor(&asked(&OwnerKey::of(&ID, &[2; 32]))).is_none());
    let (ended, _) = after(&fresh(), &Request::revoke(ID, &owner()), NOW);
    assert!(ended.with_successor(&asked(&owner())).is_none());
}

#[test]
fn a_clock_that_was_ahead_locks_nobody_out() {
    let elements = elements::<5>();
    let mut record = fresh();
    for element in &elements[..4] {
        record = after(&record, &guess(*element), NOW + 3_650 * DAY).0;
    }
    let (record, outcome) = after(&record, &guess(elements[4]), NOW);
    assert_eq!((outcome.code, outcome.standing.wait), (Code::Wait, 60));
    assert_eq!(after(&record, &guess(elements[4]), NOW + 59).1.code, Code::Wait);
    assert_eq!(after(&record, &guess(elements[4]), NOW + 60).1.code, Code::Ok);
}

/// Something that happens to a record.
#[derive(Clone, Debug)]
enum Event {
    Guess(usize),
    Owner,
    /// An earlier statement of the owner, replayed by the thief.
    Replay(usize),
    Strange(u32, u32),
    Passed(u64),
    Back(u64),
    PutBack,
    Register,
    Status,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (0_usize..24).prop_map(Event::Guess),
        1 => Just(Event::Owner),
        2 => any::<usize>().prop_map(Event::Replay),
        1 => (0_u32..20, 0_u32..3).prop_map(|(guesses, resets)| Event::Strange(guesses, resets)),
        6 => prop_oneof![0_u64..700, 0_u64..8 * DAY].prop_map(Event::Passed),
        1 => (0_u64..2 * DAY).prop_map(Event::Back),
        1 => Just(Event::PutBack),
        1 => Just(Event::Register),
        1 => Just(Event::Status),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_course_of_events_gives_more_answers_or_less_waiting(events in proptest::collection::vec(event(), 1..80)) {
        let elements = elements::<24>();
        let (mut record, mut now, mut tape) = (fresh(), NOW, Vec::new());
        // Since the owner's last statement: what was answered, and when the last was, by the guard's clock.
        let (mut answered, mut not_before) = (BTreeSet::new(), 0);
        for event in events {
            let (before, mut proved) = (record.clone(), false);
            let request = match event {
                Event::Guess(n) => guess(elements[n]),
                Event::Owner => {
                    let standing = record.standing(now);
                    proved = true;
                    let done = Request::done(ID, standing.guesses, standing.resets, &owner());
                    tape.push(done.clone());
                    done
                }
                Event::Replay(n) if !tape.is_empty() => tape[n % tape.len()].clone(),
                Event::Replay(_) | Event::Status => Request::Status { record: ID },
                Event::Strange(guesses, resets) => Request::done(ID, guesses, resets, &OwnerKey::of(&ID, &[2; 32])),
                Event::Passed(seconds) => { now += seconds; continue }
                Event::Back(seconds) => { now -= seconds; not_before = not_before.min(now); continue }
                Event::PutBack => { record = record.set_back(now); continue }
                Event::Register => Request::Register(registration()),
            };
            let (next, outcome) = after(&record, &request, now);
            if let (Event::Guess(n), Code::Ok) = (&event, outcome.code) {
                if next.guesses > before.guesses {
                    prop_assert!(now >= not_before, "a wait was shortened");
                    prop_assert!(before.is_live() && next.tries == before.tries + 1);
                    not_before = now + wait_after(next.tries);
                    answered.insert(*n);
                }
                prop_assert!(next.last.is_some() && (answered.contains(n) || next.guesses == before.guesses));
            }
            if proved && outcome.code == Code::Ok {
                (answered, not_before) = (BTreeSet::new(), 0);
            } else {
                prop_assert!(next.tries >= before.tries && next.resets == before.resets, "reset without proof");
            }
            prop_assert!(next.guesses >= before.guesses);
            prop_assert!(answered.len() <= usize::from(TRIES));
            prop_assert!(outcome.evaluate_with.is_none() || before.settled(now).is_live());
            prop_assert!(Record::decode(&next.encode()) == Ok(next.clone()));
            record = next;
        }
    }

    #[test]
    fn no_stored_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 150..170), at in 0_usize..162, byte: u8) {
        let _ = Record::decode(&bytes);
        let mut near = fresh().encode().to_vec();
        near[at] = byte;
        if let Ok(read) = Record::decode(&near) {
            let _ = step(Some(&read), &Request::Status { record: ID }, u64::MAX);
            let _ = step(Some(&read.set_back(u64::MAX)), &Request::Status { record: ID }, 0);
        }
    }
}
