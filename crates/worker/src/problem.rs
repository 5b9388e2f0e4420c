//! From every crate's own errors to what the page explains.

use lifeboat_backup::{
    AppendError, DiscoverError, Fault, LoadError, RestoreError, StartError, StoreError, Trouble, TurnOnError,
};
use lifeboat_cloud::DriveError;
use lifeboat_crypto::OpenError;
use lifeboat_messages::Problem;
use lifeboat_wallet::{ChainError, Failure, InvoiceError, PayError};

/// A defect, with what a support request needs to know.
pub fn internal(detail: impl std::fmt::Display) -> Problem {
    Problem::Internal { detail: detail.to_string() }
}

/// The browser threw something.
pub fn of_browser(_: wasm_bindgen::JsValue) -> Problem {
    Problem::StorageRefused
}

pub fn of_drive(error: &DriveError) -> Problem {
    match error {
        DriveError::NotFound => Problem::FolderGone,
        DriveError::Unknown | DriveError::Unreachable => Problem::Unreachable,
        DriveError::SignedOut => Problem::SignedOut,
        DriveError::Denied => Problem::Denied,
        DriveError::QuotaFull => Problem::QuotaFull,
        DriveError::Busy { .. } => Problem::Busy,
        DriveError::Unavailable { .. } => Problem::Unavailable,
        DriveError::NotADrive => Problem::NotADrive,
        DriveError::OtherAccount => Problem::WrongAccount,
        DriveError::RedirectedAway => Problem::RedirectedAway,
        DriveError::BadAddress => Problem::BadAddress,
        other => internal(other),
    }
}

pub fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::Damaged | Fault::KeyMissing => Problem::Damaged,
        Fault::Truncated => Problem::Truncated,
        Fault::Foreign => Problem::Foreign,
        Fault::Swapped | Fault::Forked => Problem::Swapped,
        Fault::TooNew => Problem::TooNew,
        other => internal(other),
    }
}

pub fn of_trouble(trouble: &Trouble) -> Problem {
    match trouble {
        Trouble::Drive(error) => of_drive(error),
        Trouble::Store(error) => of_store(error),
        Trouble::Entry { fault, .. } => of_fault(*fault),
        other => internal(other),
    }
}

pub fn of_store(_: &StoreError) -> Problem {
    Problem::StorageRefused
}

pub fn of_append(error: &AppendError) -> Problem {
    match error {
        AppendError::Fenced(_) => Problem::Fenced,
        AppendError::Paused(trouble) => of_trouble(trouble),
        other => internal(other),
    }
}

pub fn of_load(error: &LoadError) -> Problem {
    match error {
        LoadError::Damaged => Problem::Damaged,
        LoadError::Foreign => Problem::Foreign,
        LoadError::TooNew => Problem::TooNew,
        LoadError::Store(error) => of_store(error),
        other => internal(other),
    }
}

pub fn of_start(error: &StartError) -> Problem {
    match error {
        StartError::Unconfirmed(trouble) => of_trouble(trouble),
        StartError::Fenced(_) => Problem::Fenced,
        StartError::FolderGone => Problem::FolderGone,
        StartError::DriveRolledBack { .. } => Problem::Gap,
        other => internal(other),
    }
}

pub fn of_restore(error: &RestoreError) -> Problem {
    match error {
        RestoreError::Drive(error) => of_drive(error),
        RestoreError::Store(error) => of_store(error),
        RestoreError::FolderGone | RestoreError::NoChannelState => Problem::FolderGone,
        RestoreError::Gap { .. } => Problem::Gap,
        RestoreError::Entry { fault, .. } => of_fault(*fault),
        RestoreError::TornHead { .. } => Problem::Truncated,
        RestoreError::Moved => Problem::Moved,
        other => internal(other),
    }
}

pub fn of_turn_on(error: &TurnOnError) -> Problem {
    match error {
        TurnOnError::Drive(error) => of_drive(error),
        TurnOnError::Store(error) => of_store(error),
        TurnOnError::NotReadBack => Problem::Damaged,
        other => internal(other),
    }
}

pub fn of_discover(error: &DiscoverError) -> Problem {
    match error {
        DiscoverError::Drive(error) => of_drive(error),
        DiscoverError::Contradiction => Problem::Moved,
        other => internal(other),
    }
}

pub fn of_open(error: &OpenError) -> Problem {
    match error {
        OpenError::WrongSecret | OpenError::NoSuchSlot => Problem::WrongSecret,
        OpenError::Damaged => Problem::Damaged,
        other => internal(other),
    }
}

pub fn of_chain(error: ChainError) -> Problem {
    match error {
        ChainError::Contradiction(_) => Problem::BadChain,
        ChainError::Unreachable | ChainError::Busy | ChainError::NotEsplora { .. } => Problem::NoChain,
        other => internal(other),
    }
}

pub fn of_wallet_start(error: &lifeboat_wallet::StartError) -> Problem {
    use lifeboat_wallet::StartError as E;
    match error {
        E::Damaged { .. } => Problem::Damaged,
        E::TooNew { .. } => Problem::TooNew,
        E::Inconsistent(_) => Problem::Inconsistent,
        E::OtherNetwork => Problem::OtherNetwork,
        E::TipNeeded => Problem::NoChain,
        other => internal(other),
    }
}

pub fn of_invoice(error: InvoiceError) -> Problem {
    match error {
        InvoiceError::TooMuch { most_msat } => Problem::TooMuch { most_msat },
        InvoiceError::Zero => Problem::AmountMissing,
        other => internal(other),
    }
}

pub fn of_pay(error: PayError) -> Problem {
    match error {
        PayError::NotAnInvoice => Problem::BadInvoice,
        PayError::OtherNetwork => Problem::OtherNetwork,
        PayError::Expired => Problem::Expired,
        PayError::AmountMissing | PayError::AmountTooSmall => Problem::AmountMissing,
        PayError::NotEnough { most_msat } => Problem::NotEnough { most_msat },
        PayError::AlreadyPaid => Problem::AlreadyPaid,
        PayError::OwnInvoice => Problem::OwnInvoice,
        PayError::NoRoute => Problem::NoRoute,
        PayError::NoPeer => Problem::NoPeer,
        PayError::Unpayable => Problem::RefusedByPayee,
        other => internal(other),
    }
}

pub fn of_failure(failure: Failure) -> Problem {
    match failure {
        Failure::Refused | Failure::Unpayable => Problem::RefusedByPayee,
        Failure::Expired => Problem::Expired,
        Failure::NoRoute | Failure::AllWaysFailed => Problem::NoRoute,
        Failure::NeverSent => Problem::NoPeer,
        other => internal(format!("{other:?}")),
    }
}
