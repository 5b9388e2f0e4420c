//! Other keys: the PIN was changed, and the data key with it.
//!
//! This device first, in one write: from then on the new secret opens it, and its next start finishes what is
//! left. Then the phrase file, read back and opened. Only then an entry is sealed with the new keys, and the
//! older phrase files are deleted. Wherever this is cut off, one secret opens both as soon as this device has
//! started again.

use std::rc::Rc;

use lifeboat_cloud::DriveError;
use lifeboat_crypto::OpenKeyring;

use super::{
    Journal, beside::Care, engine::Engine, error::ChangeKeysError, settle_beside::NotAdopted, stop::Stop,
};
use crate::{Keys, phrase_file};

impl Journal {
    /// The keyrings left in the folder by changes that another device overtook: their secrets still open the
    /// words. Keys that are rotated above them ([`OpenKeyring::rotate_over`]) open everything that they open,
    /// and so [`Journal::change_keys`] ends that.
    ///
    /// # Errors
    /// The drive: then it is not known whether there are any.
    pub async fn overtaken_keyrings(&self) -> Result<Vec<OpenKeyring>, DriveError> {
        match self.primary() {
            Some(primary) => phrase_file::overtaken(&self.env(), &primary, &self.keys_now()).await,
            None => Ok(Vec::new()),
        }
    }
}

impl Engine {
    pub(super) async fn change_keys(&mut self, keys: Rc<Keys>) -> Result<(), ChangeKeysError> {
        if let Some(error) = self.halted() {
            return Err(ChangeKeysError::Unchanged(error));
        }
        self.writer.tell_saving();
        // Everything in progress is sealed with the old keys. If the drive cannot be asked now, nothing is changed.
        let settled = self.settle_in_time().await;
        settled.map_err(|stop| ChangeKeysError::Unchanged(stop.into()))?;
        self.writer.adopt(keys).await.map_err(|not| match not {
            NotAdopted::No(stop) => ChangeKeysError::Unchanged(stop.into()),
            NotAdopted::Unknown(stop) => ChangeKeysError::Unknown(stop.into()),
        })?;
        let placed = self.watch(Care::Proof).await;
        if let Ok(()) | Err(Stop::Paused(_)) = &placed {
            self.writer.tell(self.writer.standing());
        }
        placed.map_err(|stop| ChangeKeysError::NotInCloud(stop.into()))?;
        match self.writer.beside.older_stays() {
            // What the old secret opens is still there.
            Some(why) => Err(ChangeKeysError::NotInCloud(Stop::Paused(why).into())),
            None => Ok(()),
        }
    }
}
