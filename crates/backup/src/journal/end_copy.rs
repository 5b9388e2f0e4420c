//! Marking a copy that was left, when it can be reached again: the old primary after a promotion.

use std::rc::Rc;

use lifeboat_cloud::{Create, Drive};
use lifeboat_crypto::WriterId;

use super::{
    compare::{HeadSeen, look_at_head},
    confirm::{HeadCheck, confirm},
    error::{EndCopyError, RestoreError},
};
use crate::{
    Env, Keys, WalletFolder,
    chain::Takeovers,
    create_once::create_once,
    entry::{self, Body, End, EntryPlace},
    env::DriveCell,
    fault::Fault,
    read::RemoteFolder,
    status::{Author, EndReason},
};

const ATTEMPTS: u32 = 5;

/// Ends the journal in a folder that this device no longer uses, so that no device continues there: a device
/// that still writes there is stopped by its next entry. Gives what was the newest entry there: [`crate::compare`]
/// tells whether it had something that the copy in use has not. Where a device continued with a Takeover that is not
/// one of `ours` nothing is ended, and nothing where the newest of `ours` has its place: this device made that one
/// elsewhere, above all that it wrote here, so what lies here is another device's.
///
/// Never call it for the folder in use, nor for one in which the newest of `ours` was made.
///
/// # Errors
/// Nothing was changed, or only the end was appended.
pub async fn end_copy(
    env: &Env,
    keys: &Keys,
    drive: Rc<dyn Drive>,
    folder: &WalletFolder,
    ours: &Takeovers,
    to: &str,
) -> Result<HeadSeen, EndCopyError> {
    let copy = RemoteFolder { drive: DriveCell::new(drive.clone()), folder: folder.clone() };
    for _ in 0..ATTEMPTS {
        let seen = look_at_head(env, keys, drive.clone(), folder.clone()).await?;
        if seen.ended.is_some() {
            return Ok(seen);
        }
        // Each round looks at it again, because another device may begin there at any time. If that one
        // begins right where this device's newest Takeover lies elsewhere, there are as many Takeovers here
        // as this device knows of.
        if seen.is_beyond(ours) || seen.reaches_newest_of(ours) {
            return Err(EndCopyError::InUse(seen.by));
        }
        let position = seen.position.saturating_add(1);
        let place = EntryPlace {
            position,
            epoch: seen.takeovers.saturating_add(1),
            previous: seen.digest,
            writer: env.rng.with(|rng| WriterId::make(rng)),
        };
        let origin = Author { device: env.device.clone(), at_ms: env.clock.now_ms() };
        let end = Body::End(End { ending: EndReason::Moved, to: Some(to.to_owned()) });
        // A device that still writes there can open its own last entry, but perhaps nothing sealed after a
        // change of keys.
        let sealing = keys
            .sealing_of(seen.key_epoch)
            .ok_or(RestoreError::Entry { position: seen.position, fault: Fault::KeyMissing })?;
        let entry = entry::make(sealing, place, origin, end, &env.rng).map_err(|_| RestoreError::TooLarge)?;
        let created = create_once(env, &copy.drive, &folder.entry(position), &entry.file).await;
        if created.map_err(RestoreError::from)? != Create::Created {
            continue;
        }
        match confirm(env, keys, &copy, position).await.map_err(RestoreError::from)? {
            HeadCheck::Yes => return Ok(seen),
            HeadCheck::Newer { .. } => {}
            HeadCheck::Unreadable { position, fault } => {
                return Err(RestoreError::Entry { position, fault }.into());
            }
        }
    }
    Err(RestoreError::Moved.into())
}
