//! From closed channels to the on-chain wallet.
//!
//! What LDK hands over to be swept is ours alone and has no deadline; claims of payments and penalties are not among it. So a
//! sweep that costs much waits until fees fall, or until the user wants it all the same.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use lightning::bitcoin::OutPoint;
use lightning::chain::Confirm;
use lightning::ln::types::ChannelId;
use lightning::sign::{KeysManager, SpendableOutputDescriptor};
use lightning::util::sweep::{OutputSpendStatus, OutputSweeperSync, TrackedSpendableOutput};

use super::Onchain;
use crate::Wallet;
use crate::app::App;
use crate::chain::{Fees, Registry, Sweeps, most_rate};
use crate::log::Log;

/// LDK's sweeper, which keeps what it knows in the state.
pub(crate) type Sweeper =
    OutputSweeperSync<Sweeps, Rc<Onchain>, Rc<Fees>, Rc<Registry>, Rc<App>, Rc<Log>, Rc<KeysManager>>;

/// What is being swept.
pub(crate) struct WalletSweeper {
    sweeper: Sweeper,
    /// The user wants it now, whatever it costs.
    is_asked: Cell<bool>,
}

impl WalletSweeper {
    pub(crate) fn new(sweeper: Sweeper) -> Self {
        Self { sweeper, is_asked: Cell::new(false) }
    }

    /// It follows the chain as the rest of the node does.
    pub(crate) fn follower(&self) -> &dyn Confirm {
        &self.sweeper
    }

    /// What is to be swept, or was and may still be taken back.
    pub(crate) fn outputs(&self) -> Vec<TrackedSpendableOutput> {
        self.sweeper.tracked_spendable_outputs()
    }
}

/// Weight of a sweep beside its inputs, and of each of them, generously.
const SWEEP_WEIGHT: u64 = 300;
const SWEPT_WEIGHT: u64 = 320;
/// A sweep pays at most this part of what it brings home by itself, and this one when the user wants it now.
const PART: u64 = 10;
const PART_ASKED: u64 = 2;

/// Money of closed channels that waits because sending it home would cost much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DearSweep {
    /// All of it, sat.
    pub value_sat: u64,
    /// What it would cost to send it now, sat.
    pub fee_sat: u64,
}

/// Outputs that one sweep takes.
struct WaitingOutputs {
    value_sat: u64,
    weight: u64,
    /// None of them was sent yet.
    is_new: bool,
}

impl WaitingOutputs {
    /// The highest feerate at which no more than this part goes as the fee. What is relayed at all is never too much.
    fn most_rate(&self, part: u64) -> u32 {
        most_rate(self.value_sat / part, self.weight)
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
                self.sweeping.is_asked.set(false);
            }
        }
        self.monitors.archive_fully_resolved_channel_monitors();
        self.note_closings();
    }

    /// What waits because fees are high; `None` when nothing does.
    pub fn dear_sweep(&self) -> Option<DearSweep> {
        let waiting = self.waiting()?;
        let is_dear = waiting.is_new && self.fees.soon() > waiting.most_rate(self.part());
        let fee = |rate: u32| u64::from(rate).saturating_mul(waiting.weight) / 1000;
        is_dear.then(|| DearSweep {
            value_sat: waiting.value_sat,
            fee_sat: fee(self.fees.soon().min(waiting.most_rate(PART_ASKED))),
        })
    }

    /// The user wants it now. At most half of it goes as the fee. [`take_broadcasts`](Self::take_broadcasts) afterwards.
    pub fn sweep_now(&self) {
        self.sweeping.is_asked.set(true);
        self.sweep();
        self.touch();
    }

    /// What sending one output home costs by the fees of now, where it is worth so much, sat.
    pub(crate) fn sweep_cost_sat(&self, value_sat: u64) -> u64 {
        let one = WaitingOutputs { value_sat, weight: SWEEP_WEIGHT + SWEPT_WEIGHT, is_new: true };
        u64::from(self.fees.soon().min(one.most_rate(PART))).saturating_mul(one.weight) / 1000
    }

    fn part(&self) -> u64 {
        if self.sweeping.is_asked.get() { PART_ASKED } else { PART }
    }

    fn sweep(&self) {
        let Some(waiting) = self.waiting() else { return };
        let most = waiting.most_rate(self.part());
        // One that the user asked for is sent at what it may cost.
        if self.fees.soon() > most && !self.sweeping.is_asked.get() {
            return;
        }
        self.fees.bound_sweep(most);
        // Fails only where the state cannot take it, which this one can, or where nothing is left after the fee.
        let _ = self.sweeping.sweeper.regenerate_and_broadcast_spend_if_necessary();
    }

    fn waiting(&self) -> Option<WaitingOutputs> {
        let waiting: Vec<TrackedSpendableOutput> = self
            .sweeping
            .outputs()
            .into_iter()
            .filter(|o| !matches!(o.status, OutputSpendStatus::PendingThresholdConfirmations { .. }))
            .collect();
        let count = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
        (count > 0).then(|| WaitingOutputs {
            value_sat: waiting.iter().map(|o| value_sat(&o.descriptor)).sum(),
            weight: SWEEP_WEIGHT.saturating_add(count.saturating_mul(SWEPT_WEIGHT)),
            is_new: waiting
                .iter()
                .all(|o| matches!(o.status, OutputSpendStatus::PendingInitialBroadcast { .. })),
        })
    }

    /// The outputs of closed channels that are swept, or will be.
    pub(crate) fn sweeping_outputs(&self) -> BTreeSet<OutPoint> {
        let tracked = self.sweeping.outputs();
        tracked.iter().map(|o| o.descriptor.spendable_outpoint().into_bitcoin_outpoint()).collect()
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
                    let output = o.descriptor.spendable_outpoint().into_bitcoin_outpoint();
                    !self.onchain.counts_spend_of(output)
                }
                OutputSpendStatus::PendingThresholdConfirmations { .. } => false,
            })
            .map(|o| value_sat(&o.descriptor))
            .sum()
    }
}

pub(crate) fn value_sat(descriptor: &SpendableOutputDescriptor) -> u64 {
    use SpendableOutputDescriptor::*;
    match descriptor {
        StaticOutput { output, .. } => output.value.to_sat(),
        DelayedPaymentOutput(o) => o.output.value.to_sat(),
        StaticPaymentOutput(o) => o.output.value.to_sat(),
    }
}
