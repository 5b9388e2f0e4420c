//! What a server really does, found out when it is connected, in a scratch folder that is removed afterwards.
//!
//! A race of some writers does not see a flaw of one in twenty, and a slow line hides coarse tags. So a plain
//! `PUT` is for servers that are known ([`Maker`]) and pass all trials; all others are used in the way that
//! is right also where two writers are let through ([`Way::Aside`]), or not at all. That way rests on races
//! of makers of a folder.

use std::cell::Cell;

use super::{Behaviour, DavItem, Way, WebDav, can_be_moved_to, create::PutOutcome};
use crate::{
    Drive, DriveError, Path,
    http::Http,
    race::{passes, rest_ms},
    scratch::scratch_folder,
};

mod examine;
mod maker;
mod race;

use examine::Findings;
pub use maker::Maker;

/// How often to retry a busy server.
const PATIENCE: usize = 5;
/// How often a rename has to fail before it counts as one that does not work: an answer may be lost, or a request be
/// sent twice by something on the way.
const FAILED_RENAMES: u32 = 3;
/// How long one pause is taken to be, ms.
const PAUSE_MS: u64 = 2_000;

/// What a server may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Everything; it creates files in one step.
    Safe,
    /// Everything, with more requests for each file: created aside, looked at, moved into place, read back.
    SafeWithReadBack,
    /// The recovery phrase only: what it does to two writers would cost money.
    PhraseOnly {
        /// Why channel state is not safe there.
        reason: Weakness,
    },
    /// Nothing: what is written does not come back.
    Unusable {
        /// Why nothing is safe there.
        reason: Weakness,
    },
}

/// What a server does not do as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// The server replaces a file although it was told to create one only (`If-None-Match: *`).
    Replaces,
    /// The server says that it refused, and replaced the file all the same.
    ReplacesSilently,
    /// The server knows no `If-None-Match: *`, and says so.
    NoPrecondition,
    /// The server lets several writers of one name through at once.
    SeveralWriters,
    /// The server lets several makers of one folder through at once.
    SeveralFolders,
    /// Its file tags do not change with the content (within a second), or are missing.
    CoarseTags,
    /// Its rename replaces what is there (`MOVE`, `Overwrite: F`).
    MoveReplaces,
    /// Its rename does not work, or does not get through what is in front of it.
    MoveFails,
    /// The server knows no folders (`MKCOL`).
    MakesNoFolders,
    /// The server refuses to create a file that is not there.
    RefusesNew,
    /// The server takes no files of the size of a snapshot.
    RefusesLarge,
    /// Other bytes come back than were written.
    ChangesBytes,
    /// Names come back changed.
    ChangesNames,
    /// The server deletes a file whose tag is not the one it was told (`If-Match`), or none by its tag at all.
    DeletesOthers,
    /// What was deleted is still there.
    KeepsDeleted,
}

/// The outcome of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeReport {
    /// What the server may be used for.
    pub grade: Grade,
    /// How to use it; keep it for [`WebDav::new`].
    pub behaviour: Behaviour,
    /// Everything that was found, also what does not matter for the grade.
    pub weaknesses: Vec<Weakness>,
}

impl ProbeReport {
    /// Whether channel state may be kept there.
    pub fn allows_channel_state(&self) -> bool {
        self.grade.refusal().is_none()
    }
}

impl Grade {
    /// Why channel state may not be kept there; `None`: it may.
    pub fn refusal(self) -> Option<Weakness> {
        match self {
            Grade::Safe | Grade::SafeWithReadBack => None,
            Grade::PhraseOnly { reason } | Grade::Unusable { reason } => Some(reason),
        }
    }
}

impl<H: Http> WebDav<H> {
    /// Finds out what the server does. An error means that the server refuses us, or cannot be reached: not that it
    /// is weak. `nonce` makes the name of the scratch folder: any number not used before.
    pub async fn probe(&self, nonce: u64) -> Result<ProbeReport, DriveError> {
        self.list(&Path::root()).await?;
        let scratch = scratch_folder(nonce);
        let examined = self.examine(&scratch).await;
        let removed = self.remove(&scratch).await;
        let mut found = examined?;
        match removed {
            Ok(())
                if matches!(self.patiently(async || self.stat(&scratch).await).await?, DavItem::Nothing) => {}
            Ok(()) => found.weaknesses.push(Weakness::KeepsDeleted),
            Err(DriveError::NotFound) if found.weaknesses.contains(&Weakness::MakesNoFolders) => {}
            Err(DriveError::NotFound) => found.weaknesses.push(Weakness::ChangesNames),
            Err(error) => return Err(error),
        }
        Ok(judge(found))
    }

    async fn remove(&self, scratch: &Path) -> Result<(), DriveError> {
        let asked = Cell::new(false);
        let delete = async || match (asked.replace(true), self.delete(scratch).await) {
            // It was gone before, and that answer was lost.
            (true, Err(DriveError::NotFound)) => Ok(()),
            (_, answered) => answered,
        };
        self.patiently(delete).await
    }

    /// Asks again after a refusal that passes: what the races have asked for may leave no room for it, for a while.
    async fn patiently<T>(&self, ask: impl AsyncFn() -> Result<T, DriveError>) -> Result<T, DriveError> {
        for refusals in 1..PATIENCE as u32 {
            match ask().await {
                Err(error) if passes(&error) => self.rest_for(rest_ms(&error, refusals)).await,
                answered => return answered,
            }
        }
        ask().await
    }

    /// How files are created in a folder of this name, when [`WebDav::probe`] has to wait: in the most
    /// careful way, with what has to be known for it, which is how the server says "created", and that its
    /// rename works. Only where that way cannot be used all is tried out at once. `None`: nor is there
    /// another way. `nonce`: as for a probe.
    ///
    /// # Errors
    /// It came to no end, which says nothing of the server and may pass: it is worth another look.
    pub async fn first_look(&self, folder: &str, nonce: u64) -> Result<Option<Behaviour>, DriveError> {
        let careful = |created| Behaviour { created, ..Behaviour::default() };
        let can_be_moved = can_be_moved_to(folder);
        if can_be_moved {
            match self.creates_and_renames(&scratch_folder(nonce)).await {
                Ok(Some(created)) => return Ok(Some(careful(created))),
                Ok(None) => {}
                // No way of creating helps a sign-in that may not write.
                Err(error) if passes(&error) || error == DriveError::SignedOut => return Err(error),
                // That says nothing about how files are created; most servers do so as is taken for granted here.
                Err(_) => return Ok(Some(Behaviour::default())),
            }
        }
        let found = self.probe(nonce).await?;
        if found.allows_channel_state() && (can_be_moved || found.behaviour.way == Way::Put) {
            return Ok(Some(found.behaviour));
        }
        let is_moved = can_be_moved && !found.weaknesses.contains(&Weakness::MoveFails);
        Ok(is_moved.then(|| careful(found.behaviour.created)))
    }

    /// The status that says "created", if a file that was created can also be renamed.
    async fn creates_and_renames(&self, scratch: &Path) -> Result<Option<u16>, DriveError> {
        let mut created = Ok(None);
        for look in 0..FAILED_RENAMES {
            created = self.create_and_rename(scratch, look).await;
            if created != Ok(None) {
                break;
            }
        }
        // What stays is a small file or some, and says nothing about how files are created.
        let _ = self.delete(scratch).await;
        created
    }

    /// `None`: no answer shows a rename that works. Each look has names of its own, as the one before may
    /// have been carried out.
    async fn create_and_rename(&self, scratch: &Path, look: u32) -> Result<Option<u16>, DriveError> {
        let (from, to) = (scratch.join(format!("first {look}")), scratch.join(format!("renamed {look}")));
        self.make_folders(scratch).await?;
        let created = match self.put(&from, b"first", true).await? {
            PutOutcome::Replaced { status } => status,
            PutOutcome::New { .. } => Behaviour::default().created,
            PutOutcome::Exists | PutOutcome::Hindered => return Ok(None),
        };
        Ok(match self.moved(&from, &to).await? {
            Some(PutOutcome::New { .. }) => Some(created),
            Some(PutOutcome::Replaced { status }) if status == created => Some(created),
            Some(PutOutcome::Replaced { .. } | PutOutcome::Exists | PutOutcome::Hindered) | None => None,
        })
    }

    /// Whether these bytes are there. A server that is still at work on them (425) is asked again.
    async fn holds(&self, file: &Path, bytes: &[u8]) -> Result<bool, DriveError> {
        let mut asked = 1;
        loop {
            match self.get(file).await {
                Ok(stored) => return Ok(stored == bytes),
                Err(DriveError::NotFound) => return Ok(false),
                Err(DriveError::Busy { .. }) if asked < PATIENCE => self.rest().await,
                Err(error) => return Err(error),
            }
            asked += 1;
        }
    }

    /// For this number of ms, in pauses of a second or two.
    async fn rest_for(&self, ms: u64) {
        for _ in 0..ms.div_ceil(PAUSE_MS) {
            self.rest().await;
        }
    }

    async fn rest(&self) {
        if let Some(pause) = &self.pause {
            pause().await;
        }
    }
}

fn judge(found: Findings) -> ProbeReport {
    use Weakness::{
        ChangesBytes, ChangesNames, MakesNoFolders, MoveFails, MoveReplaces, RefusesLarge, RefusesNew,
        Replaces, ReplacesSilently, SeveralFolders,
    };
    let mut behaviour = found.behaviour;
    behaviour.exact_delete &= found.in_one_step();
    let grade = if let Some(reason) = found.first(&[MakesNoFolders, RefusesNew, ChangesBytes, ChangesNames]) {
        Grade::Unusable { reason }
    } else if let Some(reason) = found.first(&[Replaces, ReplacesSilently, RefusesLarge]) {
        Grade::PhraseOnly { reason }
    } else if found.in_one_step() {
        Grade::Safe
    } else if let Some(reason) = found.first(&[MoveReplaces, MoveFails, SeveralFolders]) {
        Grade::PhraseOnly { reason }
    } else {
        behaviour.way = Way::Aside;
        Grade::SafeWithReadBack
    };
    ProbeReport { grade, behaviour, weaknesses: found.weaknesses }
}
