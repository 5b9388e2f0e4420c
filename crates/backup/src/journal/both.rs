//! "Both must confirm": an entry counts only when the mirror has it as well.

use super::{Journal, engine::Engine, stop::Stop};
use crate::{
    mirror::Mirror,
    status::{MirrorObstacle, Obstacle, Status},
};

impl Journal {
    /// From now on an entry is acknowledged only when this mirror has it as well; `None`: the primary alone decides.
    /// Wait for [`Mirror::in_step`] before the wallet starts, and then switch this on. The setting does not survive a
    /// restart.
    ///
    /// Payments then wait for the slower of two services, and for both to be up. In return nothing is ever
    /// lost by promoting the mirror, and a device that promotes it stops this one before it acknowledges
    /// anything else.
    pub fn set_both(&self, mirror: Option<&Mirror>) {
        self.shared.set_both(mirror.cloned());
    }
}

impl Engine {
    /// Waits until the mirror has the entry, if it has to confirm.
    pub(super) async fn both(&mut self, position: u64) -> Result<(), Stop> {
        let shared = self.writer.shared.clone();
        let since_ms = self.writer.env.clock.now_ms();
        let mut heard = shared.bell().count();
        // How far the mirror was when it was said to be waited for.
        let mut said_at = None;
        loop {
            // Before that the mirror is not made whole again.
            self.settle_doubt().await?;
            let Some(mirror) = shared.both() else { return Ok(()) };
            if mirror.has(position) {
                return Ok(());
            }
            match mirror.waits_for() {
                Some(MirrorObstacle::Promoted(by)) => return Err(Stop::Fenced(by)),
                Some(why) => {
                    let why = Obstacle::Mirror(Box::new(why));
                    self.writer.tell(Status::Waiting { since_ms, why });
                    said_at = Some(mirror.position());
                }
                // It has taken something since: an attempt alone, which may fail again, is no news.
                None if said_at.is_some_and(|position| position != mirror.position()) => {
                    self.writer.tell_saving();
                    said_at = None;
                }
                None => {}
            }
            heard = shared.bell().heard(heard).await;
        }
    }
}
