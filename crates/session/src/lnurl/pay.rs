//! Paying a service (LUD-06), with a comment (LUD-12).

use lifeboat_cloud::http::Http;
use lifeboat_messages::PayOffer;
use lifeboat_pasted::Service;
use lifeboat_wallet::{Payable, Thanks};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::answer::{Fields, LONGEST_WORDS, words};
use super::{Refusal, get, thanks, with_query};
use crate::hex;

/// Longer comments are not offered, whatever a service takes, characters: they go into an address.
const LONGEST_COMMENT: u16 = 500;

/// What was answered to the second question.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceInvoice {
    /// BOLT 11, as it came.
    pub invoice: String,
    /// What to show once it is paid.
    pub thanks: Option<Thanks>,
}

pub(super) fn offer(service: &Service, fields: &Fields<'_>) -> Result<PayOffer, Refusal> {
    let (least_msat, most_msat) = fields.range("minSendable", "maxSendable")?;
    let metadata = fields.text("metadata")?;
    let comment = fields.number("commentAllowed").ok().filter(|most| *most > 0);
    Ok(PayOffer {
        host: service.host().to_owned(),
        address: service.address().map(str::to_owned),
        description: description(metadata)?,
        least_msat,
        most_msat,
        longest_comment: comment.map(|most| u16::try_from(most).unwrap_or(u16::MAX).min(LONGEST_COMMENT)),
        callback: fields.callback()?,
        metadata_hash: hex::of(&Sha256::digest(metadata.as_bytes())),
    })
}

/// What is paid for: the one plain text among the metadata. `None`: it says nothing.
fn description(metadata: &str) -> Result<Option<String>, Refusal> {
    let entries: Vec<Vec<Value>> = serde_json::from_str(metadata).map_err(|_| Refusal::Nonsense)?;
    let plain = entries.iter().find(|entry| entry.first().and_then(Value::as_str) == Some("text/plain"));
    let text = plain.and_then(|entry| entry.get(1)).and_then(Value::as_str).ok_or(Refusal::Nonsense)?;
    Ok(words(text, LONGEST_WORDS))
}

/// Asks for an invoice over an amount.
///
/// # Errors
/// See [`Refusal`]. Whether the invoice is the right one, [`is_of`] says.
pub async fn ask_for_invoice(
    http: &dyn Http,
    offer: &PayOffer,
    amount_msat: u64,
    comment: &str,
) -> Result<ServiceInvoice, Refusal> {
    if !(offer.least_msat..=offer.most_msat).contains(&amount_msat) {
        return Err(Refusal::Outside);
    }
    // What the page gives back is checked again, as when the service said it.
    let callback = Service::at(&offer.callback).map_err(|_| Refusal::Nonsense)?;
    let amount = amount_msat.to_string();
    let mut query = vec![("amount", amount.as_str())];
    if !comment.is_empty() && offer.longest_comment.is_some() {
        query.push(("comment", comment));
    }
    let answer = get(http, &with_query(callback.url(), &query)).await?;
    let fields = Fields::of(&answer)?;
    let thanks = fields.object("successAction").and_then(|action| thanks::read(&action, callback.host()));
    Ok(ServiceInvoice { invoice: fields.text("pr")?.to_owned(), thanks })
}

/// Whether an invoice is the one that was asked for: the amount to the msat, and for what was shown.
pub fn is_of(payable: &Payable, offer: &PayOffer, amount_msat: u64) -> bool {
    let hash = payable.description_hash.map(|hash| hex::of(&hash));
    payable.amount_msat == Some(amount_msat) && hash.as_ref() == Some(&offer.metadata_hash)
}
