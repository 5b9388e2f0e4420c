//! The rules, and how a broken one is reported.

/// A promise of [`Drive`](crate::Drive).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Rule {
    /// The root can be listed.
    #[error("the root can be listed")]
    RootIsListed,
    /// The credentials give an account.
    #[error("the account has a name")]
    AccountIsNamed,
    /// `quota` answers, if only that it does not know.
    #[error("the quota is answered")]
    QuotaIsAnswered,
    /// The user can be told where a folder is.
    #[error("a place names its folder")]
    PlaceNamesTheFolder,
    /// Where nothing is, `get` says so.
    #[error("get of a missing file is NotFound")]
    MissingFileIsNotFound,
    /// Where nothing is, a glance sees nothing.
    #[error("a glance at a missing file sees nothing")]
    MissingFileIsNotSeen,
    /// A glance sees what is there.
    #[error("a glance sees a file that is there")]
    FileIsSeen,
    /// Where nothing is, `list` says so.
    #[error("list of a missing folder is NotFound")]
    MissingFolderIsNotFound,
    /// Where nothing is, `delete` says so.
    #[error("delete of what is missing is NotFound")]
    MissingDeleteIsNotFound,
    /// `create` makes the folders above.
    #[error("create makes all folders above")]
    FoldersAreMade,
    /// What was created is read back, byte for byte, at once.
    #[error("get gives the exact bytes")]
    BytesAreExact,
    /// An empty file is a file like any other.
    #[error("an empty file is a file")]
    EmptyFileIsAFile,
    /// The same holds for 2 MB of noise.
    #[error("a large file comes back")]
    LargeFileComesBack,
    /// The same holds for markup and pages.
    #[error("a file that looks like a page comes back")]
    PageComesBack,
    /// Every name comes back as it was given.
    #[error("names come back as they were given")]
    NamesAreExact,
    /// Names that differ only in case are two names, or one and the same.
    #[error("names that differ only in case are two, or the same")]
    CaseIsTreatedAlike,
    /// A listing shows what is directly there, once, with size and kind.
    #[error("a listing shows what is there")]
    ListingIsComplete,
    /// A listing does not show what is deeper.
    #[error("a listing stays in its folder")]
    ListingIsFlat,
    /// A second `create` answers `Exists`.
    #[error("a second create is Exists")]
    SecondCreateExists,
    /// The same holds with the very same bytes.
    #[error("a second create of the same bytes is Exists")]
    SameBytesExist,
    /// The first bytes stay.
    #[error("nothing is ever replaced")]
    NothingIsReplaced,
    /// A folder of the name is in the way of a file.
    #[error("a file never replaces a folder")]
    FolderIsNotReplaced,
    /// A file cannot hold files.
    #[error("a file is no folder")]
    FileIsNoFolder,
    /// A folder cannot be read as a file.
    #[error("a folder is no file")]
    FolderIsNoFile,
    /// Of several `create` at once exactly one is `Created`, and its bytes are there.
    #[error("of several creates at once exactly one wins")]
    OneCreateWins,
    /// `delete` removes a file, and only that.
    #[error("delete removes a file, and only that")]
    FileIsDeleted,
    /// `delete` removes a folder with all in it.
    #[error("delete removes a folder with all in it")]
    FolderIsDeleted,
    /// A deleted name is free again.
    #[error("a deleted name can be created again")]
    NameIsFreeAgain,
    /// `delete_exactly` never takes other bytes than it was told, and says whether it took them.
    #[error("delete_exactly takes exactly these bytes or nothing")]
    ExactBytesAreDeleted,
    /// Names that would leave their folder are refused.
    #[error("a name cannot leave its folder")]
    NamesStayInside,
}

/// A rule that a drive broke, and how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule}: {what}, got {got}")]
pub struct BrokenRule {
    /// The rule that does not hold.
    pub rule: Rule,
    /// What was done when it did not hold.
    pub what: String,
    /// The outcome.
    pub got: String,
}
