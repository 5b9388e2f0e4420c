//! News of the chain for the coins: what was proved, what waits in the pool, what is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use bdk_wallet::chain::{BlockId, CheckPoint, ConfirmationBlockTime, TxUpdate};
use bdk_wallet::{KeychainKind, LocalOutput, Update};
use lightning::bitcoin::{Amount, BlockHash, OutPoint, Transaction, TxOut, Txid};

use super::{AddressGap, Bdk, OnChain, ProvedBlock, spends_any};
use crate::chain::{ChainError, CoinNews, Line, ProvenTx, Tip};
use lightning::bitcoin::ScriptBuf;

/// Nodes pass on no larger transaction, weight units.
const MOST_WEIGHT: u64 = 400_000;

/// Whether the outputs total no more than all the money there is.
pub(super) fn is_possible(tx: &Transaction) -> bool {
    let all = tx.output.iter().try_fold(Amount::ZERO, |sum, output| sum.checked_add(output.value));
    all.is_some_and(|all| all <= Amount::MAX_MONEY)
}

/// Whether an output is, or was, a coin of ours.
fn is_coin_of(bdk: &Bdk, output: OutPoint) -> bool {
    let output = bdk.tx_graph().get_txout(output);
    output.is_some_and(|output| bdk.is_mine(output.script_pubkey.clone()))
}

impl OnChain {
    /// The scripts given out.
    pub(crate) fn scripts(&self) -> Vec<ScriptBuf> {
        self.scripts_of(|next| 0..next)
    }

    /// Those beyond that another wallet with the same words may have given out. If the words are this
    /// wallet's own, there are none as long as none ever was. `further`: as far as they are recognised, if it
    /// is not known whether those before were used.
    pub(crate) fn scripts_beyond(&self, further: bool) -> Vec<ScriptBuf> {
        let beyond = if further { self.gap.lookahead() } else { self.gap.addresses() };
        self.scripts_of(|next| match (next, self.gap) {
            (0, AddressGap::Own) => 0..0,
            (next, _) => next..next.saturating_add(beyond),
        })
    }

    /// How many of each kind [`scripts_beyond`](Self::scripts_beyond) gives, as a rule.
    pub(crate) fn gap(&self) -> u32 {
        self.gap.addresses()
    }

    /// Whether there may be more than was looked at so far.
    pub(crate) fn is_looking(&self) -> bool {
        !self.searched.get()
    }

    /// All addresses were looked at, and nothing was found beyond.
    pub(crate) fn note_searched(&self) {
        self.searched.set(true);
    }

    /// `which`: by how many were given out.
    fn scripts_of(&self, which: impl Fn(u32) -> Range<u32>) -> Vec<ScriptBuf> {
        let bdk = self.bdk.borrow();
        let mut scripts = Vec::new();
        for keychain in [KeychainKind::External, KeychainKind::Internal] {
            let indices = which(bdk.derivation_index(keychain).map_or(0, |newest| newest.saturating_add(1)));
            scripts.extend(indices.map(|index| bdk.peek_address(keychain, index).script_pubkey()));
        }
        scripts
    }

    /// The script of the address that was given out last.
    pub(crate) fn newest_script(&self) -> Option<ScriptBuf> {
        let bdk = self.bdk.borrow();
        let index = bdk.derivation_index(KeychainKind::External)?;
        Some(bdk.peek_address(KeychainKind::External, index).script_pubkey())
    }

    /// Whether this transaction is known to be in this block, by proof.
    pub(crate) fn is_proved(&self, txid: &Txid, (height, hash): (u32, BlockHash)) -> bool {
        let stored = self.stored.borrow();
        stored.txs.get(txid).is_some_and(|tx| {
            tx.proved && tx.block.is_some_and(|anchor| anchor.block_id == BlockId { height, hash })
        })
    }

    /// Whether the block that this transaction is in is the word of one of two servers ([`ProvenTx::by_one`]).
    pub(crate) fn is_by_one(&self, txid: &Txid) -> bool {
        self.stored.borrow().txs.get(txid).is_some_and(|tx| tx.by_one)
    }

    /// Whether a coin is in a block that cannot be made up.
    pub(super) fn is_settled(&self, coin: &LocalOutput) -> bool {
        coin.chain_position.is_confirmed() && !self.is_by_one(&coin.outpoint.txid)
    }

    /// Whether a transaction pays what is ours, or spends it, where these are there.
    pub(crate) fn concerns(&self, tx: &Transaction, beside: &[ProvenTx]) -> bool {
        let bdk = self.bdk.borrow();
        let is_ours = |output: &TxOut| bdk.derivation_of_spk(output.script_pubkey.clone()).is_some();
        let spends_ours = |spent: &OutPoint| match bdk.tx_graph().get_txout(*spent) {
            Some(output) => is_ours(output),
            None => {
                let of = beside.iter().find(|found| found.tx.compute_txid() == spent.txid);
                of.and_then(|found| found.tx.output.get(spent.vout as usize)).is_some_and(is_ours)
            }
        };
        tx.output.iter().any(is_ours) || tx.input.iter().any(|input| spends_ours(&input.previous_output))
    }

    /// Whether a transaction without a block can be one of the wallet's: it pays or spends what is ours, of a
    /// size that nodes pass on (400,000 weight units), creates no more money than there is, takes the place
    /// of no payment of the user's, and spends no coin of ours without its signature. What only pays us pays
    /// no address that was not given out: otherwise a server that makes things up could lead this wallet,
    /// address by address, to some that no other wallet finds.
    pub(crate) fn may_wait(&self, tx: &Transaction) -> bool {
        let bdk = self.bdk.borrow();
        let ours = |output: &TxOut| bdk.derivation_of_spk(output.script_pubkey.clone());
        let is_given_out = |(keychain, index)| bdk.derivation_index(keychain) >= Some(index);
        let spends = tx.input.iter().any(|input| {
            let spent = bdk.tx_graph().get_txout(input.previous_output);
            spent.and_then(ours).is_some()
        });
        let mut paid = tx.output.iter().filter_map(ours).peekable();
        let pays = paid.peek().is_some() && paid.all(is_given_out);
        let known = bdk.get_tx(tx.compute_txid()).is_some();
        (known || spends || pays)
            && tx.weight().to_wu() <= MOST_WEIGHT
            && is_possible(tx)
            && !self.displaces(tx)
            && !self.is_made_up(tx)
    }

    /// A transaction that was taken in once.
    pub(crate) fn known(&self, txid: &Txid) -> Option<Arc<Transaction>> {
        self.signed_copies.get(txid).or_else(|| self.bdk.borrow().tx_graph().get_tx(*txid))
    }

    /// What waits for a block, as far as is known.
    pub(crate) fn pending(&self) -> Vec<Txid> {
        let bdk = self.bdk.borrow();
        let pending = bdk.transactions().filter(|tx| !tx.chain_position.is_confirmed());
        pending.map(|tx| tx.tx_node.txid).collect()
    }

    /// Whether a transaction that the wallet counts, in a block or not, spends this output.
    pub(crate) fn counts_spend_of(&self, output: OutPoint) -> bool {
        let bdk = self.bdk.borrow();
        bdk.transactions().any(|tx| tx.tx_node.input.iter().any(|input| input.previous_output == output))
    }

    /// Those of these outputs of closed channels that are spent together with a coin of ours. In no block
    /// yet, that is the wallet's own claim: nobody else can have signed for the coin, while anybody can make
    /// up a spend of the others.
    pub(crate) fn claimed_of(&self, outputs: &BTreeSet<OutPoint>) -> BTreeSet<OutPoint> {
        let bdk = self.bdk.borrow();
        let is_claim =
            |tx: &Transaction| tx.input.iter().any(|input| is_coin_of(&bdk, input.previous_output));
        let claims = bdk.transactions().filter(|tx| is_claim(&tx.tx_node));
        let spent =
            claims.flat_map(|tx| tx.tx_node.input.iter().map(|i| i.previous_output).collect::<Vec<_>>());
        spent.filter(|output| outputs.contains(output)).collect()
    }

    /// What comes back to the wallet from its claims of these outputs that are in no block yet, sat.
    pub(crate) fn change_of_claims(&self, outputs: &BTreeSet<OutPoint>) -> Vec<u64> {
        let bdk = self.bdk.borrow();
        let is_claim = |tx: &Transaction| {
            let mut spent = tx.input.iter().map(|input| input.previous_output);
            spends_any(tx, outputs) && spent.any(|coin| is_coin_of(&bdk, coin))
        };
        let coins = bdk.list_unspent().filter(|coin| !self.is_settled(coin));
        let change =
            coins.filter(|coin| bdk.tx_graph().get_tx(coin.outpoint.txid).is_some_and(|tx| is_claim(&tx)));
        change.map(|coin| coin.txout.value.to_sat()).collect()
    }

    /// Take the news in, and what the followed chain has replaced back.
    pub(crate) fn take_in(
        &self,
        news: CoinNews,
        tip: Tip,
        line: &Line,
        now_ms: u64,
    ) -> Result<(), ChainError> {
        let mut update = TxUpdate::<ConfirmationBlockTime>::default();
        let mut blocks = BTreeMap::new();
        let mut proved = BTreeMap::new();
        for found in news.proved {
            let block_id = BlockId { height: found.height, hash: found.header.block_hash() };
            let anchor = ConfirmationBlockTime { block_id, confirmation_time: u64::from(found.header.time) };
            let txid = found.tx.compute_txid();
            blocks.insert(found.height, block_id);
            proved.insert(txid, ProvedBlock { anchor, by_one: found.by_one });
            update.anchors.insert((anchor, txid));
            update.txs.push(self.known(&txid).unwrap_or_else(|| Arc::new(found.tx)));
        }
        for tx in news.pending {
            let txid = tx.compute_txid();
            update.seen_ats.insert((txid, now_ms / 1000));
            match self.known(&txid) {
                Some(known) if known != tx => self.signed_copies.keep(txid, tx),
                Some(_) | None => update.txs.push(tx),
            }
        }
        update.evicted_ats.extend(news.gone.into_iter().map(|txid| (txid, now_ms / 1000)));
        // The user's own payments are no server's to forget.
        update.evicted_ats.retain(|(txid, _)| !self.is_to_be_sent(txid));
        let is_new_block = tip.hash != self.bdk.borrow().latest_checkpoint().hash();
        let chain = self.checkpoint(tip, blocks, line);
        self.bdk
            .borrow_mut()
            .apply_update(Update { tx_update: update, chain: Some(chain), ..Update::default() })
            .map_err(|_| ChainError::Moved)?;
        self.evict_made_up(now_ms / 1000);
        self.keep_transactions(&proved, &news.sweeping, line);
        self.reveal_ahead();
        self.keep();
        self.offer_again(is_new_block);
        Ok(())
    }

    /// A claim may need a coin, and change, at once: the address for it is durable before.
    fn reveal_ahead(&self) {
        let has_coins = self.bdk.borrow().list_unspent().next().is_some();
        if has_coins {
            let _ = self.bdk.borrow_mut().next_unused_address(KeychainKind::Internal);
        }
    }

    /// The chain as it is now: from the newest block that both know, through what replaces those that are gone.
    fn checkpoint(&self, tip: Tip, mut blocks: BTreeMap<u32, BlockId>, line: &Line) -> CheckPoint {
        let local = self.bdk.borrow().latest_checkpoint();
        if tip.height > 0 {
            blocks.insert(tip.height, BlockId { height: tip.height, hash: tip.hash });
        }
        let mut common = local.clone();
        for known in local.iter() {
            let (height, hash) = (known.height(), known.hash());
            common = known;
            if height == 0 || height <= tip.height && !line.replaces(height, hash) {
                break;
            }
            if let Some(header) = line.header(height) {
                blocks.entry(height).or_insert(BlockId { height, hash: header.block_hash() });
            }
        }
        blocks.into_values().fold(common, CheckPoint::insert)
    }
}
