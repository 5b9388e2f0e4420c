//! What is tried, one thing after the other.

use super::{
    super::{ASK, delete::is_strong, only},
    Behaviour, DavItem, FAILED_RENAMES, Maker, PutOutcome, Way, Weakness, WebDav,
};
use crate::{
    Drive, DriveError, Path,
    http::{Answer, Http},
    race::Evidence,
};

/// A little more than what a proxy lets through by default (nginx: 1 MiB). Snapshots grow past it.
const LARGE_BODY: usize = (1 << 20) + 1;
/// How often is asked what may not come through at all.
const UNANSWERED: u32 = 3;
/// How many attempts to make two writes fall into the same second of the server's clock.
const SAME_SECOND: u8 = 5;

/// What a probe found out.
pub(super) struct Findings {
    pub(super) weaknesses: Vec<Weakness>,
    pub(super) behaviour: Behaviour,
    pub(super) maker: Option<Maker>,
}

impl Findings {
    fn add(&mut self, weakness: Weakness) {
        self.weaknesses.push(weakness);
    }

    /// The first of these weaknesses that it has.
    pub(super) fn first(&self, of: &[Weakness]) -> Option<Weakness> {
        self.weaknesses.iter().copied().find(|weakness| of.contains(weakness))
    }

    /// Whether it is known to look and to store in one step, and has done so.
    pub(super) fn in_one_step(&self) -> bool {
        self.maker.is_some() && self.first(&[Weakness::SeveralWriters, Weakness::CoarseTags]).is_none()
    }
}

impl<H: Http> WebDav<H> {
    pub(super) async fn examine(&self, scratch: &Path) -> Result<Findings, DriveError> {
        let behaviour = Behaviour { way: Way::Put, created: 201, exact_delete: false };
        let mut found = Findings { weaknesses: Vec::new(), behaviour, maker: None };
        if self.makes_no_folders(scratch).await? {
            found.add(Weakness::MakesNoFolders);
            return Ok(found);
        }
        let file = scratch.join(NAME);
        if !self.creates(&file, &mut found).await? {
            return Ok(found);
        }
        if !self.list(scratch).await?.iter().any(|entry| entry.name == NAME && !entry.folder) {
            found.add(Weakness::ChangesNames);
        }
        self.takes_large_files(&scratch.join("large"), &mut found).await?;
        self.refuses_to_replace(&file, &mut found).await?;
        self.moves(scratch, &file, &mut found).await?;
        // What only a server that is known may be used for.
        if found.maker.is_some() && !found.weaknesses.contains(&Weakness::Replaces) {
            self.compares(scratch, &mut found).await?;
            if self.several_write(scratch).await? {
                found.add(Weakness::SeveralWriters);
            }
        }
        // The careful way rests on this; where files are created in one step it is one check more.
        let evidence = if found.in_one_step() { Evidence::Known } else { Evidence::RacesAlone };
        if self.several_make(scratch, evidence).await? {
            found.add(Weakness::SeveralFolders);
        }
        Ok(found)
    }

    /// Whether the server knows no folders at all; who refuses to make this one is an error.
    async fn makes_no_folders(&self, scratch: &Path) -> Result<bool, DriveError> {
        let answer = self.make_folder(scratch).await?;
        if answer.status == 501 {
            return Ok(true);
        }
        self.is_made(scratch, &answer).await.map(|()| false)
    }

    /// Creates, gives back; and who it is. False when nothing further can be tried.
    async fn creates(&self, file: &Path, found: &mut Findings) -> Result<bool, DriveError> {
        let put = self.put(file, FIRST, true).await?;
        let is_kept = self.holds(file, FIRST).await?;
        match put {
            PutOutcome::New { .. } => {}
            PutOutcome::Replaced { status } => found.behaviour.created = status,
            // Something on the way has sent it twice: what was in its way are the same bytes.
            PutOutcome::Exists | PutOutcome::Hindered if is_kept => {}
            PutOutcome::Exists | PutOutcome::Hindered => {
                found.add(Weakness::RefusesNew);
                return Ok(false);
            }
        }
        if !is_kept {
            found.add(Weakness::ChangesBytes);
            return Ok(false);
        }
        let answer = self.propfind(self.address.file(file)?, "0", ASK).await?;
        let asked: Vec<String> = self.address.names().iter().chain(file.names()).cloned().collect();
        let tag = only(&answer, &asked)?.etag;
        found.maker = Maker::of(&answer.body, tag.as_deref(), FIRST);
        Ok(true)
    }

    async fn takes_large_files(&self, file: &Path, found: &mut Findings) -> Result<(), DriveError> {
        match self.put(file, &vec![b'L'; LARGE_BODY], true).await {
            Err(DriveError::TooLarge) => found.add(Weakness::RefusesLarge),
            Err(error) => return Err(error),
            Ok(_) => match self.stat(file).await? {
                DavItem::File { length, .. } if length.is_none_or(|length| length == LARGE_BODY as u64) => {}
                DavItem::File { .. } | DavItem::Folder | DavItem::Nothing => {
                    found.add(Weakness::ChangesBytes)
                }
            },
        }
        Ok(())
    }

    async fn refuses_to_replace(&self, file: &Path, found: &mut Findings) -> Result<(), DriveError> {
        let refused = matches!(self.put(file, b"another", true).await?, PutOutcome::Exists);
        match (refused, self.holds(file, FIRST).await?) {
            (true, true) => {}
            (true, false) => found.add(Weakness::ReplacesSilently),
            (false, _) => found.add(Weakness::Replaces),
        }
        Ok(())
    }

    /// Moves, and does not replace by it.
    async fn moves(&self, scratch: &Path, file: &Path, found: &mut Findings) -> Result<(), DriveError> {
        let (from, to) = (scratch.join("from"), scratch.join("moved"));
        self.put(&from, MOVED, false).await?;
        match self.moved_at_last(&from, file).await? {
            Some(PutOutcome::Exists) => {}
            Some(PutOutcome::New { .. } | PutOutcome::Replaced { .. }) => {
                found.add(Weakness::MoveReplaces);
                return Ok(());
            }
            Some(PutOutcome::Hindered) | None => {
                found.add(Weakness::MoveFails);
                return Ok(());
            }
        }
        let kept = self.holds(&from, MOVED).await?;
        let second = self.moved_at_last(&from, &to).await?;
        let works = matches!(second, Some(PutOutcome::New { .. } | PutOutcome::Replaced { .. }));
        if !kept || !works || !self.holds(&to, MOVED).await? {
            found.add(Weakness::MoveFails);
        }
        Ok(())
    }

    /// Moves [`MOVED`], and asks again while no answer comes through. What is there then says what has become of it.
    async fn moved_at_last(&self, from: &Path, to: &Path) -> Result<Option<PutOutcome>, DriveError> {
        for asked in 0..FAILED_RENAMES {
            let moved = self.moved(from, to).await?;
            let is_in_the_way = matches!(moved, Some(PutOutcome::Exists | PutOutcome::Hindered));
            if is_in_the_way && asked > 0 && self.holds(to, MOVED).await? {
                return Ok(Some(PutOutcome::New { whole: false }));
            }
            if moved.is_some() {
                return Ok(moved);
            }
        }
        Ok(None)
    }

    /// `None` when it is refused, or breaks, although the server answers everything else.
    pub(super) async fn moved(&self, from: &Path, to: &Path) -> Result<Option<PutOutcome>, DriveError> {
        for _ in 0..super::PATIENCE {
            match self.rename(from, to).await {
                Ok(put) => return Ok(Some(put)),
                Err(DriveError::Busy { .. }) => self.rest().await,
                Err(DriveError::SignedOut) => return Err(DriveError::SignedOut),
                Err(_) => return self.root().await.map(|_| None),
            }
        }
        Err(DriveError::Busy { after_ms: None })
    }

    /// Tags that follow the content, and deletes that follow the tags.
    async fn compares(&self, scratch: &Path, found: &mut Findings) -> Result<(), DriveError> {
        let follow = self.tags_follow(&scratch.join("tag")).await?;
        if follow == Some(false) {
            found.add(Weakness::CoarseTags);
        }
        found.behaviour.exact_delete =
            follow == Some(true) && self.deletes_exactly(&scratch.join("exact")).await?;
        if follow == Some(true) && !found.behaviour.exact_delete {
            found.add(Weakness::DeletesOthers);
        }
        Ok(())
    }

    /// Whether two contents that were written within one second of the server's own clock have two tags: a tag of time
    /// and length changes with each second, on a slow line therefore with each write. `None` when no two writes fell
    /// into one second, or the server tells no time: then nothing is known.
    async fn tags_follow(&self, file: &Path) -> Result<Option<bool>, DriveError> {
        let mut last: Option<(String, Option<String>)> = None;
        for number in 0..=SAME_SECOND {
            self.put(file, format!("same length {number}").as_bytes(), false).await?;
            let DavItem::File { etag: Some(tag), modified, .. } = self.stat(file).await? else {
                return Ok(Some(false));
            };
            if !is_strong(&tag) {
                return Ok(Some(false));
            }
            if let Some((before, then)) = &last {
                if *before == tag {
                    return Ok(Some(false));
                }
                if modified.is_some() && *then == modified {
                    return Ok(Some(true));
                }
            }
            last = Some((tag, modified));
        }
        Ok(None)
    }

    /// Whether it deletes by the right tag, and never by a wrong one. What does not get through (a browser asks first
    /// whether it may send `If-Match` at all) promises nothing.
    async fn deletes_exactly(&self, file: &Path) -> Result<bool, DriveError> {
        self.put(file, b"one content", false).await?;
        let DavItem::File { etag: Some(old), .. } = self.stat(file).await? else { return Ok(false) };
        self.put(file, b"its next content", false).await?;
        let DavItem::File { etag: Some(tag), .. } = self.stat(file).await? else { return Ok(false) };
        if !is_strong(&old) || !is_strong(&tag) || old == tag {
            return Ok(false);
        }
        for wrong in [old.as_str(), "\"0\""] {
            if self.told_to_delete(file, wrong).await != Some(412)
                || !self.holds(file, b"its next content").await?
            {
                return Ok(false);
            }
        }
        // Gone before that was asked again: the first answer was lost.
        let deleted = matches!(self.told_to_delete(file, &tag).await, Some(204 | 404 | 410));
        Ok(deleted && matches!(self.stat(file).await?, DavItem::Nothing))
    }

    /// The status of the server's answer, asked again where none came. `None`: none comes through.
    async fn told_to_delete(&self, file: &Path, tag: &str) -> Option<u16> {
        for _ in 0..UNANSWERED {
            match self.delete_tagged(file, tag).await {
                // Something on the way says so that has no answer of the server's.
                Ok(Answer { status: 500.., .. }) | Err(_) => {}
                Ok(answer) => return Some(answer.status),
            }
        }
        None
    }
}

const NAME: &str = "Größe 1 + 2 %.lifeboat";
const FIRST: &[u8] = b"first";
const MOVED: &[u8] = b"what is moved";
