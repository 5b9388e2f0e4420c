//! Finds the storage of `me@storage.example` (WebFinger, RFC 7033).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    DriveError,
    answer::{Effect, no_answer, refusal},
    http::{Http, Method, Request},
    signed_in::json,
    webdav::Address,
};

/// What the link to the storage is called; the second in older servers.
const RELATIONS: [&str; 2] = ["http://tools.ietf.org/id/draft-dejong-remotestorage", "remotestorage"];
/// The property that says where to sign in: OAuth 2, implicit grant.
const SIGN_IN: &str = "http://tools.ietf.org/html/rfc6749#section-4.2";
const VERSION: &str = "http://remotestorage.io/spec/version";
const LARGEST: usize = 256 << 10;
const PATIENCE_MS: u32 = 20_000;

/// A user's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscoveredStorage {
    /// `me@storage.example`
    pub user: String,
    /// What all addresses of files begin with.
    pub storage_root: String,
    /// Where the user signs in and gives us our folder: the address of an OAuth 2 implicit grant.
    pub authorize: String,
    /// Which draft the server follows, if it says so.
    pub version: Option<String>,
}

#[derive(Deserialize)]
struct Descriptor {
    links: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    rel: String,
    href: Option<String>,
    properties: Option<Map<String, Value>>,
}

/// Asks the host of a user's address. Only over https, unless the host is this machine; redirects are not followed.
///
/// # Errors
/// [`DriveError::BadAddress`] if it is not such an address; [`DriveError::NotFound`] when the host knows no
/// user of this name; [`DriveError::NotADrive`] when it has no remoteStorage; otherwise as for every request.
pub async fn discover(http: &impl Http, address: &str) -> Result<DiscoveredStorage, DriveError> {
    let (user, origin) = taken_apart(address)?;
    let resource = utf8_percent_encode(&format!("acct:{user}"), NON_ALPHANUMERIC).to_string();
    let request = Request {
        method: Method::Get,
        url: format!("{}/.well-known/webfinger?resource={resource}", origin.origin()),
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: PATIENCE_MS,
        limit: LARGEST,
    };
    let answer = http.send(request).await.map_err(|error| no_answer(error, Effect::None))?;
    match answer.status {
        200 => {}
        // It is about a person, not about files, so it is not taken for an empty storage.
        404 | 410 => return Err(DriveError::NotFound),
        _ => return Err(refusal(&answer, Effect::None)),
    }
    let descriptor: Descriptor = json(&answer).ok_or(DriveError::NotADrive)?;
    let link = descriptor.links.into_iter().find(|link| RELATIONS.contains(&link.rel.as_str()));
    let link = link.ok_or(DriveError::NotADrive)?;
    let property = |name| link.properties.as_ref().and_then(|all| all.get(name)?.as_str()).map(str::to_owned);
    let found = DiscoveredStorage {
        storage_root: link.href.clone().ok_or(DriveError::NotADrive)?,
        authorize: property(SIGN_IN).ok_or(DriveError::NotADrive)?,
        version: property(VERSION),
        user,
    };
    // A password is typed at the one and a token goes to the other.
    let (sign_in, _) = found.authorize.split_once('?').unwrap_or((&found.authorize, ""));
    for url in [&*found.storage_root, sign_in] {
        let address = Address::parse(url).map_err(|_| DriveError::NotADrive)?;
        if address.is_plain() && !is_this_machine(address.authority()) {
            return Err(DriveError::NotADrive);
        }
    }
    Ok(found)
}

/// The one spelling of a user's address; what is no such address stays as it is.
pub fn user_of(address: &str) -> String {
    let spelling = |(user, origin): (String, Address)| {
        let name = user.rsplit_once('@').map_or("", |(name, _)| name);
        format!("{name}@{}", origin.in_ascii().authority())
    };
    taken_apart(address).map_or_else(|_| address.to_owned(), spelling)
}

fn taken_apart(address: &str) -> Result<(String, Address), DriveError> {
    let (name, host) = address.trim().rsplit_once('@').ok_or(DriveError::BadAddress)?;
    let name_is_sane =
        !name.is_empty() && !name.contains(['/', '@', ':']) && !name.chars().any(char::is_whitespace);
    // `Address` knows what a host is.
    let scheme = if is_this_machine(host) { "http" } else { "https" };
    let origin = Address::parse(&format!("{scheme}://{host}"))?;
    if !name_is_sane || host.contains('/') {
        return Err(DriveError::BadAddress);
    }
    Ok((format!("{name}@{}", origin.authority()), origin))
}

fn is_this_machine(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.parse::<std::net::IpAddr>().map_or(host == "localhost", |ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{is_this_machine, user_of};

    #[test]
    fn one_user_has_one_spelling() {
        for text in [" ana@Storage.example:443", "ana@storage.example.", "ana@storage.example"] {
            assert_eq!(user_of(text), "ana@storage.example", "{text}");
        }
        assert_eq!(user_of("ana@bücher.example"), "ana@xn--bcher-kva.example");
        assert_eq!(user_of("ana@localhost:8000"), "ana@localhost:8000");
        assert_eq!(user_of("Ana@storage.example"), "Ana@storage.example", "another user");
        assert_eq!(user_of("nobody"), "nobody");
    }

    #[test]
    fn knows_this_machine_from_names_that_only_look_like_it() {
        for host in ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["localhost.example", "127.0.0.1.example", "127.example", "10.0.0.1", "[::2]", "example"]
        {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
