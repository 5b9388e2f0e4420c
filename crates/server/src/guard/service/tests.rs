//! Counting before answering, over a store that fails or crashes where it hurts most.

use super::*;
use crate::guard::tables::{Key, Version};
use lifeboat_guard::oprf::BlindInput;
use lifeboat_guard::wire::{OwnerKey, RecordId};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex as Lock;
use std::sync::atomic::AtomicU64;

const ID: RecordId = RecordId([7; 32]);

/// What the store does with changes.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Works,
    /// Before the change was durable.
    Fails,
    /// After it was.
    Crashes,
}

struct Memory {
    records: Lock<HashMap<Key, (Record, Version)>>,
    mood: Lock<Mood>,
}

impl Records for Memory {
    async fn get(&self, key: Key) -> Result<Option<(Record, Version)>, StoreFailed> {
        tokio::task::yield_now().await;
        Ok(self.records.lock().unwrap().get(&key).cloned())
    }

    async fn put(&self, key: Key, record: Record, expect: Option<Version>) -> Result<Put, StoreFailed> {
        tokio::task::yield_now().await;
        let mood = *self.mood.lock().unwrap();
        if mood == Mood::Fails {
            return Err(StoreFailed);
        }
        let mut records = self.records.lock().unwrap();
        let there = records.get(&key).map(|(_, version)| *version);
        if there != expect {
            return Ok(Put::Conflict);
        }
        records.insert(key, (record, there.unwrap_or(0) + 1));
        if mood == Mood::Crashes { Err(StoreFailed) } else { Ok(Put::Done) }
    }

    async fn take(&self, _: Ticket) -> Result<bool, StoreFailed> {
        Ok(true)
    }

    async fn unsettled(&self, now: u64) -> Result<Vec<(Key, Record, Version)>, StoreFailed> {
        let records = self.records.lock().unwrap();
        let all = records.iter().map(|(key, (record, version))| (*key, record.clone(), *version));
        Ok(all.filter(|(_, record, _)| record.settled(now) != *record).collect())
    }
}

struct World {
    service: Service<Memory>,
    clock: Arc<AtomicU64>,
    next: u8,
}

impl World {
    async fn new() -> Self {
        let clock = Arc::new(AtomicU64::new(1_800_000_000));
        let options = GuardOptions {
            clock: GuardClock::told(clock.clone()),
            open_per_day: Some(1),
            ..GuardOptions::default()
        };
        let records = Memory { records: Lock::default(), mood: Lock::new(Mood::Works) };
        let service = Service::over(records, Zeroizing::new([1; 32]), options);
        let mut world = Self { service, clock, next: 0 };
        let element = world.element();
        let owner = OwnerKey::of(&ID, &[2; 32]);
        let register = Register { record: ID, element, owner, admission: Admission::Open };
        assert_eq!(world.service.answer(&Request::Register(register)).await.unwrap().code, Code::Ok);
        world
    }

    fn element(&mut self) -> Element {
        self.next += 1;
        let input = Zeroizing::new(vec![self.next]);
        BlindInput::make(input, &mut UnwrapErr(getrandom::SysRng)).unwrap().element()
    }

    fn guess(&mut self) -> Request {
        Request::Guess { record: ID, element: self.element() }
    }

    async fn status(&self) -> Answer {
        self.service.answer(&Request::Status { record: ID }).await.unwrap()
    }

    fn passes(&self, seconds: u64) {
        self.clock.fetch_add(seconds, std::sync::atomic::Ordering::SeqCst);
    }

    fn mood(&self, mood: Mood) {
        *self.service.records.mood.lock().unwrap() = mood;
    }
}

#[tokio::test]
async fn nothing_is_answered_that_is_not_counted_durably() {
    let mut world = World::new().await;
    for (mood, counted) in [(Mood::Fails, 0), (Mood::Crashes, 1)] {
        world.mood(mood);
        let guess = world.guess();
        assert_eq!(world.service.answer(&guess).await, Err(Busy { retry_after: 5 }));
        world.mood(Mood::Works);
        assert_eq!(world.status().await.standing.guesses, counted);
    }
    // The client asks again with the same point.
    let guess = world.guess();
    world.mood(Mood::Crashes);
    world.service.answer(&guess).await.unwrap_err();
    world.mood(Mood::Works);
    let answer = world.service.answer(&guess).await.unwrap();
    assert!(answer.code == Code::Ok && answer.evaluation.is_some());
    assert_eq!(answer.standing.guesses, 2, "counted once");
}

#[tokio::test]
async fn many_guesses_at_once_at_the_last_try_get_one_answer() {
    let mut world = World::new().await;
    for _ in 0..9 {
        let guess = world.guess();
        assert_eq!(world.service.answer(&guess).await.unwrap().code, Code::Ok);
        world.passes(8 * 86_400);
    }
    let guesses: Vec<Request> = (0..64).map(|_| world.guess()).collect();
    let answers = futures::future::join_all(guesses.iter().map(|guess| world.service.answer(guess))).await;
    let evaluated = answers.iter().flatten().filter(|answer| answer.evaluation.is_some());
    assert_eq!(evaluated.count(), 1);
    assert_eq!(world.status().await.standing.guesses, 10);
}

#[tokio::test]
async fn a_day_after_the_tenth_try_the_key_is_gone_without_anybody_asking() {
    let mut world = World::new().await;
    for _ in 0..10 {
        world.passes(8 * 86_400);
        let guess = world.guess();
        world.service.answer(&guess).await.unwrap();
    }
    let is_live =
        |world: &World| world.service.records.records.lock().unwrap()[&ID.stored_under()].0.is_live();
    world.passes(86_399);
    world.service.erase_what_is_over().await;
    assert!(is_live(&world));
    world.passes(1);
    world.service.erase_what_is_over().await;
    assert!(!is_live(&world));
}

#[tokio::test]
async fn requests_for_new_records_are_bounded_for_all_together() {
    let mut world = World::new().await;
    let element = world.element();
    let register = |n: u8| {
        let (record, owner) = (RecordId([n; 32]), OwnerKey::of(&ID, &[2; 32]));
        Request::Register(Register { record, element, owner, admission: Admission::Invite([0; 32]) })
    };
    for n in 8..39 {
        assert!(world.service.answer(&register(n)).await.is_ok(), "{n}");
    }
    assert_eq!(world.service.answer(&register(40)).await, Err(Busy { retry_after: 1 }));
    assert!(world.service.answer(&Request::Status { record: ID }).await.is_ok(), "nothing else is");
    world.passes(1);
    assert!(world.service.answer(&register(40)).await.is_ok());
}
