//! Services that make an invoice, or pay one, when they are asked: LNURL-pay (LUD-06, LUD-09, LUD-10, LUD-12,
//! LUD-16) and LNURL-withdraw (LUD-03).
//!
//! A service is a stranger. It is asked without anything of ours but what the user has seen: the amount and
//! the comment, or an invoice. Nothing that it answers is believed: an invoice is paid only if it asks for
//! that amount, on this network, for what was shown; words are cut and shown as text; addresses have to be
//! public and encrypted ([`Service::at`]).

mod answer;
mod pay;
mod thanks;
mod withdraw;

#[cfg(test)]
mod tests;

use lifeboat_cloud::http::{Http, HttpError, Method, Request};
use lifeboat_messages::{PayOffer, WithdrawOffer};
use lifeboat_pasted::{Kind, Service};
use serde_json::Value;

use answer::Fields;
pub use pay::{ask_for_invoice, is_of};
pub use thanks::opened;
pub use withdraw::hand_over;

/// How long a service has for an answer.
const PATIENCE_MS: u32 = 15_000;
/// The longest answer, bytes: a small picture may be in it (LUD-06).
const LARGEST: usize = 300_000;

/// What a service offers.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// The service wants to be paid.
    Pay(PayOffer),
    /// The service offers to pay us.
    Withdraw(WithdrawOffer),
}

/// Why a service is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No answer: it is away, or does not let pages of other origins ask, which a browser does not tell apart.
    Silent,
    /// The service said no, in these words; short, on one line. `None`: without any.
    Said(Option<String>),
    /// Its answer makes no sense: a page, a redirect, too much, or not what LNURL says.
    Nonsense,
    /// The link is for something that is not done here.
    Is(Kind),
    /// The invoice is not the one that was asked for. It is not paid.
    OtherInvoice,
    /// Less or more than it takes.
    Outside,
}

/// Asks a service what it offers.
///
/// # Errors
/// See [`Refusal`].
pub async fn look(http: &dyn Http, service: &Service) -> Result<Offer, Refusal> {
    let answer = get(http, service.url()).await?;
    let fields = Fields::of(&answer)?;
    match fields.text("tag").unwrap_or_default() {
        "payRequest" => pay::offer(service, &fields).map(Offer::Pay),
        "withdrawRequest" => withdraw::offer(service, &fields).map(Offer::Withdraw),
        "login" => Err(Refusal::Is(Kind::Login)),
        "channelRequest" | "hostedChannelRequest" => Err(Refusal::Is(Kind::Channel)),
        _ => Err(Refusal::Nonsense),
    }
}

/// One question, without any header: a page may ask it without asking for permission first.
async fn get(http: &dyn Http, url: &str) -> Result<Value, Refusal> {
    let request = Request {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: PATIENCE_MS,
        limit: LARGEST,
    };
    let answer = http.send(request).await.map_err(|error| match error {
        HttpError::NotSent | HttpError::NoAnswer => Refusal::Silent,
        HttpError::BadAddress | HttpError::Redirected | HttpError::TooLarge => Refusal::Nonsense,
    })?;
    // Many say no with a status of HTTP, and why in the body.
    let body = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body);
    let read = serde_json::from_slice::<Value>(body);
    if let Ok(read) = &read {
        answer::refuse(read)?;
    }
    answer::refuse_by_status(answer.status, read.as_ref().ok())?;
    let read = read.map_err(|_| Refusal::Nonsense)?;
    if (200..300).contains(&answer.status) { Ok(read) } else { Err(Refusal::Nonsense) }
}

/// The address of a second question.
fn with_query(address: &str, query: &[(&str, &str)]) -> String {
    let mut url = address.to_owned();
    for (key, value) in query {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(key);
        url.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    url.push(char::from(byte))
                }
                _ => url.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    url
}
