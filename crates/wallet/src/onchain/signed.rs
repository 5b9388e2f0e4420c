//! Whether a transaction that nothing but a server's word stands behind can be what it seems: whoever knows of a coin can write
//! down that it is spent, but only its key signs that. The id of a transaction covers no signature.

use bdk_wallet::Wallet as Bdk;
use lightning::bitcoin::ecdsa::Signature;
use lightning::bitcoin::secp256k1::{Message, Secp256k1};
use lightning::bitcoin::sighash::SighashCache;
use lightning::bitcoin::{CompressedPublicKey, ScriptBuf, Transaction, TxOut, Txid};

use super::Onchain;

/// Whether the input of this index spends a P2WPKH output by a signature of its key (BIP 143), as nodes demand it.
fn is_input_signed(tx: &Transaction, index: usize, spent: &TxOut) -> bool {
    let witness = &tx.input[index].witness;
    let (Some(signature), Some(key), 2) = (witness.nth(0), witness.nth(1), witness.len()) else {
        return false;
    };
    let (Ok(signature), Ok(key)) = (Signature::from_slice(signature), CompressedPublicKey::from_slice(key))
    else {
        return false;
    };
    if ScriptBuf::new_p2wpkh(&key.wpubkey_hash()) != spent.script_pubkey {
        return false;
    }
    let mut sighash = SighashCache::new(tx);
    let sighash =
        sighash.p2wpkh_signature_hash(index, &spent.script_pubkey, spent.value, signature.sighash_type);
    sighash.is_ok_and(|sighash| {
        key.verify(&Secp256k1::verification_only(), &Message::from(sighash), &signature).is_ok()
    })
}

/// Whether every coin of this wallet that it spends, of those that are known, is spent by its key.
fn is_signed(tx: &Transaction, bdk: &Bdk) -> bool {
    tx.input.iter().enumerate().all(|(index, input)| {
        let spent = bdk.tx_graph().get_txout(input.previous_output);
        let ours = spent.filter(|spent| bdk.is_mine(spent.script_pubkey.clone()));
        ours.is_none_or(|spent| is_input_signed(tx, index, spent))
    })
}

impl Onchain {
    /// Whether a transaction in no block, or one in no block that it builds on, spends a coin of ours that nobody has signed for:
    /// a server has made it up.
    pub(super) fn is_made_up(&self, tx: &Transaction) -> bool {
        let (bdk, stored) = (self.bdk.borrow(), self.stored.borrow());
        let in_no_block = |txid: &Txid| stored.txs.get(txid).is_none_or(|tx| tx.block.is_none());
        let built_on = bdk.tx_graph().walk_ancestors(tx.clone(), |_, ancestor| {
            in_no_block(&ancestor.compute_txid()).then(|| !is_signed(&ancestor, &bdk))
        });
        !is_signed(tx, &bdk) || built_on.into_iter().any(|made_up| made_up)
    }

    /// What was taken in before the coin was known that it spends, and that is made up, counts no more.
    pub(super) fn evict_made_up(&self, now_s: u64) {
        let pending = self.pending().into_iter().filter(|txid| !self.is_to_be_sent(txid));
        let pending = pending.filter_map(|txid| Some((txid, self.known(&txid)?)));
        let made_up: Vec<_> =
            pending.filter(|(_, tx)| self.is_made_up(tx)).map(|(txid, _)| (txid, now_s)).collect();
        self.bdk.borrow_mut().apply_evicted_txs(made_up);
    }
}
