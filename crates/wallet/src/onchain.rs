//! The on-chain wallet: where the money of closed channels goes, and where fees for a close come from.
//!
//! BIP84, so that any wallet finds the coins from the words alone.

mod blocks;
mod bump;
mod entries;
mod order;
mod outgoing;
mod reserve;
mod send;
mod signed;
mod stored;
mod sweep;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bdk_wallet::bitcoin::bip32::Xpriv;
use bdk_wallet::chain::{ConfirmationBlockTime, Merge, tx_graph};
use bdk_wallet::template::Bip84;
use bdk_wallet::{KeychainKind, Wallet as Bdk};
use lightning::bitcoin::consensus::encode::serialize_hex;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::{OutPoint, Psbt, ScriptBuf, Transaction, Txid};
use lightning::events::bump_transaction::Utxo;
use lightning::events::bump_transaction::sync::{
    BumpTransactionEventHandlerSync, WalletSourceSync, WalletSync,
};
use lightning::sign::{ChangeDestinationSourceSync, KeysManager};

use crate::app::App;
use crate::chain::{Broadcaster, Line};
use crate::log::Log;
use crate::{Network, Setup, StartError, State};
pub(crate) use entries::PREFIX;
pub use entries::{ChainEntry, ChainKind, ChainState, Departure};
pub use order::{Amount, SendError, SendOrder, SendPreview};
use outgoing::OutgoingTxs;
use signed::SignedCopies;
pub(crate) use stored::TX;
use stored::{KEY, OrderRecord, StoredOnChain, StoredTx, tx_key};
pub use sweep::DearSweep;
pub(crate) use sweep::{SweepFees, Sweeper, WalletSweeper, value_sat};

/// Adds fees to commitment and HTLC transactions from the coins there are; without coins nothing happens. One
/// for the wallet's life: it remembers which coins a claim uses, so that no other takes them.
pub(crate) type Bumper = BumpTransactionEventHandlerSync<
    Rc<Broadcaster>,
    Rc<WalletSync<Rc<OnChain>, Rc<Log>>>,
    Rc<KeysManager>,
    Rc<Log>,
>;

/// The wallet's bumper.
pub(crate) fn bumper(
    onchain: &Rc<OnChain>,
    broadcaster: &Rc<Broadcaster>,
    keys: &Rc<KeysManager>,
    log: &Rc<Log>,
) -> Bumper {
    let source = Rc::new(WalletSync::new(onchain.clone(), log.clone()));
    Bumper::new(broadcaster.clone(), source, keys.clone(), log.clone())
}

/// Blocks of the chain that are kept beside those with transactions of ours.
const KEPT_BLOCKS: usize = 6;

/// How far to look beyond the newest address that was given out here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressGap {
    /// The words are this wallet's own, and the state knows its addresses, but for those that another copy of
    /// it has given out.
    Own,
    /// The words were in use before: as far as every wallet is found again (BIP 44, "Address gap limit").
    Bip44,
}

impl AddressGap {
    /// This many of each kind.
    pub(crate) fn addresses(self) -> u32 {
        match self {
            Self::Own => 2,
            Self::Bip44 => 20,
        }
    }

    /// How far beyond the newest address scripts are recognised: twice as far as the wallet looks. Each costs a
    /// multiplication on the curve whenever a wallet starts.
    fn lookahead(self) -> u32 {
        2 * self.addresses()
    }
}

/// What there is on the chain, sat.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Coins {
    /// Coins in a block that cannot be made up.
    pub(crate) confirmed: u64,
    /// Change of the user's own payments, in no block yet: nobody else can take it back.
    pub(crate) change: u64,
    /// Coins in no block yet, or in an old one that one of two servers alone vouches for, and so is a server's word.
    pub(crate) waiting: u64,
}

/// The block that a transaction was proved to be in.
struct ProvedBlock {
    anchor: ConfirmationBlockTime,
    /// The value of [`ProvenTx::by_one`](crate::chain::ProvenTx::by_one).
    by_one: bool,
}

/// bdk's wallet and the part of it that is durable.
pub(crate) struct OnChain {
    network: Network,
    bdk: RefCell<Bdk>,
    stored: RefCell<StoredOnChain>,
    outgoing: OutgoingTxs,
    signed_copies: SignedCopies,
    gap: AddressGap,
    /// Whether nothing that the words own is beyond what was searched.
    searched: Cell<bool>,
    app: Rc<App>,
}

impl OnChain {
    pub(crate) fn open(
        setup: &Setup,
        state: &State,
        app: Rc<App>,
        gap: AddressGap,
    ) -> Result<Self, StartError> {
        let network = setup.network;
        let key = Xpriv::new_master(network, setup.seed.onchain()).map_err(|_| StartError::Keys)?;
        let external = Bip84(key, KeychainKind::External);
        let internal = Bip84(key, KeychainKind::Internal);
        let stored = StoredOnChain::read(state)?;
        let found = stored.base.as_ref().and_then(|base| base.network);
        if let Some(found) = found.filter(|found| *found != network) {
            return Err(StartError::OtherNetwork { found });
        }
        let damaged = || StartError::Damaged { key: KEY.to_owned() };
        let bdk = match stored.change_set()? {
            Some(all) => Bdk::load()
                .descriptor(KeychainKind::External, Some(external))
                .descriptor(KeychainKind::Internal, Some(internal))
                .extract_keys()
                .lookahead(gap.lookahead())
                .load_wallet_no_persist(all)
                .map_err(|_| damaged())?
                .ok_or_else(damaged)?,
            None => Bdk::create(external, internal)
                .network(network)
                .lookahead(gap.lookahead())
                .create_wallet_no_persist()
                .map_err(|_| StartError::Keys)?,
        };
        let onchain = Self {
            network,
            bdk: RefCell::new(bdk),
            stored: RefCell::new(stored),
            outgoing: OutgoingTxs::default(),
            signed_copies: SignedCopies::default(),
            gap,
            searched: Cell::new(gap == AddressGap::Own),
            app,
        };
        onchain.split_the_one();
        onchain.offer_again(true);
        Ok(onchain)
    }

    /// The sums of the coins there are, by how sure they are.
    pub(crate) fn coins_sat(&self) -> Coins {
        let mut coins = Coins::default();
        // This does not use bdk's own sum, which panics on overflow.
        for output in self.bdk.borrow().list_unspent() {
            let sum = match self.is_settled(&output) {
                true => &mut coins.confirmed,
                false if self.is_to_be_sent(&output.outpoint.txid) => &mut coins.change,
                false => &mut coins.waiting,
            };
            *sum = sum.saturating_add(output.txout.value.to_sat());
        }
        coins
    }

    /// The address to be paid to next: the same one until it is used, so that any other wallet finds all of them.
    pub(crate) fn unused_address(&self) -> String {
        let address = self.bdk.borrow_mut().next_unused_address(KeychainKind::External).address;
        self.keep();
        address.to_string()
    }

    /// Whether every address that was given out is durable.
    pub(crate) fn are_addresses_saved(&self) -> bool {
        self.app.is_saved(KEY)
    }

    fn unused_script(&self) -> ScriptBuf {
        let script = self.bdk.borrow_mut().next_unused_address(KeychainKind::External).script_pubkey();
        self.keep();
        script
    }

    /// Put what changed of the addresses into the state. Blocks alone are no reason to write: they are read again.
    fn keep(&self) {
        let Some(mut staged) = self.bdk.borrow_mut().take_staged() else { return };
        staged.tx_graph = tx_graph::ChangeSet::default();
        let due = staged.descriptor.is_some() || !staged.indexer.is_empty();
        let mut stored = self.stored.borrow_mut();
        let base = stored.base.get_or_insert_default();
        base.merge(staged);
        base.network = Some(self.network);
        let newest: Vec<u32> = base.local_chain.blocks.keys().rev().take(KEPT_BLOCKS).copied().collect();
        base.local_chain
            .blocks
            .retain(|height, hash| *height == 0 || hash.is_some() && newest.contains(height));
        if due {
            self.put(KEY.to_owned(), base);
        }
    }

    /// Put the transactions into the state that are not there as they are now. One that was never proved to
    /// be in a block is a server's word, and is not kept: the next look shows it again.
    fn keep_transactions(
        &self,
        proved: &BTreeMap<Txid, ProvedBlock>,
        sweeping: &BTreeSet<OutPoint>,
        line: &Line,
    ) {
        let bdk = self.bdk.borrow();
        let mut stored = self.stored.borrow_mut();
        for node in bdk.tx_graph().full_txs() {
            let known = stored.txs.get(&node.txid);
            let still = known.and_then(|tx| Some((tx.block?, tx.proved, tx.by_one)));
            let still =
                still.filter(|(anchor, ..)| !line.replaces(anchor.block_id.height, anchor.block_id.hash));
            let now_proved = proved.get(&node.txid).map(|block| (block.anchor, true, block.by_one));
            let block = now_proved.or(still);
            let now = StoredTx {
                raw: known.map_or_else(|| serialize_hex(&*node.tx), |tx| tx.raw.clone()),
                block: block.map(|(anchor, ..)| anchor),
                proved: block.is_some_and(|(_, proved, _)| proved),
                by_one: block.is_some_and(|(.., by_one)| by_one),
                first_seen: node.first_seen,
                last_seen: node.last_seen,
                evicted: bdk.tx_graph().get_last_evicted(node.txid),
                // The miner of the block has it.
                order: known
                    .and_then(|tx| tx.order.clone())
                    .map(|order| OrderRecord { accepted: order.accepted || block.is_some(), ..order }),
                sweep: known.is_some_and(|tx| tx.sweep) || spends_any(&node.tx, sweeping),
            };
            let worth_keeping = now.block.is_some() || known.is_some();
            if worth_keeping && known != Some(&now) {
                self.put(tx_key(&node.txid), &now);
                stored.txs.insert(node.txid, now);
            }
        }
    }

    /// A state from when everything was one value: each transaction gets its own, once.
    fn split_the_one(&self) {
        let stored = self.stored.borrow();
        if !stored.in_one {
            return;
        }
        for (txid, tx) in &stored.txs {
            self.put(tx_key(txid), tx);
        }
        if let Some(base) = &stored.base {
            self.put(KEY.to_owned(), base);
        }
    }

    fn put(&self, key: String, value: &impl serde::Serialize) {
        // Maps with text for keys, numbers and texts: always JSON.
        if let Ok(bytes) = serde_json::to_vec(value) {
            self.app.put(key, bytes);
        }
    }
}

pub(crate) fn spends_any(tx: &Transaction, outputs: &BTreeSet<OutPoint>) -> bool {
    tx.input.iter().any(|input| outputs.contains(&input.previous_output))
}

impl ChangeDestinationSourceSync for OnChain {
    fn get_change_destination_script(&self) -> Result<ScriptBuf, ()> {
        Ok(self.unused_script())
    }
}

impl WalletSourceSync for OnChain {
    fn list_confirmed_utxos(&self) -> Result<Vec<Utxo>, ()> {
        let bdk = self.bdk.borrow();
        Ok(bdk
            .list_unspent()
            .filter(|o| self.is_settled(o))
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
        self.outgoing.lend(psbt.unsigned_tx.input.iter().map(|input| input.previous_output), self.height());
        self.bdk.borrow().sign(&mut psbt, options).map_err(|_| ())?;
        Ok(psbt.extract_tx_unchecked_fee_rate())
    }
}
