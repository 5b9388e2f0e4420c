//! What LDK wants to be durable, queued for the next cut.
//!
//! Always [`InProgress`](ChannelMonitorUpdateStatus::InProgress): a channel continues only after
//! [`Wallet::cut_durable`](crate::Wallet::cut_durable).
//!
//! LDK also asks for the whole monitor on every fifth block, and on every one while it claims something, so
//! that a start has fewer blocks to catch up with. A start of this wallet asks for the spending of each
//! watched output whatever the height, so it needs no such thing, and a monitor grows with every payment: for
//! blocks alone it is written again only after [`BLOCKS`], or [`UNFUNDED_BLOCKS`]. As soon as the chain has
//! brought anything but blocks it is compared whole with what was written, and written unless the newest
//! block is all that is new in it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lightning::bitcoin::hashes::{Hash, HashEngine, sha256};
use lightning::bitcoin::{BlockHash, Txid};
use lightning::chain::ChannelMonitorUpdateStatus;
use lightning::chain::chainmonitor::Persist;
use lightning::chain::channelmonitor::{Balance, ChannelMonitor, ChannelMonitorUpdate};
use lightning::ln::types::ChannelId;
use lightning::sign::InMemorySigner;
use lightning::util::persist::MonitorName;
use lightning::util::ser::Writeable;

/// What is queued for one monitor.
pub(crate) struct QueuedMonitor {
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

/// A monitor that only blocks have changed is written again after this many blocks: two weeks.
const BLOCKS: u32 = 2_016;
/// The monitor of a channel that was closed before anybody funded it: a day. LDK claims its money without end, and only
/// the rates that it last offered change in between.
const UNFUNDED_BLOCKS: u32 = 144;

/// What the state holds of one monitor's view of the chain.
struct WrittenView {
    /// The newest update that is in it, or queued as an increment.
    update: u64,
    height: u32,
    transactions: Vec<(Txid, u32, Option<BlockHash>)>,
    open: bool,
    claims: bool,
    /// All of it but the newest block, once the channel is closing: no id and no transaction tells what has
    /// become of a claim.
    content: Option<sha256::Hash>,
}

impl WrittenView {
    fn of(monitor: &ChannelMonitor<InMemorySigner>) -> Self {
        let balances = monitor.get_claimable_balances();
        let open = balances.iter().any(|it| matches!(it, Balance::ClaimableOnChannelClose { .. }));
        let claims = monitor.has_pending_claims();
        Self {
            update: monitor.get_latest_update_id(),
            height: monitor.current_best_block().height,
            transactions: monitor.get_relevant_txids(),
            open,
            claims,
            content: (claims || !open).then(|| content_but_block(monitor)),
        }
    }

    /// Whether it holds all of this monitor but the newest blocks.
    fn lacks_only_blocks(&self, now: &WrittenView) -> bool {
        let blocks = match now.claims {
            false if now.open => BLOCKS,
            true if now.transactions.is_empty() && self.claims => UNFUNDED_BLOCKS,
            _ if now.content.is_some() && now.content == self.content => BLOCKS,
            _ => return false,
        };
        // An update that LDK could not apply comes without an increment.
        now.update == self.update
            && now.transactions == self.transactions
            && now.height < self.height.saturating_add(blocks)
    }
}

/// A digest of the monitor without the block that it calls the newest. The order of its parts is that of its
/// maps, which stays as it is for as long as nothing changes in them: what is equal is equal, and another
/// order costs a write.
fn content_but_block(monitor: &ChannelMonitor<InMemorySigner>) -> sha256::Hash {
    let best = monitor.current_best_block();
    let block = [&best.block_hash.to_byte_array()[..], &best.height.to_be_bytes()].concat();
    let bytes = monitor.encode();
    let mut rest = &bytes[..];
    let mut engine = sha256::Hash::engine();
    while let Some(at) = rest.windows(block.len()).position(|part| part == block) {
        engine.input(&rest[..at]);
        // Where the block is named counts: a monitor that names it elsewhere is another one.
        engine.input(b"newest block");
        rest = &rest[at + block.len()..];
    }
    engine.input(rest);
    sha256::Hash::from_engine(engine)
}

/// What LDK wants to be durable and no cut has taken yet.
#[derive(Default)]
pub(crate) struct Persister {
    queue: RefCell<BTreeMap<String, QueuedMonitor>>,
    written: RefCell<BTreeMap<String, WrittenView>>,
}

impl Persister {
    /// Whether a channel waits until the next cut is durable.
    pub(crate) fn is_awaited(&self) -> bool {
        self.queue.borrow().values().any(|q| !q.acks.is_empty())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue.borrow().is_empty()
    }

    pub(crate) fn take(&self) -> BTreeMap<String, QueuedMonitor> {
        std::mem::take(&mut *self.queue.borrow_mut())
    }

    /// This is what the state holds, or will hold with the cut that is being made.
    pub(crate) fn wrote(&self, name: &str, monitor: &ChannelMonitor<InMemorySigner>) {
        self.written.borrow_mut().insert(name.to_owned(), WrittenView::of(monitor));
    }

    fn lacks_only_blocks(&self, name: &MonitorName, monitor: &ChannelMonitor<InMemorySigner>) -> bool {
        let all = self.written.borrow();
        let written = all.get(&name.to_string());
        written.is_some_and(|written| written.lacks_only_blocks(&WrittenView::of(monitor)))
    }

    fn with(&self, name: MonitorName, channel: ChannelId, change: impl FnOnce(&mut QueuedMonitor)) {
        let mut queue = self.queue.borrow_mut();
        let entry = queue.entry(name.to_string()).or_insert_with(|| QueuedMonitor {
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
        if update.is_none() && self.lacks_only_blocks(&name, monitor) {
            return ChannelMonitorUpdateStatus::InProgress;
        }
        if let (Some(update), Some(written)) = (update, self.written.borrow_mut().get_mut(&name.to_string()))
        {
            written.update = update.update_id;
        }
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
        self.written.borrow_mut().remove(&name.to_string());
        self.with(name, ChannelId([0; 32]), |q| q.archived = true);
    }
}
