//! What the owner of a backup tells its guards, and asks them.

use super::{NoAnswer, Transport, ask};
use crate::slot::{GuardUrl, Parameters};
use crate::wire::{Answer, Code, GuardOp, Malformed, OwnerKey, RecordId, Request, Tally};
use futures::future::join_all;
use rand_core::CryptoRng;

/// A record's id, and the owner's seal.
const ENDING: usize = 64;

/// How a guard took what the owner said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// The guard has done it.
    Done,
    /// The outcome is unknown, so the request has to be repeated.
    Silent,
    /// Others tried meanwhile, or the record was set back; this is its tally now.
    Stale(Tally),
    /// The guard refused.
    Refused(Code),
}

/// The state of the record at every guard, in the order of the parameters; a guard that takes no part is not asked. No
/// try is counted.
pub async fn standings(transport: &dyn Transport, parameters: &Parameters) -> Vec<Result<Answer, NoAnswer>> {
    let asked = parameters.guards().iter().map(async |entry| match entry.takes_part() {
        true => ask(transport, &entry.url, &Request::Status { record: entry.record }).await,
        false => Err(NoAnswer),
    });
    join_all(asked).await
}

/// Whether a guard may answer guesses at this record, now or after a wait: one that says nothing does not say no.
pub async fn may_be_open(transport: &dyn Transport, url: &GuardUrl, record: RecordId) -> bool {
    let said = ask(transport, url, &Request::Status { record }).await;
    said.map_or(true, |answer| matches!(answer.code, Code::Ok | Code::Wait))
}

/// Those that do not answer, by their place. They are asked for records that do not exist.
pub async fn silent(transport: &dyn Transport, guards: &[GuardUrl], rng: &mut dyn CryptoRng) -> Vec<usize> {
    let records: Vec<RecordId> = guards.iter().map(|_| RecordId::make(rng)).collect();
    let asked = guards
        .iter()
        .zip(records)
        .map(async |(url, record)| ask(transport, url, &Request::Status { record }).await.is_err());
    let silent = join_all(asked).await;
    silent.into_iter().enumerate().filter_map(|(place, is_silent)| is_silent.then_some(place)).collect()
}

/// Tells guards, by their place, that all tries up to this standing were the owner's own.
///
/// # Security
/// Only after the backup was opened, and after the user was asked where others may have tried.
pub async fn finish(
    transport: &dyn Transport,
    parameters: &Parameters,
    data_key: &[u8; 32],
    stood: &[(usize, Tally)],
) -> Vec<(usize, Receipt)> {
    let known = stood.iter().filter_map(|(place, standing)| {
        parameters.guards().get(*place).map(|entry| (*place, standing, entry))
    });
    let asked = known.map(async |(place, standing, entry)| {
        let owner = OwnerKey::of(&entry.record, data_key);
        let request = Request::done(entry.record, standing.guesses, standing.resets, &owner);
        let said = match ask(transport, &entry.url, &request).await {
            Ok(answer) if is_done(standing, &answer) => Receipt::Done,
            Ok(Answer { code: Code::Stale, standing, .. }) => Receipt::Stale(standing),
            Ok(answer) => Receipt::Refused(answer.code),
            Err(NoAnswer) => Receipt::Silent,
        };
        (place, said)
    });
    join_all(asked).await
}

/// The guard received it before, and its answer was lost: the resets are one more, and there was no try
/// since.
fn is_done(said: &Tally, answer: &Answer) -> bool {
    let now = &answer.standing;
    let before =
        now.guesses == said.guesses && Some(now.resets) == said.resets.checked_add(1) && now.tries == 0;
    answer.code == Code::Ok || (answer.code == Code::Stale && before)
}

/// Ends records, each at its guard: no PIN can be tried there afterwards. A guard that has ended it before is
/// done with it; one that says it does not know the record may have been set back, and know it again.
pub async fn revoke(
    transport: &dyn Transport,
    records: &[(GuardUrl, RecordId)],
    data_key: &[u8; 32],
) -> Vec<Receipt> {
    let asked = records
        .iter()
        .map(async |(url, record)| RecordEnding::new(url.clone(), *record, data_key).send(transport).await);
    join_all(asked).await
}

/// The owner's order to end one record, sealed: it can be kept without a key, and is good for nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordEnding {
    url: GuardUrl,
    request: Request,
}

impl RecordEnding {
    /// The owner's key, from the data key that the record was registered with.
    pub fn new(url: GuardUrl, record: RecordId, data_key: &[u8; 32]) -> Self {
        Self { url, request: Request::revoke(record, &OwnerKey::of(&record, data_key)) }
    }

    /// Which record.
    pub fn record(&self) -> RecordId {
        self.request.record()
    }

    /// The sealed order, and then the guard's address.
    pub fn encode(&self) -> Vec<u8> {
        [self.request.encode().as_slice(), self.url.as_str().as_bytes()].concat()
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Malformed`]: something else.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let (request, url) = bytes.split_at_checked(ENDING).ok_or(Malformed)?;
        let request = Request::decode(GuardOp::Revoke, request)?;
        let url = std::str::from_utf8(url).map_err(|_| Malformed)?;
        Ok(Self { url: GuardUrl::parse(url).map_err(|_| Malformed)?, request })
    }

    /// Tells the guard.
    pub async fn send(&self, transport: &dyn Transport) -> Receipt {
        match ask(transport, &self.url, &self.request).await {
            Ok(Answer { code: Code::Ok | Code::Revoked, .. }) => Receipt::Done,
            Ok(answer) => Receipt::Refused(answer.code),
            Err(NoAnswer) => Receipt::Silent,
        }
    }
}
