//! What a backup must have to have everything that this device has.

use lifeboat_crypto::Digest;

use super::{Journal, error::LoadError, replica};
use crate::{Env, entry, fault::Fault};

/// The newest entry of the stored journal: who has it has everything that this device has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewestHere {
    pub(super) position: u64,
    pub(super) digest: Digest,
}

impl Journal {
    /// The newest entry that is here; `None` without a journal, and if something was never acknowledged: then
    /// no other place has everything.
    ///
    /// # Errors
    /// The store says nothing, or what it has cannot be read.
    pub async fn newest_here(env: &Env) -> Result<Option<NewestHere>, LoadError> {
        let local = &*env.local;
        if replica::pending(local).await?.is_some() || replica::waiting(local).await?.is_some() {
            return Ok(None);
        }
        Self::newest_acknowledged(env).await
    }

    /// The newest entry here that was acknowledged: a device that was taken over gives that up.
    ///
    /// # Errors
    /// The same as above.
    pub async fn newest_acknowledged(env: &Env) -> Result<Option<NewestHere>, LoadError> {
        let Some((position, file)) = replica::entries(&*env.local).await?.pop() else { return Ok(None) };
        let digest = entry::digest_of(&file).map_err(|_: Fault| LoadError::Damaged)?;
        Ok(Some(NewestHere { position, digest }))
    }
}
