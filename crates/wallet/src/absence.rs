//! Since when the peers of channels are away. Kept over starts (`away`), so that a wallet that is opened for some
//! minutes a day also learns that a peer has been gone for days.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::app::App;
use crate::{PublicKey, StartError, State, Wallet};

/// The key of the state: Unix ms by node id. Missing while every peer is there.
const KEY: &str = "away";
/// A line that breaks and comes back is no news, and not worth an entry of the journal.
const WORTH_KEEPING_MS: u64 = 600_000;
/// A device that has reached no peer for this long may be offline; for a shorter time, it is a broken line.
const OFFLINE_MS: u64 = 60_000;

type Absences = BTreeMap<PublicKey, u64>;

/// What is known, and what of it the state has.
pub(crate) struct AbsentPeers {
    since: RefCell<Absences>,
    kept: RefCell<Absences>,
    /// Since when this process runs, or some peer is there after none was for a while: before, no peer could
    /// be reached. Unix ms.
    within_reach_ms: Cell<u64>,
    /// Since when no peer is there, Unix ms; `None` while some is.
    alone_ms: Cell<Option<u64>>,
}

impl AbsentPeers {
    pub(crate) fn read(state: &State, now_ms: u64) -> Result<Self, StartError> {
        let damaged = |_| StartError::Damaged { key: KEY.to_owned() };
        let kept: Absences =
            state.get(KEY).map(serde_json::from_slice).transpose().map_err(damaged)?.unwrap_or_default();
        Ok(Self {
            since: RefCell::new(kept.clone()),
            kept: RefCell::new(kept),
            within_reach_ms: Cell::new(now_ms),
            alone_ms: Cell::new(Some(now_ms)),
        })
    }

    /// For how long a peer has been away although it could have been reached, ms: neither before this process
    /// nor while this device reached no peer.
    fn missed_for_ms(&self, peer: &PublicKey, now_ms: u64) -> Option<u64> {
        let since_ms = *self.since.borrow().get(peer)?;
        Some(now_ms.saturating_sub(since_ms.max(self.within_reach_ms.get())))
    }

    fn note(&self, peers: &BTreeSet<PublicKey>, there: &[PublicKey], now_ms: u64, app: &App) {
        if there.is_empty() {
            self.alone_ms.set(self.alone_ms.get().or(Some(now_ms)));
        } else if let Some(alone_ms) = self.alone_ms.take()
            && now_ms.saturating_sub(alone_ms) >= OFFLINE_MS
        {
            self.within_reach_ms.set(now_ms);
        }
        let mut since = self.since.borrow_mut();
        since.retain(|peer, _| peers.contains(peer) && !there.contains(peer));
        for peer in peers.iter().filter(|peer| !there.contains(peer)) {
            let first = since.entry(*peer).or_insert(now_ms);
            // Set back, the clock says nothing of how long it was.
            *first = now_ms.min(*first);
        }
        let mut kept = self.kept.borrow_mut();
        let known = |peer: &PublicKey, first: u64| kept.get(peer) == Some(&first);
        let worth: Absences = since
            .iter()
            .filter(|(peer, first)| known(peer, **first) || now_ms - **first >= WORTH_KEEPING_MS)
            .map(|(peer, first)| (*peer, *first))
            .collect();
        if worth != *kept {
            match worth.is_empty() {
                true => app.delete(KEY.to_owned()),
                false => app.put_json(KEY.to_owned(), &worth),
            }
            *kept = worth;
        }
    }
}

impl Wallet {
    /// Called once a minute, and when a peer was lost or found.
    pub(crate) fn note_away(&self, now_ms: u64) {
        let peers = self.channels.list().iter().map(|channel| channel.counterparty.node_id).collect();
        self.away.note(&peers, &self.connected(), now_ms, &self.app);
    }

    /// For how long a channel's peer was not there although it could have been reached, ms; `None` while it is there.
    pub(crate) fn missed_for_ms(&self, peer: PublicKey, now_ms: u64) -> Option<u64> {
        self.away.missed_for_ms(&peer, now_ms)
    }

    /// Since when a channel's peer is away, Unix ms; `None` while it is there.
    pub(crate) fn away_since_ms(&self, peer: PublicKey) -> Option<u64> {
        self.away.since.borrow().get(&peer).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_missed_for_the_time_in_which_nobody_was_reached() {
        let key = |hex: &str| -> PublicKey { hex.parse().unwrap() };
        let a = key("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        let b = key("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");
        let (app, absent) = (App::default(), AbsentPeers::read(&State::default(), 0).unwrap());
        let missed_for_ms = |there: &[PublicKey], now_ms: u64| {
            absent.note(&BTreeSet::from([a, b]), there, now_ms, &app);
            absent.missed_for_ms(&b, now_ms)
        };
        for (there, now_ms, missed) in [
            (&[a, b][..], 0, None),
            (&[], 60_000, Some(0)),
            (&[], 180_000, Some(120_000)),
            (&[a], 190_000, Some(0)),
            (&[a], 250_000, Some(60_000)),
            (&[a, b], 260_000, None),
            // That the line to another breaks again and again says nothing of this one.
            (&[a], 300_000, Some(0)),
            (&[], 310_000, Some(10_000)),
            (&[a], 320_000, Some(20_000)),
            (&[], 330_000, Some(30_000)),
            (&[a], 380_000, Some(80_000)),
            (&[], 400_000, Some(100_000)),
            (&[a], 460_000, Some(0)),
        ] {
            assert_eq!(missed_for_ms(there, now_ms), missed, "{now_ms}");
        }
    }
}
