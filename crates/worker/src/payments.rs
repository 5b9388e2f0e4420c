//! Asking for money, and paying.

use std::rc::Rc;

use lifeboat_messages::{Invoice, OpeningTerms, Payable, Problem};
use lifeboat_wallet::{InvoiceRequest, PayError};

use crate::open::OpenWallet;
use crate::platform::clock::{now_ms, sleep};
use crate::problem;

const EXPIRY_SECS: u32 = 3_600;
/// How long a payment waits for the peer before the user is told.
const PEER_PATIENCE_MS: u64 = 15_000;
const LOOK_MS: u64 = 200;

/// An invoice, whose payment opens a channel where it needs one.
pub async fn receive(
    open: &Rc<OpenWallet>,
    amount_msat: Option<u64>,
    note: String,
) -> Result<Invoice, Problem> {
    let node = open.node()?;
    let request = InvoiceRequest { amount_msat, note, expiry_secs: EXPIRY_SECS };
    let asked = node.ask(request).await?;
    let invoice = asked.invoice;
    Ok(Invoice {
        bolt11: invoice.bolt11,
        amount_msat: invoice.amount_msat,
        payment_hash: invoice.hash,
        expires_ms: invoice.expires_ms,
        opening_fee_msat: asked.opening_fee_msat,
        opening_terms: asked.opening_terms.map(|terms| OpeningTerms {
            least_fee_msat: terms.fee.least_msat,
            parts_per_million: terms.fee.parts_per_million,
            least_msat: terms.least_msat,
            most_msat: terms.most_msat,
        }),
    })
}

/// What a text would pay.
pub fn check(open: &OpenWallet, text: &str) -> Result<Payable, Problem> {
    let payable = open.node()?.wallet().check(text, now_ms()).map_err(problem::of_pay)?;
    Ok(Payable {
        invoice: payable.invoice,
        payment_hash: payable.hash,
        amount_msat: payable.amount_msat,
        note: payable.note,
        expires_ms: payable.expires_ms,
        payee: payable.payee.to_string(),
        to_peer: payable.to_peer,
        most_msat: payable.most_msat,
    })
}

/// Starts a payment. Right after a start the line to the peer is still on its way: then it waits for it.
pub async fn pay(open: &OpenWallet, invoice: &str, amount_msat: Option<u64>) -> Result<(), Problem> {
    let end = now_ms() + PEER_PATIENCE_MS;
    loop {
        // Asked for each time: the wallet may be locked meanwhile.
        let node = open.node()?;
        match node.wallet().pay(invoice, amount_msat, now_ms()) {
            // Refused before anything began, so that asking again pays once.
            Err(PayError::NoPeer) if now_ms() < end => sleep(LOOK_MS).await,
            started => {
                started.map_err(problem::of_pay)?;
                node.pump();
                return Ok(());
            }
        }
    }
}
