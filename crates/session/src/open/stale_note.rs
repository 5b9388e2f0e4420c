//! What was said last of whether the state is old, on its way to this device's store.

use std::cell::Cell;

use futures::lock::Mutex;

/// The last word, which is kept whatever was said before it.
#[derive(Default)]
pub struct StaleNote {
    /// `None`: nothing has been said.
    said: Cell<Option<bool>>,
    /// The store has not recorded it.
    owed: Cell<bool>,
    turn: Mutex<()>,
}

impl StaleNote {
    /// It counts from now on, and is to be kept.
    pub fn say(&self, stale: bool) {
        self.said.set(Some(stale));
        self.owed.set(true);
    }

    /// Whether the state is old, as far as anybody has said.
    pub fn is_stale(&self) -> bool {
        self.said.get() == Some(true)
    }

    /// Keeps it: one after the other, so that what was said last is written last. One that is cut off leaves it to the next.
    pub async fn keep(&self, write: impl AsyncFn(bool)) {
        let _turn = self.turn.lock().await;
        while let Some(stale) = self.said.get().filter(|_| self.owed.get()) {
            write(stale).await;
            self.owed.set(self.said.get() != Some(stale));
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
        let write = async |stale| {
            let _ = gate.clone().await;
            written.borrow_mut().push(stale);
        };
        note.say(true);
        let mut first = Box::pin(note.keep(&write));
        assert!(first.as_mut().now_or_never().is_none());
        note.say(false);
        assert!(!note.is_stale());
        let second = note.keep(&write);
        open.send(()).unwrap();
        block_on(join(first, second));
        assert_eq!(*written.borrow(), [true, false]);
    }

    #[test]
    fn what_was_cut_off_is_written_by_the_next() {
        let (note, written) = (StaleNote::default(), RefCell::new(Vec::new()));
        note.say(true);
        assert!(note.keep(async |_| std::future::pending().await).now_or_never().is_none());
        assert!(note.is_stale());
        let write = async |stale| written.borrow_mut().push(stale);
        block_on(note.keep(write));
        block_on(note.keep(write));
        assert_eq!(*written.borrow(), [true], "once");
    }
}
