//! From every crate's own errors to what the page explains.
//!
//! Every match names all variants: a new one has to be given its words before anything compiles.
//! [`Problem::Internal`] is for what only a defect of ours can cause; no answer of a server, no refusal of a device and
//! nothing that a user types ends there.

use lifeboat_backup::{
    AppendError, DeleteCopyError, DiscoverError, EndCopyError, Ended, Fault, LoadError, MirrorTrouble,
    MoveError, PromoteError, RestoreError, StartError, StoreError, Trouble, TurnOffError, TurnOnError,
};
use lifeboat_cloud::webdav::Weakness as Found;
use lifeboat_cloud::{DriveError, nextcloud::Diagnosis, oauth::OAuthError, vss::AccountError};
use lifeboat_crypto::{MakeError, OpenError, PinRefused};
use lifeboat_messages::{LeftCopy, Pasted, Problem, Weakness};
use lifeboat_wallet::{ChainError, Failure, InvoiceError, OpeningError, PayError};

/// A defect, with what a support request needs to know.
pub fn internal(detail: impl std::fmt::Display) -> Problem {
    Problem::Internal { detail: detail.to_string() }
}

/// What this copy's operator has to mend: its configuration is missing, or makes no sense.
pub fn misconfigured(detail: impl std::fmt::Display) -> Problem {
    Problem::BadConfig { detail: detail.to_string() }
}

/// A PIN that nobody may choose. The page says why before it asks for this.
pub fn of_pin(refused: PinRefused) -> Problem {
    match refused {
        PinRefused::TooShort
        | PinRefused::TooLong
        | PinRefused::NotDigits
        | PinRefused::Repeats
        | PinRefused::Run
        | PinRefused::Year
        | PinRefused::Date
        | PinRefused::Common => Problem::WeakPin,
    }
}

/// Whoever has to wait longer is told so.
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

pub fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::Damaged => Problem::Damaged,
        Fault::KeyMissing => Problem::PinChangedElsewhere,
        Fault::Truncated => Problem::Truncated,
        Fault::Foreign => Problem::Foreign,
        Fault::Swapped | Fault::Forked => Problem::Swapped,
        Fault::TooNew => Problem::TooNew,
    }
}

pub fn of_trouble(trouble: &Trouble) -> Problem {
    match trouble {
        Trouble::Drive(error) => of_drive(error),
        Trouble::Store(error) => of_store(error),
        // Where the next entry belongs lies something incomplete that is not ours.
        Trouble::Entry { fault: Fault::Damaged | Fault::Truncated, .. } => Problem::TornHead,
        Trouble::Entry { fault, .. } => of_fault(*fault),
        Trouble::PhraseFile { .. } => Problem::PhraseFileGone,
        Trouble::Mirror(why) => of_mirror(why),
        Trouble::TooLarge => internal(trouble),
    }
}

/// What is in the way of a second copy.
pub fn of_mirror(why: &MirrorTrouble) -> Problem {
    match why {
        MirrorTrouble::Drive(error) => of_drive(error),
        MirrorTrouble::Source(trouble) => of_trouble(trouble),
        MirrorTrouble::OtherHistory { .. } | MirrorTrouble::NotAMirror => Problem::InUse,
        MirrorTrouble::Promoted(_) => Problem::Fenced,
        MirrorTrouble::Entry { fault, .. } => of_fault(*fault),
        MirrorTrouble::OtherPhrase { .. } => Problem::Swapped,
        MirrorTrouble::Ended => Problem::Closed,
    }
}

pub fn of_move(error: &MoveError) -> Problem {
    match error {
        MoveError::NotOn => Problem::NoBackup,
        MoveError::Fenced(_) => Problem::Fenced,
        MoveError::Paused(trouble) => of_trouble(trouble),
        MoveError::Mirror(why) => of_mirror(why),
        MoveError::NotReadBack => Problem::Damaged,
        MoveError::Closed => Problem::Closed,
    }
}

pub fn of_promote(error: &PromoteError) -> Problem {
    match error {
        PromoteError::NotOn | PromoteError::NotAMirror => Problem::NoBackup,
        PromoteError::Paused(trouble) | PromoteError::Unconfirmed(trouble) => of_trouble(trouble),
        PromoteError::Ahead(_) | PromoteError::OtherHistory { .. } => Problem::SecondAhead,
    }
}

/// What a device does that keeps nothing, or not enough.
pub fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::Refused => Problem::StorageRefused,
        StoreError::Full => Problem::StorageFull,
        StoreError::Lost => Problem::StorageLost,
        StoreError::Taken => Problem::OtherTab,
        StoreError::Unknown => Problem::StorageSilent,
    }
}

pub fn of_append(error: &AppendError) -> Problem {
    match error {
        AppendError::Fenced(_) => Problem::Fenced,
        AppendError::Paused(trouble) => of_trouble(trouble),
        AppendError::KeyTooLong => internal(error),
        AppendError::Closed => Problem::Closed,
    }
}

pub fn of_load(error: &LoadError) -> Problem {
    match error {
        LoadError::Damaged => Problem::Damaged,
        LoadError::Foreign => Problem::Foreign,
        LoadError::TooNew => Problem::TooNew,
        LoadError::Store(error) => of_store(error),
        // It was there when this device was looked at.
        LoadError::Empty => Problem::StorageLost,
        LoadError::Occupied => Problem::Occupied,
        LoadError::TooLarge => internal(error),
    }
}

/// A panic of any part. The place is enough for a support request; the text might hold more than anybody should see.
pub fn of_panic(said: &str, place: &str) -> Problem {
    if lifeboat_wallet::is_stale_panic(said) { Problem::Stale } else { internal(place) }
}

pub fn of_start(error: &StartError) -> Problem {
    match error {
        StartError::Unconfirmed(trouble) => of_trouble(trouble),
        StartError::Fenced(_) => Problem::Fenced,
        StartError::FolderGone | StartError::DriveRolledBack { .. } => Problem::BackupGone,
    }
}

pub fn of_restore(error: &RestoreError) -> Problem {
    match error {
        RestoreError::Drive(error) => of_drive(error),
        RestoreError::Store(error) => of_store(error),
        RestoreError::FolderGone | RestoreError::NoChannelState => Problem::FolderGone,
        RestoreError::Gap { .. } => Problem::Gap,
        RestoreError::Entry { fault, .. } => of_fault(*fault),
        RestoreError::TornHead { .. } => Problem::TornHead,
        RestoreError::Ended(ended) => of_end(ended),
        RestoreError::SecondCopy => Problem::SecondCopy,
        RestoreError::ReadOnly { by, .. } => Problem::ReadOnly { device: by.device.clone(), at_ms: by.at_ms },
        RestoreError::FromFiles(by) => Problem::FromFiles { device: by.device.clone(), at_ms: by.at_ms },
        RestoreError::Moved => Problem::Moved,
        RestoreError::PhraseFile { .. } => Problem::PhraseFileGone,
        // Whoever asked knows why; this is what they asked for.
        RestoreError::Refused => Problem::Inconsistent,
        RestoreError::TooLarge => internal(error),
    }
}

pub fn of_end_copy(error: &EndCopyError) -> Problem {
    match error {
        EndCopyError::Restore(error) => of_restore(error),
        EndCopyError::InUse(_) => Problem::InUse,
    }
}

pub fn of_turn_on(error: &TurnOnError) -> Problem {
    match error {
        TurnOnError::Drive(error) => of_drive(error),
        TurnOnError::Store(error) => of_store(error),
        TurnOnError::NotReadBack => Problem::Damaged,
        TurnOnError::Cancelled => Problem::Cancelled,
        TurnOnError::AlreadyOn => Problem::AlreadyOn,
        TurnOnError::TooLarge => internal(error),
        TurnOnError::Closed => Problem::Closed,
    }
}

fn of_end(ended: &Ended) -> Problem {
    Problem::Ended { device: ended.by.device.clone(), at_ms: ended.by.at_ms, to: ended.to.clone() }
}

pub fn of_turn_off(error: &TurnOffError) -> Problem {
    match error {
        TurnOffError::NotOn => Problem::NoBackup,
        TurnOffError::Fenced(_) => Problem::Fenced,
        TurnOffError::Paused(trouble) => of_trouble(trouble),
        TurnOffError::Closed => Problem::Closed,
    }
}

pub fn of_delete_copy(error: &DeleteCopyError) -> Problem {
    match error {
        DeleteCopyError::Drive(error) => of_drive(error),
        DeleteCopyError::Store(error) => of_store(error),
        DeleteCopyError::AnotherWallet => Problem::Foreign,
        DeleteCopyError::InUse(_) => Problem::InUse,
    }
}

/// What became of the copy.
pub fn of_copy(copy: &lifeboat_backup::LeftCopy) -> LeftCopy {
    match copy {
        lifeboat_backup::LeftCopy::Kept => LeftCopy::Kept,
        lifeboat_backup::LeftCopy::Deleted => LeftCopy::Deleted,
        lifeboat_backup::LeftCopy::NotDeleted(error) => {
            LeftCopy::NotDeleted { problem: of_delete_copy(error) }
        }
    }
}

pub fn of_discover(error: &DiscoverError) -> Problem {
    match error {
        DiscoverError::Drive(error) => of_drive(error),
        DiscoverError::Contradiction => Problem::Moved,
    }
}

pub fn of_open(error: &OpenError) -> Problem {
    match error {
        OpenError::WrongSecret | OpenError::NoSuchSlot => Problem::WrongSecret,
        // No honest writer wrote what asks for too much, or protects too little.
        OpenError::Damaged | OpenError::TooCostly | OpenError::TooWeak => Problem::Damaged,
        OpenError::OutOfMemory => Problem::OutOfMemory,
    }
}

/// A keyring that was not made.
pub fn of_make(error: MakeError) -> Problem {
    match error {
        MakeError::OutOfMemory => Problem::OutOfMemory,
        MakeError::SlotCount(_)
        | MakeError::Factors
        | MakeError::EmptyPassphrase
        | MakeError::Kdf(_)
        | MakeError::CannotKeep(_)
        | MakeError::DeviceSlot
        | MakeError::TooLong
        | MakeError::Exhausted => internal(error),
    }
}

pub fn of_chain(error: ChainError) -> Problem {
    match error {
        ChainError::Contradiction(_) => Problem::BadChain,
        // The last two pass by themselves at the next look.
        ChainError::Unreachable
        | ChainError::Busy
        | ChainError::NotEsplora { .. }
        | ChainError::Moved
        | ChainError::Already => Problem::NoChain,
        ChainError::Behind => Problem::ChainBehind,
        ChainError::Disagree => Problem::ChainsDisagree,
        ChainError::Rewritten => Problem::ChainRewritten,
        ChainError::ClockBehind => Problem::ClockWrong,
    }
}

pub fn of_wallet_start(error: &lifeboat_wallet::StartError) -> Problem {
    use lifeboat_wallet::StartError as E;
    match error {
        E::Damaged { .. } => Problem::StateDamaged,
        E::TooNew { .. } => Problem::TooNew,
        E::Inconsistent(_) => Problem::Inconsistent,
        E::OtherNetwork { .. } => Problem::BackupOfOtherNetwork,
        E::TipNeeded => Problem::NoChain,
        E::Keys | E::Liquidity => internal(error),
    }
}

pub fn of_invoice(error: InvoiceError) -> Problem {
    match error {
        InvoiceError::TooMuch { most_msat } => Problem::TooMuch { most_msat },
        InvoiceError::NoWay => Problem::NoPeer,
        InvoiceError::Zero => Problem::AmountMissing,
        InvoiceError::NoteTooLong => Problem::NoteTooLong,
        InvoiceError::Internal => internal(error),
    }
}

pub fn of_opening(error: OpeningError) -> Problem {
    match error {
        OpeningError::Untrusted => Problem::NoChannel,
        OpeningError::NoPeer => Problem::NoPeer,
        OpeningError::Silent => Problem::ProviderSilent,
        OpeningError::NoOffer => Problem::NoOffer,
        OpeningError::TooLittle { least_msat } => Problem::TooLittle { least_msat },
        OpeningError::TooMuch { most_msat } => Problem::TooMuch { most_msat },
        OpeningError::TooDear { fee_msat } => Problem::OpeningTooDear { fee_msat },
        OpeningError::Invoice(error) => of_invoice(error),
        OpeningError::Refused { .. } | OpeningError::BadAnswer => {
            Problem::ProviderRefused { detail: error.to_string() }
        }
    }
}

pub fn of_pay(error: PayError) -> Problem {
    match error {
        PayError::NotAnInvoice => Problem::BadInvoice,
        PayError::SomethingElse(what) => Problem::NotAnInvoice {
            what: match what {
                lifeboat_wallet::Pasted::Lnurl => Pasted::Lnurl,
                lifeboat_wallet::Pasted::LightningAddress => Pasted::LightningAddress,
                lifeboat_wallet::Pasted::Offer => Pasted::Offer,
                lifeboat_wallet::Pasted::BitcoinAddress => Pasted::BitcoinAddress,
            },
        },
        PayError::OtherNetwork => Problem::OtherNetwork,
        PayError::Expired => Problem::Expired,
        PayError::AmountMissing | PayError::AmountTooSmall => Problem::AmountMissing,
        PayError::NotEnough { most_msat } => Problem::NotEnough { most_msat },
        PayError::AlreadyPaid => Problem::AlreadyPaid,
        PayError::OwnInvoice => Problem::OwnInvoice,
        PayError::NoRoute => Problem::NoRoute,
        PayError::Unpayable => Problem::UnknownFeature,
    }
}

pub fn of_failure(failure: Failure) -> Problem {
    match failure {
        Failure::Refused => Problem::RefusedByPayee,
        Failure::Unpayable => Problem::UnknownFeature,
        Failure::Expired => Problem::Expired,
        Failure::NoRoute | Failure::AllWaysFailed => Problem::NoRoute,
        Failure::NeverSent => Problem::NoPeer,
        Failure::Underpaid => Problem::Underpaid,
        Failure::PaidBefore => Problem::PaidBefore,
        Failure::Internal => internal("the payment failed"),
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
///
/// # Errors
/// Whatever is not fine.
pub fn of_diagnosis(diagnosis: Diagnosis) -> Result<(), Problem> {
    Err(match diagnosis {
        Diagnosis::Fine => return Ok(()),
        Diagnosis::Unreachable => Problem::Unreachable,
        Diagnosis::NotNextcloud => Problem::NotADrive,
        Diagnosis::Maintenance => Problem::Unavailable,
        Diagnosis::CorsBlocked => Problem::CorsBlocked,
        Diagnosis::SignedOut => Problem::SignedOut,
        Diagnosis::Other(error) => of_drive(&error),
    })
}

/// An account of a VSS that could not be made of a name and a password.
pub fn of_account(error: AccountError) -> Problem {
    match error {
        AccountError::WeakPassword | AccountError::NoName => Problem::WeakPassword,
        AccountError::OutOfMemory => Problem::OutOfMemory,
        AccountError::NoKey => internal(error),
    }
}

#[cfg(test)]
mod tests;
