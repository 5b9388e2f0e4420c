//! What this device has learned about the channels of others from its own payments: which carried how much lately. It
//! reveals whom the user paid, and losing it costs attempts, so it stays on the device and never goes into the
//! journal.

use std::time::Duration;

use lightning::events::{Event, PathFailure};
use lightning::routing::scoring::{ProbabilisticScorer, ProbabilisticScoringDecayParameters, ScoreUpdate};
use lightning::util::ser::{ReadableArgs, Writeable};
use thiserror::Error;

use crate::Wallet;

/// What was kept of the scores cannot be read; none of it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the scores cannot be read")]
pub struct ScoresError;

impl Wallet {
    /// What was learned, to be kept on this device alone.
    pub fn scores(&self) -> Vec<u8> {
        self.routing.scorer.borrow().encode()
    }

    /// Grows whenever something was learned that is worth keeping.
    pub fn scores_revision(&self) -> u64 {
        self.routing.learned.get()
    }

    /// Continue from what an earlier process has learned.
    ///
    /// # Errors
    /// Damaged: what is known already stays.
    pub fn read_scores(&self, bytes: &[u8]) -> Result<(), ScoresError> {
        let parameters = ProbabilisticScoringDecayParameters::default();
        let args = (parameters, self.routing.graph.clone(), self.log.clone());
        let read = ProbabilisticScorer::read(&mut &bytes[..], args).map_err(|_| ScoresError)?;
        *self.routing.scorer.borrow_mut() = read;
        Ok(())
    }

    /// What a payment's way, or a probe, tells about the channels on it.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "four of LDK's events tell of ways; `handle` names all"
    )]
    pub(crate) fn learn(&self, event: &Event, now_ms: u64) {
        let now = Duration::from_millis(now_ms);
        let mut scorer = self.routing.scorer.borrow_mut();
        match event {
            Event::PaymentPathSuccessful { path, .. } => scorer.payment_path_successful(path, now),
            Event::ProbeSuccessful { path, .. } => scorer.probe_successful(path, now),
            Event::ProbeFailed { path, short_channel_id: Some(at), .. } => {
                scorer.probe_failed(path, *at, now)
            }
            Event::PaymentPathFailed {
                path, short_channel_id, failure, payment_failed_permanently, ..
            } => {
                if let PathFailure::OnPath { network_update: Some(update) } = failure {
                    self.routing.graph.handle_network_update(update);
                }
                match short_channel_id {
                    Some(at) => scorer.payment_path_failed(path, *at, now),
                    // It got there: the payee refused it.
                    None if *payment_failed_permanently => scorer.probe_successful(path, now),
                    None => return,
                }
            }
            _ => return,
        }
        let learned = &self.routing.learned;
        learned.set(learned.get().wrapping_add(1));
    }

    /// What was learned counts less with every hour.
    pub(crate) fn forget_slowly(&self, now_ms: u64) {
        self.routing.scorer.borrow_mut().time_passed(Duration::from_millis(now_ms));
    }
}
