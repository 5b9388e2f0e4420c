//! Folders: by search at the top, by their parent's book below it.

use std::rc::Rc;

use super::{
    GoogleDrive, SlotWalk,
    folder::Folder,
    model::{FileDraft, FileKind, FileMeta},
    requests::CreateOutcome,
};
use crate::{DriveError, Path, http::Http};

/// What cannot be told apart by name has a part of an id behind it.
const ALIAS: &str = " ~";
const ALIAS_LETTERS: usize = 10;

/// A folder at the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Top {
    pub(super) folder: Rc<Folder>,
    pub(super) name: String,
    pub(super) trashed: bool,
    pub(super) modified_ms: Option<u64>,
    created: String,
}

impl Top {
    fn of(meta: &FileMeta) -> Option<Top> {
        let ours = meta.ours().filter(|ours| ours.parent == "root" && meta.is_original())?;
        Some(Top {
            folder: Rc::new(Folder::of(meta, &meta.id)?),
            name: ours.name.clone(),
            trashed: meta.trashed,
            modified_ms: meta.modified_ms(),
            created: meta.created_time.clone(),
        })
    }
}

/// A name and what was put behind it to tell it from another of the same.
fn alias(name: &str) -> Option<(&str, &str)> {
    let (name, letters) = name.rsplit_once(ALIAS)?;
    (letters.len() == ALIAS_LETTERS).then_some((name, letters))
}

/// A name that is told apart from an equal one by an id.
pub(super) fn aliased(name: &str, id: &str) -> String {
    let letters: String = id.chars().take(ALIAS_LETTERS).collect();
    format!("{name}{ALIAS}{letters}")
}

impl<H: Http> GoogleDrive<H> {
    /// All folders at the top, oldest first, those in the bin included: what a search shows, and what is known besides.
    pub(super) async fn search_tops(&self, name: Option<&str>) -> Result<Vec<Top>, DriveError> {
        self.hear().await?;
        let mut q = "appProperties has { key='lbParent' and value='root' }".to_owned();
        if let Some(name) = name {
            let name = name.replace('\\', "\\\\").replace('\'', "\\'");
            q += &format!(" and appProperties has {{ key='lbName' and value='{name}' }}");
        }
        let found: Vec<Top> = self.search(&q).await?.iter().filter_map(Top::of).collect();
        let known: Vec<Top> = self.tops.borrow().values().flatten().cloned().collect();
        let mut ids: Vec<String> = found.into_iter().chain(known).map(|top| top.folder.id.clone()).collect();
        ids.sort();
        ids.dedup();
        let mut tops = Vec::new();
        for id in ids {
            // A search may be behind: shows what was deleted, or in the bin what is not.
            tops.extend(self.look(&id).await?.as_ref().and_then(Top::of));
        }
        tops.retain(|top| name.is_none_or(|name| top.name == name));
        tops.sort_by(|a, b| (&a.created, &a.folder.id).cmp(&(&b.created, &b.folder.id)));
        for top in &tops {
            self.remember(top.clone());
        }
        Ok(tops)
    }

    fn remember(&self, top: Top) {
        let mut known = self.tops.borrow_mut();
        let known = known.entry(top.name.clone()).or_default();
        match known.iter_mut().find(|known| known.folder.id == top.folder.id) {
            Some(known) => *known = top,
            None => known.push(top),
        }
    }

    /// Looks at the folder we were told of.
    async fn hear(&self) -> Result<(), DriveError> {
        let told = self.told.borrow().clone();
        if let Some(id) = told {
            let top = self.look(&id).await?.as_ref().and_then(Top::of);
            self.remember(top.ok_or(DriveError::Gone)?);
            *self.told.borrow_mut() = None;
        }
        Ok(())
    }

    /// Folders at the top of this name; the one we were told of, or the oldest, first. Those in the bin at the end.
    async fn tops_named(&self, name: &str, refresh: bool) -> Result<Vec<Top>, DriveError> {
        self.hear().await?;
        let known = |name: &str| self.tops.borrow().get(name).cloned().unwrap_or_default();
        let mut tops = known(name);
        if tops.is_empty() || refresh {
            self.search_tops(Some(name)).await?;
            tops = known(name);
        }
        if tops.is_empty()
            && let Some((name, letters)) = alias(name)
        {
            tops = Box::pin(self.tops_named(name, refresh)).await?;
            tops.retain(|top| top.folder.id.starts_with(letters));
        }
        tops.sort_by_key(|top| top.trashed);
        Ok(tops)
    }

    /// The folder at this path; `None` only when it is believable that there is none.
    pub(super) async fn folder(&self, path: &Path) -> Result<Option<Rc<Folder>>, DriveError> {
        let known = self.folders.borrow().get(path).cloned();
        if known.is_some() {
            return Ok(known);
        }
        for again in [false, true] {
            if let Some(folder) = self.seek(path, again).await? {
                self.folders.borrow_mut().insert(path.clone(), folder.clone());
                return Ok(Some(folder));
            }
            if !again {
                self.trust(path).await?;
            }
        }
        Ok(None)
    }

    async fn seek(&self, path: &Path, refresh: bool) -> Result<Option<Rc<Folder>>, DriveError> {
        let [name, below @ ..] = path.names() else { return Ok(None) };
        let tops = self.tops_named(name, refresh).await?;
        for top in &tops {
            if let Some(found) = self.descend(top.folder.clone(), below).await? {
                let is_top = found.id == top.folder.id;
                return if is_top && top.trashed { Err(DriveError::InBin) } else { Ok(Some(found)) };
            }
        }
        if let [child, deeper @ ..] = below
            && let Some((child, letters)) = alias(child)
            && let Some(top) = tops.iter().find(|top| top.folder.id.starts_with(letters))
        {
            let below: Vec<String> = [child.to_owned()].into_iter().chain(deeper.iter().cloned()).collect();
            return self.descend(top.folder.clone(), &below).await;
        }
        // A user who has put everything into the bin may want it back, so nothing is started over it.
        match tops.iter().any(|top| top.trashed) && tops.iter().all(|top| top.trashed) {
            true => Err(DriveError::InBin),
            false => Ok(None),
        }
    }

    async fn descend(&self, top: Rc<Folder>, names: &[String]) -> Result<Option<Rc<Folder>>, DriveError> {
        let mut at = top;
        for name in names {
            at = match self.walk(&at, name, false).await? {
                SlotWalk::Found(meta, _) => Rc::new(Folder::of(&meta, &at.top).ok_or(DriveError::WrongKind)?),
                SlotWalk::Free(_) | SlotWalk::Nowhere => return Ok(None),
            };
        }
        Ok(Some(at))
    }

    /// That it is Drive who answers, for the right account, with the grant in force.
    pub(super) async fn trust(&self, path: &Path) -> Result<(), DriveError> {
        let name = path.names().first().map(String::as_str).unwrap_or_default();
        let known =
            self.tops.borrow().get(name).and_then(|tops| tops.first()).map(|top| top.folder.id.clone());
        match known {
            Some(id) => match self.look(&id).await? {
                Some(_) => Ok(()),
                None => Err(DriveError::Gone),
            },
            None => {
                let user = self.about().await?.user;
                match &self.account_id {
                    Some(expected) if user.permission_id != *expected => Err(DriveError::OtherAccount),
                    _ => Ok(()),
                }
            }
        }
    }

    /// The folder at this path, made with all above it if it is not there.
    pub(super) async fn made_folder(&self, path: &Path) -> Result<Rc<Folder>, DriveError> {
        if let Some(folder) = self.folder(path).await? {
            return Ok(folder);
        }
        let name = path.name().ok_or(DriveError::WrongKind)?;
        let folder = match path.parent().filter(|parent| !parent.names().is_empty()) {
            Some(parent) => {
                let parent = Box::pin(self.made_folder(&parent)).await?;
                self.make_child(&parent, name).await?
            }
            None => self.make_top(path, name).await?,
        };
        self.folders.borrow_mut().insert(path.clone(), folder.clone());
        Ok(folder)
    }

    async fn make_child(&self, parent: &Folder, name: &str) -> Result<Rc<Folder>, DriveError> {
        let mut refused = None;
        loop {
            let slot = match self.walk(parent, name, true).await? {
                SlotWalk::Found(meta, _) if meta.trashed => return Err(DriveError::InBin),
                SlotWalk::Found(meta, _) => {
                    let folder = Folder::of(&meta, &parent.top).ok_or(DriveError::WrongKind)?;
                    return Ok(Rc::new(folder));
                }
                SlotWalk::Free(slot) => slot,
                SlotWalk::Nowhere => return Err(DriveError::Unavailable { after_ms: None }),
            };
            if refused.as_ref() == Some(&slot) {
                // It was there, and not we have removed it.
                return Err(DriveError::Gone);
            }
            match self.make_folder(&slot.file, &parent.id, name).await? {
                CreateOutcome::New(meta) if meta.trashed => return Err(DriveError::InBin),
                CreateOutcome::New(meta) => {
                    let folder = Folder::of(&meta, &parent.top).ok_or(DriveError::Unknown)?;
                    return Ok(Rc::new(folder));
                }
                CreateOutcome::InUse => refused = Some(slot),
                CreateOutcome::NoParent => return Err(self.lost(parent)),
            }
        }
    }

    async fn make_folder(&self, id: &str, parent: &str, name: &str) -> Result<CreateOutcome, DriveError> {
        let ids = self.generate(2).await?;
        let [book, spare] = ids.as_slice() else { return Err(DriveError::NotADrive) };
        let draft = FileDraft {
            kind: FileKind::Folder,
            id,
            parent,
            name,
            title: name,
            book: Some((book, spare)),
            bytes: b"",
        };
        self.make(&draft).await
    }

    /// If two devices do this at the same instant, the second finds the first one's folder and leaves its own empty:
    /// deleting it could delete what a third device has put there.
    async fn make_top(&self, path: &Path, name: &str) -> Result<Rc<Folder>, DriveError> {
        let _alone = self.making_top.lock().await;
        if let Some(folder) = self.folder(path).await? {
            return Ok(folder);
        }
        let ids = self.generate(1).await?;
        let id = ids.first().ok_or(DriveError::NotADrive)?;
        match self.make_folder(id, "root", name).await? {
            CreateOutcome::New(meta) => self.remember(Top::of(&meta).ok_or(DriveError::Unknown)?),
            CreateOutcome::InUse | CreateOutcome::NoParent => return Err(DriveError::Unknown),
        }
        let oldest = self.search_tops(Some(name)).await?.into_iter().find(|top| !top.trashed);
        oldest.map(|top| top.folder).ok_or(DriveError::Unavailable { after_ms: None })
    }

    /// Forgets a folder and whatever may be in it.
    pub(super) fn forget(&self, id: &str) {
        let mut folders = self.folders.borrow_mut();
        let gone: Vec<Path> =
            folders.iter().filter(|(_, folder)| folder.id == id).map(|(path, _)| path.clone()).collect();
        folders.retain(|path, _| !gone.iter().any(|gone| path.names().starts_with(gone.names())));
    }

    /// Forgets a folder at the top that we have deleted.
    pub(super) fn forget_top(&self, id: &str) {
        self.forget(id);
        self.tops.borrow_mut().values_mut().for_each(|tops| tops.retain(|top| top.folder.id != id));
        self.folders.borrow_mut().retain(|_, folder| folder.top != id);
    }
}
