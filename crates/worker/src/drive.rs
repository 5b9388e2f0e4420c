//! The drive a user chose: how to reach it again, and what its probe found.

use std::rc::Rc;

use lifeboat_cloud::http::browser::Fetch;
use lifeboat_cloud::webdav::{Address, Behaviour, Login, Verdict, Way, WebDav};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{DriveChoice, ServiceKind};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::config::Config;
use crate::platform::clock;

/// The name of the only user of this server's own storage.
const THIS_SERVER_USER: &str = "lifeboat";

/// Everything to reach a drive again. Kept on this device only, sealed.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct DriveSettings {
    #[zeroize(skip)]
    kind: ServiceKind,
    url: String,
    user: String,
    password: String,
    /// Created aside and moved into place.
    aside: bool,
    read_back: bool,
    created: u16,
}

impl DriveSettings {
    /// From what the user entered.
    ///
    /// # Errors
    /// When the address cannot be one, or this server offers no storage.
    pub fn new(choice: &DriveChoice, config: &Config, origin: &str) -> Result<DriveSettings, DriveError> {
        let (kind, url, user, password) = match choice {
            DriveChoice::ThisServer { password } => {
                let storage = config.storage.as_ref().ok_or(DriveError::BadAddress)?;
                let url = Config::absolute(origin, storage);
                (ServiceKind::ThisServer, url, THIS_SERVER_USER.to_owned(), password)
            }
            DriveChoice::WebDav { url, user, password } => {
                (ServiceKind::WebDav, url.trim().to_owned(), user.trim().to_owned(), password)
            }
        };
        Address::parse(&url)?;
        let careful = Behaviour::default();
        Ok(DriveSettings {
            kind,
            url,
            user,
            password: password.clone(),
            aside: false,
            read_back: false,
            created: 0,
        }
        .behaving(careful))
    }

    /// With what the probe found.
    pub fn behaving(mut self, behaviour: Behaviour) -> DriveSettings {
        self.aside = behaviour.way == Way::Aside;
        self.read_back = behaviour.read_back;
        self.created = behaviour.created;
        self
    }

    /// Which service.
    pub fn kind(&self) -> ServiceKind {
        self.kind
    }

    /// Whether it is the same drive, perhaps with other credentials.
    pub fn same_place(&self, other: &DriveSettings) -> bool {
        self.kind == other.kind && self.url == other.url && self.user == other.user
    }

    /// Keeps what the probe of the same drive found earlier.
    pub fn behaving_like(mut self, other: &DriveSettings) -> DriveSettings {
        (self.aside, self.read_back, self.created) = (other.aside, other.read_back, other.created);
        self
    }

    /// The drive.
    pub fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.web_dav()?))
    }

    /// Tries the server out; an error means that it refuses us, not that it is weak.
    pub async fn probe(&self) -> Result<Verdict, DriveError> {
        self.web_dav()?.probe(clock::now_ms()).await
    }

    fn web_dav(&self) -> Result<WebDav<Fetch>, DriveError> {
        let way = if self.aside { Way::Aside } else { Way::Put };
        let behaviour = Behaviour { way, read_back: self.read_back, created: self.created };
        let login = Login::new(self.user.clone(), self.password.clone());
        let drive = WebDav::new(Fetch, Address::parse(&self.url)?, login, behaviour);
        Ok(drive.with_pause(|| Box::pin(clock::sleep(2_000))))
    }
}
