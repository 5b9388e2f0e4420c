//! The transactions of a script, page by page: a page that is shorter than the double's is taken for the last one.

use bitcoin::consensus::encode::deserialize;
use bitcoin::hashes::{Hash, sha256};
use bitcoin::hex::DisplayHex;
use bitcoin::{BlockHash, Transaction};
use serde_json::Value;

use super::shape::Kind::{Flag, Hash as HashField, Object};
use super::{Ask, Field, Seen};
use crate::report::Weight;

const LISTED: &[Field] = &[("txid", HashField), ("status", Object)];
/// What a page of the double holds of confirmed transactions.
const PAGE: usize = 25;
/// So many blocks are looked through for somebody with more than one page: miners are paid often.
const BLOCKS: u32 = 12;

pub(super) async fn check(ask: &mut Ask<'_>, seen: Seen) -> Option<()> {
    const WHAT: &str = "the transactions of a script";
    let mut found = false;
    for height in (seen.settled.0.saturating_sub(BLOCKS)..=seen.settled.0).rev() {
        let Some(script) = miner(ask, height).await else { continue };
        let path = format!("/scripthash/{script}/txs");
        let first = ask.json(WHAT, &path).await?;
        let first = first.as_array().cloned().unwrap_or_default();
        if !first.iter().all(|tx| ask.has(WHAT, tx, LISTED)) {
            return None;
        }
        if !found {
            ask.report.same(WHAT);
            found = true;
        }
        let confirmed: Vec<&Value> = first.iter().filter(|tx| tx["status"]["confirmed"] == true).collect();
        let Some(last) = confirmed.last() else { continue };
        let next = ask.json(WHAT, &format!("{path}/chain/{}", last["txid"].as_str()?)).await?;
        let next = next.as_array().cloned().unwrap_or_default();
        if !next.is_empty() {
            pages(ask, &confirmed, &next);
            return Some(());
        }
    }
    ask.report.skipped("pages of a script's transactions", "no miner here was paid often enough");
    Some(())
}

fn pages(ask: &mut Ask<'_>, first: &[&Value], next: &[Value]) {
    // A longer page is read like any other; after a shorter one the wallet does not ask for the next.
    let weight = if first.len() < PAGE { Weight::Breaks } else { Weight::Bearable };
    ask.report.compare(weight, "transactions in one page", PAGE, first.len());
    const WHAT: &str = "the next page goes on where the last one ended";
    let repeated = next.iter().any(|tx| first.iter().any(|known| known["txid"] == tx["txid"]));
    let height = |tx: &Value| tx["status"]["block_height"].as_u64();
    let falls = first.last().and_then(|tx| height(tx)) >= next.first().and_then(height);
    let shaped = next.iter().all(|tx| {
        super::shape::lacks(tx, LISTED)
            .or_else(|| super::shape::lacks(&tx["status"], &[("confirmed", Flag)]))
            .is_none()
    });
    match !repeated && falls && shaped {
        true => ask.report.same(WHAT),
        false => ask.report.differs(
            Weight::Breaks,
            WHAT,
            "older transactions, each once",
            format!("listed again: {repeated}; older: {falls}; as on the first page: {shaped}"),
        ),
    }
}

/// The script that the miner of a block is paid to, as servers name it.
async fn miner(ask: &mut Ask<'_>, height: u32) -> Option<String> {
    const WHAT: &str = "the first transaction of a block";
    let block: BlockHash = ask.value(WHAT, &format!("/block-height/{height}"), "a hash").await?;
    let txid: bitcoin::Txid = ask.value(WHAT, &format!("/block/{block}/txid/0"), "a hash").await?;
    let said = ask.good(WHAT, &format!("/tx/{txid}/raw")).await?;
    let tx: Transaction = deserialize(&said.body).ok()?;
    let output = tx.output.iter().find(|output| !output.script_pubkey.is_op_return())?;
    let hash = sha256::Hash::hash(output.script_pubkey.as_bytes()).to_byte_array();
    Some(hash.as_slice().to_lower_hex_string())
}
