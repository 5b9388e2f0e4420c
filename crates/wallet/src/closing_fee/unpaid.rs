//! Claims of payments in closed channels that no coin can pay for.
//!
//! On this wallet's own commitment such a claim carries no fee of its own: coins on the chain have to pay it.
//! Where there are none, nothing is sent, and what has come in is the payer's again when its time is over:
//! the user has to hear of it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::OutPoint;
use lightning::chain::ClaimId;
use lightning::events::bump_transaction::sync::WalletSourceSync;
use lightning::sign::HTLCDescriptor;

use super::{CHILD_WEIGHT, CLAIM_WEIGHT, COIN_WEIGHT, PART};
use crate::Wallet;
use crate::chain::most_rate;

/// How many times what is missing now is asked for, since fees may rise until it is there,
const MARGIN: u64 = 2;
/// and in whole steps of this, sat.
const STEP_SAT: u64 = 1_000;
/// So many blocks before its deadline a claim no longer waits for the change of another transaction to get
/// into a block. LDK leaves as many for a claim when it closes a channel for one.
const NEAR: u32 = 18;

/// Payments in closed channels that cannot be claimed: no coin pays for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnpaidClaims {
    /// What they are worth, sat: those with a deadline, or, where none has one, all.
    pub worth_sat: u64,
    /// With this much more on the chain, in a block, they can be claimed: roughly, and generously, sat.
    pub needed_sat: u64,
    /// The height before which the first of them has to be claimed in a block: then it is the payer's again.
    /// `None`: they are payments of the user's whose time is over, which nobody takes back but this wallet.
    pub before: Option<u32>,
}

/// The claims that LDK wants to make. It says so again every minute, until they are in a block.
#[derive(Default)]
pub(crate) struct WantedClaims {
    round: Cell<u64>,
    /// The claims, with the round in which LDK last named them.
    claims: RefCell<BTreeMap<[u8; 32], (u64, WantedClaim)>>,
}

impl WantedClaims {
    /// LDK is about to say everything that it wants. Whether it wanted anything.
    pub(crate) fn begin_round(&self) -> bool {
        let round = self.round.get();
        let mut claims = self.claims.borrow_mut();
        let had_any = !claims.is_empty();
        claims.retain(|_, (said, _)| *said == round);
        self.round.set(round.wrapping_add(1));
        had_any
    }

    pub(super) fn note(&self, id: ClaimId, rate: u32, payments: &[HTLCDescriptor]) {
        let outputs = payments.iter().map(|payment| WantedOutput {
            at: payment.outpoint(),
            worth_sat: payment.htlc.amount_msat / 1000,
            before: payment.preimage.map(|_| payment.htlc.cltv_expiry),
        });
        self.insert(id.0, WantedClaim { rate, outputs: outputs.collect() });
    }

    /// LDK splits claims and merges them, by which they get other ids: what it has said last of an output counts.
    fn insert(&self, id: [u8; 32], claim: WantedClaim) {
        let said = claim.outputs.iter().map(|output| output.at).collect();
        let mut claims = self.claims.borrow_mut();
        for (_, other) in claims.values_mut() {
            other.forget(&said);
        }
        claims.retain(|_, (_, other)| !other.outputs.is_empty());
        claims.insert(id, (self.round.get(), claim));
    }

    fn now(&self) -> Vec<WantedClaim> {
        let round = self.round.get();
        let claims = self.claims.borrow();
        claims.values().filter(|(said, _)| *said == round).map(|(_, claim)| claim.clone()).collect()
    }
}

/// One transaction that LDK wants to make.
#[derive(Clone)]
struct WantedClaim {
    /// Satoshis per 1000 weight units.
    rate: u32,
    outputs: Vec<WantedOutput>,
}

#[derive(Clone)]
struct WantedOutput {
    at: OutPoint,
    worth_sat: u64,
    /// The height from which on it is the payer's again.
    before: Option<u32>,
}

impl WantedClaim {
    /// What no transaction spends yet.
    fn without(mut self, spent: &BTreeSet<OutPoint>) -> Self {
        self.forget(spent);
        self
    }

    fn forget(&mut self, outputs: &BTreeSet<OutPoint>) {
        self.outputs.retain(|output| !outputs.contains(&output.at));
    }

    fn worth_sat(&self) -> u64 {
        self.outputs.iter().map(|output| output.worth_sat).fold(0, u64::saturating_add)
    }

    fn before(&self) -> Option<u32> {
        self.outputs.iter().filter_map(|output| output.before).min()
    }

    /// Whether it has to get into one of the next blocks.
    fn is_near(&self, height: u32) -> bool {
        self.before().is_some_and(|before| before <= height.saturating_add(NEAR))
    }

    fn rate(&self) -> u32 {
        self.rate.min(most_rate(self.worth_sat() / PART, self.weight()))
    }

    /// The weight of the claim with one coin that pays for it.
    fn weight(&self) -> u64 {
        let count = u64::try_from(self.outputs.len()).unwrap_or(u64::MAX);
        CHILD_WEIGHT.saturating_add(count.saturating_mul(CLAIM_WEIGHT))
    }

    /// Whether it costs no less than it brings, even at the lowest rate.
    fn is_dust(&self) -> bool {
        cost_sat(self.rate(), self.weight()) >= self.worth_sat()
    }

    /// Takes what it costs out of the coins, the smallest first as LDK does. Gives the change, which the next
    /// block makes a coin.
    ///
    /// # Errors
    /// They are not enough: how much is missing, sat. None was taken.
    fn pay(&self, coins: &mut Vec<u64>) -> Result<Option<u64>, u64> {
        let per_coin = cost_sat(self.rate(), COIN_WEIGHT);
        let mut missing = cost_sat(self.rate(), self.weight().saturating_sub(COIN_WEIGHT));
        coins.sort_unstable();
        let (mut left, mut change) = (Vec::new(), None);
        for coin in &*coins {
            match coin.checked_sub(per_coin) {
                Some(worth @ 1..) if missing > 0 => {
                    change = worth.checked_sub(missing).filter(|change| *change > 0);
                    missing = missing.saturating_sub(worth);
                }
                _ => left.push(*coin),
            }
        }
        if missing > 0 {
            // The coin that brings the missing amount costs its own weight as well.
            return Err(missing.saturating_add(per_coin));
        }
        *coins = left;
        Ok(change)
    }

    /// The same, out of coins, and of what becomes one with the next block where there is time for that.
    ///
    /// # Errors
    /// See [`WantedClaim::pay`].
    fn pay_with(&self, coins: &mut Vec<u64>, next: &mut Vec<u64>, height: u32) -> Result<(), u64> {
        let mut paid = self.pay(coins);
        if paid.is_err() && !self.is_near(height) {
            let mut all = [&coins[..], &next[..]].concat();
            paid = self.pay(&mut all);
            if paid.is_ok() {
                (*coins, *next) = (Vec::new(), all);
            }
        }
        next.extend(paid?);
        Ok(())
    }
}

/// What a transaction of this weight costs, sat.
fn cost_sat(rate: u32, weight: u64) -> u64 {
    u64::from(rate).saturating_mul(weight) / 1000
}

impl Wallet {
    /// Payments in closed channels that wait for a coin to pay for their claim. What is not worth its fee is
    /// not among them, nor is what is claimed by a transaction that is under way.
    pub fn unpaid_claims(&self) -> Option<UnpaidClaims> {
        let wanted = self.wanted_claims.now();
        if wanted.is_empty() {
            return None;
        }
        let outputs = wanted.iter().flat_map(|claim| &claim.outputs).map(|output| output.at).collect();
        let spent = self.onchain.claimed_of(&outputs);
        let mut claims: Vec<_> = wanted.into_iter().map(|claim| claim.without(&spent)).collect();
        claims.retain(|claim| !claim.is_dust());
        // The dearest are paid for first.
        claims.sort_by_key(|claim| std::cmp::Reverse(claim.worth_sat()));
        let confirmed = self.onchain.list_confirmed_utxos().unwrap_or_default();
        let mut coins: Vec<u64> = confirmed.iter().map(|coin| coin.output.value.to_sat()).collect();
        let mut next = self.onchain.change_of_claims(&outputs);
        let (mut unpaid, mut missing_sat) = (Vec::new(), 0_u64);
        for claim in claims {
            if let Err(sat) = claim.pay_with(&mut coins, &mut next, self.height()) {
                missing_sat = missing_sat.saturating_add(sat);
                unpaid.push(claim);
            }
        }
        let before = unpaid.iter().filter_map(WantedClaim::before).min();
        let lost = unpaid.iter().filter(|claim| before.is_none() || claim.before().is_some());
        let worth_sat = lost.map(WantedClaim::worth_sat).fold(0, u64::saturating_add);
        let needed_sat = missing_sat.saturating_mul(MARGIN).div_ceil(STEP_SAT).saturating_mul(STEP_SAT);
        (!unpaid.is_empty()).then_some(UnpaidClaims { worth_sat, needed_sat, before })
    }
}

#[cfg(all(test, feature = "sim"))]
mod tests;
