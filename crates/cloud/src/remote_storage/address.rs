//! Names as folder descriptions show them.
//!
//! The draft does not say whether they are percent-encoded there. armadietto undoes the encoding of files'
//! names as `decodeURI` does, which leaves alone what has a meaning in addresses (`a+b` is shown as `a%2Bb`),
//! and does not undo that of folders' names. So in a listing what is still encoded is undone; and names that
//! could be mistaken for encoded ones are refused.

use percent_encoding::percent_decode_str;

/// What `decodeURI` leaves encoded.
const LEFT_ENCODED: &str = ";/?:@&=+$,#";

/// Whether a file's name comes back as it was given.
pub(super) fn is_kept_for_files(name: &str) -> bool {
    undone(name) == name
}

/// Whether a folder's name does.
pub(super) fn is_kept_for_folders(name: &str) -> bool {
    decoded(name) == name
}

/// The name of an item of a folder description, and whether it is a folder.
pub(super) fn name_in_listing(listed: &str) -> (String, bool) {
    match listed.strip_suffix('/') {
        Some(name) => (decoded(name), true),
        None => (undone(listed), false),
    }
}

fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8().map_or_else(|_| name.to_owned(), |name| name.into_owned())
}

fn undone(name: &str) -> String {
    let mut undone = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        undone.push_str(before);
        let code = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(char::from);
        match code.filter(|code| LEFT_ENCODED.contains(*code)) {
            Some(code) => {
                undone.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                undone.push('%');
                rest = after;
            }
        }
    }
    undone + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_from_both_kinds_of_servers() {
        for (listed, name) in [
            ("READ ME.txt", "READ ME.txt"),
            ("plus+and&amp", "plus+and&amp"),
            ("plus%2Band%26amp", "plus+and&amp"),
            ("50% off %231%3f", "50% off #1?"),
            ("%20", "%20"),
            ("%", "%"),
            ("%é", "%é"),
            ("Channel state/", "Channel state"),
            ("Channel%20state/", "Channel state"),
            ("Gr%C3%B6%C3%9Fe%20100%20%25/", "Größe 100 %"),
            ("Größe 100 %/", "Größe 100 %"),
        ] {
            assert_eq!(name_in_listing(listed), (name.to_owned(), listed.ends_with('/')), "{listed}");
        }
    }

    #[test]
    fn a_name_that_looks_encoded_is_refused() {
        for name in ["a%2Bb", "%23", "100%3f"] {
            assert!(!is_kept_for_files(name) && !is_kept_for_folders(name), "{name}");
        }
        assert!(!is_kept_for_folders("%20"));
        for name in ["a+b", "50% off", "%20", "100%", "a%zz"] {
            assert!(is_kept_for_files(name), "{name}");
        }
    }
}
