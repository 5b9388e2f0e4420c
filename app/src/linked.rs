//! What another program hands over when it opens this one: a link of a payment, or what somebody shared.
//!
//! A link comes behind the `#` of the address, which no server is told. What is shared comes in the query, where browsers put
//! it. Anybody can make such an address, so that it does nothing by itself: it fills the field of "Send", and the user goes on.

/// The text in an address, from its query and its fragment, with the marks before them; `None`: there is none.
pub fn text(search: &str, fragment: &str) -> Option<String> {
    let linked = decoded(fragment.strip_prefix('#').unwrap_or_default(), false);
    if !linked.is_empty() {
        return Some(linked);
    }
    let query = search.strip_prefix('?').unwrap_or_default();
    let value = |name: &str| {
        let values = query.split('&').filter_map(|parameter| parameter.split_once('='));
        let mut values = values.filter(|(key, _)| *key == name).map(|(_, value)| decoded(value, true));
        values.find(|value| !value.is_empty())
    };
    // Programs disagree on where a link goes, and some say it twice.
    let mut parts: Vec<String> = Vec::new();
    for part in ["text", "url", "title"].into_iter().filter_map(value) {
        if !parts.iter().any(|other| other.contains(&part)) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Percent-encoding undone; what is no text then is shown as far as it is. `form`: `+` is a blank.
fn decoded(value: &str, form: bool) -> String {
    let bytes = value.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = value.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let hex = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(hex.unwrap_or(if form && *byte == b'+' { b' ' } else { *byte }));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_and_what_is_shared_are_read_as_they_were_meant() {
        for (search, fragment, said) in [
            ("", "", None),
            ("?", "#", None),
            ("?text=&url=", "", None),
            ("?other=lnbc1", "", None),
            ("", "#web%2Blightning%3Alnbc1abc", Some("web+lightning:lnbc1abc")),
            ("", "#bitcoin:bc1q?amount=0.1&label=A%20B", Some("bitcoin:bc1q?amount=0.1&label=A B")),
            ("?text=x", "#lnbc1", Some("lnbc1")),
            ("?text=Pay+me%3A+lnbc1", "", Some("Pay me: lnbc1")),
            (
                "?url=https%3A%2F%2Fa.example%2F%3Flightning%3Dlnurl1",
                "",
                Some("https://a.example/?lightning=lnurl1"),
            ),
            ("?title=Shop&text=lnbc1", "", Some("lnbc1\nShop")),
            ("?title=lnbc1&text=lnbc1", "", Some("lnbc1")),
            ("?text=%FF%zz%e", "", Some("\u{fffd}%zz%e")),
            ("?text=a%C3%A9%F0%9F%8D%9E%", "", Some("aé🍞%")),
        ] {
            assert_eq!(text(search, fragment).as_deref(), said, "{search} {fragment}");
        }
    }
}
