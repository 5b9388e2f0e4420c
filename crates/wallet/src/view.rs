//! What there is, for the screen.

use lightning::chain::channelmonitor::Balance as Claim;
use lightning::ln::channel_state::ChannelDetails;

use crate::history::hex;
use crate::{Payment, PublicKey, Wallet};

/// What there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// In channels, ours, msat.
    pub lightning_msat: u64,
    /// On-chain, confirmed and ours.
    pub onchain_sat: u64,
    /// On its way back from closed channels, or not confirmed yet.
    pub closing_sat: u64,
    /// At most this can be sent now, msat.
    pub sendable_msat: u64,
    /// At most this can be received now, msat.
    pub receivable_msat: u64,
}

/// One channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Hex.
    pub id: String,
    /// The other end.
    pub peer: PublicKey,
    /// Sats.
    pub capacity_sat: u64,
    /// Ours, msat.
    pub local_msat: u64,
    /// Whether its funding is deep enough, or it is trusted without.
    pub ready: bool,
    /// Whether it can be used now.
    pub usable: bool,
}

impl Wallet {
    /// What there is.
    pub fn balance(&self) -> Balance {
        let channels = self.manager.list_channels();
        let (confirmed, unconfirmed) = self.onchain.balance_sat();
        Balance {
            lightning_msat: channels.iter().map(local_msat).sum(),
            onchain_sat: confirmed,
            closing_sat: self.closing_sat(&channels) + unconfirmed,
            sendable_msat: self.sendable_msat(),
            receivable_msat: self.receivable_msat(),
        }
    }

    /// All channels that are not closed.
    pub fn channels(&self) -> Vec<Channel> {
        self.manager
            .list_channels()
            .iter()
            .map(|c| Channel {
                id: hex(&c.channel_id.0),
                peer: c.counterparty.node_id,
                capacity_sat: c.channel_value_satoshis,
                local_msat: local_msat(c),
                ready: c.is_channel_ready,
                usable: c.is_usable,
            })
            .collect()
    }

    /// Payments, newest first.
    pub fn payments(&self) -> Vec<Payment> {
        self.history.borrow().list(&self.app)
    }

    /// At most this can be sent now, msat.
    pub fn sendable_msat(&self) -> u64 {
        self.manager.list_usable_channels().iter().map(|c| c.next_outbound_htlc_limit_msat).sum()
    }

    /// At most this can be received through the channels there are, msat.
    pub fn receivable_msat(&self) -> u64 {
        self.manager
            .list_channels()
            .iter()
            .filter(|c| c.is_channel_ready)
            .map(|c| {
                c.inbound_htlc_maximum_msat
                    .map_or(c.inbound_capacity_msat, |m| m.min(c.inbound_capacity_msat))
            })
            .sum()
    }

    /// Whether a channel has to be opened to receive this much. Without an amount: whether there is no channel.
    pub fn needs_channel(&self, amount_msat: Option<u64>) -> bool {
        self.receivable_msat() < amount_msat.unwrap_or(1)
    }

    /// The newest block the node knows: its height.
    pub fn height(&self) -> u32 {
        self.manager.current_best_block().height
    }

    /// A fresh address of the on-chain wallet.
    pub fn address(&self) -> Result<String, crate::AddressError> {
        self.onchain.new_address()
    }

    fn closing_sat(&self, open: &[ChannelDetails]) -> u64 {
        let ignore: Vec<&ChannelDetails> = open.iter().collect();
        let claims: u64 =
            self.monitors.get_claimable_balances(&ignore).iter().map(Claim::claimable_amount_satoshis).sum();
        claims + self.sweeping_sat()
    }
}

/// What is ours in a channel, the reserve included.
fn local_msat(channel: &ChannelDetails) -> u64 {
    channel.outbound_capacity_msat + channel.unspendable_punishment_reserve.unwrap_or(0) * 1000
}
