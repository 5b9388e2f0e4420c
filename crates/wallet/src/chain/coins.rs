//! A look at what the on-chain wallet's addresses got and spent: listed by the server, proved by us.

use std::collections::BTreeMap;
use std::sync::Arc;

use lightning::bitcoin::hashes::{Hash, sha256};
use lightning::bitcoin::{BlockHash, ScriptBuf, Txid};

use super::esplora::Status;
use super::{ChainError, Esplora, Tip};
use crate::Wallet;
use crate::onchain::CoinNews;

/// When all addresses were looked at: under this newest block, and when there were so many.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct CoinLook {
    tip: BlockHash,
    scripts: usize,
}

impl Wallet {
    /// Look what happened to the addresses that were given out, and a few beyond: to all of them with every new block, and
    /// while something waits for one. In between, to the one that was given out last.
    pub(super) async fn sync_coins(
        &self,
        esplora: &Esplora<'_>,
        tip: Tip,
        now_ms: u64,
    ) -> Result<(), ChainError> {
        let mut scripts = self.onchain.scripts();
        if scripts.is_empty() {
            return Ok(());
        }
        let pending = self.onchain.pending();
        let look = CoinLook { tip: tip.hash, scripts: scripts.len() };
        if pending.is_empty() && self.syncing.borrow().coins == Some(look) {
            scripts = self.onchain.newest_script().into_iter().collect();
        }
        let mut news = CoinNews::default();
        let mut listed: BTreeMap<Txid, Status> = BTreeMap::new();
        for (keychain, index, script) in scripts {
            for tx in esplora.script_txs(&script_hash(&script)).await? {
                let newest = news.used.entry(keychain).or_default();
                *newest = (*newest).max(index);
                listed.insert(tx.txid, tx.status);
            }
        }
        news.gone = pending.iter().filter(|txid| !listed.contains_key(*txid)).copied().collect();
        for (txid, status) in listed {
            match status.block() {
                Some(block) if self.onchain.is_proved(&txid, block) => {}
                Some(block) => news.proved.push(self.prove(esplora, txid, block, tip).await?),
                None if pending.contains(&txid) => {}
                None => news.pending.push(Arc::new(esplora.transaction(txid).await?)),
            }
        }
        self.onchain.take_in(news, tip, &self.syncing.borrow().line, now_ms)?;
        self.syncing.borrow_mut().coins = Some(look);
        Ok(())
    }
}

/// Esplora names a script by the plain SHA-256 of its bytes (Electrum reverses it).
fn script_hash(script: &ScriptBuf) -> String {
    crate::history::hex(sha256::Hash::hash(script.as_bytes()).as_byte_array())
}
