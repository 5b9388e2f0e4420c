//! What the user orders on the chain, what it costs, and why it cannot be done.

use lightning::bitcoin::FeeRate;
use thiserror::Error;

use crate::DestinationError;
use crate::chain::CEILING;

/// How much is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// This many sat; the fee comes on top.
    Exact(u64),
    /// All there is, the fee comes off it.
    All,
}

/// An order to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendOrder {
    /// An address, or a link to one (BIP 21); what the link says of the amount does not count.
    pub to: String,
    /// How much is to be sent.
    pub amount: Amount,
    /// The feerate, satoshis per 1000 virtual bytes: 1,000 is 1 sat/vB.
    pub sat_per_kvb: u32,
    /// Whether what channels may need for being closed stays ([`Wallet::onchain_reserve_sat`]).
    pub keep_reserve: bool,
}

/// What an order costs in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendPreview {
    /// The payee's address.
    pub to: String,
    /// What the payee gets, sat.
    pub amount_sat: u64,
    /// The fee of the whole transaction, sat.
    pub fee_sat: u64,
    /// What stays that can be spent, sat.
    pub left_sat: u64,
    /// Whether the fee is more than a quarter of the amount, or than 100,000 sat.
    pub is_dear: bool,
    /// Whether what stays for the channels ([`Wallet::onchain_reserve_sat`]) can pay for closing one only
    /// when this is in a block.
    pub reserve_waits: bool,
}

/// Why nothing can be sent so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// The address cannot be paid to.
    #[error(transparent)]
    Destination(#[from] DestinationError),
    /// An address of this very wallet.
    #[error("an own address")]
    OwnAddress,
    /// Less than this costs more to spend than it is worth, and is passed on by no node.
    #[error("less than {least_sat} sat cannot be sent")]
    Dust {
        /// The least amount that can be sent, sat.
        least_sat: u64,
    },
    /// More than there is, with the fee and with what stays for the channels.
    #[error("at most {most_sat} sat can be sent")]
    NotEnough {
        /// The most that can be sent at this feerate, sat.
        most_sat: u64,
    },
    /// Above what anybody pays.
    #[error("at most {most} sat/kvB")]
    RateTooHigh {
        /// The most, sat/kvB.
        most: u32,
    },
    /// A higher fee has nothing that pays for it: not all there is covers it, or what should stay for the
    /// channels would go.
    #[error("a fee that nothing is there for")]
    FeeBeyond,
    /// More than a quarter of the amount, or more than 100,000 sat, would go to fees, and the user has not
    /// agreed to that.
    #[error("a fee of {fee_sat} sat has to be agreed to")]
    Dear {
        /// The fee of the whole transaction, sat.
        fee_sat: u64,
    },
    /// The fee has risen since it was shown, because other coins have to be used, or all there is has become more or
    /// less.
    #[error("the fee is {fee_sat} sat now")]
    FeeChanged {
        /// The fee now, sat.
        fee_sat: u64,
    },
    /// The transaction is not a payment that was ordered here and waits for a block.
    #[error("nothing that waits")]
    NotWaiting,
    /// Another payment uses its change already.
    #[error("its change is spent")]
    SpentOn,
    /// The payment may have left already.
    #[error("it may have left")]
    HasLeft,
    /// Below what nodes pass on; and a replacement has to pay more than the payment it replaces (BIP 125).
    #[error("at least {least} sat/kvB")]
    RateTooLow {
        /// The least, sat/kvB.
        least: u32,
    },
    /// The chain was not looked at yet in this process: the coins may be old news.
    #[error("the chain was not looked at yet")]
    NotSynced,
    /// A newer state of this wallet is somewhere else.
    #[error("the state is stale")]
    Stale,
    /// This wallet only watches.
    #[error("the wallet only watches")]
    OnlyWatches,
    /// A defect of this program.
    #[error("the transaction could not be made")]
    Internal,
}

/// Nodes pass on nothing below 1 sat/vB, sat/kvB.
const LEAST_RATE: u32 = 1_000;
const MOST_RATE: u32 = CEILING * 4;
/// A fee of more than this part of the amount is asked about.
const DEAR_PART: u64 = 4;
/// A fee that is higher than this is asked about as well: for a large amount, even a small part may be a mistake about
/// fees.
const DEAR_SAT: u64 = 100_000;

pub(super) fn is_dear(amount_sat: u64, fee_sat: u64) -> bool {
    fee_sat > DEAR_SAT || fee_sat.saturating_mul(DEAR_PART) > amount_sat
}

impl SendPreview {
    /// Whether this is what was shown, or better. The total may have changed because a coin came or went.
    pub(super) fn agrees_with(&self, shown: &Self, dear_is_well: bool) -> Result<(), SendError> {
        let fee_sat = self.fee_sat;
        if fee_sat > shown.fee_sat || self.amount_sat != shown.amount_sat {
            return Err(SendError::FeeChanged { fee_sat });
        }
        if self.is_dear && !dear_is_well {
            return Err(SendError::Dear { fee_sat });
        }
        Ok(())
    }
}

pub(super) fn rate(sat_per_kvb: u32) -> Result<FeeRate, SendError> {
    if sat_per_kvb < LEAST_RATE {
        return Err(SendError::RateTooLow { least: LEAST_RATE });
    }
    if sat_per_kvb > MOST_RATE {
        return Err(SendError::RateTooHigh { most: MOST_RATE });
    }
    Ok(FeeRate::from_sat_per_kwu(u64::from(sat_per_kvb.div_ceil(4))))
}
