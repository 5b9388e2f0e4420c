//! Microsoft: sign-in for pages (redirect addresses of the type "SPA") and OneDrive over Graph v1.0, as far as the
//! app's own folder goes.
//!
//! The service has three hosts; here they are the folders `/login`, `/graph` and `/content` of one.
//!
//! # What the real one does that this does not
//! - Upload sessions, copy, move, search, sharing, versions, thumbnails, delta, batches, business accounts, and most
//!   `$` options.
//! - A `PUT` may make missing folders by itself there; here it never does.
//! - A challenge is missed only when the code is redeemed (AADSTS9002325) there; here already by the page.
//! - A rotated refresh token stays good until its 24 hours are over there; here it ends at once.
//! - The granted scopes of a token answer lack `offline_access` there, and are written with their resource.
//! - Its login pages cut a popup off from its opener (COOP).
//! - Tags change again for a while after an upload; listings lag; throttling: here as faults only.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    Allowed, Answered, Asked, Cors, Past, Refusal, Service,
    oauth::{Access, Client, Grant, Person, Reach, Refresh, Refused, Rules, Scope, Server},
    tree::{Tree, act},
};

mod files;
mod path;
mod words;

pub use files::quick_xor_hash;
use words::error;

/// The client id of the registered app.
pub const CLIENT_ID: &str = "00000000-1111-2222-3333-444455556666";
/// The name of its folder.
pub const APP_FOLDER: &str = "Lifeboat";
/// The scope that is enough.
pub const APP_FOLDER_SCOPE: &str = "Files.ReadWrite.AppFolder";

const LOGIN: &str = "/login/common/oauth2/v2.0";
const GRAPH: &str = "/graph/v1.0";
const DAY: u64 = 24 * 3_600_000;
const HOUR: u64 = 3_600_000;

/// What one user has.
#[derive(Debug)]
pub(crate) struct Holding {
    tree: Past<Tree>,
    total: u64,
    /// The app's folder is made by the first `GET` for it, and by nothing else.
    opened: bool,
}

/// The double.
#[derive(Debug)]
pub struct Microsoft {
    /// Its sign-in.
    pub oauth: Server,
    /// Most lines of a page of a listing.
    pub page: usize,
    /// As in 2026: the narrow scope alone is refused everywhere.
    pub refuses_narrow_scope: bool,
    /// What the user's language calls `Apps`.
    pub apps: String,
    holdings: BTreeMap<String, Holding>,
    /// Addresses of content: whose, which item, until when.
    downloads: BTreeMap<String, (String, u64, u64)>,
}

impl Microsoft {
    /// With one app, whose redirect address this is, and two people.
    pub fn new(redirect: &str) -> Microsoft {
        let person = |email: &str, name: &str| Person { email: email.to_owned(), name: name.to_owned() };
        let scopes =
            [APP_FOLDER_SCOPE, "Files.ReadWrite", "User.Read", "offline_access", "openid", "profile"];
        let rules = Rules {
            needs_origin: true,
            access_ms: HOUR,
            refresh: Some(Refresh {
                life_ms: Some(DAY),
                rotates: true,
                wanted: |params| {
                    params
                        .get("scope")
                        .is_some_and(|scope| scope.split(' ').any(|one| one == "offline_access"))
                },
            }),
            scopes: scopes.iter().map(|scope| Scope::fixed(scope, scope)).collect(),
            reach: Reach::Grant,
            token_prefix: "EwB",
            words: words::token_refused,
            extra: |_: &Grant| {
                let mut extra = Map::new();
                extra.insert("ext_expires_in".to_owned(), json!(3599));
                extra
            },
            ..Rules::new(&format!("{LOGIN}/authorize"), &format!("{LOGIN}/token"))
        };
        let client = Client {
            id: CLIENT_ID.to_owned(),
            project: CLIENT_ID.to_owned(),
            secret: None,
            redirects: vec![redirect.to_owned()],
        };
        let people =
            vec![person("samantha@example.com", "Samantha Green"), person("bob@example.com", "Bob Brown")];
        Microsoft {
            oauth: Server::new(rules, vec![client], people),
            page: 200,
            refuses_narrow_scope: false,
            apps: "Apps".to_owned(),
            holdings: BTreeMap::new(),
            downloads: BTreeMap::new(),
        }
    }

    /// What a user has at a path of the app's folder.
    pub fn stored(&self, account: &str, path: &[String]) -> Option<Vec<u8>> {
        let holding = self.holdings.get(account)?;
        holding.tree.now().get(path)?.bytes.as_ref().map(|bytes| bytes.to_vec())
    }

    /// The paths of all files that a user has in the app's folder.
    pub fn paths(&self, account: &str) -> impl Iterator<Item = Vec<String>> {
        self.holdings.get(account).into_iter().flat_map(|holding| holding.tree.now().written_paths())
    }

    fn holding(&mut self, account: &str) -> &mut Holding {
        let empty = || Holding { tree: Past::new(Tree::default()), total: 5 << 30, opened: false };
        self.holdings.entry(account.to_owned()).or_insert_with(empty)
    }

    fn grant(&self, asked: &Asked, now_ms: u64) -> Result<Grant, Answered> {
        let grant = match self.oauth.access(asked.bearer().unwrap_or_default(), now_ms) {
            Access::Good(grant) => grant,
            Access::Expired => {
                return Err(error(
                    401,
                    "InvalidAuthenticationToken",
                    "Lifetime validation failed, the token is expired.",
                ));
            }
            Access::Bad => {
                return Err(error(401, "InvalidAuthenticationToken", "CompactToken parsing failed."));
            }
        };
        let has = |scope: &str| grant.scopes.iter().any(|given| given == scope);
        if has("Files.ReadWrite") || (has(APP_FOLDER_SCOPE) && !self.refuses_narrow_scope) {
            Ok(grant)
        } else {
            Err(error(403, "accessDenied", "Access denied"))
        }
    }

    fn drive(&mut self, account: &str) -> Value {
        let name = self.oauth.people.iter().find(|person| person.email == account);
        let name = name.map_or_else(|| account.to_owned(), |person| person.name.clone());
        let id = drive_id(account);
        let holding = self.holding(account);
        let used = holding.tree.now().used();
        json!({
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#drives/$entity",
            "id": id, "driveType": "personal", "name": "OneDrive",
            "owner": { "user": { "displayName": name, "email": account, "id": id } },
            "quota": {
                "deleted": 0, "used": used, "remaining": holding.total.saturating_sub(used), "total": holding.total,
                "state": "normal",
            },
        })
    }
}

/// The id of a user's drive.
fn drive_id(account: &str) -> String {
    let sum = account.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    format!("{sum:016x}")
}

impl Service for Microsoft {
    fn name(&self) -> &'static str {
        "microsoft"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        if let Some(answer) = self.oauth.answer(asked, now_ms) {
            return answer;
        }
        if let Some(token) = asked.path.strip_prefix("/content/") {
            return self.content(asked, token, now_ms);
        }
        let Some(route) = asked.path.strip_prefix(GRAPH) else {
            return Answered::page(404, "404", "The resource cannot be found.");
        };
        let grant = match self.grant(asked, now_ms) {
            Ok(grant) => grant,
            Err(answer) => return answer,
        };
        self.graph(asked, route, &grant.account, now_ms)
    }

    fn refuse(&self, refusal: &Refusal, asked: &Asked) -> Answered {
        if asked.path.starts_with("/content/") {
            let status = match refusal {
                Refusal::RateLimited { status, .. } | Refusal::Status(status) => *status,
                Refusal::SignedOut => 401,
                _ => 403,
            };
            return Answered::bytes(status, "text/plain", "");
        }
        match refusal {
            Refusal::RateLimited { status, retry_after } => {
                let answer = error(*status, "activityLimitReached", "The request has been throttled");
                match retry_after {
                    Some(seconds) => answer.with("retry-after", seconds.to_string()),
                    None => answer,
                }
            }
            Refusal::QuotaFull => error(507, "quotaLimitReached", "Insufficient Space Available"),
            Refusal::SignedOut => {
                error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.")
            }
            Refusal::ScopeMissing => error(403, "accessDenied", "Access denied"),
            Refusal::Status(status) => words::status(*status, &asked.method),
        }
    }

    fn cors(&self, asked: &Asked) -> Cors {
        if asked.path.starts_with("/login/") {
            if !asked.path.ends_with("/token") {
                return Cors::none();
            }
            let redirects = self.oauth.clients.iter().flat_map(|client| &client.redirects);
            let origin = |address: &String| {
                let (scheme, rest) = address.split_once("://")?;
                Some(format!("{scheme}://{}", rest.split('/').next()?))
            };
            return Cors {
                origins: Some(Allowed::These(redirects.filter_map(origin).collect())),
                ..Cors::open(&[])
            };
        }
        if asked.path.starts_with("/content/") {
            // The token is not welcome there.
            return Cors {
                headers: Allowed::these(&["range"]),
                methods: Allowed::these(&["GET"]),
                ..Cors::open(&[])
            };
        }
        Cors::open(&["etag", "location", "request-id", "client-request-id"])
    }

    /// What the users do on OneDrive's own pages: `put {path, text}`, `rename {path, to}`, `delete {path}`, `lag {ms}`,
    /// `allocate {bytes}`, each with an optional `account`; `page {lines}`; `refuse_narrow_scope {on}`; and those of
    /// [`Server::act`].
    fn act(&mut self, action: &str, argument: &Value, now_ms: u64) -> Result<Value, String> {
        if let Some(done) = self.oauth.act(action, argument) {
            return done;
        }
        let number = |name: &str| argument.get(name).and_then(Value::as_u64).unwrap_or_default();
        let first = self.oauth.people.first().map(|person| person.email.clone()).unwrap_or_default();
        let account = argument.get("account").and_then(Value::as_str).map_or(first, str::to_owned);
        if let Some(done) = act(&mut self.holding(&account).tree, action, argument, now_ms) {
            return done;
        }
        match action {
            "page" => self.page = usize::try_from(number("lines")).unwrap_or(usize::MAX).max(1),
            "allocate" => self.holding(&account).total = number("bytes"),
            "refuse_narrow_scope" => {
                self.refuses_narrow_scope = argument.get("on").and_then(Value::as_bool).unwrap_or(true);
            }
            _ => return Err(format!("Microsoft does not know how to {action}")),
        }
        Ok(Value::Null)
    }

    fn describe(&self, base: &str) -> Value {
        let people: Vec<_> = self.oauth.people.iter().map(|person| person.email.clone()).collect();
        json!({
            "base": base, "graph": format!("{base}{GRAPH}"), "authorize": format!("{base}{LOGIN}/authorize"),
            "token": format!("{base}{LOGIN}/token"), "client_id": CLIENT_ID, "app_folder": APP_FOLDER, "accounts": people,
        })
    }
}
