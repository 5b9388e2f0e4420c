//! Graph's addresses of things in the app's folder.

use percent_encoding::percent_decode_str;

/// What is addressed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `/me/drive`
    Drive,
    /// A path in the app's folder, and a part of it: `children`, `content`.
    Path(Vec<String>, Option<String>),
    /// `/me/drive/items/<id>`
    Item(String),
}

/// From what follows the version.
pub(super) fn target(route: &str) -> Option<Target> {
    let rest = route.strip_prefix("/me/drive")?;
    if rest.is_empty() {
        return Some(Target::Drive);
    }
    if let Some(id) = rest.strip_prefix("/items/") {
        return decode(id).filter(|id| !id.contains('/')).map(Target::Item);
    }
    let rest = rest.strip_prefix("/special/approot")?;
    if let Some(inside) = rest.strip_prefix(":/") {
        let (path, part) = inside.split_once(':').unwrap_or((inside, ""));
        let names: Option<Vec<String>> = path.split('/').map(decode).collect();
        let names = names.filter(|names| names.iter().all(|name| !name.is_empty()))?;
        let part = part.strip_prefix('/').map(str::to_owned);
        return Some(Target::Path(names, part));
    }
    match rest {
        "" => Some(Target::Path(Vec::new(), None)),
        _ => rest.strip_prefix('/').map(|part| Target::Path(Vec::new(), Some(part.to_owned()))),
    }
}

fn decode(name: &str) -> Option<String> {
    percent_decode_str(name).decode_utf8().ok().map(|name| name.into_owned())
}

/// Names that OneDrive refuses.
pub(super) fn is_forbidden(name: &str) -> bool {
    let plain = name.to_ascii_lowercase();
    let stem = plain.split('.').next().unwrap_or_default();
    name.contains(['"', '*', ':', '<', '>', '?', '/', '\\', '|'])
        || name.starts_with([' '])
        || name.ends_with([' ', '.'])
        || name.starts_with("~$")
        || plain.contains("_vti_")
        || matches!(plain.as_str(), ".lock" | "desktop.ini")
        || matches!(stem, "con" | "prn" | "aux" | "nul")
        || ["com", "lpt"].iter().any(|kind| {
            stem.strip_prefix(kind)
                .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|c| c.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_mean_what_graph_means_by_them() {
        let path = |names: &[&str], part: Option<&str>| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            Some(Target::Path(names, part.map(str::to_owned)))
        };
        assert_eq!(target("/me/drive"), Some(Target::Drive));
        assert_eq!(target("/me/drive/special/approot"), path(&[], None));
        assert_eq!(target("/me/drive/special/approot/children"), path(&[], Some("children")));
        assert_eq!(
            target("/me/drive/special/approot:/a%20b/%C3%BC:/content"),
            path(&["a b", "ü"], Some("content"))
        );
        assert_eq!(target("/me/drive/special/approot:/a"), path(&["a"], None));
        assert_eq!(target("/me/drive/items/F%213"), Some(Target::Item("F!3".to_owned())));
        assert_eq!(target("/me"), None);
    }
}
