//! Checks whether another device has taken the wallet over, at a time when there is nothing to write. Beside the
//! engine: a drive that takes its time holds up no payment. No listing is asked for: the next milepost alone is the
//! proof.

use lifeboat_cloud::DriveError;

use super::{
    HeadUnknown, Shared,
    confirm::{HeadCheck, confirm_by_name, next_alone},
    head,
};
use crate::{
    read::RemoteFolder,
    status::{Author, Trouble},
};

/// Who took over; `None`: nobody, as well as a listing is not needed to know it.
///
/// # Errors
/// Nobody knows: the drive does not say, what lies there does not open, or this device is writing.
pub(super) async fn somebody_else(shared: &Shared) -> Result<Option<Author>, HeadUnknown> {
    let unknown = |error: DriveError| HeadUnknown(Trouble::Drive(error));
    let (env, keys) = {
        let known = shared.head.borrow();
        (known.env.clone(), known.keys.clone())
    };
    let (drive, folder) = (shared.drive.borrow().clone(), shared.folder.borrow().clone());
    let (Some(drive), Some(folder)) = (drive, folder) else { return Ok(None) };
    let reading = RemoteFolder { drive, folder };
    let seen = head::snapshot_of(shared);
    let (head, _, pending) = seen;
    // What is pending may lie there already, and is ours: its delivery looks.
    if pending.is_some() {
        return Err(unknown(DriveError::Busy { after_ms: None }));
    }
    // Who continues is seen at the next position. Every other look asks for the milepost as well: it takes somebody
    // 64 entries, and a pruning, to leave nothing but that. One that found nothing out does not count.
    let with_milepost = !shared.looked_at_milepost.take();
    let found = if with_milepost {
        confirm_by_name(&env, &keys, &reading, head).await
    } else {
        next_alone(&env, &keys, &reading, head).await
    };
    let found = found.map_err(unknown)?;
    // The engine wrote meanwhile: that was seen here, or is seen there.
    if head::snapshot_of(shared) != seen {
        return Err(unknown(DriveError::Busy { after_ms: None }));
    }
    match found {
        HeadCheck::Yes => {
            shared.looked_at_milepost.set(with_milepost);
            Ok(None)
        }
        HeadCheck::Newer { by, .. } => Ok(Some(by)),
        HeadCheck::Unreadable { position, fault } => Err(HeadUnknown(Trouble::Entry { position, fault })),
    }
}
