//! The client against guards that run the server's own step, and against some that lie, lose and die.

use super::*;
use crate::oprf::{Element, RecordKey};
use crate::record::{Record, RecordStep, step};
use crate::slot::{NewEntry, Parameters, Threshold};
use crate::testing::{Counter, elements};
use crate::wire::{Code, GuardOp, RecordId, Tally};
use futures::executor::block_on;
use proptest::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use zeroize::Zeroizing;

const DATA_KEY: [u8; 32] = [5; 32];
const PIN: [u8; 32] = [6; 32];
const WRONG: [u8; 32] = [7; 32];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Honest,
    /// Requests do not arrive.
    Dead,
    /// They do, and the first answer to each `guess` is lost.
    Loses,
    /// They do, and every answer to a `guess` is lost.
    LosesAll,
    /// A stranger tries a PIN before each `guess` arrives.
    Shares,
    /// Evaluates with another key.
    Lies,
    /// The same, but not at the registration.
    LiesLater,
    /// Answers something else.
    Nonsense,
    /// Does not know the record.
    Forgot,
}

const MOODS: [Mood; 6] = [Mood::Honest, Mood::Dead, Mood::Loses, Mood::Lies, Mood::Nonsense, Mood::Forgot];

/// Three guards, or one.
struct World {
    guards: RefCell<Vec<Guard>>,
    now: Cell<u64>,
    rng: RefCell<Counter>,
}

#[derive(Clone)]
struct Guard {
    key: [u8; 32],
    records: HashMap<RecordId, Record>,
    mood: Mood,
    lost: bool,
}

impl World {
    fn of(number: u8) -> Self {
        let guard = |n| Guard { key: [n; 32], records: HashMap::new(), mood: Mood::Honest, lost: false };
        let guards = RefCell::new((1..=number).map(guard).collect());
        Self { guards, now: Cell::new(1_800_000_000), rng: RefCell::new(Counter(1)) }
    }

    fn url(place: usize) -> GuardUrl {
        GuardUrl::parse(&format!("http://127.0.0.1:{}", place + 1)).expect("an address")
    }

    fn mood(&self, place: usize, mood: Mood) {
        let guard = &mut self.guards.borrow_mut()[place];
        (guard.mood, guard.lost) = (mood, false);
    }

    fn passes(&self, seconds: u64) {
        self.now.set(self.now.get() + seconds);
    }

    fn standing(&self, parameters: &Parameters, place: usize) -> Tally {
        let record = parameters.guards()[place].record;
        self.guards.borrow()[place].records[&record].standing(self.now.get())
    }

    fn planned(place: usize) -> PlannedRecord {
        let guard = NewGuard { url: Self::url(place), admission: NewAdmission::Open };
        let seed = u64::try_from(place).expect("a few") + 9;
        PlannedRecord::make(guard, &PIN, &DATA_KEY, &mut Counter(seed)).expect("a record")
    }

    fn registered(&self, threshold: Threshold) -> (Parameters, Zeroizing<[u8; 32]>) {
        let proved = (0..usize::from(threshold.all())).map(|place| {
            let proved = block_on(Self::planned(place).register(self)).expect("a record");
            NewEntry::Registered(proved.registered)
        });
        let entries: Vec<_> = proved.collect();
        let made = Parameters::seal(threshold, &entries, &mut Counter(100)).expect("a slot");
        // Nobody has tried anything yet.
        let stood = block_on(standings(self, &made.0)).into_iter().flatten().map(|answer| answer.standing);
        let stood: Vec<_> = stood.enumerate().collect();
        block_on(finish(self, &made.0, &DATA_KEY, &stood));
        made
    }

    fn tried(&self, parameters: &Parameters, pin: &[u8; 32]) -> Result<OpenedFactor, RefusedAttempt> {
        let mut attempt = Attempt::new(parameters, pin, &mut *self.rng.borrow_mut()).expect("an attempt");
        block_on(attempt.ask(self))
    }
}

#[async_trait(?Send)]
impl Transport for World {
    async fn post(&self, address: &str, body: &[u8]) -> Result<Vec<u8>, NoAnswer> {
        let rest = address.strip_prefix("http://127.0.0.1:").expect("one of ours");
        let (port, op) = rest.split_once("/guard/1/").expect("a guard's path");
        let op = GuardOp::of_name(op).expect("an operation");
        let mut guards = self.guards.borrow_mut();
        let guard = &mut guards[port.parse::<usize>().expect("a port") - 1];
        let request = Request::decode(op, body).expect("well formed");
        match guard.mood {
            Mood::Dead => return Err(NoAnswer),
            Mood::Nonsense => return Ok(vec![1; 160]),
            Mood::Forgot => return Ok(Answer::plain(Code::Unknown, Tally::default()).encode().to_vec()),
            Mood::Shares if op == GuardOp::Guess => {
                let [element] = elements();
                guard.answer(&Request::Guess { record: request.record(), element }, self.now.get());
            }
            Mood::Honest | Mood::Loses | Mood::LosesAll | Mood::Shares | Mood::Lies | Mood::LiesLater => {}
        }
        let answer = guard.answer(&request, self.now.get());
        let loses = guard.mood == Mood::LosesAll || (guard.mood == Mood::Loses && !guard.lost);
        if loses && op == GuardOp::Guess {
            guard.lost = true;
            return Err(NoAnswer);
        }
        Ok(answer.encode().to_vec())
    }
}

impl Guard {
    fn answer(&mut self, request: &Request, now: u64) -> Answer {
        let id = request.record();
        let outcome = match step(self.records.get(&id), request, now) {
            RecordStep::Answer(outcome) => outcome,
            RecordStep::Write(record, outcome) => {
                self.records.insert(id, record);
                outcome
            }
            RecordStep::Admit => {
                let Request::Register(register) = request else { panic!("not a registration") };
                let record = Record::registered(register, Zeroizing::new(id.0));
                let outcome = record.first_outcome(now);
                self.records.insert(id, record);
                outcome
            }
        };
        let evaluation = outcome.evaluate_with.map(|nonce| {
            let lies = match self.mood {
                Mood::Lies => true,
                Mood::LiesLater => request.op() == GuardOp::Guess,
                Mood::Honest
                | Mood::Dead
                | Mood::Loses
                | Mood::LosesAll
                | Mood::Shares
                | Mood::Nonsense
                | Mood::Forgot => false,
            };
            let key = if lies { [99; 32] } else { self.key };
            let key = RecordKey::derive(&key, &nonce).expect("a key");
            key.evaluate(element(request), &mut Counter(3)).expect("evaluated")
        });
        Answer { code: outcome.code, standing: outcome.standing, evaluation }
    }
}

fn element(request: &Request) -> &Element {
    match request {
        Request::Register(register) => &register.element,
        Request::Guess { element, .. } => element,
        Request::Status { .. } | Request::Done { .. } | Request::Revoke { .. } => {
            panic!("nothing to evaluate")
        }
    }
}

#[test]
fn the_right_pin_gives_the_output_and_a_wrong_one_another() {
    for threshold in [Threshold::OneOfOne, Threshold::TwoOfThree, Threshold::ThreeOfFive] {
        let world = World::of(threshold.all());
        let (parameters, output) = world.registered(threshold);
        let right = world.tried(&parameters, &PIN).expect("opened");
        assert!(right.output == output);
        assert_eq!(right.tries.counted.len(), usize::from(threshold.needed()), "no guard more than needed");
        let wrong = world.tried(&parameters, &WRONG).expect("some output");
        assert!(wrong.output != output);
    }
}

/// Every guard in every mood: two that do as they should open it, fewer never do; what a bad one says is not
/// believed, and the PIN is not blamed.
#[test]
fn bad_guards_are_left_out_whatever_they_do() {
    let made = World::of(3);
    let (parameters, output) = made.registered(Threshold::TwoOfThree);
    for first in MOODS {
        for second in MOODS {
            for third in MOODS {
                let world = World::of(3);
                world.guards.replace(made.guards.borrow().clone());
                let moods = [first, second, third];
                moods.iter().enumerate().for_each(|(place, mood)| world.mood(place, *mood));
                let good = moods.iter().filter(|mood| matches!(mood, Mood::Honest | Mood::Loses)).count();
                let lying = moods.iter().filter(|mood| **mood == Mood::Lies).count();
                match world.tried(&parameters, &PIN) {
                    Ok(opened) => assert!(good >= 2 && opened.output == output, "{moods:?}"),
                    Err(refused) => {
                        assert!(good < 2, "{moods:?}: {refused:?}");
                        for (mood, seen) in moods.iter().zip(&refused.guards) {
                            match mood {
                                Mood::Dead | Mood::Nonsense => assert_eq!(*seen, GuardReply::Silent),
                                Mood::Forgot => {
                                    assert!(matches!(seen, GuardReply::Answered(Code::Unknown, _)))
                                }
                                // One that was not needed is not found out.
                                Mood::Lies => {
                                    assert!(matches!(
                                        seen,
                                        GuardReply::False | GuardReply::Answered(Code::Ok, _)
                                    ))
                                }
                                Mood::Honest
                                | Mood::Loses
                                | Mood::LosesAll
                                | Mood::Shares
                                | Mood::LiesLater => {}
                            }
                        }
                        assert!(good + lying < 2 || refused.guards.contains(&GuardReply::False), "{moods:?}");
                        if good + lying < 2 {
                            (0..3).for_each(|n| {
                                assert_eq!(world.standing(&parameters, n).tries, 0, "{moods:?}")
                            });
                        }
                    }
                }
                (0..3).for_each(|n| assert!(world.standing(&parameters, n).tries <= 1, "{moods:?}"));
            }
        }
    }
}

#[test]
fn answers_that_were_lost_cost_nothing() {
    let world = World::of(1);
    let (parameters, output) = world.registered(Threshold::OneOfOne);
    let mut attempt = Attempt::new(&parameters, &PIN, &mut Counter(50)).expect("an attempt");
    world.mood(0, Mood::Loses);
    assert!(block_on(attempt.ask(&world)).expect("opened").output == output);
    assert_eq!(world.standing(&parameters, 0).guesses, 2, "one proved the record");
    // Lost while the guard was at its last try, and waiting.
    for _ in 0..8 {
        world.passes(8 * 86_400);
        world.tried(&parameters, &WRONG).expect("some output");
    }
    world.passes(8 * 86_400);
    let mut last = Attempt::new(&parameters, &PIN, &mut Counter(60)).expect("an attempt");
    world.mood(0, Mood::LosesAll);
    assert!(block_on(last.ask(&world)).is_err());
    assert_eq!(world.standing(&parameters, 0).tries, 10);
    world.mood(0, Mood::Honest);
    assert!(block_on(last.ask(&world)).expect("opened").output == output);
}

#[test]
fn two_of_three_give_fifteen_wrong_tries_and_then_say_that_it_is_spent() {
    let world = World::of(3);
    let (parameters, _) = world.registered(Threshold::TwoOfThree);
    let mut tries = 0;
    loop {
        let left: Vec<u8> = (0..3).map(|n| world.standing(&parameters, n).left()).collect();
        match world.tried(&parameters, &WRONG) {
            Ok(_) => {
                tries += 1;
                assert_eq!(tries_left(&left, 2), 16 - tries, "what was told before");
            }
            Err(RefusedAttempt { why: AttemptRefusal::Wait { seconds }, .. }) => {
                assert_eq!(tries_left(&left, 2), 15 - tries);
                world.passes(u64::from(seconds));
            }
            Err(RefusedAttempt { why, .. }) => {
                assert_eq!((why, tries), (AttemptRefusal::Spent, 15));
                break;
            }
        }
    }
}

#[test]
fn a_try_of_somebody_else_in_between_is_waited_for_and_not_fought() {
    let world = World::of(1);
    let (parameters, _) = world.registered(Threshold::OneOfOne);
    (0..3).for_each(|_| drop(world.tried(&parameters, &WRONG).expect("some output")));
    world.mood(0, Mood::Shares);
    let why = world.tried(&parameters, &PIN).err().map(|refused| refused.why);
    assert_eq!(why, Some(AttemptRefusal::Wait { seconds: 60 }));
    assert_eq!(world.standing(&parameters, 0).guesses, 5);
}

#[test]
fn each_refusal_has_its_name() {
    let world = World::of(3);
    let (parameters, _) = world.registered(Threshold::TwoOfThree);
    let why = |world: &World| world.tried(&parameters, &PIN).err().map(|refused| refused.why);
    world.mood(1, Mood::Dead);
    world.mood(2, Mood::Lies);
    assert_eq!(why(&world), Some(AttemptRefusal::TooFew { answering: 1, needed: 2 }));
    world.mood(1, Mood::Forgot);
    world.mood(2, Mood::Forgot);
    assert_eq!(why(&world), Some(AttemptRefusal::Unknown));
    (0..3).for_each(|place| world.mood(place, Mood::Honest));
    let records: Vec<_> = parameters.guards()[..2].iter().map(|it| (it.url.clone(), it.record)).collect();
    assert_eq!(block_on(revoke(&world, &records, &[0; 32])), [Receipt::Refused(Code::NotAllowed); 2]);
    for _ in 0..2 {
        assert_eq!(block_on(revoke(&world, &records, &DATA_KEY)), [Receipt::Done; 2]);
    }
    assert_eq!(why(&world), Some(AttemptRefusal::Revoked));
}

#[test]
fn the_owner_takes_back_their_own_tries_and_sees_those_of_others() {
    let world = World::of(3);
    let (parameters, output) = world.registered(Threshold::TwoOfThree);
    world.tried(&parameters, &WRONG).expect("a stranger's");
    let opened = world.tried(&parameters, &PIN).expect("opened");
    assert!(opened.output == output);
    let foreign: u32 =
        opened.tries.counted.iter().filter_map(|(_, before, _)| before.map(|it| it.guesses)).sum();
    assert!(foreign > 0, "what others tried is seen");
    let stood: Vec<_> = opened.tries.counted.iter().map(|(place, _, after)| (*place, *after)).collect();
    for _ in 0..2 {
        let said = block_on(finish(&world, &parameters, &DATA_KEY, &stood));
        assert!(said.iter().all(|(_, said)| *said == Receipt::Done), "also where the first answer was lost");
    }
    let tries = |place: &usize| world.standing(&parameters, *place).tries;
    assert!(stood.iter().all(|(place, _)| tries(place) == 0));
    let strangers = block_on(finish(&world, &parameters, &[0; 32], &stood));
    assert!(strangers.iter().all(|(_, said)| *said == Receipt::Refused(Code::NotAllowed)));
    world.tried(&parameters, &WRONG).expect("a stranger's");
    world.tried(&parameters, &WRONG).expect("a stranger's");
    let late = block_on(finish(&world, &parameters, &DATA_KEY, &stood));
    assert!(late.iter().any(|(_, said)| matches!(said, Receipt::Stale(_))));
    let answers = block_on(standings(&world, &parameters));
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|it| it.evaluation.is_none())));
}

#[test]
fn a_registration_that_fails_says_why_and_goes_on_with_the_same_record() {
    let world = World::of(1);
    let planned = World::planned(0);
    let obstacles = [
        (Mood::Dead, RegistrationObstacle::Silent),
        (Mood::Nonsense, RegistrationObstacle::Silent),
        (Mood::Forgot, RegistrationObstacle::Refused(Code::Unknown)),
        (Mood::LosesAll, RegistrationObstacle::Silent),
    ];
    for (mood, obstacle) in obstacles {
        world.mood(0, mood);
        assert_eq!(block_on(planned.register(&world)).err(), Some(obstacle), "{mood:?}");
    }
    world.mood(0, Mood::Honest);
    let proved = block_on(planned.register(&world)).expect("a record");
    assert_eq!((proved.stood.tries, proved.stood.guesses), (1, 1), "the lost guess was the same one");
    assert_eq!(world.guards.borrow()[0].records.len(), 1);
    assert_eq!(planned.ending(&DATA_KEY).record(), proved.registered.record);
}

/// It evaluates guesses with another key than the one that it registered.
#[test]
fn a_guard_that_lies_when_it_is_asked_again_has_no_record() {
    let world = World::of(1);
    let planned = World::planned(0);
    world.mood(0, Mood::LiesLater);
    assert_eq!(block_on(planned.register(&world)).err(), Some(RegistrationObstacle::False));
}

/// It is not asked for anything, and what the others say is weighed without it.
/// That a guard is gone is asked before a PIN does without it: a lost answer is no answer to that.
#[test]
fn a_record_is_gone_only_where_its_guard_says_so() {
    for (mood, may_be) in
        [(Mood::Honest, true), (Mood::Dead, true), (Mood::Nonsense, true), (Mood::Forgot, false)]
    {
        let world = World::of(1);
        let (parameters, _) = world.registered(Threshold::OneOfOne);
        world.mood(0, mood);
        let entry = &parameters.guards()[0];
        assert_eq!(block_on(may_be_open(&world, &entry.url, entry.record)), may_be, "{mood:?}");
    }
}

#[test]
fn a_guard_that_is_left_out_is_never_asked() {
    let world = World::of(3);
    let registered = |place| {
        NewEntry::Registered(block_on(World::planned(place).register(&world)).expect("a record").registered)
    };
    let left_out = NewEntry::LeftOut { url: World::url(1), record: RecordId([1; 32]) };
    let entries = [registered(0), left_out, registered(2)];
    let sealed = Parameters::seal(Threshold::TwoOfThree, &entries, &mut Counter(100));
    let (parameters, output) = sealed.expect("a slot");
    assert!(world.guards.borrow()[1].records.is_empty());
    assert!(world.tried(&parameters, &PIN).expect("opened").output == output);
    assert!(block_on(standings(&world, &parameters))[1].is_err());
    world.mood(0, Mood::Forgot);
    let why = world.tried(&parameters, &PIN).err().map(|refused| refused.why);
    assert_eq!(why, Some(AttemptRefusal::Unknown), "both that take part are needed");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Against counting it out, always with those that have the most left.
    #[test]
    fn tries_left_are_those_that_can_be_made(left in proptest::collection::vec(0_u8..=10, 1..6), needed in 1_u8..4) {
        let mut counted = 0;
        let mut rest = left.clone();
        loop {
            rest.sort_unstable_by(|a, b| b.cmp(a));
            let Some(asked) = rest.get_mut(..usize::from(needed)) else { break };
            if asked.contains(&0) {
                break;
            }
            asked.iter_mut().for_each(|one| *one -= 1);
            counted += 1;
        }
        prop_assert_eq!(tries_left(&left, needed), counted);
    }
}
