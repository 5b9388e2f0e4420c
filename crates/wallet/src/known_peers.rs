//! The Lightning peers that this wallet has something to do with: how each is reached, and what was agreed on with it.
//!
//! The configuration says who sells *new* channels. A channel outlives it: the operator chooses another provider, or
//! the user comes back through another copy of the app, and the money is still where it was. So a peer is in the state
//! from before the first purchase on, and questions about a channel's peer are answered by the state.
//!
//! | key | value |
//! | --- | --- |
//! | `peer/<node id>` | addresses, since when its unconfirmed channels are used, the longest delay it grants, its token |

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::{Peer, PublicKey, StartError, State};

const KEY: &str = "peer/";
/// Earlier addresses are tried as well; more than these would make each attempt a long one.
const MOST_ADDRESSES: usize = 4;

/// One of them, as it is in the state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeerRecord {
    /// `host:port`, the newest first.
    addresses: Vec<String>,
    /// Since when its channels are used before they are confirmed, Unix ms; `None`: they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_since_ms: Option<u64>,
    /// How many blocks it lets itself be kept waiting after it has closed a channel alone, at most (bLIP 52,
    /// `max_client_to_self_delay`); `None` as long as it sold none that way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_client_to_self_delay: Option<u32>,
    /// What it gives its terms for (bLIP 52, `token`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// The peers in the state, by their identities.
pub(crate) struct KnownPeers(RefCell<BTreeMap<PublicKey, PeerRecord>>);

impl KnownPeers {
    pub(crate) fn read(state: &State) -> Result<Self, StartError> {
        let read = |(key, value): (&str, &[u8])| {
            let damaged = || StartError::Damaged { key: key.to_owned() };
            let node_id = key[KEY.len()..].parse().map_err(|_| damaged())?;
            Ok((node_id, serde_json::from_slice(value).map_err(|_| damaged())?))
        };
        state.prefix(KEY).map(read).collect::<Result<_, _>>().map(|known| Self(RefCell::new(known)))
    }

    /// Keep what the configuration says of a peer that this wallet deals with, beside what was known.
    pub(crate) fn meet(&self, peer: &Peer, now_ms: u64, app: &App) {
        self.change(peer.node_id, app, |known| {
            known.addresses.retain(|address| *address != peer.address);
            known.addresses.insert(0, peer.address.clone());
            known.addresses.truncate(MOST_ADDRESSES);
            if peer.zero_conf {
                known.trusted_since_ms.get_or_insert(now_ms);
            }
            if peer.token.is_some() {
                known.token.clone_from(&peer.token);
            }
        });
    }

    /// Keep how long a peer lets itself be kept waiting.
    pub(crate) fn grants(&self, peer: PublicKey, delay: u32, app: &App) {
        self.change(peer, app, |known| known.max_client_to_self_delay = Some(delay));
    }

    /// How long a peer lets itself be kept waiting, if it has said so.
    pub(crate) fn granted(&self, peer: PublicKey) -> Option<u32> {
        self.0.borrow().get(&peer)?.max_client_to_self_delay
    }

    fn change(&self, peer: PublicKey, app: &App, change: impl FnOnce(&mut PeerRecord)) {
        let mut all = self.0.borrow_mut();
        let known = all.entry(peer).or_default();
        let before = known.clone();
        change(known);
        if *known != before {
            app.put_json(format!("{KEY}{peer}"), known);
        }
    }

    pub(crate) fn has(&self, peer: PublicKey) -> bool {
        self.0.borrow().contains_key(&peer)
    }

    /// Whether a peer's unconfirmed channels are used.
    pub(crate) fn is_trusted(&self, peer: PublicKey) -> bool {
        self.0.borrow().get(&peer).is_some_and(|known| known.trusted_since_ms.is_some())
    }

    /// Those whose unconfirmed channels are used.
    pub(crate) fn trusted(&self) -> Vec<PublicKey> {
        let known = self.0.borrow();
        known.iter().filter(|(_, known)| known.trusted_since_ms.is_some()).map(|(peer, _)| *peer).collect()
    }

    pub(crate) fn addresses(&self, peer: PublicKey) -> Vec<String> {
        self.0.borrow().get(&peer).map(|known| known.addresses.clone()).unwrap_or_default()
    }
}
