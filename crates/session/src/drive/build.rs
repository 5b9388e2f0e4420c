//! From what is kept to a drive that can be used.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use lifeboat_cloud::webdav::{Address, Behaviour, Login, Weakness, WebDav};
use lifeboat_cloud::{
    Bearer, Drive, DriveError, Path, Token, dropbox, google_drive, icloud, next_cloud, one_drive,
    remote_storage, s3, vss,
};
use lifeboat_messages::{DriveChoice, Problem, ServiceKind};
use zeroize::Zeroizing;

use super::{Account, Dav, DriveSettings, NextCloud, RemoteStorage, S3, Vss};
use crate::config::{Config, Endpoints, Registered};
use crate::device::Device;
use crate::host::HostHttp;
use crate::problem;

impl DriveSettings {
    /// From what the user entered.
    ///
    /// # Errors
    /// When the address cannot be one, or this copy of Lifeboat cannot use the service.
    pub async fn entered(choice: &DriveChoice, env: &Device) -> Result<DriveSettings, Problem> {
        match choice {
            DriveChoice::NextCloud { url, user, password } => {
                NextCloud::find(env, url, user, password).await.map(DriveSettings::NextCloud)
            }
            DriveChoice::Vss { url, user, password, token } => {
                // The page paints before this thread is busy for a second.
                env.sleep(0).await;
                Vss::derive(url, user, password, token.as_deref()).map(DriveSettings::Vss)
            }
            form => DriveSettings::of_form(form, &env.config, &env.origin)
                .map_err(|error| problem::of_drive(&error)),
        }
    }

    /// The drive, of a service that one does not sign in to on its own page.
    pub fn own_drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        match self {
            DriveSettings::ThisServer(dav) => Ok(Rc::new(dav.drive(env, true)?)),
            DriveSettings::WebDav(dav) => Ok(Rc::new(dav.drive(env, false)?)),
            DriveSettings::NextCloud(cloud) => Ok(Rc::new(cloud.drive(env)?)),
            DriveSettings::Vss(vss) => Ok(Rc::new(vss.drive(env)?)),
            DriveSettings::S3(s3) => Ok(Rc::new(s3.drive(env)?)),
            DriveSettings::RemoteStorage(remote) => Ok(Rc::new(remote.drive(env)?)),
            DriveSettings::GoogleDrive(_)
            | DriveSettings::Dropbox(_)
            | DriveSettings::OneDrive(_)
            | DriveSettings::ICloud(_) => Err(DriveError::BadAddress),
        }
    }

    /// Makes it known that a backup begins there. Only a VSS has to be told: it has no accounts of its own.
    pub async fn enrol(&self, env: &Device) -> Result<(), Problem> {
        let DriveSettings::Vss(vss) = self else { return Ok(()) };
        let enrolled = match vss.drive(env) {
            Ok(drive) => drive.enrol().await,
            Err(error) => Err(error),
        };
        enrolled.map(drop).map_err(|error| problem::of_drive(&error))
    }

    /// With what trying it out found, for a wallet that comes back from there: where it may not be used, or could not be
    /// tried out, as carefully as can be; and why it should not stay there.
    pub async fn tried_if_it_lets_us(self, env: &Device) -> (DriveSettings, Option<Problem>) {
        match self.clone().probed(env).await {
            Ok(Ok(settings)) => (settings, None),
            Ok(Err(weakness)) => (self, Some(problem::of_weakness(weakness))),
            // It may be full, or read-only, or have a bad day: no reason not to read from it.
            Err(_) => (self, None),
        }
    }

    /// What trying it out found, kept; or why it may not be used.
    pub async fn probed(self, env: &Device) -> Result<Result<DriveSettings, Weakness>, DriveError> {
        let nonce = env.now_ms();
        let verdict = match &self {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => {
                dav.drive(env, false)?.probe(nonce).await
            }
            DriveSettings::NextCloud(cloud) => cloud.drive(env)?.probe(nonce).await,
            DriveSettings::S3(s3) => {
                let grade = s3.drive(env)?.probe(nonce).await?;
                return Ok(grade.refusal().map_or(Ok(self), Err));
            }
            DriveSettings::RemoteStorage(remote) => {
                let grade = remote.drive(env)?.probe(nonce).await?;
                return Ok(grade.refusal().map_or(Ok(self), Err));
            }
            // These create atomically by their own interface.
            DriveSettings::Vss(_)
            | DriveSettings::GoogleDrive(_)
            | DriveSettings::Dropbox(_)
            | DriveSettings::OneDrive(_)
            | DriveSettings::ICloud(_) => return Ok(Ok(self)),
        }?;
        Ok(verdict.grade.refusal().map_or_else(|| Ok(self.behaving(verdict.behaviour)), Err))
    }
}

impl Dav {
    fn drive(&self, env: &Device, known: bool) -> Result<WebDav<HostHttp>, DriveError> {
        let drive = WebDav::new(env.http(), Address::parse(&self.url)?, self.login(), self.behaviour(known));
        Ok(drive.with_pause(pause(env)))
    }

    fn login(&self) -> Login {
        Login::new(self.user.clone(), self.password.clone())
    }
}

impl NextCloud {
    /// Asks the server whose login it is, and says what stands in the way.
    async fn find(env: &Device, url: &str, user: &str, password: &str) -> Result<NextCloud, Problem> {
        let failed = |error: DriveError| problem::of_drive(&error);
        let server = next_cloud::Server::parse(url).map_err(failed)?;
        let login = Login::new(user.trim().to_owned(), password.trim().to_owned());
        problem::of_diagnosis(next_cloud::diagnose(&env.http(), &server, &login).await)?;
        let user_id = next_cloud::user_id(&env.http(), &server, &login).await.map_err(failed)?;
        let mut dav = Dav {
            url: url.trim().to_owned(),
            user: user.trim().to_owned(),
            password: password.trim().to_owned(),
            ..Dav::default()
        };
        dav.behave(Behaviour::default());
        Ok(NextCloud { dav, user_id })
    }

    fn drive(&self, env: &Device) -> Result<next_cloud::NextCloud<HostHttp>, DriveError> {
        let server = next_cloud::Server::parse(&self.dav.url)?;
        let drive = next_cloud::NextCloud::new(env.http(), server, &self.user_id, self.dav.login())?;
        Ok(drive.behaving(self.dav.behaviour(false)).with_pause(pause(env)))
    }
}

/// Waits while somebody else holds what is needed.
fn pause(env: &Device) -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static {
    let env = env.clone();
    move || {
        let env = env.clone();
        Box::pin(async move { env.sleep(2_000).await })
    }
}

fn now(env: &Device) -> impl Fn() -> u64 + 'static {
    let host = env.host.clone();
    move || host.now_ms()
}

/// A token that nobody renews.
struct Given(RefCell<Option<Token>>);

impl Given {
    fn new(token: &str) -> Given {
        Given(RefCell::new(Some(Token::new(token))))
    }
}

#[async_trait::async_trait(?Send)]
impl Bearer for Given {
    async fn token(&self) -> Result<Token, DriveError> {
        self.0.borrow().clone().ok_or(DriveError::SignedOut)
    }

    fn refused(&self, token: &Token) {
        self.0.borrow_mut().take_if(|given| given == token);
    }
}

impl Vss {
    fn derive(url: &str, name: &str, password: &str, token: Option<&str>) -> Result<Vss, Problem> {
        let server = vss::Server::parse(url).map_err(|error| problem::of_drive(&error))?;
        let account = vss::Account::from_password(&server, name, password).map_err(problem::of_account)?;
        let secret = account.secret().iter().map(|byte| format!("{byte:02x}")).collect();
        let token = token.map(str::to_owned);
        Ok(Vss { url: url.trim().to_owned(), name: account.name().to_owned(), secret, token })
    }

    fn drive(&self, env: &Device) -> Result<vss::Vss<HostHttp>, DriveError> {
        let server = vss::Server::parse(&self.url)?;
        let mut secret = Zeroizing::new([0; 32]);
        for (byte, pair) in secret.iter_mut().zip(self.secret.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| DriveError::BadAddress)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| DriveError::BadAddress)?;
        }
        let broken = |_| DriveError::BadAddress;
        let account = vss::Account::from_secret(&server, &self.name, &secret).map_err(broken)?;
        let drive = vss::Vss::new(env.http(), server, account, now(env)).map_err(broken)?;
        Ok(match &self.token {
            Some(token) => drive.with_token(Rc::new(Given::new(token))),
            None => drive,
        })
    }
}

impl RemoteStorage {
    /// The drive.
    pub fn drive(&self, env: &Device) -> Result<remote_storage::RemoteStorage<HostHttp>, DriveError> {
        let bearer = Rc::new(Given::new(&self.token));
        remote_storage::RemoteStorage::new(env.http(), &self.user, &self.storage_root, bearer)
    }
}

impl S3 {
    fn drive(&self, env: &Device) -> Result<s3::S3<HostHttp>, DriveError> {
        let bucket =
            s3::Bucket::new(&self.endpoint, &self.region, &self.bucket)?.with_prefix(&self.prefix)?;
        let keys = s3::Keys::new(&self.access_key, &self.secret_key);
        Ok(s3::S3::new(env.http(), bucket, keys, now(env)))
    }
}

/// A drive behind a sign-in. `account`: the one it is for, once that is known.
pub fn signed_in(
    service: ServiceKind,
    bearer: Rc<dyn Bearer>,
    account: Option<&Account>,
    env: &Device,
) -> Result<Signed, DriveError> {
    let account_id = account.map(|account| account.account_id.as_str());
    let registered = env.config.registered(service).ok_or(DriveError::BadAddress)?;
    let at = Addresses { env, given: &registered.endpoints };
    match service {
        ServiceKind::GoogleDrive => Ok(Signed::GoogleDrive(Rc::new(of_google_drive(&at, bearer, account)))),
        ServiceKind::Dropbox => Ok(Signed::Dropbox(Rc::new(of_dropbox(registered, &at, bearer, account_id)))),
        ServiceKind::OneDrive => {
            Ok(Signed::OneDrive(Rc::new(of_one_drive(registered, &at, bearer, account_id))))
        }
        _ => Err(DriveError::BadAddress),
    }
}

/// A user's iCloud. `account`: the one it is for, once that is known.
pub fn icloud(
    token: Rc<icloud::WebToken>,
    account: Option<&Account>,
    env: &Device,
) -> Result<Signed, DriveError> {
    let (container, endpoints) = env.config.container(&env.origin).ok_or(DriveError::BadAddress)?;
    let drive = icloud::ICloud::new(env.http(), endpoints, container, token);
    Ok(Signed::ICloud(Rc::new(match account {
        Some(account) => drive.of_account(&account.account_id),
        None => drive,
    })))
}

/// A drive of an account; unlike [`Drive`] it can tell accounts apart.
pub enum Signed {
    GoogleDrive(Rc<google_drive::GoogleDrive<HostHttp>>),
    Dropbox(Rc<dropbox::Dropbox<HostHttp>>),
    OneDrive(Rc<one_drive::OneDrive<HostHttp>>),
    ICloud(Rc<icloud::ICloud<HostHttp>>),
}

impl Signed {
    /// What tells accounts apart.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        match self {
            Signed::GoogleDrive(drive) => drive.account_id().await,
            Signed::Dropbox(drive) => drive.account_id().await,
            Signed::OneDrive(drive) => drive.account_id().await,
            Signed::ICloud(drive) => drive.account_id().await,
        }
    }

    /// For everybody.
    pub fn shared(&self) -> Rc<dyn Drive> {
        match self {
            Signed::GoogleDrive(drive) => drive.clone(),
            Signed::Dropbox(drive) => drive.clone(),
            Signed::OneDrive(drive) => drive.clone(),
            Signed::ICloud(drive) => drive.clone(),
        }
    }

    /// What finds a folder again without a search, where a search would be needed, once something was done with it.
    pub fn top(&self, folder: &Path) -> Option<String> {
        match self {
            Signed::GoogleDrive(drive) => drive.top(folder),
            Signed::Dropbox(_) | Signed::OneDrive(_) | Signed::ICloud(_) => None,
        }
    }
}

struct Addresses<'a> {
    env: &'a Device,
    given: &'a Endpoints,
}

impl Addresses<'_> {
    fn or(&self, given: &Option<String>, own: String) -> String {
        given.as_ref().map_or(own, |address| Config::absolute(&self.env.origin, address))
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
    let drive = drive.of_account(&account.account_id);
    match &account.top {
        Some(top) => drive.knowing(top),
        None => drive,
    }
}

fn of_dropbox(
    registered: &Registered,
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
        Some(id) => drive.of_account(id),
        None => drive,
    }
}

fn of_one_drive(
    registered: &Registered,
    at: &Addresses<'_>,
    bearer: Rc<dyn Bearer>,
    account_id: Option<&str>,
) -> one_drive::OneDrive<HostHttp> {
    let own = one_drive::Endpoints::default();
    let endpoints = one_drive::Endpoints { graph: at.or(&at.given.api, own.graph) };
    let drive = one_drive::OneDrive::new(at.env.http(), endpoints, bearer, registered.app_folder());
    match account_id {
        Some(id) => drive.of_account(id),
        None => drive,
    }
}
