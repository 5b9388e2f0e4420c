//! Checks whether another device has taken the wallet over, at a time when there is nothing to write. Beside the
//! engine: a drive that takes its time holds up no payment. No listing is asked for: the next milepost alone is the
//! proof.

use lifeboat_cloud::DriveError;

use super::{
    Shared,
    confirm::{HeadCheck, confirm_by_name, next_alone},
    head,
};
use crate::{read::RemoteFolder, status::Author};

/// Who took over; `None` also when what lies there does not open, which is for the next write to find out.
///
/// # Errors
/// The drive.
pub(super) async fn somebody_else(shared: &Shared) -> Result<Option<Author>, DriveError> {
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
        return Ok(None);
    }
    // Who continues is seen at the next position. Every other look asks for the milepost as well: it takes somebody
    // 64 entries, and a pruning, to leave nothing but that.
    let with_milepost = !shared.looked_at_milepost.get();
    shared.looked_at_milepost.set(with_milepost);
    let found = if with_milepost {
        confirm_by_name(&env, &keys, &reading, head).await?
    } else {
        next_alone(&env, &keys, &reading, head).await?
    };
    let other = match found {
        HeadCheck::Newer { by, .. } => by,
        // What does not open is for the next write to meet: it names the file, and continues when that is gone.
        HeadCheck::Yes | HeadCheck::Unreadable { .. } => return Ok(None),
    };
    // The engine wrote meanwhile: that was seen here, or is seen there.
    Ok((head::snapshot_of(shared) == seen).then_some(other))
}
