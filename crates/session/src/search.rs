//! Searching the history.

use std::collections::BTreeSet;
use std::rc::Rc;

use lifeboat_messages::{Activity, Answer, Direction, Outcome, PaymentFilter};

use crate::history::Reader;
use crate::unlocked::UnlockedWallet;

/// Payments of one page.
const PAGE: usize = 50;

const SAT_PER_BTC: u64 = 100_000_000;

/// What a search looks for.
#[derive(Debug)]
pub struct Query {
    /// The words, in lower case. Each has to occur somewhere in what is known of a payment.
    words: Vec<String>,
    amount: Option<TypedAmount>,
    only: PaymentFilter,
}

/// A number as people type it: which of its marks group digits, and whether one begins a fraction, is not known.
#[derive(Debug)]
struct TypedAmount {
    digits: String,
    /// The amount in sat if the unit is BTC.
    of_btc_sat: Option<u64>,
}

impl Query {
    /// The query for what the user has typed.
    pub fn new(text: &str, only: PaymentFilter) -> Query {
        let words = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Query { words, amount: TypedAmount::read(text), only }
    }

    /// Whether a payment is one of those.
    pub fn matches(&self, payment: &Activity) -> bool {
        let wanted = match self.only {
            PaymentFilter::All => true,
            PaymentFilter::Received => payment.direction == Direction::In && !payment.is_asked(),
            PaymentFilter::Sent => payment.direction == Direction::Out,
            PaymentFilter::Waiting => matches!(payment.outcome, Outcome::Pending { .. }),
        };
        wanted && (self.is_amount(payment) || self.is_said(payment))
    }

    fn is_amount(&self, payment: &Activity) -> bool {
        self.amount.as_ref().is_some_and(|amount| amount.is(payment.amount_msat / 1000))
    }

    fn is_said(&self, payment: &Activity) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let said = [
            payment.own_note.as_deref(),
            Some(payment.note.as_str()),
            payment.on_chain.as_ref().and_then(|it| it.to.as_deref()),
            payment.service.as_ref().map(|service| service.name.as_str()),
            Some(payment.hash()),
        ];
        let said: Vec<String> = said.into_iter().flatten().map(str::to_lowercase).collect();
        self.words.iter().all(|word| said.iter().any(|said| said.contains(word)))
    }
}

impl TypedAmount {
    /// Reads an amount with or without the name of a unit behind it; `None` if it is not a number.
    fn read(text: &str) -> Option<TypedAmount> {
        let number = text.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == '₿').trim_end();
        let is_mark = |c: char| matches!(c, '.' | ',' | '\'' | '’') || c.is_whitespace();
        if !number.starts_with(|c: char| c.is_ascii_digit())
            || !number.chars().all(|c| c.is_ascii_digit() || is_mark(c))
        {
            return None;
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let of_btc_sat = number.rsplit_once(['.', ',']).and_then(|(whole, fraction)| {
            let fraction = digits(fraction);
            let whole = digits(whole).parse::<u64>().ok()?.checked_mul(SAT_PER_BTC)?;
            let sat: u64 = format!("{fraction:0<8}").parse().ok().filter(|_| fraction.len() <= 8)?;
            whole.checked_add(sat)
        });
        Some(TypedAmount { digits: digits(number), of_btc_sat })
    }

    /// Sat are compared from their first digit on, as they are being typed.
    fn is(&self, sat: u64) -> bool {
        self.of_btc_sat == Some(sat) || sat.to_string().starts_with(&self.digits)
    }
}

/// A page of what is found, from the newest entry on, or below one. What there is to look at grows with the
/// history, and what is answered does not.
pub async fn search(open: &Rc<UnlockedWallet>, query: &Query, after: Option<String>) -> Answer {
    let mut payments = if after.is_none() { open.waiting() } else { Vec::new() };
    payments.retain(|payment| query.matches(payment));
    let waiting: BTreeSet<String> = payments.iter().map(|payment| payment.id.clone()).collect();
    let (mut reader, mut left, mut last) = (Reader::after(open.clone(), after), PAGE, None);
    while let Some(read) = reader.next().await {
        for payment in read.into_iter().filter(|payment| query.matches(payment)) {
            if left == 0 {
                return Answer::Matches { payments, after: last };
            }
            left -= 1;
            last = Some(payment.id.clone());
            if !waiting.contains(&payment.id) {
                payments.push(payment);
            }
        }
    }
    Answer::Matches { payments, after: None }
}

#[cfg(test)]
mod tests;
