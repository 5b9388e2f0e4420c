//! Invoices of ours that can still be paid: they are shown again for as long as that is so.

use crate::history::InvoiceRecord;
use crate::{Invoice, OpeningTerms, Wallet};

/// An unpaid one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvoice {
    /// What to show to the payer.
    pub invoice: Invoice,
    /// The note in the invoice, for the payer.
    pub note: String,
    /// Unix milliseconds.
    pub created_ms: u64,
    /// What the provider keeps back, msat, where its payment opens a channel and the invoice names the amount.
    pub fee_msat: Option<u64>,
    /// What that depends on, where its payment opens a channel.
    pub terms: Option<OpeningTerms>,
    /// Whether the invoice is in the backup.
    pub saved: bool,
}

impl Wallet {
    /// All open invoices, newest first.
    pub fn open_invoices(&self, now_ms: u64) -> Vec<OpenInvoice> {
        let mut open = self.history.each_asked(|hash, asked| self.if_open(hash, asked, now_ms));
        open.sort_by(|a, b| (b.created_ms, &a.invoice.hash).cmp(&(a.created_ms, &b.invoice.hash)));
        open
    }

    /// The one of this payment hash (hex); `None` once it is paid, being paid, or over.
    pub fn open_invoice(&self, hash: &str, now_ms: u64) -> Option<OpenInvoice> {
        self.history.asked(hash).and_then(|asked| self.if_open(hash, &asked, now_ms))
    }

    fn if_open(&self, hash: &str, asked: &InvoiceRecord, now_ms: u64) -> Option<OpenInvoice> {
        let shown = asked.shown.as_ref().filter(|_| now_ms < asked.expires_ms)?;
        let unpaid = self.history.incoming(hash).is_none();
        unpaid.then(|| OpenInvoice {
            invoice: Invoice {
                bolt11: shown.bolt11.clone(),
                hash: hash.to_owned(),
                amount_msat: asked.amount_msat,
                expires_ms: asked.expires_ms,
            },
            note: asked.note.clone(),
            created_ms: shown.created_ms,
            fee_msat: asked.opening.as_ref().and_then(|promise| promise.most_msat),
            terms: shown.terms,
            saved: self.is_invoice_saved(hash),
        })
    }
}
