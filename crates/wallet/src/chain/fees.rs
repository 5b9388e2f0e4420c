//! Feerates for LDK, from the chain servers, within sane bounds.
//!
//! The last good ones are kept, also over a restart, with the time they were given at: when a server stops giving
//! feerates, that is no reason to believe any other number.
//!
//! Nor is a rate believed that is far above what the newest blocks have provably paid (`paid.rs`). Where no
//! server proves that of any block, what was usual in the last hours takes its place: what has a deadline
//! follows a higher rate within hours, which is early enough for every deadline that there is, and what has
//! none waits, or asks the user.

mod paid;

use std::cell::Cell;
use std::collections::BTreeMap;

use lightning::bitcoin::Network;
use lightning::chain::chaininterface::{ConfirmationTarget, FeeEstimator};
use serde::{Deserialize, Serialize};

use self::paid::PaidFees;
use super::servers::Servers;
use crate::{StartError, State, Wallet};

/// Where the state keeps them; written only along with the manager.
pub(crate) const FEES: &str = "fees";

/// Satoshis per 1000 weight units; nothing below is relayed.
pub(crate) const FLOOR: u32 = 253;
/// A server that says more than 2000 sat/vB is not believed.
pub(crate) const CEILING: u32 = 500_000;

/// A rate of up to this many times what blocks have paid, or what was usual, is believed.
const TIMES: u32 = 10;
/// Rates below this are not doubted: 50 sat/vB.
const UNDOUBTED: u32 = 12_500;
/// The usual rate follows the estimates, and at most doubles in this time. LDK claims a payment 36 blocks before its
/// end, and has more than a hundred for a penalty; besides, it raises what is not mined by a quarter again and again,
/// up to five times the rate.
const DOUBLES_MS: u64 = 1_800_000;

/// How often the servers are asked.
const ASK_MS: u64 = 600_000;
/// Rates of this age may be far from what is needed.
const OLD_MS: u64 = 6 * 3_600_000;
/// Rates are written again when they changed, or to be known as no older than this.
const KEEP_MS: u64 = 3_600_000;

/// The feerate, in satoshis per 1000 weight units, at which this weight costs this many satoshis.
pub(crate) fn most_rate(fee_sat: u64, weight: u64) -> u32 {
    let rate = fee_sat.saturating_mul(1000) / weight.max(1);
    u32::try_from(rate).unwrap_or(CEILING).clamp(FLOOR, CEILING)
}

/// Satoshis per 1000 weight units, by how soon a transaction has to be in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rates {
    urgent: u32,
    soon: u32,
    someday: u32,
    /// The estimate `soon`, by the higher of two servers. It is missing in states from before it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    soon_by_higher: Option<u32>,
    /// What was urgent in the last hours. It is missing in states from before it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    usual: Option<u32>,
    /// When they were given, Unix ms; `None`: never, they are a guess.
    at_ms: Option<u64>,
}

impl Rates {
    /// Until a server gave any: enough to be mined in quiet times, and on mainnet in most.
    fn guess(network: Network) -> Self {
        let (urgent, soon) = if network == Network::Bitcoin { (12_500, 5_000) } else { (5_000, 2_000) };
        Self { urgent, soon, someday: FLOOR, soon_by_higher: None, usual: None, at_ms: None }
    }

    /// Takes the fees from the servers' maps of blocks to sat/vB. What has a deadline uses the higher of two
    /// servers, the rest the lower. What is missing stays as it was.
    fn with(self, servers: &[BTreeMap<String, f64>], now_ms: u64) -> Self {
        let at = |blocks: u32| servers.iter().filter_map(move |known| estimate(known, blocks));
        let urgent = at(2).max().unwrap_or(self.urgent);
        Self {
            urgent,
            soon: at(12).min().unwrap_or(self.soon),
            someday: at(144).min().unwrap_or(self.someday),
            soon_by_higher: at(12).max().or(self.soon_by_higher),
            usual: Some(self.usual_after(urgent, now_ms)),
            at_ms: Some(now_ms),
        }
    }

    fn usual(self) -> u32 {
        self.usual.unwrap_or(self.urgent)
    }

    /// What is usual once this was said to be urgent.
    fn usual_after(self, urgent: u32, now_ms: u64) -> u32 {
        let usual = self.usual();
        let Some(at_ms) = self.at_ms else { return urgent.min(usual) };
        let elapsed_ms = now_ms.saturating_sub(at_ms);
        let moved = |by: u64, of: u64| {
            u32::try_from(u64::from(usual).saturating_mul(by) / of).unwrap_or(CEILING).clamp(FLOOR, CEILING)
        };
        let span_ms = DOUBLES_MS.saturating_add(elapsed_ms);
        urgent.clamp(moved(DOUBLES_MS, span_ms), moved(span_ms, DOUBLES_MS))
    }

    /// What the newest blocks have paid was not less than what is usual, unless nobody doubts that either.
    fn with_paid(self, paid: u32) -> Self {
        Self { usual: Some(self.usual().min(paid.max(UNDOUBTED / TIMES))), ..self }
    }

    /// Whether a server says what is not believed unasked.
    fn are_doubted(self) -> bool {
        self.urgent.max(self.soon_by_higher.unwrap_or(self.urgent)) > UNDOUBTED
    }

    fn are_within_bounds(self) -> bool {
        let rates =
            [self.urgent, self.soon, self.someday].into_iter().chain(self.soon_by_higher).chain(self.usual);
        rates.into_iter().all(|rate| (FLOOR..=CEILING).contains(&rate))
    }

    fn is_old(self, now_ms: u64) -> bool {
        self.at_ms.is_none_or(|at_ms| now_ms > at_ms.saturating_add(OLD_MS))
    }
}

/// The newest estimates.
pub(crate) struct Fees {
    network: Network,
    rates: Cell<Rates>,
    /// What would be usual by what the servers have just said, where that is doubted. It does not count until
    /// the blocks were asked for what they have paid, because the node signs at any time.
    doubted: Cell<Option<u32>>,
    /// The fees as they are in the state.
    kept: Cell<Option<Rates>>,
    paid: PaidFees,
    /// The next look asks, however fresh they are.
    anew: Cell<bool>,
    /// When the servers were asked last, and gave none, Unix ms.
    refused_ms: Cell<Option<u64>>,
}

impl Fees {
    /// Those of the state, if it has any.
    ///
    /// # Errors
    /// They cannot be read, or this wallet would never have stored them.
    pub(crate) fn read(state: &State, network: Network) -> Result<Self, StartError> {
        let damaged = || StartError::Damaged { key: FEES.to_owned() };
        let fees = Self::unknown(network);
        if let Some(bytes) = state.get(FEES) {
            let rates: Rates = serde_json::from_slice(bytes).map_err(|_| damaged())?;
            if !rates.are_within_bounds() {
                return Err(damaged());
            }
            fees.rates.set(rates);
            fees.kept.set(Some(rates));
        }
        Ok(fees)
    }

    /// Before any server was asked.
    pub(crate) fn unknown(network: Network) -> Self {
        Self {
            network,
            rates: Cell::new(Rates::guess(network)),
            doubted: Cell::new(None),
            kept: Cell::new(None),
            paid: PaidFees::default(),
            anew: Cell::new(false),
            refused_ms: Cell::new(None),
        }
    }

    /// For the state, if they are not there as they are now.
    pub(crate) fn take_changed(&self) -> Option<Vec<u8>> {
        let (rates, kept) = (self.rates.get(), self.kept.get());
        let at_ms = rates.at_ms?;
        let fresh = kept.and_then(|kept| kept.at_ms).is_some_and(|kept| at_ms < kept.saturating_add(KEEP_MS));
        if fresh && kept.is_some_and(|kept| Rates { at_ms: kept.at_ms, ..rates } == kept) {
            return None;
        }
        self.kept.set(Some(rates));
        serde_json::to_vec(&rates).ok()
    }

    fn is_due(&self, now_ms: u64) -> bool {
        let at_ms = self.rates.get().at_ms;
        // A clock that was set back says nothing of how old they are.
        self.anew.get() || at_ms.is_none_or(|at_ms| now_ms < at_ms || now_ms >= at_ms.saturating_add(ASK_MS))
    }

    pub(crate) fn ask_anew(&self) {
        self.anew.set(true);
    }

    /// What the servers answered, as far as they did. On a test network that has no estimates there is room
    /// in every block. What is doubted counts in full from [`believe_doubted`](Self::believe_doubted) on, and
    /// until then within what was usual.
    pub(crate) fn update(&self, servers: &[BTreeMap<String, f64>], now_ms: u64) {
        let given = servers.iter().any(|known| estimate(known, 2).is_some());
        let needless = self.network != Network::Bitcoin && !servers.is_empty();
        self.anew.set(false);
        if !given && !needless {
            self.refused_ms.set(Some(now_ms));
            return;
        }
        let said = self.rates.get().with(servers, now_ms);
        self.refused_ms.set(None);
        if said.are_doubted() {
            self.doubted.set(said.usual);
            self.rates.set(Rates { usual: Some(self.rates.get().usual()), ..said });
        } else {
            self.doubted.set(None);
            self.rates.set(said);
            self.paid.forget();
        }
    }

    /// The look is over: what is usual goes by what was doubted as well.
    pub(super) fn believe_doubted(&self) {
        if let Some(usual) = self.doubted.take() {
            self.rates.set(Rates { usual: Some(usual), ..self.rates.get() });
        }
    }

    /// Whether the servers give none, and the last ones are hours old, or there never were any.
    fn are_old(&self) -> bool {
        self.refused_ms.get().is_some_and(|now_ms| self.rates.get().is_old(now_ms))
    }

    /// Whether they are hours old, or were never given.
    pub(crate) fn are_old_at(&self, now_ms: u64) -> bool {
        self.rates.get().is_old(now_ms)
    }

    /// What has a deadline pays twice the rate that was right hours ago.
    fn urgent(&self) -> u32 {
        let urgent = self.rates.get().urgent;
        let urgent = if self.are_old() { urgent.saturating_mul(2) } else { urgent };
        urgent.min(self.ceiling())
    }

    /// The most that is paid without asking the user: more is not near what the newest blocks have paid, or,
    /// where that is not proved of most of them, was not usual in the last hours either.
    pub(crate) fn ceiling(&self) -> u32 {
        let usual = self.rates.get().usual();
        let known = match self.paid.highest() {
            Some(paid) if self.paid.is_enough() => paid,
            Some(paid) => paid.max(usual),
            None => usual,
        };
        known.saturating_mul(TIMES).clamp(UNDOUBTED, CEILING)
    }

    /// What brings money home without a deadline.
    pub(crate) fn soon(&self) -> u32 {
        self.rates.get().soon
    }

    /// The number of blocks and the feerate, sat/kvB, of each choice; who waits longer never pays more.
    pub(crate) fn choices(&self) -> [(u16, u32); 3] {
        let Rates { urgent, soon, someday, .. } = self.rates.get();
        let soon = soon.max(someday);
        [(2, urgent.max(soon)), (12, soon), (144, someday)]
            .map(|(blocks, rate)| (blocks, rate.saturating_mul(4)))
    }

    /// What has a deadline, sat per 1000 weight units.
    pub(crate) fn deadline(&self) -> u32 {
        self.rates.get().urgent
    }

    /// What closing a channel alone may cost when blocks are full: twice the urgent rate, between 10 and 50 sat/vB.
    pub(crate) fn bound_of_reserve(&self) -> u32 {
        self.urgent().saturating_mul(2).clamp(2_500, 12_500)
    }
}

impl Wallet {
    /// Whether no chain server gives feerates, and the last known ones are hours old, or there never were any.
    pub fn are_fees_old(&self) -> bool {
        self.chain.fees.are_old()
    }

    pub(super) async fn ask_for_fees(&self, servers: Servers<'_>, now_ms: u64) {
        if !self.chain.fees.is_due(now_ms) {
            return;
        }
        let mut estimates = Vec::new();
        for (_, server) in servers.each() {
            estimates.extend(server.fee_estimates().await);
        }
        let before = self.chain.fees.are_old();
        self.chain.fees.update(&estimates, now_ms);
        if self.chain.fees.are_old() != before {
            self.touch();
        }
    }
}

/// The estimate for at most this many blocks: the slowest that is quick enough, else the quickest there is.
fn estimate(estimates: &BTreeMap<String, f64>, blocks: u32) -> Option<u32> {
    let known: BTreeMap<u32, f64> =
        estimates.iter().filter_map(|(k, v)| Some((k.parse().ok()?, *v))).collect();
    let rate = known.range(..=blocks).next_back().or_else(|| known.iter().next())?.1;
    to_kw(*rate)
}

fn to_kw(sat_per_vb: f64) -> Option<u32> {
    if !sat_per_vb.is_finite() || sat_per_vb < 0.0 {
        return None;
    }
    let rate = (sat_per_vb * 250.0).ceil().clamp(f64::from(FLOOR), f64::from(CEILING));
    // Between FLOOR and CEILING: a whole number that fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(rate as u32)
}

impl FeeEstimator for Fees {
    fn get_est_sat_per_1000_weight(&self, target: ConfirmationTarget) -> u32 {
        use ConfirmationTarget::*;
        let Rates { urgent, soon, someday, soon_by_higher, .. } = self.rates.get();
        let rate = match target {
            // A peer may ask for much without our refusing it: an upper bound for sanity only.
            MaximumFeeEstimate => self.urgent().max(urgent).saturating_mul(4).max(50_000),
            UrgentOnChainSweep => self.urgent(),
            // What lies below closes the channel, or keeps a close from being agreed on: no server's number does that.
            MinAllowedAnchorChannelRemoteFee | MinAllowedNonAnchorChannelRemoteFee | ChannelCloseMinimum => {
                FLOOR
            }
            AnchorChannelFee => someday,
            NonAnchorChannelFee => soon,
            // LDK asks this way for all claims of a channel without payments under way, penalties among them:
            // no other party may win because of what the lower server says.
            OutputSpendingFee => soon_by_higher.unwrap_or(urgent).min(self.ceiling()),
        };
        rate.max(FLOOR)
    }
}

#[cfg(test)]
mod tests;
