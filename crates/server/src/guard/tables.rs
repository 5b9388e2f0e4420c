//! The tables of a guard's database, and what becomes of a change of them.

use lifeboat_guard::record::Record;
use redb::{Database, Durability, ReadableTable, TableDefinition, WriteTransaction};
use zeroize::Zeroizing;

use super::no_guard::NoGuard;

/// The name under which a record is stored: the digest of its id.
pub(crate) type Key = [u8; 32];
/// Grows with each change of a record.
pub(crate) type Version = u64;

/// The records by digest of the id: version u64, record.
pub(super) const RECORDS: TableDefinition<&Key, &[u8]> = TableDefinition::new("records");
/// Uses that are left: of invites, by their digest; and of the present day, by its number.
pub(super) const USES: TableDefinition<&Key, u32> = TableDefinition::new("uses");
/// The number of the last commit, under 0.
pub(super) const COMMITS: TableDefinition<u8, u64> = TableDefinition::new("commits");
/// Single values, by name.
pub(super) const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");

/// The store did not do it, or it is not known whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoreFailed;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// The change is durable.
    Done,
    /// The record is no longer the one that was read.
    Conflict,
}

/// Why a new record may be made, where that is counted here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ticket {
    /// A use of the invite of this digest.
    Invite(Key),
    /// One of the records allowed per day.
    Day {
        /// Days since 1970.
        day: u32,
        /// How many.
        most: u32,
    },
}

/// A transaction that is on the disk when it is committed, also when strangers chose the bytes in it.
pub(super) fn writing(database: &Database) -> Result<WriteTransaction, NoGuard> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_two_phase_commit(true);
    Ok(transaction)
}

pub(super) fn commit_number(commits: &impl ReadableTable<u8, u64>) -> Result<u64, NoGuard> {
    Ok(commits.get(0)?.map_or(0, |number| number.value()))
}

/// Numbers this commit: above the last one, and above `after`.
pub(super) fn count_commit(transaction: &WriteTransaction, after: u64) -> Result<u64, NoGuard> {
    let mut commits = transaction.open_table(COMMITS)?;
    let next = commit_number(&commits)?.max(after) + 1;
    commits.insert(0, next)?;
    Ok(next)
}

pub(super) fn joined(version: Version, record: &Record) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(version.to_be_bytes().to_vec());
    bytes.extend_from_slice(&record.encode());
    bytes
}

pub(super) fn split(value: &[u8]) -> Option<(Version, &[u8])> {
    let (version, record) = value.split_first_chunk()?;
    Some((u64::from_be_bytes(*version), record))
}
