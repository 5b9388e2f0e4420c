//! Questions about scripts.

use bitcoin::hashes::{Hash, sha256};
use bitcoin::{OutPoint, Txid};
use serde_json::{Value, json};

use crate::chain::{Chain, Known, ScriptId, script_id};

/// A transaction in a script's history.
struct Entry<'c> {
    txid: Txid,
    known: &'c Known,
}

impl Entry<'_> {
    /// Its block; for one that waits 0, or -1 when it spends one that waits as well.
    fn height(&self, chain: &Chain) -> i64 {
        let waits = |txid: &Txid| chain.tx(txid).is_some_and(|parent| parent.height.is_none());
        match self.known.height {
            Some(height) => i64::from(height),
            None if self.known.tx.input.iter().any(|input| waits(&input.previous_output.txid)) => -1,
            None => 0,
        }
    }
}

/// Oldest first; those that wait come last.
fn entries<'c>(chain: &'c Chain, id: &'c ScriptId) -> impl Iterator<Item = Entry<'c>> {
    let touching = chain.waiting().iter().filter(|txid| chain.tx(txid).is_some_and(|k| k.touches(id)));
    let all = chain.history(id).iter().chain(touching);
    all.filter_map(|txid| Some(Entry { txid: *txid, known: chain.tx(txid)? }))
}

/// What a subscriber compares: the hash of the history, and nothing of a script without one.
pub(super) fn status(chain: &Chain, id: &ScriptId) -> Option<sha256::Hash> {
    let lines = entries(chain, id).map(|entry| format!("{}:{}:", entry.txid, entry.height(chain)));
    let history: String = lines.collect();
    (!history.is_empty()).then(|| sha256::Hash::hash(history.as_bytes()))
}

/// `blockchain.scripthash.get_history`.
pub(super) fn history(chain: &Chain, id: &ScriptId) -> Value {
    let line = |entry: Entry<'_>| {
        let mut line = json!({ "tx_hash": entry.txid, "height": entry.height(chain) });
        if entry.known.height.is_none() {
            line["fee"] = json!(entry.known.fee());
        }
        line
    };
    entries(chain, id).map(line).collect()
}

/// An output to a script.
struct Output {
    at: OutPoint,
    sat: u64,
    /// The block of its transaction; none while that waits.
    height: Option<u32>,
}

fn outputs(chain: &Chain, id: &ScriptId) -> Vec<Output> {
    let of = |entry: Entry<'_>| {
        let Entry { txid, known } = entry;
        let to_it = (0_u32..).zip(&known.tx.output).filter(|(_, out)| script_id(&out.script_pubkey) == *id);
        let output = |(vout, out): (u32, &bitcoin::TxOut)| Output {
            at: OutPoint { txid, vout },
            sat: out.value.to_sat(),
            height: known.height,
        };
        to_it.map(output).collect::<Vec<_>>()
    };
    entries(chain, id).flat_map(of).collect()
}

/// `blockchain.scripthash.listunspent`: without what a waiting transaction spends.
pub(super) fn unspent(chain: &Chain, id: &ScriptId) -> Value {
    let line = |output: &Output| {
        json!({
            "tx_hash": output.at.txid,
            "tx_pos": output.at.vout,
            "height": output.height.unwrap_or(0),
            "value": output.sat,
        })
    };
    outputs(chain, id).iter().filter(|output| chain.spend(&output.at).is_none()).map(line).collect()
}

/// `blockchain.scripthash.get_balance`, in satoshis: what blocks hold, and what waiting transactions will change.
pub(super) fn balance(chain: &Chain, id: &ScriptId) -> Value {
    let (mut confirmed, mut unconfirmed) = (0_i64, 0_i64);
    for output in outputs(chain, id) {
        let sat = i64::try_from(output.sat).unwrap_or(i64::MAX);
        let spender = chain.spend(&output.at).and_then(|spend| chain.tx(&spend.txid));
        let spent_in_block = spender.is_some_and(|spender| spender.height.is_some());
        match output.height {
            Some(_) if !spent_in_block => {
                confirmed += sat;
                unconfirmed -= if spender.is_some() { sat } else { 0 };
            }
            None if spender.is_none() => unconfirmed += sat,
            Some(_) | None => {}
        }
    }
    json!({ "confirmed": confirmed, "unconfirmed": unconfirmed })
}
