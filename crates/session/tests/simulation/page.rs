//! The page of one tab: it keeps everything it is told.

use std::{cell::RefCell, collections::BTreeMap};

use lifeboat_messages::{Answer, Message, Problem, Step, View};

use crate::time::Time;

/// What the page was told, in order.
pub struct Page {
    time: Time,
    views: RefCell<Vec<(u64, View)>>,
    steps: RefCell<Vec<(u64, Step)>>,
    answers: RefCell<BTreeMap<u64, Result<Answer, Problem>>>,
}

impl Page {
    pub fn new(time: Time) -> Page {
        Page { time, views: RefCell::default(), steps: RefCell::default(), answers: RefCell::default() }
    }

    pub(crate) fn hear(&self, message: Message) {
        match message {
            Message::View(view) => self.views.borrow_mut().push((self.time.now(), view)),
            Message::Progress { id, step } => self.steps.borrow_mut().push((id, step)),
            Message::Reply(reply) => drop(self.answers.borrow_mut().insert(reply.id, reply.result)),
        }
    }

    /// What it shows now; `None` before the first word.
    pub fn view(&self) -> Option<View> {
        self.views.borrow().last().map(|(_, view)| view.clone())
    }

    /// Every view there was, each with when it came, Unix ms.
    pub fn views(&self) -> Vec<(u64, View)> {
        self.views.borrow().clone()
    }

    /// How far a call said it is, in order.
    pub fn steps(&self, call: u64) -> Vec<Step> {
        self.steps.borrow().iter().filter(|(id, _)| *id == call).map(|(_, step)| *step).collect()
    }

    /// The answer to a call, once it is there.
    pub fn answer(&self, call: u64) -> Option<Result<Answer, Problem>> {
        self.answers.borrow().get(&call).cloned()
    }
}
