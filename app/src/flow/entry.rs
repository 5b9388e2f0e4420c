//! Typing a PIN: digits only, at most as many as wanted.

use zeroize::Zeroize;

/// The longest PIN there is.
pub const MOST: u8 = 12;
/// The shortest PIN there is.
pub const LEAST: u8 = 4;
/// What is suggested.
pub const USUAL: u8 = 6;

/// What was typed so far. No `Debug`; the digits are overwritten when it goes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Entry {
    digits: String,
}

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// 0 to 9.
    Digit(u8),
    /// Takes the last digit away.
    Delete,
}

impl Key {
    /// The key of a `KeyboardEvent.key`.
    pub fn of(name: &str) -> Option<Key> {
        let mut chars = name.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => c.to_digit(10).and_then(|d| u8::try_from(d).ok()).map(Key::Digit),
            _ => (name == "Backspace").then_some(Key::Delete),
        }
    }
}

impl Entry {
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
    pub fn digits(&self) -> String {
        self.digits.clone()
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[Key], length: u8) -> Entry {
        let mut entry = Entry::default();
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
        assert_eq!(entry.digits(), "1");
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
        assert_eq!(Key::of("0"), Some(Key::Digit(0)));
        assert_eq!(Key::of("9"), Some(Key::Digit(9)));
        assert_eq!(Key::of("Backspace"), Some(Key::Delete));
        for other in ["a", "٣", "10", "Enter", "", "Delete", "+"] {
            assert_eq!(Key::of(other), None, "{other}");
        }
    }
}
