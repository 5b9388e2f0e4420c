//! Which Nextcloud, from whatever the user typed or pasted.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{DriveError, Path, drive::is_name, webdav::Address};

/// What comes first in the addresses of Nextcloud's own pages and services, below the folder it is installed in.
const OWN: [&str; 16] = [
    "index.php",
    "remote.php",
    "public.php",
    "status.php",
    "ocs",
    "ocs-provider",
    "apps",
    "login",
    "settings",
    "s",
    "f",
    "core",
    "cron.php",
    "dashboard",
    ".well-known",
    "logout",
];

/// A Nextcloud, and the folder of the user's files that is our root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    base: Address,
    folder: Vec<String>,
}

/// Where the names of its own pages begin. A file of PHP says it surely; another may be the folder that it is
/// installed in.
fn first_own(names: &[String]) -> Option<usize> {
    const FOLDERS: [&str; 3] = ["nextcloud", "owncloud", "cloud"];
    let is_own = |at: usize| names.get(at).is_some_and(|name| OWN.contains(&name.as_str()));
    let is_above_it = |at: usize| names.get(at + 1).is_some_and(|next| FOLDERS.contains(&next.as_str()));
    let mut all = (0..names.len()).filter(|at| is_own(*at));
    let sure = all.clone().find(|at| names.get(*at).is_some_and(|name| name.ends_with(".php")));
    sure.or_else(|| all.find(|at| !is_above_it(*at)))
}

impl Server {
    /// Reads `cloud.example`, `https://cloud.example/nextcloud/`, the address of any of its pages, or a whole WebDAV
    /// address, whose folder below the user's files is kept.
    ///
    /// # Errors
    /// `BadAddress`, also for an address with a password in it.
    pub fn parse(text: &str) -> Result<Server, DriveError> {
        let text = text.trim();
        let plain = text.split(['?', '#']).next().unwrap_or_default();
        let whole = if plain.contains("://") { plain.to_owned() } else { format!("https://{plain}") };
        let address = Address::parse(&whole)?;
        let names = address.names();
        let own = first_own(names).unwrap_or(names.len());
        let (base, rest) = names.split_at(own);
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        let folder = match rest.as_slice() {
            ["remote.php", "dav", "files", _, folder @ ..] | ["remote.php", "webdav", folder @ ..] => folder,
            _ => &[],
        };
        let folder = folder.iter().map(|name| (*name).to_owned()).collect();
        Ok(Server { base: address.with_names(base.to_vec()), folder })
    }

    /// Host and the folder it is installed in: `cloud.example/nextcloud`.
    pub fn name(&self) -> String {
        self.base.names().iter().fold(self.base.authority().to_owned(), |name, part| name + "/" + part)
    }

    /// Its address for people.
    pub fn address(&self) -> String {
        self.inside(&[]).unwrap_or_default()
    }

    /// Whether the password would travel readable. Fine on the own machine only.
    pub fn is_plain(&self) -> bool {
        self.base.is_plain()
    }

    /// `https://cloud.example`: a wallet served from there needs no permission.
    pub fn origin(&self) -> String {
        self.base.origin()
    }

    pub(super) fn inside(&self, names: &[&str]) -> Result<String, DriveError> {
        self.base.file(&names.iter().fold(Path::root(), |path, name| path.join(*name)))
    }

    fn dav_names(&self) -> Vec<String> {
        let mut names = self.base.names().to_vec();
        names.extend(["remote.php", "dav"].map(str::to_owned));
        names
    }

    /// The root of its WebDAV.
    pub(super) fn dav(&self) -> Result<Address, DriveError> {
        Ok(self.base.with_names(self.dav_names()))
    }

    /// The user's files.
    pub(super) fn files(&self, user_id: &str) -> Result<Address, DriveError> {
        if !is_name(user_id) {
            return Err(DriveError::BadAddress);
        }
        let mut names = self.dav_names();
        names.extend(["files".to_owned(), user_id.to_owned()]);
        names.extend(self.folder.iter().cloned());
        Ok(self.base.with_names(names))
    }

    /// Where the user finds a folder.
    pub(super) fn place(&self, folder: &Path) -> (Vec<String>, Option<String>) {
        let inside: Vec<&String> = self.folder.iter().chain(folder.names()).collect();
        let mut words = vec![self.name(), "Files".to_owned()];
        words.extend(inside.iter().map(|name| (*name).clone()));
        let mut link = self.inside(&["index.php", "apps", "files"]).unwrap_or_default() + "/?dir=";
        for name in &inside {
            link.push('/');
            link.extend(utf8_percent_encode(name, NON_ALPHANUMERIC));
        }
        if inside.is_empty() {
            link.push('/');
        }
        (words, Some(link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whatever_is_pasted() {
        let root = Server::parse("https://cloud.example").unwrap();
        for text in [
            "cloud.example",
            " https://Cloud.Example/ ",
            "https://cloud.example/index.php",
            "https://cloud.example/index.php/apps/files/?dir=/Documents&fileid=5",
            "https://cloud.example/apps/files/files/12?dir=/",
            "https://cloud.example/login#body-login",
            "https://cloud.example/settings/user/security",
            "https://cloud.example/remote.php/dav",
            "https://cloud.example/remote.php/dav/files/samantha/",
            "https://cloud.example/remote.php/webdav/",
            "https://cloud.example/status.php",
        ] {
            assert_eq!(Server::parse(text).as_ref(), Ok(&root), "{text}");
        }
        let sub = Server::parse("https://example.org/my/cloud/index.php/login").unwrap();
        assert_eq!(sub.address(), "https://example.org/my/cloud");
        assert_eq!(sub.name(), "example.org/my/cloud");
        for (text, address) in [
            ("https://example.org/apps/nextcloud", "https://example.org/apps/nextcloud"),
            ("https://example.org/apps/nextcloud/apps/files", "https://example.org/apps/nextcloud"),
            ("https://example.org/login/cloud/index.php/apps/files", "https://example.org/login/cloud"),
            // A folder may have such a name, and what was typed is read again at every start.
            ("https://cloud.example/u/nc", "https://cloud.example/u/nc"),
            ("https://cloud.example/mail/nc", "https://cloud.example/mail/nc"),
            ("https://https://cloud.example/login", "https://cloud.example"),
        ] {
            assert_eq!(Server::parse(text).unwrap().address(), address, "{text}");
        }
        for text in ["", "https://", "ftp://a", "https://sam:secret@cloud.example", "a b", "https://a/.."] {
            assert!(Server::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn keeps_the_folder_of_a_pasted_webdav_address() {
        for text in [
            "https://cloud.example/sub/remote.php/dav/files/someone/My%20backups/",
            "https://cloud.example/sub/remote.php/webdav/My backups",
        ] {
            let server = Server::parse(text).unwrap();
            assert_eq!(
                server.files("sam@x.org").unwrap().folder(&Path::root()).unwrap(),
                "https://cloud.example/sub/remote.php/dav/files/sam%40x.org/My%20backups/"
            );
            let (words, link) = server.place(&Path::root().join("Bitcoin Wallet Backup"));
            assert_eq!(words, ["cloud.example/sub", "Files", "My backups", "Bitcoin Wallet Backup"]);
            assert_eq!(
                link.as_deref(),
                Some(
                    "https://cloud.example/sub/index.php/apps/files/?dir=/My%20backups/Bitcoin%20Wallet%20Backup"
                )
            );
        }
    }

    #[test]
    fn a_user_id_is_one_name() {
        let server = Server::parse("cloud.example").unwrap();
        for id in ["", "..", "a/b", "a\nb"] {
            assert_eq!(server.files(id).err(), Some(DriveError::BadAddress), "{id:?}");
        }
        let url = server.files("Zoë 100%").unwrap().folder(&Path::root()).unwrap();
        assert_eq!(url, "https://cloud.example/remote.php/dav/files/Zo%C3%AB%20100%25/");
    }
}
