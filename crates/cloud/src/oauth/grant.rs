//! What a sign-in ends in.

use zeroize::Zeroizing;

use crate::Token;

/// What the service granted.
pub struct Grant {
    /// Opens the account now.
    pub access: Token,
    /// Until then, Unix ms, where the service says.
    pub expires_ms: Option<u64>,
    /// What gives new tokens later, where the service gives such a thing.
    pub refresh: Option<RefreshToken>,
}

/// What opens an account again in another process. It is to be kept sealed.
#[derive(Clone, PartialEq, Eq)]
pub enum KeptToken {
    /// The token renews the access, until the user or the service ends it.
    Refresh(RefreshToken),
    /// The access itself, where nothing renews it.
    Access {
        /// The token as the service gave it.
        token: Token,
        /// When the access ends, Unix ms.
        until_ms: u64,
    },
}

/// A refresh token. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(Zeroizing<String>);

impl RefreshToken {
    /// The token as the service gave it.
    pub fn new(text: impl Into<String>) -> RefreshToken {
        RefreshToken(Zeroizing::new(text.into()))
    }

    /// The text, to keep it sealed.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.0
    }
}
