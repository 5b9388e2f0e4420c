//! What a promotion does first if the mirror ends below all that this device has.
//!
//! A device that restores from the mirror in that moment begins right above its newest entry, and would not be met
//! further above, as in `follower/gap.rs`.

use lifeboat_cloud::{Create, DeleteExactly, DriveError};

use super::{fences::FenceMaker, stop::Stop, writer::Writer};
use crate::{
    create_once::create_once, entry, fault::Fault, layout, read::RemoteFolder, retry::PATIENCE,
    status::Obstacle,
};

/// Makes sure that no device can continue what the mirror has up to `top`, if this device has entries further above and
/// none right above. `false`: an entry of no other device is there by now.
///
/// # Errors
/// Another device has continued it, or may be about to.
pub(super) async fn close_gap(
    writer: &Writer,
    remote: &RemoteFolder,
    top: Option<u64>,
    own: &[(u64, Vec<u8>)],
) -> Result<bool, Stop> {
    let Some(next) = top.and_then(layout::position_after) else { return Ok(true) };
    let meets = own.iter().any(|(position, _)| *position == next);
    if meets || own.iter().all(|(position, _)| *position < next) {
        return Ok(true);
    }
    let (env, keys) = (&writer.env, writer.keys());
    let maker = FenceMaker::new(env, keys, writer.chain().known());
    let fence = maker.make(next, writer.chain().head.key_epoch).map_err(Stop::Paused)?;
    let path = remote.folder.entry(next);
    let mut fault = Fault::Truncated;
    for _ in 0..PATIENCE {
        if create_once(env, &remote.drive, &path, &fence.file).await.map_err(paused)? == Create::Created {
            return Ok(true);
        }
        let Some(found) = remote.get(env, next).await.map_err(paused)? else { continue };
        match entry::read(keys, next, found.clone()) {
            Ok(entry) if entry.place.epoch > fence.place.epoch => return Err(Stop::Fenced(entry.origin)),
            Ok(entry) => return Ok(entry.is_fence() && entry.place.epoch == fence.place.epoch),
            Err(found) => fault = found,
        }
        // What an upload of ours has left, or nothing at all.
        if !found.is_empty() && !entry::is_cut_and_no_takeover(&found, keys.vault_id(), next) {
            break;
        }
        match remote.drive.now().delete_exactly(&path, &found).await {
            // Nobody can, so nobody continues there; but of nothing at all, nobody knows what becomes of it.
            Ok(DeleteExactly::CannotPromise) if found.is_empty() => break,
            Ok(DeleteExactly::CannotPromise) => return Ok(true),
            Ok(DeleteExactly::Deleted | DeleteExactly::Changed) | Err(DriveError::NotFound) => {}
            Err(error) => return Err(paused(error)),
        }
    }
    Err(Stop::Paused(Obstacle::Entry { position: next, fault }))
}

fn paused(error: DriveError) -> Stop {
    Stop::Paused(error.into())
}
