//! Which offer of a provider is taken, and what a channel may cost.

use lightning_liquidity::lsps2::msgs::LSPS2OpeningFeeParams;

use super::OpeningError;
use crate::config::least_delay_of_the_other_side;
use crate::opening_terms::{OpeningFee, OpeningTerms};

/// The most that is accepted: a tenth of the payment and 2 500 sat, which leaves room for a transaction when blocks are
/// full; but never more than half of the payment.
pub fn most_fee_msat(payment_msat: u64) -> u64 {
    (payment_msat / 10).saturating_add(2_500_000).min(payment_msat / 2)
}

/// An entry of the menu, checked.
pub(crate) struct Choice {
    /// The text as the provider wrote it, since it wants exactly that back.
    pub(crate) params: LSPS2OpeningFeeParams,
    pub(crate) terms: OpeningTerms,
    /// The fee for the amount that was asked for.
    pub(crate) fee_msat: Option<u64>,
    pub(crate) valid_until_ms: u64,
}

impl Choice {
    /// What it costs, to compare offers for the same question.
    pub(crate) fn price(&self) -> (Option<u64>, u32, u64) {
        (self.fee_msat, self.terms.fee.parts_per_million, self.terms.fee.least_msat)
    }
}

/// There has to be time to show the invoice and to pay it.
const LEAST_VALIDITY_MS: u64 = 120_000;

/// An offer may be over by the time it arrives, where it is short and the line is slow, but not for as long as this.
const CLOCK_MS: u64 = 120_000;

/// The cheapest offer that fits.
pub(crate) fn choose(
    menu: Vec<LSPS2OpeningFeeParams>,
    amount_msat: Option<u64>,
    now_ms: u64,
) -> Result<Choice, OpeningError> {
    let is_over =
        |params| valid_until_ms(params).is_some_and(|until| until.saturating_add(CLOCK_MS) <= now_ms);
    if !menu.is_empty() && menu.iter().all(is_over) {
        // Nobody offers what has been over for so long: it is the clock.
        return Err(OpeningError::OffersOver);
    }
    let offers: Vec<Choice> = menu.into_iter().filter_map(|params| read(params, now_ms)).collect();
    let chosen = match amount_msat {
        Some(amount) => for_amount(offers, amount)?,
        None => for_any(offers)?,
    };
    // A fee that is bearable for the smallest payment is bearable for every larger one, as long as its rising part is.
    let payment = amount_msat.unwrap_or(chosen.terms.least_msat);
    let fee_msat = chosen.terms.fee.of(payment).ok_or(OpeningError::NoOffer)?;
    let rises_too_fast = amount_msat.is_none() && chosen.terms.fee.parts_per_million > 100_000;
    if fee_msat > most_fee_msat(payment) || rises_too_fast {
        return Err(OpeningError::TooDear { fee_msat });
    }
    Ok(chosen)
}

fn valid_until_ms(params: &LSPS2OpeningFeeParams) -> Option<u64> {
    u64::try_from(params.valid_until.0.timestamp_millis()).ok()
}

/// Without what is over, contradicts itself, or asks of us what we do not do.
fn read(params: LSPS2OpeningFeeParams, now_ms: u64) -> Option<Choice> {
    let valid_until_ms = valid_until_ms(&params)?;
    let terms = OpeningTerms {
        fee: OpeningFee { least_msat: params.min_fee_msat, parts_per_million: params.proportional },
        least_msat: params.min_payment_size_msat.max(1),
        most_msat: params.max_payment_size_msat,
    };
    let in_time = valid_until_ms >= now_ms.saturating_add(LEAST_VALIDITY_MS);
    let agreed = params.max_client_to_self_delay >= u32::from(least_delay_of_the_other_side());
    let computable = terms.fee.of(terms.most_msat).is_some();
    (in_time && agreed && computable && terms.least_msat <= terms.most_msat).then_some(Choice {
        params,
        terms,
        fee_msat: None,
        valid_until_ms,
    })
}

fn for_amount(offers: Vec<Choice>, amount: u64) -> Result<Choice, OpeningError> {
    let least = offers.iter().map(|o| o.terms.least_msat).min().ok_or(OpeningError::NoOffer)?;
    let most = offers.iter().map(|o| o.terms.most_msat).max().ok_or(OpeningError::NoOffer)?;
    if amount < least {
        return Err(OpeningError::TooLittle { least_msat: least });
    }
    if amount > most {
        return Err(OpeningError::TooMuch { most_msat: most });
    }
    let fitting = offers
        .into_iter()
        .filter(|o| (o.terms.least_msat..=o.terms.most_msat).contains(&amount))
        .filter_map(|o| Some((o.terms.fee.of(amount)?, o)));
    let (fee, cheapest) = fitting.min_by_key(|(fee, _)| *fee).ok_or(OpeningError::NoOffer)?;
    Ok(Choice { fee_msat: Some(fee), ..cheapest })
}

fn for_any(offers: Vec<Choice>) -> Result<Choice, OpeningError> {
    let cheapest = offers.into_iter().min_by_key(|o| (o.terms.fee.parts_per_million, o.terms.fee.least_msat));
    cheapest.ok_or(OpeningError::NoOffer)
}

#[cfg(test)]
mod tests;
