//! What opens an account in use.

use std::rc::Rc;

use lifeboat_cloud::DriveError;
use lifeboat_cloud::icloud::WebToken;
use lifeboat_cloud::oauth::{KeptToken, RefreshToken, RefreshTokenStore, RevokeOutcome, Tokens};
use lifeboat_messages::ServiceKind;

use crate::device::Device;
use crate::drive::{Account, AccountDrive, signed_in, signed_in_by_cloud_kit};
use crate::host::HostHttp;

/// Tokens of OAuth, or CloudKit's. Clones are the same.
#[derive(Clone)]
pub enum AccountTokens {
    /// Access and refresh token.
    OAuth(Rc<Tokens<HostHttp>>),
    /// One that changes with each answer.
    CloudKit(Rc<WebToken>),
}

impl AccountTokens {
    /// The newest that opens the account again.
    pub fn to_keep(&self) -> Option<KeptToken> {
        match self {
            AccountTokens::OAuth(tokens) => tokens.to_keep(),
            AccountTokens::CloudKit(token) => {
                Some(KeptToken::Refresh(RefreshToken::new(token.newest().expose())))
            }
        }
    }

    /// New ones are kept here from now on.
    pub fn keep_in(&self, keep: Rc<dyn RefreshTokenStore>) {
        match self {
            AccountTokens::OAuth(tokens) => tokens.keep_in(keep),
            AccountTokens::CloudKit(token) => token.keep_in(keep),
        }
    }

    /// Ends the access, where that can be done from here.
    pub async fn revoke(&self) -> Result<RevokeOutcome, DriveError> {
        match self {
            AccountTokens::OAuth(tokens) => tokens.revoke().await,
            // Apple has no such thing for web tokens; they simply expire.
            AccountTokens::CloudKit(_) => Ok(RevokeOutcome::OnItsPages),
        }
    }

    /// The drive. `account`: the one it is for, once that is known.
    pub fn drive(
        &self,
        service: ServiceKind,
        account: Option<&Account>,
        env: &Device,
    ) -> Result<Rc<dyn AccountDrive>, DriveError> {
        match self {
            AccountTokens::OAuth(tokens) => signed_in(service, tokens.clone(), account, env),
            AccountTokens::CloudKit(token) => signed_in_by_cloud_kit(token.clone(), account, env),
        }
    }
}
