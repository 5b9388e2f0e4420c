//! What a closed channel gives back, step by step, until it is in the on-chain wallet.

use lightning::chain::channelmonitor::{ANTI_REORG_DELAY, Balance as Claim};
use lightning::ln::types::ChannelId;
use lightning::util::sweep::OutputSpendStatus;

use crate::Wallet;
use crate::chain::ClosingStep;
use crate::hex::hex;
use crate::onchain::value_sat;

/// A part of what was ours in a closed channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComingPart {
    /// Less the fees that were paid already, sat.
    pub amount_sat: u64,
    /// How far it has come.
    pub step: ComingStep,
}

/// How far a part has come, in the order of the steps. Heights are of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComingStep {
    /// The transaction that the channel was made by was never seen on the chain: until it is, nothing comes back.
    Unfunded,
    /// The closing is held back until the peer has agreed with this state: [`Wallet::unheard`].
    Unheard,
    /// The peer was told to close, which is cheaper and faster; from this height on, this wallet closes alone.
    WaitsForPeer {
        /// The height from which on this wallet closes alone.
        until: u32,
    },
    /// The closing waits for a look that shows that no other device took over, or for what is not durable yet.
    WaitsForHead,
    /// The closing is sent, and in no block yet.
    Sent,
    /// The money is in a block, and ours alone from this height on.
    Ripens {
        /// The height from which on it can be spent.
        at: u32,
    },
    /// A payment that was on its way out: it comes back at this height, unless the payee takes it before.
    ComesBack {
        /// The height from which on it can be taken back.
        at: u32,
    },
    /// A payment that has come in: its claim has to be in a block before this height.
    Claimed {
        /// The height before which the claim has to be in a block.
        before: u32,
    },
    /// The peer has published an old state, and loses this to us.
    Penalty,
    /// Ours alone, and about to be sent to an address of this wallet.
    Free,
    /// Sent to an address of this wallet, and in no block yet.
    OnTheWay,
    /// The money is in the on-chain wallet, and not buried yet.
    Arrived,
}

impl From<ClosingStep> for ComingStep {
    fn from(step: ClosingStep) -> Self {
        match step {
            ClosingStep::Unheard => Self::Unheard,
            ClosingStep::WaitsForPeer { until } => Self::WaitsForPeer { until },
            ClosingStep::WaitsForHead => Self::WaitsForHead,
            ClosingStep::Sent => Self::Sent,
        }
    }
}

impl Wallet {
    /// What a closed channel still gives back, by its id (hex); nothing when everything has come back and is
    /// buried, or none of it was ours.
    pub fn coming(&self, channel: &str) -> Vec<ComingPart> {
        let known = self.channels.watched().into_iter().find(|id| hex(&id.0) == channel);
        let mut all: Vec<ComingPart> = known.map(|id| self.claims_of(id)).unwrap_or_default();
        let swept = self.sweeping.outputs().into_iter();
        let swept = swept.filter(|output| output.channel_id.is_some_and(|id| hex(&id.0) == channel));
        let swept = swept.filter(|output| !self.is_buried(&output.status));
        all.extend(swept.map(|output| ComingPart {
            amount_sat: value_sat(&output.descriptor),
            step: match output.status {
                OutputSpendStatus::PendingInitialBroadcast { .. } => ComingStep::Free,
                OutputSpendStatus::PendingFirstConfirmation { .. } => ComingStep::OnTheWay,
                OutputSpendStatus::PendingThresholdConfirmations { .. } => ComingStep::Arrived,
            },
        }));
        all.retain(|part| part.amount_sat > 0);
        all.sort_by_key(|part| part.step);
        all
    }

    /// LDK keeps what has arrived for weeks.
    fn is_buried(&self, status: &OutputSpendStatus) -> bool {
        let OutputSpendStatus::PendingThresholdConfirmations { confirmation_height, .. } = status else {
            return false;
        };
        self.height() + 1 >= confirmation_height.saturating_add(ANTI_REORG_DELAY)
    }

    /// Whether a channel is closed and its closing is in no block yet.
    pub fn awaits_closing(&self) -> bool {
        self.channels.closed_monitors().any(|monitor| awaits_its_closing(&monitor.get_claimable_balances()))
    }

    /// What comes back from closed channels, sat, as far as LDK has not handed it over to be swept.
    pub(crate) fn claims_sat(&self) -> u64 {
        let funded = self.channels.closed().into_iter().filter(|id| !self.is_unfunded(*id));
        let claims = funded.flat_map(|id| self.channels.claims(id));
        claims.map(|claim| claim.claimable_amount_satoshis()).fold(0, u64::saturating_add)
    }

    /// What closed channels give back whose closing is in no block yet, sat, with payments under way.
    pub(crate) fn awaited_sat(&self) -> u64 {
        let funded = self.channels.closed().into_iter().filter(|id| !self.is_unfunded(*id));
        let claims = funded.map(|id| self.channels.claims(id)).filter(|claims| awaits_its_closing(claims));
        claims.flatten().map(|claim| amount_sat(&claim)).fold(0, u64::saturating_add)
    }

    fn claims_of(&self, channel: ChannelId) -> Vec<ComingPart> {
        let claims = self.channels.claims(channel);
        let step = |claim: &Claim| {
            Some(match claim {
                Claim::ClaimableOnChannelClose { .. } if self.is_unfunded(channel) => ComingStep::Unfunded,
                Claim::ClaimableOnChannelClose { .. } => self.step_of_closing(channel).into(),
                Claim::ClaimableAwaitingConfirmations { confirmation_height, .. } => {
                    ComingStep::Ripens { at: *confirmation_height }
                }
                Claim::ContentiousClaimable { timeout_height, .. } => {
                    ComingStep::Claimed { before: *timeout_height }
                }
                Claim::MaybeTimeoutClaimableHTLC { claimable_height, .. } => {
                    ComingStep::ComesBack { at: *claimable_height }
                }
                Claim::CounterpartyRevokedOutputClaimable { .. } => ComingStep::Penalty,
                // Without its proof it is the payer's.
                Claim::MaybePreimageClaimableHTLC { .. } => return None,
            })
        };
        let coming = |claim: &Claim| Some(ComingPart { amount_sat: amount_sat(claim), step: step(claim)? });
        claims.iter().filter_map(coming).collect()
    }
}

/// Whether the closing of a channel is in no block yet.
pub(crate) fn awaits_its_closing(claims: &[Claim]) -> bool {
    claims.iter().any(|claim| matches!(claim, Claim::ClaimableOnChannelClose { .. }))
}

/// What a claim may bring back, sat; this includes a payment of ours that has not been answered.
pub(crate) fn amount_sat(claim: &Claim) -> u64 {
    match claim {
        // This sum is not among what is ours, but it may come back.
        Claim::MaybeTimeoutClaimableHTLC { amount_satoshis, .. } => *amount_satoshis,
        Claim::ClaimableOnChannelClose { .. }
        | Claim::ClaimableAwaitingConfirmations { .. }
        | Claim::ContentiousClaimable { .. }
        | Claim::MaybePreimageClaimableHTLC { .. }
        | Claim::CounterpartyRevokedOutputClaimable { .. } => claim.claimable_amount_satoshis(),
    }
}
