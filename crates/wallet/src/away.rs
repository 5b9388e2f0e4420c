//! Since when the peers of channels are away. Kept over starts (`away`), so that a wallet that is opened for some minutes a day
//! learns, too, that a peer has been gone for days.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::app::App;
use crate::{PublicKey, StartError, State, Wallet};

/// The key of the state: Unix ms by node id. Missing while every peer is there.
const KEY: &str = "away";
/// A line that breaks and comes back is no news, and not worth an entry of the journal.
const WORTH_KEEPING_MS: u64 = 600_000;

type Absences = BTreeMap<PublicKey, u64>;

/// What is known, and what of it the state has.
pub(crate) struct AbsentPeers {
    since: RefCell<Absences>,
    kept: RefCell<Absences>,
}

impl AbsentPeers {
    pub(crate) fn read(state: &State) -> Result<Self, StartError> {
        let damaged = |_| StartError::Damaged { key: KEY.to_owned() };
        let kept: Absences =
            state.get(KEY).map(serde_json::from_slice).transpose().map_err(damaged)?.unwrap_or_default();
        Ok(Self { since: RefCell::new(kept.clone()), kept: RefCell::new(kept) })
    }

    fn note(&self, peers: &BTreeSet<PublicKey>, there: &[PublicKey], now_ms: u64, app: &App) {
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
    /// Once a minute, and when a peer was lost or found.
    pub(crate) fn note_away(&self, now_ms: u64) {
        let peers = self.manager.list_channels().iter().map(|channel| channel.counterparty.node_id).collect();
        self.away.note(&peers, &self.connected(), now_ms, &self.app);
    }

    /// Since when a channel's peer is away, Unix ms; `None` while it is there.
    pub(crate) fn away_since_ms(&self, peer: PublicKey) -> Option<u64> {
        self.away.since.borrow().get(&peer).copied()
    }
}
