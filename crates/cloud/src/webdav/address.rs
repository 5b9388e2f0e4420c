//! Where a WebDAV drive is, and how names become addresses.

use std::fmt;

use oauth2::url::Host;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{DriveError, Path, drive::is_name};

/// All but RFC 3986's unreserved characters: what every server reads the same way.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The root of a WebDAV drive: `https://host[:port]/path/`, without user, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    scheme: &'static str,
    authority: String,
    names: Vec<String>,
}

impl Address {
    /// Reads what a user typed or pasted: also without a scheme, with one of those that file managers show
    /// (`davs://`), or in angle brackets. What does not say `http://` is never sent readable.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`] for anything with a user name, a query or a fragment, and for the address of no host.
    pub fn parse(text: &str) -> Result<Address, DriveError> {
        let Address { scheme, authority, names } = Address::as_typed(text)?;
        Ok(Address { scheme, authority: canonical(scheme, &authority), names })
    }

    /// Reads an address, and leaves host and port as they were typed, in small letters, for what is derived from them.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub(crate) fn as_typed(text: &str) -> Result<Address, DriveError> {
        let text: String = text.chars().filter(|c| !is_unseen(*c)).collect();
        let text = text.trim_matches(|c: char| c.is_whitespace() || "<>\"'“”„«»".contains(c));
        let text = without_doubled_scheme(text);
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
                "http" => ("http", rest),
                "https" | "davs" | "webdavs" | "dav" | "webdav" => ("https", rest),
                _ => return Err(DriveError::BadAddress),
            },
            None => ("https", text),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if !is_authority(authority) || (!text.contains("://") && !is_surely_a_host(authority)) {
            return Err(DriveError::BadAddress);
        }
        if path.contains(['?', '#', '\\']) {
            return Err(DriveError::BadAddress);
        }
        let mut names = Vec::new();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let name = decode(name).filter(|name| is_name(name)).ok_or(DriveError::BadAddress)?;
            names.push(name);
        }
        Ok(Address { scheme, authority: authority.to_lowercase(), names })
    }

    /// Whether everything goes over the wire readable, the password included. Fine on the own machine only.
    pub fn is_plain(&self) -> bool {
        self.scheme == "http"
    }

    /// The server's host, and its port where one is given.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// This address with its host in the letters under which browsers ask for it (IDNA): of two spellings that lead to
    /// one server, one.
    pub fn in_ascii(&self) -> Address {
        let (host, port) = self.authority.split_once(':').unwrap_or((&self.authority, ""));
        let authority = match Host::parse(host) {
            Ok(Host::Domain(ascii)) if !host.is_ascii() && port.is_empty() => ascii,
            Ok(Host::Domain(ascii)) if !host.is_ascii() => format!("{ascii}:{port}"),
            Ok(_) | Err(_) => self.authority.clone(),
        };
        Address { authority, ..self.clone() }
    }

    /// An address on this host, with other names below it.
    pub(crate) fn with_names(&self, names: Vec<String>) -> Address {
        Address { names, ..self.clone() }
    }

    /// The names below the host, decoded.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// `https://host:port`
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// The address of a file.
    pub(crate) fn file(&self, path: &Path) -> Result<String, DriveError> {
        let mut url = self.origin();
        for name in self.names.iter().chain(path.names()) {
            if !is_name(name) {
                return Err(DriveError::BadAddress);
            }
            url.push('/');
            url.extend(utf8_percent_encode(name, NAME));
        }
        Ok(url)
    }

    /// The address of a file for a header, which is sent as it is. If the host has letters other than ASCII's, it is
    /// only the path (RFC 4918, 10.3): the browser asks it under its ASCII name, which servers compare.
    pub(crate) fn destination(&self, path: &Path) -> Result<String, DriveError> {
        let url = self.file(path)?;
        let path = url.strip_prefix(&self.origin()).filter(|_| !self.authority.is_ascii());
        Ok(path.map_or_else(|| url.clone(), str::to_owned))
    }

    /// The address of a folder. With the slash at the end: without it many servers redirect.
    pub(crate) fn folder(&self, path: &Path) -> Result<String, DriveError> {
        self.file(path).map(|url| url + "/")
    }
}

/// The full address as requested, which is the same for all spellings of it.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.origin())?;
        self.names.iter().try_for_each(|name| write!(f, "{}/", utf8_percent_encode(name, NAME)))
    }
}

/// Takes no room, and comes along when an address is copied: of no name that anybody can see.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || ('\u{2060}'..='\u{2069}').contains(&c)
}

/// Pasted behind a scheme that was there already: the inner one is meant.
fn without_doubled_scheme(text: &str) -> &str {
    let inner = text.split_once("://").map_or("", |(_, rest)| rest);
    let is_scheme = |scheme: &str| ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if inner.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme)) { inner } else { text }
}

/// Whether it is host and perhaps port (RFC 3986, 3.2), the host also in letters of every language. No `@`: a
/// password in an address ends up in logs and histories.
fn is_authority(text: &str) -> bool {
    // IPv6 in brackets, without the zone: that is known to one machine alone.
    let (host, sound, rest) = match text.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((host, rest))) => (
            host,
            host.contains(':') && host.chars().all(|c| c.is_ascii_hexdigit() || ".:".contains(c)),
            rest,
        ),
        Some(None) => return false,
        None => {
            let (host, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
            (host, host.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c)), rest)
        }
    };
    let port = match rest.strip_prefix(':') {
        // Browsers take it for none.
        None => rest.is_empty(),
        Some("") => true,
        Some(port) => {
            port.bytes().all(|c| c.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
        }
    };
    sound && !host.is_empty() && !host.starts_with('.') && !host.contains("..") && port
}

/// Without what says nothing: the port that the scheme has anyway, an empty one, and the dot at the end of a
/// whole name.
fn canonical(scheme: &str, authority: &str) -> String {
    let usual = if scheme == "http" { 80 } else { 443 };
    // The last colon of an IPv6 address does not precede a port.
    let parts = authority.rsplit_once(':').filter(|(host, _)| !host.starts_with('[') || host.ends_with(']'));
    let (host, port) = parts.map_or((authority, None), |(host, port)| (host, port.parse::<u16>().ok()));
    let host = host.strip_suffix('.').unwrap_or(host);
    match port.filter(|port| *port != usual) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether a text without a scheme can be meant as an address at all: `cloud.example`, `nas:5005`, `[::1]`.
fn is_surely_a_host(authority: &str) -> bool {
    let host = authority.split(':').next().unwrap_or_default();
    host.trim_end_matches('.').contains('.')
        || authority.starts_with('[')
        || (authority.contains(':') && !authority.ends_with(':'))
}

/// Undoes percent-encoding; `None` when that is not UTF-8.
pub(crate) fn decode(name: &str) -> Option<String> {
    percent_decode_str(name).decode_utf8().ok().map(|name| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_as_users_type_them() {
        let same = Address::parse("https://cloud.example/remote.php/dav/files/sam%20antha/").unwrap();
        assert_eq!(
            Address::parse(" HTTPS://Cloud.Example/remote.php//dav/files/sam antha "),
            Ok(same.clone())
        );
        let file = same.file(&Path::root().join("a b").join("ü#?%")).unwrap();
        assert_eq!(file, "https://cloud.example/remote.php/dav/files/sam%20antha/a%20b/%C3%BC%23%3F%25");
        assert_eq!(
            Address::parse("http://[::1]:8080").unwrap().folder(&Path::root()).unwrap(),
            "http://[::1]:8080/"
        );
        assert!(!same.is_plain());
    }

    #[test]
    fn a_port_or_a_dot_that_says_nothing_makes_no_other_address() {
        for (text, authority) in [
            ("https://dav.example:443/", "dav.example"),
            ("https://dav.example:/", "dav.example"),
            ("https://dav.example./", "dav.example"),
            ("https://dav.example.:443/", "dav.example"),
            ("dav.example.:", "dav.example"),
            ("http://dav.example:80/", "dav.example"),
            ("http://[::1]:80/", "[::1]"),
            ("https://[::1]:443/", "[::1]"),
            ("https://dav.example:80/", "dav.example:80"),
            ("http://dav.example:443/", "dav.example:443"),
            ("https://dav.example:8443/", "dav.example:8443"),
            ("https://dav.example.:08443/", "dav.example:8443"),
            ("https://dav.example:0443/", "dav.example"),
            ("https://[::1]:8443/", "[::1]:8443"),
            ("https://[::1]/", "[::1]"),
        ] {
            assert_eq!(Address::parse(text).unwrap().authority(), authority, "{text}");
        }
        // Keys were derived of these.
        assert_eq!(Address::as_typed("https://VSS.example.:443/").unwrap().authority(), "vss.example.:443");
    }

    #[test]
    fn a_host_in_letters_of_any_language_is_the_one_that_browsers_ask() {
        for (text, ascii) in [
            ("https://Bücher.example/dav", "https://xn--bcher-kva.example/dav/"),
            ("https://xn--bcher-kva.example/dav/", "https://xn--bcher-kva.example/dav/"),
            ("https://bücher.example:8443", "https://xn--bcher-kva.example:8443/"),
            ("https://dav.example:8443", "https://dav.example:8443/"),
            ("https://[::1]:8443", "https://[::1]:8443/"),
            ("https://127.0.0.1", "https://127.0.0.1/"),
        ] {
            assert_eq!(Address::parse(text).unwrap().in_ascii().to_string(), ascii, "{text}");
        }
    }

    #[test]
    fn a_header_is_ascii_whatever_the_host() {
        let path = Path::root().join("ü");
        for (text, destination) in [
            ("https://müller.example/dav/", "/dav/%C3%BC"),
            ("https://日本.example/", "/%C3%BC"),
            ("https://dav.example/", "https://dav.example/%C3%BC"),
        ] {
            assert_eq!(Address::parse(text).unwrap().destination(&path).as_deref(), Ok(destination));
        }
    }

    #[test]
    fn what_comes_along_when_an_address_is_copied_is_left_out() {
        let meant = Ok(Address::parse("https://dav.example.org/files/ana/").unwrap());
        for text in [
            "https://https://dav.example.org/files/ana/",
            "http://https://dav.example.org/files/ana/",
            "\u{200b}https://dav.example.org/files/ana/",
            "\u{feff}https://dav.example.org/files/ana/\u{200e}",
            "https://dav.example.org/files/ana\u{200b}/",
            "\"https://dav.example.org/files/ana/\"",
            "“https://dav.example.org/files/ana/”",
            "'dav.example.org/files/ana'",
            "<https://dav.example.org/files/ana/>",
        ] {
            assert_eq!(Address::parse(text), meant, "{text:?}");
        }
        assert!(Address::parse("https://http://dav.example.org/").unwrap().is_plain(), "as it says");
    }

    #[test]
    fn refuses_what_is_no_plain_address() {
        for text in [
            "",
            "cloud",
            "https:/cloud.example/",
            "ftp://a/",
            "https://",
            "https:///dav",
            "https://user:secret@a/",
            "https://a/?b",
            "https://a/#b",
            "https://a/..",
            "https://a/%2e%2E/b",
            "https://a b/",
            "https://a/%ff",
            "https://a/%2f",
        ] {
            assert_eq!(Address::parse(text), Err(DriveError::BadAddress), "{text}");
        }
    }

    #[test]
    fn refuses_names_that_would_leave_the_folder() {
        let address = Address::parse("https://a/b").unwrap();
        for name in ["", ".", "..", "a/b", "a\nb", "\0"] {
            assert_eq!(address.file(&Path::root().join(name)), Err(DriveError::BadAddress), "{name:?}");
        }
    }
}
