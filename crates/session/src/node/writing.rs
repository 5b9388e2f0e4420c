//! Cuts into the journal: nothing leaves before the journal has what it depends on.

use std::rc::Rc;

use lifeboat_backup::{AppendError, Status, Trouble};
use lifeboat_cloud::DriveError;
use lifeboat_wallet::Urgency;

use super::{LOOK_EVERY_MS, News, Node, RESUME_MS, SIGNED_OUT_MS};
use crate::problem;

impl Node {
    /// Whether everything the wallet knows is durable.
    pub fn is_settled(&self) -> bool {
        !self.writing.get() && !self.wallet.is_unsaved()
    }

    /// Everything into the journal now, also what no peer waits for.
    pub fn flush(self: &Rc<Node>) {
        self.flush.set(true);
        self.pump();
    }

    /// Writes the next atomic entry, if one is due. Only its acknowledgement lets LDK continue.
    pub(super) fn cut(self: &Rc<Node>, now: u64) {
        if self.writing.get() {
            return;
        }
        let urgency = if self.flush.get() { Urgency::Flush } else { Urgency::Normal };
        let Some(batch) = self.wallet.next_cut(now, urgency) else {
            self.flush.set(false);
            return;
        };
        self.flush.set(false);
        self.writing.set(true);
        self.waiting_since.set(Some(self.host.instant_ms()));
        let node = self.clone();
        let written = self.journal.append(batch);
        self.spawn(async move { node.written(written.await).await });
    }

    async fn written(self: Rc<Node>, result: Result<u64, AppendError>) {
        if self.stopped.get() || self.watches_only.get() {
            return;
        }
        match result {
            Ok(_) => {
                self.writing.set(false);
                self.waiting_since.set(None);
                self.paused_at.set(None);
                // The storage answers: no pause is needed before it is asked.
                self.asking_alone.rest();
                self.look_at.set(self.host.instant_ms() + LOOK_EVERY_MS);
                self.wallet.cut_durable();
                (self.tell)(News::Changed);
                self.pump();
            }
            // Nothing there can be trusted from now on, whatever is done about it.
            Err(error @ AppendError::Paused(Trouble::Drive(DriveError::Overwrote))) => self.fail(&error),
            // The journal keeps the batch; it becomes durable once the cause is fixed.
            Err(AppendError::Paused(_)) => {
                self.paused_at.set(Some(self.host.instant_ms()));
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
        self.stop();
        (self.tell)(News::Stopped(problem::of_append(error)));
    }

    /// Whether it is time to retry automatically what a pause held back. Servers count attempts with a revoked password, and
    /// then lock everybody out for a while.
    pub(super) fn is_resume_due(&self, now: u64) -> bool {
        let signed_out = Status::Paused { why: Trouble::Drive(DriveError::SignedOut) };
        let pause_ms = if self.journal.status() == signed_out { SIGNED_OUT_MS } else { RESUME_MS };
        self.paused_at.get().is_some_and(|at| now > at + pause_ms)
    }

    /// Writes again what a pause has held back: after the user did something about it.
    pub fn resume(self: &Rc<Node>) {
        if self.paused_at.take().is_some() {
            let node = self.clone();
            let written = self.journal.resume();
            self.spawn(async move { node.written(written.await).await });
        }
    }
}
