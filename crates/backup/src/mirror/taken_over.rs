//! A fresh look at a mirror: has another device made it its primary?

use super::{Mirror, look_at_head};
use crate::Journal;

impl Journal {
    /// The other half of [`Journal::head_is_ours`] where there is a mirror: a device that restored from it goes on there, and
    /// the primary shows nothing of that. Before an own commitment transaction leaves this device; a follower looks only when
    /// it has something to write.
    ///
    /// `true`: an entry there that opens under this wallet's keys knows of more Takeovers than this device. This journal is
    /// fenced from now on; stop the node. `false` also when the mirror could not be asked: then the primary alone decides.
    pub async fn is_taken_over_at(&self, mirror: &Mirror) -> bool {
        let seen =
            look_at_head(&self.env(), &self.keys_now(), mirror.shared.drive.now(), mirror.folder()).await;
        match seen {
            Ok(seen) if seen.takeovers > self.takeovers().until(seen.position) => {
                self.fence(seen.by);
                true
            }
            _ => false,
        }
    }
}
