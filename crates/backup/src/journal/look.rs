//! A look whether another device went on, at a time when nothing is to be written. Beside the engine: a drive that takes
//! its time holds up no payment. No listing is asked for: the next milepost alone is the proof.

use super::{
    Shared,
    confirm::{HeadCheck, confirm_by_name, next_alone},
    head,
};
use crate::{read::RemoteFolder, status::Author};

/// Who went on; `None` also when that could not be asked or read, which is for the next write to find out.
pub(super) async fn somebody_else(shared: &Shared) -> Option<Author> {
    let (env, keys) = {
        let known = shared.head.borrow();
        (known.env.clone(), known.keys.clone())
    };
    let drive = shared.drive.borrow().clone()?;
    let folder = shared.folder.borrow().clone()?;
    let reading = RemoteFolder { drive, folder };
    let seen = head::snapshot_of(shared);
    let (head, _, pending) = seen;
    // What is pending may lie there already, and is ours: its delivery looks.
    if pending.is_some() {
        return None;
    }
    // Who goes on is seen at the next position. Every other look asks for the milepost as well: it takes somebody 64
    // entries, and a pruning, to leave nothing but that.
    let with_milepost = !shared.looked_at_milepost.get();
    shared.looked_at_milepost.set(with_milepost);
    let found = if with_milepost {
        confirm_by_name(&env, &keys, &reading, head).await.ok()?
    } else {
        next_alone(&env, &keys, &reading, head).await.ok()?
    };
    let other = match found {
        HeadCheck::Newer { by, .. } => by,
        // What does not open is for the next write to meet: it names the file, and goes on when that is gone.
        HeadCheck::Yes | HeadCheck::Unreadable { .. } => return None,
    };
    // The engine wrote meanwhile: that was seen here, or is seen there.
    (head::snapshot_of(shared) == seen).then_some(other)
}
