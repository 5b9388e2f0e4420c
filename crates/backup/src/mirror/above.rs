//! What lies right above the entries of a mirror and does not open. It is in the way of the next one, and may
//! be that of another device, whose upload has not ended.

use std::cell::Cell;

use crate::fault::Fault;

/// The longest pause between two reads of a file that did not open, ms.
const MOST_PAUSE_MS: u64 = 300_000;

/// The result of the most recent look.
#[derive(Default)]
pub(crate) struct TopLook(Cell<Option<Unreadable>>);

/// A file that does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// The file's position.
    pub(crate) position: u64,
    /// What is wrong with the file.
    pub(crate) fault: Fault,
    /// Since when it is known, Unix ms.
    pub(crate) since_ms: u64,
    /// When it was read last, Unix ms.
    read_ms: u64,
}

impl TopLook {
    /// Records a look, and says whether its result is news.
    pub(crate) fn looked(&self, now_ms: u64, unreadable: Option<(u64, Fault)>) -> bool {
        let before = self.0.get();
        let now = unreadable.map(|(position, fault)| {
            let same = before.filter(|before| (before.position, before.fault) == (position, fault));
            let since_ms = same.map_or(now_ms, |same| same.since_ms);
            Unreadable { position, fault, since_ms, read_ms: now_ms }
        });
        self.0.set(now);
        now.map(|now| (now.position, now.fault)) != before.map(|before| (before.position, before.fault))
    }

    /// What is in the way of a mirror that has everything up to here: what was copied since then lay there.
    pub(crate) fn of(&self, head: u64) -> Option<Unreadable> {
        self.0.get().filter(|unreadable| unreadable.position > head)
    }

    /// Whether what is known to lie there need not be read again yet: after as long as it is known, for files
    /// may be large.
    pub(crate) fn is_known(&self, position: u64, now_ms: u64) -> bool {
        let known = self.0.get().filter(|unreadable| unreadable.position == position);
        known.is_some_and(|known| {
            let pause_ms = known.read_ms.saturating_sub(known.since_ms).min(MOST_PAUSE_MS);
            // A clock that was set back is no reason to wait.
            now_ms.checked_sub(known.read_ms).is_some_and(|since_ms| since_ms < pause_ms)
        })
    }
}
