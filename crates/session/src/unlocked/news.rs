//! What the journal and the node report, and what the wallet becomes by it.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::{Author, Journal, Obstacle, Status, StoreError, TakeoverSeen};
use lifeboat_messages::{Phase, Problem, ReadOnly};

use super::UnlockedWallet;
use super::stale_note::StateWord;
use crate::node::News;
use crate::problem::author;

/// How long the drive is asked who took over, before an old state is called just that.
const ASK_MS: u64 = 10_000;
/// How long until it is asked again, where it could not be asked.
const ASK_AGAIN_MS: u64 = 30_000;

/// The browser deleted its stored data, and nothing has been saved since.
#[derive(Default)]
pub(super) struct StoreLoss(Cell<bool>);

impl StoreLoss {
    fn note(&self) {
        self.0.set(true);
    }

    /// The store takes something again: whether it had lost its data.
    fn take(&self) -> bool {
        self.0.take()
    }
}

impl UnlockedWallet {
    /// Takes note of the journal's status.
    pub(super) fn note_status(self: &Rc<UnlockedWallet>, status: &Status) {
        self.set_status(status.clone());
        if matches!(status, Status::Paused { why: Obstacle::Store(StoreError::Lost) }) {
            self.loss.note();
        }
        if matches!(status, Status::Saved { .. } | Status::Off) && self.loss.take() {
            // The store takes something again: what could not be kept meanwhile is kept now.
            let open = self.clone();
            self.spawn_task(async move { open.settle_settings(|_| {}).await });
        }
        if let Status::Fenced { by } = status {
            self.become_fenced(by.clone());
        }
        self.env.changed();
    }

    /// The drive could not be asked: waiting since the first time that was so.
    pub(super) fn note_waiting(&self, why: Obstacle) {
        let since_ms = match &*self.status.borrow() {
            Status::Waiting { since_ms, .. } => *since_ms,
            Status::Off
            | Status::Checking
            | Status::Saving
            | Status::Saved { .. }
            | Status::Paused { .. }
            | Status::Fenced { .. } => self.env.now_ms(),
        };
        self.set_status(Status::Waiting { since_ms, why });
    }

    pub(super) fn heard(self: &Rc<UnlockedWallet>, news: News) {
        match news {
            News::Changed => {
                self.keep_scores();
                self.env.changed();
            }
            News::Fenced => {
                if let Status::Fenced { by } = self.status.borrow().clone() {
                    self.become_fenced(by);
                }
            }
            News::Stale => {
                self.halted.set(true);
                self.watch_on();
                self.stale.say(StateWord::Old);
                self.set_phase(Phase::Checking);
                self.spawn_task(self.clone().explain_stale());
            }
            News::Agreed => {
                self.stale.say(StateWord::Agreed);
                let open = self.clone();
                self.spawn_task(async move { open.keep_stale().await });
            }
            News::Stopped(problem) => self.become_unsafe(problem),
        }
    }

    /// Explains why the state is old: either another device took over, which the drive can tell, or this
    /// state came from an old copy. The remedies differ, so the drive is asked first, for some seconds. If it
    /// cannot be asked, it is asked again later.
    async fn explain_stale(self: Rc<UnlockedWallet>) {
        self.keep_stale().await;
        let asked = self.journal.borrow().clone();
        let Some(journal) = asked else { return };
        let mut asking = pin!(self.is_taken_over(&journal).fuse());
        let known = futures::select_biased! {
            taken_over = asking => Some(taken_over),
            () = Box::pin(self.env.sleep(ASK_MS)).fuse() => None,
        };
        // If it was taken over, the journal says by which device, now or when its drive answers.
        let is_fenced = || matches!(*self.status.borrow(), Status::Fenced { .. });
        if known != Some(true) && !is_fenced() && !self.closed.get() {
            self.set_phase(Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } });
        }
        if known.is_none() {
            asking.await;
        }
    }

    /// The drive knows it, whenever it can be asked.
    async fn is_taken_over(&self, journal: &Journal) -> bool {
        loop {
            if journal.is_taken_over().await == Ok(true) {
                return true;
            }
            // If the drive has answered since, it is asked which device it is.
            if journal.head_is_ours().await == Ok(true) {
                return false;
            }
            self.env.sleep(ASK_AGAIN_MS).await;
        }
    }

    /// Keeps for the time after the lock that its state is old, that this is settled, or that another device
    /// has it. If the store refuses the first or the last, it is told again when the wallet is next opened
    /// and finds out. If it refuses the second, it keeps a doubt that no longer holds: then no other wallet
    /// can take the place of this one.
    pub(super) async fn keep_stale(&self) {
        let env = self.env.silent_env();
        let write = async |word| {
            // What a peer has said is settled by the device that has it now. Until that is kept, the other
            // stays: a store that takes the first alone would leave a state that is known to be old as if
            // nothing were known of it.
            if word == StateWord::Elsewhere
                && Journal::note_taken_over(&env, TakeoverSeen::Here).await.is_err()
            {
                return;
            }
            let _ = Journal::note_stale(&env, word == StateWord::Old).await;
        };
        self.stale.keep(write).await;
    }

    /// Another device has taken over: this wallet is read-only from now on. Its state is old for that reason,
    /// and is there.
    pub fn become_fenced(self: &Rc<UnlockedWallet>, by: Author) {
        self.halt();
        self.start.alone.is_over();
        self.stale.say(StateWord::Elsewhere);
        let open = self.clone();
        self.spawn_task(async move { open.keep_stale().await });
        self.set_status(Status::Fenced { by: by.clone() });
        self.set_phase(Phase::ReadOnly { why: ReadOnly::Elsewhere { by: author(&by) } });
    }

    /// Its state must not be used, but to watch the channels.
    pub(super) fn become_unsafe(&self, problem: Problem) {
        self.halted.set(true);
        self.watch_on();
        self.set_phase(Phase::ReadOnly { why: ReadOnly::Unsafe { problem } });
    }

    pub(super) fn unusable(&self) -> Problem {
        match &*self.phase.borrow() {
            Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } } => Problem::Fenced,
            Phase::ReadOnly { why: ReadOnly::OtherTab } => Problem::OtherTab,
            Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } | ReadOnly::Unsafe { problem } } => {
                problem.clone()
            }
            Phase::Starting
            | Phase::Empty
            | Phase::Locked
            | Phase::Closing
            | Phase::Checking
            | Phase::Ready => Problem::Unavailable,
        }
    }
}
