//! Folders on a drive that has none, only keys (S3, VSS): a folder is there as long as a file in it is.
//!
//! Such a drive would take a file `a` beside a file `a/b`. So before the first file of a folder is created, the folders
//! above it are checked once: no name on it may be a file's, and the names of its folders are remembered. From then on
//! a create costs no second request. Two devices that make a file and a folder of one name in the same moment both
//! succeed; the two are different keys, and nothing is lost.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::Path;

/// Folders that were looked at, with the names of the folders in them.
#[derive(Default)]
pub(crate) struct SeenFolders(RefCell<BTreeMap<Path, BTreeSet<String>>>);

impl SeenFolders {
    /// Whether a name in a folder is a folder's; `None` when the folder was not looked at.
    pub(crate) fn is_folder(&self, path: &Path) -> Option<bool> {
        let (folder, name) = (path.parent()?, path.name()?);
        self.0.borrow().get(&folder).map(|folders| folders.contains(name))
    }

    /// The way up to this folder is clear, and these folders are in it.
    pub(crate) fn looked_at(&self, folder: Path, folders: impl IntoIterator<Item = String>) {
        self.0.borrow_mut().entry(folder).or_default().extend(folders);
    }

    /// A file was created: all above it are folders.
    pub(crate) fn created(&self, file: &Path) {
        let mut above = file.parent();
        while let Some(folder) = above {
            above = folder.parent();
            if let (Some(parent), Some(name)) = (&above, folder.name())
                && let Some(folders) = self.0.borrow_mut().get_mut(parent)
            {
                folders.insert(name.to_owned());
            }
        }
    }

    /// Something was deleted, so what was known is forgotten.
    pub(crate) fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}
