//! The map of the network, and what this wallet has learned about it. Both stay on this device, and losing them costs
//! attempts and never money: whatever goes wrong here is no problem of anybody.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use futures::lock::Mutex;
use lifeboat_backup::LocalStore;
use lifeboat_config::Config;
use lifeboat_messages::{Network, Problem};

use super::UnlockedWallet;
use crate::fetch;
use crate::node::Node;

/// Where a server has its map.
const OWN_MAP: &str = "/graph";
/// An older map is fetched again before a payment.
const FRESH_MS: u64 = 24 * 3_600_000;
/// How long after a failed fetch the next one is tried.
const PAUSE_MS: u64 = 60_000;
/// The bytes in front of a kept map that say when it was fetched, Unix ms.
const STAMP: usize = 8;

/// How far this wallet is with its map.
#[derive(Default)]
pub(super) struct Atlas {
    /// The node whose wallet has been given what this device had kept.
    loaded: RefCell<Weak<Node>>,
    /// When the map in use was fetched, Unix ms.
    fetched_ms: Cell<Option<u64>>,
    /// When a fetch failed, by the monotonic clock.
    failed_at: Cell<Option<u64>>,
    /// What of the scores is kept.
    scores_kept: Cell<u64>,
    loading: Mutex<()>,
    fetching: Mutex<()>,
}

impl Atlas {
    fn is_loaded(&self, node: &Rc<Node>) -> bool {
        std::ptr::eq(self.loaded.borrow().as_ptr(), Rc::as_ptr(node))
    }

    fn is_fresh(&self, now_ms: u64) -> bool {
        // A clock that was set back says nothing about age.
        self.fetched_ms.get().is_some_and(|at| now_ms >= at && now_ms - at < FRESH_MS)
    }
}

impl UnlockedWallet {
    /// The node, once its wallet has the map and the scores that are kept on this device.
    ///
    /// # Errors
    /// Nothing runs.
    pub async fn load_map(&self) -> Result<Rc<Node>, Problem> {
        let _turn = self.atlas.loading.lock().await;
        let node = self.node()?;
        if self.atlas.is_loaded(&node) {
            return Ok(node);
        }
        self.atlas.fetched_ms.set(None);
        if let Some((at_ms, map)) = self.kept_map().await
            && node.wallet().read_map(&map, self.env.now_ms()).is_ok()
        {
            self.atlas.fetched_ms.set(Some(at_ms));
        }
        if let Some(scores) = self.vault().scores().await {
            // It is damaged, so the wallet learns anew.
            let _ = node.wallet().read_scores(&scores);
        }
        self.atlas.scores_kept.set(node.wallet().scores_revision());
        *self.atlas.loaded.borrow_mut() = Rc::downgrade(&node);
        Ok(node)
    }

    /// Fetches the map if it is old, in the background; what comes back says when that is over.
    pub fn refresh_map_soon(self: &Rc<UnlockedWallet>) -> oneshot::Receiver<()> {
        let (over, done) = oneshot::channel();
        let open = self.clone();
        self.spawn_task(async move {
            open.refresh_map().await;
            let _ = over.send(());
        });
        done
    }

    async fn refresh_map(&self) {
        let _turn = self.atlas.fetching.lock().await;
        let Ok(node) = self.load_map().await else { return };
        let instant = self.env.host().instant_ms();
        let failed = self.atlas.failed_at.get().is_some_and(|at| instant < at.saturating_add(PAUSE_MS));
        if failed || self.atlas.is_fresh(self.env.now_ms()) {
            return;
        }
        let place = self.env.config().graph.as_deref().unwrap_or(OWN_MAP);
        let address = Config::absolute(self.env.origin(), place);
        let answer = fetch::get_map(&self.env.http(), &address).await;
        let now_ms = self.env.now_ms();
        let map = answer.ok().filter(|answer| answer.status == 200).map(|answer| answer.body);
        match map.filter(|map| node.wallet().read_map(map, now_ms).is_ok()) {
            Some(map) => {
                self.atlas.failed_at.set(None);
                self.atlas.fetched_ms.set(Some(now_ms));
                let kept = [now_ms.to_be_bytes().as_slice(), &map].concat();
                // If there is no room for it, it is fetched again.
                let _ = self.env.store().write(vec![(self.map_key(), Some(kept))]).await;
            }
            None => self.atlas.failed_at.set(Some(instant)),
        }
    }

    async fn kept_map(&self) -> Option<(u64, Vec<u8>)> {
        let kept = self.env.store().read(&self.map_key()).await.ok().flatten()?;
        let (stamp, map) = kept.split_first_chunk::<STAMP>()?;
        Some((u64::from_be_bytes(*stamp), map.to_vec()))
    }

    fn map_key(&self) -> String {
        let network = match self.env.config().network {
            Network::Mainnet => "mainnet",
            Network::Signet => "signet",
            Network::Regtest => "regtest",
        };
        format!("graph/{network}")
    }

    /// Keeps what was learned since the last time.
    pub(super) fn keep_scores(&self) {
        let Ok(node) = self.node() else { return };
        let revision = node.wallet().scores_revision();
        // What this device had kept is not replaced before it was read.
        if !self.atlas.is_loaded(&node) || self.atlas.scores_kept.replace(revision) == revision {
            return;
        }
        let (vault, scores) = (self.vault(), node.wallet().scores());
        self.spawn_task(async move {
            let _ = vault.keep_scores(&scores).await;
        });
    }
}
