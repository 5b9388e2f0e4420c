//! What carries a text and leaves its marks on it: HTML writes `&` as `&amp;`, mail (quoted-printable, RFC
//! 2045, section 6.7) writes `=` as `=3D` and ends broken lines with `=`.

/// The text as it was meant.
pub(crate) fn unpacked(text: &str) -> String {
    unescaped(&unquoted(text))
}

/// It is unescaped once for each program that escaped it again.
fn unescaped(text: &str) -> String {
    const ESCAPED: [&str; 4] = ["amp;", "#38;", "#x26;", "#038;"];
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split('&');
    plain.push_str(parts.next().unwrap_or_default());
    for mut part in parts {
        while let Some(rest) = ESCAPED.iter().find_map(|mark| part.strip_prefix(mark)) {
            part = rest;
        }
        plain.push('&');
        plain.push_str(part);
    }
    plain
}

fn unquoted(text: &str) -> String {
    if !is_quoted_printable(text) {
        return text.to_owned();
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut parts = text.split('=');
    plain.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        match soft_break(part) {
            Some(rest) => plain.extend_from_slice(rest.as_bytes()),
            None => {
                plain.extend(octet(part));
                plain.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// In case of doubt it is not: the `=` of an amount must not be lost.
fn is_quoted_printable(text: &str) -> bool {
    let after_each: Vec<&str> = text.split('=').skip(1).collect();
    let is_meant = |part: &&str| part.starts_with("3D");
    let is_one = |part: &&str| is_meant(part) || soft_break(part).is_some() || octet(part) >= Some(0x80);
    let keeps_amounts = text
        .to_ascii_lowercase()
        .match_indices("amount=")
        .all(|(at, key)| text[at + key.len()..].starts_with("3D"));
    let has_mark = after_each.iter().any(is_meant) || !text.contains('?') && !after_each.is_empty();
    has_mark && keeps_amounts && after_each.iter().all(is_one)
}

/// What follows a line break that the mail program made.
fn soft_break(part: &str) -> Option<&str> {
    part.strip_prefix("\r\n").or_else(|| part.strip_prefix('\n'))
}

fn octet(part: &str) -> Option<u8> {
    let hex =
        part.get(..2).filter(|hex| hex.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)))?;
    u8::from_str_radix(hex, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_what_carried_a_text_are_undone_and_nothing_else() {
        for (text, meant) in [
            ("a&amp;b=1", "a&b=1"),
            ("a&amp;amp;#38;b", "a&b"),
            ("x&amp;", "x&"),
            ("?amount=3D0.1&label=3D5=E2=82=AC", "?amount=0.1&label=5€"),
            ("abc=\r\ndef=\nghi", "abcdefghi"),
            ("?a=3D1=\n2", "?a=12"),
            // The sign of equality is meant.
            ("?amount=\n0.1", "?amount=\n0.1"),
            ("?label=3Dprint&amount=20", "?label=3Dprint&amount=20"),
            ("?label=3Dprint&amount=90", "?label=3Dprint&amount=90"),
            ("?amount=10", "?amount=10"),
            ("cHNidP8BAHUCAA==", "cHNidP8BAHUCAA=="),
            ("a=", "a="),
            ("=é", "=é"),
        ] {
            assert_eq!(unpacked(text), meant, "{text}");
        }
    }
}
