//! What a follower has seen of the phrase files at its mirror.

use crate::older_files::OlderFiles;

/// How often what lies beside the entries is looked at.
const LOOK_MS: u64 = 60_000;

/// The one of these keys is there.
#[derive(Clone, Debug)]
pub(super) struct SeenPhrase {
    /// Its number.
    seq: u32,
    /// When it was looked at last, Unix ms.
    at_ms: u64,
    /// Those that it supersedes.
    pub(super) older: OlderFiles,
}

impl SeenPhrase {
    /// Nothing is known of those that it supersedes.
    pub(super) fn new(seq: u32, at_ms: u64) -> SeenPhrase {
        SeenPhrase { seq, at_ms, older: OlderFiles::default() }
    }

    /// Whether it is the one of a keyring with this number.
    pub(super) fn is(&self, seq: u32) -> bool {
        self.seq == seq
    }

    /// It was looked at again.
    pub(super) fn looked(&mut self, now_ms: u64) {
        self.at_ms = now_ms;
    }

    /// Whether it was looked at just now, and it is not time for another try to remove what it supersedes.
    pub(super) fn is_fresh(&self, now_ms: u64) -> bool {
        let since_ms = now_ms.checked_sub(self.at_ms);
        since_ms.is_some_and(|since_ms| since_ms < LOOK_MS) && !self.older.are_due(now_ms)
    }
}
