//! Where a guard keeps its records.

use std::sync::Arc;

use lifeboat_guard::record::Record;
use redb::{
    Database, Durability, ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction,
};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::files::{Files, GuardKey, NoGuard};
use super::options::{GuardOptions, Invite};
use super::writer::{Job, Writer};

/// Under what a record is kept: the digest of its id.
pub(crate) type Key = [u8; 32];
/// Grows with each change of a record.
pub(crate) type Version = u64;

/// By digest of the id: version u64, record.
pub(super) const RECORDS: TableDefinition<&Key, &[u8]> = TableDefinition::new("records");
/// Uses that are left: of invites, by their digest; and of the present day, by its number.
pub(super) const USES: TableDefinition<&Key, u32> = TableDefinition::new("uses");
/// The number of the last commit, under 0.
pub(super) const COMMITS: TableDefinition<u8, u64> = TableDefinition::new("commits");
/// What there is one of.
pub(super) const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
const INVITED: &str = "invited";

/// The store did not do it, or nobody knows whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoreFailed;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is durable.
    Done,
    /// The record is no longer the one that was read.
    Conflict,
}

/// Why a new record may be made, where that is counted here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ticket {
    /// A use of the invite of this digest.
    Invite(Key),
    /// One of so many records of a day.
    Day {
        /// Days since 1970.
        day: u32,
        /// How many.
        most: u32,
    },
}

/// A place for records that is linearizable: a change is durable before it is acknowledged, and made only if the record is
/// the one that was read. One key a call, so that any such store fits.
pub(crate) trait Records: Send + Sync + 'static {
    /// The record, and which version of it.
    fn get(&self, key: Key) -> impl Future<Output = Result<Option<(Record, Version)>, StoreFailed>> + Send;

    /// Keeps this record if the one there is of the version that is expected; `None`: if there is none.
    fn put(
        &self,
        key: Key,
        record: Record,
        expect: Option<Version>,
    ) -> impl Future<Output = Result<Put, StoreFailed>> + Send;

    /// Takes one use, durably. `false`: there is none left.
    fn take(&self, ticket: Ticket) -> impl Future<Output = Result<bool, StoreFailed>> + Send;

    /// Those that time alone has changed.
    fn unsettled(
        &self,
        now: u64,
    ) -> impl Future<Output = Result<Vec<(Key, Record, Version)>, StoreFailed>> + Send;
}

/// Records in one file. All changes go through one thread, which commits them in groups.
pub(crate) struct RedbStore {
    database: Arc<Database>,
    key: GuardKey,
    writer: Writer,
}

impl RedbStore {
    /// Notes the invites, and makes one at the first start if none was given.
    pub(super) fn start(files: Files, options: &GuardOptions) -> Result<(Self, Option<Invite>), NoGuard> {
        let made = invite(&files.database, options)?;
        let database = Arc::new(files.database);
        let writer = Writer::start(database.clone(), files.sequence)?;
        Ok((Self { database, key: files.key, writer }, made))
    }

    /// What keys of records follow from.
    pub(super) fn guard_key(&self) -> &GuardKey {
        &self.key
    }

    async fn read<T: Send + 'static>(
        &self,
        what: impl FnOnce(ReadOnlyTable<&'static Key, &'static [u8]>) -> Result<T, NoGuard> + Send + 'static,
    ) -> Result<T, StoreFailed> {
        let database = self.database.clone();
        let reading = move || what(database.begin_read()?.open_table(RECORDS)?);
        tokio::task::spawn_blocking(reading).await.map_err(|_| StoreFailed)?.map_err(|_| StoreFailed)
    }
}

impl Records for RedbStore {
    async fn get(&self, key: Key) -> Result<Option<(Record, Version)>, StoreFailed> {
        let read = self.read(move |records| match records.get(&key)? {
            Some(value) => decoded(value.value()).map(Some),
            None => Ok(None),
        });
        read.await
    }

    async fn put(&self, key: Key, record: Record, expect: Option<Version>) -> Result<Put, StoreFailed> {
        let (reply, done) = oneshot::channel();
        self.writer.send(Job::Put { key, record, expect, reply }).await?;
        done.await.map_err(|_| StoreFailed)?
    }

    async fn take(&self, ticket: Ticket) -> Result<bool, StoreFailed> {
        let (reply, done) = oneshot::channel();
        self.writer.send(Job::Take { ticket, reply }).await?;
        done.await.map_err(|_| StoreFailed)?
    }

    async fn unsettled(&self, now: u64) -> Result<Vec<(Key, Record, Version)>, StoreFailed> {
        let read = self.read(move |records| {
            let mut found = Vec::new();
            for entry in records.iter()? {
                let (key, value) = entry?;
                let (record, version) = decoded(value.value())?;
                if record.settled(now) != record {
                    found.push((*key.value(), record, version));
                }
            }
            Ok(found)
        });
        read.await
    }
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

fn decoded(value: &[u8]) -> Result<(Record, Version), NoGuard> {
    let (version, record) = split(value).ok_or(NoGuard::Damaged)?;
    Ok((Record::decode(record).map_err(|_| NoGuard::Damaged)?, version))
}

/// Invites that are new here begin with all their uses; those that are known keep what is left of them.
fn invite(database: &Database, options: &GuardOptions) -> Result<Option<Invite>, NoGuard> {
    let transaction = writing(database)?;
    let made = {
        let mut meta = transaction.open_table(META)?;
        let is_first = meta.insert(INVITED, [1].as_slice())?.is_none();
        let made = match is_first && options.invites.is_empty() && options.open_per_day.is_none() {
            true => Some(new_invite()?),
            false => None,
        };
        let mut uses = transaction.open_table(USES)?;
        for invite in options.invites.iter().chain(&made) {
            let known = uses.get(&invite.stored_under())?.is_some();
            if !known {
                uses.insert(&invite.stored_under(), Invite::USES)?;
            }
        }
        made
    };
    transaction.commit()?;
    Ok(made)
}

fn new_invite() -> Result<Invite, NoGuard> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| NoGuard::NoRandomness)?;
    Ok(Invite::from_bytes(*bytes))
}
