//! What a build leaves behind.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::Result;

/// A folder with what was built. Paths are relative to it, with `/`.
pub struct Built(pub PathBuf);

impl Built {
    /// Whether a file is there.
    pub fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    /// What a file holds.
    pub fn read(&self, path: &str) -> Result<Vec<u8>> {
        fs::read(self.0.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    /// What a text file holds.
    pub fn text(&self, path: &str) -> Result<String> {
        String::from_utf8(self.read(path)?).map_err(|error| format!("{path}: {error}"))
    }

    /// Writes a file, and makes the folder it is in.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> Result {
        let place = self.0.join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{path}: {error}"))?;
        }
        fs::write(place, bytes).map_err(|error| format!("{path}: {error}"))
    }

    /// Deletes a file.
    pub fn remove(&self, path: &str) -> Result {
        fs::remove_file(self.0.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    /// All files, in order.
    pub fn files(&self) -> Result<Vec<String>> {
        let mut files = Vec::new();
        collect(&self.0, "", &mut files).map_err(|error| format!("{}: {error}", self.0.display()))?;
        files.sort();
        Ok(files)
    }
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), into)?,
            false => into.push(path),
        }
    }
    Ok(())
}
