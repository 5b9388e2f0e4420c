//! Makes a node from a state again, if the state is consistent.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lightning::bitcoin::BlockHash;
use lightning::bitcoin::constants::ChainHash;
use lightning::chain::channelmonitor::ChannelMonitorUpdate;
use lightning::chain::{BestBlock, Watch};
use lightning::ln::channelmanager::ChannelManagerReadArgs;
use lightning::ln::msgs::DecodeError;
use lightning::util::ser::{Readable, ReadableArgs};

use crate::app::{App, SWEEPER, sweeper_state};
use crate::chain::{CHAIN, Line, Sweeps};
use crate::config::channel_config;
use crate::cut::{CutState, StoredMonitor, TABLE_FORMAT, monitor_key};
use crate::error::Inconsistency;
use crate::ldk::{Manager, Monitor, Parts};
use crate::onchain::{OnChain, SweepFees, Sweeper, WalletSweeper};
use crate::{Network, StartError, State};

/// A row of the table before the manager.
struct Row {
    update: u64,
    open: bool,
}

/// The manager and what the state holds, or `None` when the state knows no node yet.
pub(crate) fn read(parts: &Parts, state: &State) -> Result<Option<(Manager, CutState)>, StartError> {
    let mut stored = BTreeMap::new();
    let monitors = read_monitors(parts, state, &mut stored)?;
    let Some(value) = state.get("manager") else {
        return if monitors.is_empty() { Ok(None) } else { Err(inconsistent(Inconsistency::ManagerMissing)) };
    };
    let (rows, manager_bytes) = read_table(value)?;
    compare(&rows, &monitors)?;
    let manager = read_manager(parts, manager_bytes, &monitors)?;
    let open: BTreeSet<_> = manager.list_channels().iter().map(|c| c.channel_id).collect();
    for (name, monitor) in monitors {
        let was_open = rows.get(&name).is_some_and(|r| r.open);
        if was_open && !open.contains(&monitor.channel_id()) {
            return Err(inconsistent(Inconsistency::ChannelDropped));
        }
        load(parts, &name, monitor)?;
    }
    Ok(Some((manager, CutState::restored(stored))))
}

/// A monitor without any update may belong to a channel that still waited for its first write when the manager was
/// written. LDK takes such a channel up again only when that write is acknowledged once more, so it is written again.
fn load(parts: &Parts, name: &str, monitor: Monitor) -> Result<(), StartError> {
    let channel = monitor.channel_id();
    let loaded = if monitor.get_latest_update_id() == 0 {
        parts.monitors.watch_channel(channel, monitor)
    } else {
        parts.monitors.load_existing_monitor(channel, monitor)
    };
    loaded.map(|_| ()).map_err(|()| damaged(&monitor_key(name)))
}

/// Each monitor, brought up to its newest increment; increments must follow each other without a gap.
fn read_monitors(
    parts: &Parts,
    state: &State,
    stored: &mut BTreeMap<String, StoredMonitor>,
) -> Result<BTreeMap<String, Monitor>, StartError> {
    let mut monitors = BTreeMap::new();
    for (key, bytes) in state.prefix("monitor/") {
        let (_, monitor) = <(BlockHash, Monitor)>::read(&mut &bytes[..], (&*parts.keys, &*parts.keys))
            .map_err(|error| unreadable(key, &error))?;
        let name = key["monitor/".len()..].to_owned();
        stored.insert(name.clone(), StoredMonitor::whole(bytes.len()));
        monitors.insert(name, monitor);
    }
    for (key, bytes) in state.prefix("update/") {
        let (name, id) = key["update/".len()..].rsplit_once('/').ok_or_else(|| damaged(key))?;
        let id: u64 = id.parse().map_err(|_| damaged(key))?;
        let monitor = monitors.get(name).ok_or(inconsistent(Inconsistency::MonitorMissing))?;
        let entry = stored.entry(name.to_owned()).or_default();
        entry.add(id, bytes.len());
        let newest = monitor.get_latest_update_id();
        if id <= newest && newest != u64::MAX {
            continue;
        }
        if id != newest + 1 && id != u64::MAX {
            return Err(inconsistent(Inconsistency::UpdateMissing));
        }
        let update = ChannelMonitorUpdate::read(&mut &bytes[..]).map_err(|error| unreadable(key, &error))?;
        monitor
            .update_monitor(&update, &parts.broadcaster, &parts.fees, &parts.log)
            .map_err(|()| damaged(key))?;
    }
    Ok(monitors)
}

fn read_table(value: &[u8]) -> Result<(BTreeMap<String, Row>, &[u8]), StartError> {
    let mut rest = value;
    let format = take(&mut rest, 1)?[0];
    if format > TABLE_FORMAT {
        return Err(StartError::TooNew { key: "manager".to_owned() });
    }
    let count = take(&mut rest, 2)?;
    let count = u16::from_be_bytes([count[0], count[1]]);
    let mut rows = BTreeMap::new();
    for _ in 0..count {
        let length = usize::from(take(&mut rest, 1)?[0]);
        let name = String::from_utf8(take(&mut rest, length)?.to_vec()).map_err(|_| damaged("manager"))?;
        let mut id = [0; 8];
        id.copy_from_slice(take(&mut rest, 8)?);
        let open = take(&mut rest, 1)?[0] == 1;
        rows.insert(name, Row { update: u64::from_be_bytes(id), open });
    }
    Ok((rows, rest))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], StartError> {
    if rest.len() < length {
        return Err(damaged("manager"));
    }
    let (head, tail) = rest.split_at(length);
    *rest = tail;
    Ok(head)
}

/// Manager and monitors must be of one instant. LDK itself answers a manager that is too old by closing the channel,
/// so this is found out before LDK sees it.
fn compare(rows: &BTreeMap<String, Row>, monitors: &BTreeMap<String, Monitor>) -> Result<(), StartError> {
    for (name, row) in rows {
        let monitor = monitors.get(name).ok_or(inconsistent(Inconsistency::MonitorMissing))?;
        let newest = monitor.get_latest_update_id();
        if newest < row.update {
            return Err(inconsistent(Inconsistency::MonitorOlder));
        }
        if newest > row.update {
            return Err(inconsistent(Inconsistency::ManagerOlder));
        }
    }
    if monitors.keys().any(|name| !rows.contains_key(name)) {
        return Err(inconsistent(Inconsistency::MonitorUnknown));
    }
    Ok(())
}

fn read_manager(
    parts: &Parts,
    bytes: &[u8],
    monitors: &BTreeMap<String, Monitor>,
) -> Result<Manager, StartError> {
    let args = ChannelManagerReadArgs::new(
        parts.keys.clone(),
        parts.keys.clone(),
        parts.signers.clone(),
        parts.fees.clone(),
        parts.monitors.clone(),
        parts.broadcaster.clone(),
        parts.router.clone(),
        parts.message_router.clone(),
        parts.log.clone(),
        channel_config(),
        monitors.values().collect(),
    );
    let (_, manager) =
        <(BlockHash, Manager)>::read(&mut &bytes[..], args).map_err(|error| unreadable("manager", &error))?;
    Ok(manager)
}

/// The outputs of closed channels that are still on their way to the on-chain wallet.
pub(crate) fn sweeper(
    parts: &Parts,
    manager: &Manager,
    state: &State,
    onchain: Rc<OnChain>,
    app: Rc<App>,
) -> Result<WalletSweeper, StartError> {
    let fees = Rc::new(SweepFees::of(parts.fees.clone()));
    let best: BestBlock = manager.current_best_block();
    let Some(mut bytes) = sweeper_state(state) else {
        let sweeper = Sweeper::new(
            best,
            Sweeps(parts.broadcaster.clone()),
            fees.clone(),
            Some(parts.registry.clone()),
            parts.keys.clone(),
            onchain,
            app,
            parts.log.clone(),
        );
        return Ok(WalletSweeper::new(sweeper, fees));
    };
    app.sweep(bytes);
    let args = (
        Sweeps(parts.broadcaster.clone()),
        fees.clone(),
        Some(parts.registry.clone()),
        parts.keys.clone(),
        onchain,
        app,
        parts.log.clone(),
    );
    let (_, sweeper) =
        <(BestBlock, Sweeper)>::read(&mut bytes, args).map_err(|error| unreadable(SWEEPER, &error))?;
    Ok(WalletSweeper::new(sweeper, fees))
}

/// Which bitcoin the manager is of, if there is one that says so. LDK itself does not look.
pub(crate) fn network(state: &State) -> Option<Network> {
    let (_, manager) = read_table(state.get("manager")?).ok()?;
    // Two bytes of versions go before it.
    let chain: [u8; 32] = manager.get(2..34)?.try_into().ok()?;
    Network::from_chain_hash(ChainHash::from(chain))
}

fn unreadable(key: &str, error: &DecodeError) -> StartError {
    match error {
        DecodeError::UnknownVersion | DecodeError::UnknownRequiredFeature => {
            StartError::TooNew { key: key.to_owned() }
        }
        DecodeError::InvalidValue
        | DecodeError::ShortRead
        | DecodeError::BadLengthDescriptor
        | DecodeError::Io(_)
        | DecodeError::UnsupportedCompression
        | DecodeError::DangerousValue => damaged(key),
    }
}

/// The chain as it was followed.
pub(crate) fn line(state: &State, birthday: Option<u32>) -> Result<Line, StartError> {
    Line::read(state.get(CHAIN), birthday).ok_or_else(|| damaged(CHAIN))
}

fn damaged(key: &str) -> StartError {
    StartError::Damaged { key: key.to_owned() }
}

fn inconsistent(how: Inconsistency) -> StartError {
    StartError::Inconsistent(how)
}
