//! What the user alone decides about money of closed channels.

use std::rc::Rc;

use lifeboat_messages::UnheardChannel;
use lifeboat_wallet::{self as wallet, DearSweep};

use super::Node;

impl Node {
    /// What waits for lower fees is sent now, for the fee that the user was shown.
    pub fn sweep_now(self: &Rc<Node>, value_sat: u64, fee_sat: u64) {
        self.wallet().sweep_now(DearSweep { value_sat, fee_sat });
        // It leaves when the state that knows of it is durable.
        self.flush();
    }

    /// In the words of the question: the peers of these channels are gone for good.
    pub fn go_without_peers(self: &Rc<Node>, channels: Vec<UnheardChannel>) {
        let shown = |channel: UnheardChannel| wallet::UnheardChannel {
            channel: channel.id,
            at_stake_sat: channel.at_stake_sat,
        };
        self.wallet().go_without_peers(&channels.into_iter().map(shown).collect::<Vec<_>>());
        self.takeover.ask_head_now();
        self.pump();
    }
}
