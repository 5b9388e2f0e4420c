//! Calls that wait for their answer.

use std::{cell::RefCell, mem};

use futures::channel::oneshot;
use lifeboat_messages::{Answer, Call, Problem, Reply, Request};

use super::worker::{Files, Line};

type Result = std::result::Result<Answer, Problem>;

/// The calls of one page's life.
#[derive(Default)]
pub struct PendingCalls {
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    line: Option<Line>,
    last: u64,
    /// A few at most.
    waiting: Vec<(u64, oneshot::Sender<Result>)>,
    /// Calls made before the worker's first word; `None` afterwards.
    early: Option<Vec<(Call, Files)>>,
}

impl PendingCalls {
    /// Takes the line; calls are kept until [`PendingCalls::awake`].
    pub fn open(&self, line: Line) {
        let mut inner = self.inner.borrow_mut();
        inner.line = Some(line);
        inner.early.get_or_insert_default();
    }

    /// The worker spoke: sends what was asked meanwhile. Returns whether this was its first message.
    pub fn awake(&self) -> bool {
        let mut inner = self.inner.borrow_mut();
        let Some(early) = inner.early.take() else { return false };
        if let Some(line) = &inner.line {
            early.iter().for_each(|(call, files)| line.send(call, files));
        }
        true
    }

    /// Keeps calls from now on, until [`PendingCalls::awake`].
    pub fn hold(&self) {
        self.inner.borrow_mut().early.get_or_insert_default();
    }

    /// Ends the worker. What is asked from here on is kept for the next one.
    pub fn close(&self) {
        self.inner.borrow_mut().line = None;
    }

    /// There is no worker, nor will there be one: what was asked is not done, and nothing of it is kept, because it may
    /// contain what opens the wallet.
    pub fn end(&self) {
        let waiting = {
            let mut inner = self.inner.borrow_mut();
            (inner.line, inner.early) = (None, None);
            mem::take(&mut inner.waiting)
        };
        for (_, waiting) in waiting {
            let _ = waiting.send(Err(Problem::Closed));
        }
    }

    /// Another worker is asked from here on, with what was kept. What the one before has not answered is not done.
    #[cfg_attr(feature = "gallery", allow(dead_code))]
    pub fn relieve(&self, line: Line) {
        let unanswered: Vec<_> = {
            let mut inner = self.inner.borrow_mut();
            inner.line = Some(line);
            let kept: Vec<u64> = inner.early.iter().flatten().map(|(call, _)| call.id).collect();
            let (waiting, unanswered) =
                mem::take(&mut inner.waiting).into_iter().partition(|(id, _)| kept.contains(id));
            inner.waiting = waiting;
            unanswered
        };
        for (_, waiting) in unanswered {
            let _ = waiting.send(Err(Problem::Closed));
        }
        self.awake();
    }

    /// Asks, with files beside it; the answer comes through the receiver.
    pub fn ask(&self, request: Request, files: Files) -> (u64, oneshot::Receiver<Result>) {
        let (answer, receiver) = oneshot::channel();
        let mut inner = self.inner.borrow_mut();
        inner.last += 1;
        let call = Call { id: inner.last, request };
        let id = call.id;
        let Inner { line, early, waiting, .. } = &mut *inner;
        match (early, line) {
            (Some(early), _) => early.push((call, files)),
            (None, Some(line)) => line.send(&call, &files),
            (None, None) => {
                let _ = answer.send(Err(Problem::Closed));
                return (id, receiver);
            }
        }
        waiting.push((id, answer));
        (id, receiver)
    }

    /// Hands an answer to its caller. If the caller's screen is gone, the answer is dropped.
    pub fn answer(&self, reply: Reply) {
        let waiting = {
            let waiting = &mut self.inner.borrow_mut().waiting;
            waiting.iter().position(|(id, _)| *id == reply.id).map(|at| waiting.swap_remove(at))
        };
        if let Some((_, waiting)) = waiting {
            let _ = waiting.send(reply.result);
        }
    }
}
