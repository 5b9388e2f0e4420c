//! How names become addresses of Microsoft Graph.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{DriveError, Path, drive::is_name};

const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const LONGEST_NAME: usize = 255;
/// Of the whole path; the folders above the app's own take their share.
const LONGEST_PATH: usize = 300;

/// Graph's addresses.
pub(super) struct Addresses {
    graph: String,
}

impl Addresses {
    pub(super) fn new(graph: String) -> Addresses {
        Addresses { graph }
    }

    /// The address of what is at a path of the app's folder.
    pub(super) fn item(&self, path: &Path) -> Result<String, DriveError> {
        check(path)?;
        let mut url = format!("{}/me/drive/special/approot", self.graph);
        for (at, name) in path.names().iter().enumerate() {
            url.push_str(if at == 0 { ":/" } else { "/" });
            url.extend(utf8_percent_encode(name, NAME));
        }
        Ok(url)
    }

    /// A part of it: `children`, `content`.
    pub(super) fn inside(&self, path: &Path, part: &str) -> Result<String, DriveError> {
        let colon = if path.names().is_empty() { "" } else { ":" };
        Ok(format!("{}{colon}/{part}", self.item(path)?))
    }

    /// An item, wherever it has been moved to.
    pub(super) fn by_id(&self, id: &str) -> String {
        format!("{}/me/drive/items/{}", self.graph, utf8_percent_encode(id, NAME))
    }

    /// The user's whole drive.
    pub(super) fn whole_drive(&self) -> String {
        format!("{}/me/drive?$select=id,owner,quota", self.graph)
    }

    /// Whether an address leads to Graph itself.
    pub(super) fn is_ours(&self, url: &str) -> bool {
        url.strip_prefix(&self.graph).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether content may come from there: from any host, but not readable on the way.
    pub(super) fn may_download(&self, url: &str) -> bool {
        url.starts_with("https://") || (self.graph.starts_with("http://") && url.starts_with("http://"))
    }
}

/// Refuses what OneDrive would refuse or change.
pub(super) fn check(path: &Path) -> Result<(), DriveError> {
    let mut length = 0;
    for name in path.names() {
        length += name.chars().count() + 1;
        if !is_name(name) || is_forbidden(name) || name.chars().count() > LONGEST_NAME {
            return Err(DriveError::BadAddress);
        }
    }
    if length > LONGEST_PATH { Err(DriveError::BadAddress) } else { Ok(()) }
}

fn is_forbidden(name: &str) -> bool {
    let plain = name.to_ascii_lowercase();
    let device = plain.split('.').next().unwrap_or_default();
    let numbered = |kind: &str| {
        device
            .strip_prefix(kind)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|c| c.is_ascii_digit()))
    };
    name.contains(['"', '*', ':', '<', '>', '?', '\\', '|'])
        || name.starts_with(' ')
        || name.ends_with([' ', '.'])
        || name.starts_with("~$")
        || plain.contains("_vti_")
        || matches!(plain.as_str(), ".lock" | "desktop.ini")
        || matches!(device, "con" | "prn" | "aux" | "nul")
        || numbered("com")
        || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> Addresses {
        Addresses::new("https://graph.example/v1.0".to_owned())
    }

    #[test]
    fn names_are_between_colons_and_encoded() {
        let path = Path::root().join("a b").join("ü#%+");
        let base = "https://graph.example/v1.0/me/drive/special/approot";
        assert_eq!(addresses().item(&path).unwrap(), format!("{base}:/a%20b/%C3%BC%23%25%2B"));
        assert_eq!(
            addresses().inside(&path, "content").unwrap(),
            format!("{base}:/a%20b/%C3%BC%23%25%2B:/content")
        );
        assert_eq!(addresses().inside(&Path::root(), "children").unwrap(), format!("{base}/children"));
    }

    #[test]
    fn refuses_names_that_onedrive_would_refuse_or_change() {
        let long = "x".repeat(256);
        for name in [
            "",
            "..",
            "a/b",
            "a:b",
            "q\"",
            "<t>",
            "a*",
            "a?",
            "a|b",
            "a\\b",
            " a",
            "a ",
            "a.",
            "~$x",
            "CON",
            "nul.txt",
            "com1",
            "LPT9.x",
            "desktop.ini",
            ".lock",
            "a_vti_b",
            long.as_str(),
        ] {
            assert_eq!(check(&Path::root().join(name)), Err(DriveError::BadAddress), "{name:?}");
        }
        for name in ["console", "com10", "BitcoinWalletBackup_Zoë", ".hidden", "50% off", "a~b"] {
            assert_eq!(check(&Path::root().join(name)), Ok(()), "{name:?}");
        }
        let deep = (0..4).fold(Path::root(), |path, _| path.join("x".repeat(100)));
        assert_eq!(check(&deep), Err(DriveError::BadAddress));
    }

    #[test]
    fn the_token_goes_to_graph_only() {
        assert!(addresses().is_ours("https://graph.example/v1.0/me/drive?$skiptoken=x"));
        for url in [
            "https://graph.example.evil/v1.0/x",
            "https://graph.example/v1.0.evil/x",
            "https://graph.example@evil/v1.0/x",
            "http://graph.example/v1.0/x",
            "https://evil/https://graph.example/v1.0/x",
        ] {
            assert!(!addresses().is_ours(url), "{url}");
        }
        assert!(addresses().may_download("https://public.dm.files.1drv.com/y4m"));
        assert!(!addresses().may_download("http://public.dm.files.1drv.com/y4m"));
        assert!(!addresses().may_download("file:///etc/passwd"));
    }
}
