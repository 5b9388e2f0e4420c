//! The guards that a new PIN is registered at.

use lifeboat_guard::slot::{GuardUrl, Threshold};
use serde::Deserialize;

use crate::{Config, ConfigError};

/// One guard, as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GuardEntry {
    /// Where it is.
    url: String,
    /// What it admits new records by, 64 hex digits; none where it is open.
    invite: Option<String>,
}

/// One, three or five guards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guards {
    threshold: Threshold,
    all: Vec<(GuardUrl, Option<[u8; 32]>)>,
}

impl Guards {
    /// How many of them have to answer.
    pub fn threshold(&self) -> Threshold {
        self.threshold
    }

    /// Those that a wallet has already, for a page whose operator no longer names any.
    ///
    /// # Errors
    /// There are none, or not as many as this version registers.
    pub fn of_before(urls: impl IntoIterator<Item = GuardUrl>) -> Result<Guards, ConfigError> {
        let all: Vec<_> = urls.into_iter().map(|url| (url, None)).collect();
        Ok(Guards { threshold: threshold(all.len())?, all })
    }

    /// Whether they are at the same places, in any order.
    pub fn are_those_of(&self, other: &Guards) -> bool {
        self.all.len() == other.all.len()
            && self.all.iter().all(|(url, _)| other.all.iter().any(|(of, _)| of == url))
    }

    /// Where each of them is, and what it admits by.
    pub fn all(&self) -> &[(GuardUrl, Option<[u8; 32]>)] {
        &self.all
    }
}

impl Config {
    /// Whether it names guards.
    pub fn names_guards(&self) -> bool {
        !self.guards.is_empty()
    }

    /// The guards of a new PIN.
    ///
    /// # Errors
    /// None are named, or what is named makes no sense.
    pub fn guards(&self) -> Result<Guards, ConfigError> {
        let threshold = threshold(self.guards.len())?;
        let mut all: Vec<(GuardUrl, Option<[u8; 32]>)> = Vec::new();
        for (at, entry) in self.guards.iter().enumerate() {
            let url = GuardUrl::parse(&entry.url).map_err(|_| ConfigError::GuardUrl(at))?;
            if all.iter().any(|(other, _)| *other == url) {
                return Err(ConfigError::GuardTwice(at));
            }
            let invite = |text: &str| invite(text).ok_or(ConfigError::GuardInvite(at));
            all.push((url, entry.invite.as_deref().map(invite).transpose()?));
        }
        Ok(Guards { threshold, all })
    }
}

fn threshold(guards: usize) -> Result<Threshold, ConfigError> {
    match guards {
        1 => Ok(Threshold::OneOfOne),
        3 => Ok(Threshold::TwoOfThree),
        5 => Ok(Threshold::ThreeOfFive),
        _ => Err(ConfigError::GuardCount),
    }
}

/// 64 hexadecimal digits, upper or lower case.
fn invite(text: &str) -> Option<[u8; 32]> {
    let digit = |letter: u8| char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    pairs.iter().map(byte).collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(guards: &str) -> Result<Guards, ConfigError> {
        let text =
            format!(r#"{{"network":"regtest","esplora":"/esplora","bridge":"/bridge","guards":{guards}}}"#);
        let config: Config = serde_json::from_str(&text).unwrap();
        config.guards()
    }

    #[test]
    fn one_three_or_five_guards_are_taken_and_nothing_else() {
        let one = r#"[{"url":"https://a.example"}]"#;
        assert_eq!(read(one).unwrap().threshold(), Threshold::OneOfOne);
        let three =
            r#"[{"url":"https://a.example"},{"url":"https://b.example/x"},{"url":"http://127.0.0.1:1"}]"#;
        assert_eq!(read(three).unwrap().threshold(), Threshold::TwoOfThree);
        for wrong in [
            "[]",
            r#"[{"url":"https://a.example"},{"url":"https://b.example"}]"#,
            r#"[{"url":"http://a.example"}]"#,
            r#"[{"url":"https://a.example/"}]"#,
            r#"[{"url":"https://a.example","invite":"00"}]"#,
            r#"[{"url":"https://a.example"},{"url":"https://a.example"},{"url":"https://b.example"}]"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_invite_is_64_hex_digits() {
        let invite = "0f".repeat(32);
        let read = read(&format!(r#"[{{"url":"https://a.example","invite":"{invite}"}}]"#)).unwrap();
        assert_eq!(read.all()[0].1, Some([0x0f; 32]));
    }
}
