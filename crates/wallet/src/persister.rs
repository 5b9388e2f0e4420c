//! What LDK wants to be durable, queued for the next cut.
//!
//! Always [`InProgress`](ChannelMonitorUpdateStatus::InProgress): a channel goes on only after
//! [`Wallet::cut_durable`](crate::Wallet::cut_durable).

use std::cell::RefCell;
use std::collections::BTreeMap;

use lightning::chain::ChannelMonitorUpdateStatus;
use lightning::chain::chainmonitor::Persist;
use lightning::chain::channelmonitor::{ChannelMonitor, ChannelMonitorUpdate};
use lightning::ln::types::ChannelId;
use lightning::sign::InMemorySigner;
use lightning::util::persist::MonitorName;
use lightning::util::ser::Writeable;

/// What is queued for one monitor.
pub(crate) struct Queued {
    pub(crate) channel: ChannelId,
    /// Write the whole monitor, as it is when the cut is made.
    pub(crate) whole: bool,
    /// Increments, in order.
    pub(crate) updates: Vec<(u64, Vec<u8>)>,
    /// What LDK waits for.
    pub(crate) acks: Vec<u64>,
    /// Everything is resolved; forget it.
    pub(crate) archived: bool,
}

/// The queue.
#[derive(Default)]
pub(crate) struct Persister {
    queue: RefCell<BTreeMap<String, Queued>>,
}

impl Persister {
    /// Whether a channel stands still until the next cut is durable.
    pub(crate) fn is_awaited(&self) -> bool {
        self.queue.borrow().values().any(|q| !q.acks.is_empty())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue.borrow().is_empty()
    }

    pub(crate) fn take(&self) -> BTreeMap<String, Queued> {
        std::mem::take(&mut *self.queue.borrow_mut())
    }

    fn with(&self, name: MonitorName, channel: ChannelId, change: impl FnOnce(&mut Queued)) {
        let mut queue = self.queue.borrow_mut();
        let entry = queue.entry(name.to_string()).or_insert_with(|| Queued {
            channel,
            whole: false,
            updates: Vec::new(),
            acks: Vec::new(),
            archived: false,
        });
        change(entry);
    }
}

impl Persist<InMemorySigner> for Persister {
    fn persist_new_channel(
        &self,
        name: MonitorName,
        monitor: &ChannelMonitor<InMemorySigner>,
    ) -> ChannelMonitorUpdateStatus {
        self.with(name, monitor.channel_id(), |q| {
            q.whole = true;
            q.acks.push(monitor.get_latest_update_id());
        });
        ChannelMonitorUpdateStatus::InProgress
    }

    fn update_persisted_channel(
        &self,
        name: MonitorName,
        update: Option<&ChannelMonitorUpdate>,
        monitor: &ChannelMonitor<InMemorySigner>,
    ) -> ChannelMonitorUpdateStatus {
        self.with(name, monitor.channel_id(), |q| match update {
            Some(update) => {
                q.updates.push((update.update_id, update.encode()));
                q.acks.push(update.update_id);
            }
            // The chain changed it: nobody waits, but there is no increment for it.
            None => q.whole = true,
        });
        ChannelMonitorUpdateStatus::InProgress
    }

    fn archive_persisted_channel(&self, name: MonitorName) {
        self.with(name, ChannelId([0; 32]), |q| q.archived = true);
    }
}
