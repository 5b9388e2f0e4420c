//! Services that can be asked for an invoice: LNURL (LUD-01, LUD-17) and Lightning addresses (LUD-16).
//!
//! The address of a service is what a stranger wrote, and this device will ask there. Only encrypted services
//! with a public name are asked: none of a local network, which a link in a chat must not be able to reach,
//! and none behind Tor, which a page cannot reach. The host is shown to the user, so nothing may stand before
//! it that looks like one.

use crate::bech32;
use crate::letters::after;
use crate::{Kind, Payee, Unpayable};

/// A service that makes invoices when it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    url: String,
    host: String,
    address: Option<String>,
}

/// Longer addresses are refused, bytes.
const LONGEST: usize = 4096;
const SECURE: &str = "https://";

impl Service {
    /// A service at an address of the web.
    ///
    /// # Errors
    /// It is not one that is asked: [`Kind::Onion`], [`Kind::Insecure`], [`Kind::LocalService`], or no such address.
    pub fn at(url: &str) -> Result<Service, Unpayable> {
        let plain = after(url, "http://");
        let Some(rest) = after(url, SECURE).or(plain) else { return Err(Kind::Nothing.into()) };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = host_of(authority)?;
        if plain.is_some() {
            return Err(Kind::Insecure.into());
        }
        let path = path.split('#').next().unwrap_or_default();
        let is_sound = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !is_sound || url.len() > LONGEST {
            return Err(Kind::Nothing.into());
        }
        let authority = authority.to_ascii_lowercase();
        Ok(Service { url: format!("{SECURE}{authority}{path}"), host, address: None })
    }

    /// The service of a Lightning address (LUD-16).
    pub(crate) fn of_address(text: &str) -> Option<Result<Service, Unpayable>> {
        let (name, domain) = text.split_once('@')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
        if name.is_empty() || name.len() > 64 || !name.chars().all(is_name) || !domain.contains('.') {
            return None;
        }
        let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
        let found = Service::at(&format!("{SECURE}{domain}/.well-known/lnurlp/{name}"));
        match found {
            // An address with a path, or with a host that cannot be.
            Err(Unpayable::Is(Kind::Nothing)) => None,
            Ok(_) if domain.contains(['/', '?', '#']) => None,
            found => Some(found.map(|found| Service { address: Some(format!("{name}@{domain}")), ..found })),
        }
    }

    /// The service of `lnurl1…` (LUD-01), in lower case.
    pub(crate) fn of_bech32(text: &str) -> Result<Service, Unpayable> {
        let bytes = bech32::bytes(text, "lnurl").ok_or(Kind::Damaged)?;
        let url = String::from_utf8(bytes).map_err(|_| Kind::Damaged)?;
        if asks_for_login(&url) {
            return Err(Kind::Login.into());
        }
        Service::at(&url)
    }

    /// The service of `lnurlp://host/path` (LUD-17) and the like; `None`: it has no such scheme.
    pub(crate) fn of_scheme(text: &str) -> Option<Result<Service, Unpayable>> {
        if after(text, "keyauth:").is_some() {
            return Some(Err(Kind::Login.into()));
        }
        if after(text, "lnurlc:").is_some() {
            return Some(Err(Kind::Channel.into()));
        }
        let rest = after(text, "lnurlp:").or_else(|| after(text, "lnurlw:"))?.trim_start_matches('/');
        // Some put the new scheme before the old code.
        if after(rest, "lnurl1").is_some() && !rest.contains('.') {
            return Some(Service::of_bech32(&rest.to_ascii_lowercase()));
        }
        Some(Service::at(&format!("{SECURE}{rest}")))
    }

    /// The address to ask; `https` only.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its host, as it is shown: in lower case, without a port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `name@domain`, if that was pasted.
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }
}

impl From<Service> for Payee {
    fn from(service: Service) -> Self {
        Payee { service: Some(service), ..Payee::default() }
    }
}

fn asks_for_login(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|parameter| parameter.eq_ignore_ascii_case("tag=login"))
}

/// The host of the text between `//` and the path. Never of a local network, and never a number: public services have
/// names, and their certificates are made for these.
fn host_of(authority: &str) -> Result<String, Unpayable> {
    // The author of `good.example@evil.example` means the second host, and wants people to read the first.
    let nothing = || Unpayable::from(Kind::Nothing);
    if authority.starts_with('[') {
        return Err(Kind::LocalService.into());
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    if port.is_empty() || port.parse::<u16>().is_err() {
        return Err(nothing());
    }
    let host = host.to_ascii_lowercase();
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(nothing());
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    match last {
        "onion" => Err(Kind::Onion.into()),
        _ if LOCAL.contains(&last) || is_number || last.len() == host.len() => Err(Kind::LocalService.into()),
        _ if host.ends_with(".home.arpa") => Err(Kind::LocalService.into()),
        _ => Ok(host),
    }
}

/// Names that only a local network knows (RFC 6761, RFC 6762, ICANN's `internal`, and what routers use).
const LOCAL: [&str; 7] = ["localhost", "local", "internal", "lan", "home", "corp", "intranet"];
