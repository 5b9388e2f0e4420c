//! Blocks: the newest one, lists of them, and whether their headers link.

use bitcoin::block::{Header, Version};
use bitcoin::consensus::encode::deserialize_hex;
use bitcoin::constants::genesis_block;
use bitcoin::hashes::Hash;
use bitcoin::{BlockHash, CompactTarget};
use lifeboat_wallet::Network;
use serde_json::Value;

use super::shape::Kind::{Hash as HashField, Number, Signed};
use super::{Ask, Field, Seen};
use crate::report::Weight;

const BLOCK: &[Field] = &[
    ("id", HashField),
    ("height", Number),
    ("version", Signed),
    ("merkle_root", HashField),
    ("timestamp", Number),
    ("bits", Number),
    ("nonce", Number),
];
/// What one answer of the double lists.
const LISTED: usize = 10;
/// Deeper no ordinary reorganisation goes.
const DEEP: u32 = 6;
/// The chain may move between two questions.
const TRIES: usize = 3;

pub(super) async fn check(ask: &mut Ask<'_>) -> Option<Seen> {
    let genesis: BlockHash = ask.value("the first block", "/block-height/0", "a hash").await?;
    let known = [Network::Bitcoin, Network::Signet, Network::Regtest];
    let Some(network) = known.into_iter().find(|network| genesis_block(*network).block_hash() == genesis)
    else {
        ask.report.differs(Weight::Breaks, "the first block", "of mainnet, signet or regtest", genesis);
        return None;
    };
    ask.report.fact("network", network);
    let (height, tip) = newest(ask).await?;
    ask.report.fact("newest block", format!("{height}, {tip}"));
    list(ask, height).await;
    header(ask, tip).await;
    let deep = height.saturating_sub(DEEP);
    let settled = ask.value("a block by its height", &format!("/block-height/{deep}"), "a hash").await?;
    Some(Seen { network, height, tip, settled: (deep, settled) })
}

/// Hash and height of the newest block, asked for as the wallet does.
async fn newest(ask: &mut Ask<'_>) -> Option<(u32, BlockHash)> {
    const WHAT: &str = "hash and height of the newest block belong together";
    let mut said = String::new();
    for _ in 0..TRIES {
        let tip: BlockHash = ask.value(WHAT, "/blocks/tip/hash", "a hash").await?;
        let height: u32 = ask.value(WHAT, "/blocks/tip/height", "a number").await?;
        let at: BlockHash = ask.value(WHAT, &format!("/block-height/{height}"), "a hash").await?;
        if at == tip {
            ask.report.same(WHAT);
            return Some((height, tip));
        }
        said = format!("tip {tip}, height {height}, and at that height {at}");
    }
    ask.report.differs(Weight::Breaks, WHAT, "one block", said);
    None
}

async fn list(ask: &mut Ask<'_>, height: u32) -> Option<()> {
    const WHAT: &str = "a list of blocks";
    let blocks = ask.json(WHAT, &format!("/blocks/{height}")).await?;
    let blocks = blocks.as_array().cloned().unwrap_or_default();
    if !blocks.iter().all(|block| ask.has(WHAT, block, BLOCK)) {
        return None;
    }
    ask.report.compare(Weight::Bearable, "blocks in one list", LISTED, blocks.len());
    let linked = blocks.windows(2).all(|pair| pair[0]["previousblockhash"] == pair[1]["id"]);
    let listed_from = blocks.first().map(|block| block["height"].as_u64());
    let headers_are_theirs = blocks.iter().all(|block| {
        header_of(block).is_some_and(|header| block["id"] == header.block_hash().to_string().as_str())
    });
    match (linked, headers_are_theirs, listed_from) {
        (true, true, Some(Some(from))) if from == u64::from(height) => {
            ask.report.same("listed headers link down")
        }
        _ => ask.report.differs(
            Weight::Breaks,
            "listed headers link down",
            "each to the next, from the height that was asked for",
            format!(
                "linked: {linked}; hashes are those of the fields: {headers_are_theirs}; from {listed_from:?}"
            ),
        ),
    }
    Some(())
}

/// The header of which a block is listed.
fn header_of(block: &Value) -> Option<Header> {
    let number = |name: &str| u32::try_from(block[name].as_u64()?).ok();
    let previous = match &block["previousblockhash"] {
        Value::String(hash) => hash.parse().ok()?,
        _ => BlockHash::all_zeros(),
    };
    Some(Header {
        version: Version::from_consensus(i32::try_from(block["version"].as_i64()?).ok()?),
        prev_blockhash: previous,
        merkle_root: block["merkle_root"].as_str()?.parse().ok()?,
        time: number("timestamp")?,
        bits: CompactTarget::from_consensus(number("bits")?),
        nonce: number("nonce")?,
    })
}

async fn header(ask: &mut Ask<'_>, tip: BlockHash) -> Option<()> {
    const WHAT: &str = "a header by its hash";
    let said = ask.good(WHAT, &format!("/block/{tip}/header")).await?;
    let header: Option<Header> = said.text().and_then(|text| deserialize_hex(text).ok());
    match header.is_some_and(|header| header.block_hash() == tip) {
        true => ask.report.same(WHAT),
        false => ask.report.differs(Weight::Breaks, WHAT, "80 bytes in hexadecimal, of that hash", said),
    }
    Some(())
}
