//! How paths and arguments are written.

use serde_json::Value;
use zeroize::Zeroizing;

use crate::{DriveError, Path, drive::is_name};

const LONGEST_NAME: usize = 255;

/// The path as Dropbox writes it; empty for the root. What it would refuse or change is refused here.
pub(super) fn address(path: &Path) -> Result<String, DriveError> {
    let mut address = String::new();
    for name in path.names() {
        let changed = name.contains('\\') || name.ends_with(['.', ' ']) || name.starts_with(' ');
        if !is_name(name) || changed || name.chars().count() > LONGEST_NAME {
            return Err(DriveError::BadAddress);
        }
        address.push('/');
        address.push_str(name);
    }
    Ok(address)
}

/// JSON for a header: everything beyond ASCII escaped.
pub(super) fn argument(value: &Value) -> Zeroizing<String> {
    let mut safe = String::new();
    for c in value.to_string().chars() {
        if c.is_ascii() && c != '\x7f' {
            safe.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Zeroizing::new(safe)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arguments_are_plain_ascii_and_mean_the_same() {
        let value = json!({ "path": "/Größe \u{7f} 日本 🛟 \" \\ " });
        let header = argument(&value);
        assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{}", *header);
        assert_eq!(serde_json::from_str::<Value>(&header).unwrap(), value);
        assert!(header.contains(r"\ud83d\udedf"), "{}", *header);
    }

    #[test]
    fn refuses_names_that_dropbox_would_refuse_or_change() {
        let long = "x".repeat(256);
        for name in ["", ".", "..", "a/b", "a\\b", "a\n", "end.", "end ", " a", long.as_str()] {
            assert_eq!(address(&Path::root().join(name)), Err(DriveError::BadAddress), "{name:?}");
        }
        assert_eq!(address(&Path::root().join("a b").join("ü")).as_deref(), Ok("/a b/ü"));
        assert_eq!(address(&Path::root()).as_deref(), Ok(""));
    }
}
