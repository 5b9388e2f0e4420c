//! What the services have in common. Each has a file of its own, and a row in the table of `drive.rs`.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::oauth::Client;
use lifeboat_cloud::webdav::{Behaviour, ProbeReport, Weakness};
use lifeboat_cloud::{Bearer, Drive, DriveError};
use lifeboat_config::{Config, Registration};
use lifeboat_messages::{Fields, Offer, Problem, ServiceKind};

use super::DriveSettings;
use super::account::{Account, AccountDrive};
use super::dav::Dav;
use crate::device::Device;

/// A service: what it offers under a configuration, and how what is kept of it comes from a form or a sign-in.
#[async_trait(?Send)]
pub trait Provider {
    /// Whether the service can be used in this copy of Lifeboat.
    fn offer(&self, config: &Config) -> Offer;

    /// The place from what was typed. Services with a sign-in on their own page have no form: for them it is
    /// [`Problem::BadAddress`].
    ///
    /// # Errors
    /// When the address cannot be one, or the service refuses.
    async fn settings(&self, _typed: &Fields, _env: &Device) -> Result<DriveSettings, Problem> {
        Err(Problem::BadAddress)
    }

    /// How one signs in, where that is done by OAuth.
    fn oauth(&self) -> Option<&dyn OAuthService> {
        None
    }
}

/// A service that one signs in to by OAuth, in a copy that its operator has registered with it.
pub trait OAuthService {
    /// Which one it is.
    fn kind(&self) -> ServiceKind;

    /// What it offers a copy that is registered with it.
    fn registered(&self, _registration: &Registration) -> Offer {
        Offer::Ready
    }

    /// The client that it knows this copy as.
    fn client(&self, registration: &Registration, origin: &str) -> Client;

    /// The drive of an account. `account`: the one it is for, once that is known.
    fn drive(
        &self,
        registration: &Registration,
        bearer: Rc<dyn Bearer>,
        account: Option<&Account>,
        env: &Device,
    ) -> Rc<dyn AccountDrive>;
}

/// Only the operator can register a copy with a service.
impl<S: OAuthService> Provider for S {
    fn offer(&self, config: &Config) -> Offer {
        config.registered(self.kind()).map_or(Offer::NeedsOperator, |known| self.registered(known))
    }

    fn oauth(&self) -> Option<&dyn OAuthService> {
        Some(self)
    }
}

/// The kept settings of one service, in use.
#[async_trait(?Send)]
pub trait ConfiguredService {
    /// The drive, if it needs no sign-in on the service's own page; the others come from the accounts in use.
    ///
    /// # Errors
    /// When what is kept makes no drive.
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError>;

    /// Finds out whether channel state is safe there. Asked only where the service's row says so; what cannot
    /// be tried out answers [`DriveError::Unsupported`].
    ///
    /// # Errors
    /// It refuses us, or cannot be reached: which is not that it is weak. `nonce`: a number not used before.
    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError>;

    /// How a folder of this name there has to be used until it was tried out, where that takes a look.
    ///
    /// # Errors
    /// See [`ConfiguredService::trial`].
    async fn first_look(&self, _folder: &str, _env: &Device, _nonce: u64) -> Result<FirstLook, DriveError> {
        Ok(FirstLook::NotNeeded)
    }

    /// Everything that names it, and nothing that opens it.
    fn place(&self) -> Vec<String>;

    /// What its form was filled in with, without anything secret.
    fn typed(&self) -> Fields;

    /// Makes it known that a backup begins there, where that has to be done.
    ///
    /// # Errors
    /// It refuses us, or cannot be reached.
    async fn enrol(&self, _env: &Device) -> Result<(), DriveError> {
        Ok(())
    }

    /// The id of the sign-in, where one signs in elsewhere.
    fn sign_in(&self) -> Option<&str> {
        None
    }

    /// The account, where the service has one.
    fn account(&self) -> Option<&Account> {
        None
    }

    /// See [`ConfiguredService::account`].
    fn account_mut(&mut self) -> Option<&mut Account> {
        None
    }

    /// What is kept of an account, where that is what this service keeps.
    fn of_account(_account: Account) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// The WebDAV server, where the service is one.
    fn dav(&self) -> Option<&Dav> {
        None
    }

    /// See [`ConfiguredService::dav`].
    fn dav_mut(&mut self) -> Option<&mut Dav> {
        None
    }
}

/// The result of a look at a drive that was not tried out yet.
pub enum FirstLook {
    /// The drive is used in one way only.
    NotNeeded,
    /// The drive is used in this way until it was tried out.
    UsedSo(Behaviour),
    /// No file can be created there in any way that is right.
    TakesNoNewFile,
}

impl FirstLook {
    /// The result of a look at a server that has to be used in one way or another.
    pub fn of_way(found: Option<Behaviour>) -> FirstLook {
        found.map_or(FirstLook::TakesNoNewFile, FirstLook::UsedSo)
    }
}

/// The result of trying a drive out.
pub enum Trial {
    /// The drive was tried out, and passed.
    Passed,
    /// The drive was tried out and passed, and has to be used in this way.
    PassedUsedSo(Behaviour),
    /// The drive must not keep channel state.
    Failed(Weakness),
}

impl Trial {
    /// The result of a probe that finds out how a server has to be used.
    pub fn of_verdict(verdict: ProbeReport) -> Trial {
        match verdict.grade.refusal() {
            Some(weakness) => Trial::Failed(weakness),
            None => Trial::PassedUsedSo(verdict.behaviour),
        }
    }
}
