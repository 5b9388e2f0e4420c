//! Ending on purpose: within a time that the caller chooses, and with nothing that was handed in forgotten.

use std::{
    cell::RefCell,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use super::{
    Command,
    engine::{Engine, Halt},
    replica,
};
use crate::{
    Batch,
    entry::{self, Body, Entry},
    status::Other,
};

/// How a journal ended. From here on nothing of it touches this device's store, nor the drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Everything handed in is where it belongs.
    Saved,
    /// Something waits in this device's store; the next start sends it before anything else.
    Waiting,
    /// This device's store did not take all of it. What was not acknowledged may be lost, as in a crash.
    NotStored,
}

#[derive(Default)]
struct Inner {
    within_ms: Option<u64>,
    waker: Option<Waker>,
    ended: Option<Closed>,
}

/// The wish to end, from the handles to the engine.
#[derive(Clone, Default)]
pub(super) struct Closing(Rc<RefCell<Inner>>);

impl Closing {
    pub(super) fn ask(&self, within_ms: u64) {
        let waker = {
            let mut inner = self.0.borrow_mut();
            let soonest = inner.within_ms.map_or(within_ms, |other| other.min(within_ms));
            inner.within_ms = Some(soonest);
            inner.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// How it ended, once it has.
    pub(super) fn ended(&self) -> Option<Closed> {
        self.0.borrow().ended
    }

    pub(super) async fn asked(&self) -> u64 {
        poll_fn(|context| {
            let mut inner = self.0.borrow_mut();
            match inner.within_ms {
                Some(ms) => Poll::Ready(ms),
                None => {
                    inner.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.borrow().within_ms.is_some()
    }
}

impl Engine {
    /// The last thing it does: what could not be written goes into this device's store.
    pub(super) async fn put_away(&mut self) {
        self.collect();
        let mut rest = Batch::new();
        for batch in self.kept.drain(..) {
            rest.extend(batch);
        }
        let mut replies = std::mem::take(&mut self.closers);
        for command in self.inbox.drain(..) {
            match command {
                Command::Append(batch, _) => rest.extend(batch),
                Command::Close(reply) => replies.push(reply),
                // Their callers see that the engine is gone.
                _ => {}
            }
        }
        let closed = self.store_rest(rest).await;
        let closing = &self.writer.shared.closing;
        closing.0.borrow_mut().ended = Some(closed);
        for reply in replies {
            // Who does not wait any more does not need it.
            let _ = reply.send(closed);
        }
    }

    async fn store_rest(&mut self, rest: Batch) -> Closed {
        let fenced = matches!(self.halt, Halt::Fenced(_));
        let waiting = match self.waiting_entry(rest).filter(|_| !fenced) {
            None => None,
            Some(Ok(entry)) => Some(entry),
            Some(Err(())) => return Closed::NotStored,
        };
        let writer = &mut self.writer;
        // A write that was cut off may still be under way in the store; this one comes after it.
        if waiting.is_some() || writer.shared.closing.is_asked() {
            replica::set_waiting(&mut writer.unstored, waiting.as_ref());
        }
        match writer.flush().await {
            Err(_) => Closed::NotStored,
            Ok(()) if waiting.is_some() || writer.pending.is_some() => Closed::Waiting,
            Ok(()) => Closed::Saved,
        }
    }

    /// Sealed like an entry, but never sent as it is: only its batch counts.
    fn waiting_entry(&self, rest: Batch) -> Option<Result<Entry, ()>> {
        if rest.is_empty() {
            return None;
        }
        let writer = &self.writer;
        let body = Body::Delta(rest);
        let place = writer.chain.next(writer.meta.writer, &body);
        let origin = Other { device: writer.env.device.clone(), at_ms: writer.env.clock.now_ms() };
        Some(entry::make(writer.keys.sealing(), place, origin, body, &writer.env.rng).map_err(|_| ()))
    }
}
