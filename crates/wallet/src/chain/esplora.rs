//! The questions that are asked of an Esplora server, over the host's HTTP.

use std::collections::BTreeMap;

use async_trait::async_trait;
use lightning::bitcoin::block::{Header, Version};
use lightning::bitcoin::consensus::deserialize;
use lightning::bitcoin::constants::genesis_block;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::hex::FromHex;
use lightning::bitcoin::{BlockHash, CompactTarget, Network, Transaction, TxMerkleNode, Txid};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::rules::{is_ahead, is_plausible};
use super::verify::{MerkleProof, check_work};
use super::{ChainError, Contradiction};

/// No answer came from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

/// An answer of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// The body, whatever it is.
    pub body: Vec<u8>,
}

impl FetchAnswer {
    /// Whether it is how a server says that it has taken this transaction: by its name, in hex, and with
    /// nothing else. Any page of a portal or a cache may have the status 200.
    pub fn names(&self, txid: &str) -> bool {
        let said = std::str::from_utf8(&self.body).unwrap_or_default();
        let said = said.trim_matches(|c: char| c.is_whitespace() || c == '"');
        self.status == 200 && said.eq_ignore_ascii_case(txid)
    }
}

/// The host's HTTP, bound to one Esplora server.
#[async_trait(?Send)]
pub trait Fetch {
    /// GET a path below the server's base address, such as `/blocks/tip/hash`.
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable>;
}

/// The newest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The hash of the block's header.
    pub hash: BlockHash,
    /// The height of the block, counted from the first one.
    pub height: u32,
}

/// The block of a transaction, if it is in one.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TxStatus {
    #[serde(default, deserialize_with = "null_as_missing")]
    pub(crate) confirmed: bool,
    pub(crate) block_height: Option<u32>,
    pub(crate) block_hash: Option<BlockHash>,
}

impl TxStatus {
    pub(crate) fn block(&self) -> Option<(u32, BlockHash)> {
        self.confirmed.then_some(())?;
        Some((self.block_height?, self.block_hash?))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Outspend {
    #[serde(default, deserialize_with = "null_as_missing")]
    spent: bool,
    txid: Option<Txid>,
    #[serde(default)]
    status: Option<TxStatus>,
}

impl Outspend {
    /// The spending transaction and its block, where it is in one.
    pub(crate) fn block(self) -> Option<(Txid, (u32, BlockHash))> {
        self.spent.then_some(())?;
        Some((self.txid?, self.status?.block()?))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListedTx {
    pub(crate) txid: Txid,
    #[serde(default, deserialize_with = "null_as_missing")]
    pub(crate) status: TxStatus,
}

/// Some servers write `null` where others leave out what they do not know.
fn null_as_missing<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A page of what a server lists for a script.
pub(crate) struct ScriptPage {
    pub(crate) txs: Vec<ListedTx>,
    /// What the next page comes after; `None` where this is the last one.
    pub(crate) next: Option<Txid>,
}

/// The server's questions.
#[derive(Clone, Copy)]
pub(crate) struct Esplora<'a>(pub(crate) &'a dyn Fetch);

/// A block as a server lists it, with the fields of its header.
#[derive(Clone, Debug, Deserialize)]
struct ListedBlock {
    version: i32,
    previousblockhash: Option<BlockHash>,
    merkle_root: TxMerkleNode,
    timestamp: u32,
    bits: u32,
    nonce: u32,
}

impl From<ListedBlock> for Header {
    fn from(block: ListedBlock) -> Self {
        Header {
            version: Version::from_consensus(block.version),
            // The first block has none.
            prev_blockhash: block.previousblockhash.unwrap_or_else(BlockHash::all_zeros),
            merkle_root: block.merkle_root,
            time: block.timestamp,
            bits: CompactTarget::from_consensus(block.bits),
            nonce: block.nonce,
        }
    }
}

/// Blocks of one list that are looked at; servers give ten or fifteen.
const PAGE: usize = 100;
/// A list of a script's confirmed transactions that is as long as this may have another page. Most servers
/// give 25; their operators may choose, and an empty page more is no harm.
const CONFIRMED_PAGE: usize = 10;
/// No answer of a well-meaning server is larger.
const MOST_BYTES: usize = 8 * 1024 * 1024;

impl Esplora<'_> {
    /// That the chain begins as the network's does.
    pub(crate) async fn check_network(&self, network: Network) -> Result<(), ChainError> {
        let genesis = genesis_block(network).block_hash();
        if self.hash_at(0).await? != genesis {
            return Err(ChainError::Contradiction(Contradiction::OtherChain));
        }
        Ok(())
    }

    /// The newest block, whose hash the server has named, with its height. The chain may move in between.
    pub(crate) async fn tip_of(
        &self,
        hash: BlockHash,
        network: Network,
        now_ms: u64,
    ) -> Result<Tip, ChainError> {
        let height = self.text("/blocks/tip/height").await?.parse().map_err(|_| wrong(200))?;
        let tip = self.plausible(Tip { hash, height }, network, now_ms).await?;
        if self.hash_at(height).await? != hash {
            return Err(ChainError::Moved);
        }
        Ok(tip)
    }

    /// The tip, where it can be the newest block by now.
    pub(crate) async fn plausible(&self, tip: Tip, network: Network, now_ms: u64) -> Result<Tip, ChainError> {
        match is_plausible(network, tip.height, now_ms) {
            true => Ok(tip),
            false => Err(self.implausible(network, tip.hash, now_ms).await),
        }
    }

    /// Why no chain can have this newest block by now: where its miner's clock is ahead of this one, this one
    /// is behind.
    async fn implausible(&self, network: Network, hash: BlockHash, now_ms: u64) -> ChainError {
        // Whatever height it is given, it is to be the newest.
        let judge = |header: Header| check_work(network, &header, u32::MAX).map(|()| header);
        match self.header(hash).await.and_then(judge) {
            Ok(header) if is_ahead(&header, now_ms) => ChainError::ClockBehind,
            Ok(_) => ChainError::Contradiction(Contradiction::ImpossibleHeight),
            Err(error) => error,
        }
    }

    pub(crate) async fn tip_hash(&self) -> Result<BlockHash, ChainError> {
        self.text("/blocks/tip/hash").await?.parse().map_err(|_| wrong(200))
    }

    /// The hash at a height. Servers that lag, index anew or are one of many say that there is none: that is not a fact
    /// about the chain.
    pub(crate) async fn hash_at(&self, height: u32) -> Result<BlockHash, ChainError> {
        self.text(&format!("/block-height/{height}")).await?.parse().map_err(|_| wrong(200))
    }

    /// The headers below and at a height, as many as one answer holds; empty when the server has no such
    /// list. What they are worth shows where they link.
    pub(crate) async fn headers_down_from(&self, height: u32) -> Result<Vec<Header>, ChainError> {
        match self.json::<Vec<ListedBlock>>(&format!("/blocks/{height}")).await {
            Ok(blocks) => Ok(blocks.unwrap_or_default().into_iter().take(PAGE).map(Header::from).collect()),
            Err(ChainError::NotEsplora { .. }) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The first transaction of a block.
    pub(crate) async fn coinbase_of(&self, block: BlockHash) -> Result<Transaction, ChainError> {
        let txid = self.text(&format!("/block/{block}/txid/0")).await?.parse().map_err(|_| wrong(200))?;
        self.transaction(txid).await
    }

    pub(crate) async fn header(&self, hash: BlockHash) -> Result<Header, ChainError> {
        let body = self.get(&format!("/block/{hash}/header")).await?.ok_or(ChainError::Moved)?;
        let bytes = Vec::<u8>::from_hex(text(&body)?).map_err(|_| wrong(200))?;
        let header: Header = deserialize(&bytes).map_err(|_| wrong(200))?;
        if header.block_hash() != hash {
            return Err(ChainError::Contradiction(Contradiction::WrongHeader));
        }
        Ok(header)
    }

    /// A transaction that the server has shown already.
    pub(crate) async fn transaction(&self, txid: Txid) -> Result<Transaction, ChainError> {
        self.transaction_if_known(txid).await?.ok_or(ChainError::Moved)
    }

    /// A transaction in a block or in the pool; `None` when this server does not have it.
    pub(crate) async fn transaction_if_known(&self, txid: Txid) -> Result<Option<Transaction>, ChainError> {
        let Some(body) = self.get(&format!("/tx/{txid}/raw")).await? else { return Ok(None) };
        let tx: Transaction = deserialize(&body).map_err(|_| wrong(200))?;
        if tx.compute_txid() != txid {
            return Err(ChainError::Contradiction(Contradiction::WrongTransaction));
        }
        Ok(Some(tx))
    }

    pub(crate) async fn status(&self, txid: Txid) -> Result<Option<TxStatus>, ChainError> {
        self.json(&format!("/tx/{txid}/status")).await
    }

    pub(crate) async fn outspend(&self, txid: Txid, output: u16) -> Result<Option<Outspend>, ChainError> {
        self.json(&format!("/tx/{txid}/outspend/{output}")).await
    }

    pub(crate) async fn merkle_proof(&self, txid: Txid) -> Result<Option<MerkleProof>, ChainError> {
        self.json(&format!("/tx/{txid}/merkle-proof")).await
    }

    /// Transactions of a script, newest first, those without a block before all: the first page, or the one
    /// after this transaction.
    pub(crate) async fn script_txs(
        &self,
        script_hash: &str,
        after: Option<Txid>,
    ) -> Result<ScriptPage, ChainError> {
        let base = format!("/scripthash/{script_hash}/txs");
        let txs: Vec<ListedTx> = match after {
            None => self.json(&base).await?.ok_or(wrong(404))?,
            Some(last) => self.json(&format!("{base}/chain/{last}")).await?.unwrap_or_default(),
        };
        let confirmed = txs.iter().filter(|tx| tx.status.confirmed);
        let (count, last) = confirmed.fold((0, None), |(count, _), tx| (count + 1, Some(tx.txid)));
        Ok(ScriptPage { next: last.filter(|_| count >= CONFIRMED_PAGE), txs })
    }

    /// Feerates in sat/vB, above 0, by the number of blocks. What a server does not know it leaves out, or
    /// says `null`, 0 or -1: the others count none the less.
    pub(crate) async fn fee_estimates(&self) -> Result<BTreeMap<String, f64>, ChainError> {
        let all: BTreeMap<String, Value> = self.json("/fee-estimates").await?.unwrap_or_default();
        let rate = |value: &Value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
        let is_one = |rate: &f64| rate.is_finite() && *rate > 0.0;
        Ok(all
            .into_iter()
            .filter_map(|(blocks, value)| Some((blocks, rate(&value).filter(is_one)?)))
            .collect())
    }

    /// `None` when there is no such thing, or it is `null`.
    async fn json<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, ChainError> {
        let Some(body) = self.get(path).await? else { return Ok(None) };
        serde_json::from_slice(&body).map_err(|_| wrong(200))
    }

    async fn text(&self, path: &str) -> Result<String, ChainError> {
        let body = self.get(path).await?.ok_or(ChainError::Moved)?;
        text(&body).map(str::to_owned)
    }

    /// `None` when the server says that there is no such thing.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, ChainError> {
        let answer = self.0.get(path).await.map_err(|Unreachable| ChainError::Unreachable)?;
        match answer.status {
            200 if answer.body.len() <= MOST_BYTES => Ok(Some(answer.body)),
            404 => Ok(None),
            429 => Err(ChainError::Busy),
            500..=599 => Err(ChainError::Unreachable),
            status => Err(wrong(status)),
        }
    }
}

fn text(body: &[u8]) -> Result<&str, ChainError> {
    std::str::from_utf8(body).map(str::trim).map_err(|_| wrong(200))
}

fn wrong(status: u16) -> ChainError {
    ChainError::NotEsplora { status }
}

#[cfg(all(test, feature = "sim"))]
mod tests;
