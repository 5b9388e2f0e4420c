//! What the services have in common. Each has a file of its own, and a row in the table above.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::webdav::{Behaviour, ProbeReport, Weakness};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{Fields, Offer, Problem};

use super::DriveSettings;
use crate::config::Config;
use crate::device::Device;

/// A service: what it offers under a configuration, and how what is kept of it comes from a form.
#[async_trait(?Send)]
pub trait Provider {
    /// Its name, for a person who finds a copy that was left there.
    fn name(&self) -> &'static str;

    /// Whether it can be used in this copy.
    fn offer(&self, config: &Config) -> Offer;

    /// From what was typed. Services with a page of their own have no form: there it is [`Problem::BadAddress`].
    ///
    /// # Errors
    /// When the address cannot be one, or the service refuses.
    async fn settings(&self, typed: &Fields, env: &Device) -> Result<DriveSettings, Problem>;
}

/// What is kept of one service, in use.
#[async_trait(?Send)]
pub trait ConfiguredService {
    /// The drive, where it needs nobody's sign-in on the service's own page; those come from the accounts in use.
    ///
    /// # Errors
    /// When what is kept makes no drive.
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError>;

    /// How it is found out whether channel state is safe there. Each service says so itself.
    ///
    /// # Errors
    /// It refuses us, or cannot be reached: which is not that it is weak. `nonce`: a number not used before.
    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError>;

    /// Everything that names it, and nothing that opens it.
    fn place(&self) -> Vec<String>;

    /// What its form was filled in with, without anything secret.
    fn typed(&self) -> Fields;
}

/// What trying a drive out came to.
pub enum Trial {
    /// It needs none: it creates a file once by its own interface, which its documents promise.
    Promised,
    /// It was tried out, and passed.
    Passed,
    /// It was tried out, and passed; and has to be used in this way.
    PassedUsedSo(Behaviour),
    /// It must not keep channel state.
    Failed(Weakness),
}

impl Trial {
    /// Of a probe that finds out how a server has to be used.
    pub fn of_verdict(verdict: ProbeReport) -> Trial {
        match verdict.grade.refusal() {
            Some(weakness) => Trial::Failed(weakness),
            None => Trial::PassedUsedSo(verdict.behaviour),
        }
    }
}

/// What is behind a reference is what is kept.
#[async_trait(?Send)]
impl<K: ConfiguredService> ConfiguredService for &K {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        (**self).drive(env)
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        (**self).trial(env, nonce).await
    }

    fn place(&self) -> Vec<String> {
        (**self).place()
    }

    fn typed(&self) -> Fields {
        (**self).typed()
    }
}
