//! The waiting transactions: what is taken, and what replaces what.

use std::collections::HashSet;

use bitcoin::{OutPoint, Transaction, Txid};

use super::{Chain, Coin, Known, Refused, Spend, rules};

impl Chain {
    /// Takes a transaction, if by all rules it could be in the next block.
    ///
    /// A transaction that already waits is fine. One that spends what a waiting one spends replaces it when
    /// it pays more in all and for each byte (the relevant rules of BIP 125, without its opt-in, as Core does
    /// since 28).
    ///
    /// # Errors
    /// [`Refused`] says which rule it breaks; the chain is then as before.
    pub fn accept(&mut self, tx: Transaction) -> Result<Txid, Refused> {
        let txid = tx.compute_txid();
        rules::check_shape(&tx)?;
        if tx.is_coinbase() {
            return Err(Refused::Coinbase);
        }
        match self.txs.get(&txid) {
            Some(Known { height: Some(_), .. }) => return Err(Refused::AlreadyConfirmed),
            Some(Known { height: None, .. }) => return Ok(txid),
            None => {}
        }
        let spent = self.coins_for(&tx)?;
        let fee = rules::fee(&tx, &spent)?;
        check_policy(&tx, fee)?;
        let evicted = self.check_replacement(&tx, fee)?;
        self.check_locks(&tx, &spent)?;
        rules::check_scripts(&tx, &spent)?;

        for gone in evicted {
            self.forget_waiting(&gone);
        }
        if let Some(log) = self.log.as_mut() {
            // The network continues in memory when its file cannot be written; the next block will say so.
            drop(log.transaction(&tx));
        }
        for (input, txin) in (0_u32..).zip(&tx.input) {
            self.spends.insert(txin.previous_output, Spend { txid, input });
        }
        self.txs.insert(txid, Known { tx, spent, height: None });
        self.waiting.push(txid);
        Ok(txid)
    }

    /// Lock times and maturity, for the next block.
    pub(super) fn check_locks(&self, tx: &Transaction, spent: &[Coin]) -> Result<(), Refused> {
        let next = self.height() + 1;
        let median = self.median_time(self.height());
        rules::check_maturity(spent, next)?;
        rules::check_final(tx, next, median)?;
        rules::check_sequence(tx, spent, next, median, |h| self.median_time(h))
    }

    /// What the inputs spend: outputs of blocks or of waiting transactions.
    fn coins_for(&self, tx: &Transaction) -> Result<Vec<Coin>, Refused> {
        tx.input.iter().map(|input| self.coin(&input.previous_output)).collect()
    }

    fn coin(&self, outpoint: &OutPoint) -> Result<Coin, Refused> {
        if let Some(coin) = self.coins.get(outpoint) {
            return Ok(coin.clone());
        }
        let missing = Refused::MissingOrSpent(*outpoint);
        let parent = self.txs.get(&outpoint.txid).filter(|k| k.height.is_none()).ok_or(missing.clone())?;
        let out = usize::try_from(outpoint.vout).ok().and_then(|n| parent.tx.output.get(n)).ok_or(missing)?;
        Ok(Coin { out: out.clone(), height: None, coinbase: false })
    }

    /// The waiting transactions this one replaces; empty when it conflicts with none.
    fn check_replacement(&self, tx: &Transaction, fee: u64) -> Result<Vec<Txid>, Refused> {
        let direct: HashSet<Txid> =
            tx.input.iter().filter_map(|i| self.spends.get(&i.previous_output)).map(|s| s.txid).collect();
        let Some(one) = direct.iter().next().copied() else { return Ok(Vec::new()) };
        let evicted = self.with_descendants(&direct);
        if tx.input.iter().any(|i| evicted.contains(&i.previous_output.txid)) {
            return Err(Refused::Conflict(one));
        }
        let lost: u64 = evicted.iter().filter_map(|id| self.txs.get(id)).map(Known::fee).sum();
        let needed = lost + relay_fee(tx);
        let cheaper_per_byte = direct.iter().filter_map(|id| self.txs.get(id)).any(|old| {
            u128::from(fee) * u128::from(old.tx.weight().to_wu())
                <= u128::from(old.fee()) * u128::from(tx.weight().to_wu())
        });
        if fee < needed || cheaper_per_byte {
            return Err(Refused::ReplacementTooCheap { fee, needed });
        }
        Ok(evicted)
    }

    /// These waiting transactions and all that build on them.
    fn with_descendants(&self, roots: &HashSet<Txid>) -> Vec<Txid> {
        let mut found = roots.clone();
        let mut order = Vec::new();
        for txid in &self.waiting {
            let builds = self
                .txs
                .get(txid)
                .is_some_and(|k| k.tx.input.iter().any(|i| found.contains(&i.previous_output.txid)));
            if builds || found.contains(txid) {
                found.insert(*txid);
                order.push(*txid);
            }
        }
        order
    }

    /// Forgets one waiting transaction; its children have to go with it.
    fn forget_waiting(&mut self, txid: &Txid) {
        if let Some(known) = self.txs.remove(txid) {
            for input in &known.tx.input {
                self.spends.remove(&input.previous_output);
            }
        }
        self.waiting.retain(|w| w != txid);
    }

    /// Takes all waiting transactions out, in order.
    pub(super) fn take_waiting(&mut self) -> Vec<Transaction> {
        let order = std::mem::take(&mut self.waiting);
        let mut taken = Vec::with_capacity(order.len());
        for txid in order {
            if let Some(known) = self.txs.remove(&txid) {
                for input in &known.tx.input {
                    self.spends.remove(&input.previous_output);
                }
                taken.push(known.tx);
            }
        }
        taken
    }

    /// Puts transactions back that were taken out or fell out of a block; those that no longer fit are dropped.
    pub(super) fn put_back(&mut self, txs: Vec<Transaction>) {
        let log = self.log.take();
        for tx in txs {
            drop(self.accept(tx));
        }
        self.log = log;
    }
}

/// One satoshi for each virtual byte.
fn relay_fee(tx: &Transaction) -> u64 {
    tx.weight().to_vbytes_ceil()
}

/// The part of Core's relay policy that wallets get wrong.
fn check_policy(tx: &Transaction, fee: u64) -> Result<(), Refused> {
    let needed = relay_fee(tx);
    if fee < needed {
        return Err(Refused::FeeTooLow { fee, needed });
    }
    let dust = |out: &bitcoin::TxOut| out.value < out.script_pubkey.minimal_non_dust();
    match tx.output.iter().position(dust) {
        Some(output) => Err(Refused::Dust(output)),
        None => Ok(()),
    }
}
