//! One of every variant of what becomes of a journal and of a drive.

use lifeboat_backup::{
    AloneError, AppendError, Author, DeleteCopyError, DiscoverError, EndCopyError, EndReason, Fault,
    JournalEnd, LoadError, MirrorObstacle, MoveError, Obstacle, PromoteError, RestoreError, StartError,
    StoreError, TurnOffError, TurnOnError,
};
use lifeboat_cloud::DriveError;

/// The match makes a new variant fail to compile here, and the assertion one that is listed in another's place.
macro_rules! every {
    ($type:ty { $($pattern:pat => $value:expr),* $(,)? }) => {{
        let mut all: Vec<$type> = Vec::new();
        $(
            let value: $type = $value;
            assert!(matches!(value, $pattern), "{value:?} stands for {}", stringify!($pattern));
            all.push(value);
        )*
        let _ = |value: &$type| match value { $($pattern => {})* };
        all
    }};
}
pub(super) use every;
pub(super) fn drive_errors() -> Vec<DriveError> {
    use DriveError as D;
    every!(DriveError {
        D::NotFound => D::NotFound,
        D::Unknown => D::Unknown,
        D::Unreachable => D::Unreachable,
        D::SignedOut => D::SignedOut,
        D::Denied => D::Denied,
        D::QuotaFull => D::QuotaFull,
        D::Busy { .. } => D::Busy { after_ms: Some(1) },
        D::Unavailable { .. } => D::Unavailable { after_ms: None },
        D::NotADrive => D::NotADrive,
        D::RedirectedAway => D::RedirectedAway,
        D::OtherAccount => D::OtherAccount,
        D::Gone => D::Gone,
        D::InBin => D::InBin,
        D::TooLarge => D::TooLarge,
        D::Unsupported => D::Unsupported,
        D::NoBucket => D::NoBucket,
        D::WrongRegion { .. } => D::WrongRegion { right: None },
        D::ClockOff => D::ClockOff,
        D::BadAddress => D::BadAddress,
        D::WrongKind => D::WrongKind,
        D::Overwrote => D::Overwrote,
    })
}

pub(super) fn store_errors() -> Vec<StoreError> {
    use StoreError as S;
    every!(StoreError {
        S::Refused => S::Refused,
        S::Full => S::Full,
        S::Lost => S::Lost,
        S::Taken => S::Taken,
        S::Unknown => S::Unknown,
    })
}

pub(super) fn faults() -> Vec<Fault> {
    use Fault as F;
    every!(Fault {
        F::Damaged => F::Damaged,
        F::Truncated => F::Truncated,
        F::Foreign => F::Foreign,
        F::Swapped => F::Swapped,
        F::Forked => F::Forked,
        F::TooNew => F::TooNew,
        F::KeyMissing => F::KeyMissing,
    })
}

pub(super) fn alone_errors() -> Vec<AloneError> {
    use AloneError as A;
    let mut all = every!(AloneError {
        A::NotOn => A::NotOn,
        A::TakenOver => A::TakenOver,
        A::Stale => A::Stale,
        A::Paused(_) => A::Paused(Obstacle::TooLarge),
    });
    all.extend(obstacles().into_iter().map(A::Paused));
    all
}

/// What a server or a device can put in the way of the journal.
pub(super) fn obstacles() -> Vec<Obstacle> {
    use Obstacle as T;
    let mut all = every!(Obstacle {
        T::Drive(_) => T::Drive(DriveError::Denied),
        T::Store(_) => T::Store(StoreError::Full),
        T::Entry { .. } => T::Entry { position: 1, fault: Fault::Damaged },
        T::PhraseFile { .. } => T::PhraseFile { fault: Fault::Damaged },
        T::OlderPhraseFile { .. } => T::OlderPhraseFile { error: DriveError::Denied },
        T::Mirror(_) => T::Mirror(Box::new(MirrorObstacle::NotAMirror)),
        T::TooLarge => T::TooLarge,
    });
    all.extend(drive_errors().into_iter().map(T::Drive));
    all.extend(store_errors().into_iter().map(T::Store));
    all.extend(faults().into_iter().map(|fault| T::Entry { position: 1, fault }));
    all.extend(faults().into_iter().map(|fault| T::PhraseFile { fault }));
    all.extend(mirror_obstacles(&[]).into_iter().map(|why| T::Mirror(Box::new(why))));
    all
}

pub(super) fn mirror_obstacles(sources: &[Obstacle]) -> Vec<MirrorObstacle> {
    use MirrorObstacle as M;
    let mut all = every!(MirrorObstacle {
        M::Drive(_) => M::Drive(DriveError::Denied),
        M::Source(_) => M::Source(Obstacle::Drive(DriveError::Denied)),
        M::OtherHistory { .. } => M::OtherHistory { position: 1 },
        M::Promoted(_) => M::Promoted(Author::default()),
        M::NotAMirror => M::NotAMirror,
        M::Entry { .. } => M::Entry { position: 1, fault: Fault::Damaged },
        M::OtherPhrase { .. } => M::OtherPhrase { seq: 1 },
        M::Ended => M::Ended,
    });
    all.extend(drive_errors().into_iter().map(M::Drive));
    all.extend(sources.iter().cloned().map(M::Source));
    all
}

pub(super) fn append_errors() -> Vec<AppendError> {
    use AppendError as A;
    let mut all = every!(AppendError {
        A::Fenced(_) => A::Fenced(Author::default()),
        A::Paused(_) => A::Paused(Obstacle::TooLarge),
        A::KeyTooLong => A::KeyTooLong,
        A::Closed => A::Closed,
    });
    all.extend(obstacles().into_iter().map(A::Paused));
    all
}

pub(super) fn load_errors() -> Vec<LoadError> {
    use LoadError as L;
    let mut all = every!(LoadError {
        L::Empty => L::Empty,
        L::Occupied => L::Occupied,
        L::Foreign => L::Foreign,
        L::TooNew => L::TooNew,
        L::Damaged => L::Damaged,
        L::Store(_) => L::Store(StoreError::Full),
        L::TooLarge => L::TooLarge,
    });
    all.extend(store_errors().into_iter().map(L::Store));
    all
}

pub(super) fn start_errors() -> Vec<StartError> {
    use StartError as S;
    let mut all = every!(StartError {
        S::Unconfirmed(_) => S::Unconfirmed(Obstacle::TooLarge),
        S::Fenced(_) => S::Fenced(Author::default()),
        S::FolderGone => S::FolderGone,
        S::DriveRolledBack { .. } => S::DriveRolledBack { position: 1 },
    });
    all.extend(obstacles().into_iter().map(S::Unconfirmed));
    all
}

pub(super) fn restore_errors() -> Vec<RestoreError> {
    use RestoreError as R;
    let by = Author::default;
    let mut all = every!(RestoreError {
        R::Drive(_) => R::Drive(DriveError::Denied),
        R::Store(_) => R::Store(StoreError::Full),
        R::FolderGone => R::FolderGone,
        R::NoChannelState => R::NoChannelState,
        R::Gap { .. } => R::Gap { position: 1 },
        R::Entry { .. } => R::Entry { position: 1, fault: Fault::Damaged },
        R::TornHead { .. } => R::TornHead { position: 1 },
        R::Ended(_) => R::Ended(JournalEnd { ending: EndReason::Moved, to: None, by: by() }),
        R::SecondCopy => R::SecondCopy,
        R::FromFiles(_) => R::FromFiles(by()),
        R::ReadOnly { .. } => R::ReadOnly { error: DriveError::QuotaFull, by: by() },
        R::Refused => R::Refused,
        R::NotNewer => R::NotNewer,
        R::Moved => R::Moved,
        R::PhraseFile { .. } => R::PhraseFile { fault: Fault::Damaged },
        R::TooLarge => R::TooLarge,
    });
    all.extend(drive_errors().into_iter().map(R::Drive));
    all.extend(store_errors().into_iter().map(R::Store));
    all.extend(faults().into_iter().map(|fault| R::Entry { position: 1, fault }));
    all
}

pub(super) fn turn_on_errors() -> Vec<TurnOnError> {
    use TurnOnError as T;
    let mut all = every!(TurnOnError {
        T::Cancelled => T::Cancelled,
        T::AlreadyOn => T::AlreadyOn,
        T::Drive(_) => T::Drive(DriveError::Denied),
        T::Store(_) => T::Store(StoreError::Full),
        T::NotReadBack => T::NotReadBack,
        T::TooLarge => T::TooLarge,
        T::Closed => T::Closed,
    });
    all.extend(drive_errors().into_iter().map(T::Drive));
    all.extend(store_errors().into_iter().map(T::Store));
    all
}

pub(super) fn turn_off_errors() -> Vec<TurnOffError> {
    use TurnOffError as T;
    let mut all = every!(TurnOffError {
        T::NotOn => T::NotOn,
        T::Fenced(_) => T::Fenced(Author::default()),
        T::Paused(_) => T::Paused(Obstacle::TooLarge),
        T::Closed => T::Closed,
    });
    all.extend(obstacles().into_iter().map(T::Paused));
    all
}

pub(super) fn move_errors() -> Vec<MoveError> {
    use MoveError as M;
    let mut all = every!(MoveError {
        M::NotOn => M::NotOn,
        M::Fenced(_) => M::Fenced(Author::default()),
        M::Paused(_) => M::Paused(Obstacle::TooLarge),
        M::Mirror(_) => M::Mirror(MirrorObstacle::NotAMirror),
        M::NotReadBack => M::NotReadBack,
        M::Closed => M::Closed,
    });
    all.extend(obstacles().into_iter().map(M::Paused));
    all.extend(mirror_obstacles(&obstacles()).into_iter().map(M::Mirror));
    all
}

pub(super) fn promote_errors() -> Vec<PromoteError> {
    use PromoteError as P;
    let mut all = every!(PromoteError {
        P::NotOn => P::NotOn,
        P::Paused(_) => P::Paused(Obstacle::TooLarge),
        P::NotAMirror => P::NotAMirror,
        P::Ahead(_) => P::Ahead(Author::default()),
        P::OtherHistory { .. } => P::OtherHistory { position: 1 },
        P::Unconfirmed(_) => P::Unconfirmed(Obstacle::TooLarge),
    });
    all.extend(obstacles().into_iter().flat_map(|why| [P::Paused(why.clone()), P::Unconfirmed(why)]));
    all
}

pub(super) fn delete_copy_errors() -> Vec<DeleteCopyError> {
    use DeleteCopyError as D;
    let mut all = every!(DeleteCopyError {
        D::Drive(_) => D::Drive(DriveError::Denied),
        D::Store(_) => D::Store(StoreError::Full),
        D::AnotherWallet => D::AnotherWallet,
        D::InUse(_) => D::InUse(Author::default()),
    });
    all.extend(drive_errors().into_iter().map(D::Drive));
    all.extend(store_errors().into_iter().map(D::Store));
    all
}

pub(super) fn end_copy_errors() -> Vec<EndCopyError> {
    use EndCopyError as E;
    let mut all = every!(EndCopyError {
        E::Restore(_) => E::Restore(RestoreError::Moved),
        E::InUse(_) => E::InUse(Author::default()),
    });
    all.extend(restore_errors().into_iter().map(E::Restore));
    all
}

pub(super) fn discover_errors() -> Vec<DiscoverError> {
    use DiscoverError as D;
    let mut all = every!(DiscoverError {
        D::Drive(_) => D::Drive(DriveError::Denied),
        D::Contradiction => D::Contradiction,
    });
    all.extend(drive_errors().into_iter().map(D::Drive));
    all
}
