//! What a follower has seen of the phrase files at its mirror.

use crate::older_files::OlderFiles;

/// How often the files beside the entries are looked at.
const LOOK_MS: u64 = 60_000;
/// How often the phrase file is read there while nothing is written; until then it need only be there.
const OPENED_MS: u64 = 600_000;

/// The one of these keys is there.
#[derive(Clone, Debug)]
pub(super) struct SeenPhrase {
    /// Its number.
    seq: u32,
    /// When it was looked at last, Unix ms.
    at_ms: u64,
    /// When it was read last, and opened, Unix ms.
    opened_ms: Option<u64>,
    /// Those that it supersedes.
    pub(super) older: OlderFiles,
}

impl SeenPhrase {
    /// A phrase file that was seen. Nothing is known of those that it supersedes.
    pub(super) fn new(seq: u32, at_ms: u64) -> SeenPhrase {
        SeenPhrase { seq, at_ms, opened_ms: None, older: OlderFiles::default() }
    }

    /// Whether it is the one of a keyring with this number.
    pub(super) fn is(&self, seq: u32) -> bool {
        self.seq == seq
    }

    /// Records that the file was read, and opens.
    pub(super) fn opened(&mut self, now_ms: u64) {
        self.opened_ms = Some(now_ms);
    }

    /// Has the file read with the next look.
    pub(super) fn may_not_open(&mut self) {
        self.opened_ms = None;
    }

    /// Whether the file was read with the last look.
    pub(super) fn was_read(&self) -> bool {
        self.opened_ms == Some(self.at_ms)
    }

    /// Whether it was read a short time ago, and nothing is to be removed that relies on it.
    pub(super) fn may_stay_unread(&self, now_ms: u64) -> bool {
        let since_ms = self.opened_ms.and_then(|opened_ms| now_ms.checked_sub(opened_ms));
        since_ms.is_some_and(|since_ms| since_ms < OPENED_MS) && !self.older.are_due(now_ms)
    }

    /// Records that the file was looked at again.
    pub(super) fn looked(&mut self, now_ms: u64) {
        self.at_ms = now_ms;
    }

    /// Whether it was looked at just now, and it is not time for another try to remove what it supersedes.
    pub(super) fn is_fresh(&self, now_ms: u64) -> bool {
        let since_ms = now_ms.checked_sub(self.at_ms);
        since_ms.is_some_and(|since_ms| since_ms < LOOK_MS) && !self.older.are_due(now_ms)
    }
}
