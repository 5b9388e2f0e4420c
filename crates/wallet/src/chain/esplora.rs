//! The questions that are asked of an Esplora server, over the host's HTTP.

use async_trait::async_trait;
use lightning::bitcoin::block::Header;
use lightning::bitcoin::consensus::deserialize;
use lightning::bitcoin::hex::FromHex;
use lightning::bitcoin::{BlockHash, Transaction, Txid};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{ChainError, Contradiction};

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

/// An answer of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// The body, whatever it is.
    pub body: Vec<u8>,
}

/// The host's HTTP, bound to one Esplora server.
#[async_trait(?Send)]
pub trait Fetch {
    /// GET a path below the server's base address, such as `/blocks/tip/hash`.
    async fn get(&self, path: &str) -> Result<Fetched, Unreachable>;
}

/// The newest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its hash.
    pub hash: BlockHash,
    /// Its height.
    pub height: u32,
}

/// Ask for the newest block. A new wallet starts there.
pub async fn tip(fetch: &dyn Fetch) -> Result<Tip, ChainError> {
    Esplora(fetch).tip().await
}

/// Where a transaction stands.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Status {
    #[serde(default)]
    pub(crate) confirmed: bool,
    pub(crate) block_height: Option<u32>,
    pub(crate) block_hash: Option<BlockHash>,
}

impl Status {
    pub(crate) fn block(&self) -> Option<(u32, BlockHash)> {
        self.confirmed.then_some(())?;
        Some((self.block_height?, self.block_hash?))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Outspend {
    #[serde(default)]
    pub(crate) spent: bool,
    pub(crate) txid: Option<Txid>,
    #[serde(default)]
    pub(crate) status: Option<Status>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MerkleProof {
    pub(crate) block_height: u32,
    pub(crate) merkle: Vec<String>,
    pub(crate) pos: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListedTx {
    pub(crate) txid: Txid,
    #[serde(default)]
    pub(crate) status: Status,
}

/// The server's questions.
pub(crate) struct Esplora<'a>(pub(crate) &'a dyn Fetch);

/// No answer of a well-meaning server is larger.
const MOST_BYTES: usize = 8 * 1024 * 1024;

impl Esplora<'_> {
    pub(crate) async fn tip(&self) -> Result<Tip, ChainError> {
        // Height of that hash rather than a second "newest": the chain may move in between.
        let hash: BlockHash = self.text("/blocks/tip/hash").await?.parse().map_err(|_| wrong(200))?;
        let height = self.text("/blocks/tip/height").await?.parse().map_err(|_| wrong(200))?;
        if self.hash_at(height).await? != Some(hash) {
            return Err(ChainError::Moved);
        }
        Ok(Tip { hash, height })
    }

    pub(crate) async fn tip_hash(&self) -> Result<BlockHash, ChainError> {
        self.text("/blocks/tip/hash").await?.parse().map_err(|_| wrong(200))
    }

    /// The hash at a height, `None` above the tip.
    pub(crate) async fn hash_at(&self, height: u32) -> Result<Option<BlockHash>, ChainError> {
        match self.get(&format!("/block-height/{height}")).await? {
            Some(body) => Ok(Some(text(&body)?.parse().map_err(|_| wrong(200))?)),
            None => Ok(None),
        }
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

    pub(crate) async fn transaction(&self, txid: Txid) -> Result<Option<Transaction>, ChainError> {
        let Some(body) = self.get(&format!("/tx/{txid}/raw")).await? else { return Ok(None) };
        let tx: Transaction = deserialize(&body).map_err(|_| wrong(200))?;
        if tx.compute_txid() != txid {
            return Err(ChainError::Contradiction(Contradiction::WrongTransaction));
        }
        Ok(Some(tx))
    }

    pub(crate) async fn status(&self, txid: Txid) -> Result<Option<Status>, ChainError> {
        self.json(&format!("/tx/{txid}/status")).await
    }

    pub(crate) async fn outspend(&self, txid: Txid, output: u16) -> Result<Option<Outspend>, ChainError> {
        self.json(&format!("/tx/{txid}/outspend/{output}")).await
    }

    pub(crate) async fn merkle_proof(&self, txid: Txid) -> Result<Option<MerkleProof>, ChainError> {
        self.json(&format!("/tx/{txid}/merkle-proof")).await
    }

    /// Newest first, unconfirmed ones included; older pages are not asked for.
    pub(crate) async fn script_txs(&self, script_hash: &str) -> Result<Vec<ListedTx>, ChainError> {
        Ok(self.json(&format!("/scripthash/{script_hash}/txs")).await?.unwrap_or_default())
    }

    /// Feerates in sat/vB by the number of blocks.
    pub(crate) async fn fee_estimates(&self) -> Result<std::collections::BTreeMap<String, f64>, ChainError> {
        Ok(self.json("/fee-estimates").await?.unwrap_or_default())
    }

    async fn json<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, ChainError> {
        let Some(body) = self.get(path).await? else { return Ok(None) };
        serde_json::from_slice(&body).map(Some).map_err(|_| wrong(200))
    }

    async fn text(&self, path: &str) -> Result<String, ChainError> {
        let body = self.get(path).await?.ok_or(wrong(404))?;
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
