//! Counting, checked exhaustively: two requests at a time, a crash, an owner's statement and its replay, in
//! every order that a server and its store can bring about, through the very step that the server runs. And
//! what must be caught: servers that do one thing in another order, or leave one thing out.

use crate::record::*;
use crate::testing::elements;
use crate::wire::{Admission, RecordId};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

const ID: RecordId = RecordId([7; 32]);
const START: u64 = 1_800_000_000;
/// Tries before it begins, so that the end is near.
const BEFORE: usize = 8;
/// Elements that the thief has: one more than there are tries left.
const NEW: usize = 3;
/// Changes of the record that are followed.
const CHANGES: u32 = 7;

/// What a server does otherwise than ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Server {
    Ours,
    /// Evaluates before the count is durable.
    AnswersFirst,
    /// Writes whatever was read meanwhile.
    WritesBlindly,
    /// Takes an owner's statement for any state.
    TakesOldStatements,
    /// Lets a registration take the place of a record.
    Overwrites,
    /// Forgets what was counted when it crashes: writes that are not durable.
    Forgets,
}

/// A request at the server.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Flight {
    /// The record was read, and this is what it leads to.
    Read { asked: Asked, prompt: bool, version: u32, is_answered: bool },
    /// It is durable, or needs not be: this is to be answered.
    Due { guess: Option<(u32, usize)> },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Asked {
    Guess(usize),
    Done(u32, u32),
}

/// The states by the record, whether old statements are taken, what was asked, and when.
type KnownSteps = HashMap<(Vec<u8>, bool, Asked, bool), RecordStep>;

#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    record: Vec<u8>,
    /// What a crash leaves.
    durable: Vec<u8>,
    version: u32,
    flights: [Option<(Flight, Vec<u8>)>; 2],
    /// The thief's elements so far.
    used: usize,
    /// What was answered: as which guess it was counted, and which element it was.
    answered: BTreeSet<(u32, usize)>,
    /// All guesses up to this one were the owner's own, they said.
    vouched: u32,
    /// What the owner said, guesses and resets: once before it begins, and perhaps once more. Anybody may
    /// have recorded it.
    tape: Vec<(u32, u32)>,
    crashed: bool,
}

fn owner() -> OwnerKey {
    OwnerKey::of(&ID, &[1; 32])
}

fn decoded(bytes: &[u8]) -> Record {
    Record::decode(bytes).expect("a record")
}

fn fresh() -> Record {
    let [element] = elements();
    let register = Register { record: ID, element, owner: owner(), admission: Admission::Open };
    Record::registered(&register, Zeroizing::new([3; 32]))
}

/// Late enough for the next try, or right after the last one.
fn time(record: &Record, prompt: bool) -> u64 {
    let last = record.last_guess.unwrap_or(START);
    if prompt { last } else { last + 8 * DAY }
}

impl World {
    fn new() -> Self {
        let mut record = fresh();
        let next = |record: &mut Record, request: &Request| {
            let RecordStep::Write(after, _) = step(Some(record), request, time(record, false)) else {
                panic!("counted")
            };
            *record = after;
        };
        for (n, element) in elements::<{ BEFORE + 1 }>().into_iter().enumerate() {
            next(&mut record, &Request::Guess { record: ID, element });
            if n == 0 {
                next(&mut record, &Request::done(ID, 1, 0, &owner()));
            }
        }
        let bytes = record.encode().to_vec();
        Self {
            durable: bytes.clone(),
            record: bytes,
            version: 0,
            flights: [None, None],
            used: 0,
            answered: (1..).zip(NEW..).take(BEFORE + 1).collect(),
            vouched: 1,
            tape: vec![(1, 0)],
            crashed: false,
        }
    }

    /// Answers that were not vouched for are what a thief may have.
    fn holds(&self) -> bool {
        self.answered.iter().filter(|(number, _)| *number > self.vouched).count() <= usize::from(TRIES)
    }

    /// What the record's step is. There are few records, in many worlds.
    fn step(&self, server: Server, asked: Asked, prompt: bool) -> RecordStep {
        thread_local! {
            static KNOWN: RefCell<KnownSteps> = RefCell::default();
        }
        let takes_old = server == Server::TakesOldStatements;
        let key = (self.record.clone(), takes_old, asked, prompt);
        KNOWN.with_borrow_mut(|known| {
            known.entry(key).or_insert_with(|| self.computed(takes_old, asked, prompt)).clone()
        })
    }

    fn computed(&self, takes_old: bool, asked: Asked, prompt: bool) -> RecordStep {
        let record = decoded(&self.record);
        let now = time(&record, prompt);
        let request = match asked {
            Asked::Guess(n) => {
                Request::Guess { record: ID, element: elements::<{ BEFORE + 1 + NEW }>()[BEFORE + 1 + n] }
            }
            Asked::Done(..) if takes_old => Request::done(ID, record.guesses, record.resets, &owner()),
            Asked::Done(guesses, resets) => Request::done(ID, guesses, resets, &owner()),
        };
        step(Some(&record), &request, now)
    }

    /// All that can happen next.
    fn next(&self, server: Server) -> Vec<Self> {
        let mut worlds = Vec::new();
        for at in 0..2 {
            match &self.flights[at] {
                None => self.begin(server, at, &mut worlds),
                Some((Flight::Read { asked, prompt, version, is_answered }, after)) => {
                    worlds.push(self.written(server, at, (*asked, *prompt), (*version, *is_answered), after));
                    if let (Server::AnswersFirst, Asked::Guess(n), false) = (server, asked, is_answered) {
                        let mut world = self.clone();
                        world.answered.insert((decoded(after).guesses, *n));
                        if let Some((Flight::Read { is_answered, .. }, _)) = &mut world.flights[at] {
                            *is_answered = true;
                        }
                        worlds.push(world);
                    }
                }
                Some((Flight::Due { guess }, _)) => {
                    let mut world = self.clone();
                    world.answered.extend(*guess);
                    world.flights[at] = None;
                    worlds.push(world);
                }
            }
        }
        if !self.crashed {
            let mut world = self.clone();
            (world.flights, world.crashed) = ([None, None], true);
            world.record = world.durable.clone();
            worlds.push(world);
        }
        if server == Server::Overwrites {
            let mut world = self.clone();
            // The numbers continue from what is counted here, or a new record would hide its answers.
            let again = Record { guesses: decoded(&self.record).guesses, ..fresh() };
            world.record = again.encode().to_vec();
            world.durable = world.record.clone();
            world.version += 1;
            worlds.push(world);
        }
        worlds.retain(|world| world.version < CHANGES);
        // Which of the two requests is which makes no difference.
        worlds.iter_mut().for_each(|world| world.flights.sort_unstable());
        worlds
    }

    fn begin(&self, server: Server, at: usize, worlds: &mut Vec<Self>) {
        let mut requests = Vec::new();
        if self.used < NEW {
            requests.push((Asked::Guess(self.used), false));
        }
        if self.used > 0 {
            requests.push((Asked::Guess(self.used - 1), true));
        }
        let record = decoded(&self.record);
        requests.extend(self.tape.iter().map(|(guesses, resets)| (Asked::Done(*guesses, *resets), false)));
        if self.tape.len() < 2 {
            requests.push((Asked::Done(record.guesses, record.resets), false));
        }
        for (asked, prompt) in requests {
            let mut world = self.clone();
            match asked {
                Asked::Guess(n) => world.used = world.used.max(n + 1),
                Asked::Done(guesses, resets) if self.tape.contains(&(guesses, resets)) => {}
                Asked::Done(guesses, resets) => world.tape.push((guesses, resets)),
            }
            let flight = match self.step(server, asked, prompt) {
                RecordStep::Answer(outcome) => {
                    // The same point again: it is the guess that was counted last.
                    let guess = match asked {
                        Asked::Guess(n) if outcome.evaluate_with.is_some() => Some((record.guesses, n)),
                        Asked::Guess(_) | Asked::Done(..) => None,
                    };
                    (Flight::Due { guess }, Vec::new())
                }
                RecordStep::Write(after, _) => {
                    let read = Flight::Read { asked, prompt, version: self.version, is_answered: false };
                    (read, after.encode().to_vec())
                }
                RecordStep::Admit => panic!("the record is there"),
            };
            world.flights[at] = Some(flight);
            worlds.push(world);
        }
    }

    fn written(
        &self,
        server: Server,
        at: usize,
        (asked, prompt): (Asked, bool),
        (version, is_answered): (u32, bool),
        after: &[u8],
    ) -> Self {
        let mut world = self.clone();
        if version != self.version && server != Server::WritesBlindly {
            // Somebody else was first: it begins again with what is there now.
            world.flights[at] = None;
            let mut again = Vec::new();
            let retried = Self { flights: [None, None], ..world.clone() };
            match retried.step(server, asked, prompt) {
                RecordStep::Write(after, _) => again.extend_from_slice(&after.encode()),
                RecordStep::Answer(_) | RecordStep::Admit => return world,
            }
            world.flights[at] =
                Some((Flight::Read { asked, prompt, version: self.version, is_answered }, again));
            return world;
        }
        let (before, record) = (decoded(&self.record), decoded(after));
        world.version += 1;
        world.record = after.to_vec();
        if server != Server::Forgets {
            world.durable = world.record.clone();
        }
        // A guess that was written over another one is another answer all the same.
        let number = if server == Server::WritesBlindly { before.guesses + 1 } else { record.guesses };
        if let (Asked::Done(guesses, _), true) = (asked, record.resets > before.resets) {
            // What the owner said is about the guesses up to then, whatever the server makes of it.
            world.vouched = world.vouched.max(guesses);
        }
        let guess = match asked {
            Asked::Guess(n) if record.is_live() && !is_answered => Some((number, n)),
            Asked::Guess(_) | Asked::Done(..) => None,
        };
        world.flights[at] = Some((Flight::Due { guess }, Vec::new()));
        world
    }
}

/// How many worlds there are, or that one of them gives an answer too many.
fn explore(server: Server) -> Option<usize> {
    let (mut seen, mut open) = (HashSet::new(), vec![World::new()]);
    while let Some(world) = open.pop() {
        if !world.holds() {
            return None;
        }
        if seen.insert(world.clone()) {
            open.extend(world.next(server));
        }
    }
    Some(seen.len())
}

#[test]
fn no_order_of_events_gives_an_answer_too_many() {
    let worlds = explore(Server::Ours).expect("ten answers at most between two statements of the owner");
    assert!(worlds > 1_000, "only {worlds} worlds: nothing was tried");
    println!("{worlds} worlds");
}

#[test]
fn servers_that_count_otherwise_are_caught() {
    for server in [
        Server::AnswersFirst,
        Server::WritesBlindly,
        Server::TakesOldStatements,
        Server::Overwrites,
        Server::Forgets,
    ] {
        assert_eq!(explore(server), None, "{server:?}");
    }
}
