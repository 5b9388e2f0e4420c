//! What a service answers.

use lifeboat_cloud::webdav::Weakness as Found;
use lifeboat_cloud::{DriveError, nextcloud::Diagnosis, oauth::OAuthError, vss::AccountError};
use lifeboat_messages::{Problem, Weakness};

use super::internal;

/// Users who have to wait longer are told so.
const LONG_PAUSE_MS: u64 = 60_000;

/// Why a storage is refused, by what its probe found.
pub fn of_weakness(found: Found) -> Problem {
    let weakness = match found {
        Found::RefusesLarge => return Problem::FileTooLarge,
        Found::Replaces | Found::ReplacesSilently => Weakness::Replaces,
        Found::NoPrecondition => Weakness::NoPrecondition,
        Found::SeveralWriters | Found::SeveralFolders | Found::CoarseTags => Weakness::SeveralWriters,
        Found::MoveReplaces | Found::MoveFails => Weakness::Renames,
        Found::MakesNoFolders => Weakness::NoFolders,
        Found::RefusesNew => Weakness::RefusesNew,
        Found::ChangesBytes | Found::ChangesNames | Found::DeletesOthers | Found::KeepsDeleted => {
            Weakness::ChangesFiles
        }
    };
    Problem::NotSafeForChannels { weakness }
}

pub fn of_drive(error: &DriveError) -> Problem {
    match error {
        DriveError::NotFound | DriveError::Gone | DriveError::InBin => Problem::FolderGone,
        DriveError::Unknown | DriveError::Unreachable => Problem::Unreachable,
        DriveError::SignedOut => Problem::SignedOut,
        DriveError::Denied => Problem::Denied,
        DriveError::QuotaFull => Problem::QuotaFull,
        DriveError::Busy { after_ms: Some(ms) } | DriveError::Unavailable { after_ms: Some(ms) }
            if *ms > LONG_PAUSE_MS =>
        {
            Problem::LongPause
        }
        DriveError::Busy { .. } => Problem::Busy,
        DriveError::Unavailable { .. } => Problem::Unavailable,
        DriveError::NotADrive => Problem::NotADrive,
        DriveError::OtherAccount => Problem::WrongAccount,
        DriveError::RedirectedAway => Problem::RedirectedAway,
        DriveError::BadAddress => Problem::BadAddress,
        DriveError::TooLarge => Problem::FileTooLarge,
        DriveError::Unsupported => Problem::Unsupported,
        DriveError::NoBucket => Problem::NoBucket,
        DriveError::WrongRegion { right } => Problem::WrongRegion { right: right.clone() },
        DriveError::ClockOff => Problem::ClockOff,
        DriveError::WrongKind => Problem::WrongKind,
        DriveError::Overwrote => Problem::Overwrote,
    }
}

/// A sign-in on a service's page.
pub fn of_oauth(error: &OAuthError) -> Problem {
    match error {
        OAuthError::BadConfig => Problem::NotConfigured,
        OAuthError::Foreign | OAuthError::Expired | OAuthError::CodeRefused => Problem::SignInExpired,
        OAuthError::Cancelled => Problem::SignInCancelled,
        OAuthError::ScopeMissing => Problem::ScopeMissing,
        OAuthError::Registration { code } => Problem::RegistrationRefused { code: code.clone() },
        OAuthError::Refused { code } => Problem::SignInRefused { code: code.clone() },
        OAuthError::Malformed => Problem::NotADrive,
        OAuthError::Service(error) => of_drive(error),
    }
}

/// What is in the way of a Nextcloud.
pub fn of_diagnosis(diagnosis: Diagnosis) -> Problem {
    match diagnosis {
        Diagnosis::Unreachable => Problem::Unreachable,
        Diagnosis::NotNextcloud => Problem::NotADrive,
        Diagnosis::Maintenance => Problem::Unavailable,
        Diagnosis::CorsBlocked => Problem::CorsBlocked,
        Diagnosis::SignedOut => Problem::SignedOut,
        Diagnosis::Other(error) => of_drive(&error),
    }
}

/// An account of a VSS that could not be made of a name and a password.
pub fn of_account(error: AccountError) -> Problem {
    match error {
        AccountError::WeakPassword | AccountError::NoName => Problem::WeakPassword,
        AccountError::OutOfMemory => Problem::OutOfMemory,
        AccountError::NoKey => internal(error),
    }
}
