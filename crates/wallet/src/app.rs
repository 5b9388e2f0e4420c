//! The wallet's own part of the state, waiting to go along with the next cut.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use lightning::io;
use lightning::util::persist::KVStoreSync;

use crate::{Batch, Op, State};

/// Changes of keys that are not LDK's channel state; the newest per key.
#[derive(Default)]
pub(crate) struct App {
    pending: RefCell<BTreeMap<String, Option<Vec<u8>>>>,
    /// Keys of the cut that is being made durable.
    in_flight: RefCell<BTreeSet<String>>,
    /// Keys whose value is durable in an older format.
    upgraded: RefCell<BTreeSet<String>>,
    /// Whether the sweeper has anything to keep; without that each block would be a write.
    pub(crate) sweeping: Cell<bool>,
}

impl App {
    pub(crate) fn put(&self, key: String, value: Vec<u8>) {
        self.upgraded.borrow_mut().remove(&key);
        self.pending.borrow_mut().insert(key, Some(value));
    }

    pub(crate) fn delete(&self, key: String) {
        self.pending.borrow_mut().insert(key, None);
    }

    /// The state with these changes, which become durable with the next cut.
    pub(crate) fn upgraded(&self, state: &State, ops: Vec<Op>) -> State {
        let mut upgraded = state.clone();
        upgraded.apply(&Batch { ops: ops.clone() });
        for op in ops {
            match op {
                Op::Put { key, value } => {
                    self.put(key.clone(), value);
                    self.upgraded.borrow_mut().insert(key);
                }
                Op::Delete { key } => self.delete(key),
            }
        }
        upgraded
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.borrow().is_empty()
    }

    /// Whether the newest value of this key is durable.
    pub(crate) fn is_saved(&self, key: &str) -> bool {
        let waits = self.pending.borrow().contains_key(key) || self.in_flight.borrow().contains(key);
        !waits || self.upgraded.borrow().contains(key)
    }

    pub(crate) fn take(&self) -> Vec<Op> {
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        *self.in_flight.borrow_mut() = pending.keys().cloned().collect();
        pending
            .into_iter()
            .map(|(key, value)| match value {
                Some(value) => Op::Put { key, value },
                None => Op::Delete { key },
            })
            .collect()
    }

    pub(crate) fn durable(&self) {
        self.in_flight.borrow_mut().clear();
    }
}

/// Where the sweeper keeps its outputs.
pub(crate) const SWEEPER: &str = "sweeper";

pub(crate) fn sweeper_state(state: &State) -> Option<&[u8]> {
    state.get(SWEEPER)
}

/// The sweeper writes one value; nothing else uses this door.
impl KVStoreSync for App {
    fn read(&self, _: &str, _: &str, _: &str) -> Result<Vec<u8>, io::Error> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn write(&self, _: &str, _: &str, _: &str, value: Vec<u8>) -> Result<(), io::Error> {
        if self.sweeping.get() {
            self.put(SWEEPER.to_owned(), value);
        }
        Ok(())
    }

    fn remove(&self, _: &str, _: &str, _: &str, _lazy: bool) -> Result<(), io::Error> {
        Ok(())
    }

    fn list(&self, _: &str, _: &str) -> Result<Vec<String>, io::Error> {
        Ok(Vec::new())
    }
}
