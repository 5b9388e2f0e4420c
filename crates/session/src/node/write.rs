//! Cuts into the journal: nothing leaves before the journal has what it depends on.

use std::cell::Cell;
use std::rc::Rc;

use lifeboat_backup::{AppendError, Obstacle, Status};
use lifeboat_cloud::DriveError;
use lifeboat_wallet::Urgency;

use super::{News, Node};
use crate::problem;

/// The user may have fixed the cause elsewhere, for example by making room in the cloud.
const RESUME_MS: u64 = 30_000;
/// Users rarely fix a rejected password elsewhere, so retry less often.
const SIGNED_OUT_MS: u64 = 600_000;
/// A peer that has offered a payment must not wait for a drive that is down for minutes (docs/journal.md).
const DISCONNECT_AFTER_MS: u64 = 60_000;

/// How far the entry is that is being written.
#[derive(Default)]
pub(super) struct WriteProgress {
    is_under_way: Cell<bool>,
    /// Since when it has been on its way.
    since: Cell<Option<u64>>,
    /// When the journal paused.
    paused_at: Cell<Option<u64>>,
    /// Everything is to be written, also what no peer waits for.
    flush: Cell<bool>,
}

impl WriteProgress {
    fn begin(&self, now: u64) {
        self.is_under_way.set(true);
        self.since.set(Some(now));
    }

    fn end(&self) {
        self.is_under_way.set(false);
        self.since.set(None);
        self.paused_at.set(None);
    }

    /// Whether an entry has been on its way for so long that no peer is to wait for it any longer.
    pub(super) fn is_stuck(&self, now: u64) -> bool {
        self.since.get().is_some_and(|since| now > since + DISCONNECT_AFTER_MS)
    }
}

impl Node {
    /// Whether everything the wallet knows is durable.
    pub fn is_settled(&self) -> bool {
        !self.writing.is_under_way.get() && !self.wallet().is_unsaved()
    }

    /// Everything into the journal now, also what no peer waits for.
    pub fn flush(self: &Rc<Node>) {
        self.writing.flush.set(true);
        self.pump();
    }

    /// Writes the next atomic entry, if one is due. Only its acknowledgement lets LDK continue.
    pub(super) fn cut(self: &Rc<Node>, now: u64) {
        if self.writing.is_under_way.get() {
            return;
        }
        let urgency = if self.writing.flush.get() { Urgency::Flush } else { Urgency::Normal };
        let Some(batch) = self.wallet().next_cut(now, urgency) else {
            self.writing.flush.set(false);
            return;
        };
        self.writing.flush.set(false);
        self.writing.begin(self.host.instant_ms());
        let node = self.clone();
        let written = self.journal.append(batch);
        self.spawn(async move { node.written(written.await).await });
    }

    async fn written(self: Rc<Node>, result: Result<u64, AppendError>) {
        if self.stopped.get() {
            return;
        }
        match result {
            Ok(_) => {
                self.writing.end();
                // The storage answers: no pause is needed before it is asked.
                self.asking_alone.rest();
                self.takeover.look_later(self.host.instant_ms());
                self.wallet().cut_durable();
                (self.tell)(News::Changed);
                self.pump();
            }
            // Nothing there can be trusted from now on, whatever is done about it.
            Err(error @ AppendError::Paused(Obstacle::Drive(DriveError::Overwrote))) => self.fail(&error),
            // The journal keeps the batch; it becomes durable once the cause is fixed.
            Err(AppendError::Paused(_)) => {
                self.writing.paused_at.set(Some(self.host.instant_ms()));
                (self.tell)(News::Changed);
            }
            Err(AppendError::Fenced(_)) => {
                self.stop();
                (self.tell)(News::Fenced);
            }
            Err(error @ AppendError::KeyTooLong) => self.fail(&error),
            // The process is ending.
            Err(AppendError::Closed) => self.stop(),
        }
    }

    /// Without a journal the node must stop, and the user is told why.
    fn fail(&self, error: &AppendError) {
        self.stand_down();
        (self.tell)(News::Stopped(problem::of_append(error)));
    }

    /// Whether it is time to retry automatically what a pause held back. Servers count attempts with a
    /// revoked password, and then lock everybody out for a while.
    pub(super) fn is_resume_due(&self, now: u64) -> bool {
        let signed_out = Status::Paused { why: Obstacle::Drive(DriveError::SignedOut) };
        let pause_ms = if self.journal.status() == signed_out { SIGNED_OUT_MS } else { RESUME_MS };
        self.writing.paused_at.get().is_some_and(|at| now > at + pause_ms)
    }

    /// Writes again what a pause has held back: after the user did something about it.
    pub fn resume(self: &Rc<Node>) {
        if self.writing.paused_at.take().is_some() {
            let node = self.clone();
            let written = self.journal.resume();
            self.spawn(async move { node.written(written.await).await });
        }
    }
}
