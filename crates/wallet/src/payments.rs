//! Paying.

use std::time::Duration;

use lightning::bitcoin::hashes::Hash;
use lightning::ln::channelmanager::{Bolt11PaymentError, PaymentId, Retry, RetryableSendFailure};
use lightning::routing::router::RouteParametersConfig;
use lightning_invoice::{Bolt11Invoice, Bolt11InvoiceDescriptionRef};

use crate::history::hex;
use crate::invoice::currency;
use crate::{Direction, Outcome, PayError, Payment, PublicKey, Wallet};

/// What an invoice asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    /// The invoice without prefix and blanks.
    pub invoice: String,
    /// Payment hash, hex.
    pub hash: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// What the payee wrote.
    pub note: String,
    /// Unix milliseconds.
    pub expires_ms: u64,
    /// The payee.
    pub payee: PublicKey,
    /// The payee is the other end of a channel of ours, who asks for no fee.
    pub to_peer: bool,
    /// What can be sent to this payee at most now, msat.
    pub most_msat: u64,
}

/// Attempts per payment: without `std`, LDK can count but not measure time.
const ATTEMPTS: u32 = 5;

impl Wallet {
    /// What would this text pay?
    ///
    /// # Errors
    /// Everything that can be known before trying, except what concerns the amount.
    pub fn check(&self, text: &str, now_ms: u64) -> Result<Payable, PayError> {
        let (invoice, payable) = self.read(text)?;
        if invoice.would_expire(Duration::from_millis(now_ms)) {
            return Err(PayError::Expired);
        }
        if payable.payee == self.node_id() {
            return Err(PayError::OwnInvoice);
        }
        let known = self.history.borrow().outgoing(&payable.hash).map(|p| p.outcome);
        if matches!(known, Some(Outcome::Pending | Outcome::Done)) {
            return Err(PayError::AlreadyPaid);
        }
        Ok(payable)
    }

    /// Pay. `Ok` means that it is under way; how it ends stands in the history under the returned hash (hex).
    /// An invoice is never paid twice: its hash is the payment's identity, also after a restart.
    pub fn pay(&self, text: &str, amount_msat: Option<u64>, now_ms: u64) -> Result<String, PayError> {
        let payable = self.check(text, now_ms)?;
        let (invoice, _) = self.read(text)?;
        let asked = payable.amount_msat;
        let amount = amount_msat.or(asked).filter(|a| *a > 0).ok_or(PayError::AmountMissing)?;
        if asked.is_some_and(|asked| amount < asked) {
            return Err(PayError::AmountTooSmall);
        }
        if amount > payable.most_msat {
            let most_msat = payable.most_msat;
            return Err(match self.waits_for_peer() {
                true if most_msat == 0 => PayError::NoPeer,
                _ => PayError::NotEnough { most_msat },
            });
        }
        let before = self.history.borrow().outgoing(&payable.hash).cloned();
        self.begin(&payable, amount, now_ms);
        let id = PaymentId(invoice.payment_hash().to_byte_array());
        let route = RouteParametersConfig::default().with_max_total_routing_fee_msat(most_fee_msat(amount));
        let given = if asked == Some(amount) { None } else { Some(amount) };
        let result =
            self.manager.pay_for_bolt11_invoice(&invoice, id, given, route, Retry::Attempts(ATTEMPTS));
        if let Err(error) = result {
            // It never began: leave no trace of it.
            self.history.borrow_mut().undo(&payable.hash, before, &self.app);
            return Err(refused(error));
        }
        self.touch();
        Ok(payable.hash)
    }

    /// A channel is there, and only its peer is not. One that is spent, or still being opened, is no reason to wait.
    fn waits_for_peer(&self) -> bool {
        self.manager.list_channels().iter().any(|channel| channel.is_channel_ready && !channel.is_usable)
    }

    fn begin(&self, payable: &Payable, amount_msat: u64, now_ms: u64) {
        let payment = Payment {
            hash: payable.hash.clone(),
            direction: Direction::Out,
            amount_msat,
            fee_msat: 0,
            note: payable.note.clone(),
            created_ms: now_ms,
            settled_ms: None,
            outcome: Outcome::Pending,
            preimage: None,
            saved: false,
        };
        self.history.borrow_mut().begin_out(payment, &self.app);
    }

    fn read(&self, text: &str) -> Result<(Bolt11Invoice, Payable), PayError> {
        let text = clean(text);
        let invoice: Bolt11Invoice = text.parse().map_err(|_| PayError::NotAnInvoice)?;
        if invoice.currency() != currency(self.network) {
            return Err(PayError::OtherNetwork);
        }
        let expires = invoice.expires_at().unwrap_or(Duration::MAX);
        let payee = invoice.get_payee_pub_key();
        let to_peer = self.manager.list_channels().iter().any(|c| c.counterparty.node_id == payee);
        let most_msat =
            if to_peer { self.sendable_msat() } else { leaving_room_for_fee(self.sendable_msat()) };
        let payable = Payable {
            hash: hex(invoice.payment_hash().as_byte_array()),
            amount_msat: invoice.amount_milli_satoshis(),
            note: match invoice.description() {
                Bolt11InvoiceDescriptionRef::Direct(note) => note.to_string(),
                Bolt11InvoiceDescriptionRef::Hash(_) => String::new(),
            },
            expires_ms: u64::try_from(expires.as_millis()).unwrap_or(u64::MAX),
            payee,
            to_peer,
            most_msat,
            invoice: text,
        };
        Ok((invoice, payable))
    }
}

/// People paste `lightning:LNBC..` and line breaks.
fn clean(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    text.strip_prefix("lightning:").map(str::to_owned).unwrap_or(text)
}

/// A routing fee is at most this part of the payment.
const FEE_PERCENT: u64 = 3;
/// But so much for the smallest payments.
const LEAST_FEE_ROOM_MSAT: u64 = 50_000;

fn most_fee_msat(amount_msat: u64) -> u64 {
    (amount_msat / 100 * FEE_PERCENT).max(LEAST_FEE_ROOM_MSAT)
}

/// The largest payment that can be made with so much, whatever its routing fee is, up to the most that is paid.
pub(crate) fn leaving_room_for_fee(limit_msat: u64) -> u64 {
    limit_msat.saturating_sub(LEAST_FEE_ROOM_MSAT).min(limit_msat / (100 + FEE_PERCENT) * 100)
}

fn refused(error: Bolt11PaymentError) -> PayError {
    match error {
        Bolt11PaymentError::InvalidAmount => PayError::AmountTooSmall,
        Bolt11PaymentError::SendingFailed(RetryableSendFailure::PaymentExpired) => PayError::Expired,
        Bolt11PaymentError::SendingFailed(RetryableSendFailure::RouteNotFound) => PayError::NoRoute,
        Bolt11PaymentError::SendingFailed(RetryableSendFailure::DuplicatePayment) => PayError::AlreadyPaid,
        Bolt11PaymentError::SendingFailed(RetryableSendFailure::OnionPacketSizeExceeded) => {
            PayError::Unpayable
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_can_be_sent_leaves_room_for_the_most_fee_and_hardly_more() {
        let interesting = (0..200_000u64).chain((0..62).map(|bit| 1 << bit));
        for limit in interesting {
            let most = leaving_room_for_fee(limit);
            assert!(most == 0 || most + most_fee_msat(most) <= limit, "{limit}: {most}");
            let more = most + 1_000;
            assert!(limit < 1_000 || more.saturating_add(most_fee_msat(more)) > limit, "{limit}: {most}");
        }
    }
}
