//! Being paid, and paying, through a service that is asked: from its offer to the invoice.

use std::rc::Rc;

use lifeboat_messages::{Answer, Invoice, PayOffer, Payable, Problem, WithdrawOffer};
use lifeboat_pasted::Service;
use lifeboat_wallet::{PaidService, PayError};

use crate::lnurl::{self, Offer, Refusal};
use crate::unlocked::UnlockedWallet;
use crate::{payments, problem};

/// What an invoice has room for, bytes (BOLT 11).
const LONGEST_NOTE: usize = 639;

/// Asks what it offers.
pub async fn look(open: &UnlockedWallet, service: &Service) -> Result<Answer, Problem> {
    let offer = lnurl::look(&open.env().http(), service).await;
    match offer.map_err(|refusal| problem::of_service(refusal, service.host()))? {
        Offer::Pay(offer) => Ok(Answer::PayOffer(offer)),
        Offer::Withdraw(offer) => Ok(Answer::WithdrawOffer(offer)),
    }
}

/// Asks for an invoice over an amount, and looks whether it is that.
pub async fn ask(
    open: &UnlockedWallet,
    offer: &PayOffer,
    amount_msat: u64,
    comment: &str,
) -> Result<Payable, Problem> {
    let refuse = |refusal| problem::of_service(refusal, &offer.host);
    let given =
        lnurl::ask_for_invoice(&open.env().http(), offer, amount_msat, comment).await.map_err(refuse)?;
    // The wallet may have been locked meanwhile.
    let node = open.node()?;
    let payable = node.wallet().check(&given.invoice, open.env().now_ms()).map_err(|error| {
        // Its mistake, not one of a text that the user could copy again.
        if matches!(error, PayError::NotAnInvoice | PayError::OtherNetwork | PayError::Expired) {
            return refuse(Refusal::OtherInvoice);
        }
        payments::of_pay(&node, error)
    })?;
    if !lnurl::is_of(&payable, offer, amount_msat) {
        return Err(refuse(Refusal::OtherInvoice));
    }
    let service = PaidService {
        name: offer.name().to_owned(),
        description: offer.description.clone(),
        thanks: given.thanks,
    };
    open.services().remember(payable.invoice.clone(), service);
    let note = offer.description.clone().unwrap_or_default();
    Ok(Payable { note, service: Some(offer.name().to_owned()), ..payments::payable(payable) })
}

/// Makes an invoice and hands it over. What is shown then is the invoice, until it is paid. If its payment would open a
/// channel for a fee, the user sees that first ([`hand_over`]): the service may pay at once.
pub async fn withdraw(
    open: &Rc<UnlockedWallet>,
    offer: &WithdrawOffer,
    amount_msat: u64,
) -> Result<Answer, Problem> {
    if !(offer.least_msat..=offer.most_msat).contains(&amount_msat) {
        return Err(problem::of_service(Refusal::Outside, &offer.host));
    }
    let mut note = offer.description.clone().unwrap_or_else(|| offer.host.clone());
    // The user has no way to shorten it here.
    note.truncate(note.floor_char_boundary(LONGEST_NOTE));
    let invoice = payments::receive(open, Some(amount_msat), note).await?;
    if invoice.opening_fee_msat > 0 {
        return Ok(Answer::Unagreed(invoice));
    }
    give(open, offer, invoice).await
}

/// Hands an invoice over whose fee the user has agreed to.
pub async fn hand_over(open: &UnlockedWallet, offer: &WithdrawOffer, hash: &str) -> Result<Answer, Problem> {
    give(open, offer, payments::open_invoice(open, hash)?).await
}

async fn give(open: &UnlockedWallet, offer: &WithdrawOffer, invoice: Invoice) -> Result<Answer, Problem> {
    let given = lnurl::hand_over(&open.env().http(), offer, &invoice.bolt11).await;
    given.map_err(|refusal| problem::of_service(refusal, &offer.host))?;
    Ok(Answer::Invoice(invoice))
}
