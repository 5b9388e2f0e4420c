//! Which server it is, by what only that one writes: a name in a header is the proxy's as often as the
//! server's, and a page of another origin sees neither.

use crate::webdav::digest_tag::is_digest;

/// How lighttpd's `mod_webdav` begins every listing: the second namespace is of its own attribute on dates.
const LIGHTTPD: &[u8] =
    br#"<D:multistatus xmlns:D="DAV:" xmlns:ns0="urn:uuid:c2f41010-65b3-11d1-a29f-00aa00c14882/">"#;

/// A server that is known to look and to store in one step. Others may do the same, but have not been tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Our own: its tags are the SHA-256 of the content, and the answer to a `PUT` carries one.
    Lifeboat,
    /// One process that carries out one request after the other.
    Lighttpd,
}

impl Maker {
    /// Tells the maker from a listing of depth 0 of a file with these bytes, and the tag in it.
    pub(super) fn of(listing: &[u8], tag: Option<&str>, bytes: &[u8]) -> Option<Maker> {
        if is_digest(tag, bytes) {
            return Some(Maker::Lifeboat);
        }
        listing.windows(LIGHTTPD.len()).take(200).any(|part| part == LIGHTTPD).then_some(Maker::Lighttpd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webdav::digest_tag::digest_tag;

    #[test]
    fn a_server_is_known_by_what_it_writes_and_by_nothing_else() {
        let tag = digest_tag(b"bytes");
        assert_eq!(tag.len(), 66);
        assert_eq!(Maker::of(b"", Some(&tag), b"bytes"), Some(Maker::Lifeboat));
        assert_eq!(Maker::of(b"", Some(&tag), b"others"), None);
        let listing = [b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", LIGHTTPD, b"<D:response>"].concat();
        assert_eq!(Maker::of(&listing, Some("\"758747561\""), b"bytes"), Some(Maker::Lighttpd));
        assert_eq!(Maker::of(b"<D:multistatus xmlns:D=\"DAV:\">", Some("\"1\""), b"bytes"), None);
        assert_eq!(Maker::of(b"", None, b"bytes"), None);
    }
}
