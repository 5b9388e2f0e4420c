//! One of every variant of what the node, its peers, services and people say.

use lifeboat_cloud::{DriveError, nextcloud::Diagnosis, oauth::OAuthError, vss::AccountError};
use lifeboat_crypto::{KdfRefused, MakeError, OpenError, PinRefused, SlotId};
use lifeboat_pasted::{Kind, Unpayable};
use lifeboat_wallet::{
    ChainError, CloseError, Contradiction, DestinationError, Failure, Inconsistency, InvoiceError, Network,
    NoteError, OpeningError, PayError, SendError, StartError,
};

use super::every::{drive_errors, every};
use crate::lnurl::Refusal;

pub(super) fn chain_errors() -> Vec<ChainError> {
    use ChainError as C;
    every!(ChainError {
        C::Unreachable => C::Unreachable,
        C::Busy => C::Busy,
        C::NotEsplora { .. } => C::NotEsplora { status: 404 },
        C::Contradiction(_) => C::Contradiction(Contradiction::NoWork),
        C::Moved => C::Moved,
        C::Behind => C::Behind,
        C::Disagree => C::Disagree,
        C::Rewritten => C::Rewritten,
        C::ClockBehind => C::ClockBehind,
        C::Already => C::Already,
    })
}

pub(super) fn start_errors() -> Vec<StartError> {
    use StartError as S;
    every!(StartError {
        S::TipNeeded => S::TipNeeded,
        S::Damaged { .. } => S::Damaged { key: String::new() },
        S::TooNew { .. } => S::TooNew { key: String::new() },
        S::Inconsistent(_) => S::Inconsistent(Inconsistency::ManagerOlder),
        S::OtherNetwork { .. } => S::OtherNetwork { found: Network::Signet },
        S::Keys => S::Keys,
        S::Liquidity => S::Liquidity,
    })
}

pub(super) fn invoice_errors() -> Vec<InvoiceError> {
    use InvoiceError as I;
    every!(InvoiceError {
        I::TooMuch { .. } => I::TooMuch { most_msat: 1 },
        I::NoWay => I::NoWay,
        I::Zero => I::Zero,
        I::NoteTooLong => I::NoteTooLong,
        I::Internal => I::Internal,
    })
}

pub(super) fn opening_errors() -> Vec<OpeningError> {
    use OpeningError as O;
    every!(OpeningError {
        O::Untrusted => O::Untrusted,
        O::NoPeer => O::NoPeer,
        O::Silent => O::Silent,
        O::Refused { .. } => O::Refused { code: 1, message: String::new() },
        O::BadToken => O::BadToken,
        O::NoOffer => O::NoOffer,
        O::OffersOver => O::OffersOver,
        O::TooLittle { .. } => O::TooLittle { least_msat: 1 },
        O::TooMuch { .. } => O::TooMuch { most_msat: 1 },
        O::TooDear { .. } => O::TooDear { fee_msat: 1 },
        O::BadAnswer => O::BadAnswer,
        O::Invoice(_) => O::Invoice(InvoiceError::Zero),
    })
}

pub(super) fn pay_errors() -> Vec<PayError> {
    use PayError as P;
    every!(PayError {
        P::NotAnInvoice => P::NotAnInvoice,
        P::OtherNetwork => P::OtherNetwork,
        P::Expired => P::Expired,
        P::AmountMissing => P::AmountMissing,
        P::AmountTooSmall => P::AmountTooSmall,
        P::NotEnough { .. } => P::NotEnough { most_msat: 1 },
        P::AlreadyPaid => P::AlreadyPaid,
        P::OwnInvoice => P::OwnInvoice,
        P::NoRoute => P::NoRoute,
        P::NoMap => P::NoMap,
        P::TooDear { .. } => P::TooDear { fee_msat: 1 },
        P::Unpayable => P::Unpayable,
        P::TooOld => P::TooOld,
    })
}

pub(super) fn failures() -> Vec<Failure> {
    use Failure as F;
    every!(Failure {
        F::Refused => F::Refused,
        F::Expired => F::Expired,
        F::NoRoute => F::NoRoute,
        F::AllWaysFailed => F::AllWaysFailed,
        F::NeverSent => F::NeverSent,
        F::Unpayable => F::Unpayable,
        F::Internal => F::Internal,
        F::Underpaid => F::Underpaid,
        F::PaidBefore => F::PaidBefore,
        F::Unfunded => F::Unfunded,
    })
}

pub(super) fn send_errors() -> Vec<SendError> {
    use SendError as S;
    let destinations = every!(DestinationError {
        DestinationError::NotAnAddress => DestinationError::NotAnAddress,
        DestinationError::OtherNetwork => DestinationError::OtherNetwork,
    });
    let mut all = every!(SendError {
        S::Destination(_) => S::Destination(DestinationError::NotAnAddress),
        S::OwnAddress => S::OwnAddress,
        S::Dust { .. } => S::Dust { least_sat: 1 },
        S::NotEnough { .. } => S::NotEnough { most_sat: 1 },
        S::RateTooHigh { .. } => S::RateTooHigh { most: 1 },
        S::FeeBeyond => S::FeeBeyond,
        S::Dear { .. } => S::Dear { fee_sat: 1 },
        S::FeeChanged { .. } => S::FeeChanged { fee_sat: 1 },
        S::NotWaiting => S::NotWaiting,
        S::SpentOn => S::SpentOn,
        S::HasLeft => S::HasLeft,
        S::RateTooLow { .. } => S::RateTooLow { least: 1 },
        S::NotSynced => S::NotSynced,
        S::Stale => S::Stale,
        S::OnlyWatches => S::OnlyWatches,
        S::Internal => S::Internal,
    });
    all.extend(destinations.into_iter().map(S::Destination));
    all
}

pub(super) fn note_errors() -> Vec<NoteError> {
    every!(NoteError {
        NoteError::Unknown => NoteError::Unknown,
        NoteError::TooLong => NoteError::TooLong,
    })
}

pub(super) fn close_errors() -> Vec<CloseError> {
    use CloseError as C;
    every!(CloseError { C::Unknown => C::Unknown, C::NoPeer => C::NoPeer, C::Refused => C::Refused })
}

pub(super) fn unpayables() -> Vec<Unpayable> {
    use Unpayable as U;
    let mut all = every!(Unpayable {
        U::Is(_) => U::Is(Kind::Nothing),
        U::BadAmount => U::BadAmount,
        U::Requires(_) => U::Requires("req-future".into()),
    });
    all.extend(Kind::ALL.map(U::Is));
    all
}

pub(super) fn refusals() -> Vec<Refusal> {
    use Refusal as R;
    every!(Refusal {
        R::Silent => R::Silent,
        R::Said(_) => R::Said(None),
        R::Nonsense => R::Nonsense,
        R::Is(_) => R::Is(Kind::Login),
        R::OtherInvoice => R::OtherInvoice,
        R::Outside => R::Outside,
    })
}

pub(super) fn oauth_errors() -> Vec<OAuthError> {
    use OAuthError as A;
    let mut all = every!(OAuthError {
        A::BadConfig => A::BadConfig,
        A::Foreign => A::Foreign,
        A::Expired => A::Expired,
        A::Cancelled => A::Cancelled,
        A::ScopeMissing => A::ScopeMissing,
        A::CodeRefused => A::CodeRefused,
        A::Registration { .. } => A::Registration { code: String::new() },
        A::Refused { .. } => A::Refused { code: String::new() },
        A::Malformed => A::Malformed,
        A::Service(_) => A::Service(DriveError::Denied),
    });
    all.extend(drive_errors().into_iter().map(A::Service));
    all
}

pub(super) fn diagnoses() -> Vec<Diagnosis> {
    use Diagnosis as D;
    let mut all = every!(Diagnosis {
        D::Unreachable => D::Unreachable,
        D::NotNextcloud => D::NotNextcloud,
        D::Maintenance => D::Maintenance,
        D::CorsBlocked => D::CorsBlocked,
        D::SignedOut => D::SignedOut,
        D::Other(_) => D::Other(DriveError::Denied),
    });
    all.extend(drive_errors().into_iter().map(D::Other));
    all
}

pub(super) fn account_errors() -> Vec<AccountError> {
    use AccountError as A;
    every!(AccountError {
        A::WeakPassword => A::WeakPassword,
        A::NoName => A::NoName,
        A::OutOfMemory => A::OutOfMemory,
        A::NoKey => A::NoKey,
    })
}

pub(super) fn open_errors() -> Vec<OpenError> {
    use OpenError as E;
    every!(OpenError {
        E::WrongSecret => E::WrongSecret,
        E::NoSuchSlot => E::NoSuchSlot,
        E::Damaged => E::Damaged,
        E::TooCostly => E::TooCostly,
        E::TooWeak => E::TooWeak,
        E::OutOfMemory => E::OutOfMemory,
    })
}

pub(super) fn make_errors() -> Vec<MakeError> {
    use MakeError as M;
    every!(MakeError {
        M::SlotCount(_) => M::SlotCount(0),
        M::Factors => M::Factors,
        M::EmptyPassphrase => M::EmptyPassphrase,
        M::Kdf(_) => M::Kdf(KdfRefused::TooCostly),
        M::OutOfMemory => M::OutOfMemory,
        M::CannotKeep(_) => M::CannotKeep(SlotId([0; 8])),
        M::DeviceSlot => M::DeviceSlot,
        M::TooLong => M::TooLong,
        M::Exhausted => M::Exhausted,
    })
}

pub(super) fn pins_refused() -> Vec<PinRefused> {
    use PinRefused as P;
    every!(PinRefused {
        P::TooShort => P::TooShort,
        P::TooLong => P::TooLong,
        P::NotDigits => P::NotDigits,
        P::Repeats => P::Repeats,
        P::Run => P::Run,
        P::Year => P::Year,
        P::Date => P::Date,
        P::Common => P::Common,
    })
}
