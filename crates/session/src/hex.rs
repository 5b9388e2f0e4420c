//! Ids, digests and secrets as texts.

/// Bytes as hex in lower case.
pub fn of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a text in hex, upper or lower case; `None`: the text is not hex. Nothing else keeps a copy of
/// them.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut bytes = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    rest.is_empty().then_some(bytes)
}

fn digit(letter: u8) -> Option<u8> {
    u8::try_from(char::from(letter).to_digit(16)?).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_byte_comes_back_and_nothing_else_is_hex() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(super::read(&super::of(&all)), Some(all.clone()));
        assert_eq!(super::read(&super::of(&all).to_uppercase()), Some(all));
        assert_eq!(super::read(""), Some(Vec::new()));
        for other in ["0", "000", "+1", "0x", " 1", "g0", "\u{e4}", "0\u{e4}"] {
            assert_eq!(super::read(other), None, "{other}");
        }
    }
}
