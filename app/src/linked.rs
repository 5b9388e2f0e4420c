//! What another program hands over when it opens this one: a link of a payment.
//!
//! A link comes behind the `#` of the address, which no server is told. The query, which a server may see, is
//! not read, and so this app is not among those that a phone shares texts with. Anybody can make such an
//! address, so that it does nothing but fill the field of "Send"; the user continues from there.

/// The text in an address, from its fragment with the mark before it; `None`: there is no text.
pub fn text(fragment: &str) -> Option<String> {
    let linked = decoded(fragment.strip_prefix('#').unwrap_or_default());
    (!linked.is_empty()).then_some(linked)
}

/// Percent-encoding undone; what is no text then is shown as far as it is.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = value.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let hex = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(hex.unwrap_or(*byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_meant() {
        for (fragment, said) in [
            ("", None),
            ("#", None),
            ("#%20", None),
            ("#web%2Blightning%3Alnbc1abc", Some("web+lightning:lnbc1abc")),
            ("#bitcoin:bc1q?amount=0.1&label=A%20B+C", Some("bitcoin:bc1q?amount=0.1&label=A B+C")),
            ("#%FF%zz%e", Some("\u{fffd}%zz%e")),
            ("#a%C3%A9%F0%9F%8D%9E%", Some("aé🍞%")),
        ] {
            assert_eq!(text(fragment).as_deref(), said, "{fragment}");
        }
    }

    /// What is shared with an app comes in a query or a body, which the operator's server sees where no service worker
    /// answers: it may be a seed.
    #[test]
    fn nothing_is_handed_over_in_what_a_server_may_see() {
        let manifest = include_str!("../../public/manifest.webmanifest");
        assert!(!manifest.contains("share_target"));
        assert_eq!(manifest.matches("%s").count(), manifest.matches("/send#%s").count());
    }
}
