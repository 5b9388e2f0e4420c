//! Paying and being paid.

use std::str::FromStr;
use std::sync::PoisonError;
use std::time::Duration;

use ldk_node::NodeError;
use ldk_node::lightning::ln::channelmanager::PaymentId;
use ldk_node::lightning_invoice::{Bolt11Invoice, Bolt11InvoiceDescription, Currency, Description};
use ldk_node::payment::PaymentStatus;
use serde::Serialize;

use super::{Payment, Peer, PeerError};

/// An invoice to pay.
#[derive(Debug, Clone)]
pub struct PayRequest {
    /// The invoice, BOLT 11.
    pub invoice: String,
    /// For an invoice without an amount, or to pay more.
    pub amount_msat: Option<u64>,
    /// How long to wait for the outcome.
    pub limit: Duration,
}

/// What became of a payment.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The payment in its present state; still pending when the time was over.
    #[serde(flatten)]
    pub payment: Payment,
}

/// An invoice wanted.
#[derive(Debug, Clone)]
pub struct InvoiceRequest {
    /// None leaves the amount to the payer.
    pub amount_msat: Option<u64>,
    /// The text in it.
    pub note: String,
    /// How long it can be paid.
    pub expiry_secs: u32,
}

/// An invoice made.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// The invoice, BOLT 11.
    pub invoice: String,
    /// Its payment hash.
    pub payment_hash: String,
    /// Seconds since 1970 until which it can be paid.
    pub expires_at: u64,
}

impl Peer {
    /// Whether a channel of this node leads straight to the payee of an invoice and can carry the amount now.
    pub fn reaches(&self, invoice: &str, amount_msat: Option<u64>) -> bool {
        let Ok(invoice) = Bolt11Invoice::from_str(invoice.trim()) else { return false };
        let payee = invoice.get_payee_pub_key();
        let amount = amount_msat.or(invoice.amount_milli_satoshis()).unwrap_or(0);
        self.node.list_channels().iter().any(|channel| {
            channel.counterparty_node_id == payee
                && channel.is_usable
                && channel.next_outbound_htlc_limit_msat >= amount
        })
    }

    /// Pays an invoice and waits for the outcome. Asked again for the same invoice, it does not pay again but tells (or
    /// waits for) the outcome of the first time; a payment that failed is tried anew.
    ///
    /// # Errors
    /// When the payment could not be started at all; that it failed on its way is an [`Outcome`].
    pub async fn pay(&self, request: PayRequest) -> Result<Outcome, PeerError> {
        let invoice = Bolt11Invoice::from_str(request.invoice.trim())
            .map_err(|e| PeerError::BadInvoice(e.to_string()))?;
        if invoice.currency() != Currency::Regtest {
            return Err(PeerError::OtherNetwork);
        }
        if invoice.is_expired() {
            return Err(PeerError::Expired);
        }
        if invoice.amount_milli_satoshis().is_none() && request.amount_msat.is_none() {
            return Err(PeerError::BadAmount);
        }
        let hash: [u8; 32] = *invoice.payment_hash().as_ref();
        let amount = request.amount_msat;
        let sent = self
            .run(move |node| match amount {
                Some(msat) => node.bolt11_payment().send_using_amount(&invoice, msat, None),
                None => node.bolt11_payment().send(&invoice, None),
            })
            .await;
        match sent {
            // The second: a payment that could not leave has its outcome already.
            Ok(_) | Err(PeerError::Node(NodeError::DuplicatePayment | NodeError::PaymentSendingFailed)) => {}
            Err(PeerError::Node(NodeError::InvalidAmount | NodeError::InvalidInvoice)) => {
                return Err(PeerError::BadAmount);
            }
            Err(other) => return Err(other),
        }
        let ended = self.wait_for(request.limit, || self.outcome(hash, true)).await;
        ended.or_else(|| self.outcome(hash, false)).ok_or(PeerError::Node(NodeError::PaymentSendingFailed))
    }

    fn outcome(&self, hash: [u8; 32], ended: bool) -> Option<Outcome> {
        let details = self.node.payment(&PaymentId(hash))?;
        if ended && details.status == PaymentStatus::Pending {
            return None;
        }
        let failed = details.status == PaymentStatus::Failed;
        let why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        let told = why.payments.get(&hash).cloned();
        let reason = failed.then(|| told.unwrap_or_else(|| "could not be sent".to_owned()));
        Some(Outcome { reason, payment: Payment::of(&details)? })
    }

    /// Makes an invoice.
    ///
    /// # Errors
    /// When the note does not fit, or ldk-node refuses the amount.
    pub async fn invoice(&self, request: InvoiceRequest) -> Result<Made, PeerError> {
        let note = Description::new(request.note).map_err(|_| PeerError::BadNote)?;
        let note = Bolt11InvoiceDescription::Direct(note);
        let invoice = self
            .run(move |node| match request.amount_msat {
                Some(msat) => node.bolt11_payment().receive(msat, &note, request.expiry_secs),
                None => node.bolt11_payment().receive_variable_amount(&note, request.expiry_secs),
            })
            .await?;
        Ok(Made {
            payment_hash: invoice.payment_hash().to_string(),
            expires_at: invoice.expires_at().map_or(0, |since| since.as_secs()),
            invoice: invoice.to_string(),
        })
    }
}
