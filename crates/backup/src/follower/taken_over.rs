//! A look at a mirror: has another device made it its primary?

use lifeboat_cloud::{DriveError, Glance};

use crate::{
    FolderNews, HeadUnknown, Journal, Obstacle, entry::Entry, layout, mileposts::milepost_at_or_before,
    mirror::Mirror, read::PositionContent, top::top,
};

impl Journal {
    /// The other half of [`Journal::head_is_ours`] if there is a mirror: a device that restored from it continues
    /// there, which the primary does not show. Before an own commitment transaction leaves this device; a follower
    /// looks only when it has something to write.
    ///
    /// `true`: an entry there that opens under this wallet's keys knows of more Takeovers than this device.
    /// This journal is fenced from now on; stop the node. `false` also when the mirror could not be asked:
    /// then the primary alone decides.
    ///
    /// If the mirror has lost what this device had written there, another device's Takeover may be lost with it: this
    /// journal takes another name ([`Journal::writer`]).
    ///
    /// # Errors
    /// Something that does not open lies above what this device has there: it may be the entry of a device that took
    /// over, with keys that were changed since, and nothing may be broadcast. Or that other name is not stored yet.
    pub async fn is_taken_over_at(&self, mirror: &Mirror) -> Result<bool, HeadUnknown> {
        if let Some((position, next)) = self.right_above(mirror).await {
            match next {
                Ok(PositionContent::Entry(entry)) => {
                    if self.is_of_another(mirror, &entry).await {
                        return Ok(true);
                    }
                }
                Ok(PositionContent::Fault(fault)) => {
                    return Err(HeadUnknown(Obstacle::Entry { position, fault }));
                }
                Ok(PositionContent::Nothing) => {}
                Err(_) => return Ok(false),
            }
        }
        let there = mirror.place();
        let (env, keys) = (self.env(), self.keys_now());
        // If a follower has not looked yet, what an earlier one has seen there.
        let copied = match mirror.position() {
            Some(position) => Some(position),
            // It may have been pruned since, which no milepost is.
            None => self.fenced(mirror.name()).await.map(milepost_at_or_before),
        };
        if let Some(copied) = copied
            && there.is_anything(&env, copied).await == Ok(false)
        {
            self.doubt_what_lost_at(mirror).await;
        }
        if self.is_doubted() {
            return Err(HeadUnknown(Obstacle::Drive(DriveError::Busy { after_ms: None })));
        }
        let Ok(found) = top(&env, &keys, &there).await else { return Ok(false) };
        // What opens decides before what does not open above it.
        if let Some(entry) = &found.entry
            && self.is_of_another(mirror, entry).await
        {
            return Ok(true);
        }
        match found.unreadable {
            Some((position, fault)) => Err(HeadUnknown(Obstacle::Entry { position, fault })),
            None => Ok(false),
        }
    }

    /// Asks at rest, when nothing depends on it yet and little may be asked: one glance. A device that continues at the
    /// mirror has begun with a Takeover right above what this device has there, and that is never pruned.
    ///
    /// `false` also when the mirror could not be asked, is not known yet, or shows what does not open: a
    /// fresh look, a follower with something to write, or the peer of a channel finds that out. A mirror
    /// whose drive rejects the sign-in is asked seldom.
    ///
    /// From time to time the follower then looks whether the mirror has lost anything, and brings it again
    /// ([`Mirror::status`] tells).
    pub async fn seems_taken_over_at(&self, mirror: &Mirror) -> bool {
        let (rest, why, now_ms) = (mirror.rest(), mirror.waits_for(), self.env().clock.now_ms());
        if !rest.may_ask(why.as_ref(), now_ms) {
            return false;
        }
        rest.asks(why.as_ref(), now_ms);
        if why.is_none() && rest.is_look_due(now_ms) {
            mirror.bell().ring();
        }
        let found = match self.glance_right_above(mirror).await {
            Some(Ok(seen)) if self.is_known_above(mirror, seen) => None,
            Some(Ok(_)) => self.right_above(mirror).await.map(|(_, found)| found),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        };
        match found {
            Some(Ok(PositionContent::Entry(entry))) => self.is_of_another(mirror, &entry).await,
            Some(Err(error)) if error.needs_user() => {
                // The follower looks for itself, and tells.
                mirror.bell().ring();
                false
            }
            Some(Ok(PositionContent::Nothing | PositionContent::Fault(_)) | Err(_)) | None => false,
        }
    }

    /// The mirror has lost something that this device had written there: the state is doubted, once, and its
    /// user is told.
    pub(super) async fn doubt_what_lost_at(&self, mirror: &Mirror) {
        if mirror.note_lost() {
            mirror.set_news(Some(FolderNews::Rebuilt));
            self.doubt(mirror.name()).await;
        }
    }

    /// Whether anything is seen there; `None`: as [`Journal::right_above`].
    async fn glance_right_above(&self, mirror: &Mirror) -> Option<Result<Glance, DriveError>> {
        let next = mirror.position().and_then(layout::position_after)?;
        let there = mirror.place();
        Some(there.glance(&self.env(), &there.folder.entry(next)).await)
    }

    /// What lies right above what this device has copied, by name, and where; `None`: how far that is, is not
    /// known yet. A mirror where that does not open is reported as not in step.
    async fn right_above(&self, mirror: &Mirror) -> Option<(u64, Result<PositionContent, DriveError>)> {
        let next = mirror.position().and_then(layout::position_after)?;
        let there = mirror.place();
        let found = there.look(&self.env(), &self.keys_now(), next).await;
        let unreadable = match &found {
            Ok(PositionContent::Fault(fault)) => Some((next, *fault)),
            Ok(PositionContent::Nothing | PositionContent::Entry(_)) => None,
            Err(_) => return Some((next, found)),
        };
        if mirror.above().looked(self.env().clock.now_ms(), unreadable) {
            mirror.bell().ring();
        }
        Some((next, found))
    }

    /// Whether a glance says no more than what is known.
    fn is_known_above(&self, mirror: &Mirror, seen: Glance) -> bool {
        let Some(position) = mirror.position() else { return true };
        match seen {
            // It proves no absence: what was there is asked for by name.
            Glance::NothingSeen => mirror.above().of(position).is_none(),
            Glance::Something => {
                let now_ms = self.env().clock.now_ms();
                layout::position_after(position).is_none_or(|next| mirror.above().is_known(next, now_ms))
            }
        }
    }

    /// Another device took over there, and this journal is fenced.
    async fn is_of_another(&self, mirror: &Mirror, entry: &Entry) -> bool {
        let of_another = self.continues_another(mirror, entry).await;
        if of_another {
            self.fence_by_mirror(entry.origin.clone()).await;
        }
        of_another
    }

    /// Whether an entry at a mirror continues a Takeover of another device: there are more of them than this
    /// device knows of, or another one lies where the newest of its own is. Two devices that begin at the
    /// same position, one at each place, know of as many.
    pub(super) async fn continues_another(&self, mirror: &Mirror, entry: &Entry) -> bool {
        let (takeovers, position) = (self.takeovers(), entry.place.position);
        let known = takeovers.until(position);
        if entry.place.epoch != known {
            return entry.place.epoch > known;
        }
        let Some(newest) = takeovers.newest_until(position) else { return false };
        // What was seen to be whole there was compared byte for byte.
        if self.fenced(mirror.name()).await.is_some_and(|fenced| newest < fenced) {
            return false;
        }
        let there = mirror.place();
        let theirs = if newest == position {
            entry.body.takes_over().then_some(entry.digest)
        } else {
            match there.look(&self.env(), &self.keys_now(), newest).await {
                Ok(PositionContent::Entry(found)) if found.body.takes_over() => Some(found.digest),
                Ok(PositionContent::Entry(_) | PositionContent::Nothing | PositionContent::Fault(_))
                | Err(_) => None,
            }
        };
        let Some(theirs) = theirs else { return false };
        self.takeover_at(newest).await.is_some_and(|ours| ours != theirs)
    }
}
