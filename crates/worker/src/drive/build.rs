//! From what is kept to a drive that can be used.

use std::rc::Rc;

use lifeboat_cloud::http::browser::Fetch;
use lifeboat_cloud::webdav::{Address, Behaviour, Login, Way, WebDav};
use lifeboat_cloud::{Bearer, Drive, DriveError, dropbox, one_drive};
use lifeboat_messages::{DriveChoice, Problem, ServiceKind};

use super::{Dav, DriveSettings};
use crate::config::{Config, Endpoints, Registered};
use crate::device_env::DeviceEnv;
use crate::platform::clock;
use crate::problem;

impl DriveSettings {
    /// From what the user entered, or from a sign-in that came to its end.
    ///
    /// # Errors
    /// When the address cannot be one, the sign-in is over, or this copy of Lifeboat cannot use the service.
    pub fn new(choice: &DriveChoice, env: &DeviceEnv) -> Result<DriveSettings, Problem> {
        match choice {
            DriveChoice::SignedIn { id, .. } => env.sign_ins.settings(id),
            form => DriveSettings::of_form(form, &env.config, &env.origin)
                .map_err(|error| problem::of_drive(&error)),
        }
    }

    /// The drive.
    pub fn drive(&self, env: &DeviceEnv) -> Result<Rc<dyn Drive>, DriveError> {
        match self {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => Ok(Rc::new(dav.drive()?)),
            _ => env.sign_ins.drive(self, env),
        }
    }

    /// Tries the drive out, and keeps what was found.
    ///
    /// # Errors
    /// When it refuses us, or cannot keep channel state safe.
    pub async fn tried_out(self) -> Result<DriveSettings, Problem> {
        // The others create atomically by their own interface.
        let Some(dav) = self.dav() else { return Ok(self) };
        let verdict = match dav.drive() {
            Ok(drive) => drive.probe(clock::now_ms()).await,
            Err(error) => Err(error),
        };
        let verdict = verdict.map_err(|error| problem::of_drive(&error))?;
        if !verdict.allows_channel_state() {
            return Err(Problem::NotSafeForChannels);
        }
        Ok(self.behaving(verdict.behaviour))
    }

    /// With the newest tokens of its account.
    pub fn refreshed(mut self, env: &DeviceEnv) -> DriveSettings {
        if let Some(account) = self.account_mut() {
            account.refresh = env.sign_ins.refresh_token(&account.id).or_else(|| account.refresh.clone());
        }
        self
    }
}

impl Dav {
    fn drive(&self) -> Result<WebDav<Fetch>, DriveError> {
        let way = if self.aside { Way::Aside } else { Way::Put };
        let behaviour =
            Behaviour { way, read_back: self.read_back, created: self.created, exact_delete: self.exact };
        let login = Login::new(self.user.clone(), self.password.clone());
        let drive = WebDav::new(Fetch, Address::parse(&self.url)?, login, behaviour);
        Ok(drive.with_pause(|| Box::pin(clock::sleep(2_000))))
    }
}

/// A drive behind a sign-in. `account_id`: the one account it is for, once that is known.
pub fn signed_in(
    service: ServiceKind,
    bearer: Rc<dyn Bearer>,
    account_id: Option<&str>,
    env: &DeviceEnv,
) -> Result<Signed, DriveError> {
    let registered = env.config.registered(service).ok_or(DriveError::BadAddress)?;
    let at = Addresses { given: &registered.endpoints, origin: &env.origin };
    match service {
        ServiceKind::Dropbox => Ok(Signed::Dropbox(of_dropbox(registered, &at, bearer, account_id))),
        ServiceKind::OneDrive => Ok(Signed::OneDrive(of_one_drive(registered, &at, bearer, account_id))),
        _ => Err(DriveError::BadAddress),
    }
}

/// A drive of an account; unlike [`Drive`] it can tell accounts apart.
pub enum Signed {
    Dropbox(dropbox::Dropbox<Fetch>),
    OneDrive(one_drive::OneDrive<Fetch>),
}

impl Signed {
    /// What tells accounts apart.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        match self {
            Signed::Dropbox(drive) => drive.account_id().await,
            Signed::OneDrive(drive) => drive.account_id().await,
        }
    }

    /// For everybody.
    pub fn shared(self) -> Rc<dyn Drive> {
        match self {
            Signed::Dropbox(drive) => Rc::new(drive),
            Signed::OneDrive(drive) => Rc::new(drive),
        }
    }
}

struct Addresses<'a> {
    given: &'a Endpoints,
    origin: &'a str,
}

impl Addresses<'_> {
    fn or(&self, given: &Option<String>, own: String) -> String {
        given.as_ref().map_or(own, |address| Config::absolute(self.origin, address))
    }
}

fn of_dropbox(
    registered: &Registered,
    at: &Addresses<'_>,
    bearer: Rc<dyn Bearer>,
    account_id: Option<&str>,
) -> dropbox::Dropbox<Fetch> {
    let own = dropbox::Endpoints::default();
    let endpoints = dropbox::Endpoints {
        api: at.or(&at.given.api, own.api),
        content: at.or(&at.given.content, own.content),
    };
    let drive = dropbox::Dropbox::new(Fetch, endpoints, bearer, registered.app_folder());
    match account_id {
        Some(id) => drive.of_account(id),
        None => drive,
    }
}

fn of_one_drive(
    registered: &Registered,
    at: &Addresses<'_>,
    bearer: Rc<dyn Bearer>,
    account_id: Option<&str>,
) -> one_drive::OneDrive<Fetch> {
    let own = one_drive::Endpoints::default();
    let endpoints = one_drive::Endpoints { graph: at.or(&at.given.api, own.graph) };
    let drive = one_drive::OneDrive::new(Fetch, endpoints, bearer, registered.app_folder());
    match account_id {
        Some(id) => drive.of_account(id),
        None => drive,
    }
}
