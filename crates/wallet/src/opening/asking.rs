//! The providers that were asked for their fees, and what they have answered so far.

use lightning_liquidity::lsps0::ser::LSPSRequestId;

use super::OpeningError;
use super::choice::Choice;
use crate::PublicKey;

/// What a provider offers.
pub(super) struct Offer {
    pub(super) provider: PublicKey,
    pub(super) choice: Choice,
}

/// Offers, the cheapest last.
#[derive(Default)]
pub(super) struct Offers {
    offers: Vec<Offer>,
    /// What those who offer nothing said, the most helpful of it.
    refused: Option<OpeningError>,
}

/// A question to several providers.
pub(super) struct OfferRound {
    waiting: Vec<LSPSRequestId>,
    /// From then on providers that have not answered are not waited for, if there is any offer. Unix ms.
    pub(super) decide_ms: u64,
    pub(super) offers: Offers,
}

impl OfferRound {
    pub(super) fn new(waiting: Vec<LSPSRequestId>, decide_ms: u64) -> Self {
        Self { waiting, decide_ms, offers: Offers::default() }
    }

    pub(super) fn waits_for(&self, request: &LSPSRequestId) -> bool {
        self.waiting.contains(request)
    }

    /// What was answered to a request, once.
    pub(super) fn hear(
        &mut self,
        request: &LSPSRequestId,
        by: PublicKey,
        said: Result<Choice, OpeningError>,
    ) {
        self.waiting.retain(|waiting| waiting != request);
        match said {
            Ok(choice) => self.offers.add(Offer { provider: by, choice }),
            Err(why) => self.offers.refuse(why),
        }
    }

    pub(super) fn is_answered(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl Offers {
    fn add(&mut self, offer: Offer) {
        self.offers.push(offer);
        // Stable: of two that cost the same, the one that answered first.
        self.offers.sort_by_key(|offer| std::cmp::Reverse(offer.choice.price()));
    }

    pub(super) fn refuse(&mut self, why: OpeningError) {
        self.refused = Some(match self.refused.take() {
            Some(known) => more_helpful(known, why),
            None => why,
        });
    }

    pub(super) fn are_none(&self) -> bool {
        self.offers.is_empty()
    }

    /// The cheapest offer, or why there is none.
    pub(super) fn take(&mut self) -> Result<Offer, OpeningError> {
        self.offers.pop().ok_or_else(|| self.refused.clone().unwrap_or(OpeningError::Silent))
    }
}

/// Of two providers' answers, the one that the user can do most about: another amount, then what the operator
/// can fix.
fn more_helpful(a: OpeningError, b: OpeningError) -> OpeningError {
    use OpeningError::*;
    match (a, b) {
        (TooMuch { most_msat: a }, TooMuch { most_msat: b }) => TooMuch { most_msat: a.max(b) },
        (TooLittle { least_msat: a }, TooLittle { least_msat: b }) => TooLittle { least_msat: a.min(b) },
        (TooDear { fee_msat: a }, TooDear { fee_msat: b }) => TooDear { fee_msat: a.min(b) },
        (a, b) => {
            if rank(&b) < rank(&a) {
                b
            } else {
                a
            }
        }
    }
}

fn rank(error: &OpeningError) -> u8 {
    use OpeningError::*;
    match error {
        TooLittle { .. } | TooMuch { .. } | TooDear { .. } => 0,
        BadToken => 1,
        Refused { .. } | BadAnswer => 2,
        OffersOver => 3,
        NoOffer => 4,
        Untrusted | NoPeer | Silent | Invoice(_) => 5,
    }
}

#[cfg(test)]
mod tests;
