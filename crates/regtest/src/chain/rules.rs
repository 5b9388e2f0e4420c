//! The rules for one transaction. Pure functions; [`super::mempool`] and [`super::connect`] decide when they hold.

use std::collections::HashSet;

use bitcoin::consensus::serialize;
use bitcoin::{Amount, Transaction, Weight};

use super::{Coin, Refused};

/// How deep a coinbase has to lie before its outputs can be spent.
pub const MATURITY: u32 = 100;
/// Regtest halves the subsidy every 150 blocks.
const HALVING: u32 = 150;
const MAX_TX_WEIGHT: Weight = Weight::from_wu(400_000);

/// What a block may create, in satoshis, fees aside.
pub fn subsidy(height: u32) -> u64 {
    (50 * 100_000_000_u64).checked_shr(height / HALVING).unwrap_or(0)
}

/// What can be said without knowing the coins.
pub(super) fn check_shape(tx: &Transaction) -> Result<(), Refused> {
    if tx.input.is_empty() {
        return Err(Refused::Malformed("bad-txns-vin-empty"));
    }
    if tx.output.is_empty() {
        return Err(Refused::Malformed("bad-txns-vout-empty"));
    }
    if tx.weight() > MAX_TX_WEIGHT {
        return Err(Refused::Malformed("tx-size"));
    }
    let mut sum = 0_u64;
    for out in &tx.output {
        sum = sum.saturating_add(out.value.to_sat());
        if out.value > Amount::MAX_MONEY || sum > Amount::MAX_MONEY.to_sat() {
            return Err(Refused::Malformed("bad-txns-vout-toolarge"));
        }
    }
    let inputs: HashSet<_> = tx.input.iter().map(|i| i.previous_output).collect();
    if inputs.len() < tx.input.len() {
        return Err(Refused::Malformed("bad-txns-inputs-duplicate"));
    }
    if !tx.is_coinbase() && tx.input.iter().any(|i| i.previous_output.is_null()) {
        return Err(Refused::Malformed("bad-txns-prevout-null"));
    }
    Ok(())
}

/// The fee, if the transaction does not spend more than it has.
pub(super) fn fee(tx: &Transaction, spent: &[Coin]) -> Result<u64, Refused> {
    let has: u64 = spent.iter().map(|c| c.out.value.to_sat()).sum();
    let puts: u64 = tx.output.iter().map(|o| o.value.to_sat()).sum();
    has.checked_sub(puts).ok_or(Refused::SpendsTooMuch)
}

/// Coinbases spent in the block at `height` have to be ripe.
pub(super) fn check_maturity(spent: &[Coin], height: u32) -> Result<(), Refused> {
    for coin in spent.iter().filter(|c| c.coinbase) {
        let made = coin.height.unwrap_or(height);
        if height.saturating_sub(made) < MATURITY {
            return Err(Refused::Immature { height: made });
        }
    }
    Ok(())
}

/// Lock time, for a block at `height` whose parent has the median time `median` (BIP 113).
pub(super) fn check_final(tx: &Transaction, height: u32, median: u32) -> Result<(), Refused> {
    const TIMES_FROM: u32 = 500_000_000;
    let lock = tx.lock_time.to_consensus_u32();
    let reached = lock < if lock < TIMES_FROM { height } else { median };
    if reached || lock == 0 || tx.input.iter().all(|i| i.sequence.0 == u32::MAX) {
        Ok(())
    } else {
        Err(Refused::NotFinal)
    }
}

/// Relative locks (BIP 68), for a block at `height` whose parent has the median time `median`; `median_at` gives the
/// median time up to and including another block.
pub(super) fn check_sequence(
    tx: &Transaction,
    spent: &[Coin],
    height: u32,
    median: u32,
    median_at: impl Fn(u32) -> u32,
) -> Result<(), Refused> {
    const DISABLED: u32 = 1 << 31;
    const IS_TIME: u32 = 1 << 22;
    const UNIT: u32 = 9;
    // The version is compared as an unsigned number, as Core does.
    if tx.version.0.cast_unsigned() < 2 {
        return Ok(());
    }
    for (input, coin) in tx.input.iter().zip(spent) {
        let sequence = input.sequence.0;
        if sequence & DISABLED != 0 {
            continue;
        }
        let count = sequence & 0xffff;
        let made = coin.height.unwrap_or(height);
        let reached = if sequence & IS_TIME != 0 {
            let since = median_at(made.saturating_sub(1));
            u64::from(since) + (u64::from(count) << UNIT) <= u64::from(median)
        } else {
            u64::from(made) + u64::from(count) <= u64::from(height)
        };
        if !reached {
            return Err(Refused::SequenceLocked);
        }
    }
    Ok(())
}

/// Every input's script, by Bitcoin Core's code with all soft forks up to taproot.
pub(super) fn check_scripts(tx: &Transaction, spent: &[Coin]) -> Result<(), Refused> {
    let bytes = serialize(tx);
    let coins: Vec<_> = spent
        .iter()
        .map(|coin| {
            let script = coin.out.script_pubkey.as_bytes();
            bitcoinconsensus::Utxo {
                script_pubkey: script.as_ptr(),
                script_pubkey_len: u32::try_from(script.len()).unwrap_or(u32::MAX),
                value: i64::try_from(coin.out.value.to_sat()).unwrap_or(i64::MAX),
            }
        })
        .collect();
    for (input, coin) in spent.iter().enumerate() {
        let script = coin.out.script_pubkey.as_bytes();
        bitcoinconsensus::verify(script, coin.out.value.to_sat(), &bytes, Some(&coins), input)
            .map_err(|_| Refused::Script { txid: tx.compute_txid(), input })?;
    }
    Ok(())
}
