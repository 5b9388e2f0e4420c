//! A drive that a user has connected: used as carefully as is right for what is known of it.

use std::cell::Cell;
use std::rc::Rc;

use lifeboat_backup::{WalletFolder, takes_no_new_file};
use lifeboat_cloud::{Drive, DriveError};

use crate::access::ServiceAccess;
use crate::error::ModuleError;

/// A service with what opens it. Clones are the same one.
#[derive(Clone)]
pub struct Connection {
    access: Rc<dyn ServiceAccess>,
    tried: Rc<Cell<bool>>,
}

/// A drive, ready to be written to in one folder.
pub(crate) struct PreparedDrive {
    pub(crate) drive: Rc<dyn Drive>,
    /// It can be read at best.
    pub(crate) takes_no_new_file: bool,
}

impl Connection {
    /// Not tried out yet.
    pub fn new(access: impl ServiceAccess + 'static) -> Connection {
        Connection { access: Rc::new(access), tried: Rc::default() }
    }

    /// Finds out whether it keeps channel state safe, and from then on uses it as was found; once. Services
    /// that promise that are believed. `nonce`: a number that was not used before.
    ///
    /// # Errors
    /// `Unsafe` with the weakness; or it refuses us, or cannot be reached.
    pub async fn try_out(&self, nonce: u64) -> Result<(), ModuleError> {
        if self.tried.get() {
            return Ok(());
        }
        if let Some(weakness) = self.access.trial(nonce).await? {
            return Err(weakness.into());
        }
        self.tried.set(true);
        Ok(())
    }

    /// Whose it is, as the user knows the account. Also the cheapest check that the credentials work.
    ///
    /// # Errors
    /// It refuses us, or cannot be reached.
    pub async fn account(&self) -> Result<String, ModuleError> {
        Ok(self.drive().await?.account().await?.name)
    }

    /// Names the drive, and nothing that opens it: the same for the same drive with other credentials.
    pub(crate) async fn place(&self) -> Result<Vec<String>, DriveError> {
        self.access.place().await
    }

    /// To read with, or to write with after a trial.
    pub(crate) async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        self.access.drive().await
    }

    /// To write with in this folder: in the most careful way as long as it was not tried out.
    pub(crate) async fn prepare(
        &self,
        folder: &WalletFolder,
        nonce: u64,
    ) -> Result<PreparedDrive, DriveError> {
        let looked = match self.tried.get() {
            true => Ok(true),
            false => self.access.first_look(folder.folder_name(), nonce).await,
        };
        let takes_no_new_file = match looked {
            Ok(takes_files) => !takes_files,
            // What may pass is told, and tried again.
            Err(error) if takes_no_new_file(&error) && error.needs_user() => true,
            Err(error) => return Err(error),
        };
        Ok(PreparedDrive { drive: self.drive().await?, takes_no_new_file })
    }
}
