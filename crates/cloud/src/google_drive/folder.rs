//! What is kept in mind of a folder.

use super::{
    book::Shelf,
    model::{FileKind, FileMeta},
};

/// A folder we have made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) shelf: Shelf,
    /// The id of the folder at the top that it is in.
    pub(super) top: String,
}

impl Folder {
    /// `None` when it is not a folder of ours.
    pub(super) fn of(meta: &FileMeta, top: &str) -> Option<Folder> {
        let ours = meta.ours().filter(|ours| ours.kind == FileKind::Folder && meta.is_folder())?;
        let shelf = Shelf { first: ours.book.clone()?, spare: ours.spare.clone()? };
        Some(Folder { id: meta.id.clone(), shelf, top: top.to_owned() })
    }
}
