//! Turning the backup on: a new journal in a new folder.

use std::rc::Rc;

use lifeboat_cloud::Drive;

use super::Progress;
use crate::{Keys, WalletFolder};

/// How to turn the backup on.
pub struct TurnOn {
    /// Where to.
    pub drive: Rc<dyn Drive>,
    /// `WalletFolder::new(name)`. When another wallet has that folder, " 2" is added, and so on.
    pub folder: WalletFolder,
    /// The keys of the new journal: of a new vault, with the slots the user chose.
    pub keys: Rc<Keys>,
    /// The phrase file's bytes: [`crate::phrase_file::seal`].
    pub phrase_file: Vec<u8>,
    /// Opens the phrase file that was read back with the user's secret; false stops everything.
    pub opens: Rc<dyn Fn(&[u8]) -> bool>,
    /// Told at each step.
    pub progress: Progress,
}
