//! What a payment would cost, before it is made.

use lightning::ln::channel_state::ChannelDetails;
use lightning::routing::router::{PaymentParameters, Route, RouteParameters};
use lightning_invoice::Bolt11Invoice;

use crate::payable::Payable;
use crate::{PayError, Wallet};

/// What a payment costs by the way that is the best one now. Nothing was asked on it: a way can turn out to be closed,
/// and another to cost more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The fee of this way, msat.
    pub fee_msat: u64,
    /// What is paid at most, attempts over other ways included, msat, unless the user raises it.
    pub most_fee_msat: u64,
}

impl Quote {
    fn of(fee_msat: u64, amount_msat: u64) -> Self {
        let most_fee_msat =
            fee_msat.saturating_mul(2).max(LEAST_LIMIT_MSAT).min(usual_most_msat(amount_msat));
        Self { fee_msat, most_fee_msat }
    }

    /// Whether it costs more than is paid without the user's word.
    pub fn is_dear(&self) -> bool {
        self.fee_msat > self.most_fee_msat
    }
}

/// Parts of one payment at most: every part waits for the slowest.
pub(crate) const MOST_PARTS: u8 = 5;
/// Ways that would cost less than this are not refused for their fee.
const LEAST_LIMIT_MSAT: u64 = 10_000;
/// The largest fee that is paid without the user's word: this part of the payment,
const USUAL_PERCENT: u64 = 1;
/// and this much on top.
const USUAL_BASE_MSAT: u64 = 50_000;

/// The largest fee that is paid without the user's word, msat.
pub(crate) fn usual_most_msat(amount_msat: u64) -> u64 {
    (amount_msat / 100 * USUAL_PERCENT).saturating_add(USUAL_BASE_MSAT)
}

/// The largest payment that can be made with this much, whatever its fee is, up to the largest that is usually
/// paid.
pub(crate) fn leaving_room_for_fee(limit_msat: u64) -> u64 {
    limit_msat.saturating_sub(USUAL_BASE_MSAT) / (100 + USUAL_PERCENT) * 100
}

impl Wallet {
    /// What paying this would cost. `amount_msat`: as for [`pay`](Self::pay).
    ///
    /// # Errors
    /// The error that paying it would end with.
    pub fn quote(&self, text: &str, amount_msat: Option<u64>, now_ms: u64) -> Result<Quote, PayError> {
        let payable = self.check(text, now_ms)?;
        let amount = payable.amount(amount_msat)?;
        let (invoice, _) = self.read(text)?;
        self.quoted(&invoice, &payable, amount)
    }

    pub(crate) fn quoted(
        &self,
        invoice: &Bolt11Invoice,
        payable: &Payable,
        amount_msat: u64,
    ) -> Result<Quote, PayError> {
        // A dear way is only looked for when there is no other.
        let usual = self.find_way(invoice, amount_msat, Some(usual_most_msat(amount_msat)));
        let route = usual.or_else(|| self.find_way(invoice, amount_msat, None));
        match route {
            Some(route) => Ok(Quote::of(route.get_total_fees(), amount_msat)),
            None => Err(self.why_no_way(invoice, payable, amount_msat)),
        }
    }

    /// Whether the invoice can be paid for a fee of this much.
    pub(crate) fn has_way_for(
        &self,
        invoice: &Bolt11Invoice,
        payable: &Payable,
        amount_msat: u64,
        most_fee_msat: u64,
    ) -> Result<(), PayError> {
        if self.find_way(invoice, amount_msat, Some(most_fee_msat)).is_some() {
            return Ok(());
        }
        let quote = self.quoted(invoice, payable, amount_msat)?;
        Err(PayError::TooDear { fee_msat: quote.fee_msat })
    }

    /// The route that LDK's own search will find as well, as long as nothing changes. A payment that is to wait for its
    /// peer is treated as if the peer were there.
    fn find_way(
        &self,
        invoice: &Bolt11Invoice,
        amount_msat: u64,
        most_fee_msat: Option<u64>,
    ) -> Option<Route> {
        let payment = PaymentParameters::from_bolt11_invoice(invoice).with_max_path_count(MOST_PARTS);
        let mut wanted = RouteParameters::from_payment_params_and_value(payment, amount_msat);
        wanted.max_total_routing_fee_msat = most_fee_msat;
        let waits = self.waits_for_peer(amount_msat);
        let channels = self.channels.list();
        let can_begin = |channel: &&ChannelDetails| {
            (if waits { channel.is_channel_ready } else { channel.is_usable })
                && channel.get_outbound_payment_scid().is_some()
        };
        let first: Vec<&ChannelDetails> = channels.iter().filter(can_begin).collect();
        let under_way = self.channels.under_way();
        self.routing.find(&self.node_id(), &wanted, &first, under_way)
    }

    fn why_no_way(&self, invoice: &Bolt11Invoice, payable: &Payable, amount_msat: u64) -> PayError {
        let most_msat = self.most_by_ways(invoice, payable.most_msat);
        match most_msat {
            Some(most_msat) if amount_msat > most_msat => PayError::NotEnough { most_msat },
            _ if amount_msat > self.sendable_msat() => PayError::NotEnough { most_msat: payable.most_msat },
            _ if self.known_channels() == 0 => PayError::NoMap,
            _ => PayError::NoRoute,
        }
    }

    /// The most that reaches this payee: what can leave, without the fee of the way. `None` when there is no
    /// way even for what leaves room for the usual fee.
    fn most_by_ways(&self, invoice: &Bolt11Invoice, least_msat: u64) -> Option<u64> {
        if least_msat == 0 {
            return None;
        }
        let fee_msat = self.find_way(invoice, least_msat, None)?.get_total_fees();
        let limit_msat = self.sendable_msat();
        // A fee grows at most as its payment does.
        let for_all = u128::from(fee_msat) * u128::from(limit_msat) / u128::from(least_msat) + 1;
        let more_msat = limit_msat.saturating_sub(u64::try_from(for_all).unwrap_or(limit_msat));
        let reached = more_msat > least_msat && self.find_way(invoice, more_msat, None).is_some();
        Some(if reached { more_msat } else { least_msat })
    }
}

impl Payable {
    /// The amount paid, msat: what the user says, or what the payee asks for.
    pub(crate) fn amount(&self, given_msat: Option<u64>) -> Result<u64, PayError> {
        let amount =
            given_msat.or(self.amount_msat).filter(|msat| *msat > 0).ok_or(PayError::AmountMissing)?;
        if self.amount_msat.is_some_and(|asked| amount < asked) {
            return Err(PayError::AmountTooSmall);
        }
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_can_be_sent_leaves_room_for_the_usual_fee_and_hardly_more() {
        let interesting = (0..200_000u64).chain((0..62).map(|bit| 1 << bit));
        for limit in interesting {
            let most = leaving_room_for_fee(limit);
            assert!(most == 0 || most + usual_most_msat(most) <= limit, "{limit}: {most}");
            let more = most + 1_000;
            assert!(limit < 1_000 || more.saturating_add(usual_most_msat(more)) > limit, "{limit}: {most}");
        }
    }

    #[test]
    fn twice_the_fee_is_paid_at_most_within_what_is_usual() {
        for (amount, fee, most) in [
            (1_000_000, 0, 10_000),
            (1_000_000, 5_000, 10_000),
            (1_000_000, 20_000, 40_000),
            (1_000_000, 59_000, 60_000),
            (1_000_000, 61_000, 60_000),
            (100_000_000, 1_000_000, 1_050_000),
            (u64::MAX, u64::MAX, u64::MAX / 100 + 50_000),
        ] {
            let quote = Quote::of(fee, amount);
            assert_eq!(quote.most_fee_msat, most, "{amount} {fee}");
            assert_eq!(quote.is_dear(), fee > most, "{amount} {fee}");
        }
    }
}
