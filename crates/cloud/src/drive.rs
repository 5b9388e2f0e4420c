//! What a drive is: named, immutable files that are created or not, and never replaced.

use std::rc::Rc;

use async_trait::async_trait;

/// A place in a drive: names from its root, each without `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<String>);

impl Path {
    /// The root of the drive.
    pub fn root() -> Path {
        Path::default()
    }

    /// The file or folder of this name in this folder.
    pub fn join(&self, name: impl Into<String>) -> Path {
        let mut names = self.0.clone();
        names.push(name.into());
        Path(names)
    }

    /// The names, from the root.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The last name; `None` for the root.
    pub fn name(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    /// The folder it is in; `None` for the root.
    pub fn parent(&self) -> Option<Path> {
        self.0.split_last().map(|(_, rest)| Path(rest.to_vec()))
    }
}

/// A name that stays one name wherever it is written: browsers resolve `.` and `..` in an address even when they are
/// percent-encoded.
pub(crate) fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains('/') && !name.chars().any(char::is_control)
}

/// A name that every drive keeps as it is: control characters and `\ / : * ? " < > | ; # %` become `_`, and dots or
/// spaces at the ends go. Empty when nothing is left.
pub fn portable_name(name: &str) -> String {
    let safe = |c: char| if c.is_control() || r#"\/:*?"<>|;#%"#.contains(c) { '_' } else { c };
    name.chars().map(safe).collect::<String>().trim_matches([' ', '.']).to_owned()
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the listed folder.
    pub name: String,
    /// Whether this is a folder.
    pub folder: bool,
    /// Bytes, where the drive tells.
    pub size: Option<u64>,
    /// Unix ms, where the drive tells. For people only: nothing is ever decided by it.
    pub modified_ms: Option<u64>,
}

/// What one look at a name has seen: see [`Drive::glance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// Something is there, as surely as [`Drive::get`] says so.
    Something,
    /// Nothing was seen. That proves nothing: a sign-in page in the drive's place would say the same. Only
    /// [`DriveError::NotFound`] means "nothing there".
    NothingSeen,
}

/// The outcome of an attempt to create a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Create {
    /// The file was not there, and now it is, whole.
    Created,
    /// Something of this name was there before; it was not touched.
    Exists,
}

/// The outcome of an attempt to delete a file only while it holds certain bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteExactly {
    /// The file held these bytes, and is gone.
    Deleted,
    /// The file holds something else, and was not touched.
    Changed,
    /// This drive cannot compare and delete in one step; nothing was done.
    CannotPromise,
}

/// Free and used bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Bytes in use, where the drive tells.
    pub used: Option<u64>,
    /// Bytes left, where the drive tells.
    pub available: Option<u64>,
}

/// Where users find a folder on their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Names as the service's own pages show them.
    pub words: Vec<String>,
    /// Address that opens it, if there is one.
    pub link: Option<String>,
}

/// Whose drive it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name as the user knows it.
    pub name: String,
}

/// Why a drive did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DriveError {
    /// The drive answered, for this very path, that nothing is there. Nothing else may ever mean "nothing there".
    #[error("not found")]
    NotFound,
    /// For [`Drive::create`] and [`Drive::delete`]: the request may or may not have been carried out.
    #[error("the answer was lost")]
    Unknown,
    /// No answer to a request that changes nothing, or none could be sent: offline, down, or cross-origin
    /// access is off.
    #[error("unreachable")]
    Unreachable,
    /// The credentials are no longer accepted (401).
    #[error("signed out")]
    SignedOut,
    /// The request is not allowed (403).
    #[error("denied")]
    Denied,
    /// There is no room left (507).
    #[error("quota full")]
    QuotaFull,
    /// Locked or throttled (423, 429); the drive's own wish for a pause in ms, if it said one.
    #[error("busy")]
    Busy {
        /// Wait at least this long, ms.
        after_ms: Option<u64>,
    },
    /// The drive failed (5xx).
    #[error("unavailable")]
    Unavailable {
        /// Wait at least this long, ms.
        after_ms: Option<u64>,
    },
    /// Answers that no drive of this kind gives, such as a page with status 200.
    #[error("not a drive")]
    NotADrive,
    /// The address redirects to another host.
    #[error("redirected to another host")]
    RedirectedAway,
    /// The credentials are another user's than those the backup was made with.
    #[error("another account")]
    OtherAccount,
    /// The folder of the backups, known from before, can no longer be seen: it was deleted for good, or the user has
    /// withdrawn this app's permission. It never means "nothing there".
    #[error("the folder of the backups is gone")]
    Gone,
    /// The file is there, but in the service's bin, and will be deleted there some day: the user has to take it out.
    #[error("in the bin")]
    InBin,
    /// Larger than this drive or we allow (413).
    #[error("too large")]
    TooLarge,
    /// The drive does not know this kind of request (501).
    #[error("not supported")]
    Unsupported,
    /// There is no such bucket (S3).
    #[error("no such bucket")]
    NoBucket,
    /// The bucket is in another region than the one that requests were signed for (S3).
    #[error("wrong region")]
    WrongRegion {
        /// The right one, where the service told.
        right: Option<String>,
    },
    /// The service refuses requests because of their time: this device's clock, or the service's, is wrong.
    #[error("the clock is wrong")]
    ClockOff,
    /// The address cannot be used.
    #[error("bad address")]
    BadAddress,
    /// A folder is where a file was asked for, or the reverse. Something is there.
    #[error("a file for a folder, or the reverse")]
    WrongKind,
    /// The drive says, or leaves open, that it replaced a file although it was told only to create one. Nothing on it
    /// can be trusted to be the only file of its name from now on: stop, and probe it again.
    #[error("the drive replaced a file")]
    Overwrote,
}

/// When to try the same request again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Trying again would not help.
    Never,
    /// The retry is not sent before this many ms.
    After(u64),
    /// The retries have growing pauses and jitter.
    WithBackoff,
}

impl DriveError {
    /// When the same request makes sense again without the user.
    pub fn retry(&self) -> Retry {
        match self {
            DriveError::Unknown | DriveError::Unreachable => Retry::WithBackoff,
            DriveError::Busy { after_ms } | DriveError::Unavailable { after_ms } => {
                after_ms.map_or(Retry::WithBackoff, Retry::After)
            }
            DriveError::NotFound
            | DriveError::SignedOut
            | DriveError::Denied
            | DriveError::QuotaFull
            | DriveError::NotADrive
            | DriveError::RedirectedAway
            | DriveError::OtherAccount
            | DriveError::Gone
            | DriveError::InBin
            | DriveError::TooLarge
            | DriveError::Unsupported
            | DriveError::NoBucket
            | DriveError::WrongRegion { .. }
            | DriveError::ClockOff
            | DriveError::BadAddress
            | DriveError::WrongKind
            | DriveError::Overwrote => Retry::Never,
        }
    }

    /// Whether only the user can fix it.
    pub fn needs_user(&self) -> bool {
        self.retry() == Retry::Never && *self != DriveError::NotFound
    }
}

/// A user's cloud storage. There is no way to overwrite: that is what keeps a stale device harmless.
///
/// Every implementation passes the conformance suite of this crate.
#[async_trait(?Send)]
pub trait Drive {
    /// Everything directly in a folder, in no order. May lag behind `create` on some drives.
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError>;

    /// The whole file. Exact right after `create`, by name.
    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError>;

    /// Whether anything has this name, with one request where the service allows it: for those who look again
    /// soon, and to whom [`Glance::NothingSeen`] is no reason to do anything. A folder may be seen or not.
    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        seen(self.get(file).await.map(drop))
    }

    /// Whether anything has this name, as surely as [`Drive::get`] says so: without its bytes, where the
    /// service allows it.
    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        if self.glance(path).await? == Glance::Something {
            return Ok(true);
        }
        is_got(self, path).await
    }

    /// Whether [`Drive::has`] brings the whole file, as its service has no other question that proves as
    /// much. Who looks again and again then looks more seldom.
    fn has_brings_all(&self) -> bool {
        false
    }

    /// Creates the file, with its folders, if nothing is there; never replaces anything. [`DriveError::Unknown`] when
    /// the answer was lost: then only a later `get` tells. No other error proves either that nothing was created:
    /// services have been seen to answer 400 and 403 and to keep the file. [`DriveError::BadAddress`] for a name the
    /// drive cannot keep as it is; see [`portable_name`].
    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError>;

    /// Removes a file, or a folder with all that is in it. `NotFound` when it was not there.
    async fn delete(&self, path: &Path) -> Result<(), DriveError>;

    /// Removes a file only if its content is exactly this when it is removed, however late the request arrives, and
    /// however often: never what another device has put in its place. A drive that cannot promise that says so and does
    /// nothing. `NotFound` when it was not there.
    async fn delete_exactly(&self, _file: &Path, _bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        Ok(DeleteExactly::CannotPromise)
    }

    /// How much room there is.
    async fn quota(&self) -> Result<Quota, DriveError>;

    /// Where the user finds it.
    fn place(&self, folder: &Path) -> Place;

    /// Whose it is. Also the cheapest check that the credentials work.
    async fn account(&self) -> Result<Account, DriveError>;
}

/// Whether anything is there, with the proof of "nothing".
pub(crate) async fn is_got<D: Drive + ?Sized>(drive: &D, path: &Path) -> Result<bool, DriveError> {
    Ok(seen(drive.get(path).await.map(drop))? == Glance::Something)
}

/// What a look has seen that was answered as [`Drive::get`] answers.
pub(crate) fn seen(found: Result<(), DriveError>) -> Result<Glance, DriveError> {
    match found {
        Ok(()) | Err(DriveError::WrongKind | DriveError::TooLarge) => Ok(Glance::Something),
        Err(DriveError::NotFound) => Ok(Glance::NothingSeen),
        Err(error) => Err(error),
    }
}

#[async_trait(?Send)]
impl<D: Drive + ?Sized> Drive for Rc<D> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        (**self).list(folder).await
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        (**self).get(file).await
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        (**self).glance(file).await
    }

    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        (**self).has(path).await
    }

    fn has_brings_all(&self) -> bool {
        (**self).has_brings_all()
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        (**self).create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        (**self).delete(path).await
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        (**self).delete_exactly(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        (**self).quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        (**self).place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        (**self).account().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portable_name_is_one_name_and_stays_the_same() {
        for (name, portable) in [
            ("Samantha", "Samantha"),
            ("Zoë's wallet & co", "Zoë's wallet & co"),
            (" ../etc/passwd ", "_etc_passwd"),
            ("100% mine?", "100_ mine_"),
            ("a\nb", "a_b"),
            ("..", ""),
        ] {
            assert_eq!(portable_name(name), portable);
            assert_eq!(portable_name(portable), portable);
            assert!(portable.is_empty() || is_name(portable));
        }
    }

    #[test]
    fn only_what_time_may_mend_is_tried_again() {
        use DriveError::*;
        for error in [Unknown, Unreachable, Busy { after_ms: None }, Unavailable { after_ms: None }] {
            assert_eq!((error.retry(), error.needs_user()), (Retry::WithBackoff, false));
        }
        assert_eq!(Busy { after_ms: Some(7) }.retry(), Retry::After(7));
        for error in [
            SignedOut,
            Denied,
            QuotaFull,
            NotADrive,
            RedirectedAway,
            OtherAccount,
            Gone,
            InBin,
            TooLarge,
            Unsupported,
            NoBucket,
            WrongRegion { right: None },
            ClockOff,
            BadAddress,
            Overwrote,
        ] {
            assert_eq!((error.retry(), error.needs_user()), (Retry::Never, true));
        }
        assert!(!NotFound.needs_user());
    }
}
