//! Checks whether another device has taken the wallet over, at a time when there is nothing to write. Beside the
//! engine: a drive that takes its time holds up no payment. No listing is asked for: the next milepost alone is the
//! proof.

use lifeboat_cloud::DriveError;

use super::{
    Command, HeadUnknown, Journal, Shared,
    confirm::{HeadCheck, confirm_by_name, next_alone},
    head,
};
use crate::{
    fault::Fault,
    read::RemoteFolder,
    status::{Author, Trouble},
};

/// Whether a file that does not open lies where the next entry belongs, or the next milepost: as long as it does, nobody can tell
/// whether this is the head, and nobody restores from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayAhead {
    Clear,
    Blocked { position: u64, fault: Fault },
}

impl Journal {
    /// Looks whether another device took the wallet over, which otherwise only the next write would find out: for
    /// quiet times. From time to time the engine then also looks whether all that a restore begins with is still in the
    /// folder, and writes it anew ([`crate::Status`] tells, also of a file in the way of the next entry or milepost that does
    /// not open).
    ///
    /// `true`: somebody did. Only an entry that opens under this wallet's keys says so, never a name. This journal is fenced
    /// from now on; stop the node. `false`: nobody had, when this was asked.
    ///
    /// # Errors
    /// Nobody knows: the drive does not say, what lies where a newer entry would does not open, or this device is writing.
    pub async fn is_taken_over(&self) -> Result<bool, HeadUnknown> {
        if let Some(refused) = self.shared.signed_out() {
            return Err(refused);
        }
        let tries = self.shared.tries();
        let found = somebody_else(&self.shared).await;
        self.shared.note_answer(&found, tries);
        // What only the user can fix is told now, and not when something is written next.
        let refused = matches!(&found, Err(HeadUnknown(Trouble::Drive(error))) if error.needs_user());
        self.send(Command::Rest { refused });
        if self.shared.head.borrow().fenced {
            return Ok(true);
        }
        match &found {
            // Not every look asks for the milepost.
            Ok(None) if !self.shared.looked_at_milepost.get() => {}
            found => self.note_way(found.as_ref().err()),
        }
        let Some(other) = found? else { return Ok(false) };
        self.send(Command::Fence(other));
        Ok(true)
    }

    /// What a look at the next entry and the next milepost says of the way; `unknown`: why it does not say whose the head is.
    pub(super) fn note_way(&self, unknown: Option<&HeadUnknown>) {
        match unknown.map(|HeadUnknown(why)| why) {
            None => self.send(Command::Ahead(WayAhead::Clear)),
            Some(Trouble::Entry { position, fault }) => {
                self.send(Command::Ahead(WayAhead::Blocked { position: *position, fault: *fault }));
            }
            Some(
                Trouble::Drive(_)
                | Trouble::Store(_)
                | Trouble::PhraseFile { .. }
                | Trouble::Mirror(_)
                | Trouble::TooLarge,
            ) => {}
        }
    }
}

/// Who took over; `None`: nobody, as far as can be told without a listing.
///
/// # Errors
/// Nobody knows: the drive does not say, what lies there does not open, or this device is writing.
async fn somebody_else(shared: &Shared) -> Result<Option<Author>, HeadUnknown> {
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
