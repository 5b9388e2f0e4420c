//! Where support requests go, as `config.json` says.

use lifeboat_messages::SupportAddress;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// As it is written: `mailto:name@host`, or the `https:` address of a page. What is neither is no address: no
/// wallet is kept from opening by it.
pub(crate) fn read<'de, D: Deserializer<'de>>(written: D) -> Result<Option<SupportAddress>, D::Error> {
    let written = Value::deserialize(written)?;
    Ok(written.as_str().and_then(address))
}

fn address(written: &str) -> Option<SupportAddress> {
    match written.strip_prefix("mailto:") {
        Some(address) => is_mail(address).then(|| SupportAddress::Mail { address: address.to_owned() }),
        None => is_page(written).then(|| SupportAddress::Page { url: written.to_owned() }),
    }
}

/// Fewer than RFC 5321 allows: nothing here has a meaning of its own in a `mailto:` link (RFC 6068), so that
/// the operator cannot add another recipient by mistake.
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
    let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    is_host && rest.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_or_a_page_and_nothing_that_means_more() {
        let mail = SupportAddress::Mail { address: "help+wallet@lifeboat.example".into() };
        assert_eq!(address("mailto:help+wallet@lifeboat.example"), Some(mail));
        let page = SupportAddress::Page { url: "https://lifeboat.example/issues/new".into() };
        assert_eq!(address("https://lifeboat.example/issues/new"), Some(page));
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
            "https://:",
            "https://lifeboat.example/\"onclick=",
            "https://lifeboat.example\\@thief.example/",
        ] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
