//! Closing a channel.

use lightning::bitcoin::FeeRate;
use lightning::ln::channel_state::{ChannelDetails, ChannelShutdownState};
use lightning::util::anchor_channel_reserves::{AnchorChannelReserveContext, get_reserve_per_channel};

use crate::hex::hex;
use crate::{CloseError, Wallet};

/// The ways in which a channel can be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseWay {
    /// A closing with the peer: it is immediate and cheap, but the peer has to be there.
    Together,
    /// A closing without the peer: it takes days and costs more. The transaction waits for
    /// [`release_held`](Wallet::release_held). A peer that is there is told, and given some blocks to send its own
    /// commitment: from that one our money comes back without coins, and after one block instead of many.
    Alone,
}

/// What closing a channel takes, by the fees of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseCost {
    /// The fee for sending what comes back to an address of this wallet, either way, sat.
    pub home_sat: u64,
    /// What closing alone takes beside that out of the on-chain coins when blocks are full, so that it gets
    /// into one; 0 where the closing carries its own fee.
    pub coins_sat: u64,
    /// What it takes out of them at most, whatever fees are by then, sat.
    pub most_coins_sat: u64,
    /// For how many blocks our money is locked after closing alone.
    pub delay_blocks: u32,
}

/// How long the peer's commitment is waited for.
const PATIENCE_BLOCKS: u32 = 6;
/// A payment that has fewer blocks left than this does not wait for the peer: LDK itself claims 36 blocks
/// before the end.
const DEADLINE_BLOCKS: u32 = 42;

impl Wallet {
    /// Closes a channel. The money arrives in the on-chain wallet automatically.
    pub fn close(&self, channel: &str, how: CloseWay) -> Result<(), CloseError> {
        let known = self.open_channel(channel).ok_or(CloseError::Unknown)?;
        let (id, peer) = (known.channel_id, known.counterparty.node_id);
        let closed = match how {
            CloseWay::Together if !self.connected().contains(&peer) => return Err(CloseError::NoPeer),
            CloseWay::Together => self.channels.close(&id, &peer),
            CloseWay::Alone => {
                if let (Some(until), Some(funding)) = (self.patience(&known), known.funding_txo) {
                    self.patience.wait(funding.into_bitcoin_outpoint(), until, &self.app);
                }
                self.channels.close_alone(&id, &peer, "closed by its owner")
            }
        };
        self.touch();
        closed.map_err(|_| CloseError::Refused)
    }

    /// What closing this channel takes; `None` when it is not open.
    pub fn close_cost(&self, channel: &str) -> Option<CloseCost> {
        let known = self.open_channel(channel)?;
        let has_anchors =
            known.channel_type.as_ref().is_some_and(|kind| kind.supports_anchors_zero_fee_htlc_tx());
        let most_coins_sat = if has_anchors { self.most_coins_sat(&known) } else { 0 };
        Some(CloseCost {
            home_sat: self.sweep_cost_sat(self.local_msat(&known) / 1000),
            coins_sat: self.reserve_sat().min(most_coins_sat),
            most_coins_sat,
            delay_blocks: known.force_close_spend_delay.map_or(0, u32::from),
        })
    }

    /// What should lie on the chain for closing one channel alone, with a payment in it, when blocks are full.
    fn reserve_sat(&self) -> u64 {
        let upper_bound_fee_rate = FeeRate::from_sat_per_kwu(u64::from(self.chain.fees().bound_of_reserve()));
        get_reserve_per_channel(&AnchorChannelReserveContext {
            upper_bound_fee_rate,
            expected_accepted_htlcs: 1,
            taproot_wallet: false,
        })
        .to_sat()
    }

    /// Half of what the closing saves, plus half of the pending payments, since each is claimed in its own
    /// transaction.
    fn most_coins_sat(&self, channel: &ChannelDetails) -> u64 {
        let coming = channel.pending_inbound_htlcs.iter().map(|htlc| htlc.amount_msat);
        let going = channel.pending_outbound_htlcs.iter().map(|htlc| htlc.amount_msat);
        let claims: u64 = coming.chain(going).sum();
        self.most_closing_fee_sat(channel.channel_id).saturating_add(claims / 2_000)
    }

    fn open_channel(&self, channel: &str) -> Option<ChannelDetails> {
        self.channels.list().into_iter().find(|known| hex(&known.channel_id.0) == channel)
    }

    /// The height until which our own commitment can wait for the peer's. None where the peer does not hear
    /// that the channel is closed, or a payment has to be claimed or taken back soon.
    fn patience(&self, channel: &ChannelDetails) -> Option<u32> {
        let hears = self.connected().contains(&channel.counterparty.node_id);
        let coming = channel.pending_inbound_htlcs.iter().map(|htlc| htlc.cltv_expiry);
        let going = channel.pending_outbound_htlcs.iter().map(|htlc| htlc.cltv_expiry);
        let deadline = coming.chain(going).min().map(|height| height.saturating_sub(DEADLINE_BLOCKS));
        let until = self.height().saturating_add(PATIENCE_BLOCKS).min(deadline.unwrap_or(u32::MAX));
        (hears && until > self.height()).then_some(until)
    }
}

/// Whether both sides are closing it together.
pub(crate) fn is_closing(channel: &ChannelDetails) -> bool {
    channel.channel_shutdown_state.is_some_and(|state| state != ChannelShutdownState::NotShuttingDown)
}
