//! A look at the storage's files from behind, to check what the page says about them.

use std::path::{Path, PathBuf};

/// The folder the backups are in.
pub struct Storage(PathBuf);

impl Storage {
    pub(crate) fn new(files: PathBuf) -> Storage {
        Storage(files)
    }

    /// The folder of a wallet's backup.
    pub fn backup(&self, wallet: &str) -> PathBuf {
        self.0.join("Bitcoin Wallet Backup").join(format!("BitcoinWalletBackup_{wallet}"))
    }

    /// Whether the journal's entry of this position is there.
    pub fn has_entry(&self, wallet: &str, position: u64) -> bool {
        self.entry(wallet, position).exists()
    }

    /// The journal's entry of this position.
    pub fn entry(&self, wallet: &str, position: u64) -> PathBuf {
        self.backup(wallet).join("Channel state").join(format!("{position:012}.lifeboat"))
    }

    /// The newest position.
    pub fn head(&self, wallet: &str) -> Option<u64> {
        let names = std::fs::read_dir(self.backup(wallet).join("Channel state")).ok()?;
        names
            .filter_map(|entry| Path::new(&entry.ok()?.file_name()).file_stem()?.to_str()?.parse().ok())
            .max()
    }

    /// Every file, with its content.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path => found.extend(std::fs::read(&path).ok().map(|bytes| (path, bytes))),
                }
            }
        }
        found
    }
}
