//! Closing a channel.

use lightning::ln::channel_state::ChannelDetails;

use crate::history::hex;
use crate::{CloseError, Wallet};

/// How to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// With the peer: at once and cheap, but it has to be there.
    Together,
    /// Without the peer: takes days and costs more. The transaction waits for
    /// [`release_held`](Wallet::release_held).
    Alone,
}

impl Wallet {
    /// Close a channel. The money comes to the on-chain wallet by itself.
    pub fn close(&self, channel: &str, how: Closing) -> Result<(), CloseError> {
        let known: ChannelDetails = self
            .manager
            .list_channels()
            .into_iter()
            .find(|c| hex(&c.channel_id.0) == channel)
            .ok_or(CloseError::Unknown)?;
        let (id, peer) = (known.channel_id, known.counterparty.node_id);
        let closed = match how {
            Closing::Together => self.manager.close_channel(&id, &peer),
            Closing::Alone => {
                let why = "closed by its owner".to_owned();
                self.manager.force_close_broadcasting_latest_txn(&id, &peer, why)
            }
        };
        self.touch();
        closed.map_err(|_| CloseError::Refused)
    }
}
