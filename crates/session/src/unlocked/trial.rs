//! Trying out the storage that a wallet has come from.
//!
//! It is tried once the wallet runs, not before: a restore only reads and writes the entry that takes the
//! wallet over, in the most careful way, and that is done whatever the trial would find, since it may be the
//! only copy. So nothing is gained by waiting for some hundred requests first.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures::FutureExt;
use lifeboat_backup::{Obstacle, Status};
use lifeboat_cloud::{DriveError, scratch_folder};
use lifeboat_messages::Problem;

use super::UnlockedWallet;
use crate::drive::DriveSettings;
use crate::problem;
use crate::settings::Settings;

/// A trial that takes longer has found nothing, ms: a storage that limits its requests would be asked without end.
const LONGEST_MS: u64 = 180_000;
/// How long after a trial that was cut off or took too long a start tries again, ms.
const AGAIN_MS: u64 = 24 * 60 * 60 * 1000;
/// How long the journal has to have had nothing to write before it goes on, ms.
const REST_MS: u64 = 500;

/// How far the work beside a journal has come.
enum Step<T> {
    Done(T),
    TooLong,
    /// The journal has something to write.
    StandsStill,
}

/// Why the storage that the wallet has come from is not fit for it, once that was found out; and the trial,
/// while it stands still.
#[derive(Default)]
pub(super) struct StorageTrial {
    why: RefCell<Option<Problem>>,
    waits: RefCell<Option<Waker>>,
}

impl StorageTrial {
    fn note(&self, why: Option<Problem>) {
        *self.why.borrow_mut() = why;
    }

    /// `None`: it is fit, or it was not tried out yet.
    pub(super) fn why(&self) -> Option<Problem> {
        self.why.borrow().clone()
    }
}

impl UnlockedWallet {
    /// Tries it out where that was not done yet, or it did not pass, and uses it as was found from then on.
    /// The name of the folder in which that is done is kept before the first request, so that nothing is left
    /// there by a process that ends meanwhile.
    pub(super) async fn try_storage_out(self: Rc<UnlockedWallet>) {
        let settings = self.settings();
        let Some(drive) = settings.drive().filter(|_| settings.is_untried()).cloned() else { return };
        if let Some(begun_ms) = settings.unfinished_trial() {
            let is_recent = self.env.now_ms().checked_sub(begun_ms).is_some_and(|age| age < AGAIN_MS);
            if !self.remove_scratch_folder(&drive, begun_ms).await || is_recent {
                return;
            }
        }
        let begun_ms = self.env.now_ms();
        if !self.note_trial(&drive, Some(begun_ms)).await {
            return;
        }
        let Some(found) = self.beside_the_journal(drive.clone().probed_as(begun_ms, &self.env)).await else {
            self.remove_scratch_folder(&drive, begun_ms).await;
            return;
        };
        match found {
            Ok(Ok(found)) => self.use_as_found(&drive, &found).await,
            Ok(Err(weakness)) => {
                self.note_trial(&drive, None).await;
                self.trial.note(Some(problem::of_weakness(weakness)));
                self.env.changed();
            }
            // It may be full, or read-only, or have a bad day: the next start tries again, unless its folder
            // lies there.
            Err(_) => {
                if self.remove_scratch_folder(&drive, begun_ms).await {
                    self.note_trial(&drive, None).await;
                }
            }
        }
    }

    async fn use_as_found(&self, drive: &DriveSettings, found: &DriveSettings) {
        self.trial.note(None);
        let mut is_there = false;
        let kept = self.change_settings(|settings| is_there = settings.note_tried(found)).await;
        // What is not kept is found out again at the next start.
        if kept.is_ok()
            && is_there
            && found != drive
            && let (Ok(Some(faster)), Ok(journal)) = (self.drive(), self.journal())
        {
            journal.set_drive(faster);
        }
    }

    /// Whether it was kept, and the backup is still there.
    async fn note_trial(&self, drive: &DriveSettings, begun_ms: Option<u64>) -> bool {
        let mut is_there = false;
        let note = |settings: &mut Settings| is_there = settings.note_trial(drive, begun_ms);
        self.change_settings(note).await.is_ok() && is_there
    }

    /// Whether nothing of that trial is left.
    async fn remove_scratch_folder(&self, drive: &DriveSettings, begun_ms: u64) -> bool {
        let Ok(drive) = drive.drive(&self.env) else { return false };
        matches!(drive.delete(&scratch_folder(begun_ms)).await, Ok(()) | Err(DriveError::NotFound))
    }

    /// Continues with it only while the journal has nothing to write: what is paid must not wait for a
    /// storage that takes only so many requests in a time. `None`: it has taken too long, not counting the
    /// time in which it stood still.
    async fn beside_the_journal<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let mut left_ms = LONGEST_MS;
        loop {
            let began_ms = self.env.host().instant_ms();
            let mut too_long = pin!(self.env.sleep(left_ms).fuse());
            let step = poll_fn(|context| {
                if self.has_to_write() {
                    return Poll::Ready(Step::StandsStill);
                }
                match (work.as_mut().poll(context), too_long.as_mut().poll(context)) {
                    (Poll::Ready(done), _) => Poll::Ready(Step::Done(done)),
                    (Poll::Pending, Poll::Ready(())) => Poll::Ready(Step::TooLong),
                    (Poll::Pending, Poll::Pending) => Poll::Pending,
                }
            });
            match step.await {
                Step::Done(done) => return Some(done),
                Step::TooLong => return None,
                Step::StandsStill => {}
            }
            left_ms = left_ms.saturating_sub(self.env.host().instant_ms().saturating_sub(began_ms));
            self.has_written().await;
            self.env.sleep(REST_MS).await;
        }
    }

    /// The journal has nothing to write any more. That may take as long as its storage is silent, so it is
    /// not looked for.
    async fn has_written(&self) {
        poll_fn(|context| {
            *self.trial.waits.borrow_mut() = Some(context.waker().clone());
            if self.has_to_write() { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }

    /// What the journal says from now on.
    pub(super) fn set_status(&self, status: Status) {
        *self.status.borrow_mut() = status;
        let waits = self.trial.waits.borrow_mut().take();
        if let Some(waits) = waits {
            waits.wake();
        }
    }

    fn has_to_write(&self) -> bool {
        match &*self.status.borrow() {
            // That waits to be deleted, and holds up no write.
            Status::Waiting { why: Obstacle::OlderPhraseFile { .. }, .. } => false,
            Status::Checking | Status::Saving | Status::Waiting { .. } => true,
            Status::Off | Status::Saved { .. } | Status::Paused { .. } | Status::Fenced { .. } => false,
        }
    }
}
