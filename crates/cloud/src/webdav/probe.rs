//! What a server really does, found out when it is connected, in a scratch folder that is removed afterwards.

use futures::future::join_all;

use super::{Behaviour, Found, Way, WebDav, create::Put, exactly::is_strong};
use crate::{Drive, DriveError, Path, http::Http};

const ROUNDS: usize = 3;
const WRITERS: usize = 6;
/// One writer is slow: its precondition is checked long before its body has arrived.
const SLOW_BODY: usize = 256 << 10;

/// What a server may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Everything; it creates files in one step.
    Safe,
    /// Everything, with more requests for each file: created aside, moved into place, read back.
    SafeWithReadBack,
    /// The recovery phrase only: what it does to two writers would cost money.
    PhraseOnly {
        /// Why.
        reason: Weakness,
    },
    /// Nothing: what is written does not come back.
    Unusable {
        /// Why.
        reason: Weakness,
    },
}

/// What a server does not do as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// It replaces a file although it was told to create one only (`If-None-Match: *`).
    Replaces,
    /// It says that it refused, and replaced the file all the same.
    ReplacesSilently,
    /// It lets several writers of one name through at once.
    SeveralWriters,
    /// It lets several makers of one folder through at once.
    SeveralFolders,
    /// Its file tags do not change with the content (within a second), or are missing.
    CoarseTags,
    /// Its rename replaces what is there (`MOVE`, `Overwrite: F`), or does not work.
    MoveReplaces,
    /// It refuses to create a file that is not there.
    RefusesNew,
    /// Other bytes come back than were written.
    ChangesBytes,
    /// Names come back changed.
    ChangesNames,
    /// It deletes a file whose tag is not the one it was told (`If-Match`), or none by its tag at all.
    DeletesOthers,
    /// What was deleted is still there.
    KeepsDeleted,
}

/// The outcome of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it may be used for.
    pub grade: Grade,
    /// How to use it; keep it for [`WebDav::new`].
    pub behaviour: Behaviour,
    /// Everything that was found, also what does not matter for the grade.
    pub weaknesses: Vec<Weakness>,
}

impl Verdict {
    /// Whether channel state may be kept there.
    pub fn allows_channel_state(&self) -> bool {
        matches!(self.grade, Grade::Safe | Grade::SafeWithReadBack)
    }
}

impl<H: Http> WebDav<H> {
    /// Finds out what the server does. An error means that the server refuses us, or cannot be reached: not that it
    /// is weak. `nonce` makes the name of the scratch folder: any number not used before.
    pub async fn probe(&self, nonce: u64) -> Result<Verdict, DriveError> {
        self.list(&Path::root()).await?;
        let scratch = Path::root().join(format!("Lifeboat connection test {nonce:016x}"));
        let examined = self.examine(&scratch).await;
        let removed = self.delete(&scratch).await;
        let (mut weaknesses, behaviour) = examined?;
        match removed {
            Ok(()) if matches!(self.stat(&scratch).await?, Found::Nothing) => {}
            Ok(()) => weaknesses.push(Weakness::KeepsDeleted),
            Err(DriveError::NotFound) => weaknesses.push(Weakness::ChangesNames),
            Err(error) => return Err(error),
        }
        Ok(judge(weaknesses, behaviour))
    }

    async fn examine(&self, scratch: &Path) -> Result<(Vec<Weakness>, Behaviour), DriveError> {
        let mut found = Vec::new();
        let mut behaviour = Behaviour { way: Way::Put, read_back: false, created: 201, exact_delete: false };
        self.make_folders(scratch).await?;

        // Creates, gives back, shows under its name.
        let name = "Größe 1 + 2 %.lifeboat";
        let file = scratch.join(name);
        match self.put(&file, b"first", true).await? {
            Put::New => {}
            Put::Replaced { status } => behaviour.created = status,
            Put::Exists | Put::Hindered => {
                found.push(Weakness::RefusesNew);
                return Ok((found, behaviour));
            }
        }
        if !self.holds(&file, b"first").await? {
            found.push(Weakness::ChangesBytes);
            return Ok((found, behaviour));
        }
        if !self.list(scratch).await?.iter().any(|entry| entry.name == name && !entry.folder) {
            found.push(Weakness::ChangesNames);
        }

        // Does not replace.
        let refused = matches!(self.put(&file, b"another", true).await?, Put::Exists);
        match (refused, self.holds(&file, b"first").await?) {
            (true, true) => {}
            (true, false) => found.push(Weakness::ReplacesSilently),
            (false, _) => found.push(Weakness::Replaces),
        }

        // Tells contents apart by its tags.
        let tagged = scratch.join("tag");
        let mut tags = Vec::new();
        for bytes in [b"same length 1", b"same length 2"] {
            self.put(&tagged, bytes, false).await?;
            tags.push(match self.stat(&tagged).await? {
                Found::File { etag, .. } => etag.filter(|etag| !etag.starts_with("W/")),
                _ => None,
            });
        }
        if tags.iter().any(Option::is_none) || tags.first() == tags.last() {
            found.push(Weakness::CoarseTags);
        }

        behaviour.exact_delete = self.deletes_exactly(&scratch.join("exact")).await?;
        if !behaviour.exact_delete {
            found.push(Weakness::DeletesOthers);
        }

        // Moves without replacing.
        let refused = matches!(self.rename(&tagged, &file).await, Ok(Put::Exists));
        let kept = self.holds(&tagged, b"same length 2").await?;
        let moved = scratch.join("moved");
        if !refused
            || !kept
            || !matches!(self.rename(&tagged, &moved).await, Ok(Put::New | Put::Replaced { .. }))
            || !self.holds(&moved, b"same length 2").await?
        {
            found.push(Weakness::MoveReplaces);
        }

        if !found.contains(&Weakness::Replaces) && self.several_write(scratch).await? {
            found.push(Weakness::SeveralWriters);
        }
        if self.several_make(scratch).await? {
            found.push(Weakness::SeveralFolders);
        }
        Ok((found, behaviour))
    }

    /// Whether it deletes by the right tag, and never by a wrong one.
    async fn deletes_exactly(&self, file: &Path) -> Result<bool, DriveError> {
        self.put(file, b"one content", false).await?;
        let Found::File { etag: Some(old), .. } = self.stat(file).await? else { return Ok(false) };
        self.put(file, b"its next content", false).await?;
        let Found::File { etag: Some(tag), .. } = self.stat(file).await? else { return Ok(false) };
        if !is_strong(&old) || !is_strong(&tag) || old == tag {
            return Ok(false);
        }
        for wrong in [old.as_str(), "\"0\""] {
            // What does not get through promises nothing: a browser asks first whether it may send `If-Match` at all.
            let refused = self.delete_tagged(file, wrong).await.is_ok_and(|answer| answer.status == 412);
            if !refused || !self.holds(file, b"its next content").await? {
                return Ok(false);
            }
        }
        let deleted = self.delete_tagged(file, &tag).await.is_ok_and(|answer| answer.status == 204);
        Ok(deleted && matches!(self.stat(file).await?, Found::Nothing))
    }

    async fn holds(&self, file: &Path, bytes: &[u8]) -> Result<bool, DriveError> {
        match self.get(file).await {
            Ok(stored) => Ok(stored == bytes),
            Err(DriveError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Several writers of one name at once, the first of them slow.
    async fn several_write(&self, scratch: &Path) -> Result<bool, DriveError> {
        for round in 0..ROUNDS {
            let file = scratch.join(format!("race {round}"));
            let bodies: Vec<Vec<u8>> = (0..WRITERS)
                .map(|writer| vec![b'0' + writer as u8; if writer == 0 { SLOW_BODY } else { 100 + writer }])
                .collect();
            let answers = join_all(bodies.iter().map(|body| self.put(&file, body, true))).await;
            let won =
                |answer: &Result<Put, DriveError>| matches!(answer, Ok(Put::New | Put::Replaced { .. }));
            let winners: Vec<_> =
                answers.iter().zip(&bodies).filter(|(answer, _)| won(answer)).map(|(_, body)| body).collect();
            let stored = match self.get(&file).await {
                Err(DriveError::NotFound) => None,
                other => Some(other?),
            };
            let sound = match winners.as_slice() {
                [] => true,
                [winner] => stored.as_ref() == Some(winner),
                _ => false,
            };
            if !sound {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Several makers of one folder at once.
    async fn several_make(&self, scratch: &Path) -> Result<bool, DriveError> {
        for round in 0..ROUNDS {
            let folder = scratch.join(format!("folder {round}"));
            let answers = join_all((0..WRITERS).map(|_| self.make_folder(&folder))).await;
            let made = answers.iter().flatten().filter(|answer| answer.status == 201).count();
            if made != 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn judge(weaknesses: Vec<Weakness>, mut behaviour: Behaviour) -> Verdict {
    use Weakness::{
        ChangesBytes, ChangesNames, CoarseTags, MoveReplaces, RefusesNew, Replaces, ReplacesSilently,
        SeveralFolders, SeveralWriters,
    };
    let first = |of: &[Weakness]| weaknesses.iter().copied().find(|weakness| of.contains(weakness));
    // Who lets two writers through at once does not delete in one step either.
    behaviour.exact_delete &= first(&[SeveralWriters, CoarseTags, Replaces, ReplacesSilently]).is_none();
    let grade = if let Some(reason) = first(&[RefusesNew, ChangesBytes, ChangesNames]) {
        Grade::Unusable { reason }
    } else if let Some(reason) = first(&[Replaces, ReplacesSilently]) {
        Grade::PhraseOnly { reason }
    } else if let Some(reason) = first(&[SeveralWriters])
        && first(&[MoveReplaces, SeveralFolders]).is_some()
    {
        Grade::PhraseOnly { reason }
    } else if first(&[SeveralWriters, CoarseTags]).is_some() {
        let way = if first(&[MoveReplaces, SeveralFolders]).is_some() { Way::Put } else { Way::Aside };
        behaviour = Behaviour { way, read_back: true, ..behaviour };
        Grade::SafeWithReadBack
    } else {
        Grade::Safe
    };
    Verdict { grade, behaviour, weaknesses }
}
