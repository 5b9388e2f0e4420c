//! With what the backup is turned on and off.

use std::rc::Rc;

use lifeboat_cloud::Drive;

use super::{Progress, error::DeleteCopyError};
use crate::{Keys, WalletFolder};

/// Whether a phrase file opens with the user's secret.
pub type PhraseFileTest = Rc<dyn Fn(&[u8]) -> bool>;

/// How to turn the backup on.
pub struct TurnOnPlan {
    /// The drive that the backup goes to.
    pub drive: Rc<dyn Drive>,
    /// `WalletFolder::new(name)`. When another wallet has that folder, " 2" is added, and so on.
    pub folder: WalletFolder,
    /// The keys of the new journal: of a new vault, with the slots the user chose.
    pub keys: Rc<Keys>,
    /// The phrase file's bytes: [`crate::phrase_file::seal`].
    pub phrase_file: Vec<u8>,
    /// Opens the phrase file that was read back with the user's secret; false stops everything.
    pub opens: PhraseFileTest,
    /// Told at each step.
    pub progress: Progress,
}

/// How to turn the backup off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TurnOffPlan {
    /// Whether the copy on the drive is deleted as well. Otherwise it stays, and says that it may be old.
    pub delete_copy: bool,
}

/// The backup is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnOffOutcome {
    /// The folder that the backup was in.
    pub folder: WalletFolder,
    /// What became of the copy there.
    pub copy: LeftCopy,
}

/// What became of the copy on the drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftCopy {
    /// The copy is still there, marked as ended.
    Kept,
    /// The copy was deleted, with all that was in it.
    Deleted,
    /// The copy is there, marked as ended, or partly gone: [`crate::delete_copy`] can be called again at any time.
    NotDeleted(DeleteCopyError),
}
