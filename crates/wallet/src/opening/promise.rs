//! What was agreed on for one invoice, and what it allows.

use serde::{Deserialize, Serialize};

use super::OpeningFee;
use crate::PublicKey;

/// What the provider may keep back of one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Promise {
    /// Who has made it; earlier versions knew one provider only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<PublicKey>,
    /// The channel number that stands in the invoice.
    pub(crate) scid: u64,
    /// How the fee is reckoned.
    pub(crate) fee: OpeningFee,
    /// The fee for the invoice's amount, as it was shown; `None` when the payer chooses the amount.
    pub(crate) most_msat: Option<u64>,
    /// How long the provider is bound to it, Unix milliseconds.
    pub(crate) valid_until_ms: u64,
}

impl Promise {
    pub(crate) fn is_by(&self, peer: PublicKey) -> bool {
        self.provider.is_none_or(|provider| provider == peer)
    }

    pub(crate) fn allows(&self, amount_msat: u64, missing_msat: u64) -> bool {
        let sent = || amount_msat.checked_add(missing_msat).and_then(|sent| self.fee.of(sent));
        self.most_msat.or_else(sent).is_some_and(|most| missing_msat <= most)
    }
}
