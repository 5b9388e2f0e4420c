//! A fresh look at a mirror: has another device made it its primary?

use super::Mirror;
use crate::{
    HeadUnknown, Journal, Trouble,
    entry::Entry,
    journal::{Found, Reading, top},
    layout,
};

impl Journal {
    /// The other half of [`Journal::head_is_ours`] where there is a mirror: a device that restored from it goes on there, and
    /// the primary shows nothing of that. Before an own commitment transaction leaves this device; a follower looks only when
    /// it has something to write.
    ///
    /// `true`: an entry there that opens under this wallet's keys knows of more Takeovers than this device. This journal is
    /// fenced from now on; stop the node. `false` also when the mirror could not be asked: then the primary alone decides.
    ///
    /// # Errors
    /// Something that does not open lies above what this device has there: it may be the entry of a device that went on, with
    /// keys that were changed since, and nothing may be broadcast.
    pub async fn is_taken_over_at(&self, mirror: &Mirror) -> Result<bool, HeadUnknown> {
        let (env, keys) = (self.env(), self.keys_now());
        let there = Reading { drive: mirror.shared.drive.clone(), folder: mirror.folder() };
        // By name, in one request: whoever went on has begun right above what this device has copied.
        if let Some(next) = mirror.shared.position().and_then(layout::position_after) {
            match there.look(&env, &keys, next).await {
                Ok(Found::Entry(entry)) if self.is_of_another(&entry) => return Ok(true),
                Ok(Found::Fault(fault)) => return Err(HeadUnknown(Trouble::Entry { position: next, fault })),
                Ok(Found::Entry(_) | Found::Nothing) => {}
                Err(_) => return Ok(false),
            }
        }
        let Ok(found) = top(&env, &keys, &there).await else { return Ok(false) };
        // What opens decides before what does not open above it.
        if found.entry.is_some_and(|entry| self.is_of_another(&entry)) {
            return Ok(true);
        }
        match found.unreadable {
            Some((position, fault)) => Err(HeadUnknown(Trouble::Entry { position, fault })),
            None => Ok(false),
        }
    }

    /// More Takeovers than this device knows of: somebody went on there, and this journal is fenced.
    fn is_of_another(&self, entry: &Entry) -> bool {
        let of_another = entry.place.epoch > self.takeovers().until(entry.place.position);
        if of_another {
            self.fence(entry.origin.clone());
        }
        of_another
    }
}
