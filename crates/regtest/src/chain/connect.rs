//! Connecting blocks to the chain and taking them off again.

use std::collections::hash_map::Entry;

use bitcoin::script::Builder;
use bitcoin::{Block, CompactTarget, OutPoint, ScriptBuf, Target, Transaction, TxOut, Weight};

use super::{Chain, ChainError, Coin, Known, Refused, Spend, Stored, rules, script_id};

/// Regtest's only difficulty: every second hash will do.
pub(super) fn difficulty() -> CompactTarget {
    CompactTarget::from_consensus(0x207f_ffff)
}
pub(super) const MAX_BLOCK_WEIGHT: Weight = Weight::from_wu(4_000_000);

impl Chain {
    /// Connects a block on the newest one after checking everything about it, and sorts the waiting transactions anew.
    pub(super) fn connect(&mut self, block: Block) -> Result<(), ChainError> {
        self.check_header(&block)?;
        check_body(&block, self.height() + 1)?;
        let waiting = self.take_waiting();
        let connected = self.connect_transactions(&block);
        if connected.is_ok() {
            let hash = block.block_hash();
            let height = self.height() + 1;
            self.best.push(hash);
            self.blocks.insert(hash, Stored { block, height });
        }
        // What the block confirmed, or conflicts with, is refused here and so falls away.
        self.put_back(waiting);
        connected
    }

    fn check_header(&self, block: &Block) -> Result<(), ChainError> {
        let header = &block.header;
        if header.prev_blockhash != self.tip() {
            return Err(ChainError::UnknownParent(header.prev_blockhash));
        }
        header
            .validate_pow(Target::from_compact(difficulty()))
            .map_err(|_| ChainError::Header("high-hash"))?;
        if header.time <= self.median_time(self.height()) {
            return Err(ChainError::Header("time-too-old"));
        }
        Ok(())
    }

    /// Checks and applies the transactions one after the other; on an error all of them are taken back.
    fn connect_transactions(&mut self, block: &Block) -> Result<(), ChainError> {
        let height = self.height() + 1;
        let mut fees = 0_u64;
        for (done, tx) in block.txdata.iter().enumerate() {
            let applied = if tx.is_coinbase() { Ok((0, Vec::new())) } else { self.check_in_block(tx) };
            match applied {
                Ok((fee, spent)) => {
                    fees += fee;
                    self.apply(tx, spent, height);
                }
                Err(why) => {
                    self.take_back(block.txdata.get(..done).unwrap_or(&[]));
                    return Err(why.into());
                }
            }
        }
        let made: u64 = block.coinbase().map_or(0, |tx| tx.output.iter().map(|o| o.value.to_sat()).sum());
        if made > rules::subsidy(height) + fees {
            self.take_back(&block.txdata);
            return Err(ChainError::Body("bad-cb-amount"));
        }
        Ok(())
    }

    fn check_in_block(&self, tx: &Transaction) -> Result<(u64, Vec<Coin>), Refused> {
        rules::check_shape(tx)?;
        let spent = tx
            .input
            .iter()
            .map(|i| {
                self.coins.get(&i.previous_output).cloned().ok_or(Refused::MissingOrSpent(i.previous_output))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let fee = rules::fee(tx, &spent)?;
        self.check_locks(tx, &spent)?;
        rules::check_scripts(tx, &spent)?;
        Ok((fee, spent))
    }

    fn apply(&mut self, tx: &Transaction, spent: Vec<Coin>, height: u32) {
        let txid = tx.compute_txid();
        let coinbase = tx.is_coinbase();
        for (input, txin) in (0_u32..).zip(&tx.input).filter(|_| !coinbase) {
            self.coins.remove(&txin.previous_output);
            self.spends.insert(txin.previous_output, Spend { txid, input });
        }
        for (vout, out) in (0_u32..).zip(&tx.output).filter(|(_, out)| spendable(out)) {
            let coin = Coin { out: out.clone(), height: Some(height), coinbase };
            self.coins.insert(OutPoint { txid, vout }, coin);
        }
        let known = Known { tx: tx.clone(), spent, height: Some(height) };
        for id in scripts(&known) {
            self.history.entry(id).or_default().push(txid);
        }
        self.txs.insert(txid, known);
    }

    /// Undoes [`Self::apply`], last transaction first.
    fn take_back(&mut self, txs: &[Transaction]) {
        for tx in txs.iter().rev() {
            let txid = tx.compute_txid();
            let Some(known) = self.txs.remove(&txid) else { continue };
            for id in scripts(&known) {
                if let Entry::Occupied(mut list) = self.history.entry(id) {
                    list.get_mut().retain(|t| *t != txid);
                    if list.get().is_empty() {
                        list.remove();
                    }
                }
            }
            for (vout, _) in (0_u32..).zip(&tx.output) {
                self.coins.remove(&OutPoint { txid, vout });
            }
            for (input, coin) in tx.input.iter().zip(known.spent) {
                self.spends.remove(&input.previous_output);
                self.coins.insert(input.previous_output, coin);
            }
        }
    }

    /// Takes the newest blocks off; their transactions wait again, before those that waited already.
    pub(super) fn disconnect(&mut self, depth: u32) -> Result<(), ChainError> {
        let most = self.height().min(rules::MATURITY - 1);
        if depth > most {
            return Err(ChainError::TooDeep { asked: depth, most });
        }
        if depth == 0 {
            return Ok(());
        }
        let waited = self.take_waiting();
        let mut dropped = Vec::new();
        for _ in 0..depth {
            let Some(block) =
                self.best.pop().and_then(|hash| self.blocks.get(&hash)).map(|s| s.block.clone())
            else {
                break;
            };
            self.take_back(&block.txdata);
            dropped.push(block);
        }
        let paid = dropped.into_iter().rev().flat_map(|b| b.txdata).filter(|tx| !tx.is_coinbase());
        let back = paid.chain(waited).collect();
        self.put_back(back);
        Ok(())
    }
}

fn check_body(block: &Block, height: u32) -> Result<(), ChainError> {
    let ok = |holds: bool, why| if holds { Ok(()) } else { Err(ChainError::Body(why)) };
    ok(block.check_merkle_root(), "bad-txnmrklroot")?;
    ok(block.check_witness_commitment(), "bad-witness-merkle-match")?;
    ok(block.weight() <= MAX_BLOCK_WEIGHT, "bad-blk-weight")?;
    ok(block.txdata.first().is_some_and(Transaction::is_coinbase), "bad-cb-missing")?;
    ok(block.txdata.iter().skip(1).all(|tx| !tx.is_coinbase()), "bad-cb-multiple")?;
    let begins = height_push(height);
    let marked = |tx: &Transaction| {
        tx.input.first().is_some_and(|i| i.script_sig.as_bytes().starts_with(begins.as_bytes()))
    };
    ok(block.coinbase().is_some_and(marked), "bad-cb-height")
}

/// What a coinbase has to begin with (BIP 34): small heights are opcodes, as in Core.
pub(super) fn height_push(height: u32) -> ScriptBuf {
    Builder::new().push_int(i64::from(height)).into_script()
}

fn spendable(out: &TxOut) -> bool {
    !out.script_pubkey.is_op_return()
}

/// The scripts a transaction touches, each once.
fn scripts(known: &Known) -> std::collections::HashSet<super::ScriptId> {
    let outputs = known.tx.output.iter().map(|o| &o.script_pubkey);
    outputs.chain(known.spent.iter().map(|c| &c.out.script_pubkey)).map(|s| script_id(s)).collect()
}
