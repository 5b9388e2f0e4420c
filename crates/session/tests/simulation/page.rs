//! The page of one tab: it keeps everything it is told.

use std::{cell::RefCell, collections::BTreeMap};

use lifeboat_messages::{Answer, BackupStatus, Message, Phase, Problem, SecondStatus, Step, View};

use crate::{kept::Kept, time::Time};

/// What was said of a cloud and was not so.
#[derive(Clone, Debug)]
pub struct Untrue {
    /// The position up to which everything was said to be there.
    pub position: Option<u64>,
    /// What was said.
    pub told: String,
}

/// What the page was told, in order.
pub struct Page {
    time: Time,
    kept: Kept,
    untrue: RefCell<Vec<Untrue>>,
    views: RefCell<Vec<(u64, View)>>,
    steps: RefCell<Vec<(u64, Step)>>,
    answers: RefCell<BTreeMap<u64, Result<Answer, Problem>>>,
}

impl Page {
    pub fn new(time: Time, kept: Kept) -> Page {
        Page {
            time,
            kept,
            untrue: RefCell::default(),
            views: RefCell::default(),
            steps: RefCell::default(),
            answers: RefCell::default(),
        }
    }

    /// As it travels.
    pub(crate) fn hear(&self, message: &Message) {
        let bytes = message.to_bytes().expect("every message can be written");
        match Message::from_bytes(&bytes).expect("what was written can be read") {
            Message::View(view) => {
                self.check(&view);
                self.views.borrow_mut().push((self.time.now(), view));
            }
            Message::Progress { id, step } => {
                if step == Step::ReadingBack && self.kept.heads().next().is_none() {
                    self.is_untrue(None, "what is read back was never written".to_owned());
                }
                self.steps.borrow_mut().push((id, step));
            }
            Message::Reply(reply) => drop(self.answers.borrow_mut().insert(reply.id, reply.result)),
        }
    }

    /// What a view says is in a cloud is there at the moment in which it says so for the first time. Later
    /// another device may have deleted it: nobody knows that before they look.
    fn check(&self, view: &View) {
        let before = self.view();
        let saved = match (&view.backup, &view.service) {
            (BackupStatus::Saved { position, .. }, Some(service)) if view.phase == Phase::Ready => {
                Some((service.file.clone(), *position))
            }
            _ => None,
        };
        let in_step = match view.second.as_ref().map(|second| &second.status) {
            Some(SecondStatus::InStep { position, .. }) => Some(*position),
            _ => None,
        };
        let same_backup = before.as_ref().is_some_and(|before| before.backup == view.backup);
        let same_second = before.as_ref().is_some_and(|before| before.second == view.second);
        if let Some((file, position)) = saved.filter(|_| !same_backup)
            && !self.kept.heads().any(|(_, folder, head)| folder == file && head >= position)
        {
            self.is_untrue(Some(position), format!("saved to {position} in {file}: {view:#?}"));
        }
        if let Some(position) = in_step.filter(|_| !same_second)
            && !self.kept.heads().any(|(_, _, head)| head >= position)
        {
            self.is_untrue(Some(position), format!("a second copy to {position}: {view:#?}"));
        }
    }

    fn is_untrue(&self, position: Option<u64>, told: String) {
        self.untrue.borrow_mut().push(Untrue { position, told });
    }

    /// What it was told of a cloud and was not so.
    pub fn untrue(&self) -> Vec<Untrue> {
        self.untrue.borrow().clone()
    }

    /// What it shows now; `None` before the first word.
    pub fn view(&self) -> Option<View> {
        self.views.borrow().last().map(|(_, view)| view.clone())
    }

    /// Whether it shows something of which this is true.
    pub fn shows(&self, wanted: impl Fn(&View) -> bool) -> bool {
        self.views.borrow().last().is_some_and(|(_, view)| wanted(view))
    }

    /// Every view there was, each with when it came, Unix ms.
    pub fn views(&self) -> Vec<(u64, View)> {
        self.views_from(0)
    }

    /// Those from this number on, counted from 0.
    pub fn views_from(&self, number: usize) -> Vec<(u64, View)> {
        self.views.borrow()[number..].to_vec()
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
