//! Where a WebDAV drive is, and how names become addresses.

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
    /// Reads what a user typed or pasted.
    pub fn parse(text: &str) -> Result<Address, DriveError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(DriveError::BadAddress)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => "http",
            "https" => "https",
            _ => return Err(DriveError::BadAddress),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        // No `@`: a password in an address ends up in logs and histories.
        let allowed = |c: char| c.is_alphanumeric() || ".-:[]_".contains(c);
        if authority.is_empty() || authority.starts_with(':') || !authority.chars().all(allowed) {
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

    /// Host and port.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The same host, with other names below it.
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

    /// The address of a folder. With the slash at the end: without it many servers redirect.
    pub(crate) fn folder(&self, path: &Path) -> Result<String, DriveError> {
        self.file(path).map(|url| url + "/")
    }
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
    fn refuses_what_is_no_plain_address() {
        for text in [
            "",
            "cloud.example",
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
