//! Checks whether another device has taken the wallet over, at a time when there is nothing to write. Beside the
//! engine: a drive that takes its time holds up no payment. No listing is asked for: the next milepost alone is the
//! proof.

use lifeboat_cloud::{DriveError, Glance};

use super::{
    Journal,
    command::{Command, RestAnswer, WayAhead},
    confirm::{HeadCheck, confirm_by_name, probes},
    error::HeadUnknown,
    shared::Shared,
};
use crate::status::{Author, Obstacle};

/// Every check at rest glances at the next position; one in this many also at the next milepost.
const GLANCES_PER_MILEPOST: u32 = 4;

/// The result of a check at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestLook {
    /// Another device took the wallet over: as [`Journal::is_taken_over`].
    TakenOver,
    /// No device had, when this was asked: as [`Journal::is_taken_over`].
    Alone,
    /// Nothing was seen of another device. Something else in the drive's place may show as little, so this
    /// proves neither that this device is alone nor that its drive answers.
    NothingSeen,
}

impl Journal {
    /// A look for quiet times that asks for little: whether anything is seen of a device that took the wallet
    /// over, which otherwise only the next write would find out. From time to time the engine then also looks
    /// whether all that a restore begins with is still in the folder, and writes it anew ([`crate::Status`]
    /// tells, also of a file in the way of the next entry or milepost that does not open).
    ///
    /// Whatever is seen is checked as by [`Journal::is_taken_over`]; so is what comes next after a look that was not
    /// answered, and as long as a file lies in the way.
    ///
    /// # Errors
    /// The same as those of [`Journal::is_taken_over`].
    pub async fn look_at_rest(&self) -> Result<RestLook, HeadUnknown> {
        if let Some(refused) = self.shared.signed_out() {
            return Err(refused);
        }
        let tries = self.shared.tries();
        match glance_above(&self.shared).await {
            Ok(Glance::Something) => {
                let taken_over = self.is_taken_over().await?;
                Ok(if taken_over { RestLook::TakenOver } else { RestLook::Alone })
            }
            Ok(Glance::NothingSeen) => {
                self.note_look(None);
                let fenced = self.shared.is_fenced();
                Ok(if fenced { RestLook::TakenOver } else { RestLook::NothingSeen })
            }
            Err(unknown) => {
                self.shared.set_owes_proof(true);
                self.shared.note_answer(&Err::<(), _>(unknown.clone()), tries);
                self.note_look(Some(&unknown));
                let fenced = self.shared.is_fenced();
                if fenced { Ok(RestLook::TakenOver) } else { Err(unknown) }
            }
        }
    }

    /// Looks whether another device took the wallet over, and is sure of it.
    ///
    /// `true`: one did. Only an entry that opens under this wallet's keys says so, never a name. This journal
    /// is fenced from now on; stop the node. `false`: none had, when this was asked.
    ///
    /// # Errors
    /// It is not known: the drive does not say, what lies where a newer entry would does not open, or this device is
    /// writing.
    pub async fn is_taken_over(&self) -> Result<bool, HeadUnknown> {
        if let Some(refused) = self.shared.signed_out() {
            return Err(refused);
        }
        let tries = self.shared.tries();
        let found = somebody_else(&self.shared).await;
        self.shared.note_answer(&found, tries);
        self.shared.set_owes_proof(!matches!(found, Ok(None)));
        self.note_look(found.as_ref().err());
        if self.shared.is_fenced() {
            return Ok(true);
        }
        self.note_way(found.as_ref().err());
        let Some(other) = found? else { return Ok(false) };
        self.send(Command::Fence(other));
        Ok(true)
    }

    /// A look has ended. The user is told now of what only they can fix, and not only when something is
    /// written next.
    fn note_look(&self, unknown: Option<&HeadUnknown>) {
        let refused = matches!(unknown, Some(HeadUnknown(Obstacle::Drive(error))) if error.needs_user());
        self.send(Command::Rest(match unknown {
            None => RestAnswer::Given,
            Some(_) if refused => RestAnswer::Refused,
            Some(_) => RestAnswer::Missing,
        }));
    }

    /// What a look at the next entry and the next milepost says of the way; `unknown`: why it does not say
    /// whose the head is.
    pub(super) fn note_way(&self, unknown: Option<&HeadUnknown>) {
        match unknown.map(|HeadUnknown(why)| why) {
            None => self.send(Command::Ahead(WayAhead::Clear)),
            Some(Obstacle::Entry { position, fault }) => {
                self.shared.set_owes_proof(true);
                self.send(Command::Ahead(WayAhead::Blocked { position: *position, fault: *fault }));
            }
            Some(
                Obstacle::Drive(_)
                | Obstacle::Store(_)
                | Obstacle::PhraseFile { .. }
                | Obstacle::OlderPhraseFile { .. }
                | Obstacle::Mirror(_)
                | Obstacle::TooLarge,
            ) => {}
        }
    }
}

/// Whether anything is seen above the head that another device would have written; it counts as seen if a
/// proof is due. A device that continues begins right above the head, with a Takeover, which is never pruned.
/// Only in a folder that was written anew is there nothing but a milepost, which not every look asks for.
async fn glance_above(shared: &Shared) -> Result<Glance, HeadUnknown> {
    let (Some(reading), false) = (shared.place(), shared.owes_proof()) else {
        return Ok(Glance::Something);
    };
    let head = shared.head();
    if head.pending.is_some() {
        return Ok(Glance::Something);
    }
    let names = if shared.count_glance().is_multiple_of(GLANCES_PER_MILEPOST) { 2 } else { 1 };
    for position in probes(head.position).take(names) {
        let seen = reading.glance(shared.env(), &reading.folder.entry(position)).await;
        if seen.map_err(|error| HeadUnknown(Obstacle::Drive(error)))? == Glance::Something {
            return Ok(Glance::Something);
        }
    }
    Ok(Glance::NothingSeen)
}

/// The device that took over; `None`: no device did, as far as can be told without a listing.
///
/// # Errors
/// It is not known: the drive does not say, what lies there does not open, or this device is writing.
async fn somebody_else(shared: &Shared) -> Result<Option<Author>, HeadUnknown> {
    let unknown = |error: DriveError| HeadUnknown(Obstacle::Drive(error));
    let Some(reading) = shared.place() else { return Ok(None) };
    let seen = shared.head();
    // What is pending may lie there already, and is ours: its delivery looks.
    if seen.pending.is_some() {
        return Err(unknown(DriveError::Busy { after_ms: None }));
    }
    let found =
        confirm_by_name(shared.env(), &shared.keys(), &reading, seen.position).await.map_err(unknown)?;
    // The engine wrote meanwhile: that was seen here, or is seen there.
    if shared.head() != seen {
        return Err(unknown(DriveError::Busy { after_ms: None }));
    }
    match found {
        HeadCheck::Yes => Ok(None),
        HeadCheck::Newer { by, .. } => Ok(Some(by)),
        HeadCheck::Unreadable { position, fault } => Err(HeadUnknown(Obstacle::Entry { position, fault })),
    }
}
