//! What was agreed on for one invoice, and whether a payment keeps to it.

use lightning::ln::types::ChannelId;
use serde::{Deserialize, Serialize};

use super::OpeningFee;
use crate::history::Asked;
use crate::{PublicKey, Wallet};

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

    fn allows(&self, amount_msat: u64, missing_msat: u64) -> bool {
        let sent = || amount_msat.checked_add(missing_msat).and_then(|sent| self.fee.of(sent));
        self.most_msat.or_else(sent).is_some_and(|most| missing_msat <= most)
    }
}

/// Whether this much, with so much missing, is what an invoice asked for.
fn keeps_to(asked: Option<&Asked>, amount_msat: u64, missing_msat: u64) -> bool {
    let promise = asked.and_then(|a| a.opening.as_ref());
    let wanted = asked.and_then(|a| a.amount_msat).unwrap_or(0);
    let sent = amount_msat.checked_add(missing_msat);
    let allowed = missing_msat == 0 || promise.is_some_and(|p| p.allows(amount_msat, missing_msat));
    allowed && sent.is_some_and(|sent| sent >= wanted)
}

impl Wallet {
    /// Whether a payment may be taken although something is missing: if so much was agreed on for this very hash, and
    /// only the provider had its hands on it. A payment of which nothing is missing is always welcome.
    pub(crate) fn is_enough(
        &self,
        hash: &str,
        amount_msat: u64,
        missing_msat: u64,
        from: &[ChannelId],
    ) -> bool {
        let by_provider = || {
            let channels = self.manager.list_channels();
            let peer_of = |id: &ChannelId| {
                channels.iter().find(|c| c.channel_id == *id).map(|c| c.counterparty.node_id)
            };
            let history = self.history.borrow();
            let promise = history.asked(hash).and_then(|asked| asked.opening.as_ref());
            let by = |peer| self.is_provider(peer) && promise.is_some_and(|promise| promise.is_by(peer));
            !from.is_empty() && from.iter().all(|id| peer_of(id).is_some_and(by))
        };
        keeps_to(self.history.borrow().asked(hash), amount_msat, missing_msat)
            && (missing_msat == 0 || by_provider())
    }
}

#[cfg(test)]
mod tests;
