//! Being paid by a service (LUD-03).

use lifeboat_cloud::http::Http;
use lifeboat_messages::WithdrawOffer;
use lifeboat_pasted::Service;

use super::answer::{Fields, LONGEST_WORDS, words};
use super::{Refusal, get, with_query};

/// Longer names of a withdrawal are no names, bytes.
const LONGEST_K1: usize = 1024;

pub(super) fn offer(service: &Service, fields: &Fields<'_>) -> Result<WithdrawOffer, Refusal> {
    // It is used up, which is no fault of the service.
    if fields.number("maxWithdrawable")? == 0 {
        return Err(Refusal::Outside);
    }
    let (least_msat, most_msat) = fields.range("minWithdrawable", "maxWithdrawable")?;
    let k1 = fields.text("k1")?;
    if k1.is_empty() || k1.len() > LONGEST_K1 {
        return Err(Refusal::Nonsense);
    }
    Ok(WithdrawOffer {
        host: service.host().to_owned(),
        description: fields.text("defaultDescription").ok().and_then(|text| words(text, LONGEST_WORDS)),
        least_msat,
        most_msat,
        callback: fields.callback()?,
        k1: k1.to_owned(),
    })
}

/// Hands an invoice of ours over, which the service pays in its own time.
///
/// # Errors
/// See [`Refusal`]. After [`Refusal::Silent`] it may be paid all the same.
pub async fn hand_over(http: &dyn Http, offer: &WithdrawOffer, invoice: &str) -> Result<(), Refusal> {
    let callback = Service::at(&offer.callback).map_err(|_| Refusal::Nonsense)?;
    let url = with_query(callback.url(), &[("k1", offer.k1.as_str()), ("pr", invoice)]);
    let answer = get(http, &url).await?;
    let status = Fields::of(&answer)?.text("status")?;
    if status.eq_ignore_ascii_case("ok") { Ok(()) } else { Err(Refusal::Nonsense) }
}
