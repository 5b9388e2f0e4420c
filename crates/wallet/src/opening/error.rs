//! Why no channel could be bought.

use lightning_liquidity::lsps0::ser::LSPSResponseError;
use thiserror::Error;

use crate::InvoiceError;

/// Why no channel could be bought. Nothing was paid, and nothing was promised.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpeningError {
    /// No provider whose channels are used unconfirmed is set.
    #[error("no provider is trusted with unconfirmed channels")]
    Untrusted,
    /// The provider is not connected.
    #[error("the provider is not connected")]
    NoPeer,
    /// The provider is connected, but does not answer, or does not understand.
    #[error("the provider does not answer")]
    Silent,
    /// The provider has refused.
    #[error("the provider refused: {code} {message}")]
    Refused {
        /// The code of the provider's error (LSPS0).
        code: i32,
        /// Its words, shortened. Not to be trusted.
        message: String,
    },
    /// The provider does not know the token that the configuration gives for it.
    #[error("the provider does not know the token")]
    BadToken,
    /// The provider offers nothing that is valid now.
    #[error("the provider offers nothing")]
    NoOffer,
    /// The provider has just offered channels, and by this device's clock the offers are over already.
    #[error("the provider's offers are over by this device's clock")]
    OffersOver,
    /// The provider opens channels for larger payments only.
    #[error("at least {least_msat} msat")]
    TooLittle {
        /// The least, msat.
        least_msat: u64,
    },
    /// The provider opens channels for smaller payments only.
    #[error("at most {most_msat} msat")]
    TooMuch {
        /// The most that the provider opens a channel for, msat.
        most_msat: u64,
    },
    /// More than is reasonable ([`most_fee_msat`](crate::most_fee_msat)).
    #[error("{fee_msat} msat would be kept back")]
    TooDear {
        /// The fee for this payment, or for the smallest one, msat.
        fee_msat: u64,
    },
    /// The provider answered something that no invoice can be made of.
    #[error("the provider's answer makes no sense")]
    BadAnswer,
    /// The invoice could not be made.
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
}

/// The code for a token that a provider does not know (bLIP 52, `unrecognized_or_stale_token`).
const BAD_TOKEN: i32 = 200;
/// A provider's words are kept this long, for a support request.
const MOST_WORDS: usize = 200;

impl OpeningError {
    /// What a provider said instead of an answer.
    pub(super) fn of(error: &LSPSResponseError) -> Self {
        if error.code == BAD_TOKEN {
            return Self::BadToken;
        }
        let message = error.message.chars().take(MOST_WORDS).collect();
        Self::Refused { code: error.code, message }
    }
}
