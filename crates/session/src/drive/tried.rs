//! What was tried out a moment ago, so that connecting a drive and turning the backup on there try it out once.

use std::cell::RefCell;

use super::DriveSettings;

/// A drive is tried out again when the user took longer than this, ms.
const FRESH_MS: u64 = 10 * 60 * 1000;

struct TrialRecord {
    asked: DriveSettings,
    found: DriveSettings,
    at_ms: u64,
}

/// The newest trial that went well, for one use.
#[derive(Default)]
pub struct TrialCache(RefCell<Option<TrialRecord>>);

impl TrialCache {
    /// Notes what trying `asked` out found.
    pub fn note(&self, asked: DriveSettings, found: DriveSettings, now_ms: u64) {
        self.0.replace(Some(TrialRecord { asked, found, at_ms: now_ms }));
    }

    /// What was found about this very drive with this very login, unless that was long ago or has been used.
    pub fn take(&self, asked: &DriveSettings, now_ms: u64) -> Option<DriveSettings> {
        let trial = self.0.take()?;
        let fresh = now_ms.checked_sub(trial.at_ms).is_some_and(|age| age <= FRESH_MS);
        (fresh && trial.asked == *asked).then_some(trial.found)
    }

    /// Drops what was tried, so that nothing of it stays in memory.
    pub fn forget(&self) {
        self.0.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(password: &str) -> DriveSettings {
        let kept = serde_json::json!({
            "kind": "webDav", "url": "https://dav.example/", "user": "ana", "password": password, "aside": true, "created": 201,
        });
        serde_json::from_value(kept).unwrap()
    }

    #[test]
    fn a_trial_counts_once_for_the_same_drive_and_login_and_not_for_long() {
        let tried = TrialCache::default();
        let note = || tried.note(settings("a"), settings("found"), 1_000);
        assert!(tried.take(&settings("a"), 1_000).is_none());
        note();
        assert!(tried.take(&settings("a"), 2_000).is_some_and(|found| found == settings("found")));
        assert!(tried.take(&settings("a"), 2_000).is_none(), "used");
        note();
        assert!(tried.take(&settings("b"), 2_000).is_none(), "another password");
        note();
        assert!(tried.take(&settings("a"), 1_001 + FRESH_MS).is_none(), "long ago");
        note();
        assert!(tried.take(&settings("a"), 999).is_none(), "a clock that was set back");
        note();
        tried.forget();
        assert!(tried.take(&settings("a"), 2_000).is_none());
    }
}
