//! Whether a transaction that is known only by a server's word can be what it seems: anyone who knows of a
//! coin can write down that it is spent, but only its key can sign that. The id of a transaction covers no
//! signature.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use bdk_wallet::Wallet as Bdk;
use lightning::bitcoin::ecdsa::Signature;
use lightning::bitcoin::secp256k1::{Message, Secp256k1};
use lightning::bitcoin::sighash::SighashCache;
use lightning::bitcoin::{CompressedPublicKey, ScriptBuf, Transaction, TxIn, TxOut, Txid};

use super::OnChain;

/// Whether the input of this index spends a P2WPKH output by a signature of its key (BIP 143), as nodes demand it. No
/// signature covers the `scriptSig`, which has to be empty (BIP 141) and of which the id is made: with anything in it,
/// the same signature would fit any number of transactions.
fn is_input_signed(tx: &Transaction, index: usize, spent: &TxOut) -> bool {
    let TxIn { witness, script_sig, .. } = &tx.input[index];
    if !script_sig.is_empty() {
        return false;
    }
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

/// Copies with good signatures of what was taken in with others, before it was known what coins it spends.
/// bdk keeps the shorter one of two, good or not.
#[derive(Default)]
pub(super) struct SignedCopies(RefCell<BTreeMap<Txid, Arc<Transaction>>>);

impl SignedCopies {
    pub(super) fn get(&self, txid: &Txid) -> Option<Arc<Transaction>> {
        self.0.borrow().get(txid).cloned()
    }

    pub(super) fn keep(&self, txid: Txid, tx: Arc<Transaction>) {
        self.0.borrow_mut().insert(txid, tx);
    }

    fn retain(&self, pending: &[Txid]) {
        self.0.borrow_mut().retain(|txid, _| pending.contains(txid));
    }
}

impl OnChain {
    /// A transaction that was taken in once, and that a server need not be asked for: a payment of the
    /// user's, whose signatures no server changes, or one that is not made up.
    pub(crate) fn sound(&self, txid: &Txid) -> Option<Arc<Transaction>> {
        let ordered = self.stored.borrow().txs.get(txid).is_some_and(|tx| tx.order.is_some());
        self.known(txid).filter(|tx| ordered || !self.is_made_up(tx))
    }

    /// Whether a transaction in no block, or one in no block that it builds on, spends a coin of ours without
    /// a signature: a server has made it up.
    pub(super) fn is_made_up(&self, tx: &Transaction) -> bool {
        let (bdk, stored) = (self.bdk.borrow(), self.stored.borrow());
        let in_no_block = |txid: &Txid| stored.txs.get(txid).is_none_or(|tx| tx.block.is_none());
        let built_on = bdk.tx_graph().walk_ancestors(tx.clone(), |_, ancestor| {
            let txid = ancestor.compute_txid();
            in_no_block(&txid).then(|| !is_signed(&self.signed_copies.get(&txid).unwrap_or(ancestor), &bdk))
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
        self.signed_copies.retain(&self.pending());
    }
}

#[cfg(test)]
mod tests {
    use lightning::bitcoin::secp256k1::SecretKey;
    use lightning::bitcoin::transaction::Version;
    use lightning::bitcoin::{Amount, EcdsaSighashType, OutPoint, PrivateKey, Sequence, Witness, absolute};

    use super::*;

    fn signed() -> (Transaction, TxOut) {
        let secp = Secp256k1::new();
        let secret = SecretKey::from_slice(&[7; 32]).unwrap();
        let private = PrivateKey::new(secret, lightning::bitcoin::Network::Regtest);
        let key = CompressedPublicKey::from_private_key(&secp, &private).unwrap();
        let spent = TxOut {
            value: Amount::from_sat(9_000),
            script_pubkey: ScriptBuf::new_p2wpkh(&key.wpubkey_hash()),
        };
        let input = TxIn { previous_output: OutPoint::null(), sequence: Sequence::MAX, ..TxIn::default() };
        let mut tx = Transaction {
            version: Version::TWO,
            lock_time: absolute::LockTime::ZERO,
            input: vec![input],
            output: vec![TxOut { value: Amount::from_sat(8_000), ..spent.clone() }],
        };
        let sighash_type = EcdsaSighashType::All;
        let mut sighash = SighashCache::new(&tx);
        let sighash = sighash.p2wpkh_signature_hash(0, &spent.script_pubkey, spent.value, sighash_type);
        let signature = secp.sign_ecdsa(&Message::from(sighash.unwrap()), &secret);
        tx.input[0].witness = Witness::p2wpkh(&Signature { signature, sighash_type }, &key.0);
        (tx, spent)
    }

    /// Whatever is changed, nodes take it no more, or it is another transaction.
    #[test]
    fn an_input_is_signed_only_as_nodes_demand_it() {
        let (tx, spent) = signed();
        assert!(is_input_signed(&tx, 0, &spent));
        let changes: [fn(&mut Transaction); 6] = [
            |tx| tx.input[0].script_sig = ScriptBuf::from_bytes(vec![0]),
            |tx| tx.input[0].witness = Witness::new(),
            |tx| tx.input[0].witness.push([0]),
            |tx| tx.input[0].sequence = Sequence::ZERO,
            |tx| tx.output[0].value = Amount::ZERO,
            |tx| tx.version = Version::ONE,
        ];
        for (which, change) in changes.iter().enumerate() {
            let mut other = tx.clone();
            change(&mut other);
            assert!(!is_input_signed(&other, 0, &spent), "change {which}");
        }
        let of_another_value = TxOut { value: Amount::from_sat(9_001), ..spent };
        assert!(!is_input_signed(&tx, 0, &of_another_value));
    }
}
