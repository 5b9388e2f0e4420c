//! What waits for its turn, and can be taken back until then: an entry before it may wait for a service without an end.

use std::{future::poll_fn, mem::replace, task::Poll};

use futures::{
    FutureExt,
    channel::oneshot,
    future::{Either, select},
};

use super::shared::Shared;
use crate::status::{Obstacle, Status};

/// How long a request may wait in the queue before the cause of the delay is checked, ms.
const QUEUE_MS: u64 = 20_000;

/// Travels with the request.
pub(super) struct QueuePlace(oneshot::Sender<()>);

/// What the caller awaits.
pub(super) struct QueueTicket(oneshot::Receiver<()>);

/// The two ends of one request.
pub(super) fn turn() -> (QueuePlace, QueueTicket) {
    let (begin, begins) = oneshot::channel();
    (QueuePlace(begin), QueueTicket(begins))
}

impl QueuePlace {
    /// Marks the request as begun; `false` if the caller has taken it back.
    pub(super) fn begin(self) -> bool {
        self.0.send(()).is_ok()
    }
}

impl QueueTicket {
    /// Comes when it is begun, or will never be, since the engine is gone. What only takes its time is waited for.
    ///
    /// # Errors
    /// It is taken back, and this is what holds up what was handed in before.
    pub(super) async fn unless_stuck(mut self, shared: &Shared) -> Result<(), Obstacle> {
        loop {
            let patience = shared.env().clock.sleep(QUEUE_MS);
            let in_time = matches!(select(&mut self.0, patience).await, Either::Left(_));
            if in_time || (&mut self.0).now_or_never().is_some() {
                return Ok(());
            }
            if let Some(why) = holds_up(shared.status()) {
                return Err(why);
            }
            // Under a clock that does not wait the engine has its turn all the same.
            let mut has_yielded = false;
            poll_fn(|context| {
                context.waker().wake_by_ref();
                if replace(&mut has_yielded, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        }
    }
}

/// What is in the way of a write.
fn holds_up(status: Status) -> Option<Obstacle> {
    match status {
        // That waits to be deleted.
        Status::Waiting { why: Obstacle::OlderPhraseFile { .. }, .. }
        | Status::Paused { why: Obstacle::OlderPhraseFile { .. } } => None,
        Status::Waiting { why, .. } | Status::Paused { why } => Some(why),
        Status::Off | Status::Checking | Status::Saving | Status::Saved { .. } | Status::Fenced { .. } => {
            None
        }
    }
}
