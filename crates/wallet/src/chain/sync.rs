//! One look at the chain, and what the node is told about it: first what was undone, then what is new in the
//! order of the blocks, and last the newest block.
//!
//! Nothing is told to the node before it was checked: the headers from the newest block down to a known one,
//! their work, and for every transaction the proof that it is in its block.
//!
//! What has no answer holds nothing back of what was proved: it is asked for again. Only a look that cannot
//! say whether the funding of a channel was spent has failed.
//!
//! If the servers contradict each other, or one server alone has replaced many blocks, nothing is told either, except
//! what cannot wait and cannot be made up: that a watched output was spent.

use std::collections::BTreeSet;

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{Transaction, Txid};

use super::agree::ServersView;
use super::find::News;
use super::hear::HeardServers;
use super::line::Branch;
use super::servers::{Servers, Sources};
use super::view::View;
use super::{ChainError, Tip};
use crate::Wallet;

/// What a look at the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncResult {
    /// The newest block.
    pub tip: Tip,
    /// Whether anything was told to the node.
    pub changed: bool,
    /// Why one of two servers was not heard: all of this rests on the word of the other.
    pub missing: Option<ChainError>,
}

/// Rounds until a look gives up because the chain does not hold still.
const ROUNDS: usize = 4;
/// A reorganisation that replaces more blocks is not believed of one server. Bitcoin has seen none for more
/// than ten years.
const DEEPEST_BY_ONE: u32 = 6;

impl Wallet {
    /// The time of the newest block that was checked, as its miner's clock said, Unix ms; `None` before the first look.
    pub fn block_time_ms(&self) -> Option<u64> {
        self.chain.tracker.line().newest().map(|header| u64::from(header.time) * 1_000)
    }

    /// Looks at the chain, and tells the node what happened there. Call it once before the first connection,
    /// then every minute and when the page comes to the front. [`pump`](Self::pump) and
    /// [`take_broadcasts`](Self::take_broadcasts) afterwards.
    ///
    /// A wallet at rest asks for little: whether there is a new block, and for the address that was given out last. All
    /// else is asked for when there is one.
    ///
    /// # Errors
    /// What was told before the error had been checked and stays; the next look continues from there.
    pub async fn sync(&self, servers: impl Into<Servers<'_>>, now_ms: u64) -> Result<SyncResult, ChainError> {
        let servers = servers.into();
        let _under_way = self.chain.tracker.begin_look(now_ms)?;
        if self.chain.tracker.take_unanswered() {
            self.chain.registry.lock().news = true;
        }
        // A look that was cut short is over as well.
        self.chain.fees.believe_doubted();
        self.ask_for_fees(servers, now_ms).await;
        let synced = self.look_until_at_rest(servers, now_ms).await;
        self.chain.fees.believe_doubted();
        if synced.is_err_and(is_silence) {
            self.tell_held(now_ms);
        }
        synced
    }

    /// The next look asks for everything again, as the first one does: the user wants to know.
    pub fn look_anew(&self) {
        self.chain.tracker.look_anew();
        self.chain.fees.ask_anew();
    }

    async fn look_until_at_rest(&self, servers: Servers<'_>, now_ms: u64) -> Result<SyncResult, ChainError> {
        let mut changed = false;
        for round in 1..=ROUNDS {
            let looked = async {
                let heard = self.hear(servers, now_ms).await?;
                self.look_with(heard, round == ROUNDS, now_ms).await
            };
            match looked.await {
                Ok((LookResult::Followed, _)) => changed = true,
                Ok((LookResult::AtRest(tip) | LookResult::Held(tip), missing)) => {
                    return Ok(SyncResult { tip, changed, missing });
                }
                Err(ChainError::Moved) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ChainError::Moved)
    }

    /// One look. What one of two servers says and cannot be true, or leaves unanswered, does not keep the
    /// wallet from hearing the other alone. That blocks come while it is read is the fault of neither, unless
    /// it happens again and again.
    async fn look_with(
        &self,
        heard: HeardServers<'_>,
        last: bool,
        now_ms: u64,
    ) -> Result<(LookResult, Option<ChainError>), ChainError> {
        let looked = self.look(&heard, now_ms).await;
        let why = match looked {
            Ok(looked) => return Ok((looked, heard.missing)),
            Err(error) if heard.missing.is_some() || !is_of_one(error, last) => return Err(error),
            Err(error) => error,
        };
        for alone in heard.apart(why) {
            if let Ok(looked) = self.look(&alone, now_ms).await {
                return Ok((looked, alone.missing));
            }
        }
        Err(why)
    }

    async fn look(&self, heard: &HeardServers<'_>, now_ms: u64) -> Result<LookResult, ChainError> {
        let (tip, by_both) = match heard.shown {
            ServersView::One { tip, by_both } => (tip, by_both),
            ServersView::Two(high, low) => return self.look_at_two(heard, high, low, now_ms).await,
        };
        if tip.height < self.height() {
            return Err(ChainError::Behind);
        }
        let view = View::of(&heard.sources, tip);
        let news = std::mem::take(&mut self.chain.registry.lock().news);
        if self.chain.tracker.tip() == Some(tip) && !news {
            // The channels are up to date; the coins on the chain must not keep them from connecting.
            self.chain.tracker.looked();
            self.ask_what_blocks_paid(&heard.sources, tip).await;
            self.look_for_fundings(&view).await;
            self.sync_coins(&view, now_ms).await?;
            return Ok(LookResult::AtRest(tip));
        }
        let followed = self.follow(heard, tip, by_both, now_ms).await;
        if !matches!(followed, Ok(LookResult::Followed)) {
            self.chain.registry.lock().news = true;
        }
        self.touch();
        followed
    }

    async fn follow(
        &self,
        heard: &HeardServers<'_>,
        tip: Tip,
        by_both: Option<u32>,
        now_ms: u64,
    ) -> Result<LookResult, ChainError> {
        let branch = self.walk(&heard.sources, tip).await?;
        let replaced = self.height().saturating_sub(branch.fork);
        let shown_by_both = by_both.is_some_and(|height| height > branch.fork);
        if replaced > DEEPEST_BY_ONE
            && !shown_by_both
            && !self.is_spent_in(&heard.sources, tip, &branch).await
        {
            self.doubt(tip.height);
            return Err(ChainError::Rewritten);
        }
        self.take(heard, tip, branch, now_ms).await
    }

    /// Two chains: none is followed. Only where one of them proves that a watched output was spent it is, because
    /// an answer to that does not wait.
    async fn look_at_two(
        &self,
        heard: &HeardServers<'_>,
        high: Tip,
        low: Tip,
        now_ms: u64,
    ) -> Result<LookResult, ChainError> {
        for tip in [high, low] {
            // One that does not link, or has less work than what is followed, proves nothing.
            let Ok(branch) = self.walk(&heard.sources, tip).await else { continue };
            if self.is_spent_in(&heard.sources, tip, &branch).await {
                return self.take(heard, tip, branch, now_ms).await;
            }
        }
        self.doubt(high.height);
        Err(ChainError::Disagree)
    }

    /// Whether a watched output is proved to have been spent in a chain that is not followed.
    async fn is_spent_in(&self, sources: &Sources<'_>, tip: Tip, branch: &Branch) -> bool {
        let view = View::beside(sources, tip, branch.headers.clone());
        let news = self.find(&view, &BTreeSet::new()).await;
        self.chain.registry.lock().news = true;
        news.spent
    }

    /// Peers may be talked to, but nothing is judged by a height that may be old.
    fn doubt(&self, height: u32) {
        self.chain.tracker.doubt(height);
        self.touch();
    }

    async fn take(
        &self,
        heard: &HeardServers<'_>,
        tip: Tip,
        branch: Branch,
        now_ms: u64,
    ) -> Result<LookResult, ChainError> {
        // What is told may have to be answered with a fee.
        self.ask_what_blocks_paid(&heard.sources, tip).await;
        let view = View::beside(&heard.sources, tip, branch.headers.clone());
        let mut told = BTreeSet::new();
        let mut news = self.find(&view, &told).await;
        let mut refused = news.refused;
        let risky = !news.spent && self.is_at_risk(tip.height);
        if risky && self.hold(tip, &branch, heard.is_by_one() || refused.is_some(), now_ms) {
            refused.map_or(Ok(()), Err)?;
            self.chain.tracker.looked();
            return Ok(LookResult::Held(tip));
        }
        let newest = self.leave_for(&branch, tip)?;
        // Confirmed transactions may make LDK watch for more.
        while !news.is_empty() {
            self.tell(news, &mut told);
            news = self.find(&view, &told).await;
            refused = refused.or(news.refused);
        }
        if !heard.sources.show(tip.hash).await {
            return Err(ChainError::Moved);
        }
        self.arrive_at(tip, &newest);
        self.chain.tracker.note_unanswered(news.unanswered);
        refused.map_or(Ok(LookResult::Followed), Err)
    }

    /// Follow a branch, and take back what it replaces: in one step, so that no state ever follows a chain whose
    /// replaced blocks the node still counts on. Gives the newest header.
    fn leave_for(&self, branch: &Branch, tip: Tip) -> Result<Header, ChainError> {
        let newest = branch.headers.get(&tip.height).copied().ok_or(ChainError::Moved)?;
        self.chain.tracker.follow(branch.clone());
        self.undo();
        Ok(newest)
    }

    fn arrive_at(&self, tip: Tip, newest: &Header) {
        self.tell_best(newest, tip.height);
        self.note_told_fundings(&[]);
        self.chain.tracker.arrive(tip);
    }

    /// The node is told of a height whose wait is over although no server answers now: it was checked when it was held,
    /// and a payment whose proof is known may need it.
    fn tell_held(&self, now_ms: u64) {
        if !self.is_look_due(now_ms) {
            return;
        }
        let Some(grace) = self.chain.tracker.take_grace() else { return };
        if let Ok(newest) = self.leave_for(&grace.branch, grace.tip) {
            self.arrive_at(grace.tip, &newest);
            // The rest of these blocks is still to be read.
            self.chain.tracker.read_again();
            self.touch();
        }
    }

    fn tell(&self, news: News, told: &mut BTreeSet<Txid>) {
        for (height, block) in news.by_block() {
            let Some(header) = block.first().map(|found| found.header) else { continue };
            told.extend(block.iter().map(|found| found.tx.compute_txid()));
            let hash = header.block_hash();
            let again = block.iter().all(|found| self.chain.tracker.was_told(&found.tx, hash));
            for found in &block {
                self.chain.tracker.note_spends(&found.tx, height, hash);
            }
            let txs: Vec<(usize, &Transaction)> = block.iter().map(|f| (f.position, &f.tx)).collect();
            let tell = || self.tell_confirmed(&header, height, &txs);
            // What closed a channel is told with each block, and each time the manager wants to be written.
            if again {
                self.tell_manager(tell)
            } else {
                tell()
            }
            self.note_told_fundings(&block);
        }
    }

    /// Take back the transactions whose block is no longer in the chain: only where a header that links to
    /// the checked tip shows another block at that height. No server is asked whether a block is still there,
    /// so neither a "no" nor a silence nor a hash without a header can take anything back.
    fn undo(&self) {
        let gone: Vec<Txid> = {
            let line = self.chain.tracker.line();
            let replaced = |height, block| line.replaces(height, block);
            self.relevant()
                .into_iter()
                .filter(|(_, height, block)| block.is_some_and(|block| replaced(*height, block)))
                .map(|(txid, ..)| txid)
                .collect()
        };
        for txid in gone {
            self.tell_unconfirmed(&txid);
        }
    }
}

/// Whether an error may be one server's alone.
fn is_of_one(error: ChainError, last: bool) -> bool {
    match error {
        ChainError::Contradiction(_) => true,
        ChainError::Moved => last,
        ChainError::Unreachable
        | ChainError::Busy
        | ChainError::NotEsplora { .. }
        | ChainError::Behind
        | ChainError::Disagree
        | ChainError::Rewritten
        | ChainError::ClockBehind
        | ChainError::Already => is_silence(error),
    }
}

/// Whether nothing was learned, rather than something that speaks against what is known.
fn is_silence(error: ChainError) -> bool {
    match error {
        ChainError::Unreachable | ChainError::Busy | ChainError::NotEsplora { .. } | ChainError::Moved => {
            true
        }
        ChainError::Contradiction(_)
        | ChainError::Behind
        | ChainError::Disagree
        | ChainError::Rewritten
        | ChainError::ClockBehind
        | ChainError::Already => false,
    }
}

enum LookResult {
    /// There was something new, and it was told.
    Followed,
    /// There is nothing new.
    AtRest(Tip),
    /// There is something new, and it waits to be told.
    Held(Tip),
}
