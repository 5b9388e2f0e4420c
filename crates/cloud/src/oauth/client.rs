//! What has to be known of a service to sign in to it.

use super::OAuthError;

/// How a service answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    /// By a code, exchanged at this address (the service's own, or a broker's that adds the client secret).
    Code {
        /// The token endpoint.
        token: String,
    },
    /// By the access token itself, which cannot be renewed.
    Implicit,
}

/// How an access is ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// RFC 7009: the token in a form.
    Form(String),
    /// An empty POST that carries the access token itself (Dropbox).
    Bearer(String),
    /// The service offers none to a page.
    None,
}

/// This app at one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Names the service in pending records; any text that differs between services.
    pub service: String,
    /// The value from the service's console.
    pub id: String,
    /// The authorization endpoint.
    pub authorize: String,
    /// How the service answers a sign-in.
    pub flow: Flow,
    /// How an access is ended.
    pub revocation: Revocation,
    /// The scopes that are requested.
    pub scopes: Vec<String>,
    /// More parameters of the authorization request.
    pub parameters: Vec<(String, String)>,
    /// More parameters when there is no hint whose account is wanted: let the user choose.
    pub choose: Vec<(String, String)>,
    /// The parameter that names the account wanted, where there is one.
    pub hint: Option<String>,
}

/// Asked for to get a refresh token; never in the list of what was granted.
const NOT_LISTED: [&str; 2] = ["offline_access", "openid"];

/// Microsoft names the same scope with and without its resource.
const GRAPH: &str = "https://graph.microsoft.com/";

impl Client {
    /// Dropbox: code and PKCE without a secret, a refresh token without an end.
    pub fn dropbox(id: &str) -> Client {
        let scopes =
            ["account_info.read", "files.content.read", "files.content.write", "files.metadata.read"];
        Client {
            authorize: "https://www.dropbox.com/oauth2/authorize".into(),
            // Not `api.dropbox.com`: that host does not answer pages of other origins.
            flow: Flow::Code { token: "https://api.dropboxapi.com/oauth2/token".into() },
            revocation: Revocation::Bearer("https://api.dropboxapi.com/2/auth/token/revoke".into()),
            parameters: pairs(&[("token_access_type", "offline")]),
            ..Client::bare("dropbox", id, &scopes)
        }
    }

    /// OneDrive: code and PKCE without a secret (redirect address of type "SPA"), renewable for 24 hours.
    pub fn one_drive(id: &str) -> Client {
        Client {
            authorize: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize".into(),
            flow: Flow::Code { token: "https://login.microsoftonline.com/common/oauth2/v2.0/token".into() },
            choose: pairs(&[("prompt", "select_account")]),
            hint: Some("login_hint".into()),
            ..Client::bare("oneDrive", id, &["Files.ReadWrite.AppFolder", "offline_access"])
        }
    }

    /// Google Drive as a page alone can have it: an access token for one hour. Google's token endpoint wants a client
    /// secret even with PKCE, and a page cannot keep a secret.
    pub fn google(id: &str) -> Client {
        Client {
            authorize: "https://accounts.google.com/o/oauth2/v2/auth".into(),
            flow: Flow::Implicit,
            revocation: Revocation::Form("https://oauth2.googleapis.com/revoke".into()),
            choose: pairs(&[("prompt", "select_account")]),
            hint: Some("login_hint".into()),
            ..Client::bare("googleDrive", id, &["https://www.googleapis.com/auth/drive.file"])
        }
    }

    /// Google Drive with a token broker, which adds the secret: code, PKCE and a refresh token.
    pub fn google_with_broker(id: &str, broker: &str) -> Client {
        Client {
            flow: Flow::Code { token: broker.to_owned() },
            // Without "consent" Google gives a refresh token at the first sign-in only.
            parameters: pairs(&[("access_type", "offline"), ("prompt", "consent select_account")]),
            choose: Vec::new(),
            ..Client::google(id)
        }
    }

    /// A remoteStorage server: implicit by specification, and the client id is the page's origin. `server` tells one
    /// from another.
    pub fn remote_storage(server: &str, authorize: &str, origin: &str, scope: &str) -> Client {
        Client {
            authorize: authorize.to_owned(),
            ..Client::bare(&format!("remoteStorage {server}"), origin, &[scope])
        }
    }

    fn bare(service: &str, id: &str, scopes: &[&str]) -> Client {
        Client {
            service: service.to_owned(),
            id: id.to_owned(),
            authorize: String::new(),
            flow: Flow::Implicit,
            revocation: Revocation::None,
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            parameters: Vec::new(),
            choose: Vec::new(),
            hint: None,
        }
    }

    /// Whether everything needed was granted. No list: what was asked for (RFC 6749, 5.1).
    pub(super) fn is_content_with(&self, granted: Option<&str>) -> bool {
        let Some(granted) = granted else { return true };
        // Dropbox and GitHub have been seen to separate by commas.
        let granted: Vec<&str> = granted.split([' ', ',']).collect();
        let needed = self.scopes.iter().filter(|scope| !NOT_LISTED.contains(&scope.as_str()));
        needed.into_iter().all(|scope| granted.iter().any(|one| same_scope(one, scope)))
    }

    /// The addresses, checked: https, or http on the own machine.
    pub(super) fn checked(&self) -> Result<&Client, OAuthError> {
        let mut addresses = vec![self.authorize.as_str()];
        if let Flow::Code { token } = &self.flow {
            addresses.push(token);
        }
        let usable = !self.id.is_empty() && addresses.into_iter().all(is_safe);
        if usable { Ok(self) } else { Err(OAuthError::BadConfig) }
    }
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn same_scope(a: &str, b: &str) -> bool {
    let bare = |scope: &str| scope.strip_prefix(GRAPH).unwrap_or(scope).to_ascii_lowercase();
    bare(a) == bare(b)
}

/// A code or token must not travel readable.
fn is_safe(address: &str) -> bool {
    let Ok(url) = oauth2::url::Url::parse(address) else { return false };
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    (url.scheme() == "https" || url.scheme() == "http" && local) && url.fragment().is_none()
}
