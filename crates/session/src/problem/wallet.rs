//! What the node, its peers and the chain say.

use lifeboat_messages::{Pasted, Problem};
use lifeboat_pasted::{Kind, Unpayable};
use lifeboat_wallet::{
    ChainError, CloseError, DestinationError, Failure, InvoiceError, NoteError, OpeningError, PayError,
    SendError,
};

use super::internal;
use crate::lnurl::Refusal;

pub fn of_chain(error: ChainError) -> Problem {
    match error {
        ChainError::Contradiction(_) => Problem::BadChain,
        // The last two are gone at the next look.
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

pub fn of_note(error: NoteError) -> Problem {
    match error {
        NoteError::Unknown => Problem::UnknownPayment,
        NoteError::TooLong => Problem::NoteTooLong,
    }
}

pub fn of_opening(error: OpeningError) -> Problem {
    match error {
        OpeningError::Untrusted => Problem::NoChannel,
        OpeningError::NoPeer => Problem::NoPeer,
        OpeningError::Silent => Problem::ProviderSilent,
        OpeningError::BadToken => Problem::ProviderToken,
        OpeningError::NoOffer => Problem::NoOffer,
        OpeningError::OffersOver => Problem::OffersOver,
        OpeningError::TooLittle { least_msat } => Problem::TooLittle { least_msat },
        OpeningError::TooMuch { most_msat } => Problem::TooMuch { most_msat },
        OpeningError::TooDear { fee_msat } => Problem::OpeningTooDear { fee_msat },
        OpeningError::Invoice(error) => of_invoice(error),
        OpeningError::Refused { .. } | OpeningError::BadAnswer => {
            Problem::ProviderRefused { detail: error.to_string() }
        }
    }
}

pub fn of_close(error: CloseError) -> Problem {
    match error {
        CloseError::NoPeer => Problem::NoPeer,
        CloseError::Unknown | CloseError::Refused => Problem::CloseRefused,
    }
}

pub fn of_pasted(why: Unpayable) -> Problem {
    let what = match why {
        Unpayable::BadAmount => return Problem::BadLink,
        Unpayable::Requires(what) => return Problem::LinkRequires { what },
        Unpayable::Is(kind) => match kind {
            Kind::Nothing | Kind::Damaged => return Problem::BadInvoice,
            Kind::MistypedAddress => Pasted::MistypedAddress,
            Kind::Several => Pasted::Several,
            Kind::Offer => Pasted::Offer,
            Kind::BitcoinName => Pasted::BitcoinName,
            Kind::SilentPayment => Pasted::SilentPayment,
            Kind::NodeId => Pasted::NodeId,
            Kind::Channel => Pasted::Channel,
            Kind::Login => Pasted::Login,
            Kind::Onion => Pasted::Onion,
            Kind::Insecure => Pasted::Insecure,
            Kind::LocalService => Pasted::LocalService,
            Kind::Ark => Pasted::Ark,
            Kind::Spark => Pasted::Spark,
            Kind::Ecash => Pasted::Ecash,
            Kind::OtherCoin => Pasted::OtherCoin,
            Kind::PrivateKey => Pasted::PrivateKey,
            Kind::PublicKey => Pasted::PublicKey,
            Kind::Transaction => Pasted::Transaction,
            Kind::Hash => Pasted::Hash,
            Kind::WebPage => Pasted::WebPage,
        },
    };
    Problem::NotAnInvoice { what }
}

/// What a service says that is asked for an invoice, or to pay one. `host`: which.
pub fn of_service(refusal: Refusal, host: &str) -> Problem {
    let host = host.to_owned();
    match refusal {
        Refusal::Silent => Problem::ServiceSilent { host },
        Refusal::Said(words) => Problem::ServiceRefused { host, words },
        Refusal::Nonsense => Problem::ServiceConfused { host },
        Refusal::Is(kind) => of_pasted(kind.into()),
        Refusal::OtherInvoice => Problem::OtherInvoice { host },
        Refusal::Outside => Problem::ServiceAmount { host },
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
        PayError::NoMap => Problem::NoMap,
        PayError::TooDear { fee_msat } => Problem::FeeTooHigh { fee_msat },
        PayError::Unpayable => Problem::UnknownFeature,
        PayError::TooOld => Problem::PayeeTooOld,
    }
}

pub fn of_send(error: SendError) -> Problem {
    match error {
        SendError::Destination(error) => match error {
            DestinationError::NotAnAddress => Problem::NotAnInvoice { what: Pasted::MistypedAddress },
            DestinationError::OtherNetwork => Problem::OtherNetwork,
        },
        SendError::OwnAddress => Problem::OwnAddress,
        SendError::Dust { least_sat } => Problem::Dust { least_sat },
        SendError::NotEnough { most_sat } => Problem::NotEnoughOnChain { most_sat },
        SendError::RateTooLow { least } => Problem::FeeRate { least_sat_per_kvb: least },
        SendError::RateTooHigh { most } => Problem::FeeRateTooHigh { most_sat_per_kvb: most },
        SendError::FeeBeyond => Problem::FeeBeyond,
        SendError::Dear { fee_sat } => Problem::FeeDear { fee_sat },
        SendError::FeeChanged { fee_sat } => Problem::FeeChanged { fee_sat },
        SendError::NotWaiting | SendError::SpentOn => Problem::NotWaiting,
        SendError::HasLeft => Problem::HasLeft,
        SendError::NotSynced => Problem::NoChain,
        SendError::Stale => Problem::Stale,
        SendError::OnlyWatches => Problem::Unavailable,
        SendError::Internal => internal(error),
    }
}

pub fn of_failure(failure: Failure) -> Problem {
    match failure {
        Failure::Refused => Problem::RefusedByPayee,
        Failure::Unpayable => Problem::UnknownFeature,
        Failure::Expired => Problem::Expired,
        // LDK gave up the last attempt for a reason that it does not tell: something that the peers did, or
        // the payment is older than such reasons.
        Failure::NoRoute | Failure::AllWaysFailed | Failure::Internal => Problem::NoRoute,
        Failure::NeverSent => Problem::NoPeer,
        Failure::Underpaid => Problem::Underpaid,
        Failure::PaidBefore => Problem::PaidBefore,
        Failure::Unfunded => Problem::Unfunded,
    }
}
