//! Trying out the storage that a wallet has come from.
//!
//! It is tried once the wallet runs, not before: a restore only reads and writes the entry that takes the wallet over, in the
//! most careful way, and that is done whatever the trial would find, since it may be the only copy. So nothing is gained by
//! waiting for some hundred requests first.

use std::cell::RefCell;
use std::rc::Rc;

use lifeboat_messages::Problem;

use super::OpenWallet;
use crate::problem;

/// Why the storage that the wallet has come from is not fit for it, once that was found out.
#[derive(Default)]
pub(super) struct UnfitStorage(RefCell<Option<Problem>>);

impl UnfitStorage {
    fn note(&self, why: Option<Problem>) {
        *self.0.borrow_mut() = why;
    }

    /// `None`: it is fit, or it was not tried out yet.
    pub(super) fn why(&self) -> Option<Problem> {
        self.0.borrow().clone()
    }
}

impl OpenWallet {
    /// Tries it out where that was not done yet, or it did not pass, and uses it as was found from then on. A storage that
    /// cannot be tried out now is tried at the next start.
    pub(super) async fn try_storage_out(self: Rc<OpenWallet>) {
        let settings = self.settings();
        let Some(drive) = settings.drive().filter(|_| settings.is_untried()).cloned() else { return };
        match drive.clone().probed(&self.env).await {
            Ok(Ok(found)) => {
                self.unfit.note(None);
                let mut is_there = false;
                let kept = self.change_settings(|settings| is_there = settings.note_tried(&found)).await;
                // What is not kept is found out again at the next start.
                if kept.is_ok()
                    && is_there
                    && found != drive
                    && let (Ok(Some(faster)), Ok(journal)) = (self.drive(), self.journal())
                {
                    journal.set_drive(faster);
                }
            }
            Ok(Err(weakness)) => {
                self.unfit.note(Some(problem::of_weakness(weakness)));
                self.env.changed();
            }
            // It may be full, or read-only, or have a bad day.
            Err(_) => {}
        }
    }
}
