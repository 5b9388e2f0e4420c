//! Virtual time and replayable randomness.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    convert::Infallible,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use async_trait::async_trait;
use lifeboat_backup::Clock;
use rand_core::{TryCryptoRng, TryRng};

/// Stands still until nobody can go on, then jumps to the next timer.
#[derive(Clone, Default)]
pub struct Time(Rc<Inner>);

#[derive(Default)]
struct Inner {
    now_ms: Cell<u64>,
    ids: Cell<u64>,
    timers: RefCell<BTreeMap<(u64, u64), Waker>>,
}

impl Time {
    pub fn starting() -> Time {
        let time = Time::default();
        time.0.now_ms.set(1_700_000_000_000);
        time
    }

    pub fn now(&self) -> u64 {
        self.0.now_ms.get()
    }

    /// False when nobody waits for time.
    pub fn advance(&self) -> bool {
        let next = self.0.timers.borrow_mut().pop_first();
        let Some(((at, _), waker)) = next else { return false };
        self.0.now_ms.set(self.now().max(at));
        waker.wake();
        true
    }
}

struct Timer {
    time: Time,
    key: (u64, u64),
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.time.0.timers.borrow_mut().remove(&self.key);
    }
}

#[async_trait(?Send)]
impl Clock for Time {
    fn now_ms(&self) -> u64 {
        self.now()
    }

    async fn sleep(&self, ms: u64) {
        let id = self.0.ids.get();
        self.0.ids.set(id + 1);
        let timer = Timer { time: self.clone(), key: (self.now() + ms, id) };
        poll_fn(|context| {
            if self.now() >= timer.key.0 {
                return Poll::Ready(());
            }
            self.0.timers.borrow_mut().insert(timer.key, context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// A device's clock, which is off by so much; who sets it makes it jump.
pub struct OwnClock {
    pub time: Time,
    pub off_ms: Rc<Cell<i64>>,
}

#[async_trait(?Send)]
impl Clock for OwnClock {
    fn now_ms(&self) -> u64 {
        self.time.now().saturating_add_signed(self.off_ms.get())
    }

    async fn sleep(&self, ms: u64) {
        self.time.sleep(ms).await;
    }
}

/// SplitMix64: good enough for tests, and replayable.
#[derive(Clone)]
pub struct SimRng(Rc<Cell<u64>>);

impl SimRng {
    pub fn new(seed: u64) -> SimRng {
        SimRng(Rc::new(Cell::new(seed)))
    }

    pub fn roll(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    pub fn percent(&self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

impl TryRng for SimRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.roll() as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.roll())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.roll().to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for SimRng {}
