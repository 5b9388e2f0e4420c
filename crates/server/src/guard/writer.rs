//! The one thread that changes a guard's database: it commits in groups, and acknowledges after the commit.

use std::sync::Arc;

use lifeboat_guard::record::Record;
use redb::{Database, ReadableTable, WriteTransaction};
use tokio::sync::{mpsc, oneshot};

use super::files::SequenceFile;
use super::no_guard::NoGuard;
use super::tables::{
    Key, Put, RECORDS, StoreFailed, Ticket, USES, Version, count_commit, joined, split, writing,
};

/// Most changes in one commit.
const GROUP: usize = 64;
/// Changes that wait; a caller with another one waits with them.
const QUEUE: usize = 256;

/// Keys beside the digests of invites: the last day, and what is left of it.
const TODAY: Key = [0; 32];
const LEFT_TODAY: Key = [1; 32];

type Reply<T> = oneshot::Sender<Result<T, StoreFailed>>;

/// A change.
pub(super) enum Job {
    Put { key: Key, record: Record, expect: Option<Version>, reply: Reply<Put> },
    Take { ticket: Ticket, reply: Reply<bool> },
}

/// What is to be said when the group is durable.
enum Acknowledgement {
    Put(Reply<Put>, Put),
    Take(Reply<bool>, bool),
}

/// The way to that thread, which ends with it.
pub(super) struct Writer(mpsc::Sender<Job>);

impl Writer {
    pub(super) fn start(database: Arc<Database>, sequence: SequenceFile) -> Result<Self, NoGuard> {
        let (sender, mut jobs) = mpsc::channel::<Job>(QUEUE);
        let run = move || {
            while let Some(first) = jobs.blocking_recv() {
                let mut group = vec![first];
                while group.len() < GROUP {
                    let Ok(next) = jobs.try_recv() else { break };
                    group.push(next);
                }
                // Callers of a group that failed get no answer: they notice by what is dropped here.
                if let Ok(acknowledgements) = commit(&database, &sequence, group) {
                    acknowledgements.into_iter().for_each(Acknowledgement::send);
                }
            }
        };
        let failed = |source| NoGuard::File { path: "guard.redb".into(), source };
        std::thread::Builder::new().name("guard".into()).spawn(run).map_err(failed)?;
        Ok(Self(sender))
    }

    pub(super) async fn send(&self, job: Job) -> Result<(), StoreFailed> {
        self.0.send(job).await.map_err(|_| StoreFailed)
    }
}

impl Acknowledgement {
    fn send(self) {
        // The caller may have gone away.
        match self {
            Self::Put(reply, put) => drop(reply.send(Ok(put))),
            Self::Take(reply, taken) => drop(reply.send(Ok(taken))),
        }
    }
}

fn commit(
    database: &Database,
    sequence: &SequenceFile,
    group: Vec<Job>,
) -> Result<Vec<Acknowledgement>, NoGuard> {
    let transaction = writing(database)?;
    let mut acknowledgements = Vec::with_capacity(group.len());
    for job in group {
        acknowledgements.push(match job {
            Job::Put { key, record, expect, reply } => {
                Acknowledgement::Put(reply, put(&transaction, &key, &record, expect)?)
            }
            Job::Take { ticket, reply } => Acknowledgement::Take(reply, take(&transaction, ticket)?),
        });
    }
    let number = count_commit(&transaction, 0)?;
    transaction.commit()?;
    sequence.write(number)?;
    Ok(acknowledgements)
}

fn put(
    transaction: &WriteTransaction,
    key: &Key,
    record: &Record,
    expect: Option<Version>,
) -> Result<Put, NoGuard> {
    let mut records = transaction.open_table(RECORDS)?;
    let there = match records.get(key)? {
        Some(value) => Some(split(value.value()).ok_or(NoGuard::Damaged)?.0),
        None => None,
    };
    if there != expect {
        return Ok(Put::Conflict);
    }
    records.insert(key, joined(there.unwrap_or(0) + 1, record).as_slice())?;
    Ok(Put::Done)
}

fn take(transaction: &WriteTransaction, ticket: Ticket) -> Result<bool, NoGuard> {
    let mut uses = transaction.open_table(USES)?;
    let (key, at_first) = match ticket {
        Ticket::Invite(key) => (key, 0),
        Ticket::Day { day, most } => {
            let is_another_day = uses.insert(&TODAY, day)?.is_none_or(|known| known.value() != day);
            if is_another_day {
                uses.remove(&LEFT_TODAY)?;
            }
            (LEFT_TODAY, most)
        }
    };
    let left = uses.get(&key)?.map_or(at_first, |left| left.value());
    let Some(rest) = left.checked_sub(1) else { return Ok(false) };
    uses.insert(&key, rest)?;
    Ok(true)
}
