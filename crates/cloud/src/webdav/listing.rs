//! Reads the entries of a folder from a multistatus.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::{address::decode, xml::Resource};
use crate::{DriveError, Entry, answer::date_ms, drive::is_name};

/// The end of the names of files that are being uploaded; see [`super::Way::Aside`].
pub(super) const ASIDE: &str = ".aside";
/// The end of the names of the folders that claim a name.
pub(super) const CLAIM: &str = ".claim";

/// The entries of the folder `expected` (all names below the host, the first `base` of them the drive's own address),
/// from the answer to a `PROPFIND` of depth 1.
///
/// Strict: an answer about other places than the folder is refused as a whole, because what is not in a listing may
/// be taken for missing. One odd neighbour is not: it is left out, or listed under the name that its reference has.
pub(super) fn entries(
    resources: Vec<Resource>,
    expected: &[String],
    base: usize,
) -> Result<Vec<Entry>, DriveError> {
    let named: Vec<(Option<Vec<String>>, Resource)> =
        resources.into_iter().map(|resource| (names(&resource.href), resource)).collect();
    let own = own_names(&named, expected, base).ok_or(DriveError::NotADrive)?;
    let mut entries: Vec<Entry> = Vec::new();
    for (names, resource) in named {
        let Some(names) = names else { continue };
        let inside = names.strip_prefix(own.as_slice()).ok_or(DriveError::NotADrive)?;
        let [name] = inside else {
            if inside.is_empty() {
                is_the_folder(&resource)?;
            }
            continue;
        };
        let gone = matches!(resource.status, Some(404 | 410));
        if gone || !is_name(name) || is_scaffold(name) || entries.iter().any(|entry| entry.name == *name) {
            continue;
        }
        entries.push(Entry {
            name: name.clone(),
            folder: resource.collection,
            size: if resource.collection { None } else { resource.length },
            modified_ms: resource.modified.as_deref().and_then(date_ms),
        });
    }
    Ok(entries)
}

/// The folder's own names as the server sees them: behind a proxy they may begin differently, or lack what
/// the proxy cuts off, which is at most the drive's own address; and the same name may be written in another
/// form of Unicode.
fn own_names(
    named: &[(Option<Vec<String>>, Resource)],
    expected: &[String],
    base: usize,
) -> Option<Vec<String>> {
    let all = || named.iter().filter_map(|(names, _)| names.as_ref());
    if all().any(|names| names == expected) {
        return Some(expected.to_vec());
    }
    let shortest = all().min_by_key(|names| names.len())?;
    let alone = all().filter(|names| names.len() == shortest.len()).count() == 1;
    // A server may leave the folder itself out: what is in it must not be taken for it.
    let within = shortest.starts_with(expected) && (!expected.is_empty() || named.len() == 1);
    let cut = expected.len() - shortest.len().min(expected.len());
    let same_end = match (shortest.last(), expected.last()) {
        (Some(theirs), Some(ours)) => theirs == ours || theirs.nfc().eq(ours.nfc()),
        (None, _) => cut <= base,
        (Some(_), None) => true,
    };
    (alone && same_end && !within).then(|| shortest.clone())
}

fn is_the_folder(resource: &Resource) -> Result<(), DriveError> {
    match resource.status {
        None | Some(200..=299) if resource.collection => Ok(()),
        None | Some(200..=299) => Err(DriveError::WrongKind),
        Some(401) => Err(DriveError::SignedOut),
        Some(403) => Err(DriveError::Denied),
        Some(423) => Err(DriveError::Busy { after_ms: None }),
        Some(500..=599) => Err(DriveError::Unavailable { after_ms: None }),
        Some(_) => Err(DriveError::NotADrive),
    }
}

/// The names in a reference: `https://host/a/b`, `/a/b` or `a/b`. A `?` or `#` in it is a character of a name that the
/// server has forgotten to encode: no server lists queries and fragments.
pub(super) fn names(href: &str) -> Option<Vec<String>> {
    let path = match href.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => href,
    };
    path.split('/')
        .filter(|name| !name.is_empty())
        .map(|name| decode(name).or_else(|| byte_by_byte(name)))
        .collect()
}

/// A name that is encoded otherwise than in UTF-8, as old servers of Windows do it. Asked for, it may not be
/// there; left out, it would be as if it were not.
fn byte_by_byte(name: &str) -> Option<String> {
    Some(percent_decode_str(name).map(char::from).collect())
}

/// What is only there while a file is being created.
fn is_scaffold(name: &str) -> bool {
    let stem = name.strip_suffix(ASIDE).or_else(|| name.strip_suffix(CLAIM));
    stem.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(href: &str, collection: bool) -> Resource {
        Resource { href: href.to_owned(), collection, length: Some(3), ..Resource::default() }
    }

    fn listed(hrefs: &[&str], expected: &[&str]) -> Result<Vec<String>, DriveError> {
        let resources = hrefs.iter().map(|href| resource(href, href.ends_with('/'))).collect();
        let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        let base = expected.len().min(1);
        entries(resources, &expected, base).map(|all| all.into_iter().map(|entry| entry.name).collect())
    }

    #[test]
    fn reads_references_of_every_form() {
        let expected = Ok(vec!["a b".to_owned(), "ü".to_owned()]);
        assert_eq!(listed(&["/dav/x/", "/dav/x/a%20b", "/dav/x/%C3%BC/"], &["dav", "x"]), expected);
        let absolute =
            ["http://inner:80/dav/x/", "http://inner:80/dav/x/a%20b", "http://inner:80/dav/x/%c3%bc/"];
        assert_eq!(listed(&absolute, &["dav", "x"]), expected);
        assert_eq!(listed(&["/dav/x/a b", "/dav/x/ü/", "/dav/x/"], &["dav", "x"]), expected);
        // Behind a proxy that cuts or adds a prefix.
        assert_eq!(listed(&["/x/", "/x/a%20b", "/x/%C3%BC/"], &["dav", "x"]), expected);
    }

    #[test]
    fn refuses_a_listing_of_another_place() {
        for hrefs in [&["/other/", "/other/a"][..], &["/dav/x/", "/dav/y/a"], &["/dav/x/a", "/dav/x/b"], &[]]
        {
            assert_eq!(listed(hrefs, &["dav", "x"]), Err(DriveError::NotADrive), "{hrefs:?}");
        }
        assert_eq!(listed(&["/dav/x"], &["dav", "x"]), Err(DriveError::WrongKind));
    }

    #[test]
    fn leaves_out_what_cannot_be_ours() {
        let aside = format!("/x/{:032x}.aside", 7);
        let claim = format!("/x/{:032x}.claim/", 7);
        let hrefs = ["/x/", "/x/%ff", "/x/a%2Fb", "/x/%2e%2e", "/x/a/deep", &aside, &claim, "/x/a", "/x/a"];
        assert_eq!(listed(&hrefs, &["x"]), Ok(vec!["\u{ff}".to_owned(), "a".to_owned()]));
    }
}
