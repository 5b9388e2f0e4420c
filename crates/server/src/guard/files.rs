//! The files of a guard in its data folder: `guard.redb`, `guard.key`, `guard.seq`; and what they must agree on.
//!
//! The key lies apart from the database, so that a copy of one of them answers nothing. The number of the
//! last commit lies beside the database, so that an older database is noticed.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use lifeboat_guard::record::Record;
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, ReadableTableMetadata};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::no_guard::NoGuard;
use super::tables::{COMMITS, META, RECORDS, USES, commit_number, count_commit, joined, split, writing};

const DATABASE: &str = "guard.redb";
const KEY: &str = "guard.key";
const SEQUENCE: &str = "guard.seq";
const KEY_CHECK: &str = "key";
/// Bytes that the database keeps of itself in memory.
const CACHE: usize = 24 << 20;

/// The key that all keys of records follow from, with their nonces.
pub(crate) type GuardKey = Zeroizing<[u8; 32]>;

/// The files of a guard, open, and proved to belong together.
pub(crate) struct Files {
    pub(super) database: Database,
    pub(super) key: GuardKey,
    pub(super) sequence: SequenceFile,
}

/// Where the number of the last commit is kept.
pub(super) struct SequenceFile(PathBuf);

impl Files {
    /// Opens them, or makes them if they do not exist.
    pub(super) fn open(data: &Path) -> Result<Self, NoGuard> {
        let (files, is_older) = Self::open_any(data)?;
        if is_older { Err(NoGuard::SetBack) } else { Ok(files) }
    }

    /// Opens them, also those of an older database.
    pub(super) fn open_to_set_back(data: &Path) -> Result<Self, NoGuard> {
        Self::open_any(data).map(|(files, _)| files)
    }

    fn open_any(data: &Path) -> Result<(Self, bool), NoGuard> {
        fs::create_dir_all(data).map_err(|source| NoGuard::File { path: data.to_path_buf(), source })?;
        let (path, key_path) = (data.join(DATABASE), data.join(KEY));
        let sequence = SequenceFile(data.join(SEQUENCE));
        let last = sequence.read()?;
        let is_there = path.exists();
        let key = match read_key(&key_path)? {
            Some(key) => key,
            None if is_there => return Err(NoGuard::NoKey { path: key_path }),
            None => make_key(data, &key_path)?,
        };
        let database = match Database::builder().set_cache_size(CACHE).create(&path) {
            Ok(database) => database,
            Err(DatabaseError::DatabaseAlreadyOpen) => return Err(NoGuard::InUse { path }),
            Err(error) => return Err(error.into()),
        };
        restrict(&path)?;
        prepare(&database, &key, &key_path)?;
        let reading = database.begin_read()?;
        let commit = commit_number(&reading.open_table(COMMITS)?)?;
        let has_records = !reading.open_table(RECORDS)?.is_empty()?;
        let is_older = match last {
            Some(last) => commit < last,
            None => has_records,
        };
        Ok((Self { database, key, sequence }, is_older))
    }

    /// Takes most tries from every record: what was counted after this database was copied is not known.
    pub(super) fn set_all_back(self, now: u64) -> Result<u64, NoGuard> {
        let after = self.sequence.read()?.unwrap_or(0);
        let transaction = writing(&self.database)?;
        let (number, commit) = {
            let mut records = transaction.open_table(RECORDS)?;
            let mut raised = Vec::new();
            for entry in records.iter()? {
                let (key, value) = entry?;
                let (version, record) = split(value.value()).ok_or(NoGuard::Damaged)?;
                let record = Record::decode(record).map_err(|_| NoGuard::Damaged)?;
                raised.push((*key.value(), joined(version + 1, &record.set_back(now))));
            }
            for (key, value) in &raised {
                records.insert(key, value.as_slice())?;
            }
            (raised.len() as u64, count_commit(&transaction, after)?)
        };
        transaction.commit()?;
        self.sequence.write(commit)?;
        Ok(number)
    }
}

impl SequenceFile {
    fn read(&self) -> Result<Option<u64>, NoGuard> {
        let failed = |source| NoGuard::File { path: self.0.clone(), source };
        match fs::read_to_string(&self.0) {
            Ok(text) => {
                let number = text.trim().parse();
                number.map(Some).map_err(|_| failed(io::Error::from(io::ErrorKind::InvalidData)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// After the commit: a crash between the two leaves a number that is too low, which is no older database.
    /// Written in place, so that no power cut leaves it empty.
    pub(super) fn write(&self, commit: u64) -> Result<(), NoGuard> {
        let failed = |source| NoGuard::File { path: self.0.clone(), source };
        let is_new = !self.0.exists();
        let mut file = private().create(true).truncate(false).open(&self.0).map_err(failed)?;
        file.write_all(format!("{commit:020}\n").as_bytes()).map_err(failed)?;
        let folder = self.0.parent().filter(|_| is_new);
        match folder {
            Some(folder) => file.sync_all().and_then(|()| fs::File::open(folder)?.sync_all()).map_err(failed),
            None => Ok(()),
        }
    }
}

/// Tables, and the key that they are for.
fn prepare(database: &Database, key: &GuardKey, key_path: &Path) -> Result<(), NoGuard> {
    let check: [u8; 32] =
        Sha256::new().chain_update(b"bwvault/v1/guard-check").chain_update(key).finalize().into();
    let transaction = writing(database)?;
    {
        let mut meta = transaction.open_table(META)?;
        let known = meta.get(KEY_CHECK)?.map(|value| value.value() == check);
        match known {
            Some(true) => {}
            Some(false) => return Err(NoGuard::OtherKey { path: key_path.to_path_buf() }),
            None => {
                meta.insert(KEY_CHECK, check.as_slice())?;
            }
        }
        transaction.open_table(RECORDS)?;
        transaction.open_table(COMMITS)?;
        transaction.open_table(USES)?;
    }
    transaction.commit()?;
    Ok(())
}

fn read_key(path: &Path) -> Result<Option<GuardKey>, NoGuard> {
    let failed = |source| NoGuard::File { path: path.to_path_buf(), source };
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mut key = Zeroizing::new([0; 32]);
    file.read_exact(key.as_mut_slice()).map_err(failed)?;
    match file.read(&mut [0; 1]).map_err(failed)? {
        0 => Ok(Some(key)),
        _ => Err(failed(io::Error::from(io::ErrorKind::InvalidData))),
    }
}

/// Whole or not at all, and durable before anything is made with it.
fn make_key(data: &Path, path: &Path) -> Result<GuardKey, NoGuard> {
    let failed = |source| NoGuard::File { path: path.to_path_buf(), source };
    let mut key = Zeroizing::new([0; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| NoGuard::NoRandomness)?;
    let new = data.join("guard.key.new");
    let mut file = private().truncate(true).create(true).open(&new).map_err(failed)?;
    file.write_all(key.as_slice()).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&new, path).and_then(|()| fs::File::open(data)?.sync_all()).map_err(failed)?;
    Ok(key)
}

fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// The database makes its own file; owner keys of records are in it.
fn restrict(path: &Path) -> Result<(), NoGuard> {
    use std::os::unix::fs::PermissionsExt;
    let only_owner = fs::Permissions::from_mode(0o600);
    fs::set_permissions(path, only_owner).map_err(|source| NoGuard::File { path: path.to_path_buf(), source })
}
