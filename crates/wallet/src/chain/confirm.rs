//! Everything of the wallet that follows the chain, as one.

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Transaction, Txid};
use lightning::chain::Confirm;

use crate::Wallet;

impl Wallet {
    pub(super) fn followers(&self) -> [&dyn Confirm; 3] {
        let [manager, monitors] = self.channels.followers();
        [manager, monitors, self.sweeping.follower()]
    }

    /// Transactions that were seen in a block, with that block; they have to be looked after for reorganisations.
    pub(crate) fn relevant(&self) -> Vec<(Txid, u32, Option<BlockHash>)> {
        let mut all: Vec<_> = self.followers().iter().flat_map(|f| f.get_relevant_txids()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(crate) fn tell_unconfirmed(&self, txid: &Txid) {
        for follower in self.followers() {
            follower.transaction_unconfirmed(txid);
        }
    }

    pub(crate) fn tell_confirmed(&self, header: &Header, height: u32, txs: &[(usize, &Transaction)]) {
        for follower in self.followers() {
            follower.transactions_confirmed(header, txs, height);
        }
    }

    pub(crate) fn tell_best(&self, header: &Header, height: u32) {
        self.tell_manager(|| {
            for follower in self.followers() {
                follower.best_block_updated(header, height);
            }
        });
        self.after_chain();
    }
}
