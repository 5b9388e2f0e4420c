//! Virtual time and replayable randomness.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    convert::Infallible,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use rand_core::{TryCryptoRng, TryRng};

/// Stands still until nobody can go on, then jumps to the next timer. Clones show the same.
#[derive(Clone)]
pub struct Time(Rc<Inner>);

struct Inner {
    now_ms: Cell<u64>,
    ids: Cell<u64>,
    /// How often somebody has begun to wait, by for how long, ms.
    waits: RefCell<BTreeMap<u64, u64>>,
    timers: RefCell<BTreeMap<(u64, u64), Waker>>,
}

impl Time {
    /// It begins at this moment, Unix ms.
    pub fn starting(now_ms: u64) -> Time {
        let (ids, waits, timers) = Default::default();
        Time(Rc::new(Inner { now_ms: Cell::new(now_ms), ids, waits, timers }))
    }

    /// Unix ms.
    pub fn now(&self) -> u64 {
        self.0.now_ms.get()
    }

    /// Jumps to the next timer, but no further than to this moment. Whether somebody was woken.
    pub fn advance(&self, until_ms: u64) -> bool {
        let next = self.0.timers.borrow().first_key_value().map(|(key, _)| *key);
        match next {
            Some(key) if key.0 <= until_ms => {
                let waker = self.0.timers.borrow_mut().remove(&key);
                self.0.now_ms.set(self.now().max(key.0));
                if let Some(waker) = waker {
                    waker.wake();
                }
                true
            }
            _ => {
                self.0.now_ms.set(self.now().max(until_ms));
                false
            }
        }
    }

    /// How often somebody has begun to wait for so long, ms.
    pub fn waits_of(&self, ms: u64) -> u64 {
        self.0.waits.borrow().get(&ms).copied().unwrap_or_default()
    }

    /// Comes back after so many ms.
    pub async fn sleep(&self, ms: u64) {
        *self.0.waits.borrow_mut().entry(ms).or_default() += 1;
        let id = self.0.ids.replace(self.0.ids.get() + 1);
        let timer = Timer { time: self.clone(), key: (self.now().saturating_add(ms), id) };
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

struct Timer {
    time: Time,
    key: (u64, u64),
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.time.0.timers.borrow_mut().remove(&self.key);
    }
}

/// SplitMix64: good enough for tests, and replayable. Clones draw from the same.
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
