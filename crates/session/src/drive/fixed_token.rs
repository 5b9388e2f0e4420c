//! A token that is never renewed.

use std::cell::RefCell;

use async_trait::async_trait;
use lifeboat_cloud::{Bearer, DriveError, Token};

/// Gone once it was refused.
pub struct FixedToken(RefCell<Option<Token>>);

impl FixedToken {
    /// A source of the token that was given.
    pub fn new(token: &str) -> FixedToken {
        FixedToken(RefCell::new(Some(Token::new(token))))
    }
}

#[async_trait(?Send)]
impl Bearer for FixedToken {
    async fn token(&self) -> Result<Token, DriveError> {
        self.0.borrow().clone().ok_or(DriveError::SignedOut)
    }

    fn refused(&self, token: &Token) {
        self.0.borrow_mut().take_if(|given| given == token);
    }
}
