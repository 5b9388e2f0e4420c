//! Signing in to a service by OAuth 2.0, from a page that has no secret (RFC 6749, 7636, 9207, 9700).
//!
//! 1. [`begin`] gives the address to send the user to, and the [`PendingSignIn`] record to keep until they are back.
//! 2. The service sends them to the page's callback. Take the record out of the store (so that it works once), and
//!    give it to [`finish`] with what the address held: a [`Grant`], or the reason why not.
//! 3. [`Tokens`] turns the grant into the [`Bearer`](crate::Bearer) of a drive, renews it where the service
//!    allows that, and can end it.
//!
//! # Security
//! - Code flow always with PKCE S256; the implicit flow only where a service offers a page nothing else
//!   ([`Client`] says for each). An answer in the other flow's form is refused.
//! - `state` is 256 random bits, compared in constant time, bound to one service, one redirect address and ten minutes.
//! - Mix-up: the services that the operator configured share one redirect address. A server whose address the *user*
//!   gave (remoteStorage) has another, so that it cannot pass on another server's answer as its own; and an `iss`,
//!   where given, must be of the host that was asked.
//! - Nothing here can be printed that is a secret, and no error carries text of the service but its error code, cut to
//!   harmless characters.

mod ask;
mod client;
mod grant;
mod sign_in;
mod tokens;

pub use client::{Client, Flow, Revocation};
pub use grant::{Grant, KeptToken, RefreshToken};
pub use sign_in::{CallbackLocation, LIFETIME_MS, PendingSignIn, begin, finish};
pub use tokens::{RefreshTokenStore, RevokeOutcome, Tokens};

use crate::DriveError;

/// Why a sign-in did not end in a grant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// The configured addresses or the client id cannot be used.
    #[error("the service's configuration cannot be used")]
    BadConfig,
    /// The answer does not belong to this sign-in: other state, other service, other redirect address, other issuer.
    #[error("not the answer to this sign-in")]
    Foreign,
    /// The sign-in took longer than [`LIFETIME_MS`].
    #[error("too late")]
    Expired,
    /// The user said no.
    #[error("cancelled")]
    Cancelled,
    /// The user did not tick every box: the service gives less than the drive needs.
    #[error("not everything was granted")]
    ScopeMissing,
    /// The code was used before or is too old (`invalid_grant`).
    #[error("the code is not accepted")]
    CodeRefused,
    /// The operator has to fix it: unknown client, wrong redirect address, wrong type of application.
    #[error("the operator's registration is refused: {code}")]
    Registration {
        /// The service's error code.
        code: String,
    },
    /// The service refuses for another reason.
    #[error("refused: {code}")]
    Refused {
        /// The service's error code.
        code: String,
    },
    /// The answer is none that OAuth knows.
    #[error("not an answer of OAuth")]
    Malformed,
    /// The service could not be asked; the code may still be good.
    #[error(transparent)]
    Service(DriveError),
}

#[cfg(test)]
mod tests;
