//! Where a guard is: an origin and perhaps a path, in one form only.

use std::fmt;

/// The address of a guard, to which `/guard/1/<op>` is added: `https:`, or `http:` for this machine and for
/// onion services.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuardUrl(String);

/// What a country's registry shares out to everybody below its own two letters.
const SHARED_OUT: [&str; 9] = ["ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"];

/// The text is not the address of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no address of a guard")]
pub struct BadUrl;

impl GuardUrl {
    /// At most 255 ASCII characters: no user, no query, no final `/`, the host in lower case.
    ///
    /// # Errors
    /// [`BadUrl`]: anything else.
    pub fn parse(text: &str) -> Result<Self, BadUrl> {
        if text.len() > usize::from(u8::MAX) {
            return Err(BadUrl);
        }
        let (scheme, rest) = text.split_once("://").ok_or(BadUrl)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = host(authority).ok_or(BadUrl)?;
        let is_close =
            host == "localhost" || host == "[::1]" || is_loopback(host) || host.ends_with(".onion");
        let is_safe = scheme == "https" || (scheme == "http" && is_close);
        if is_safe && path.split('/').skip(1).all(is_segment) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadUrl)
        }
    }

    /// The URL as a slot contains it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without its scheme, as people read it: host, port where it is not the usual one, and path.
    pub fn shown(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, rest)| rest)
    }

    /// Its host.
    pub fn host(&self) -> &str {
        host(self.shown().split('/').next().unwrap_or("")).unwrap_or("")
    }

    /// Whether both are of one machine or one domain, as far as their names tell: one operator may run both,
    /// and then they protect as one.
    pub fn is_related(&self, other: &GuardUrl) -> bool {
        self.domain() == other.domain()
    }

    /// For a name, the part that can be registered: its last two labels, or three below what a country shares out
    /// (`co.uk`). Other domains under which many have a name (`github.io`) are taken for one owner's, which only warns
    /// once too often. For an address, the whole of it.
    fn domain(&self) -> &str {
        let host = self.host();
        if host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() {
            return host;
        }
        let mut labels = host.rsplit('.');
        let (last, second) = (labels.next().unwrap_or(""), labels.next().unwrap_or(""));
        let kept = if last.len() == 2 && SHARED_OUT.contains(&second) { 3 } else { 2 };
        let start = host.rmatch_indices('.').nth(kept - 1);
        start.and_then(|(at, dot)| host.get(at + dot.len()..)).unwrap_or(host)
    }
}

impl fmt::Debug for GuardUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The host of an authority that has nothing else but a port.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, _) = rest.split_once(']')?;
            address.parse::<std::net::Ipv6Addr>().ok()?;
            authority.split_at_checked(address.len() + 2)?
        }
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port_is_right = match port.strip_prefix(':') {
        Some(digits) => digits.parse::<u16>().is_ok_and(|port| port > 0 && port.to_string() == digits),
        None => port.is_empty(),
    };
    let named = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = host.split('.').all(|label| !label.is_empty() && label.bytes().all(named));
    (port_is_right && (is_name || host.starts_with('['))).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn is_segment(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.');
    !matches!(segment, "" | "." | "..") && segment.bytes().all(plain)
}
