//! Whether a payment that has arrived is taken, or goes back.

use lightning::events::PaymentPurpose;
use lightning::ln::types::ChannelId;
use lightning::types::payment::PaymentPreimage;

use crate::{Failure, Notice, Outcome, Wallet};

/// A payment to us that waits for an answer.
pub(crate) struct Arrived {
    /// Hex.
    pub(crate) hash: String,
    pub(crate) amount_msat: u64,
    /// Kept back on its way.
    pub(crate) missing_msat: u64,
    pub(crate) from: Vec<ChannelId>,
}

/// Why it goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nobody asked for it: a keysend, or the proof of a payment of ours that comes back as one. Whoever sends it brings
    /// the proof along, and could fill the history with it for nothing, so none of it is kept.
    Unasked,
    /// More is missing than was agreed on.
    Underpaid,
    /// The invoice was paid already.
    PaidBefore,
}

impl Wallet {
    /// The preimage to claim it with, or why not. The same answer again for an event that comes again.
    pub(crate) fn welcome(
        &self,
        arrived: &Arrived,
        purpose: &PaymentPurpose,
    ) -> Result<PaymentPreimage, Refusal> {
        let PaymentPurpose::Bolt11InvoicePayment { payment_preimage: Some(preimage), .. } = purpose else {
            return Err(Refusal::Unasked);
        };
        let history = self.history.borrow();
        if history.outgoing(&arrived.hash).is_some() {
            return Err(Refusal::Unasked);
        }
        // A claim that is under way is made again after a restart; one that is done is not.
        if history.incoming(&arrived.hash).is_some_and(|p| p.outcome == Outcome::Done) {
            return Err(Refusal::PaidBefore);
        }
        drop(history);
        let Arrived { hash, amount_msat, missing_msat, from } = arrived;
        match self.is_enough(hash, *amount_msat, *missing_msat, from) {
            true => Ok(*preimage),
            false => Err(Refusal::Underpaid),
        }
    }

    /// Tells that it went back, and keeps what the user may be asked about.
    pub(crate) fn refused(&self, arrived: Arrived, why: Refusal, now_ms: u64) {
        let Arrived { hash, amount_msat, missing_msat, .. } = arrived;
        let keep = |failure| {
            self.history.borrow_mut().refuse(&hash, amount_msat, failure, now_ms, &self.app);
        };
        match why {
            Refusal::Unasked => {}
            Refusal::Underpaid => keep(Failure::Underpaid),
            Refusal::PaidBefore => keep(Failure::PaidBefore),
        }
        self.notices.borrow_mut().push(match why {
            Refusal::Underpaid => Notice::Underpaid { hash, missing_msat },
            Refusal::Unasked | Refusal::PaidBefore => Notice::Refused { hash },
        });
    }
}
