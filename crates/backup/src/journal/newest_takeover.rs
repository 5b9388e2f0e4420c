//! Which entry the newest Takeover is that this device knows of. Of two histories with as many Takeovers at the same
//! positions, that tells which is which, also when the entry is no longer kept here and its place is gone.

use lifeboat_crypto::Digest;

use crate::{
    entry::Entry,
    store::{LocalStore, StoreError, Writes},
};

const KEY: &str = "journal/takeover";

/// The newest Takeover of the stored journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewestTakeover {
    /// Where it lies.
    pub(super) position: u64,
    /// The digest of the whole entry.
    pub(super) digest: Digest,
}

impl NewestTakeover {
    /// Returns the Takeover that this entry is, if it is one.
    pub(super) fn of(entry: &Entry) -> Option<NewestTakeover> {
        let takes_over = entry.body.takes_over();
        takes_over.then_some(NewestTakeover { position: entry.place.position, digest: entry.digest })
    }

    /// Keeps it; `None` forgets it.
    pub(super) fn set(writes: &mut Writes, newest: Option<&NewestTakeover>) {
        let value = newest.map(|newest| [&newest.position.to_be_bytes()[..], &newest.digest.0].concat());
        writes.push((KEY.to_owned(), value));
    }

    /// What is kept; `None` in the record of an older version, or when there was none.
    pub(super) async fn kept(local: &dyn LocalStore) -> Result<Option<NewestTakeover>, StoreError> {
        let Some(bytes) = local.read(KEY).await? else { return Ok(None) };
        let Some((position, digest)) = bytes.split_first_chunk() else { return Ok(None) };
        let digest = digest.try_into().ok().map(Digest);
        Ok(digest.map(|digest| NewestTakeover { position: u64::from_be_bytes(*position), digest }))
    }
}
