//! Maps a request's address to a place in the storage, and back.

use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What the storage's addresses start with.
pub const PREFIX: &str = "/dav";
/// The characters that an address has to escape.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
/// The longest name that common file systems accept, in bytes.
const NAME: usize = 255;
const DEPTH: usize = 32;

/// A place in the storage: names from its root, each one checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StoragePath(Vec<String>);

/// This address names no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address of the storage")]
pub struct BadPath;

impl StoragePath {
    /// Takes an encoded path such as `/dav/a%20folder/file`, with or without `/` at its end.
    pub fn parse(path: &str) -> Result<StoragePath, BadPath> {
        let inner = path.strip_prefix(PREFIX).ok_or(BadPath)?;
        if inner.is_empty() || inner == "/" {
            return Ok(StoragePath::default());
        }
        let inner = inner.strip_prefix('/').ok_or(BadPath)?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        // Split first, decode once: an encoded slash is a bad name, and nothing is decoded twice.
        let names: Vec<String> = inner
            .split('/')
            .map(|name| {
                if !encoding_is_whole(name) {
                    return Err(BadPath);
                }
                let name = percent_decode_str(name).decode_utf8().map_err(|_| BadPath)?;
                is_name(&name).then(|| name.into_owned()).ok_or(BadPath)
            })
            .collect::<Result<_, _>>()?;
        (names.len() <= DEPTH).then_some(StoragePath(names)).ok_or(BadPath)
    }

    /// The names from the root.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The root of the storage.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder it is in and its name there; `None` for the root.
    pub fn split(&self) -> Option<(StoragePath, &str)> {
        self.0.split_last().map(|(name, rest)| (StoragePath(rest.to_vec()), name.as_str()))
    }

    /// The thing of this name in this folder.
    pub fn join(&self, name: &str) -> StoragePath {
        let mut names = self.0.clone();
        names.push(name.to_owned());
        StoragePath(names)
    }

    /// Whether it is `other` or within it.
    pub fn is_within(&self, other: &StoragePath) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Relative to the storage's root, as the system wants it.
    pub(crate) fn relative(&self) -> String {
        match self.is_root() {
            true => ".".to_owned(),
            false => self.0.join("/"),
        }
    }

    /// The address it is found at.
    pub fn href(&self, folder: bool) -> String {
        let mut href = PREFIX.to_owned();
        for name in &self.0 {
            let _ = write!(href, "/{}", utf8_percent_encode(name, ENCODED));
        }
        if folder || self.is_root() {
            href.push('/');
        }
        href
    }
}

/// A name that means itself on a Unix file system.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= NAME
        && name != "."
        && name != ".."
        && !name.chars().any(|c| c == '/' || c.is_control())
}

/// Every `%` starts two hex digits.
fn encoding_is_whole(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|rest| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_nothing_outside_of_the_storage() {
        for path in [
            "/dav/..",
            "/dav/../x",
            "/dav/a/../../x",
            "/dav/.",
            "/dav/a/./b",
            "/dav//a",
            "/dav/a//b",
            "/dav//",
            "/dav/%2e%2e/x",
            "/dav/%2E%2e",
            "/dav/.%2e/x",
            "/dav/a%2f..%2fb",
            "/dav/%2fetc%2fpasswd",
            "/dav/a%00",
            "/dav/%00",
            "/dav/a%0ab",
            "/dav/%7f",
            "/dav/%ff",
            "/dav/%c0%af",
            "/dav/%",
            "/dav/%4",
            "/dav/%zz",
            "/davx",
            "/davx/a",
            "/other",
            "",
            "/",
            "dav/a",
            "/dav/%2e",
        ] {
            assert_eq!(StoragePath::parse(path), Err(BadPath), "{path}");
        }
        assert_eq!(StoragePath::parse(&format!("/dav/{}", "a".repeat(256))), Err(BadPath));
        assert_eq!(StoragePath::parse(&format!("/dav{}", "/a".repeat(33))), Err(BadPath));
    }

    #[test]
    fn what_is_encoded_twice_stays_encoded_once() {
        assert_eq!(
            StoragePath::parse("/dav/%252e%252e").map(|place| place.relative()).as_deref(),
            Ok("%2e%2e")
        );
    }

    proptest::proptest! {
        #[test]
        fn every_name_comes_back(names in proptest::collection::vec("[^/\\p{Cc}]{1,40}", 1..5), slash: bool) {
            proptest::prop_assume!(names.iter().all(|name| is_name(name)));
            let place = StoragePath(names);
            proptest::prop_assert_eq!(StoragePath::parse(&place.href(slash)), Ok(place));
        }

        #[test]
        fn whatever_is_parsed_stays_inside(path in "/dav(/|%2e|\\.|%2f|%5c|a|%00|%25){0,12}") {
            if let Ok(place) = StoragePath::parse(&path) {
                let relative = place.relative();
                proptest::prop_assert!(!relative.starts_with('/'));
                proptest::prop_assert!(relative == "." || relative.split('/').all(|name| name != ".." && name != "." && !name.is_empty()));
            }
        }
    }
}
