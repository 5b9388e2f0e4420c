//! Each error below in that one form. Exhaustive: a new variant has to be thought about here.

use lifeboat_backup::phrase_file::NoWords;
use lifeboat_backup::{
    AppendError, ChangeKeysError, DiscoverError, HeadUnknown, LoadError, Obstacle, RestoreError, StartError,
    StoreError, TurnOnError,
};
use lifeboat_cloud::webdav::Weakness;
use lifeboat_cloud::{DriveError, Retry};
use lifeboat_crypto::{MakeError, NotAPin, OpenError, PhraseError, PinRefused};

use super::{ModuleError, Remedy, variant};

impl From<DriveError> for ModuleError {
    fn from(error: DriveError) -> ModuleError {
        let remedy = match error.retry() {
            Retry::Never => Remedy::User,
            Retry::After(_) | Retry::WithBackoff => Remedy::Retry,
        };
        ModuleError::of(&error, remedy)
    }
}

impl From<StoreError> for ModuleError {
    fn from(error: StoreError) -> ModuleError {
        let remedy = match error {
            StoreError::Refused | StoreError::Full | StoreError::Lost => Remedy::User,
            StoreError::Taken => Remedy::Stop,
            StoreError::Unknown => Remedy::Retry,
        };
        let named = ModuleError::of(&error, remedy);
        ModuleError { name: "Store".to_owned(), ..named.because(&error) }
    }
}

/// A storage that must not keep channel state.
impl From<Weakness> for ModuleError {
    fn from(weakness: Weakness) -> ModuleError {
        ModuleError {
            name: "Unsafe".to_owned(),
            message: "this storage does not keep channel state safe".to_owned(),
            remedy: Remedy::User,
            reason: Some(variant(&weakness)),
            by: None,
            position: None,
        }
    }
}

impl From<Obstacle> for ModuleError {
    fn from(obstacle: Obstacle) -> ModuleError {
        let named = |remedy| ModuleError::of(&obstacle, remedy);
        match &obstacle {
            Obstacle::Drive(error) => error.clone().into(),
            Obstacle::Store(error) => (*error).into(),
            Obstacle::Entry { position, fault } => named(Remedy::User).because(fault).at(*position),
            Obstacle::PhraseFile { fault } => named(Remedy::User).because(fault),
            Obstacle::OlderPhraseFile { error } => named(Remedy::User).because(error),
            Obstacle::Mirror(_) => named(Remedy::User),
            Obstacle::TooLarge => named(Remedy::Caller),
        }
    }
}

/// What a trouble is behind: its most telling name.
fn behind(outer: ModuleError, obstacle: &Obstacle) -> ModuleError {
    let inner = ModuleError::from(obstacle.clone());
    let reason = match obstacle {
        Obstacle::Store(error) => variant(error),
        Obstacle::Drive(_)
        | Obstacle::Entry { .. }
        | Obstacle::PhraseFile { .. }
        | Obstacle::OlderPhraseFile { .. }
        | Obstacle::Mirror(_)
        | Obstacle::TooLarge => inner.name,
    };
    ModuleError { remedy: inner.remedy, reason: Some(reason), position: inner.position, ..outer }
}

impl From<AppendError> for ModuleError {
    fn from(error: AppendError) -> ModuleError {
        let named = |remedy| ModuleError::of(&error, remedy);
        match &error {
            AppendError::Fenced(by) => named(Remedy::Restore).by(by),
            AppendError::Paused(obstacle) => behind(named(Remedy::User), obstacle),
            AppendError::KeyTooLong => named(Remedy::Caller),
            AppendError::Closed => named(Remedy::Stop),
        }
    }
}

impl From<HeadUnknown> for ModuleError {
    fn from(error: HeadUnknown) -> ModuleError {
        let named = ModuleError::of(&error, Remedy::Retry);
        behind(named, &error.0)
    }
}

impl From<LoadError> for ModuleError {
    fn from(error: LoadError) -> ModuleError {
        let named = |remedy| ModuleError::of(&error, remedy);
        match &error {
            LoadError::Empty | LoadError::Damaged => named(Remedy::Restore),
            LoadError::Occupied | LoadError::Foreign | LoadError::TooLarge => named(Remedy::Caller),
            LoadError::TooNew => named(Remedy::User),
            LoadError::Store(error) => (*error).into(),
        }
    }
}

impl From<StartError> for ModuleError {
    fn from(error: StartError) -> ModuleError {
        let named = |remedy| ModuleError::of(&error, remedy);
        match &error {
            StartError::Unconfirmed(obstacle) => behind(named(Remedy::Retry), obstacle),
            StartError::Fenced(by) => named(Remedy::Restore).by(by),
            StartError::FolderGone => named(Remedy::User),
            StartError::DriveRolledBack { position } => named(Remedy::User).at(*position),
        }
    }
}

impl From<RestoreError> for ModuleError {
    fn from(error: RestoreError) -> ModuleError {
        let named = |remedy| ModuleError::of(&error, remedy);
        match &error {
            RestoreError::Drive(error) => error.clone().into(),
            RestoreError::Store(error) => (*error).into(),
            RestoreError::FolderGone | RestoreError::NoChannelState => named(Remedy::User),
            RestoreError::Gap { position } => named(Remedy::User).at(*position),
            RestoreError::Entry { position, fault } => named(Remedy::User).because(fault).at(*position),
            RestoreError::TornHead { position } => named(Remedy::Confirm).at(*position),
            RestoreError::Ended(end) => named(Remedy::Confirm).because(&end.ending).by(&end.by),
            RestoreError::SecondCopy => named(Remedy::Confirm),
            RestoreError::FromFiles(by) => named(Remedy::User).by(by),
            RestoreError::ReadOnly { error, by } => named(Remedy::User).because(error).by(by),
            RestoreError::Refused | RestoreError::NotNewer => named(Remedy::User),
            RestoreError::Moved => named(Remedy::Retry),
            RestoreError::PhraseFile { fault } => named(Remedy::User).because(fault),
            RestoreError::TooLarge => named(Remedy::Caller),
        }
    }
}

impl From<TurnOnError> for ModuleError {
    fn from(error: TurnOnError) -> ModuleError {
        let named = |remedy| ModuleError::of(&error, remedy);
        match &error {
            TurnOnError::Cancelled | TurnOnError::Closed => named(Remedy::Stop),
            TurnOnError::AlreadyOn | TurnOnError::TooLarge => named(Remedy::Caller),
            TurnOnError::Drive(error) => error.clone().into(),
            TurnOnError::Store(error) => (*error).into(),
            TurnOnError::NotReadBack => named(Remedy::User),
        }
    }
}

impl From<ChangeKeysError> for ModuleError {
    fn from(error: ChangeKeysError) -> ModuleError {
        let named = ModuleError::of(&error, Remedy::User);
        let (ChangeKeysError::Unchanged(cause)
        | ChangeKeysError::Unknown(cause)
        | ChangeKeysError::NotInCloud(cause)) = &error;
        let inner = ModuleError::from(cause.clone());
        let reason = inner.reason.or(Some(inner.name));
        ModuleError { remedy: inner.remedy, reason, by: inner.by, ..named }
    }
}

impl From<DiscoverError> for ModuleError {
    fn from(error: DiscoverError) -> ModuleError {
        match &error {
            DiscoverError::Drive(error) => error.clone().into(),
            DiscoverError::Contradiction => ModuleError::of(&error, Remedy::Retry),
        }
    }
}

impl From<NoWords> for ModuleError {
    fn from(error: NoWords) -> ModuleError {
        let named = |remedy| ModuleError { name: "PhraseFile".to_owned(), ..ModuleError::of(&error, remedy) };
        match &error {
            NoWords::Drive(error) => error.clone().into(),
            NoWords::Gone => named(Remedy::User),
            NoWords::File(fault) => named(Remedy::User).because(fault),
        }
    }
}

impl From<OpenError> for ModuleError {
    fn from(error: OpenError) -> ModuleError {
        let remedy = match error {
            OpenError::WrongSecret | OpenError::NoSuchSlot => Remedy::Caller,
            OpenError::Damaged | OpenError::TooCostly | OpenError::TooWeak | OpenError::OutOfMemory => {
                Remedy::User
            }
        };
        ModuleError::of(&error, remedy)
    }
}

impl From<MakeError> for ModuleError {
    fn from(error: MakeError) -> ModuleError {
        let named = ModuleError::of(&error, Remedy::Caller);
        match &error {
            MakeError::Kdf(refused) => ModuleError { name: variant(refused), ..named },
            MakeError::OutOfMemory => ModuleError { remedy: Remedy::User, ..named },
            MakeError::SlotCount(_)
            | MakeError::Factors
            | MakeError::EmptyPassphrase
            | MakeError::CannotKeep(_)
            | MakeError::DeviceSlot
            | MakeError::TooLong
            | MakeError::Exhausted => named,
        }
    }
}

impl From<PinRefused> for ModuleError {
    fn from(error: PinRefused) -> ModuleError {
        ModuleError::of(&error, Remedy::Caller)
    }
}

impl From<NotAPin> for ModuleError {
    fn from(error: NotAPin) -> ModuleError {
        ModuleError::of(&error, Remedy::Caller)
    }
}

impl From<PhraseError> for ModuleError {
    fn from(error: PhraseError) -> ModuleError {
        ModuleError::of(&error, Remedy::Caller)
    }
}
