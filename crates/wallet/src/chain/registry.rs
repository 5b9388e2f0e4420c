//! What LDK asked to be watched on the chain.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lightning::bitcoin::{Script, ScriptBuf, Txid};
use lightning::chain::transaction::OutPoint;
use lightning::chain::{Filter, WatchedOutput};

/// Transactions and outputs of interest. A mutex although there is one thread: LDK's sweeper wants a `Sync` filter.
#[derive(Default)]
pub(crate) struct Registry(Mutex<WatchList>);

#[derive(Default)]
pub(crate) struct WatchList {
    pub(crate) txs: BTreeMap<Txid, ScriptBuf>,
    pub(crate) outputs: BTreeMap<OutPoint, WatchedOutput>,
    /// Something was added since the last look.
    pub(crate) news: bool,
}

impl Registry {
    pub(crate) fn lock(&self) -> MutexGuard<'_, WatchList> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Filter for Registry {
    fn register_tx(&self, txid: &Txid, script: &Script) {
        let mut watched = self.lock();
        watched.news |= watched.txs.insert(*txid, script.to_owned()).is_none();
    }

    fn register_output(&self, output: WatchedOutput) {
        let mut watched = self.lock();
        watched.news |= watched.outputs.insert(output.outpoint, output).is_none();
    }
}
