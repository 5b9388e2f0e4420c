//! What the servers list for addresses of the on-chain wallet: their word, and how far they are asked for
//! what is behind it.
//!
//! A list may have any length. What is not there, or is not ours, is counted against the server that lists
//! it, and only a limited number of such entries is asked for in a look; and no look at coins continues past
//! a new block, which may need an answer at once.

use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::hashes::{Hash, sha256};
use lightning::bitcoin::{BlockHash, ScriptBuf, Txid};

use super::esplora::{Esplora, ListedTx};
use super::view::View;
use super::{ChainError, Contradiction};

/// Questions about what a server lists that bring nothing, until it is asked for no more of that in this look.
const MOST_VAIN: usize = 25;
/// How many requests to send between checks for a new block.
const PACE: usize = 8;
/// Pages of one script that are asked for at most.
const MOST_PAGES: usize = 40;

/// Transactions of a script that are looked at, of one server.
const MOST_TXS: usize = 2_000;

/// The scripts for which every server has said what it lists.
#[derive(Default)]
pub(super) struct AnsweredScripts {
    pub(super) used: Vec<ScriptBuf>,
    pub(super) unused: Vec<ScriptBuf>,
}

/// What one look listed, and where the next one resumes.
#[derive(Default)]
pub(super) struct CoinList {
    /// An earlier look has listed the rest.
    goes_on: bool,
    /// The block that each server names, by its place.
    txs: BTreeMap<Txid, BTreeMap<usize, Option<(u32, BlockHash)>>>,
    judged: BTreeSet<Txid>,
    /// Questions that brought nothing, by the places of those who listed what was asked for.
    vain: BTreeMap<usize, usize>,
    questions: usize,
    /// Why not all is known.
    refused: Option<ChainError>,
    /// No more requests are sent: a server was asked too much, or a block came.
    is_over: bool,
}

impl CoinList {
    /// `goes_on`: an earlier look has listed a part.
    pub(super) fn new(goes_on: bool) -> Self {
        Self { goes_on, ..Self::default() }
    }

    /// What the servers list for these scripts.
    pub(super) async fn ask(
        &mut self,
        view: &View<'_>,
        is_new: &dyn Fn(BlockHash) -> bool,
        scripts: Vec<ScriptBuf>,
    ) -> AnsweredScripts {
        let mut answered = AnsweredScripts::default();
        for script in scripts {
            let (mut is_answered, mut is_used) = (true, false);
            for (place, server) in view.sources.each().enumerate() {
                match self.ask_one(view, is_new, (place, server), &script).await {
                    Ok(txs) => {
                        is_used |= !txs.is_empty();
                        self.note(place, txs);
                    }
                    Err(error) => {
                        is_answered = false;
                        self.refuse(error);
                    }
                }
                if self.is_over {
                    return answered;
                }
            }
            match (is_answered, is_used) {
                (true, true) => answered.used.push(script),
                (true, false) => answered.unused.push(script),
                (false, _) => {}
            }
        }
        answered
    }

    /// What one server lists for a script, newest first.
    async fn ask_one(
        &mut self,
        view: &View<'_>,
        is_new: &dyn Fn(BlockHash) -> bool,
        (place, server): (usize, &Esplora<'_>),
        script: &ScriptBuf,
    ) -> Result<Vec<ListedTx>, ChainError> {
        let (hash, mut all, mut after) = (script_hash(script), Vec::new(), None);
        // A server that lists what is not there is not asked for more of it.
        let most = if self.is_heard(&place) { MOST_PAGES } else { 1 };
        for _ in 0..most {
            self.pace(view, is_new).await?;
            let page = server.script_txs(&hash, after).await?;
            all.extend(page.txs);
            if page.next.is_none() || page.next == after || all.len() >= MOST_TXS {
                break;
            }
            after = page.next;
        }
        all.truncate(MOST_TXS);
        Ok(all)
    }

    fn note(&mut self, place: usize, txs: Vec<ListedTx>) {
        for tx in txs {
            let claim = self.txs.entry(tx.txid).or_default().entry(place).or_default();
            *claim = claim.or(tx.status.block());
        }
    }

    /// Before each question. From time to time it is asked whether a block came: that goes first. `is_new`
    /// says so of what a server calls its newest.
    pub(super) async fn pace(
        &mut self,
        view: &View<'_>,
        is_new: &dyn Fn(BlockHash) -> bool,
    ) -> Result<(), ChainError> {
        self.questions += 1;
        if !self.questions.is_multiple_of(PACE) {
            return Ok(());
        }
        for server in view.sources.each() {
            let Ok(tip) = server.tip_hash().await else { continue };
            if tip != view.tip.hash && is_new(tip) {
                self.is_over = true;
                return Err(ChainError::Moved);
            }
        }
        Ok(())
    }

    /// Whether what is not listed is listed nowhere.
    pub(super) fn is_complete(&self) -> bool {
        !self.goes_on && self.refused.is_none()
    }

    /// Whether a server lists it.
    pub(super) fn has(&self, txid: &Txid) -> bool {
        self.txs.contains_key(txid)
    }

    /// What was not judged yet, in the order of the blocks that are named.
    pub(super) fn take_unjudged(&mut self) -> Vec<Txid> {
        let unjudged = self.txs.iter().filter(|(txid, _)| !self.judged.contains(*txid));
        let mut unjudged: Vec<(u32, Txid)> = unjudged
            .map(|(txid, claims)| {
                let heights = claims.values().flatten().map(|(height, _)| *height);
                (heights.min().unwrap_or(u32::MAX), *txid)
            })
            .collect();
        unjudged.sort_unstable();
        self.judged.extend(unjudged.iter().map(|(_, txid)| *txid));
        unjudged.into_iter().map(|(_, txid)| txid).collect()
    }

    /// The blocks that are named for it.
    pub(super) fn blocks_of(&self, txid: &Txid) -> BTreeSet<(u32, BlockHash)> {
        self.txs.get(txid).into_iter().flat_map(BTreeMap::values).flatten().copied().collect()
    }

    /// Whether it is worth a question, by what those who list it have listed besides.
    pub(super) fn is_worth_asking(&self, txid: &Txid) -> bool {
        self.txs.get(txid).is_some_and(|claims| claims.keys().any(|place| self.is_heard(place)))
    }

    /// Whether not too much of what the server at this place has listed has brought nothing.
    fn is_heard(&self, place: &usize) -> bool {
        self.vain.get(place).is_none_or(|vain| *vain < MOST_VAIN)
    }

    /// A question about it has brought nothing.
    pub(super) fn note_vain(&mut self, txid: &Txid) {
        for place in self.txs.get(txid).into_iter().flat_map(BTreeMap::keys) {
            *self.vain.entry(*place).or_default() += 1;
        }
    }

    /// Something has no answer. One who is asked too much is left alone.
    pub(super) fn refuse(&mut self, error: ChainError) {
        self.is_over |= error == ChainError::Busy;
        self.refused = self.refused.or(Some(error));
    }

    /// A server lists what is not of the address.
    pub(super) fn refuse_strange(&mut self) {
        self.refuse(ChainError::Contradiction(Contradiction::NotOurs));
    }

    /// Why not all is known.
    pub(super) fn refused(&self) -> Option<ChainError> {
        self.refused
    }

    /// Whether no more requests are sent.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }
}

/// Esplora names a script by the plain SHA-256 of its bytes (Electrum reverses it).
fn script_hash(script: &ScriptBuf) -> String {
    crate::hex::hex(sha256::Hash::hash(script.as_bytes()).as_byte_array())
}
