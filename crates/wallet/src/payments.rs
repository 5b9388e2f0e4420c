//! Paying.

use std::time::Duration;

use lifeboat_pasted::on_one_line;
use lightning::bitcoin::hashes::Hash;
use lightning::ln::channelmanager::{Bolt11PaymentError, Retry, RetryableSendFailure};
use lightning::routing::router::RouteParametersConfig;
use lightning_invoice::{
    Bolt11Invoice, Bolt11InvoiceDescriptionRef, Bolt11SemanticError, ParseOrSemanticError,
};

use crate::hex::hex;
use crate::invoice::currency;
use crate::payable::Payable;
use crate::pending_start::PaymentOrder;
use crate::quote::{MOST_PARTS, leaving_room_for_fee};
use crate::wait::Wait;
use crate::{Direction, Outcome, PaidService, PayError, Payment, PaymentStage, Wallet};

/// Attempts per payment: without `std`, LDK can count but not measure time.
const ATTEMPTS: u32 = 5;
/// The end of the year 9999, Unix ms: no text of a time is longer.
const LAST_MS: u64 = 253_402_300_800_000;
/// How long a payment waits for the line to the peer: right after a start it is still being made.
const PEER_PATIENCE_MS: u64 = 15_000;

impl Wallet {
    /// What would this text pay?
    ///
    /// # Errors
    /// Everything that can be known before trying, except what concerns the amount.
    pub fn check(&self, text: &str, now_ms: u64) -> Result<Payable, PayError> {
        let (invoice, payable) = self.read(text)?;
        // Before the clock: what was paid, or is on its way, does not become payable in another way when it expires.
        // This includes a copy in another's name: paying it would give the proof of our own invoice away, to its
        // copyist.
        let ours =
            self.history.asked(&payable.hash).is_some() || self.history.incoming(&payable.hash).is_some();
        if ours || payable.payee == self.node_id() {
            return Err(PayError::OwnInvoice);
        }
        let known = self.history.outgoing(&payable.hash).map(|p| p.outcome);
        if matches!(known, Some(Outcome::Pending | Outcome::Done)) {
            return Err(PayError::AlreadyPaid);
        }
        if invoice.would_expire(Duration::from_millis(now_ms)) {
            return Err(PayError::Expired);
        }
        Ok(payable)
    }

    /// Pay, with the fee that [`quote`](Self::quote) allows.
    ///
    /// # Errors
    /// As [`pay_at_most`](Self::pay_at_most).
    pub fn pay(&self, text: &str, amount_msat: Option<u64>, now_ms: u64) -> Result<String, PayError> {
        let quote = self.quote(text, amount_msat, now_ms)?;
        self.pay_at_most(text, amount_msat, quote.most_fee_msat, now_ms)
    }

    /// Pay, for a routing fee of at most `most_fee_msat`. `Ok` means that the payment is in the history,
    /// under `out/` and the returned hash (hex), and that its end will be: it is under way, or waits some
    /// seconds for the connection to the peer ([`PaymentStage::Starting`](crate::PaymentStage)). An invoice
    /// is never paid twice: its hash is the payment's identity, also after a restart.
    ///
    /// # Errors
    /// Nothing was begun, and the history holds none of it.
    pub fn pay_at_most(
        &self,
        text: &str,
        amount_msat: Option<u64>,
        most_fee_msat: u64,
        now_ms: u64,
    ) -> Result<String, PayError> {
        self.pay_service(None, text, amount_msat, most_fee_msat, now_ms)
    }

    /// Pays like [`Wallet::pay`], with the service that gave the invoice, for the history.
    ///
    /// # Errors
    /// As [`pay_at_most`](Self::pay_at_most).
    pub fn pay_service(
        &self,
        service: Option<PaidService>,
        text: &str,
        amount_msat: Option<u64>,
        most_fee_msat: u64,
        now_ms: u64,
    ) -> Result<String, PayError> {
        let payable = self.check(text, now_ms)?;
        let (invoice, _) = self.read(text)?;
        let asked = payable.amount_msat;
        let amount = payable.amount(amount_msat)?;
        self.has_way_for(&invoice, &payable, amount, most_fee_msat)?;
        let before = self.history.outgoing(&payable.hash);
        self.begin(&payable, amount, service, now_ms);
        let order = PaymentOrder {
            given_msat: (asked != Some(amount)).then_some(amount),
            invoice,
            amount_msat: amount,
            most_fee_msat,
            wait: Wait::new(now_ms, PEER_PATIENCE_MS),
        };
        if self.waits_for_peer(amount) {
            self.starting.add(payable.hash.clone(), order);
        } else if let Err(error) = self.send(&order) {
            // It never began: leave no trace of it.
            self.history.undo(&payable.hash, before);
            return Err(refused(error));
        }
        self.touch();
        Ok(payable.hash)
    }

    pub(crate) fn send(&self, order: &PaymentOrder) -> Result<(), Bolt11PaymentError> {
        let route = RouteParametersConfig::default()
            .with_max_total_routing_fee_msat(order.most_fee_msat)
            .with_max_path_count(MOST_PARTS);
        self.channels.pay(&order.invoice, order.given_msat, route, Retry::Attempts(ATTEMPTS))
    }

    /// The newest payment of ours of the same amount to the same payee, or for the same purpose, that is
    /// under way or was made within the last minutes: paying another invoice of it may be a mistake. Somebody
    /// who believes that a payment did not go out asks for a new invoice, which need not bear the same key.
    /// `service`: who gave this one.
    pub fn alike(
        &self,
        service: Option<&PaidService>,
        text: &str,
        amount_msat: Option<u64>,
        now_ms: u64,
    ) -> Option<Payment> {
        let (_, payable) = self.read(text).ok()?;
        let amount_msat = amount_msat.or(payable.amount_msat)?;
        let payee = payable.payee.to_string();
        let is_same = |paid: &Payment| {
            let by = |paid: &PaidService| service.is_some_and(|service| service.is_same_as(paid));
            paid.payee.as_deref() == Some(payee.as_str())
                || paid.service.as_ref().is_some_and(by)
                || (!payable.note.is_empty() && paid.note == payable.note)
        };
        self.history.newest_outgoing(|paid| {
            let another = paid.amount_msat == amount_msat && paid.hash != payable.hash;
            another && paid.stands_lately(now_ms) && is_same(paid)
        })
    }

    fn begin(&self, payable: &Payable, amount_msat: u64, service: Option<PaidService>, now_ms: u64) {
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
            payee: Some(payable.payee.to_string()),
            given_up: false,
            back_by_height: None,
            service,
            stage: PaymentStage::default(),
            saved: false,
        };
        self.history.begin_out(payment);
    }

    pub(crate) fn read(&self, text: &str) -> Result<(Bolt11Invoice, Payable), PayError> {
        let (text, invoice) = find(text)?;
        if invoice.currency() != currency(self.network) {
            return Err(PayError::OtherNetwork);
        }
        let expires = invoice.expires_at().unwrap_or(Duration::MAX);
        let expires_ms = u64::try_from(expires.as_millis()).ok().filter(|at| *at < LAST_MS);
        let payee = invoice.get_payee_pub_key();
        let to_peer = self.channels.list().iter().any(|c| c.counterparty.node_id == payee);
        let most_msat =
            if to_peer { self.sendable_msat() } else { leaving_room_for_fee(self.sendable_msat()) };
        // An amount beyond every number is no invitation to choose one.
        if invoice.amount_milli_satoshis().is_none() && names_amount(&invoice) {
            return Err(PayError::NotEnough { most_msat });
        }
        let payable = Payable {
            hash: hex(invoice.payment_hash().as_byte_array()),
            // Some write 0 where they leave it to the payer.
            amount_msat: invoice.amount_milli_satoshis().filter(|msat| *msat > 0),
            note: match invoice.description() {
                Bolt11InvoiceDescriptionRef::Direct(note) => on_one_line(&note.as_inner().0),
                Bolt11InvoiceDescriptionRef::Hash(_) => String::new(),
            },
            description_hash: match invoice.description() {
                Bolt11InvoiceDescriptionRef::Direct(_) => None,
                Bolt11InvoiceDescriptionRef::Hash(hash) => Some(hash.0.to_byte_array()),
            },
            expires_ms,
            payee,
            to_peer,
            most_msat,
            invoice: text,
        };
        Ok((invoice, payable))
    }
}

/// The invoice in a text, and the text of it alone.
fn find(text: &str) -> Result<(String, Bolt11Invoice), PayError> {
    let read = lifeboat_pasted::read(text).ok().and_then(|payee| payee.invoice);
    let text = read.ok_or(PayError::NotAnInvoice)?;
    match text.parse() {
        Ok(invoice) => Ok((text, invoice)),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Its checksum is right, so that copying it once more does not help: it was made so.
fn unreadable(error: &ParseOrSemanticError) -> PayError {
    match error {
        ParseOrSemanticError::SemanticError(Bolt11SemanticError::NoPaymentSecret) => PayError::TooOld,
        ParseOrSemanticError::SemanticError(_) | ParseOrSemanticError::ParseError(_) => PayError::Unpayable,
    }
}

fn names_amount(invoice: &Bolt11Invoice) -> bool {
    invoice.clone().into_signed_raw().raw_invoice().hrp.raw_amount.is_some()
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
