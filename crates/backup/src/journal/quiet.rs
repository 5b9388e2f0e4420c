//! What the engine does when nothing is asked of it: it looks for what the drive may have lost, writes a snapshot that is due,
//! and deletes what no reader needs any longer.

use super::{
    Stop,
    engine::{Engine, Halt},
    home::Whereabouts,
};
use crate::{chain::SnapshotUrgency, status::Trouble};

/// How long nobody must want anything before snapshots and pruning take the line: a payment is several entries in a row.
const QUIET_MS: u64 = 1_500;
/// After a look that did not find all there the next one waits longer, doubling so often.
const MOST_DOUBLINGS: u32 = 6;
/// While nothing is written all of it is looked for when the last look is so long ago: a listing is large.
const REST_MS: u64 = 3_600_000;

/// Whether it is time to look for what the drive may have lost.
#[derive(Clone, Copy, Default)]
pub(super) struct Lookout {
    /// Something was written since the last look that found out.
    due: bool,
    /// When the last look ended that did not find all there, Unix ms, and how many have in a row.
    failed: Option<(u64, u32)>,
    /// When the last look ended that found out, Unix ms.
    looked_ms: Option<u64>,
}

impl Lookout {
    pub(super) fn is_due(&self) -> bool {
        self.due
    }

    /// There is something to look for.
    pub(super) fn look(&mut self, due: bool) {
        self.due |= due;
    }

    /// A write went well, so what failed before may not fail now.
    pub(super) fn wrote(&mut self, due: bool) {
        *self = Lookout { due, failed: None, ..*self };
    }

    /// Whether a time when nothing is written is the time for another look.
    pub(super) fn rested(&self, now_ms: u64) -> bool {
        let rested = self.looked_ms.and_then(|looked| now_ms.checked_sub(looked));
        rested.is_none_or(|rested| rested >= REST_MS)
    }

    /// The drive was asked and did not say, or something was lost.
    fn failed(&mut self, now_ms: u64) {
        let times = self.failed.map_or(0, |(_, times)| times);
        *self = Lookout { due: true, failed: Some((now_ms, times.saturating_add(1))), ..*self };
    }

    /// How long nobody must want anything before the next look, ms.
    pub(super) fn quiet_ms(&self, now_ms: u64) -> u64 {
        let Some((failed_ms, times)) = self.failed else { return QUIET_MS };
        let pause_ms = QUIET_MS << times.min(MOST_DOUBLINGS);
        // A clock that was set back is no reason to wait.
        let since_ms = now_ms.checked_sub(failed_ms).unwrap_or(pause_ms);
        pause_ms.saturating_sub(since_ms).max(QUIET_MS)
    }
}

impl Engine {
    /// Whether a quiet moment has something to do.
    pub(super) fn is_untidy(&self) -> bool {
        matches!(self.halt, Halt::No)
            && (self.lookout.is_due()
                || self.writer.chain.due() != SnapshotUrgency::No
                || !self.prunable.is_empty())
    }

    /// Nobody wants anything.
    pub(super) async fn tidy_up(&mut self) {
        let mut lookout = self.lookout;
        self.lookout = Lookout { due: false, failed: None, ..lookout };
        if lookout.is_due() && self.writer.is_marked() {
            self.writer.unmark().await;
        }
        // No snapshot before a look: it makes superfluous what may be lost.
        let looks = lookout.is_due() || self.writer.chain.due() != SnapshotUrgency::No;
        let lost = if looks { self.look_for_lost().await } else { Ok(false) };
        match &lost {
            Ok(_) if looks => self.lookout.looked_ms = Some(self.writer.env.clock.now_ms()),
            Ok(_) => {}
            Err(stop @ Stop::Fenced(_)) => return self.concluded(&Err(stop.clone())),
            // A later quiet moment asks again.
            Err(Stop::Paused(_)) => {
                lookout.failed(self.writer.env.clock.now_ms());
                self.lookout = lookout;
            }
        }
        if lost == Ok(true) || (looks && self.writer.beside.is_due(self.writer.env.clock.now_ms())) {
            // What comes of it shows in the status. Before a snapshot: a restore begins with it.
            let _ = self.watch().await;
        }
        let Ok(lost) = lost else { return };
        if matches!(self.halt, Halt::Fenced(_)) {
            return;
        }
        if lost || self.writer.chain.due() != SnapshotUrgency::No {
            // Its failure is the journal's halt.
            let _ = self.snapshot(lost).await;
        }
        if lost {
            // A drive that does not find what it was given again is not given it without end.
            lookout.failed(self.writer.env.clock.now_ms());
            self.lookout = Lookout { looked_ms: self.lookout.looked_ms, ..lookout };
        }
        // After the snapshot: alone they would be a journal without an end. What fails is for the next quiet moment.
        if matches!(self.halt, Halt::No)
            && let Err(Stop::Paused(Trouble::Drive(error))) = self.writer.settle_fences().await
        {
            self.lookout.look(!error.needs_user());
        }
        self.prune().await;
    }

    /// A time when nothing is written: the head is asked for, and the rest of it once an hour.
    pub(super) async fn look_at_rest(&mut self) {
        // A drive that does not say was told of with what lies beside the journal, and is asked again.
        if self.writer.head_is_gone().await == Ok(true) {
            self.writer.beside.was_gone();
            self.writer.tell(self.writer.standing());
        }
        let rested = self.lookout.rested(self.writer.env.clock.now_ms());
        self.lookout.look(self.writer.beside.is_gone() || (rested && self.writer.remote.is_some()));
    }

    /// Whether something is lost that has to be written anew; the state is doubted then.
    ///
    /// # Errors
    /// Another device took over; or nobody knows yet, and nothing may be written that makes superfluous what is lost.
    async fn look_for_lost(&mut self) -> Result<bool, Stop> {
        let gone = self.writer.beside.is_gone() || {
            let gone = self.writer.something_is_gone().await;
            gone.map_err(|error| Stop::Paused(Trouble::Drive(error)))?
        };
        if !gone {
            return Ok(false);
        }
        let lost = self.find_again().await;
        if let Err(Stop::Paused(why)) = &lost {
            self.writer.beside.stays_gone(self.writer.env.clock.now_ms(), why.clone());
            self.writer.tell(self.writer.standing());
        }
        lost
    }

    async fn find_again(&mut self) -> Result<bool, Stop> {
        match self.writer.follow_folder().await? {
            // A folder with another name is whole: only what was written since is missing there, and it gets that.
            Whereabouts::Here | Whereabouts::Followed => {
                if self.writer.beside.is_gone() {
                    self.writer.beside.is_found();
                    self.writer.tell(self.writer.standing());
                }
                Ok(false)
            }
            Whereabouts::Gone => {
                self.writer.doubt_state().await?;
                Ok(true)
            }
        }
    }

    /// Deletes until somebody wants something.
    async fn prune(&mut self) {
        while let Some(position) = self.prunable.pop_front() {
            if !self.writer.prune(position).await {
                self.prunable.clear();
            }
            self.collect();
            if !self.inbox.is_empty() || self.is_closed() {
                return;
            }
        }
    }
}
