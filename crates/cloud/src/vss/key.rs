//! The way in for a user who has the written phrase but forgot the password.

use zeroize::Zeroizing;

use super::{Account, AccountError, Enrolment, Vss};
use crate::{Create, DriveError, http::Http};

/// Where the secret of an account lies in another.
const KEY: &str = "key to another account 1";

impl<H: Http> Vss<H> {
    /// Leaves `other`'s secret in this account: this one being made from a recovery phrase ([`Account::from_secret`]),
    /// anyone who has the phrase finds `other`. An account holds one such secret, the first; `Exists` means that there
    /// is one, which [`Vss::find_key`] shows.
    ///
    /// # Errors
    /// The same as [`crate::Drive::create`].
    pub async fn leave_key(&self, other: &Account) -> Result<Create, DriveError> {
        let _: Enrolment = self.enrol().await?;
        let value = [other.secret().as_slice(), other.name().as_bytes()].concat();
        self.put_new(&self.seal.beside(KEY)?, &Zeroizing::new(value)).await
    }

    /// The account whose secret was left in this one.
    ///
    /// # Errors
    /// [`DriveError::SignedOut`] when this account is not known here, [`DriveError::NotFound`] when no secret was left in it.
    pub async fn find_key(&self) -> Result<Account, DriveError> {
        self.is_noted().await?;
        let (_, value) = self.read(&self.seal.beside(KEY)?).await?;
        let value = Zeroizing::new(value);
        let (secret, name) = value.split_first_chunk::<32>().ok_or(DriveError::NotADrive)?;
        let name = std::str::from_utf8(name).map_err(|_| DriveError::NotADrive)?;
        Account::from_secret(self.server(), name, secret).map_err(|error: AccountError| match error {
            AccountError::OutOfMemory => DriveError::TooLarge,
            AccountError::WeakPassword | AccountError::NoName | AccountError::NoKey => DriveError::NotADrive,
        })
    }
}
