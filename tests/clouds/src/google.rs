//! Google Drive (API v3) with Google's sign-in.
//!
//! Strict about: ids only from `generateIds`, one use each, also after deletion (409); `drive.file` shows a
//! project only what it made, for this account, and only until the user disconnects it; `about` needs
//! `fields`; answers hold the asked fields only; names are not unique; listings may lag ([`Google::files`]);
//! a page sees no `ETag` and no `Retry-After`; the sign-in's token endpoint demands the secret, PKCE or not;
//! the implicit grant gives one hour.
//!
//! # What the real one does that this does not
//! - Resumable uploads, uploads above 5 MB refused here as there for `multipart`; copies, exports, revisions, changes,
//!   permissions, comments, shared drives, shortcuts, several parents.
//! - Queries other than the terms we use, joined by `and`; `orderBy` other than `createdTime`.
//! - `X-Goog-…` headers, batch requests, gzip, its real limits (here faults), `incompleteSearch`.
//! - v2 of the API, with its `etag`.
//! - Whether an id may be used again after its file was deleted for good is not documented: here not, unless
//!   [`Google::ids_are_free_again`]. Whether files are visible again after a disconnect and a new consent: here not.
//! - The sign-in's own pages, consent screens of unverified apps and the seven days of those in testing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    Answered, Asked, Cors, Past, Refusal, Service,
    oauth::{Access, Client, Grant, Person, Reach, Refresh, Refused, Rules, Scope, Server},
};

mod files;
mod mask;
mod query;
#[cfg(test)]
mod tests;
mod upload;
mod user;

/// The least scope that does.
pub const DRIVE_FILE: &str = "https://www.googleapis.com/auth/drive.file";
/// The type of folders.
pub const FOLDER: &str = "application/vnd.google-apps.folder";
/// The account that is signed in.
pub const SAMANTHA: &str = "samantha@example.com";
/// The wallet's client.
pub const CLIENT: &str = "lifeboat.apps.googleusercontent.com";
/// A client of another project.
pub const OTHER_CLIENT: &str = "other.apps.googleusercontent.com";

const AUTHORIZE: &str = "/o/oauth2/v2/auth";

/// A file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its name now; need not be the only one.
    pub name: String,
    /// [`FOLDER`] or anything else.
    pub mime: String,
    /// The folder it is in; `None` when that one is gone.
    pub parent: Option<String>,
    /// What only the app sees.
    pub properties: BTreeMap<String, String>,
    /// The content; none for folders.
    pub bytes: Option<Arc<Vec<u8>>>,
    /// Unix ms.
    pub created_ms: u64,
    /// Unix ms.
    pub modified_ms: u64,
    /// Whether it itself was put into the bin.
    pub trashed: bool,
    /// The project that may see it; `None` after the user disconnected the app.
    pub project: Option<String>,
    /// Whose it is.
    pub account: String,
}

/// The double. A clone goes its own way.
#[derive(Clone)]
pub struct Google {
    /// The sign-in.
    pub oauth: Server,
    /// All files and folders of all accounts; listings lag as told here.
    pub files: Past<BTreeMap<String, Item>>,
    /// Bytes that fit into an account; `None`: no limit.
    pub room: Option<u64>,
    /// Whether a deleted file's id may be used again.
    pub ids_are_free_again: bool,
    given: BTreeMap<String, String>,
    used: BTreeSet<String>,
    counter: u64,
}

impl Google {
    /// Two people, a client for these redirect addresses, and one of another project.
    pub fn new(redirects: &[&str]) -> Google {
        let mut rules = Rules::new(AUTHORIZE, "/token");
        rules.revoke = Some("/revoke".to_owned());
        rules.implicit = true;
        rules.needs_pkce = false;
        rules.needs_secret = true;
        rules.reach = Reach::Project;
        rules.token_prefix = "ya29.";
        rules.refresh = Some(Refresh {
            life_ms: None,
            rotates: false,
            wanted: |params| params.get("access_type").is_some_and(|kind| kind == "offline"),
        });
        rules.scopes = vec![
            Scope::optional(DRIVE_FILE, "See, edit, create and delete only the files you use with this app"),
            Scope::optional("https://www.googleapis.com/auth/drive.appdata", "Its own configuration data"),
            Scope::fixed("openid", "Who you are"),
            Scope::fixed("email", "Your email address"),
        ];
        rules.words = token_refusal;
        let client = |id: &str, project: &str| Client {
            id: id.to_owned(),
            project: project.to_owned(),
            secret: Some("GOCSPX-double".to_owned()),
            redirects: redirects.iter().map(|redirect| (*redirect).to_owned()).collect(),
        };
        let person = |email: &str, name: &str| Person { email: email.to_owned(), name: name.to_owned() };
        let people = vec![person(SAMANTHA, "Samantha"), person("other@example.com", "Other")];
        Google {
            oauth: Server::new(
                rules,
                vec![client(CLIENT, "lifeboat"), client(OTHER_CLIENT, "other")],
                people,
            ),
            files: Past::default(),
            room: None,
            ids_are_free_again: false,
            given: BTreeMap::new(),
            used: BTreeSet::new(),
            counter: 0,
        }
    }

    /// A token for Samantha's files, without the dance.
    pub fn token(&mut self, now_ms: u64) -> String {
        self.oauth.issue(CLIENT, SAMANTHA, &[DRIVE_FILE], now_ms).unwrap_or_default()
    }

    /// The files that are not in the bin and have this name now.
    pub fn named(&self, name: &str) -> Vec<&Item> {
        let files = self.files.now();
        files.values().filter(|item| item.name == name && !is_trashed(files, item)).collect()
    }

    fn fresh_id(&mut self, account: &str) -> String {
        self.counter += 1;
        let digest = Sha256::digest(format!("file {}", self.counter));
        let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let id: String = format!("1{text}").chars().take(33).collect();
        self.given.insert(id.clone(), account.to_owned());
        id
    }

    fn api(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let grant = match self.oauth.access(asked.bearer().unwrap_or_default(), now_ms) {
            Access::Good(grant) => grant,
            Access::Expired | Access::Bad => return signed_out(),
        };
        if !grant.scopes.iter().any(|scope| scope == DRIVE_FILE) {
            return scope_missing();
        }
        let names = asked.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match (asked.method.as_str(), names.as_slice()) {
            ("GET", ["drive", "v3", "about"]) => self.about(asked, &grant),
            ("GET", ["drive", "v3", "files", "generateIds"]) => self.generate(asked, &grant),
            ("GET", ["drive", "v3", "files"]) => self.list(asked, &grant, now_ms),
            ("POST", ["drive", "v3", "files"]) => self.create_bare(asked, &grant, now_ms),
            ("POST", ["upload", "drive", "v3", "files"]) => self.create_upload(asked, &grant, now_ms),
            ("GET", ["drive", "v3", "files", id]) => self.get(asked, &grant, id),
            ("PATCH", ["drive", "v3", "files", id]) => self.patch(asked, &grant, id, now_ms),
            ("DELETE", ["drive", "v3", "files", id]) => self.delete(&grant, id, now_ms),
            _ => Answered::page(
                404,
                "Error 404 (Not Found)!!1",
                "The requested URL was not found on this server.",
            ),
        }
    }
}

impl Service for Google {
    fn name(&self) -> &'static str {
        "google"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        match self.oauth.answer(asked, now_ms) {
            Some(answer) => answer,
            None => self.api(asked, now_ms),
        }
    }

    fn refuse(&self, refusal: &Refusal, _: &Asked) -> Answered {
        match refusal {
            Refusal::RateLimited { status, retry_after } => {
                let answer = error(
                    *status,
                    "userRateLimitExceeded",
                    "User Rate Limit Exceeded. Rate of requests for user exceed configured project quota.",
                );
                match retry_after {
                    Some(seconds) => answer.with("retry-after", seconds.to_string()),
                    None => answer,
                }
            }
            Refusal::QuotaFull => {
                error(403, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded.")
            }
            Refusal::SignedOut => signed_out(),
            Refusal::ScopeMissing => scope_missing(),
            Refusal::Status(401) => signed_out(),
            Refusal::Status(404) => not_found("1double"),
            Refusal::Status(409) => in_use(),
            Refusal::Status(403) => error(
                403,
                "appNotAuthorizedToFile",
                "The user has not granted the app write access to the file.",
            ),
            Refusal::Status(status @ 500..) => error(*status, "backendError", "Internal Error"),
            Refusal::Status(status) => error(*status, "conditionNotMet", "Precondition Failed"),
        }
    }

    fn cors(&self, asked: &Asked) -> Cors {
        match asked.path.as_str() {
            "/revoke" => Cors::none(),
            path if path.starts_with(AUTHORIZE) => Cors::none(),
            _ => Cors::open(&[]),
        }
    }

    fn act(&mut self, action: &str, argument: &Value, now_ms: u64) -> Result<Value, String> {
        if action == "disconnect" {
            self.disconnect(argument, now_ms);
        }
        match self.oauth.act(action, argument) {
            Some(done) => done,
            None => self.act_on_files(action, argument, now_ms),
        }
    }

    fn describe(&self, base: &str) -> Value {
        json!({
            "base": base,
            "api": base,
            "authorize": format!("{base}{AUTHORIZE}"),
            "token": format!("{base}/token"),
            "revoke": format!("{base}/revoke"),
            "client_id": CLIENT,
            "client_secret": "GOCSPX-double",
            "scope": DRIVE_FILE,
            "accounts": self.oauth.people.iter().map(|person| &person.email).collect::<Vec<_>>(),
        })
    }
}

/// In the bin: it itself, or a folder above it.
pub(crate) fn is_trashed(files: &BTreeMap<String, Item>, item: &Item) -> bool {
    let mut at = Some(item);
    for _ in 0..100 {
        match at {
            Some(item) if item.trashed => return true,
            Some(item) => at = item.parent.as_ref().and_then(|parent| files.get(parent)),
            None => return false,
        }
    }
    false
}

fn sees(grant: &Grant, item: &Item) -> bool {
    item.account == grant.account && item.project.as_deref() == Some(&grant.project)
}

fn error(status: u16, reason: &str, message: &str) -> Answered {
    let domain = if reason.contains("RateLimit") { "usageLimits" } else { "global" };
    let one = json!({ "domain": domain, "reason": reason, "message": message });
    Answered::json(status, &json!({ "error": { "errors": [one], "code": status, "message": message } }))
}

fn not_found(id: &str) -> Answered {
    let message = format!("File not found: {id}.");
    let one = json!({ "domain": "global", "reason": "notFound", "message": message,
        "locationType": "parameter", "location": "fileId" });
    Answered::json(404, &json!({ "error": { "errors": [one], "code": 404, "message": message } }))
}

fn in_use() -> Answered {
    error(409, "fileIdInUse", "A file already exists with the provided ID.")
}

fn signed_out() -> Answered {
    let one = json!({ "message": "Invalid Credentials", "domain": "global", "reason": "authError",
        "location": "Authorization", "locationType": "header" });
    let body = json!({ "error": { "code": 401, "errors": [one], "status": "UNAUTHENTICATED",
        "message": "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or \
            other valid authentication credential." } });
    Answered::json(401, &body)
        .with("www-authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"")
}

fn scope_missing() -> Answered {
    let one = json!({ "message": "Insufficient Permission", "domain": "global", "reason": "insufficientPermissions" });
    let body = json!({ "error": { "code": 403, "errors": [one], "status": "PERMISSION_DENIED",
        "message": "Request had insufficient authentication scopes." } });
    Answered::json(403, &body)
}

fn token_refusal(refused: &Refused) -> Answered {
    let words = match refused {
        Refused::SecretMissing => "client_secret is missing.",
        Refused::UnknownClient => "The OAuth client was not found.",
        Refused::BadCode => "Malformed auth code.",
        Refused::CodeExpired | Refused::OtherRedirect => "Bad Request",
        Refused::VerifierMissing => "Missing code verifier.",
        Refused::WrongVerifier => "Invalid code verifier.",
        Refused::BadRefresh | Refused::RefreshExpired => "Token has been expired or revoked.",
        _ => "Bad Request",
    };
    let status = if *refused == Refused::UnknownClient { 401 } else { 400 };
    Answered::json(status, &json!({ "error": refused.word(), "error_description": words }))
}
