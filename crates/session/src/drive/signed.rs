//! Drives of accounts, which can tell accounts apart.

use std::rc::Rc;

use lifeboat_cloud::{Bearer, Drive, DriveError, Path, dropbox, google_drive, icloud, one_drive};
use lifeboat_messages::ServiceKind;

use super::Account;
use crate::config::{Config, Endpoints, Registration};
use crate::device::Device;
use crate::host::HostHttp;

/// A drive behind a sign-in. `account`: the one it is for, once that is known.
pub fn signed_in(
    service: ServiceKind,
    bearer: Rc<dyn Bearer>,
    account: Option<&Account>,
    env: &Device,
) -> Result<AccountDrive, DriveError> {
    let account_id = account.map(|account| account.account_id.as_str());
    let registered = env.config().registered(service).ok_or(DriveError::BadAddress)?;
    let at = Addresses { env, given: &registered.endpoints };
    match service {
        ServiceKind::GoogleDrive => {
            Ok(AccountDrive::GoogleDrive(Rc::new(of_google_drive(&at, bearer, account))))
        }
        ServiceKind::Dropbox => {
            Ok(AccountDrive::Dropbox(Rc::new(of_dropbox(registered, &at, bearer, account_id))))
        }
        ServiceKind::OneDrive => {
            Ok(AccountDrive::OneDrive(Rc::new(of_one_drive(registered, &at, bearer, account_id))))
        }
        ServiceKind::ICloud
        | ServiceKind::Nextcloud
        | ServiceKind::WebDav
        | ServiceKind::Vss
        | ServiceKind::S3
        | ServiceKind::RemoteStorage
        | ServiceKind::ThisServer => Err(DriveError::BadAddress),
    }
}

/// A user's iCloud. `account`: the one it is for, once that is known.
pub fn icloud(
    token: Rc<icloud::WebToken>,
    account: Option<&Account>,
    env: &Device,
) -> Result<AccountDrive, DriveError> {
    let (container, endpoints) = env.config().container(env.origin()).ok_or(DriveError::BadAddress)?;
    let drive = icloud::ICloud::new(env.http(), endpoints, container, token);
    Ok(AccountDrive::ICloud(Rc::new(match account {
        Some(account) => drive.with_account(&account.account_id),
        None => drive,
    })))
}

/// A drive of an account; unlike [`Drive`] it can tell accounts apart.
pub enum AccountDrive {
    GoogleDrive(Rc<google_drive::GoogleDrive<HostHttp>>),
    Dropbox(Rc<dropbox::Dropbox<HostHttp>>),
    OneDrive(Rc<one_drive::OneDrive<HostHttp>>),
    ICloud(Rc<icloud::ICloud<HostHttp>>),
}

impl AccountDrive {
    /// What tells accounts apart.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        match self {
            AccountDrive::GoogleDrive(drive) => drive.account_id().await,
            AccountDrive::Dropbox(drive) => drive.account_id().await,
            AccountDrive::OneDrive(drive) => drive.account_id().await,
            AccountDrive::ICloud(drive) => drive.account_id().await,
        }
    }

    /// For everybody.
    pub fn shared(&self) -> Rc<dyn Drive> {
        match self {
            AccountDrive::GoogleDrive(drive) => drive.clone(),
            AccountDrive::Dropbox(drive) => drive.clone(),
            AccountDrive::OneDrive(drive) => drive.clone(),
            AccountDrive::ICloud(drive) => drive.clone(),
        }
    }

    /// What finds a folder again without a search, where a search would be needed, once something was done with it.
    pub fn top(&self, folder: &Path) -> Option<String> {
        match self {
            AccountDrive::GoogleDrive(drive) => drive.top(folder),
            AccountDrive::Dropbox(_) | AccountDrive::OneDrive(_) | AccountDrive::ICloud(_) => None,
        }
    }
}

struct Addresses<'a> {
    env: &'a Device,
    given: &'a Endpoints,
}

impl Addresses<'_> {
    fn or(&self, given: &Option<String>, own: String) -> String {
        given.as_ref().map_or(own, |address| Config::absolute(self.env.origin(), address))
    }
}

fn of_google_drive(
    at: &Addresses<'_>,
    bearer: Rc<dyn Bearer>,
    account: Option<&Account>,
) -> google_drive::GoogleDrive<HostHttp> {
    let own = google_drive::Endpoints::default();
    let endpoints = google_drive::Endpoints { api: at.or(&at.given.api, own.api) };
    let drive = google_drive::GoogleDrive::new(at.env.http(), endpoints, bearer);
    let Some(account) = account else { return drive };
    let drive = drive.with_account(&account.account_id);
    match &account.top {
        Some(top) => drive.with_top_folder(top),
        None => drive,
    }
}

fn of_dropbox(
    registered: &Registration,
    at: &Addresses<'_>,
    bearer: Rc<dyn Bearer>,
    account_id: Option<&str>,
) -> dropbox::Dropbox<HostHttp> {
    let own = dropbox::Endpoints::default();
    let endpoints = dropbox::Endpoints {
        api: at.or(&at.given.api, own.api),
        content: at.or(&at.given.content, own.content),
    };
    let drive = dropbox::Dropbox::new(at.env.http(), endpoints, bearer, registered.app_folder());
    match account_id {
        Some(id) => drive.with_account(id),
        None => drive,
    }
}

fn of_one_drive(
    registered: &Registration,
    at: &Addresses<'_>,
    bearer: Rc<dyn Bearer>,
    account_id: Option<&str>,
) -> one_drive::OneDrive<HostHttp> {
    let own = one_drive::Endpoints::default();
    let endpoints = one_drive::Endpoints { graph: at.or(&at.given.api, own.graph) };
    let drive = one_drive::OneDrive::new(at.env.http(), endpoints, bearer, registered.app_folder());
    match account_id {
        Some(id) => drive.with_account(id),
        None => drive,
    }
}
