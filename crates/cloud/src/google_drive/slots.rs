//! Maps a name to the one id that its file has.

use std::rc::Rc;

use super::{
    GoogleDrive,
    book::{Book, IdPair, Number, Shelf, number_of},
    folder::Folder,
    model::{FileDraft, FileKind, FileMeta, sum_of},
    requests::CreateOutcome,
};
use crate::{DriveError, http::Http};

/// Further books are not looked into: some two million numbers.
const MOST_BOOKS: usize = 64;
/// What the user sees of a book.
const BOOK_TITLE: &str = "Lifeboat needs this (do not delete)";

/// Where the way along a name's slots ends.
pub(super) enum SlotWalk {
    /// The file is in this slot.
    Found(Box<FileMeta>, IdPair),
    /// The file would be created in this slot.
    Free(IdPair),
    /// Not even the book that would have the slot exists.
    Nowhere,
}

/// What the mark of a removal is asked for, where the file of a slot is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Whether the name goes past this slot.
    Asked,
    /// Nothing: for a glance. A file that was removed and made anew, in a later slot, is not seen by it.
    Skipped,
}

impl<H: Http> GoogleDrive<H> {
    /// Along the slots of a name. `make`: books that are missing are made, so that the end is never nowhere.
    pub(super) async fn walk(&self, folder: &Folder, name: &str, make: bool) -> Result<SlotWalk, DriveError> {
        self.walk_by(folder, name, make, Marks::Asked).await
    }

    /// Walks the slots; with marks that are skipped it says "free" of a slot that the name may have gone past.
    pub(super) async fn walk_by(
        &self,
        folder: &Folder,
        name: &str,
        make: bool,
        marks: Marks,
    ) -> Result<SlotWalk, DriveError> {
        if let Some(number) = number_of(name) {
            let Some(slot) = self.number_slot(folder, number, make).await? else {
                return Ok(SlotWalk::Nowhere);
            };
            if let Some(end) = self.try_slot(folder, name, &slot, marks).await? {
                return Ok(end);
            }
        }
        let mut shelf = folder.shelf.clone();
        for _ in 0..MOST_BOOKS {
            let Some(book) = self.page(folder, &shelf, make).await? else { return Ok(SlotWalk::Nowhere) };
            for slot in book.named(name) {
                if let Some(end) = self.try_slot(folder, name, slot, marks).await? {
                    return Ok(end);
                }
            }
            shelf = book.next().ok_or(DriveError::NotADrive)?.clone();
        }
        Err(DriveError::TooLarge)
    }

    /// Tries one slot. `None`: the name passes this slot, now and always.
    async fn try_slot(
        &self,
        folder: &Folder,
        name: &str,
        slot: &IdPair,
        marks: Marks,
    ) -> Result<Option<SlotWalk>, DriveError> {
        match self.look(&slot.file).await? {
            Some(meta) if meta.is(&folder.id, name) => {
                Ok(Some(SlotWalk::Found(Box::new(meta), slot.clone())))
            }
            Some(_) => Ok(None),
            None if marks == Marks::Skipped => Ok(Some(SlotWalk::Free(slot.clone()))),
            // The mark is made before the file is removed: in this order it cannot be missed.
            None => match self.look(&slot.gone).await? {
                Some(_) => Ok(None),
                None => Ok(Some(SlotWalk::Free(slot.clone()))),
            },
        }
    }

    /// The slot that only this entry number has.
    pub(super) async fn number_slot(
        &self,
        folder: &Folder,
        number: u64,
        make: bool,
    ) -> Result<Option<IdPair>, DriveError> {
        let (mut shelf, mut number) = (folder.shelf.clone(), number);
        for _ in 0..MOST_BOOKS {
            let Some(book) = self.page(folder, &shelf, make).await? else { return Ok(None) };
            let (next, rest) = match book.number(number) {
                Number::Here(slot) => return Ok(Some(slot.clone())),
                Number::Leaf(leaf, index) => {
                    let leaf = self.book(folder, leaf, Some(book.leaf_size()), make).await?;
                    let slot = |leaf: Rc<Book>| leaf.at(index).cloned().ok_or(DriveError::NotADrive);
                    return leaf.map(slot).transpose();
                }
                Number::Next(next, rest) => (next.clone(), rest),
                Number::Nowhere => return Err(DriveError::NotADrive),
            };
            (shelf, number) = (next, rest);
        }
        Err(DriveError::BadAddress)
    }

    /// The book on this shelf, which is no leaf. A folder's first is missing only as long as nothing is in the folder.
    async fn page(&self, folder: &Folder, shelf: &Shelf, make: bool) -> Result<Option<Rc<Book>>, DriveError> {
        for again in [false, true] {
            let book = self.book(folder, shelf, None, make).await?;
            if book.is_some() || *shelf != folder.shelf {
                return Ok(book);
            }
            if !again && self.is_empty(folder).await? {
                return Ok(None);
            }
        }
        // The user has deleted it for good.
        Err(DriveError::Gone)
    }

    /// The book on this shelf. `leaf`: it is a leaf, with this many numbers.
    async fn book(
        &self,
        folder: &Folder,
        shelf: &Shelf,
        leaf: Option<usize>,
        make: bool,
    ) -> Result<Option<Rc<Book>>, DriveError> {
        let known = self.books.borrow().get(&shelf.first).cloned();
        if known.is_some() {
            return Ok(known);
        }
        for id in [&shelf.first, &shelf.spare] {
            let mut meta = self.look(id).await?;
            if meta.is_none() {
                if !make {
                    return Ok(None);
                }
                if let Some(book) = self.make_book(folder, id, leaf).await? {
                    return Ok(Some(self.keep(shelf, book)));
                }
                // Somebody else was first.
                meta = self.look(id).await?;
            }
            let meta = meta.ok_or(DriveError::Unavailable { after_ms: None })?;
            let sum = match meta.ours() {
                Some(ours) if ours.kind == FileKind::Ids && ours.parent == folder.id => ours.sum.clone(),
                _ => return Err(DriveError::NotADrive),
            };
            if meta.is_torn() {
                continue;
            }
            let bytes = self.content(&meta).await?;
            if sum != Some(sum_of(&bytes)) {
                return Err(DriveError::Unreachable);
            }
            let book = Book::parse(&bytes).ok_or(DriveError::NotADrive)?;
            return Ok(Some(self.keep(shelf, book)));
        }
        Err(DriveError::NotADrive)
    }

    fn keep(&self, shelf: &Shelf, book: Book) -> Rc<Book> {
        let book = Rc::new(book);
        self.books.borrow_mut().insert(shelf.first.clone(), book.clone());
        book
    }

    /// `None` when another made it.
    async fn make_book(
        &self,
        folder: &Folder,
        id: &str,
        leaf: Option<usize>,
    ) -> Result<Option<Book>, DriveError> {
        let ids = self.generate(leaf.map_or(self.sizes.ids(), |numbers| 2 * numbers)).await?;
        let book = match leaf {
            Some(_) => Book::leaf(ids),
            None => Book::new(self.sizes, ids).ok_or(DriveError::NotADrive)?,
        };
        let bytes = book.bytes();
        let draft = FileDraft {
            kind: FileKind::Ids,
            id,
            parent: &folder.id,
            name: "ids",
            title: BOOK_TITLE,
            book: None,
            bytes: &bytes,
        };
        match self.make(&draft).await? {
            CreateOutcome::New(meta) if meta.trashed => Err(DriveError::InBin),
            CreateOutcome::New(_) => Ok(Some(book)),
            CreateOutcome::InUse => Ok(None),
            CreateOutcome::NoParent => Err(self.lost(folder)),
        }
    }

    /// Notes that a folder is gone; the next attempt looks for it from the top.
    pub(super) fn lost(&self, folder: &Folder) -> DriveError {
        self.forget(&folder.id);
        DriveError::Unavailable { after_ms: None }
    }
}
