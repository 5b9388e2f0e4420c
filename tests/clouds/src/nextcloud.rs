//! Nextcloud: `status.php` and a user's files over WebDAV, with app passwords, and the app `webapppassword` that lets
//! pages of other origins in.
//!
//! Strict about: the user id in addresses (not what the user signs in with); app passwords only; 10 wrong
//! passwords in half an hour and everybody is refused (429); no page of another origin but those listed,
//! which may send the documented headers alone and see none but `retry-after`; nothing at all for pages
//! during maintenance; locks; the quota.
//!
//! # What the real one does that this does not
//! - It delays answers after wrong passwords, up to 25 s, before it refuses.
//! - `MOVE` between storages, chunked uploads, versions, trash, locks by `LOCK`, shares, external storages, federated
//!   users, encryption, file names forbidden by the administrator, all properties but the usual ones.
//! - `Depth: infinity`, which it refuses; here it is taken for 1.
//! - Everything around WebDAV: login pages, OCS, OAuth, Login Flow v2.
//! - Real parallelism: here each request is carried out in one step.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use lifeboat_cloud::webdav::{ASKED_HEADERS, ASKED_METHODS};
use serde_json::{Value, json};

use crate::{Allowed, Answered, Asked, Cors, Past, Refusal, Service, Tree, tree::act};

mod files;
mod xml;

use xml::exception;

/// Below this Nextcloud is installed.
pub const BASE: &str = "/cloud";
const THROTTLED_AFTER: usize = 10;
const THROTTLED_MS: u64 = 30 * 60_000;

/// Somebody with an account.
#[derive(Debug)]
pub(crate) struct User {
    id: String,
    /// What he signs in with.
    login: String,
    app_password: String,
    tree: Past<Tree>,
    allocated: u64,
    /// Paths that are locked, and for how many requests more.
    locked: BTreeMap<Vec<String>, u32>,
}

/// The double.
#[derive(Debug)]
pub struct Nextcloud {
    /// Whose pages the app `webapppassword` lets in; `None`: it is not installed.
    pub origins: Option<Vec<String>>,
    /// Whether it is being maintained.
    pub maintenance: bool,
    users: Vec<User>,
    wrong: Vec<u64>,
}

/// What Samantha signs in with.
pub const LOGIN: &str = "samantha@example.com";
/// Her app password.
pub const APP_PASSWORD: &str = "bQfdR-zmqGd-kJYAi-9HoZf-d9GpA";
/// Her user id.
pub const USER_ID: &str = "Samantha Grün";

impl Nextcloud {
    /// With pages of these origins let in, and two users.
    pub fn new(origins: &[&str]) -> Nextcloud {
        let user = |id: &str, login: &str, app_password: &str| User {
            id: id.to_owned(),
            login: login.to_owned(),
            app_password: app_password.to_owned(),
            tree: Past::new(Tree::exact()),
            allocated: 1 << 30,
            locked: BTreeMap::new(),
        };
        Nextcloud {
            origins: Some(origins.iter().map(|origin| (*origin).to_owned()).collect()),
            maintenance: false,
            users: vec![user(USER_ID, LOGIN, APP_PASSWORD), user("bob", "bob", "bobs-app-password")],
            wrong: Vec::new(),
        }
    }

    /// One that remembers nothing of what it was: no listing of it lags, and changes are cheap.
    #[must_use]
    pub fn forgetful(mut self) -> Nextcloud {
        self.users.iter_mut().for_each(|user| user.tree.forget());
        self
    }

    /// What a user has at a path.
    pub fn stored(&self, user_id: &str, path: &[String]) -> Option<Vec<u8>> {
        let user = self.users.iter().find(|user| user.id == user_id)?;
        user.tree.now().get(path)?.bytes.as_ref().map(|bytes| bytes.to_vec())
    }

    /// The paths of all files of a user.
    pub fn paths(&self, user_id: &str) -> impl Iterator<Item = &Vec<String>> {
        self.users.iter().filter(move |user| user.id == user_id).flat_map(|user| user.tree.now().paths())
    }

    /// A user puts a file at a path, with all folders above.
    pub fn place(&mut self, user_id: &str, path: &[String], bytes: &[u8], now_ms: u64) {
        for user in self.users.iter_mut().filter(|user| user.id == user_id) {
            user.tree.change(now_ms, |tree| {
                tree.make_above(path, now_ms);
                tree.put(path, Some(bytes), now_ms);
            });
        }
    }

    /// A user deletes what is at a path, with all below.
    pub fn remove(&mut self, user_id: &str, path: &[String], now_ms: u64) {
        for user in self.users.iter_mut().filter(|user| user.id == user_id) {
            user.tree.change(now_ms, |tree| tree.remove(path));
        }
    }

    /// A user has revoked the app password, and made another.
    pub fn change_app_password(&mut self, user_id: &str, app_password: &str) {
        for user in self.users.iter_mut().filter(|user| user.id == user_id) {
            app_password.clone_into(&mut user.app_password);
        }
    }

    /// Whose request it is.
    fn sign_in(&mut self, asked: &Asked, now_ms: u64) -> Result<usize, Answered> {
        self.wrong.retain(|at_ms| at_ms + THROTTLED_MS > now_ms);
        if self.wrong.len() >= THROTTLED_AFTER {
            return Err(exception(429, "OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests", ""));
        }
        let refused = |words: &str| {
            exception(401, "Sabre\\DAV\\Exception\\NotAuthenticated", words)
                .with("www-authenticate", "Basic realm=\"Nextcloud\", charset=\"UTF-8\"")
        };
        let plain = asked.header("authorization").and_then(|header| {
            let plain = BASE64_STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
            String::from_utf8(plain).ok()
        });
        let Some((login, password)) = plain.as_deref().and_then(|plain| plain.split_once(':')) else {
            return Err(refused(
                "No public access to this resource., No 'Authorization: Basic' header found.",
            ));
        };
        let known = |user: &User| (user.login == login || user.id == login) && user.app_password == password;
        self.users.iter().position(known).ok_or_else(|| {
            self.wrong.push(now_ms);
            refused("Cannot authenticate over ajax calls, Username or password was incorrect")
        })
    }
}

impl Service for Nextcloud {
    fn name(&self) -> &'static str {
        "nextcloud"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let Some(route) = asked.path.strip_prefix(BASE) else {
            return Answered::page(404, "404 Not Found", "nginx");
        };
        if route == "/status.php" {
            let status = json!({
                "installed": true, "maintenance": self.maintenance, "needsDbUpgrade": false, "version": "31.0.4.1",
                "versionstring": "31.0.4", "edition": "", "productname": "Nextcloud", "extendedSupport": false,
            });
            return Answered::bytes(200, "application/json", status.to_string());
        }
        let Some(dav) =
            route.strip_prefix("/remote.php/dav").filter(|rest| rest.is_empty() || rest.starts_with('/'))
        else {
            return Answered::page(404, "Page not found", "The page could not be found on the server.");
        };
        if self.maintenance {
            return exception(
                503,
                "Sabre\\DAV\\Exception\\ServiceUnavailable",
                "System is in maintenance mode.",
            )
            .with("x-nextcloud-maintenance-mode", "1")
            .with("retry-after", "120");
        }
        let user = match self.sign_in(asked, now_ms) {
            Ok(user) => user,
            Err(answer) => return answer,
        };
        self.dav(asked, dav, user, now_ms)
    }

    fn refuse(&self, refusal: &Refusal, _: &Asked) -> Answered {
        let sabre = |name: &str| format!("Sabre\\DAV\\Exception\\{name}");
        match refusal {
            Refusal::RateLimited { status, retry_after } => {
                let name = "OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests";
                let answer = exception(*status, name, "");
                match retry_after {
                    Some(seconds) => answer.with("retry-after", seconds.to_string()),
                    None => answer,
                }
            }
            Refusal::QuotaFull => exception(507, &sabre("InsufficientStorage"), "Insufficient space"),
            Refusal::SignedOut => {
                exception(401, &sabre("NotAuthenticated"), "Username or password was incorrect")
            }
            Refusal::ScopeMissing => exception(403, &sabre("Forbidden"), ""),
            Refusal::Status(423) => {
                exception(423, "OCA\\DAV\\Connector\\Sabre\\Exception\\FileLocked", "is locked")
            }
            Refusal::Status(status) => exception(*status, &sabre("Exception"), "Something went wrong"),
        }
    }

    fn cors(&self, asked: &Asked) -> Cors {
        let below = asked.path.strip_prefix(BASE);
        if below == Some("/status.php") {
            return Cors {
                methods: Allowed::these(&["GET"]),
                headers: Allowed::these(&[]),
                ..Cors::open(&[])
            };
        }
        let dav = below.is_some_and(|path| path.starts_with("/remote.php/dav"));
        match &self.origins {
            // Before anything else is asked, so that pages see refusals, too; but after the maintenance.
            Some(origins) if dav && !self.maintenance => Cors {
                origins: Some(Allowed::These(origins.clone())),
                methods: Allowed::Listed(ASKED_METHODS),
                headers: Allowed::Listed(ASKED_HEADERS),
                ..Cors::open(&["retry-after"])
            },
            _ => Cors { preflight_needs_login: true, ..Cors::none() },
        }
    }

    /// What users and administrator do on Nextcloud's own pages: `put {path, text}`, `rename {path, to}`,
    /// `delete {path}`, `lock {path, times}`, `allocate {bytes}`, `revoke` (the app password), each with an optional
    /// `user`; `maintenance {on}`; `webapppassword {origins}`, without `origins` it is removed.
    fn act(&mut self, action: &str, argument: &Value, now_ms: u64) -> Result<Value, String> {
        let text = |name: &str| argument.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name: &str| argument.get(name).and_then(Value::as_u64).unwrap_or_default();
        match action {
            "maintenance" => {
                self.maintenance = argument.get("on").and_then(Value::as_bool).unwrap_or(true);
                return Ok(Value::Null);
            }
            "webapppassword" => {
                let origins = argument.get("origins").and_then(Value::as_array);
                let text = |origin: &Value| origin.as_str().map(str::to_owned);
                self.origins = origins.map(|origins| origins.iter().filter_map(text).collect());
                return Ok(Value::Null);
            }
            _ => {}
        }
        let id = Some(text("user")).filter(|id| !id.is_empty()).unwrap_or(USER_ID);
        let user = self.users.iter_mut().find(|user| user.id == id).ok_or("no such user")?;
        if let Some(done) = act(&mut user.tree, action, argument, now_ms) {
            return done;
        }
        match action {
            "lock" => {
                let times = u32::try_from(number("times")).unwrap_or(u32::MAX);
                user.locked.insert(crate::tree::names(text("path")), times);
            }
            "allocate" => user.allocated = number("bytes"),
            "revoke" => user.app_password.clear(),
            _ => return Err(format!("Nextcloud does not know how to {action}")),
        }
        Ok(Value::Null)
    }

    fn describe(&self, base: &str) -> Value {
        json!({
            "base": base, "server": format!("{base}{BASE}"), "login": LOGIN, "app_password": APP_PASSWORD, "user_id": USER_ID,
        })
    }
}
