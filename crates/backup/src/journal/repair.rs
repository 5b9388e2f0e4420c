//! A torn upload of our own: removed and written again.
//!
//! Only by a delete that takes exactly the damaged bytes. A delete by name whose answer was lost could arrive
//! late, and take what was created in their place; this one then finds other bytes, and does nothing. A drive
//! that cannot promise that keeps its damage, and the journal pauses (`docs/model.md`).

use lifeboat_cloud::DeleteExactly;

use super::{stop::Stop, writer::Writer};
use crate::{entry::Entry, fault::Fault, read::RemoteFolder, status::Obstacle};

impl Writer {
    /// Deletes the beginning of our own bytes. Whatever the outcome, the drive is asked again afterwards.
    pub(super) async fn remove_torn(
        &self,
        remote: &RemoteFolder,
        entry: &Entry,
        torn: &[u8],
        fault: Fault,
    ) -> Result<(), Stop> {
        let position = entry.place.position;
        match remote.drive.now().delete_exactly(&remote.folder.entry(position), torn).await {
            Ok(DeleteExactly::CannotPromise) => Err(Stop::Paused(Obstacle::Entry { position, fault })),
            Err(error) if error.needs_user() => Err(Stop::Paused(error.into())),
            // A lost answer is no answer: the next read tells.
            Ok(DeleteExactly::Deleted | DeleteExactly::Changed) | Err(_) => Ok(()),
        }
    }
}
