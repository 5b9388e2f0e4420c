//! Files that the user picked from a disk: a drive that can only be read. The last way in, when no service is left.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use crate::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota};

/// Files as they were picked, or as they were arranged. Nothing is ever written.
#[derive(Clone, Debug, Default)]
pub struct PickedFiles {
    files: BTreeMap<Path, Vec<u8>>,
    name: String,
}

impl PickedFiles {
    /// `name`: what was picked, for people.
    pub fn new(name: impl Into<String>, files: impl IntoIterator<Item = (Path, Vec<u8>)>) -> PickedFiles {
        let files = files.into_iter().filter(|(path, _)| !path.names().is_empty()).collect();
        PickedFiles { files, name: name.into() }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.files
            .keys()
            .any(|file| file.names().len() > path.names().len() && file.names().starts_with(path.names()))
    }
}

#[async_trait(?Send)]
impl Drive for PickedFiles {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        if self.files.contains_key(folder) {
            return Err(DriveError::WrongKind);
        }
        if !folder.names().is_empty() && !self.is_folder(folder) {
            return Err(DriveError::NotFound);
        }
        let mut entries = Vec::new();
        let mut folders = BTreeSet::new();
        for (path, bytes) in &self.files {
            match path.names().strip_prefix(folder.names()) {
                Some([name]) => {
                    let size = Some(bytes.len() as u64);
                    entries.push(Entry { name: name.clone(), folder: false, size, modified_ms: None });
                }
                Some([name, _, ..]) => {
                    folders.insert(name.clone());
                }
                _ => {}
            }
        }
        let folder = |name| Entry { name, folder: true, size: None, modified_ms: None };
        entries.extend(folders.into_iter().map(folder));
        Ok(entries)
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        match self.files.get(file) {
            Some(bytes) => Ok(bytes.clone()),
            None if file.names().is_empty() || self.is_folder(file) => Err(DriveError::WrongKind),
            None => Err(DriveError::NotFound),
        }
    }

    async fn create(&self, _: &Path, _: &[u8]) -> Result<Create, DriveError> {
        Err(DriveError::Denied)
    }

    async fn delete(&self, _: &Path) -> Result<(), DriveError> {
        Err(DriveError::Denied)
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        let used = self.files.values().map(|bytes| bytes.len() as u64).sum();
        Ok(Quota { used: Some(used), available: Some(0) })
    }

    fn place(&self, folder: &Path) -> Place {
        let words = std::iter::once(&self.name).chain(folder.names()).cloned().collect();
        Place { words, link: None }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        Ok(Account { name: self.name.clone() })
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    fn path(text: &str) -> Path {
        text.split('/').fold(Path::root(), |path, name| path.join(name))
    }

    #[test]
    fn what_was_picked_can_be_read_and_nothing_else_done() {
        let drive =
            PickedFiles::new("USB stick", [(path("a/b/c"), b"c".to_vec()), (path("a/d"), b"dd".to_vec())]);
        assert_eq!(block_on(drive.get(&path("a/b/c"))), Ok(b"c".to_vec()));
        for (missing, error) in
            [("a/b", DriveError::WrongKind), ("a/x", DriveError::NotFound), ("ab", DriveError::NotFound)]
        {
            assert_eq!(block_on(drive.get(&path(missing))), Err(error));
        }
        let listed = block_on(drive.list(&path("a"))).unwrap();
        let names: Vec<_> =
            listed.iter().map(|entry| (entry.name.as_str(), entry.folder, entry.size)).collect();
        assert_eq!(names, [("d", false, Some(2)), ("b", true, None)]);
        assert_eq!(block_on(drive.list(&path("a/d"))), Err(DriveError::WrongKind));
        assert_eq!(block_on(drive.list(&path("x"))), Err(DriveError::NotFound));
        assert_eq!(block_on(drive.create(&path("new"), b"x")), Err(DriveError::Denied));
        assert_eq!(block_on(drive.delete(&path("a/d"))), Err(DriveError::Denied));
        assert_eq!(drive.place(&path("a")).words, ["USB stick", "a"]);
        assert_eq!(block_on(PickedFiles::default().list(&Path::root())), Ok(Vec::new()));
    }
}
