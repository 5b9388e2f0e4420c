//! Where a guard keeps its records.

use std::sync::Arc;

use lifeboat_guard::record::Record;
use redb::{Database, ReadOnlyTable, ReadableDatabase, ReadableTable};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::files::{Files, GuardKey};
use super::no_guard::NoGuard;
use super::options::{GuardOptions, Invite};
use super::tables::{Key, META, Put, RECORDS, StoreFailed, Ticket, USES, Version, split, writing};
use super::writer::{Job, Writer};

const INVITED: &str = "invited";

/// A place for records that is linearizable: a change is durable before it is acknowledged, and made only if
/// the record is the one that was read. One key a call, so that any such store fits.
pub(crate) trait Records: Send + Sync + 'static {
    /// The record, and which version of it.
    fn get(&self, key: Key) -> impl Future<Output = Result<Option<(Record, Version)>, StoreFailed>> + Send;

    /// Keeps this record if the stored one has the expected version; `None`: if there is no record.
    fn put(
        &self,
        key: Key,
        record: Record,
        expect: Option<Version>,
    ) -> impl Future<Output = Result<Put, StoreFailed>> + Send;

    /// Takes one use, durably. `false`: no use is left.
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
