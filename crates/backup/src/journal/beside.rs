//! What lies beside the journal: the note, and the phrase file, which is the only way back with a PIN.
//!
//! One rule serves the start, quiet times, "Check now" and a changed PIN: the phrase file of the keyring in use lies in
//! the folder and opens, and no older one does whose key it holds. Until that is so, nothing is reported as saved.

use lifeboat_cloud::DriveError;

use crate::{
    fault::Fault,
    older_files::OlderFiles,
    status::{Obstacle, Status},
};

/// A quiet moment looks again if the last look is at least this long ago.
const QUIET_MS: u64 = 60_000;
/// A look at rest repeats the check after this long.
const REST_MS: u64 = 300_000;
/// A look at rest reads the phrase file again if that was at least this long ago; until then it need only be there.
const OPENED_MS: u64 = 600_000;
/// The pauses at rest while something is not as it should be: the one after a first look, which doubles with each
/// further one, and the longest. A server that is asked more often the less it answers never recovers.
const BROKEN_MS: u64 = 30_000;
const LONGEST_BROKEN_MS: u64 = 600_000;
const MOST_DOUBLINGS: u32 = 5;

/// How much a look is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Nothing is promised, so few requests are made: what a glance does not show is looked for again at the next one.
    AtRest,
    /// Something is promised, or written, relying on it.
    Proof,
}

/// What is known of the files beside the journal.
#[derive(Default)]
pub(crate) struct SideFiles {
    /// Since when it is not as it should be, Unix ms, and why.
    broken: Option<(u64, Obstacle)>,
    /// How many looks in a row have ended so.
    broken_looks: u32,
    /// The last look at rest had no answer.
    silent: bool,
    /// When it was looked at last.
    looked_ms: Option<u64>,
    /// When the phrase file of the keyring in use was read and opened last, Unix ms.
    opened_ms: Option<u64>,
    /// The phrase file that an entry needs which is sealed now is not there yet: the keys were changed.
    unplaced: bool,
    /// All phrase files were listed since these keys are in use: a newer one has the next number.
    listed: bool,
    /// The older ones that this one supersedes.
    older: OlderFiles,
    /// Something that this device wrote is gone, and not written again yet.
    gone: bool,
    /// Why that could not be made good, and since when, Unix ms.
    stays_gone: Option<(u64, Obstacle)>,
    /// Why it cannot be known whether everything is there until the user does something, and since when, Unix
    /// ms.
    unanswered: Option<(u64, Obstacle)>,
    /// Where a file that does not open lies in the way above the head, and what is wrong with it.
    blocked: Option<(u64, Fault)>,
}

impl SideFiles {
    /// Whether nothing may be reported as saved before another look.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some() || self.older.stay().is_some()
    }

    /// Whether something that this device wrote was found to be gone, and no snapshot was written since.
    pub(super) fn is_gone(&self) -> bool {
        self.gone
    }

    /// A snapshot that needs nothing else was written, or the folder was found under another name.
    pub(super) fn is_found(&mut self) {
        self.gone = false;
        self.stays_gone = None;
    }

    /// What older secrets open may still be there, and why.
    pub(super) fn older_stays(&self) -> Option<Obstacle> {
        let (_, error) = self.older.stay()?;
        Some(Obstacle::OlderPhraseFile { error: error.clone() })
    }

    /// Records that it has not been seen yet that what the keys in use open by is in the folder.
    pub(super) fn doubt(&mut self) {
        self.unplaced = true;
    }

    /// Changed keys are not in the folder yet.
    pub(super) fn is_unplaced(&self) -> bool {
        self.unplaced
    }

    /// This process has not looked yet.
    pub(super) fn is_unknown(&self) -> bool {
        self.looked_ms.is_none()
    }

    /// Everything is there: it was just made, and read back.
    pub(super) fn made(now_ms: u64) -> SideFiles {
        SideFiles { looked_ms: Some(now_ms), listed: true, older: OlderFiles::gone(), ..SideFiles::default() }
    }

    /// The state after a copy: the files that a restore begins with are there, and were read back; older phrase files
    /// may be there as well.
    pub(super) fn copied(now_ms: u64) -> SideFiles {
        SideFiles { looked_ms: Some(now_ms), ..SideFiles::default() }
    }

    /// Records that the files were looked at.
    pub(super) fn looked(&mut self, now_ms: u64) {
        self.looked_ms = Some(now_ms);
    }

    /// The phrase file of the keyring in use was read, and opens.
    pub(super) fn opened(&mut self, now_ms: u64) {
        self.opened_ms = Some(now_ms);
    }

    /// Whether the phrase file has opened since then.
    pub(super) fn has_opened_since(&self, ms: u64) -> bool {
        self.opened_ms.is_some_and(|opened_ms| opened_ms >= ms)
    }

    /// Whether it was read a short time ago, everything was as it should be, and nothing is to be removed
    /// that relies on it.
    pub(super) fn may_stay_unread(&self, now_ms: u64) -> bool {
        let since_ms = self.opened_ms.and_then(|opened_ms| now_ms.checked_sub(opened_ms));
        let is_recent = since_ms.is_some_and(|since_ms| since_ms < OPENED_MS);
        is_recent && self.broken.is_none() && !self.is_untidy(now_ms, Care::AtRest)
    }

    /// What lies there may be another one.
    pub(super) fn may_not_open(&mut self) {
        self.opened_ms = None;
    }

    /// Everything is as it should be.
    pub(super) fn is_whole(&mut self) {
        self.broken = None;
        self.broken_looks = 0;
    }

    /// Records that something is wrong, and since when.
    pub(super) fn breaks(&mut self, now_ms: u64, why: Obstacle) {
        let since_ms = self.broken.as_ref().map_or(now_ms, |(since_ms, _)| *since_ms);
        self.broken = Some((since_ms, why));
        self.broken_looks = self.broken_looks.saturating_add(1);
    }

    /// The folder was gone.
    pub(super) fn was_gone(&mut self) {
        self.gone = true;
    }

    /// Something is gone, and could not be made good, and why.
    pub(super) fn stays_gone(&mut self, now_ms: u64, why: Obstacle) {
        let since_ms = self.stays_gone.as_ref().map_or(now_ms, |(since_ms, _)| *since_ms);
        self.gone = true;
        self.stays_gone = Some((since_ms, why));
    }

    /// A look for what may be lost was refused, by something that only the user can fix.
    pub(super) fn is_unanswered(&mut self, now_ms: u64, why: Obstacle) {
        let since_ms = self.unanswered.as_ref().map_or(now_ms, |(since_ms, _)| *since_ms);
        self.unanswered = Some((since_ms, why));
    }

    /// One was answered.
    pub(super) fn is_answered(&mut self) {
        self.unanswered = None;
    }

    /// A file that does not open lies where an entry above the head belongs.
    pub(super) fn is_blocked(&mut self, position: u64, fault: Fault) {
        self.blocked = Some((position, fault));
    }

    /// There is no longer a file in the way above the head.
    pub(super) fn is_passable(&mut self) {
        self.blocked = None;
    }

    /// The head is there now.
    pub(super) fn went_past(&mut self, head: u64) {
        self.blocked = self.blocked.filter(|(position, _)| *position > head);
    }

    /// The phrase file of the keyring in use is there, and opens.
    pub(super) fn is_placed(&mut self) {
        self.unplaced = false;
    }

    /// Other keys are in use from now on.
    pub(super) fn changes_keys(&mut self) {
        self.unplaced = true;
        self.listed = false;
        self.may_not_open();
        self.older.are_more();
    }

    /// Whether all phrase files were listed since these keys are in use.
    pub(super) fn is_listed(&self) -> bool {
        self.listed
    }

    /// They were, and none is newer.
    pub(super) fn listed(&mut self) {
        self.listed = true;
    }

    /// Whether it is time to remove what the phrase file in use supersedes. What promises something does not
    /// wait for it.
    pub(super) fn is_untidy(&self, now_ms: u64, care: Care) -> bool {
        !self.older.are_gone() && (care == Care::Proof || self.older.are_due(now_ms))
    }

    /// How removing older phrase files ended.
    pub(super) fn tidied(&mut self, now_ms: u64, removed: Result<(), DriveError>) {
        self.older.removed(now_ms, removed);
    }

    /// What may be said when the journal itself is whole; `None`: that it is saved.
    pub(super) fn status(&self) -> Option<Status> {
        if let Some((since_ms, why)) =
            self.broken.as_ref().or(self.stays_gone.as_ref()).or(self.unanswered.as_ref())
        {
            return Some(told(*since_ms, why.clone()));
        }
        if let Some((position, fault)) = self.blocked {
            return Some(Status::Paused { why: Obstacle::Entry { position, fault } });
        }
        if let (Some((since_ms, _)), Some(why)) = (self.older.stay(), self.older_stays()) {
            return Some(told(since_ms, why));
        }
        (self.is_unknown() || self.gone).then_some(Status::Checking)
    }

    /// Whether it is time for another look.
    pub(super) fn is_due(&self, now_ms: u64) -> bool {
        self.broken.is_some() || self.has_rested(now_ms, QUIET_MS)
    }

    /// Whether a time when nothing is written is the time for another look.
    pub(super) fn rested(&self, now_ms: u64) -> bool {
        let pause_ms = match self.broken_looks.checked_sub(1) {
            Some(again) => (BROKEN_MS << again.min(MOST_DOUBLINGS)).min(LONGEST_BROKEN_MS),
            None => REST_MS,
        };
        self.has_rested(now_ms, pause_ms)
    }

    /// Whether a look at rest had an answer. When that begins again, what is broken may be whole by now.
    pub(super) fn answers(&mut self, answered: bool) {
        if answered && self.silent {
            self.broken_looks = self.broken_looks.min(1);
        }
        self.silent = !answered;
    }

    fn has_rested(&self, now_ms: u64, pause_ms: u64) -> bool {
        let rested = self.looked_ms.and_then(|looked| now_ms.checked_sub(looked));
        rested.is_none_or(|rested| rested >= pause_ms)
    }
}

/// Tried again automatically, unless the user has to do something first.
fn told(since_ms: u64, why: Obstacle) -> Status {
    match &why {
        Obstacle::Drive(error) | Obstacle::OlderPhraseFile { error } if !error.needs_user() => {
            Status::Waiting { since_ms, why }
        }
        Obstacle::Drive(_)
        | Obstacle::Store(_)
        | Obstacle::Entry { .. }
        | Obstacle::PhraseFile { .. }
        | Obstacle::OlderPhraseFile { .. }
        | Obstacle::Mirror(_)
        | Obstacle::TooLarge => Status::Paused { why },
    }
}
