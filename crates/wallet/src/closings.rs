//! The closed channels as shown to the user: `closing/<channel>` in the state, for good.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use lightning::ln::types::ChannelId;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::hex::hex;
use crate::{PublicKey, StartError, State, Wallet};

/// Why a channel was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloseReason {
    /// Both sides agreed.
    Agreed,
    /// The peer closed it alone.
    ByPeer,
    /// We did, or LDK for us.
    ByUs,
    /// The channel was never established.
    NeverFunded,
}

/// A channel that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedChannel {
    /// The channel's id, hex.
    pub channel: String,
    /// The other end; not known of what earlier versions have kept.
    #[serde(default)]
    pub peer: Option<PublicKey>,
    /// The transaction that funded it.
    pub funding: Option<String>,
    /// Whether its funding was in the chain when it was closed, as far as the node was told, or is since; not
    /// known of what earlier versions have kept, and where a process ended before it could keep it.
    #[serde(default)]
    pub funded: Option<bool>,
    /// The transaction that closed it, once it was seen in a block.
    #[serde(default)]
    pub closing: Option<String>,
    /// Ours in it at last, msat; `None` when LDK does not know. The fees of the way back come off it.
    pub amount_msat: Option<u64>,
    /// Why the channel was closed.
    pub why: CloseReason,
    /// When this wallet learnt of it, Unix milliseconds.
    pub at_ms: u64,
}

const CLOSING: &str = "closing/";

/// The channels that were closed, by their ids.
#[derive(Default)]
pub(crate) struct Closings(RefCell<BTreeMap<String, ClosedChannel>>);

impl Closings {
    pub(crate) fn read(state: &State) -> Result<Self, StartError> {
        let mut all = BTreeMap::new();
        for (key, value) in state.prefix(CLOSING) {
            let closed: ClosedChannel =
                serde_json::from_slice(value).map_err(|_| StartError::Damaged { key: key.to_owned() })?;
            all.insert(closed.channel.clone(), closed);
        }
        Ok(Self(RefCell::new(all)))
    }

    /// Whether this wallet has closed the channel alone.
    pub(crate) fn is_own(&self, channel: ChannelId) -> bool {
        self.0.borrow().get(&hex(&channel.0)).is_some_and(|closed| closed.why == CloseReason::ByUs)
    }

    /// Whether anything is kept of the closing of a channel.
    pub(crate) fn is_kept(&self, channel: ChannelId) -> bool {
        self.0.borrow().contains_key(&hex(&channel.0))
    }

    /// Whether the funding of a closed channel was in the chain; `None` where that is not known.
    pub(crate) fn was_funded(&self, channel: ChannelId) -> Option<bool> {
        self.0.borrow().get(&hex(&channel.0))?.funded
    }

    /// The funding of a closed channel has come into the chain after all.
    pub(crate) fn note_funded(&self, channel: ChannelId, app: &App) {
        if let Some(closed) = self.0.borrow_mut().get_mut(&hex(&channel.0)) {
            closed.funded = Some(true);
            app.put_json(format!("{CLOSING}{}", closed.channel), closed);
        }
    }

    /// The first word stays: the event may come again after a restart. A channel that was never established, and had
    /// nothing of ours in it, is no news; anybody could fill the state with such channels.
    pub(crate) fn add(&self, closed: ClosedChannel, app: &App) {
        let nothing = closed.why == CloseReason::NeverFunded && closed.amount_msat.unwrap_or(0) == 0;
        let mut all = self.0.borrow_mut();
        if nothing || all.contains_key(&closed.channel) {
            return;
        }
        app.put_json(format!("{CLOSING}{}", closed.channel), &closed);
        all.insert(closed.channel.clone(), closed);
    }
}

impl Wallet {
    /// After every news of the chain: what closed them is kept with them, and that their funding came after all.
    pub(crate) fn note_closings(&self) {
        self.note_late_fundings();
        for closed in self.closings.0.borrow_mut().values_mut() {
            let by = closed.funding.as_deref().and_then(|funding| self.chain.spent_by(funding));
            if by.is_some() && by != closed.closing {
                closed.closing = by;
                self.app.put_json(format!("{CLOSING}{}", closed.channel), closed);
            }
        }
    }

    /// The channels that were closed, newest first.
    pub fn closed_channels(&self) -> Vec<ClosedChannel> {
        let mut all: Vec<ClosedChannel> = self.closings.0.borrow().values().cloned().collect();
        all.sort_by_key(|closed| Reverse(closed.at_ms));
        all
    }
}
