//! A provider asked for its terms alone, before there is anything to buy.

use lightning_liquidity::lsps0::ser::LSPSRequestId;

use super::{OpeningError, OpeningTerms, Purchases};
use crate::{PublicKey, Wallet};

/// A question for terms.
pub(super) enum Inquiry {
    /// The question is not answered yet.
    Asked(LSPSRequestId),
    /// What was answered.
    Answered(Result<OpeningTerms, OpeningError>),
}

impl Purchases {
    /// Whether a request was such a question to this provider.
    pub(super) fn is_inquiry(&self, provider: PublicKey, request: &LSPSRequestId) -> bool {
        matches!(self.inquiries.get(&provider), Some(Inquiry::Asked(asked)) if asked == request)
    }
}

impl Wallet {
    /// Ask a provider that is connected for which payments it opens channels, and for how much (bLIP 52,
    /// `lsps2.get_info`). Nothing is bought. Turns follow ([`pump`](Self::pump)) until [`take_terms`](Self::take_terms)
    /// gives the answer.
    ///
    /// # Errors
    /// What can be known before asking.
    pub fn ask_terms(&self, provider: PublicKey) -> Result<(), OpeningError> {
        let client = self.openings.liquidity.lsps2_client_handler().ok_or(OpeningError::Untrusted)?;
        let known = self.trusted_sellers().find(|seller| seller.node_id == provider);
        let seller = known.ok_or(OpeningError::Untrusted)?;
        if !self.connected().contains(&provider) {
            return Err(OpeningError::NoPeer);
        }
        let asked = client.request_opening_params(provider, seller.token.clone());
        self.openings.purchases.borrow_mut().inquiries.insert(provider, Inquiry::Asked(asked));
        Ok(())
    }

    /// The cheapest terms that a provider named for a payment of any amount, or why there are none; `None`
    /// while it has not answered, and once it was taken.
    pub fn take_terms(&self, provider: PublicKey) -> Option<Result<OpeningTerms, OpeningError>> {
        let mut openings = self.openings.purchases.borrow_mut();
        match openings.inquiries.remove(&provider)? {
            Inquiry::Answered(answer) => Some(answer),
            asked @ Inquiry::Asked(_) => {
                openings.inquiries.insert(provider, asked);
                None
            }
        }
    }
}
