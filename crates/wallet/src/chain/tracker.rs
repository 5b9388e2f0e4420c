//! What is known of the chain from earlier looks.

use std::cell::{Cell, Ref, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Network, OutPoint, Script, Transaction};

use super::coins::{CoinLook, CoinSearch};
use super::grace::Grace;
use super::line::{Branch, Line};
use super::spends::FundingSpends;
use super::{ChainError, Tip};
use crate::Wallet;

/// After this long without a look, six blocks have come on average, so nothing is judged by the old height.
const OLD_LOOK_MS: u64 = 3_600_000;

/// How many blocks to remember that a server named and we do not follow yet.
const MOST_NAMED: usize = 16;

/// What is known, and what is done with it now.
pub(crate) struct Tracker {
    /// When the last look began that was completed in this process, Unix ms. `None`: nothing is known of how
    /// old all this is.
    looked_ms: Cell<Option<u64>>,
    /// Whether that was so since the device slept last, however long ago.
    was_looked: Cell<bool>,
    /// When the look that is under way began, Unix ms. `None`: what it asks may have been answered before a sleep.
    begun_ms: Cell<Option<u64>>,
    funding_depth: Cell<u32>,
    /// The chain as it was followed.
    line: RefCell<Line>,
    /// What has spent the fundings of channels.
    spends: RefCell<FundingSpends>,
    /// Headers that were read on the way to a known block, by hash: a walk that is interrupted continues from there.
    read: RefCell<BTreeMap<BlockHash, Header>>,
    /// A height that waits to be told.
    grace: RefCell<Option<Grace>>,
    /// The height of a chain that is not followed, because another one contradicts it.
    doubted: Cell<Option<u32>>,
    /// The servers, by their places, whose chain begins as the network's does.
    right_network: RefCell<BTreeSet<usize>>,
    /// What the coins on the chain were looked at for.
    coins: Cell<Option<CoinLook>>,
    /// Blocks for which a look at them was broken off, oldest first.
    named: RefCell<VecDeque<BlockHash>>,
    /// A search for more of them that was broken off.
    search: RefCell<Option<CoinSearch>>,
    /// The newest block that was told.
    tip: Cell<Option<Tip>>,
    /// The last look had no answer to something that it can do without.
    unanswered: Cell<bool>,
    busy: Cell<bool>,
}

/// A look that is under way. However it ends, also when its future is dropped in the middle, the next one may begin.
pub(super) struct OngoingLook<'a>(&'a Tracker);

impl Drop for OngoingLook<'_> {
    fn drop(&mut self) {
        self.0.busy.set(false);
    }
}

/// The local network mines by hand and is reorganised by hand.
fn funding_depth(network: Network) -> u32 {
    match network {
        Network::Regtest => 1,
        Network::Bitcoin | Network::Testnet | Network::Testnet4 | Network::Signet => {
            lightning::chain::channelmonitor::ANTI_REORG_DELAY
        }
    }
}

impl Tracker {
    pub(crate) fn new(network: Network, line: Line) -> Self {
        Self {
            looked_ms: Cell::new(None),
            was_looked: Cell::new(false),
            begun_ms: Cell::new(None),
            funding_depth: Cell::new(funding_depth(network)),
            line: RefCell::new(line),
            spends: RefCell::default(),
            read: RefCell::default(),
            grace: RefCell::default(),
            doubted: Cell::new(None),
            right_network: RefCell::default(),
            coins: Cell::new(None),
            named: RefCell::default(),
            search: RefCell::default(),
            tip: Cell::new(None),
            unanswered: Cell::new(false),
            busy: Cell::new(false),
        }
    }

    /// One look at a time.
    pub(super) fn begin_look(&self, now_ms: u64) -> Result<OngoingLook<'_>, ChainError> {
        if self.busy.replace(true) {
            return Err(ChainError::Already);
        }
        self.begun_ms.set(Some(now_ms));
        Ok(OngoingLook(self))
    }

    /// Whether a look was completed in this process, and nothing has made it old since.
    pub(crate) fn has_looked(&self) -> bool {
        self.looked_ms.get().is_some()
    }

    /// Whether a look was completed in this process since the device slept last, may it be old by now.
    pub(crate) fn was_looked(&self) -> bool {
        self.was_looked.get()
    }

    /// Forget that the chain was looked at, also by a look that is under way.
    fn forget_look(&self) {
        self.looked_ms.set(None);
        self.was_looked.set(false);
        self.begun_ms.set(None);
    }

    /// Forget it where that was too long ago.
    fn forget_old_look(&self, now_ms: u64) {
        let looked_ms = self.looked_ms.get();
        self.looked_ms.set(looked_ms.filter(|at| now_ms.saturating_sub(*at) < OLD_LOOK_MS));
    }

    /// A look was completed, and nothing speaks against what it showed.
    pub(super) fn looked(&self) {
        self.complete_look();
        self.doubted.set(None);
    }

    /// A look was completed, and showed a chain of this height that is not followed.
    pub(super) fn doubt(&self, height: u32) {
        self.complete_look();
        self.doubted.set(Some(height));
    }

    fn complete_look(&self) {
        self.looked_ms.set(self.begun_ms.get());
        self.was_looked.set(self.was_looked.get() || self.begun_ms.get().is_some());
    }

    /// The height of a chain that is not followed.
    pub(super) fn doubted(&self) -> Option<u32> {
        self.doubted.get()
    }

    /// How deep a funding transaction is when the node is told of its confirmation.
    pub(super) fn funding_depth(&self) -> u32 {
        self.funding_depth.get()
    }

    #[cfg(feature = "sim")]
    pub(crate) fn set_funding_depth(&self, depth: u32) {
        self.funding_depth.set(depth);
    }

    /// The newest block that was told.
    pub(super) fn tip(&self) -> Option<Tip> {
        self.tip.get()
    }

    /// The newest block was told, and no height is waiting.
    pub(super) fn arrive(&self, tip: Tip) {
        self.tip.set(Some(tip));
        self.grace.take();
    }

    /// The blocks up to the newest one are still to be read.
    pub(super) fn read_again(&self) {
        self.tip.set(None);
    }

    /// Whether the next look has to ask again although there is no new block.
    pub(super) fn note_unanswered(&self, unanswered: bool) {
        self.unanswered.set(unanswered);
    }

    pub(super) fn take_unanswered(&self) -> bool {
        self.unanswered.take()
    }

    /// The chain as it was followed.
    pub(crate) fn line(&self) -> Ref<'_, Line> {
        self.line.borrow()
    }

    /// The newest headers for the state, if that has not got it already.
    pub(crate) fn take_changed_line(&self) -> Option<Vec<u8>> {
        self.line.borrow_mut().take_changed()
    }

    /// Follows a branch. What was spent in the blocks that it replaces is no longer spent.
    pub(super) fn follow(&self, branch: Branch) {
        let mut line = self.line.borrow_mut();
        line.follow(branch);
        self.spends.borrow_mut().forget(|height, block| line.replaces(height, block));
        self.read.borrow_mut().clear();
        self.doubted.set(None);
    }

    /// Headers that link to the lowest known one.
    pub(super) fn deepen(&self, headers: BTreeMap<u32, Header>) {
        self.line.borrow_mut().deepen(headers);
    }

    /// A header that is followed at this height, or was read on the way there.
    pub(super) fn header(&self, height: u32, hash: BlockHash) -> Option<Header> {
        let followed = self.line.borrow().header(height).filter(|header| header.block_hash() == hash);
        followed.or_else(|| self.read.borrow().get(&hash).copied())
    }

    /// These were read.
    pub(super) fn keep_read(&self, headers: impl IntoIterator<Item = Header>) {
        let by_hash = headers.into_iter().map(|header| (header.block_hash(), header));
        self.read.borrow_mut().extend(by_hash);
    }

    /// A transaction that is proved to be in this block.
    pub(super) fn note_spends(&self, tx: &Transaction, height: u32, block: BlockHash) {
        self.spends.borrow_mut().note(tx, height, block);
    }

    /// Whether this process has told of a transaction in this block before.
    pub(super) fn was_told(&self, tx: &Transaction, block: BlockHash) -> bool {
        self.spends.borrow().has(tx, block)
    }

    /// The height of the block of what has spent this funding.
    pub(super) fn spent_at(&self, funding: &OutPoint) -> Option<u32> {
        self.spends.borrow().height_of(funding)
    }

    /// The id of what has spent the funding of a channel in a block, by the id of what funded it.
    pub(crate) fn spent_by(&self, funding: &str) -> Option<String> {
        self.spends.borrow().of(funding).map(|txid| txid.to_string())
    }

    /// Whether what has spent this funding in a block shows that it paid to this script.
    pub(crate) fn is_spent_from(&self, funding: &OutPoint, script: &Script) -> bool {
        self.spends.borrow().prove(funding, script)
    }

    /// The height that waits to be told.
    pub(super) fn grace(&self) -> Option<Grace> {
        self.grace.borrow().clone()
    }

    pub(super) fn set_grace(&self, grace: Grace) {
        self.grace.replace(Some(grace));
    }

    pub(super) fn take_grace(&self) -> Option<Grace> {
        self.grace.take()
    }

    /// Whether the chain of the server at this place begins as the network's does.
    pub(super) fn is_right_network(&self, place: usize) -> bool {
        self.right_network.borrow().contains(&place)
    }

    pub(super) fn note_right_network(&self, place: usize) {
        self.right_network.borrow_mut().insert(place);
    }

    /// What the coins on the chain were looked at for.
    pub(super) fn coins(&self) -> Option<CoinLook> {
        self.coins.get()
    }

    pub(super) fn set_coins(&self, look: Option<CoinLook>) {
        self.coins.set(look);
    }

    /// Whether a block that a server calls its newest is not known yet. A server may be several behind one
    /// address, some of which lag behind the others, so each block is new only once.
    pub(super) fn is_new_block(&self, block: BlockHash) -> bool {
        let mut named = self.named.borrow_mut();
        if self.line.borrow().has_lately(block) || named.contains(&block) {
            return false;
        }
        named.push_back(block);
        if named.len() > MOST_NAMED {
            named.pop_front();
        }
        true
    }

    /// They have to be looked at again.
    pub(super) fn look_anew(&self) {
        self.coins.set(None);
        self.search.take();
    }

    /// A search that was broken off.
    pub(super) fn search(&self) -> Option<CoinSearch> {
        self.search.borrow().clone()
    }

    /// A search was interrupted, and the next look resumes it.
    pub(super) fn keep_search(&self, search: CoinSearch) {
        let mut kept = self.search.borrow_mut();
        if kept.as_ref().is_none_or(|before| search.is_worth(before)) {
            *kept = Some(search);
        }
    }

    /// Notes that this search has ended.
    pub(super) fn end_search(&self, search: &CoinSearch) {
        self.search.borrow_mut().take_if(|kept| search.is_worth(kept));
    }
}

impl Wallet {
    /// The device slept: blocks have come that are not known here. Until a look that begins from now on is
    /// completed, no line is opened and no payment judged: an incoming one may be past its time, and if the
    /// wallet gave its proof away it would not be paid.
    pub fn forget_look(&self) {
        self.chain.tracker.forget_look();
        self.touch();
    }

    /// Forgets the look if none was completed for an hour, because no chain server answers. Peers with whom something
    /// has to be settled may still be reached; lines to others have to be ended ([`may_connect`](Self::may_connect)),
    /// as what comes in over them could neither be taken nor sent back.
    pub fn forget_old_look(&self, now_ms: u64) {
        self.chain.tracker.forget_old_look(now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_counts_until_it_is_old_or_the_device_sleeps_even_while_it_is_under_way() {
        let tracker = Tracker::new(Network::Regtest, Line::default());
        let look = |sleeps: bool| {
            let under_way = tracker.begin_look(1_000).unwrap();
            if sleeps {
                tracker.forget_look();
            }
            tracker.looked();
            drop(under_way);
            tracker.has_looked()
        };
        assert!(!tracker.has_looked() && look(false));
        tracker.forget_old_look(1_000 + OLD_LOOK_MS - 1);
        assert!(tracker.has_looked());
        tracker.forget_old_look(0);
        assert!(tracker.has_looked(), "the clock was set back, which says nothing");
        tracker.forget_old_look(1_000 + OLD_LOOK_MS);
        assert!(tracker.was_looked());
        assert!(!tracker.has_looked() && look(false));
        tracker.forget_look();
        assert!(!tracker.has_looked() && !tracker.was_looked());
        assert!(!look(true), "it was asked before the sleep");
        assert!(look(false));
    }

    #[test]
    fn only_the_local_network_takes_a_funding_for_safe_before_its_sixth_block() {
        for network in [Network::Bitcoin, Network::Testnet, Network::Testnet4, Network::Signet] {
            assert_eq!(
                funding_depth(network),
                lightning::chain::channelmonitor::ANTI_REORG_DELAY,
                "{network}"
            );
        }
        assert_eq!(funding_depth(Network::Regtest), 1);
    }
}
