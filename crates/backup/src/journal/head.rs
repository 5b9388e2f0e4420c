//! A fresh look whether the head is ours, beside the engine.

use lifeboat_cloud::DriveError;

use super::{
    Journal,
    command::Command,
    confirm::{HeadCheck, confirm_listed},
    error::HeadUnknown,
    prune::{is_any_gone, witnesses},
    shared::{HeadNow, Shared},
};
use crate::{entry, read::PositionContent, status::Obstacle};

impl Journal {
    /// Whether no other device has written: a fresh look at the drive. Required before an own commitment
    /// transaction leaves this device, also when the cloud is down (then the answer is an error, and it must
    /// not leave). It says so of the state that is proved for [`Journal::writer`] as it is after this answer.
    ///
    /// `false` also where something that this device wrote is gone, here or at the second copy: what another
    /// device has written may be gone with it. The engine makes the backup whole again, under another name.
    ///
    /// # Errors
    /// When the drive could not be asked, or a file does not open that may be an entry above the head;
    /// [`Status`] names it then.
    ///
    /// [`Status`]: crate::Status
    pub async fn head_is_ours(&self) -> Result<bool, HeadUnknown> {
        if let Some(refused) = self.shared.signed_out() {
            return Err(refused);
        }
        let tries = self.shared.tries();
        let ours = is_ours(&self.shared).await;
        self.shared.note_answer(&ours, tries);
        if ours == Ok(false) {
            self.send(Command::Lost);
        } else {
            self.note_way(ours.as_ref().err());
        }
        ours
    }

    /// The name for which the wallet's state is proved: [`super::OpenedJournal::writer`], and another one
    /// from the moment at which the backup was found to have lost something that this device had written.
    /// Before that is made good, the name is in this device's store.
    pub fn writer(&self) -> [u8; 8] {
        self.shared.writer()
    }
}

/// No other device has written: our head is there, and above it only what we are writing ourselves.
async fn is_ours(shared: &Shared) -> Result<bool, HeadUnknown> {
    let unknown = |error: DriveError| HeadUnknown(Obstacle::Drive(error));
    if shared.is_fenced() {
        return Ok(false);
    }
    let (env, keys) = (shared.env(), shared.keys());
    let Some(reading) = shared.place() else {
        // A wallet kept on this device alone has no other writer.
        return Ok(true);
    };
    // The engine may write while we look: then look again.
    for _ in 0..8 {
        let seen = shared.head();
        let HeadNow { position, digest, pending } = seen;
        let here = reading.get(env, position).await.map_err(unknown)?;
        let here = here.and_then(|bytes| entry::read(&keys, position, bytes).ok());
        let mut head = position;
        let mut ours = here.is_some_and(|entry| entry.digest == digest);
        let above = position.saturating_add(1);
        match reading.entry_or_fault(env, &keys, above).await.map_err(unknown)? {
            PositionContent::Nothing => {}
            PositionContent::Entry(next) => {
                head = above;
                ours &= Some(next.digest) == pending;
            }
            // Ours, still being written, or a stranger's: neither says that another device took over.
            PositionContent::Fault(fault) => {
                return Err(HeadUnknown(Obstacle::Entry { position: above, fault }));
            }
        }
        // An entry that continued it may be gone with the rest. The head was already asked for by name.
        let listed = reading.positions(env).await.map_err(unknown)?;
        let known = shared.acknowledged();
        let mut needed = known.needed;
        let mut by_name = witnesses(known.snapshot, shared.seen(), position, &listed);
        needed.remove(&position);
        by_name.remove(&position);
        ours = ours && !is_any_gone(env, &reading, &listed, &needed, &by_name).await.map_err(unknown)?;
        let confirmed = confirm_listed(env, &keys, &reading, head, listed).await;
        if shared.head() != seen {
            continue;
        }
        return match confirmed {
            Ok(HeadCheck::Yes) => Ok(ours && !shared.is_doubted()),
            Ok(HeadCheck::Newer { .. }) => Ok(false),
            Ok(HeadCheck::Unreadable { position, fault }) => {
                Err(HeadUnknown(Obstacle::Entry { position, fault }))
            }
            Err(error) => Err(unknown(error)),
        };
    }
    Err(unknown(DriveError::Busy { after_ms: None }))
}
