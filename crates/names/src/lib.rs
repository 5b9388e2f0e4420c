//! What a wallet is called, and its folder in a drive: one rule for the page, which shows the name
//! beforehand, and for the backup, which makes the folder.
//!
//! Names come in composed form (NFC), because macOS and some input methods give another one and servers differ in which
//! they keep. The callers compose: the browser has that built in, so the page does not carry its tables.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

use unicode_normalization::char::is_combining_mark;

/// What every wallet's folder begins with.
pub const FOLDER_PREFIX: &str = "BitcoinWalletBackup_";
/// The most letters of a name. With the prefix and a number, four bytes each, they stay below the 255 bytes that file
/// systems allow.
pub const MOST_LETTERS: usize = 40;

/// The name without what is invisible: blanks around it, controls, marks of direction. `None` when nothing is
/// left.
pub fn visible(name: &str) -> Option<String> {
    let mut kept = String::new();
    for letter in name.chars() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        let doubled = letter == ' ' && kept.ends_with(' ');
        if !letter.is_control() && !is_unseen(letter) && !doubled {
            kept.push(letter);
        }
    }
    let kept = kept.trim();
    let is_seen = kept.chars().any(|letter| !is_joiner(letter) && !is_variation(letter));
    is_seen.then(|| kept.to_owned())
}

/// The name as its folder has it: letters, digits and what every drive allows between them; no dot or space at the
/// ends; at most [`MOST_LETTERS`]. `Wallet` when nothing is left. To be composed once more, if a mark is now beside
/// another letter.
pub fn folder_part(name: &str) -> String {
    let mut kept = String::new();
    for letter in name.chars() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        let allowed = letter.is_alphanumeric()
            || is_mark(letter) && kept.ends_with(|before: char| before.is_alphanumeric() || is_mark(before))
            || matches!(letter, ' ' | '-' | '_' | '.' | '\'' | '(' | ')' | '+');
        let doubled = letter == ' ' && kept.ends_with(' ');
        if allowed && !is_unseen(letter) && !doubled {
            kept.push(letter);
        }
    }
    let kept: String = kept.trim_start_matches([' ', '.']).chars().take(MOST_LETTERS).collect();
    let kept = without_vti(kept.trim_end_matches([' ', '.']));
    if kept.is_empty() { "Wallet".to_owned() } else { kept }
}

/// OneDrive and SharePoint refuse names with `_vti_` in them, and the prefix ends with the first mark of it.
fn without_vti(name: &str) -> String {
    let mut name = name.to_owned();
    while let Some(at) = format!("_{name}").to_ascii_lowercase().find("_vti_") {
        // The place of `vti_` in the name: it loses its last mark.
        name.remove(at + 3);
    }
    name
}

/// Takes no room on a screen or leaves it empty, or reverses what is beside it. Fillers of Hangul count as letters.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}'
    )
}

fn is_mark(letter: char) -> bool {
    is_combining_mark(letter) && !is_variation(letter)
}

/// Chooses between two forms of the letter before it, or joins it to the next.
fn is_variation(letter: char) -> bool {
    matches!(letter, '\u{34f}' | '\u{180b}'..='\u{180d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Joins letters of some scripts, and the people of an emoji.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests;
