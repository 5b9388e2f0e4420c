//! Where support requests go, as `config.json` says.

use lifeboat_messages::SupportAddress;
use serde::Deserialize;

/// `mailto:name@host`, or the `https:` address of a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct SupportEntry(pub(super) SupportAddress);

impl TryFrom<String> for SupportEntry {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        let address = match written.strip_prefix("mailto:") {
            Some(address) => is_mail(address).then(|| SupportAddress::Mail { address: address.to_owned() }),
            None => is_page(&written).then_some(SupportAddress::Page { url: written }),
        };
        address.map(Self).ok_or("support: mailto:name@host, or the https: address of a page")
    }
}

/// Fewer than RFC 5321 allows: nothing here has a meaning of its own in a `mailto:` link (RFC 6068), so that the operator
/// cannot add another recipient by mistake.
fn is_mail(address: &str) -> bool {
    let is_plain = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    address
        .split_once('@')
        .is_some_and(|(name, host)| is_plain(name, ".-_+") && host.split('.').all(|part| is_plain(part, "-")))
}

/// A host without user and password, and nothing that a browser would change.
fn is_page(written: &str) -> bool {
    let Some(rest) = written.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    is_host && rest.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_or_a_page_and_nothing_that_means_more() {
        let read = |written: &str| SupportEntry::try_from(written.to_owned()).map(|entry| entry.0);
        let mail = SupportAddress::Mail { address: "help+wallet@lifeboat.example".into() };
        assert_eq!(read("mailto:help+wallet@lifeboat.example"), Ok(mail));
        let page = SupportAddress::Page { url: "https://lifeboat.example/issues/new".into() };
        assert_eq!(read("https://lifeboat.example/issues/new"), Ok(page));
        for wrong in [
            "",
            "help@lifeboat.example",
            "mailto:",
            "mailto:help",
            "mailto:@lifeboat.example",
            "mailto:help@",
            "mailto:help@a..b",
            "mailto:help@lifeboat.example?cc=thief@example.org",
            "mailto:help@lifeboat.example,thief@example.org",
            "mailto:he lp@lifeboat.example",
            "http://lifeboat.example/",
            "https://user:secret@lifeboat.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "/issues",
            "https://",
            "https://lifeboat.example/\"onclick=",
            "https://lifeboat.example\\@thief.example/",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
