//! Asking guards: in parallel, through whatever the caller gives.
//!
//! What a guard says is only its word: evaluations are proved, and everything else is reported as the guard's word. A
//! guard that proves falsely, is silent or does not know the record is left out; that says nothing about the PIN.

mod attempt;
mod owner;
mod registration;

pub use attempt::{Attempt, AttemptRefusal, GuardReply, OpenedFactor, RefusedAttempt, Tries};
pub use owner::{Receipt, RecordEnding, finish, may_be_open, revoke, silent, standings};
pub use registration::{NewAdmission, NewGuard, PlannedRecord, ProvedRecord, RegistrationObstacle};

use crate::slot::GuardUrl;
use crate::wire::{Answer, Request};
use async_trait::async_trait;

/// No answer of a guard: silence, an error of the network, any status but 200, anything that is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer")]
pub struct NoAnswer;

/// How guards are reached.
///
/// In a browser: `POST` with `application/octet-stream`, no credentials, no referrer, no redirects, ten seconds.
#[async_trait(?Send)]
pub trait Transport {
    /// Sends a body, gives that of the answer if its status is 200. At most 256 bytes of it need be read.
    async fn post(&self, address: &str, body: &[u8]) -> Result<Vec<u8>, NoAnswer>;
}

async fn ask(transport: &dyn Transport, url: &GuardUrl, request: &Request) -> Result<Answer, NoAnswer> {
    let op = request.op();
    let address = format!("{}/guard/1/{}", url.as_str(), op.name());
    let body = transport.post(&address, &request.encode()).await?;
    Answer::decode(op, &body).map_err(|_| NoAnswer)
}

/// The total number of tries left: how often k guards can be asked, given the tries left at each.
pub fn tries_left(left: &[u8], needed: u8) -> u8 {
    let enough = |tries: &u8| {
        let sum: u32 = left.iter().map(|of_one| u32::from(*of_one.min(tries))).sum();
        sum >= u32::from(needed) * u32::from(*tries)
    };
    let most = left.iter().map(|of_one| u32::from(*of_one)).sum::<u32>() / u32::from(needed.max(1));
    let most = u8::try_from(most).unwrap_or(u8::MAX);
    (0..=most).rev().find(enough).unwrap_or(0)
}

#[cfg(test)]
mod tests;
