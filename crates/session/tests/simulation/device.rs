//! A browser profile: what outlives its tabs, and what they share.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use futures::channel::oneshot;
use lifeboat_backup::MemoryStore;
use lifeboat_session::host::TabLock;

/// One browser profile. Clones are the same.
#[derive(Clone)]
pub struct Device {
    /// How other devices call it.
    pub label: Rc<str>,
    /// What it keeps.
    pub store: MemoryStore,
    /// What only it can compute.
    pub secret: [u8; 32],
    pub(crate) locks: Rc<Locks>,
}

impl Device {
    pub(crate) fn new(label: &str, secret: [u8; 32]) -> Device {
        Device { label: label.into(), store: MemoryStore::new(), secret, locks: Rc::default() }
    }
}

type Asked = Rc<dyn Fn()>;

/// The lock that one tab has at a time, and those who listen to be asked for it.
#[derive(Default)]
pub struct Locks {
    holder: RefCell<Option<Holder>>,
    ids: Cell<u64>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    listening: RefCell<Vec<(u64, Asked)>>,
    /// Told when the lock is kept.
    asking: RefCell<Vec<(u64, Asked)>>,
}

struct Holder {
    id: u64,
    on_taken_away: Option<Box<dyn FnOnce()>>,
}

/// Held by one tab.
pub struct Held {
    locks: Weak<Locks>,
    id: u64,
}

impl TabLock for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(locks) = self.locks.upgrade() {
            locks.give_back(self.id);
        }
    }
}

impl Locks {
    /// If nobody has it.
    pub fn take(self: &Rc<Locks>, on_taken_away: Box<dyn FnOnce()>) -> Result<Held, Box<dyn FnOnce()>> {
        if self.holder.borrow().is_some() {
            return Err(on_taken_away);
        }
        Ok(self.hold(on_taken_away))
    }

    /// From whoever has it; what to call to tell them.
    pub fn steal(self: &Rc<Locks>, on_taken_away: Box<dyn FnOnce()>) -> (Held, Option<Box<dyn FnOnce()>>) {
        let robbed = self.holder.borrow_mut().take().and_then(|mut holder| holder.on_taken_away.take());
        (self.hold(on_taken_away), robbed)
    }

    /// Comes when it may be free.
    pub fn freed(&self) -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        self.waiting.borrow_mut().push(tell);
        told
    }

    /// Every other tab hears the question.
    pub fn ask(&self, asker: u64, on_kept: Box<dyn Fn()>) {
        self.asking.borrow_mut().push((asker, on_kept.into()));
        let others: Vec<Asked> = self
            .listening
            .borrow()
            .iter()
            .filter(|(process, _)| *process != asker)
            .map(|(_, handle)| handle.clone())
            .collect();
        others.iter().for_each(|handle| handle());
    }

    /// Whoever has it keeps it.
    pub fn keep(&self) {
        let asking = self.asking.take();
        asking.iter().for_each(|(_, on_kept)| on_kept());
    }

    pub fn listen(&self, process: u64, handle: Asked) {
        self.listening.borrow_mut().push((process, handle));
    }

    /// A tab is gone: nobody asks it any more.
    pub fn forget(&self, process: u64) {
        self.listening.borrow_mut().retain(|(listening, _)| *listening != process);
        self.asking.borrow_mut().retain(|(asking, _)| *asking != process);
    }

    fn hold(self: &Rc<Locks>, on_taken_away: Box<dyn FnOnce()>) -> Held {
        let id = self.ids.replace(self.ids.get() + 1);
        *self.holder.borrow_mut() = Some(Holder { id, on_taken_away: Some(on_taken_away) });
        Held { locks: Rc::downgrade(self), id }
    }

    fn give_back(&self, id: u64) {
        let held = self.holder.borrow().as_ref().is_some_and(|holder| holder.id == id);
        if held {
            self.holder.borrow_mut().take();
            for waiting in self.waiting.take() {
                let _ = waiting.send(());
            }
        }
    }
}
