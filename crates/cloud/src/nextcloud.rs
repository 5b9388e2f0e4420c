//! Nextcloud: a user's files over WebDAV, with an app password.
//!
//! ```no_run
//! use lifeboat_cloud::{DriveError, http::Http, nextcloud::*, webdav::Login};
//!
//! async fn connect<H: Http + Clone>(http: H) -> Result<(), DriveError> {
//!     let server = Server::parse("cloud.example/index.php/apps/files")?; // whatever the user typed or pasted
//!     let login = Login::new("sam@example.com", "app password");
//!     match diagnose(&http, &server, &login).await {
//!         Diagnosis::Fine => {}
//!         // `Diagnosis::CorsBlocked`: show `AdminHelp::for_origin`; others: say what it is.
//!         _ => return Ok(()),
//!     }
//!     let user_id = user_id(&http, &server, &login).await?; // keep it with the login
//!     let drive = Nextcloud::new(http, server, &user_id, login)?;
//!     let verdict = drive.probe(0x5eed).await?; // as for any WebDAV server; keep its behaviour, too
//!     if verdict.allows_channel_state() {
//!         let _drive = drive.with_behaviour(verdict.behaviour);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # What is special
//! - The name a user signs in with (often an e-mail address) need not be the user id in the address of their files:
//!   the server is asked ([`user_id`]).
//! - 423 Locked is common and means nothing: it is tried again a few times ([`Nextcloud::with_pause`]).
//! - Torn uploads have been kept by real servers: every file is read back before it counts as created.
//! - A wrong password makes the server slow for everybody behind the same address: nothing here tries one twice.

use std::{future::Future, pin::Pin, rc::Rc};

use async_trait::async_trait;

use crate::{
    Account, Create, DeleteExactly, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    answer::{Effect, no_answer},
    http::{Answer, Http, HttpError, Method, Request},
    signed_in::{LARGEST_TALK, json, patience},
    webdav::{Behaviour, Login, Pause, ProbeReport, WebDav, address::decode},
};

mod help;
mod server;

pub use help::AdminHelp;
pub use server::Server;

/// How often to retry a locked file.
const LOCKED_TRIES: u32 = 4;

/// Tries again what is locked. Nothing locked was carried out, and nothing we send replaces anything.
struct PatientHttp<H> {
    http: H,
    pause: Option<Pause>,
}

#[async_trait(?Send)]
impl<H: Http> Http for PatientHttp<H> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let mut answer = self.http.send(request.clone()).await?;
        let Some(pause) = &self.pause else { return Ok(answer) };
        for _ in 1..LOCKED_TRIES {
            if answer.status != 423 {
                break;
            }
            pause().await;
            answer = self.http.send(request.clone()).await?;
        }
        Ok(answer)
    }
}

/// What `status.php` says. Every page may ask it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct ServerStatus {
    installed: bool,
    maintenance: bool,
    #[serde(rename = "needsDbUpgrade", default)]
    needs_upgrade: bool,
    /// The version of the server, such as `31.0.4`.
    #[serde(rename = "versionstring")]
    pub version: String,
    /// The name that the operator gave it.
    #[serde(rename = "productname", default)]
    pub product: String,
}

/// Why a Nextcloud cannot be used from this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// Nothing answers: offline, no such host, or down. (Or something answers, but pages may not see it: in a
    /// browser `http::browser::answers` tells.)
    Unreachable,
    /// Something answers, but it is no Nextcloud.
    NotNextcloud,
    /// The Nextcloud is being maintained or upgraded, or was never set up.
    Maintenance,
    /// The Nextcloud is there, and does not let pages of this origin use files: [`AdminHelp`] says what its
    /// administrator can do.
    CorsBlocked,
    /// The login is not accepted.
    SignedOut,
    /// Anything else that keeps it from being used.
    Other(DriveError),
}

/// Asks whether a Nextcloud is there at all, without any login.
///
/// # Errors
/// `NotADrive` when something else is, `Unreachable` when nothing answers, or when it does not let this page see it.
pub async fn status<H: Http>(http: &H, server: &Server) -> Result<ServerStatus, DriveError> {
    let url = server.inside(&["status.php"])?;
    let request = Request {
        method: Method::Get,
        url,
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: patience(0),
        limit: LARGEST_TALK,
    };
    let answer = http.send(request).await.map_err(|error| no_answer(error, Effect::None))?;
    json(&answer).ok_or(match answer.status {
        500..=599 => DriveError::Unavailable { after_ms: None },
        _ => DriveError::NotADrive,
    })
}

/// The id of the user this login belongs to, as [`user_id`] gives it, or what is in the way. Sends the password at most
/// once, and only to a Nextcloud.
///
/// # Errors
/// Says what is in the way.
pub async fn diagnose<H: Http + Clone>(
    http: &H,
    server: &Server,
    login: &Login,
) -> Result<String, Diagnosis> {
    match status(http, server).await {
        Ok(status) if !status.installed || status.maintenance || status.needs_upgrade => {
            return Err(Diagnosis::Maintenance);
        }
        Ok(_) => {}
        Err(DriveError::Unreachable) => return Err(Diagnosis::Unreachable),
        Err(DriveError::NotADrive) => return Err(Diagnosis::NotNextcloud),
        Err(error) => return Err(Diagnosis::Other(error)),
    }
    match user_id(http, server, login).await {
        Ok(user_id) => Ok(user_id),
        // The server just answered: what is not let through is the request of a foreign page.
        Err(DriveError::Unreachable) => Err(Diagnosis::CorsBlocked),
        Err(DriveError::SignedOut) => Err(Diagnosis::SignedOut),
        Err(error) => Err(Diagnosis::Other(error)),
    }
}

/// The id of the user this login belongs to. It is part of the address of their files, and often not the name that
/// they sign in with.
pub async fn user_id<H: Http + Clone>(
    http: &H,
    server: &Server,
    login: &Login,
) -> Result<String, DriveError> {
    let address = server.dav()?;
    let root = WebDav::new(http.clone(), address, login.clone(), Behaviour::default());
    let principal = root.principal().await?.ok_or(DriveError::NotADrive)?;
    let names: Vec<&str> = principal.split('/').filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        [.., "principals", "users", id] => {
            decode(id).filter(|id| !id.is_empty()).ok_or(DriveError::NotADrive)
        }
        _ => Err(DriveError::NotADrive),
    }
}

/// A user's files on a Nextcloud.
pub struct Nextcloud<H> {
    files: WebDav<PatientHttp<H>>,
    server: Server,
    login: Login,
    user_id: String,
    pause: Option<Pause>,
}

impl<H: Http + Clone> Nextcloud<H> {
    /// `user_id` is what [`user_id`] found. Probe it, then give the probe's behaviour to [`Nextcloud::with_behaviour`].
    ///
    /// # Errors
    /// `BadAddress` when the user id cannot be part of an address.
    pub fn new(http: H, server: Server, user_id: &str, login: Login) -> Result<Nextcloud<H>, DriveError> {
        let address = server.files(user_id)?;
        let patient = PatientHttp { http, pause: None };
        let files = WebDav::new(patient, address, login.clone(), Behaviour::default());
        Ok(Nextcloud { files, server, login, user_id: user_id.to_owned(), pause: None })
    }

    /// This drive with the behaviour its probe found.
    #[must_use]
    pub fn with_behaviour(mut self, behaviour: Behaviour) -> Nextcloud<H> {
        self.files = self.files.with_behaviour(behaviour);
        self
    }

    /// Awaited, some 2 s, before what is locked is tried again. Without it the answer is `Busy` at once.
    #[must_use]
    pub fn with_pause(
        mut self,
        pause: impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static,
    ) -> Nextcloud<H> {
        let pause: Pause = Rc::new(pause);
        self.pause = Some(pause.clone());
        self.files = self.files.over(|patient| PatientHttp { pause: Some(pause.clone()), ..patient });
        let waiting = pause;
        self.files = self.files.with_pause(move || waiting());
        self
    }

    /// Finds out what the server does with files; see [`WebDav::probe`].
    pub async fn probe(&self, nonce: u64) -> Result<ProbeReport, DriveError> {
        self.files.probe(nonce).await
    }

    /// How files are created in a folder of this name until it was probed; see [`WebDav::first_look`].
    ///
    /// # Errors
    /// All had to be tried out, and could not be.
    pub async fn first_look(&self, folder: &str, nonce: u64) -> Result<Option<Behaviour>, DriveError> {
        self.files.first_look(folder, nonce).await
    }

    /// The server that the files are on.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The id of the user, which does not change with their name or e-mail address.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }
}

#[async_trait(?Send)]
impl<H: Http + Clone> Drive for Nextcloud<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        self.files.list(folder).await
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.files.get(file).await
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        self.files.glance(file).await
    }

    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        self.files.has(path).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.files.create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.files.delete(path).await
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        self.files.delete_exactly(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.files.quota().await
    }

    /// The place with a link into Nextcloud's own pages.
    fn place(&self, folder: &Path) -> Place {
        let (words, link) = self.server.place(folder);
        Place { words, link }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.files.account().await?;
        Ok(Account { name: format!("{} @ {}", self.login.user(), self.server.name()) })
    }
}
