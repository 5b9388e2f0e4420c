//! What is kept of a WebDAV server, and its drive.

use std::pin::Pin;

use lifeboat_cloud::DriveError;
use lifeboat_cloud::webdav::{Address, Behaviour, Login, Way, WebDav};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::same_address;
use crate::device::Device;
use crate::host::HostHttp;

/// The version of the rules by which WebDAV servers are probed.
const RULES: u8 = 1;

/// A WebDAV server.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Dav {
    pub(super) url: String,
    pub(super) user: String,
    password: String,
    /// Created aside and moved into place.
    pub(super) aside: bool,
    created: u16,
    /// Deletes bound to a file's tag.
    #[serde(default)]
    exact: bool,
    /// Which rules it was probed by: 0 are those of a time when a race that was not seen was taken for a proof.
    #[serde(default)]
    rules: u8,
}

impl Dav {
    /// The fields as typed; other code checks the address.
    pub(super) fn typed(url: &str, user: &str, password: &str) -> Dav {
        let mut dav = Dav { url: url.into(), user: user.into(), password: password.into(), ..Dav::default() };
        // Careful until the probe has been there.
        dav.behave(Behaviour::default());
        dav
    }

    /// Makes the settings if the address can be one.
    pub(super) fn at(url: &str, user: &str, password: &str) -> Result<Dav, DriveError> {
        Address::parse(url)?;
        Ok(Dav::typed(url, user, password))
    }

    /// Keeps what the probe found.
    pub(super) fn behave(&mut self, behaviour: Behaviour) {
        self.aside = behaviour.way == Way::Aside;
        self.created = behaviour.created;
        self.exact = behaviour.exact_delete;
        self.rules = RULES;
    }

    /// Keeps what the probe of the same drive found earlier.
    pub(super) fn behave_like(&mut self, other: &Dav) {
        (self.aside, self.created) = (other.aside, other.created);
        (self.exact, self.rules) = (other.exact, other.rules);
    }

    /// How to use it: as carefully as can be where what was found out then proves too little. `known`: it is
    /// this server's own storage, which creates in one step and always has.
    pub(super) fn behaviour(&self, known: bool) -> Behaviour {
        let proved = known || self.rules >= RULES;
        Behaviour {
            way: if self.aside || !proved { Way::Aside } else { Way::Put },
            created: self.created,
            exact_delete: self.exact && proved,
        }
    }

    pub(super) fn login(&self) -> Login {
        Login::new(self.user.clone(), self.password.clone())
    }

    /// The drive. `known`: see [`Dav::behaviour`].
    pub(super) fn drive(&self, env: &Device, known: bool) -> Result<WebDav<HostHttp>, DriveError> {
        let drive = WebDav::new(env.http(), Address::parse(&self.url)?, self.login(), self.behaviour(known));
        Ok(drive.with_pause(pause(env)))
    }

    /// Everything that names it, and nothing that opens it.
    pub(super) fn place(&self) -> Vec<String> {
        vec![same_address(&self.url), self.user.clone()]
    }
}

/// Waits while another holder has what is needed.
pub(super) fn pause(env: &Device) -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static {
    let env = env.clone();
    move || {
        let env = env.clone();
        Box::pin(async move { env.sleep(2_000).await })
    }
}
