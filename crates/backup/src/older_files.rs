//! What is known of the older phrase files of a folder, which the one in use supersedes, and when it is tried
//! again to delete them.

use lifeboat_cloud::DriveError;

/// The pause after a first try that did not remove them.
const FIRST_MS: u64 = 300_000;
/// How often the pause doubles, once after each further one in a row: to 40 minutes at last.
const MOST_DOUBLINGS: u32 = 3;

/// What is known of one folder's older files.
#[derive(Clone, Debug, Default)]
pub(crate) struct OlderFiles {
    known: Sighting,
    /// When the last try ended that did not remove them, Unix ms, and how many have in a row.
    failed: Option<(u64, u32)>,
}

#[derive(Clone, Debug, Default)]
enum Sighting {
    /// Nobody has looked for older files.
    #[default]
    Nothing,
    /// No older file is there.
    Gone,
    /// One may still be there: since when, Unix ms, and why.
    Stay(u64, DriveError),
}

impl OlderFiles {
    /// No older file is there: nothing can have put one there.
    pub(crate) fn gone() -> OlderFiles {
        OlderFiles { known: Sighting::Gone, failed: None }
    }

    pub(crate) fn are_gone(&self) -> bool {
        matches!(self.known, Sighting::Gone)
    }

    /// Since when one may still be there, Unix ms, and why.
    pub(crate) fn stay(&self) -> Option<(u64, &DriveError)> {
        match &self.known {
            Sighting::Stay(since_ms, why) => Some((*since_ms, why)),
            Sighting::Nothing | Sighting::Gone => None,
        }
    }

    /// How removing them ended.
    pub(crate) fn removed(&mut self, now_ms: u64, removed: Result<(), DriveError>) {
        let since_ms = self.stay().map_or(now_ms, |(since_ms, _)| since_ms);
        match removed {
            Ok(()) => *self = OlderFiles::gone(),
            Err(why) => {
                self.known = Sighting::Stay(since_ms, why);
                self.put_off(now_ms);
            }
        }
    }

    /// The user asks for another try.
    pub(crate) fn try_now(&mut self) {
        self.failed = None;
    }

    /// Other keys are in use from now on, which supersede more.
    pub(crate) fn are_more(&mut self) {
        self.try_now();
        if self.are_gone() {
            self.known = Sighting::Nothing;
        }
    }

    /// Records that they could not be looked for; what is known stays known.
    pub(crate) fn put_off(&mut self, now_ms: u64) {
        let times = self.failed.map_or(0, |(_, times)| times);
        self.failed = Some((now_ms, times.saturating_add(1)));
    }

    /// How long until it is time to try to remove them, ms; `None`: none is there.
    pub(crate) fn due_in_ms(&self, now_ms: u64) -> Option<u64> {
        if self.are_gone() {
            return None;
        }
        let Some((failed_ms, times)) = self.failed else { return Some(0) };
        let pause_ms = FIRST_MS << times.saturating_sub(1).min(MOST_DOUBLINGS);
        // A clock that was set back is no reason to wait.
        let since_ms = now_ms.checked_sub(failed_ms).unwrap_or(pause_ms);
        Some(pause_ms.saturating_sub(since_ms))
    }

    pub(crate) fn are_due(&self, now_ms: u64) -> bool {
        self.due_in_ms(now_ms) == Some(0)
    }
}
