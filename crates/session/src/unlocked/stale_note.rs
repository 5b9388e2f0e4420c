//! What was said last of whether the state is old, on its way to this device's store.

use std::cell::Cell;

use futures::lock::Mutex;

/// What peers have said of the state that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateWord {
    /// A peer knows a newer one.
    Old,
    /// All peers agree with it.
    Agreed,
    /// Another device has taken it over. It is old for that reason, and the newest is there.
    Elsewhere,
}

/// The last word, which is kept whatever was said before it.
#[derive(Default)]
pub struct StaleNote {
    /// `None`: nothing has been said.
    said: Cell<Option<StateWord>>,
    /// The store has not recorded it.
    owed: Cell<bool>,
    turn: Mutex<()>,
}

impl StaleNote {
    /// Notes what was said. It counts from now on, and is to be kept.
    pub fn say(&self, word: StateWord) {
        self.said.set(Some(word));
        self.owed.set(true);
    }

    /// Whether a peer knows a newer state, as far as anybody has said.
    pub fn is_stale(&self) -> bool {
        self.said.get() == Some(StateWord::Old)
    }

    /// Keeps it: one after the other, so that what was said last is written last. One that is cut off leaves
    /// it to the next.
    pub async fn keep(&self, write: impl AsyncFn(StateWord)) {
        let _turn = self.turn.lock().await;
        while let Some(word) = self.said.get().filter(|_| self.owed.get()) {
            write(word).await;
            self.owed.set(self.said.get() != Some(word));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures::FutureExt;
    use futures::channel::oneshot;
    use futures::executor::block_on;
    use futures::future::join;

    use super::*;

    #[test]
    fn what_is_said_last_is_written_last() {
        let (note, written) = (StaleNote::default(), RefCell::new(Vec::new()));
        let (open, gate) = oneshot::channel::<()>();
        let gate = gate.shared();
        let write = async |word| {
            let _ = gate.clone().await;
            written.borrow_mut().push(word);
        };
        note.say(StateWord::Old);
        let mut first = Box::pin(note.keep(&write));
        assert!(first.as_mut().now_or_never().is_none());
        note.say(StateWord::Agreed);
        assert!(!note.is_stale());
        let second = note.keep(&write);
        open.send(()).unwrap();
        block_on(join(first, second));
        assert_eq!(*written.borrow(), [StateWord::Old, StateWord::Agreed]);
    }

    #[test]
    fn what_was_cut_off_is_written_by_the_next() {
        let (note, written) = (StaleNote::default(), RefCell::new(Vec::new()));
        note.say(StateWord::Old);
        assert!(note.keep(async |_| std::future::pending().await).now_or_never().is_none());
        assert!(note.is_stale());
        let write = async |word| written.borrow_mut().push(word);
        block_on(note.keep(write));
        block_on(note.keep(write));
        assert_eq!(*written.borrow(), [StateWord::Old], "once");
    }
}
