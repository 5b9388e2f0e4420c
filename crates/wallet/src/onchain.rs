//! The on-chain wallet: where the money of closed channels goes, and where fees for a close come from.
//!
//! BIP84, so that any wallet finds the coins from the words alone.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bdk_wallet::bitcoin::bip32::Xpriv;
use bdk_wallet::chain::{BlockId, CheckPoint, ConfirmationBlockTime, Merge, TxUpdate};
use bdk_wallet::template::Bip84;
use bdk_wallet::{ChangeSet, KeychainKind, Update, Wallet as Bdk};
use lightning::bitcoin::hashes::{Hash, sha256};
use lightning::bitcoin::{Psbt, ScriptBuf, Transaction, Txid};
use lightning::events::bump_transaction::sync::{
    BumpTransactionEventHandlerSync, WalletSourceSync, WalletSync,
};
use lightning::events::bump_transaction::{BumpTransactionEvent, Utxo};
use lightning::sign::{ChangeDestinationSourceSync, KeysManager};

use crate::app::App;
use crate::chain::{Broadcaster, ChainError, Contradiction, Esplora, Tip};
use crate::log::Log;
use crate::{AddressError, Network, Setup, StartError, State, Wallet};

const KEY: &str = "onchain";
/// Blocks of the chain that are kept beside those with transactions of ours.
const KEPT_BLOCKS: usize = 6;
/// How far beyond the newest used address is looked after a restore.
const GAP: u32 = 2;

/// bdk's wallet and the part of it that is durable.
pub(crate) struct Onchain {
    network: Network,
    bdk: RefCell<Bdk>,
    kept: RefCell<ChangeSet>,
    app: Rc<App>,
}

impl Onchain {
    pub(crate) fn open(setup: &Setup, state: &State, app: Rc<App>) -> Result<Self, StartError> {
        let network = setup.network;
        let key = Xpriv::new_master(network, setup.seed.onchain()).map_err(|_| StartError::Keys)?;
        let external = Bip84(key, KeychainKind::External);
        let internal = Bip84(key, KeychainKind::Internal);
        let (bdk, kept) = match state.get(KEY) {
            Some(bytes) => {
                let kept: ChangeSet =
                    serde_json::from_slice(bytes).map_err(|_| StartError::Damaged { key: KEY.to_owned() })?;
                if let Some(found) = kept.network.filter(|found| *found != network) {
                    return Err(StartError::OtherNetwork { found });
                }
                let bdk = Bdk::load()
                    .descriptor(KeychainKind::External, Some(external))
                    .descriptor(KeychainKind::Internal, Some(internal))
                    .extract_keys()
                    .load_wallet_no_persist(kept.clone())
                    .map_err(|_| StartError::Damaged { key: KEY.to_owned() })?
                    .ok_or_else(|| StartError::Damaged { key: KEY.to_owned() })?;
                (bdk, kept)
            }
            None => {
                let bdk = Bdk::create(external, internal)
                    .network(network)
                    .create_wallet_no_persist()
                    .map_err(|_| StartError::Keys)?;
                (bdk, ChangeSet::default())
            }
        };
        Ok(Self { network, bdk: RefCell::new(bdk), kept: RefCell::new(kept), app })
    }

    /// Confirmed and not, in sats.
    pub(crate) fn balance_sat(&self) -> (u64, u64) {
        let balance = self.bdk.borrow().balance();
        (balance.confirmed.to_sat(), balance.untrusted_pending.to_sat() + balance.trusted_pending.to_sat())
    }

    pub(crate) fn new_address(&self) -> Result<String, AddressError> {
        let address = self.bdk.borrow_mut().reveal_next_address(KeychainKind::External).address;
        self.keep();
        Ok(address.to_string())
    }

    fn unused_script(&self) -> ScriptBuf {
        let script = self.bdk.borrow_mut().next_unused_address(KeychainKind::External).script_pubkey();
        self.keep();
        script
    }

    /// Put what changed into the state, without the chain's blocks that no transaction of ours needs.
    fn keep(&self) {
        let Some(staged) = self.bdk.borrow_mut().take_staged() else { return };
        let mut kept = self.kept.borrow_mut();
        kept.merge(staged);
        let used: Vec<u32> = kept.tx_graph.anchors.iter().map(|(a, _)| a.block_id.height).collect();
        let newest: Vec<u32> = kept.local_chain.blocks.keys().rev().take(KEPT_BLOCKS).copied().collect();
        kept.local_chain.blocks.retain(|height, hash| {
            *height == 0 || hash.is_some() && (used.contains(height) || newest.contains(height))
        });
        kept.network = Some(self.network);
        if let Ok(bytes) = serde_json::to_vec(&*kept) {
            self.app.put(KEY.to_owned(), bytes);
        }
    }

    /// Look what happened to the addresses that were given out, and a few beyond.
    pub(crate) async fn sync(&self, esplora: &Esplora<'_>, tip: Tip, now_ms: u64) -> Result<(), ChainError> {
        let scripts = self.scripts();
        if scripts.is_empty() {
            return Ok(());
        }
        let mut update = TxUpdate::<ConfirmationBlockTime>::default();
        let mut blocks = BTreeMap::new();
        let mut last_used: BTreeMap<KeychainKind, u32> = BTreeMap::new();
        let mut seen: Vec<Txid> = Vec::new();
        for (keychain, index, script) in scripts {
            let hash = script_hash(&script);
            for listed in esplora.script_txs(&hash).await? {
                let newest = last_used.entry(keychain).or_default();
                *newest = (*newest).max(index);
                if seen.contains(&listed.txid) {
                    continue;
                }
                seen.push(listed.txid);
                let known = self.bdk.borrow().get_tx(listed.txid).map(|t| t.tx_node.tx.clone());
                let tx = match known {
                    Some(tx) => tx,
                    None => Arc::new(esplora.transaction(listed.txid).await?.ok_or(ChainError::Moved)?),
                };
                update.txs.push(tx);
                match listed.status.block() {
                    Some((height, hash)) if height <= tip.height => {
                        let block_id = BlockId { height, hash };
                        blocks.insert(height, block_id);
                        let anchor = ConfirmationBlockTime { block_id, confirmation_time: now_ms / 1000 };
                        update.anchors.insert((anchor, listed.txid));
                    }
                    _ => {
                        update.seen_ats.insert((listed.txid, now_ms / 1000));
                    }
                }
            }
        }
        blocks.insert(tip.height, BlockId { height: tip.height, hash: tip.hash });
        let chain = self.checkpoint(esplora, tip, blocks).await?;
        self.bdk
            .borrow_mut()
            .apply_update(Update { last_active_indices: last_used, tx_update: update, chain: Some(chain) })
            .map_err(|_| ChainError::Moved)?;
        if !seen.is_empty() {
            self.keep();
        }
        Ok(())
    }

    /// The chain as it is now: from the newest block that both know, through what replaces those that are gone.
    async fn checkpoint(
        &self,
        esplora: &Esplora<'_>,
        tip: Tip,
        mut blocks: BTreeMap<u32, BlockId>,
    ) -> Result<CheckPoint, ChainError> {
        let local = self.bdk.borrow().latest_checkpoint();
        let mut chain = None;
        for known in local.iter() {
            let height = known.height();
            let hash = if height == tip.height { Some(tip.hash) } else { esplora.hash_at(height).await? };
            if hash == Some(known.hash()) {
                chain = Some(known);
                break;
            }
            if let Some(hash) = hash.filter(|_| height < tip.height) {
                blocks.insert(height, BlockId { height, hash });
            }
        }
        let mut chain = chain.ok_or(ChainError::Contradiction(Contradiction::OtherChain))?;
        for block in blocks.into_values() {
            chain = chain.insert(block);
        }
        Ok(chain)
    }

    /// Given out, and a few beyond; none at all while none was ever given out.
    fn scripts(&self) -> Vec<(KeychainKind, u32, ScriptBuf)> {
        let bdk = self.bdk.borrow();
        let mut scripts = Vec::new();
        for keychain in [KeychainKind::External, KeychainKind::Internal] {
            if let Some(newest) = bdk.derivation_index(keychain) {
                for index in 0..=newest + GAP {
                    scripts.push((keychain, index, bdk.peek_address(keychain, index).script_pubkey()));
                }
            }
        }
        scripts
    }

    /// Add fees to a commitment or HTLC transaction from the coins there are. Without coins nothing happens.
    pub(crate) fn bump(
        self: &Rc<Self>,
        event: &BumpTransactionEvent,
        broadcaster: &Rc<Broadcaster>,
        keys: &Rc<KeysManager>,
        log: &Rc<Log>,
    ) {
        let source = Rc::new(WalletSync::new(self.clone(), log.clone()));
        BumpTransactionEventHandlerSync::new(broadcaster.clone(), source, keys.clone(), log.clone())
            .handle_event(event);
    }
}

impl ChangeDestinationSourceSync for Onchain {
    fn get_change_destination_script(&self) -> Result<ScriptBuf, ()> {
        Ok(self.unused_script())
    }
}

impl WalletSourceSync for Onchain {
    fn list_confirmed_utxos(&self) -> Result<Vec<Utxo>, ()> {
        let bdk = self.bdk.borrow();
        Ok(bdk
            .list_unspent()
            .filter(|o| o.chain_position.is_confirmed())
            .filter_map(|o| {
                let hash =
                    lightning::bitcoin::WPubkeyHash::from_slice(o.txout.script_pubkey.as_bytes().get(2..)?)
                        .ok()?;
                Some(Utxo::new_v0_p2wpkh(o.outpoint, o.txout.value, &hash))
            })
            .collect())
    }

    fn get_change_script(&self) -> Result<ScriptBuf, ()> {
        let script = self.bdk.borrow_mut().next_unused_address(KeychainKind::Internal).script_pubkey();
        self.keep();
        Ok(script)
    }

    #[allow(deprecated)]
    fn sign_psbt(&self, mut psbt: Psbt) -> Result<Transaction, ()> {
        // The inputs of the channel are signed by LDK afterwards; here only ours.
        let options = bdk_wallet::SignOptions { trust_witness_utxo: true, ..Default::default() };
        self.bdk.borrow().sign(&mut psbt, options).map_err(|_| ())?;
        Ok(psbt.extract_tx_unchecked_fee_rate())
    }
}

impl Wallet {
    /// After every news of the chain: send what closed channels gave back to the on-chain wallet, and forget what
    /// has arrived for good.
    pub(crate) fn after_chain(&self) {
        if self.app.sweeping.get() {
            let _ = self.sweeper.regenerate_and_broadcast_spend_if_necessary();
            if self.sweeper.tracked_spendable_outputs().is_empty() {
                self.app.sweeping.set(false);
                self.app.delete(crate::app::SWEEPER.to_owned());
            }
        }
        self.monitors.archive_fully_resolved_channel_monitors();
    }

    /// Outputs of closed channels whose sweep is not confirmed yet.
    pub(crate) fn sweeping_sat(&self) -> u64 {
        use lightning::sign::SpendableOutputDescriptor::*;
        use lightning::util::sweep::OutputSpendStatus;
        self.sweeper
            .tracked_spendable_outputs()
            .iter()
            .filter(|o| !matches!(o.status, OutputSpendStatus::PendingThresholdConfirmations { .. }))
            .map(|o| match &o.descriptor {
                StaticOutput { output, .. } => output.value.to_sat(),
                DelayedPaymentOutput(o) => o.output.value.to_sat(),
                StaticPaymentOutput(o) => o.output.value.to_sat(),
            })
            .sum()
    }
}

/// Esplora names a script by the plain SHA-256 of its bytes (Electrum reverses it).
fn script_hash(script: &ScriptBuf) -> String {
    crate::history::hex(sha256::Hash::hash(script.as_bytes()).as_byte_array())
}
