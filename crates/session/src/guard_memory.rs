//! What this process remembers of its dealings with guards.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lifeboat_guard::slot::Parameters;
use lifeboat_guard::wire::Tally;
use lifeboat_messages::ForeignTries;
use zeroize::Zeroizing;

/// How many wrong PINs to remember.
const MOST_WRONG: usize = 64;

/// Tries that were not made on this device, until the user says whose they were.
#[derive(Clone)]
pub struct UnclaimedTries {
    /// The tries as the user is told of them.
    pub told: ForeignTries,
    /// The parameters of the backup that was tried.
    pub parameters: Parameters,
    /// How the guards stand with them, by their place.
    pub stood: Vec<(usize, Tally)>,
}

/// PINs that were wrong, tries of others, and registrations that have no outcome yet.
#[derive(Default)]
pub struct GuardMemory {
    /// The outputs of wrong PINs. Each is bound to its slot by a salt.
    wrong: RefCell<Vec<Zeroizing<[u8; 32]>>>,
    unclaimed: RefCell<Option<UnclaimedTries>>,
    under_way: Cell<usize>,
}

impl GuardMemory {
    /// Whether this output was wrong: it would be the same answer for another try.
    pub fn was_wrong(&self, output: &[u8; 32]) -> bool {
        self.wrong.borrow().iter().any(|wrong| **wrong == *output)
    }

    /// Remembers that this output was wrong.
    pub fn remember_wrong(&self, output: Zeroizing<[u8; 32]>) {
        let mut wrong = self.wrong.borrow_mut();
        if wrong.len() < MOST_WRONG {
            wrong.push(output);
        }
    }

    /// What others have tried before the backup was opened here last.
    pub fn set_unclaimed(&self, tries: Option<UnclaimedTries>) {
        *self.unclaimed.borrow_mut() = tries;
    }

    /// The unclaimed tries, if they are of the backup with these guards: another one may have been opened here since.
    pub fn unclaimed_of(&self, parameters: &Parameters) -> Option<UnclaimedTries> {
        self.unclaimed.borrow().clone().filter(|tries| tries.parameters == *parameters)
    }

    /// Whether it is not known of some records whether they are in use.
    pub fn is_registering(&self) -> bool {
        self.under_way.get() > 0
    }
}

/// A registration whose outcome is not known: as long as it lives, no record is ended.
pub struct OpenRegistration(Rc<GuardMemory>);

impl OpenRegistration {
    /// Begins.
    pub fn begin(memory: &Rc<GuardMemory>) -> OpenRegistration {
        memory.under_way.set(memory.under_way.get() + 1);
        OpenRegistration(memory.clone())
    }

    /// This process never learns its outcome; the next one does.
    pub fn stays_unknown(self) {
        self.0.under_way.set(self.0.under_way.get() + 1);
    }
}

impl Drop for OpenRegistration {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get().saturating_sub(1));
    }
}
