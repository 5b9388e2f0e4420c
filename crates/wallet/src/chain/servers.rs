//! The chain servers of a wallet: one, or two with different operators.
//!
//! What can be proved counts, no matter which server shows it: a header by its hash, a transaction by its id, a place
//! in a block by its merkle branch. That something is *not* there proves nothing, and counts only where every server
//! of the wallet says so.

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Transaction, Txid};

use super::esplora::Esplora;
use super::verify::check_inclusion;
use super::{ChainError, Fetch};

/// The servers that a wallet asks about the chain.
#[derive(Clone, Copy)]
pub struct Servers<'a> {
    first: &'a dyn Fetch,
    second: Option<&'a dyn Fetch>,
}

impl<'a> Servers<'a> {
    /// Two servers. They protect from each other only when different people run them.
    pub fn two(first: &'a dyn Fetch, second: &'a dyn Fetch) -> Self {
        Self { first, second: Some(second) }
    }

    /// Each, with its place among them.
    pub(crate) fn each(self) -> impl Iterator<Item = (usize, Esplora<'a>)> {
        std::iter::once(self.first).chain(self.second).map(Esplora).enumerate()
    }
}

impl<'a, F: Fetch> From<&'a F> for Servers<'a> {
    fn from(only: &'a F) -> Self {
        Self { first: only, second: None }
    }
}

/// The servers that answered in this look.
pub(crate) struct Sources<'a> {
    answering: Vec<Esplora<'a>>,
    /// No server of the wallet is missing: what none of these has is not there.
    whole: bool,
}

impl<'a> Sources<'a> {
    pub(super) fn new(answering: Vec<Esplora<'a>>, whole: bool) -> Self {
        Self { answering, whole }
    }

    /// Each of them, the first of the configuration first.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Esplora<'a>> {
        self.answering.iter()
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether this is still the newest block of any of them. One that names another is asked twice: it may
    /// be several behind one address, of which some learn of a block later.
    pub(super) async fn show(&self, tip: BlockHash) -> bool {
        for server in self.each() {
            for _ in 0..2 {
                match server.tip_hash().await {
                    Ok(hash) if hash == tip => return true,
                    Ok(_) => {}
                    Err(_) => break,
                }
            }
        }
        false
    }

    /// From the first that gives it. Only for what was checked, or what alone proves nothing.
    async fn first<'s, T>(
        &'s self,
        ask: impl AsyncFn(&'s Esplora<'a>) -> Result<T, ChainError>,
    ) -> Result<T, ChainError> {
        let mut refused = ChainError::Unreachable;
        for server in self.each() {
            match ask(server).await {
                Ok(answer) => return Ok(answer),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// A header, by its hash.
    pub(crate) async fn header(&self, hash: BlockHash) -> Result<Header, ChainError> {
        self.first(async |server| server.header(hash).await).await
    }

    /// The list of headers below and at a height that has this one in it, if a server has such a list: a
    /// short cut, whose worth shows where they link.
    pub(crate) async fn headers_down_from(&self, height: u32, hash: BlockHash) -> Vec<Header> {
        let listed = self.first(async |server| {
            let headers = server.headers_down_from(height).await?;
            let has_it = headers.iter().any(|header| header.block_hash() == hash);
            has_it.then_some(headers).ok_or(ChainError::Moved)
        });
        listed.await.unwrap_or_default()
    }

    /// A transaction that a server has shown already.
    pub(crate) async fn transaction(&self, txid: Txid) -> Result<Transaction, ChainError> {
        self.first(async |server| server.transaction(txid).await).await
    }

    /// The first copy of a transaction for which this holds, among those that the servers have: the id covers no
    /// signature. `None` when it holds for none.
    pub(crate) async fn copy_such(
        &self,
        txid: Txid,
        such: impl Fn(&Transaction) -> bool,
    ) -> Result<Option<Transaction>, ChainError> {
        let mut found = Err(ChainError::Unreachable);
        for server in self.each() {
            match server.transaction_if_known(txid).await {
                Ok(Some(tx)) if such(&tx) => return Ok(Some(tx)),
                Ok(_) => found = Ok(None),
                Err(error) => found = found.or(Err(error)),
            }
        }
        found
    }

    /// A transaction in a block or in the pool; `None` when no server that answers has it.
    pub(crate) async fn transaction_if_known(&self, txid: Txid) -> Result<Option<Transaction>, ChainError> {
        let mut refused = None;
        for server in self.each() {
            match server.transaction_if_known(txid).await {
                Ok(Some(tx)) => return Ok(Some(tx)),
                Ok(None) => {}
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// The position of a transaction in the block of this height and header, from the first server that proves it.
    pub(crate) async fn position(
        &self,
        tx: &Transaction,
        height: u32,
        header: &Header,
    ) -> Result<usize, ChainError> {
        let txid = tx.compute_txid();
        self.first(async |server| {
            let proof = server.merkle_proof(txid).await?.ok_or(ChainError::Moved)?;
            if proof.block_height != height {
                return Err(ChainError::Moved);
            }
            check_inclusion(tx, &proof, header)
        })
        .await
    }
}
