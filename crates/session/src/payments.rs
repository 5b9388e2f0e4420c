//! Asking for money, and paying.

use std::rc::Rc;

use futures::FutureExt;

use lifeboat_messages::{Activity, Invoice, OpeningTerms, Payable, Problem, Quote};
use lifeboat_wallet::{InvoiceRequest, OpenInvoice, PayError, Wallet};

use crate::node::Node;
use crate::unlocked::UnlockedWallet;
use crate::{problem, view};

const EXPIRY_SECS: u32 = 3_600;
/// How long a missing map is waited for.
const MAP_MS: u64 = 10_000;

/// An invoice, whose payment opens a channel where it needs one.
pub async fn receive(
    open: &Rc<UnlockedWallet>,
    amount_msat: Option<u64>,
    note: String,
) -> Result<Invoice, Problem> {
    let node = open.node()?;
    let request = InvoiceRequest { amount_msat, note, expiry_secs: EXPIRY_SECS };
    let invoice = node.ask(request).await?;
    open_invoice(open, &invoice.hash)
}

/// An invoice of ours that can still be paid, by its payment hash.
pub fn open_invoice(open: &UnlockedWallet, hash: &str) -> Result<Invoice, Problem> {
    let found = open.ask_wallet(|wallet| wallet.open_invoice(hash, open.env().now_ms())).flatten();
    let found = found.ok_or(Problem::Expired)?;
    open.note_invoice(hash);
    Ok(shown(found))
}

fn shown(open: OpenInvoice) -> Invoice {
    let OpenInvoice { invoice, note, fee_msat, terms, .. } = open;
    Invoice {
        bolt11: invoice.bolt11,
        amount_msat: invoice.amount_msat,
        note,
        payment_hash: invoice.hash,
        expires_ms: invoice.expires_ms,
        opening_fee_msat: fee_msat.unwrap_or(0),
        // If the fee is known, it need not be estimated.
        opening_terms: terms.filter(|_| fee_msat.is_none()).map(|terms| OpeningTerms {
            least_fee_msat: terms.fee.least_msat,
            parts_per_million: terms.fee.parts_per_million,
            least_msat: terms.least_msat,
            most_msat: terms.most_msat,
        }),
    }
}

/// What an invoice would pay.
pub fn payable(payable: lifeboat_wallet::Payable) -> Payable {
    Payable {
        invoice: payable.invoice,
        payment_hash: payable.hash,
        amount_msat: payable.amount_msat,
        note: payable.note,
        expires_ms: payable.expires_ms,
        payee: payable.payee.to_string(),
        to_peer: payable.to_peer,
        most_msat: payable.most_msat,
        service: None,
        asked_msat: None,
        paid_on_chain: false,
    }
}

/// What a payment would cost. Where only a map is missing, it is waited for some seconds.
pub async fn quote(
    open: &Rc<UnlockedWallet>,
    invoice: &str,
    amount_msat: Option<u64>,
) -> Result<Quote, Problem> {
    let node = open.load_map().await?;
    let ask = || node.wallet().quote(invoice, amount_msat, open.env().now_ms());
    let quoted = match ask() {
        Err(PayError::NoMap) => {
            let mut fetched = open.refresh_map_soon().fuse();
            futures::select_biased! {
                _ = fetched => {}
                () = Box::pin(open.env().sleep(MAP_MS)).fuse() => {}
            }
            ask()
        }
        quoted => quoted,
    };
    let quote = quoted.map_err(|error| of_pay(&node, error))?;
    Ok(Quote { fee_msat: quote.fee_msat, most_fee_msat: quote.most_fee_msat })
}

/// What the user wants paid.
pub struct LightningOrder<'a> {
    /// BOLT11.
    pub invoice: &'a str,
    /// The amount, for an invoice that names none.
    pub amount_msat: Option<u64>,
    /// The largest fee, msat.
    pub most_fee_msat: u64,
    /// Although the same was paid a moment ago.
    pub again: bool,
}

/// Orders a payment. From here on it is listed among the activities, durably as soon as anything is, and its outcome
/// shows there: the caller need not wait here.
pub fn pay(open: &UnlockedWallet, order: &LightningOrder<'_>) -> Result<(), Problem> {
    let LightningOrder { invoice, amount_msat, most_fee_msat, again } = *order;
    let (node, now) = (open.node()?, open.env().now_ms());
    let wallet = node.wallet();
    // An invoice that was paid itself is refused below, whatever the user says.
    let service = open.services().of(invoice);
    if !again && wallet.alike(service.as_ref(), invoice, amount_msat, now).is_some() {
        wallet.check(invoice, now).map_err(|error| of_pay(&node, error))?;
        return Err(Problem::PaidJustNow);
    }
    wallet
        .pay_service(service, invoice, amount_msat, most_fee_msat, now)
        .map_err(|error| of_pay(&node, error))?;
    node.flush();
    Ok(())
}

/// No further attempts at a payment of ours. One that has ended meanwhile shows how.
pub fn stop_trying(open: &UnlockedWallet, hash: &str) -> Result<(), Problem> {
    let node = open.node()?;
    if node.wallet().stop_trying(hash, open.env().now_ms()).is_ok() {
        node.flush();
    }
    Ok(())
}

/// Keeps what the user has written about a payment.
pub fn set_note(open: &UnlockedWallet, id: &str, note: &str) -> Result<(), Problem> {
    let node = open.node()?;
    node.wallet().set_note(id, note).map_err(problem::of_note)?;
    node.flush();
    open.env().changed();
    Ok(())
}

/// One payment, if there is such a one.
pub fn payment(open: &UnlockedWallet, id: &str) -> Option<Activity> {
    let backed_up = open.is_backed_up();
    let found = |wallet: &Wallet| wallet.entry(id).map(|entry| view::entry(wallet, entry, backed_up));
    open.ask_wallet(found).flatten()
}

/// An invoice is out of date by this device's clock, which may be what is wrong.
pub fn of_pay(node: &Node, error: PayError) -> Problem {
    if error == PayError::Expired && node.clock().is_wrong() {
        return Problem::ClockWrong;
    }
    problem::of_pay(error)
}
