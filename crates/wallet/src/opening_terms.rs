//! What the channel costs that a payment opens (LSPS2, bLIP 52), and what was agreed on for one invoice.

use lightning_liquidity::lsps2::utils::compute_opening_fee;
use serde::{Deserialize, Serialize};

use crate::PublicKey;

/// What is kept back of the payment that opens a channel: a part of it, but at least a minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningFee {
    /// At least this, msat.
    pub least_msat: u64,
    /// This part of the payment, rounded up.
    pub parts_per_million: u32,
}

impl OpeningFee {
    /// The fee for a payment; `None` when there is no such number.
    pub fn of(&self, payment_msat: u64) -> Option<u64> {
        compute_opening_fee(payment_msat, self.least_msat, u64::from(self.parts_per_million))
    }
}

/// For which payments a channel is opened, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningTerms {
    /// What the provider keeps back for the channel.
    pub fee: OpeningFee,
    /// The smallest payment, msat.
    pub least_msat: u64,
    /// The largest payment, msat.
    pub most_msat: u64,
}

/// What the provider may keep back of one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Promise {
    /// The provider that made it; earlier versions knew only one provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<PublicKey>,
    /// The channel number in the invoice.
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
