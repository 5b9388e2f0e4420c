//! Whether a payment that has arrived is taken, or goes back.

use lightning::events::PaymentPurpose;
use lightning::ln::types::ChannelId;
use lightning::types::payment::PaymentPreimage;

use crate::history::{InvoiceRecord, key_of};
use crate::notices::Notice;
use crate::{Failure, Outcome, Wallet};

/// A payment to us that waits for an answer.
pub(crate) struct IncomingPayment {
    /// The payment's hash, hex.
    pub(crate) hash: String,
    pub(crate) amount_msat: u64,
    /// Kept back on its way.
    pub(crate) missing_msat: u64,
    pub(crate) from: Vec<ChannelId>,
    /// Types of the custom fields in the onion.
    pub(crate) fields: Vec<u64>,
}

/// Why a payment is sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The payment was not requested: a keysend, or the proof of a payment of ours that comes back as one. The sender
    /// brings the proof along, and could fill the history with such payments at no cost, so none of it is kept.
    Unasked,
    /// More is missing than was agreed on.
    Underpaid,
    /// The invoice was paid already.
    PaidBefore,
    /// The payment says more than the wallet understands, and that it has to be understood: a custom field of an even
    /// type in the onion (BOLT 1, "It's ok to be odd"). LDK sends such a payment back without reporting it. Anyone who
    /// has an invoice can do that at no cost, so none of it is kept.
    Unknown,
    /// The payment came through a channel whose funding was never seen, and that was not bought for it. The provider
    /// forwards through whichever channel it likes, whatever an invoice says: taken, such a payment would give the
    /// proof away for the provider's word. The payer has lost nothing, and an honest provider takes another channel, or
    /// waits.
    Unfunded,
}

impl Wallet {
    /// The preimage to claim it with, or why not. The same answer again for an event that comes again.
    pub(crate) fn welcome(
        &self,
        arrived: &IncomingPayment,
        purpose: &PaymentPurpose,
    ) -> Result<PaymentPreimage, Refusal> {
        let PaymentPurpose::Bolt11InvoicePayment { payment_preimage: Some(preimage), .. } = purpose else {
            return Err(Refusal::Unasked);
        };
        // One that failed proves nothing to anybody, and must not make an invoice of ours unpayable that has its hash.
        let sent = self.history.outgoing(&arrived.hash).map(|payment| payment.outcome);
        if matches!(sent, Some(Outcome::Pending | Outcome::Done)) {
            return Err(Refusal::Unasked);
        }
        if arrived.fields.iter().any(|kind| kind.is_multiple_of(2)) {
            return Err(Refusal::Unknown);
        }
        // A claim that is under way is made again after a restart; one that is done is not.
        let known = self.history.incoming(&arrived.hash).map(|payment| payment.outcome);
        if known == Some(Outcome::Done) {
            return Err(Refusal::PaidBefore);
        }
        let bought = self.history.asked(&arrived.hash).is_some_and(|asked| asked.opening.is_some());
        let IncomingPayment { hash, amount_msat, missing_msat, from, .. } = arrived;
        if !self.is_enough(hash, *amount_msat, *missing_msat, from) {
            return Err(Refusal::Underpaid);
        }
        if known.is_none() && !bought && self.is_any_only_promised(from) {
            return Err(Refusal::Unfunded);
        }
        Ok(*preimage)
    }

    /// Whether a payment may be taken although something is missing: if that much was agreed on for this very hash,
    /// and only the provider had its hands on it. A payment of which nothing is missing is always welcome.
    pub(crate) fn is_enough(
        &self,
        hash: &str,
        amount_msat: u64,
        missing_msat: u64,
        from: &[ChannelId],
    ) -> bool {
        let by_provider = || {
            let channels = self.channels.list();
            let peer_of = |id: &ChannelId| {
                channels.iter().find(|c| c.channel_id == *id).map(|c| c.counterparty.node_id)
            };
            let promise = self.history.asked(hash).and_then(|asked| asked.opening);
            let by =
                |peer| self.is_provider(peer) && promise.as_ref().is_some_and(|promise| promise.is_by(peer));
            !from.is_empty() && from.iter().all(|id| peer_of(id).is_some_and(by))
        };
        keeps_to(self.history.asked(hash).as_ref(), amount_msat, missing_msat)
            && (missing_msat == 0 || by_provider())
    }

    fn is_any_only_promised(&self, channels: &[ChannelId]) -> bool {
        let open = self.channels.list();
        let mut through = open.iter().filter(|channel| channels.contains(&channel.channel_id));
        through.any(|channel| self.is_only_promised(channel))
    }

    /// LDK does not report a claim it drops, for example when a part of a multi-part payment is lost at that moment.
    /// A payment that no channel still holds once everything is durable was sent back.
    pub(crate) fn settle_unclaimed(&self, now_ms: u64) {
        let pending = self.history.arriving();
        if pending.is_empty() || self.is_waiting() {
            return;
        }
        let channels = self.channels.list();
        let held = || channels.iter().flat_map(|channel| &channel.pending_inbound_htlcs);
        for hash in pending {
            if !held().any(|htlc| key_of(htlc.payment_hash) == hash) {
                self.history.give_back(&hash, now_ms);
                self.notes.follow(&format!("in/{hash}"), &format!("refused/{hash}"), &self.app);
                self.touch();
            }
        }
    }

    /// Tells that it went back, and keeps what the user may be asked about.
    pub(crate) fn refused(&self, arrived: IncomingPayment, why: Refusal, now_ms: u64) {
        let IncomingPayment { hash, amount_msat, missing_msat, .. } = arrived;
        let keep = |failure| {
            self.history.refuse(&hash, amount_msat, failure, now_ms);
        };
        match why {
            Refusal::Unasked | Refusal::Unknown => {}
            Refusal::Unfunded => keep(Failure::Unfunded),
            Refusal::Underpaid => keep(Failure::Underpaid),
            Refusal::PaidBefore => keep(Failure::PaidBefore),
        }
        self.notices.tell(match why {
            Refusal::Underpaid => Notice::Underpaid { hash, missing_msat },
            Refusal::Unasked | Refusal::Unknown | Refusal::Unfunded | Refusal::PaidBefore => {
                Notice::Refused { hash }
            }
        });
    }
}

/// Whether this much, with that much missing, is what an invoice asked for.
fn keeps_to(asked: Option<&InvoiceRecord>, amount_msat: u64, missing_msat: u64) -> bool {
    let promise = asked.and_then(|a| a.opening.as_ref());
    let wanted = asked.and_then(|a| a.amount_msat).unwrap_or(0);
    let sent = amount_msat.checked_add(missing_msat);
    let allowed = missing_msat == 0 || promise.is_some_and(|p| p.allows(amount_msat, missing_msat));
    allowed && sent.is_some_and(|sent| sent >= wanted)
}

#[cfg(test)]
mod tests;
