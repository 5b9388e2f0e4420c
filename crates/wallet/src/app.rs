//! The wallet's own part of the state, waiting to go along with the next cut.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use lightning::io;
use lightning::util::persist::KVStoreSync;
use serde::Serialize;

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
    sweeping: Cell<bool>,
    /// The sweeper's outputs as they were last written.
    swept: RefCell<Vec<u8>>,
}

impl App {
    pub(crate) fn put(&self, key: String, value: Vec<u8>) {
        self.upgraded.borrow_mut().remove(&key);
        self.pending.borrow_mut().insert(key, Some(value));
    }

    /// Plain data to JSON cannot fail; should it ever, the value stays in memory and is put again with its next change.
    pub(crate) fn put_json(&self, key: String, value: &impl Serialize) {
        if let Ok(bytes) = serde_json::to_vec(value) {
            self.put(key, bytes);
        }
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

    /// Whether there is anything to sweep.
    pub(crate) fn is_sweeping(&self) -> bool {
        self.sweeping.get()
    }

    /// There is something to sweep, and this is what the state says of it; nothing yet when it is new.
    pub(crate) fn sweep(&self, stored: &[u8]) {
        self.sweeping.set(true);
        *self.swept.borrow_mut() = outputs_of(stored).to_vec();
    }

    /// Everything was swept and is buried.
    pub(crate) fn swept(&self) {
        self.sweeping.set(false);
        self.swept.borrow_mut().clear();
        self.delete(SWEEPER.to_owned());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.borrow().is_empty()
    }

    /// Whether the newest value of this key is durable.
    pub(crate) fn is_saved(&self, key: &str) -> bool {
        let waits = self.pending.borrow().contains_key(key) || self.in_flight.borrow().contains(key);
        !waits || self.upgraded.borrow().contains(key)
    }

    /// How many of these keys have a newer value than the durable one.
    pub(crate) fn count_unsaved(&self, of: impl Fn(&str) -> bool) -> usize {
        let (pending, in_flight) = (self.pending.borrow(), self.in_flight.borrow());
        let waiting = pending.keys().chain(in_flight.iter().filter(|key| !pending.contains_key(*key)));
        waiting.filter(|key| of(key) && !self.is_saved(key)).count()
    }

    /// These keys wait for the cloud since an earlier process.
    pub(crate) fn note_queued(&self, keys: impl IntoIterator<Item = String>) {
        self.in_flight.borrow_mut().extend(keys);
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

/// Type and length of the sweeper's last field, a block hash and a height.
const BEST_BLOCK: usize = 2 + 32 + 4;
/// Where the sweeper keeps its outputs.
pub(crate) const SWEEPER: &str = "sweeper";

fn outputs_of(sweeper: &[u8]) -> &[u8] {
    &sweeper[..sweeper.len().saturating_sub(BEST_BLOCK)]
}

pub(crate) fn sweeper_state(state: &State) -> Option<&[u8]> {
    state.get(SWEEPER)
}

/// The sweeper writes one value; nothing else uses this door.
impl KVStoreSync for App {
    fn read(&self, _: &str, _: &str, _: &str) -> Result<Vec<u8>, io::Error> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn write(&self, _: &str, _: &str, _: &str, value: Vec<u8>) -> Result<(), io::Error> {
        // It ends with the newest block, which a start does not need: it is told again. If only that has
        // moved, there is nothing to write.
        if self.sweeping.get() && *self.swept.borrow() != outputs_of(&value) {
            *self.swept.borrow_mut() = outputs_of(&value).to_vec();
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
