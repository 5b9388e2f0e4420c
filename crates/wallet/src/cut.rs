//! The cut: everything that has to become durable together.
//!
//! The value of `manager` begins with a table of the monitors as they are at that instant, so that a restore can tell
//! whether the parts belong together before LDK acts on them:
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 1 | format, 1 |
//! | 2 | number of monitors, big-endian |
//! | each: 1 + n | length and text of its name |
//! | 8 | its newest update, big-endian |
//! | 1 | 1 if the manager counts the channel as open, else 0 |
//! | rest | the manager as LDK writes it |

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lightning::ln::types::ChannelId;
use lightning::util::ser::Writeable;

use crate::chain::{CHAIN, FEES};
use crate::persister::{Persister, QueuedMonitor};
use crate::{Batch, Op, Wallet};

/// How soon a change must become durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// What a channel waits for at once, the user's own data within half a minute. What only the manager
    /// knows waits for the next of those: which events were handled, ten minutes at most, and which blocks it
    /// saw, a day at most. A restore without it does the same again.
    Normal,
    /// Everything now: the page is being hidden, or the user wants to see it saved.
    Flush,
}

/// How long a change that no peer waits for may wait.
const LAZY_MS: u64 = 30_000;
/// How long a cut waits when nothing but the manager changed.
const IDLE_MS: u64 = 600_000;
/// How long a cut waits when only blocks came: a wallet at rest writes nothing because of them. A start without them
/// reads them again, as after a day in which the device was off.
const BLOCKS_MS: u64 = 86_400_000;

/// A small monitor is not rewritten for a handful of increments.
const LEAST_FOLD: usize = 4_096;

/// The newest format of the table before the manager.
pub(crate) const TABLE_FORMAT: u8 = 1;

/// What the state holds of one monitor.
#[derive(Default)]
pub(crate) struct StoredMonitor {
    /// Size of the whole monitor.
    whole: usize,
    /// Increments beside it: their ids and their size together.
    updates: Vec<u64>,
    update_bytes: usize,
}

impl StoredMonitor {
    /// A monitor of this many bytes, and nothing beside it.
    pub(crate) fn whole(bytes: usize) -> Self {
        Self { whole: bytes, ..Self::default() }
    }

    /// Adds an increment of this many bytes beside it.
    pub(crate) fn add(&mut self, id: u64, bytes: usize) {
        self.updates.push(id);
        self.update_bytes += bytes;
    }
}

/// What LDK wants to be durable, and how far that is.
pub(crate) struct Cuts {
    persister: Rc<Persister>,
    state: RefCell<CutState>,
}

impl Cuts {
    pub(crate) fn new(persister: Rc<Persister>, state: CutState) -> Self {
        Self { persister, state: RefCell::new(state) }
    }
}

#[derive(Default)]
pub(crate) struct CutState {
    stored: BTreeMap<String, StoredMonitor>,
    /// What to tell LDK when the cut is durable; `Some` while one is under way.
    in_flight: Option<Vec<(ChannelId, u64)>>,
    /// The manager changed, or something else that nothing waits for, since then.
    dirty_since: Option<u64>,
    manager_dirty: bool,
    /// Blocks came, and changed nothing else; since then.
    blocks_dirty: bool,
    blocks_since: Option<u64>,
}

impl CutState {
    /// After a restore the manager is written with the next cut: LDK may have changed it while reading.
    pub(crate) fn restored(stored: BTreeMap<String, StoredMonitor>) -> Self {
        Self { stored, manager_dirty: true, ..Self::default() }
    }
}

/// Set back, the clock says nothing of how long something waited.
fn has_waited(since_ms: u64, patience_ms: u64, now_ms: u64) -> bool {
    now_ms < since_ms || now_ms >= since_ms.saturating_add(patience_ms)
}

pub(crate) fn monitor_key(name: &str) -> String {
    format!("monitor/{name}")
}

pub(crate) fn update_key(name: &str, id: u64) -> String {
    format!("update/{name}/{id:020}")
}

impl Wallet {
    /// What must become durable next, as one atomic entry, or `None`: nothing to do, or one is under way.
    ///
    /// After `Some`, the host makes the batch durable and calls [`cut_durable`](Self::cut_durable), however
    /// long it takes. If it cannot, it must not continue with this wallet: stop and start again from the
    /// journal. Never any of a wallet that [only watches](Self::watch_only).
    pub fn next_cut(&self, now_ms: u64, urgency: Urgency) -> Option<Batch> {
        if self.only_watches() {
            return None;
        }
        let mut cuts = self.cuts.state.borrow_mut();
        if cuts.in_flight.is_some() {
            return None;
        }
        cuts.manager_dirty |= self.channels.take_needs_persistence();
        let idle = self.cuts.persister.is_empty() && self.app.is_empty();
        if idle && !cuts.manager_dirty && !cuts.blocks_dirty {
            return None;
        }
        let patience = if idle { IDLE_MS } else { LAZY_MS };
        let mut waited = false;
        if !idle || cuts.manager_dirty {
            waited |= has_waited(*cuts.dirty_since.get_or_insert(now_ms), patience, now_ms);
        }
        if cuts.blocks_dirty {
            waited |= has_waited(*cuts.blocks_since.get_or_insert(now_ms), BLOCKS_MS, now_ms);
        }
        let due = urgency == Urgency::Flush || waited;
        if !due && !self.cuts.persister.is_awaited() {
            return None;
        }
        let queued = self.cuts.persister.take();
        let with_manager = cuts.manager_dirty || cuts.blocks_dirty || !queued.is_empty();
        let mut ops = Vec::new();
        let mut acks = Vec::new();
        for (name, queued) in queued {
            acks.extend(queued.acks.iter().map(|id| (queued.channel, *id)));
            self.cut_monitor(&mut cuts, &name, queued, &mut ops);
        }
        if acks.is_empty() {
            self.fold_monitors(&mut cuts, &mut ops);
        }
        if with_manager {
            ops.push(Op::Put { key: "manager".to_owned(), value: self.encode_manager() });
            let chain = self.chain.take_changed_line();
            ops.extend(chain.map(|value| Op::Put { key: CHAIN.to_owned(), value }));
            let fees = self.chain.fees().take_changed();
            ops.extend(fees.map(|value| Op::Put { key: FEES.to_owned(), value }));
        }
        ops.extend(self.app.take());
        cuts.manager_dirty = false;
        cuts.dirty_since = None;
        cuts.blocks_dirty = false;
        cuts.blocks_since = None;
        cuts.in_flight = Some(acks);
        Some(Batch { ops })
    }

    /// The batch of the last [`next_cut`](Self::next_cut) is durable: the channels that waited for it may
    /// continue. [`pump`](Self::pump) afterwards.
    pub fn cut_durable(&self) {
        if self.only_watches() {
            return;
        }
        let Some(acks) = self.cuts.state.borrow_mut().in_flight.take() else { return };
        self.app.durable();
        for (channel, id) in acks {
            self.channels.update_durable(channel, id);
        }
        self.touch();
    }

    /// Tells the manager of a new block, or of what it has heard before. What it has to keep because of that
    /// alone, and not because of what the block did to a channel, may wait longest.
    pub(crate) fn tell_manager(&self, tell: impl FnOnce()) {
        let before = self.channels.take_needs_persistence();
        tell();
        let after = self.channels.take_needs_persistence();
        let mut cuts = self.cuts.state.borrow_mut();
        cuts.manager_dirty |= before;
        cuts.blocks_dirty |= after;
    }

    /// Whether something is not durable yet, be it awaited by a channel or not.
    pub fn is_unsaved(&self) -> bool {
        let cuts = self.cuts.state.borrow();
        cuts.in_flight.is_some() || !self.cuts.persister.is_empty() || !self.app.is_empty()
    }

    /// Whether a channel waits until a cut is durable.
    pub fn is_waiting(&self) -> bool {
        let waits = |acks: &Vec<_>| !acks.is_empty();
        self.cuts.state.borrow().in_flight.as_ref().is_some_and(waits) || self.cuts.persister.is_awaited()
    }

    fn cut_monitor(&self, cuts: &mut CutState, name: &str, queued: QueuedMonitor, ops: &mut Vec<Op>) {
        if queued.archived {
            let stored = cuts.stored.remove(name).unwrap_or_default();
            ops.extend(stored.updates.iter().map(|id| Op::Delete { key: update_key(name, *id) }));
            ops.push(Op::Delete { key: monitor_key(name) });
            return;
        }
        let stored = cuts.stored.entry(name.to_owned()).or_default();
        let added: usize = queued.updates.iter().map(|(_, bytes)| bytes.len()).sum();
        // A payment does not wait for a whole monitor, unless nothing came without one waiting for a long time.
        let fold = stored.whole == 0 || stored.update_bytes + added > 2 * stored.whole.max(LEAST_FOLD);
        // The monitor as it is now, which contains the queued increments.
        if (queued.whole || fold) && self.cut_whole(stored, name, queued.channel, ops) {
            return;
        }
        for (id, value) in queued.updates {
            stored.add(id, value.len());
            ops.push(Op::Put { key: update_key(name, id), value });
        }
    }

    /// Monitors whose increments outweigh them are written whole.
    fn fold_monitors(&self, cuts: &mut CutState, ops: &mut Vec<Op>) {
        for channel in self.channels.watched() {
            let Some(monitor) = self.channels.monitor(channel) else { continue };
            let name = monitor.persistence_key().to_string();
            drop(monitor);
            let Some(stored) = cuts.stored.get_mut(&name) else { continue };
            if stored.update_bytes > stored.whole.max(LEAST_FOLD) {
                self.cut_whole(stored, &name, channel, ops);
            }
        }
    }

    /// The monitor as it is now, in place of what the state holds of it. False when it no longer exists.
    fn cut_whole(
        &self,
        stored: &mut StoredMonitor,
        name: &str,
        channel: ChannelId,
        ops: &mut Vec<Op>,
    ) -> bool {
        let Some(monitor) = self.channels.monitor(channel) else { return false };
        let value = monitor.encode();
        self.cuts.persister.wrote(name, &monitor);
        ops.extend(stored.updates.drain(..).map(|id| Op::Delete { key: update_key(name, id) }));
        stored.update_bytes = 0;
        stored.whole = value.len();
        ops.push(Op::Put { key: monitor_key(name), value });
        true
    }

    fn encode_manager(&self) -> Vec<u8> {
        let open: Vec<ChannelId> = self.channels.list().iter().map(|c| c.channel_id).collect();
        let monitors: Vec<_> = self
            .channels
            .watched()
            .into_iter()
            .filter_map(|channel| {
                let monitor = self.channels.monitor(channel)?;
                let name = monitor.persistence_key().to_string();
                Some((name, monitor.get_latest_update_id(), open.contains(&channel)))
            })
            .collect();
        let mut value = vec![TABLE_FORMAT];
        value.extend(u16::try_from(monitors.len()).unwrap_or(u16::MAX).to_be_bytes());
        for (name, id, open) in monitors {
            value.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            value.extend(name.as_bytes());
            value.extend(id.to_be_bytes());
            value.push(u8::from(open));
        }
        value.extend(self.channels.encode_manager());
        value
    }
}
