//! A fresh look whether the head is ours, beside the engine.

use std::{collections::BTreeSet, rc::Rc};

use lifeboat_crypto::Digest;

use super::{
    Command, Journal, Shared,
    confirm::{HeadCheck, confirm_listed},
    error::HeadUnknown,
    prune::{is_any_gone, witnesses},
};
use crate::{
    entry,
    env::Env,
    keys::Keys,
    read::{PositionContent, RemoteFolder},
    status::Trouble,
};
use lifeboat_cloud::DriveError;

/// What the engine last knew.
pub(crate) struct HeadState {
    pub(crate) position: u64,
    pub(crate) digest: Digest,
    /// The digest of what is on its way to `position + 1`.
    pub(crate) pending: Option<Digest>,
    pub(crate) epoch: u32,
    pub(crate) snapshot: u64,
    /// The head when all that a restore needs was seen to be there last.
    pub(crate) seen: u64,
    pub(crate) takeovers: BTreeSet<u64>,
    /// The newest snapshot, and what it names.
    pub(crate) base: BTreeSet<u64>,
    pub(crate) keys: Rc<Keys>,
    pub(crate) env: Env,
    pub(crate) fenced: bool,
}

impl HeadState {
    /// All that a restore needs.
    fn needed(&self) -> BTreeSet<u64> {
        self.base.iter().copied().chain(self.snapshot..=self.position).collect()
    }
}

impl Journal {
    /// Whether no other device has written: a fresh look at the drive. Required before an own commitment transaction leaves
    /// this device, also when the cloud is down (then the answer is an error, and it must not leave). It says so of the
    /// state that is proved for [`Journal::writer`] as it is after this answer.
    ///
    /// `false` also where something that this device wrote is gone, here or at the second copy: what another device has written
    /// may be gone with it. The engine makes the backup whole again, under another name.
    ///
    /// # Errors
    /// When the drive could not be asked, or a file does not open that may be an entry above the head; [`Status`] names it then.
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

    /// The name for which the wallet's state is proved: [`super::OpenedJournal::writer`], and another one from the moment at which the
    /// backup was found to have lost something that this device had written. Before that is made good, the name is in this
    /// device's store.
    pub fn writer(&self) -> [u8; 8] {
        self.shared.writer.get()
    }
}

/// No other device has written: our head is there, and above it only what we are writing ourselves.
async fn is_ours(shared: &Shared) -> Result<bool, HeadUnknown> {
    let unknown = |error: DriveError| HeadUnknown(Trouble::Drive(error));
    let (env, keys) = {
        let head = shared.head.borrow();
        if head.fenced {
            return Ok(false);
        }
        (head.env.clone(), head.keys.clone())
    };
    let drive = shared.drive.borrow().clone();
    let folder = shared.folder.borrow().clone();
    let (Some(drive), Some(folder)) = (drive, folder) else {
        // A wallet kept on this device alone has no other writer.
        return Ok(true);
    };
    let reading = RemoteFolder { drive, folder };
    // The engine may write while we look: then look again.
    for _ in 0..8 {
        let (position, digest, pending) = snapshot_of(shared);
        let here = reading.get(&env, position).await.map_err(unknown)?;
        let here = here.and_then(|bytes| entry::read(&keys, position, bytes).ok());
        let mut head = position;
        let mut ours = here.is_some_and(|entry| entry.digest == digest);
        let above = position.saturating_add(1);
        match reading.entry_or_fault(&env, &keys, above).await.map_err(unknown)? {
            PositionContent::Nothing => {}
            PositionContent::Entry(next) => {
                head = above;
                ours &= Some(next.digest) == pending;
            }
            // Ours, still being written, or a stranger's: neither says that another device took over.
            PositionContent::Fault(fault) => {
                return Err(HeadUnknown(Trouble::Entry { position: above, fault }));
            }
        }
        // An entry that continued it may be gone with the rest. The head was already asked for by name.
        let listed = reading.positions(&env).await.map_err(unknown)?;
        let (mut needed, mut by_name) = {
            let head = shared.head.borrow();
            (head.needed(), witnesses(head.snapshot, head.seen, position, &listed))
        };
        needed.remove(&position);
        by_name.remove(&position);
        ours = ours && !is_any_gone(&env, &reading, &listed, &needed, &by_name).await.map_err(unknown)?;
        let confirmed = confirm_listed(&env, &keys, &reading, head, listed).await;
        if snapshot_of(shared) != (position, digest, pending) {
            continue;
        }
        return match confirmed {
            Ok(HeadCheck::Yes) => Ok(ours && !shared.doubted.get()),
            Ok(HeadCheck::Newer { .. }) => Ok(false),
            Ok(HeadCheck::Unreadable { position, fault }) => {
                Err(HeadUnknown(Trouble::Entry { position, fault }))
            }
            Err(error) => Err(unknown(error)),
        };
    }
    Err(unknown(DriveError::Busy { after_ms: None }))
}

pub(super) fn snapshot_of(shared: &Shared) -> (u64, Digest, Option<Digest>) {
    let head = shared.head.borrow();
    (head.position, head.digest, head.pending)
}
