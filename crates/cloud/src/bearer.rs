//! Access tokens, as the drives behind OAuth 2 use them (RFC 6750).

use std::rc::Rc;

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::DriveError;

/// An access token. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// The token as the provider gave it.
    pub fn new(text: impl Into<String>) -> Token {
        Token(Zeroizing::new(text.into()))
    }

    /// The text, for a request.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value of an `Authorization` header: `Bearer …`.
    pub fn header(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("Bearer {}", self.expose()))
    }
}

/// Where a drive gets its access tokens.
#[async_trait(?Send)]
pub trait Bearer {
    /// A token that should be accepted: the one in use, or a renewed one when its time is over.
    ///
    /// # Errors
    /// [`DriveError::SignedOut`] when only the user can renew it; `Unreachable`, `Unavailable`, `Busy` when
    /// the provider could not be asked for a new one.
    async fn token(&self) -> Result<Token, DriveError>;

    /// The provider answered 401 to this token: it is never given again. The next [`Bearer::token`] renews it, or is
    /// `SignedOut`.
    fn refused(&self, token: &Token);
}

#[async_trait(?Send)]
impl<B: Bearer + ?Sized> Bearer for Rc<B> {
    async fn token(&self) -> Result<Token, DriveError> {
        (**self).token().await
    }

    fn refused(&self, token: &Token) {
        (**self).refused(token);
    }
}
