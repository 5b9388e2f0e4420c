//! Typing a PIN: digits only, at most as many as wanted.

use lifeboat_messages::Secret;
use zeroize::Zeroize;

/// The longest PIN there is.
pub const MOST: u8 = 12;
/// The shortest PIN there is.
pub const LEAST: u8 = 4;
/// The number of digits that is suggested.
pub const USUAL: u8 = 6;

/// What was typed so far. No `Debug`; the digits are overwritten when it goes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PinEntry {
    digits: String,
}

/// A key of the pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A digit, 0 to 9.
    Digit(u8),
    /// Takes the last digit away.
    Delete,
}

impl Key {
    /// The key of a `KeyboardEvent`: by what it types (`key`), in the digits of any script; else by where it
    /// is (`code`), because a French keyboard has letters on its row of digits, a Vietnamese one accents, and
    /// an input method or a virtual machine may hide what is typed.
    pub fn of(name: &str, code: &str) -> Option<Key> {
        let mut chars = name.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), None) => digit(letter).or_else(|| place(code)).map(Key::Digit),
            _ if matches!(name, "Dead" | "Process" | "Unidentified") => place(code).map(Key::Digit),
            _ => (name == "Backspace").then_some(Key::Delete),
        }
    }
}

/// The zeros of all decimal digits (Unicode 14); the other nine follow each of them.
const ZEROS: &str = "\
    0\u{660}\u{6f0}\u{7c0}\u{966}\u{9e6}\u{a66}\u{ae6}\u{b66}\u{be6}\u{c66}\u{ce6}\u{d66}\u{de6}\u{e50}\
    \u{ed0}\u{f20}\u{1040}\u{1090}\u{17e0}\u{1810}\u{1946}\u{19d0}\u{1a80}\u{1a90}\u{1b50}\u{1bb0}\u{1c40}\
    \u{1c50}\u{a620}\u{a8d0}\u{a900}\u{a9d0}\u{a9f0}\u{aa50}\u{abf0}\u{ff10}\u{104a0}\u{10d30}\u{11066}\
    \u{110f0}\u{11136}\u{111d0}\u{112f0}\u{11450}\u{114d0}\u{11650}\u{116c0}\u{11730}\u{118e0}\u{11950}\
    \u{11c50}\u{11d50}\u{11da0}\u{16a60}\u{16ac0}\u{16b50}\u{1d7ce}\u{1d7d8}\u{1d7e2}\u{1d7ec}\u{1d7f6}\
    \u{1e140}\u{1e2f0}\u{1e950}\u{1fbf0}";

fn digit(letter: char) -> Option<u8> {
    ZEROS.chars().find_map(|zero| {
        let value = u32::from(letter).checked_sub(u32::from(zero))?;
        u8::try_from(value).ok().filter(|value| *value < 10)
    })
}

fn place(code: &str) -> Option<u8> {
    code.strip_prefix("Digit")?.parse().ok().filter(|value| *value < 10)
}

impl PinEntry {
    /// Types a key. `length` 0 allows up to [`MOST`] digits. Returns whether anything changed.
    pub fn press(&mut self, key: Key, length: u8) -> bool {
        let most = if length == 0 { MOST } else { length.min(MOST) };
        match key {
            Key::Digit(digit) if self.len() < most && digit < 10 => {
                self.digits.push(char::from(b'0' + digit));
                true
            }
            Key::Digit(_) => false,
            Key::Delete => self.digits.pop().is_some(),
        }
    }

    /// How many digits.
    pub fn len(&self) -> u8 {
        u8::try_from(self.digits.len()).unwrap_or(MOST)
    }

    /// Whether `length` digits are there, or enough of them when any length will do.
    pub fn complete(&self, length: u8) -> bool {
        if length == 0 { self.len() >= LEAST } else { self.len() == length }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.digits.zeroize();
    }

    /// The digits, for the worker.
    pub fn digits(&self) -> Secret {
        Secret::from(self.digits.as_str())
    }
}

impl Drop for PinEntry {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[Key], length: u8) -> PinEntry {
        let mut entry = PinEntry::default();
        for key in keys {
            entry.press(*key, length);
        }
        entry
    }

    #[test]
    fn takes_no_more_digits_than_wanted() {
        let keys = [Key::Digit(7); 20];
        assert_eq!(typed(&keys, 6).len(), 6);
        assert_eq!(typed(&keys, 0).len(), MOST);
        assert_eq!(typed(&keys, 200).len(), MOST);
    }

    #[test]
    fn deletes_the_last_digit_and_stops_at_none() {
        let mut entry = typed(&[Key::Digit(1), Key::Digit(2)], 6);
        assert!(entry.press(Key::Delete, 6));
        assert_eq!(entry.digits().expose(), "1");
        assert!(entry.press(Key::Delete, 6));
        assert!(!entry.press(Key::Delete, 6));
    }

    #[test]
    fn is_complete_at_the_wanted_length_or_at_four_when_open() {
        assert!(!typed(&[Key::Digit(1); 5], 6).complete(6));
        assert!(typed(&[Key::Digit(1); 6], 6).complete(6));
        assert!(!typed(&[Key::Digit(1); 3], 0).complete(0));
        assert!(typed(&[Key::Digit(1); 4], 0).complete(0));
    }

    #[test]
    fn knows_digits_and_backspace_and_no_other_key() {
        assert_eq!(Key::of("0", "Digit0"), Some(Key::Digit(0)));
        assert_eq!(Key::of("9", "Numpad9"), Some(Key::Digit(9)));
        assert_eq!(Key::of("Backspace", "Backspace"), Some(Key::Delete));
        for (name, code) in
            [("a", "KeyA"), ("10", ""), ("Enter", "Enter"), ("", ""), ("²", ""), ("+", "NumpadAdd")]
        {
            assert_eq!(Key::of(name, code), None, "{name}");
        }
        // The keypad of numbers without its lock moves; it types nothing.
        assert_eq!(Key::of("Home", "Numpad7"), None);
    }

    #[test]
    fn types_by_place_where_the_row_of_digits_has_letters() {
        for (at, name) in ["à", "&", "é", "\"", "'", "(", "-", "è", "_", "ç"].into_iter().enumerate() {
            assert_eq!(Key::of(name, &format!("Digit{at}")), u8::try_from(at).ok().map(Key::Digit), "{name}");
        }
        for name in ["Dead", "Process", "Unidentified"] {
            assert_eq!(Key::of(name, "Digit5"), Some(Key::Digit(5)), "{name}");
            assert_eq!(Key::of(name, ""), None, "{name}");
            assert_eq!(Key::of(name, "KeyA"), None, "{name}");
        }
        // A keyboard whose digits are elsewhere: what it types counts.
        assert_eq!(Key::of("7", "Digit3"), Some(Key::Digit(7)));
    }

    /// `KeyboardEvent.key` of hardware keyboards of every script.
    #[test]
    fn keys_as_people_have_them() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../crates/crypto/tests/cases/pins.json")).unwrap();
        for case in all["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            // The others are no single keys: they are read by the PIN itself, or are for the page to leave alone.
            let Some(keys) = case["keys"].as_array() else {
                assert!(matches!(id, "pin-paste" | "pin-superscript" | "pin-mixed-scripts"), "{id}");
                continue;
            };
            let wanted: Vec<Option<u8>> = match (case["same_as"].as_str(), id) {
                (Some(plain), _) => plain.bytes().map(|digit| Some(digit - b'0')).collect(),
                (None, "pin-numpad") => [7, 2, 5, 1, 8, 3].map(Some).to_vec(),
                (None, "pin-azerty") => [7, 2, 9, 1, 8, 3].map(Some).to_vec(),
                // With Ctrl, which the page sees before it asks for the key.
                (None, "pin-ctrl-1") => vec![Some(1)],
                (None, "pin-android-unidentified") => vec![None; 6],
                (None, _) => panic!("{id}: what is wanted?"),
            };
            let place = |digit: &Option<u8>| match (id, digit) {
                ("pin-numpad", Some(digit)) => format!("Numpad{digit}"),
                ("pin-azerty", Some(digit)) => format!("Digit{digit}"),
                _ => String::new(),
            };
            let typed =
                keys.iter().zip(&wanted).map(|(key, digit)| Key::of(key.as_str().unwrap(), &place(digit)));
            assert!(typed.eq(wanted.iter().map(|digit| digit.map(Key::Digit))), "{id}");
        }
    }
}
