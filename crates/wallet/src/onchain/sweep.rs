//! From closed channels to the on-chain wallet.
//!
//! What LDK hands over to be swept is ours alone and has no deadline. So a sweep that costs much waits until
//! fees fall, or until the user wants it for what it costs. Penalties and claims of payments are the
//! monitors', and pay what [`Fees`] says.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use lightning::bitcoin::{OutPoint, Transaction};
use lightning::chain::Confirm;
use lightning::chain::chaininterface::{BroadcasterInterface, ConfirmationTarget, FeeEstimator};
use lightning::ln::types::ChannelId;
use lightning::sign::{KeysManager, SpendableOutputDescriptor};
use lightning::util::sweep::{OutputSpendStatus, OutputSweeperSync, TrackedSpendableOutput};

use super::OnChain;
use crate::Wallet;
use crate::app::App;
use crate::chain::{CEILING, FLOOR, Fees, Registry, Sweeps, most_rate};
use crate::log::Log;

/// LDK's sweeper, which keeps what it knows in the state.
pub(crate) type Sweeper =
    OutputSweeperSync<Sweeps, Rc<OnChain>, Rc<SweepFees>, Rc<Registry>, Rc<App>, Rc<Log>, Rc<KeysManager>>;

/// What the sweeper alone is told of fees: the rate of what has no deadline, and never more than the sweep may pay.
pub(crate) struct SweepFees {
    fees: Rc<Fees>,
    /// Satoshis per 1000 weight units.
    most: Cell<u32>,
}

impl SweepFees {
    pub(crate) fn of(fees: Rc<Fees>) -> Self {
        Self { fees, most: Cell::new(CEILING) }
    }

    fn rate(&self) -> u32 {
        self.fees.soon().min(self.most.get()).max(FLOOR)
    }
}

impl FeeEstimator for SweepFees {
    fn get_est_sat_per_1000_weight(&self, _: ConfirmationTarget) -> u32 {
        self.rate()
    }
}

/// The sweeper, with its fees, and the sweep that the user wants now.
pub(crate) struct WalletSweeper {
    sweeper: Sweeper,
    fees: Rc<SweepFees>,
    asked: RefCell<Option<AskedSweep>>,
}

/// What the user wants now, for a fee that they were shown.
struct AskedSweep {
    /// Those that waited then; an output that comes later was not decided on.
    outputs: BTreeSet<OutPoint>,
    fee_sat: u64,
}

impl WalletSweeper {
    pub(crate) fn new(sweeper: Sweeper, fees: Rc<SweepFees>) -> Self {
        Self { sweeper, fees, asked: RefCell::default() }
    }

    /// The part that follows the chain, as the rest of the node does.
    pub(crate) fn follower(&self) -> &dyn Confirm {
        &self.sweeper
    }

    /// What is to be swept, or was and may still be taken back.
    pub(crate) fn outputs(&self) -> Vec<TrackedSpendableOutput> {
        self.sweeper.tracked_spendable_outputs()
    }

    /// The outputs whose sweep is in no block yet.
    fn waiting(&self) -> Option<WaitingOutputs> {
        let confirmed = |o: &TrackedSpendableOutput| {
            matches!(o.status, OutputSpendStatus::PendingThresholdConfirmations { .. })
        };
        let waiting: Vec<_> = self.outputs().into_iter().filter(|output| !confirmed(output)).collect();
        let mut sweeps: Vec<Transaction> = Vec::new();
        for output in &waiting {
            if let OutputSpendStatus::PendingFirstConfirmation { latest_spending_tx, .. } = &output.status
                && !sweeps.contains(latest_spending_tx)
            {
                sweeps.push(latest_spending_tx.clone());
            }
        }
        (!waiting.is_empty()).then(|| WaitingOutputs {
            outputs: waiting.iter().map(outpoint).collect(),
            value_sat: waiting.iter().map(|o| value_sat(&o.descriptor)).sum(),
            sweeps,
        })
    }

    /// The highest fee that needs no further question, sat: a tenth, at a rate that is not far above what was usual; or
    /// what the user has agreed to; or what a sweep of all of it that is on its way pays already.
    fn agreed_sat(&self, waiting: &WaitingOutputs) -> u64 {
        let asked = self.fee_asked_sat(waiting).max(waiting.paid_sat()).unwrap_or(0);
        let usual = (waiting.value_sat / PART).min(waiting.fee_sat(self.fees.fees.ceiling()));
        asked.min(waiting.value_sat / PART_ASKED).max(usual).max(waiting.fee_sat(FLOOR))
    }

    /// Whether a sweep that is made now is the first one of all that waits, or pays more than the one that is
    /// on its way. LDK would make another one with each block, and each of them is written.
    fn is_outdated(&self, waiting: &WaitingOutputs) -> bool {
        let fee_sat = waiting.fee_sat(self.fees.rate());
        waiting.paid_sat().is_none_or(|paid_sat| fee_sat > paid_sat.saturating_add(paid_sat / SAME_PART))
    }

    fn fee_asked_sat(&self, waiting: &WaitingOutputs) -> Option<u64> {
        let asked = self.asked.borrow();
        let asked = asked.as_ref().filter(|asked| waiting.outputs.is_subset(&asked.outputs));
        asked.map(|asked| asked.fee_sat)
    }

    /// Forgets the user's consent for what has come into a block.
    fn forget_confirmed(&self) {
        let waiting = self.waiting().map(|waiting| waiting.outputs).unwrap_or_default();
        let mut asked = self.asked.borrow_mut();
        if let Some(asked) = asked.as_mut() {
            asked.outputs.retain(|output| waiting.contains(output));
        }
        asked.take_if(|asked| asked.outputs.is_empty());
    }
}

/// Weight of a sweep beside its inputs, and of each of them, generously.
const SWEEP_WEIGHT: u64 = 300;
const SWEPT_WEIGHT: u64 = 320;
/// A sweep pays at most this part of what it brings home, unasked; and at most the second part if the user wants it
/// now.
const PART: u64 = 10;
const PART_ASKED: u64 = 2;
/// What costs more by less than this part of a fee is no other question.
const SAME_PART: u64 = 20;

/// Money of closed channels that waits because sending it home would cost much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DearSweep {
    /// The sum of the outputs that wait, sat.
    pub value_sat: u64,
    /// What it would cost to send the outputs now, sat.
    pub fee_sat: u64,
}

/// Outputs that one sweep takes.
struct WaitingOutputs {
    outputs: BTreeSet<OutPoint>,
    value_sat: u64,
    /// The newest sweeps of them that were made, whether they are known to anybody or not.
    sweeps: Vec<Transaction>,
}

impl WaitingOutputs {
    fn weight(&self) -> u64 {
        let count = u64::try_from(self.outputs.len()).unwrap_or(u64::MAX);
        SWEEP_WEIGHT.saturating_add(count.saturating_mul(SWEPT_WEIGHT))
    }

    fn fee_sat(&self, rate: u32) -> u64 {
        u64::from(rate).saturating_mul(self.weight()) / 1000
    }

    /// The sweep with the fee at this rate; half of what there is at most, unless nothing is relayed for that.
    fn at(&self, rate: u32) -> DearSweep {
        let most = most_rate(self.value_sat / PART_ASKED, self.weight());
        DearSweep { value_sat: self.value_sat, fee_sat: self.fee_sat(rate.min(most)) }
    }

    /// What the one sweep of all of it pays, sat, in terms of the weight that is reckoned with here.
    fn paid_sat(&self) -> Option<u64> {
        let [sweep] = &self.sweeps[..] else { return None };
        let spent: BTreeSet<OutPoint> = sweep.input.iter().map(|input| input.previous_output).collect();
        let home: u64 = sweep.output.iter().map(|output| output.value.to_sat()).sum();
        let rate = self.value_sat.saturating_sub(home).saturating_mul(1000).div_ceil(sweep.weight().to_wu());
        (spent == self.outputs).then(|| self.fee_sat(u32::try_from(rate).unwrap_or(CEILING)))
    }
}

impl Wallet {
    /// LDK gives back what is ours of a closed channel.
    pub(crate) fn begin_sweep(&self, outputs: Vec<SpendableOutputDescriptor>, channel: Option<ChannelId>) {
        if !self.app.is_sweeping() {
            self.app.sweep(&[]);
        }
        // Fails only where the state cannot take it, which this one can.
        let _ = self.sweeping.sweeper.track_spendable_outputs(outputs, channel, false, None);
    }

    /// After every news of the chain: send what closed channels gave back to the on-chain wallet, and forget what
    /// has arrived for good.
    pub(crate) fn after_chain(&self) {
        if self.app.is_sweeping() {
            self.sweep();
            if self.sweeping.outputs().is_empty() {
                self.app.swept();
            }
        }
        // Never while an update of it is under way, as a start may bring one: a manager that still waits for
        // that cannot be read again once the monitor is gone.
        if !self.is_waiting() {
            self.channels.archive_resolved();
        }
        self.note_closings();
    }

    /// What waits because fees are high, whether a sweep that pays less is on its way or not; `None` when nothing does.
    pub fn dear_sweep(&self) -> Option<DearSweep> {
        self.dear(&self.sweeping.waiting()?)
    }

    fn dear(&self, waiting: &WaitingOutputs) -> Option<DearSweep> {
        let wanted = waiting.at(self.chain.fees().soon());
        let agreed_sat = self.sweeping.agreed_sat(waiting);
        (wanted.fee_sat > agreed_sat.saturating_add(agreed_sat / SAME_PART)).then_some(wanted)
    }

    /// The user wants what they were shown now, for the fee that they were shown. Where more waits by now, or
    /// less, that was not decided on, and nothing happens. [`take_broadcasts`](Self::take_broadcasts)
    /// afterwards.
    pub fn sweep_now(&self, shown: DearSweep) {
        let Some(waiting) = self.sweeping.waiting().filter(|waiting| waiting.value_sat == shown.value_sat)
        else {
            return;
        };
        let asked = AskedSweep { outputs: waiting.outputs, fee_sat: shown.fee_sat };
        self.sweeping.asked.replace(Some(asked));
        self.sweep();
        self.touch();
    }

    /// What sending one output home costs by the fees of now, where it is worth so much, sat.
    pub(crate) fn sweep_cost_sat(&self, value_sat: u64) -> u64 {
        let weight = SWEEP_WEIGHT + SWEPT_WEIGHT;
        let rate = self.chain.fees().soon().min(most_rate(value_sat / PART, weight));
        u64::from(rate).saturating_mul(weight) / 1000
    }

    /// Makes a new sweep where its fee is agreed to and it pays more than the one before, and offers the
    /// newest one again: LDK itself offers only what it makes.
    fn sweep(&self) {
        self.sweeping.forget_confirmed();
        let Some(waiting) = self.sweeping.waiting() else { return };
        if self.dear(&waiting).is_none() || self.sweeping.fee_asked_sat(&waiting).is_some() {
            let most = most_rate(self.sweeping.agreed_sat(&waiting), waiting.weight());
            self.sweeping.fees.most.set(most);
            if self.sweeping.is_outdated(&waiting) {
                // Fails only where the state cannot take it, which this one can, or where nothing is left
                // after the fee.
                let _ = self.sweeping.sweeper.regenerate_and_broadcast_spend_if_necessary();
            }
        }
        let sweeps = self.sweeping.waiting().map(|waiting| waiting.sweeps).unwrap_or_default();
        let offers = self.chain.sweeps();
        // Named in full: a call by a dot would look for the method behind its `Deref`, which leads to itself.
        BroadcasterInterface::broadcast_transactions(&offers, &sweeps.iter().collect::<Vec<_>>());
    }

    /// The outputs of closed channels that are swept, or will be.
    pub(crate) fn sweeping_outputs(&self) -> BTreeSet<OutPoint> {
        self.sweeping.outputs().iter().map(outpoint).collect()
    }

    /// Outputs of closed channels whose sweep the on-chain wallet does not know yet: what it knows, it counts itself.
    pub(crate) fn sweeping_sat(&self) -> u64 {
        self.sweeping
            .outputs()
            .iter()
            .filter(|o| match &o.status {
                // By the output: the one that waits in the pool may be an earlier sweep than the newest.
                OutputSpendStatus::PendingInitialBroadcast { .. }
                | OutputSpendStatus::PendingFirstConfirmation { .. } => {
                    !self.onchain.counts_spend_of(outpoint(o))
                }
                OutputSpendStatus::PendingThresholdConfirmations { .. } => false,
            })
            .map(|o| value_sat(&o.descriptor))
            .sum()
    }
}

fn outpoint(output: &TrackedSpendableOutput) -> OutPoint {
    output.descriptor.spendable_outpoint().into_bitcoin_outpoint()
}

pub(crate) fn value_sat(descriptor: &SpendableOutputDescriptor) -> u64 {
    use SpendableOutputDescriptor::*;
    match descriptor {
        StaticOutput { output, .. } => output.value.to_sat(),
        DelayedPaymentOutput(o) => o.output.value.to_sat(),
        StaticPaymentOutput(o) => o.output.value.to_sat(),
    }
}
