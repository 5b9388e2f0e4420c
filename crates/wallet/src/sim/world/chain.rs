//! Blocks, channels opened and closed, and what was broadcast.

use lightning::bitcoin::{Block, Txid};
use lightning::chain::transaction::OutPoint;

use super::*;
use crate::{Servers, SyncResult};

impl World {
    /// A block, seen by both.
    pub fn mine(&mut self, txs: Vec<Transaction>) -> Result<(), Failed> {
        self.mine_unseen(txs)?;
        self.share_pool();
        if let Some(wallet) = &self.wallet {
            self.sync(wallet).map_err(|e| e.to_string())?;
            wallet.pump(self.time_ms);
        }
        Ok(())
    }

    /// From now on the wallet has another server, which knows the same chain. It also gets the same blocks, until its
    /// chain parts.
    pub fn split(&mut self) {
        self.second = Some(self.chain.copy());
    }

    /// A look through the wallet's servers.
    pub fn sync(&self, wallet: &Wallet) -> Result<SyncResult, ChainError> {
        match &self.second {
            Some(second) => now(wallet.sync(Servers::two(&self.chain, second), self.time_ms)),
            None => now(wallet.sync(&self.chain, self.time_ms)),
        }
    }

    /// A block of the chain, for every server that is not elsewhere.
    fn add_block(&mut self, later_ms: u64, txs: Vec<Transaction>) -> Result<(Block, u32), Failed> {
        self.time_ms += later_ms;
        let seconds = u32::try_from(self.time_ms / 1000).map_err(|e| e.to_string())?;
        let (block, height) = self.chain.mine(seconds, txs);
        if let Some(second) = &self.second {
            second.learn(&block);
        }
        Ok((block, height))
    }

    /// A block that the wallet has not looked at yet.
    pub fn mine_unseen(&mut self, txs: Vec<Transaction>) -> Result<(), Failed> {
        let (block, height) = self.add_block(BLOCK_MS, txs)?;
        self.peer.connect_block(&block, height);
        if let Some(payer) = &self.payer {
            payer.node.connect_block(&block, height);
        }
        Ok(())
    }

    /// The chain server shows what the counterparty has sent, also before it is mined.
    pub fn share_pool(&self) {
        *self.chain.waiting.borrow_mut() = self.peer.pool.0.borrow().clone();
    }

    /// The counterparty opens a channel to the wallet, as a provider would, and it is confirmed.
    pub fn open(&mut self, sats: u64, push_msat: u64) -> Result<(), Failed> {
        let before = self.wallet().channels().iter().filter(|c| c.usable).count();
        let funding = self.open_unconfirmed(sats, push_msat)?;
        self.mine(vec![funding])?;
        self.settle()?;
        for _ in 0..6 {
            self.mine(vec![])?;
            self.settle()?;
        }
        match self.wallet().channels().iter().filter(|c| c.usable).count() {
            usable if usable == before + 1 => Ok(()),
            _ => Err(format!(
                "the channel is not usable after confirmation: {:?} {:?} {:?}",
                self.wallet().channels(),
                self.synced,
                self.wallet().connected().len(),
            )),
        }
    }

    /// The counterparty opens a channel to the wallet. Returns what funds it, sent but not mined.
    pub fn open_unconfirmed(&mut self, sats: u64, push_msat: u64) -> Result<Transaction, Failed> {
        let before = self.peer.manager.list_channels().len();
        for _ in 0..8 {
            let Some((temporary, script)) = self.asked_for_funding() else {
                if self.peer.manager.list_channels().len() == before {
                    let to = self.wallet().node_id();
                    let number = 42 + u128::try_from(before).map_err(|e| e.to_string())?;
                    self.peer
                        .manager
                        .create_channel(to, sats, push_msat, number, None, None)
                        .map_err(|e| format!("{e:?}"))?;
                }
                self.settle()?;
                continue;
            };
            self.peer.events.borrow_mut().retain(|e| !matches!(e, Event::FundingGenerationReady { .. }));
            let tx = funding(u8::try_from(self.restores).unwrap_or(0) + 9, sats, script);
            let txid = tx.compute_txid();
            let to = self.wallet().node_id();
            if self.peer.manager.funding_transaction_generated(temporary, to, tx.clone()).is_err() {
                continue;
            }
            self.settle()?;
            let sent = self.peer.pool.0.borrow().iter().any(|t| t.compute_txid() == txid);
            if sent {
                self.funding.push(txid.to_string());
                return Ok(tx);
            }
        }
        Err("the channel was not funded".to_owned())
    }

    /// The counterparty opens a channel and says that this transaction funds it, whether there is one or not.
    pub fn open_claiming(&mut self, sats: u64, txid: Txid) -> Result<(), Failed> {
        self.open_without_funding(sats, 0)?;
        self.claim_funding(txid)
    }

    /// The counterparty opens a channel, and says nothing of what funds it.
    pub fn open_without_funding(&mut self, sats: u64, push_msat: u64) -> Result<(), Failed> {
        let to = self.wallet().node_id();
        let opened = self.peer.manager.create_channel(to, sats, push_msat, 43, None, None);
        opened.map_err(|e| format!("{e:?}"))?;
        self.settle()
    }

    /// The counterparty says that the first output of this transaction funds the channel that it has opened.
    pub fn claim_funding(&mut self, txid: Txid) -> Result<(), Failed> {
        self.claim_output(OutPoint { txid, index: 0 })
    }

    /// The counterparty says that this output funds the channel that it has opened.
    pub fn claim_output(&mut self, funding: OutPoint) -> Result<(), Failed> {
        let to = self.wallet().node_id();
        let (temporary, _) = self.asked_for_funding().ok_or("the channel was not accepted")?;
        self.peer.events.borrow_mut().retain(|e| !matches!(e, Event::FundingGenerationReady { .. }));
        let manager = &self.peer.manager;
        let made = manager.unsafe_manual_funding_transaction_generated(temporary, to, funding);
        made.map_err(|e| format!("{e:?}"))?;
        self.settle()
    }

    /// Somebody pays somebody else: a transaction that waits for a block until the next one is mined.
    pub fn payment_of_strangers(&self, sats: u64) -> Transaction {
        let transaction = funding(201, sats, ScriptBuf::new_op_return([7; 4]));
        self.chain.waiting.borrow_mut().push(transaction.clone());
        transaction
    }

    /// Blocks that only the wallet will see, with these transactions in the first.
    pub fn mine_alone(&mut self, blocks: usize, mut txs: Vec<Transaction>) -> Result<(), Failed> {
        for _ in 0..blocks {
            self.add_block(BLOCK_MS, std::mem::take(&mut txs))?;
        }
        Ok(())
    }

    fn asked_for_funding(&self) -> Option<(ChannelId, ScriptBuf)> {
        self.peer.events.borrow().iter().rev().find_map(|event| match event {
            Event::FundingGenerationReady { temporary_channel_id, output_script, .. } => {
                Some((*temporary_channel_id, output_script.clone()))
            }
            _ => None,
        })
    }

    /// The counterparty closes alone, of several channels the oldest. Returns its commitment transaction, to be mined.
    pub fn peer_closes_alone(&mut self) -> Result<Transaction, Failed> {
        let channels = self.peer.manager.list_channels();
        let oldest = channels.iter().max_by_key(|channel| channel.confirmations);
        let channel = oldest.map(|channel| channel.channel_id).ok_or("no channel")?;
        let to = self.wallet().node_id();
        self.peer
            .manager
            .force_close_broadcasting_latest_txn(&channel, &to, "closing".to_owned())
            .map_err(|e| format!("{e:?}"))?;
        self.peer.turn();
        let events = self.peer.events.borrow();
        let commitment = events.iter().rev().find_map(|event| match event {
            Event::BumpTransaction(BumpTransactionEvent::ChannelClose { commitment_tx, .. }) => {
                Some(commitment_tx.clone())
            }
            _ => None,
        });
        commitment.ok_or_else(|| "the counterparty has no commitment".to_owned())
    }

    /// The counterparty closes the channel by an error, without a block, as a side that has not funded it
    /// may. Nothing of it can be mined.
    pub fn peer_drops_unfunded(&mut self) -> Result<(), Failed> {
        let channels = self.peer.manager.list_channels();
        let unfunded = channels.iter().find(|channel| channel.confirmations.unwrap_or(0) == 0);
        let channel = unfunded.map(|channel| channel.channel_id).ok_or("no such channel")?;
        let to = self.wallet().node_id();
        let closed =
            self.peer.manager.force_close_broadcasting_latest_txn(&channel, &to, "closing".to_owned());
        closed.map_err(|e| format!("{e:?}"))?;
        self.settle()
    }

    /// Everything the wallet has broadcast and the chain does not hold yet, ready to be mined.
    pub fn unmined(&self) -> Vec<Transaction> {
        let raw = self.broadcasts.iter().filter(|b| self.chain.raw(&b.txid).is_none());
        let mut txs: Vec<Transaction> =
            raw.filter_map(|b| lightning::bitcoin::consensus::encode::deserialize_hex(&b.raw).ok()).collect();
        txs.dedup_by_key(|t| t.compute_txid());
        txs
    }

    /// The independent judge: the counterparty punishes this transaction, so it was revoked.
    pub fn peer_judges(&self, txid: &str) -> bool {
        let spends = |t: &Transaction| t.input.iter().any(|i| i.previous_output.txid.to_string() == txid);
        self.peer.turn();
        self.peer.pool.0.borrow().iter().any(spends)
    }

    /// Blocks are taken back and others come instead, all empty.
    pub fn reorganise(&mut self, depth: usize, instead: usize) -> Result<(), Failed> {
        self.chain.cut(depth);
        self.peer.disconnect_to(self.chain.tip());
        let mut fresh = Vec::new();
        for _ in 0..instead {
            fresh.push(self.add_block(BLOCK_MS + 1000, vec![])?);
        }
        for (block, height) in fresh {
            self.peer.connect_block(&block, height);
        }
        self.look()
    }

    /// Pay to an address, in a block.
    pub fn fund(&mut self, address: &str, sats: u64) -> Result<(), Failed> {
        self.mine(vec![funding(200, sats, script_of(address)?)])
    }

    /// Pay to an address; the transaction waits for a block.
    pub fn send_unmined(&mut self, address: &str, sats: u64) -> Result<(), Failed> {
        self.peer.pool.0.borrow_mut().push(funding(201, sats, script_of(address)?));
        Ok(())
    }

    /// What others have sent, and waits for a block, is dropped.
    pub fn forget_unmined(&mut self) {
        self.peer.pool.0.borrow_mut().clear();
    }

    /// Pay to an address once more.
    pub fn fund_again(&mut self, address: &str, sats: u64) -> Result<(), Failed> {
        let address: Address<NetworkUnchecked> = address.parse().map_err(|_| "not an address")?;
        let unique = u8::try_from(self.chain.tip().height % 100).map_err(|e| e.to_string())? + 100;
        self.mine(vec![funding(unique, sats, address.assume_checked().script_pubkey())])
    }

    /// Make everything durable without anybody to talk to.
    pub fn flush_alone(&mut self) {
        while let Some(batch) = self.wallet().next_cut(self.time_ms, Urgency::Flush) {
            self.cloud.apply(&batch);
            self.wallet().cut_durable();
            self.wallet().pump(self.time_ms);
        }
        self.note();
    }

    /// How the wallet knows the other end.
    pub fn lsp(&self) -> Peer {
        let zero_conf = self.zero_conf;
        Peer {
            node_id: self.peer.node_id(),
            address: "sim:9735".to_owned(),
            zero_conf,
            lsps2: true,
            token: None,
        }
    }

    /// Only the wallet sees these blocks: a look at the chain after the chain was changed by hand.
    pub fn look(&mut self) -> Result<(), Failed> {
        self.time_ms += 1000;
        self.share_pool();
        self.sync(self.wallet()).map_err(|e| e.to_string())?;
        self.wallet().pump(self.time_ms);
        self.note();
        Ok(())
    }

    /// What was broadcast by either side and is not a funding transaction.
    pub fn foreign_broadcasts(&self) -> Vec<String> {
        let held = self.wallet.iter().flat_map(Wallet::held_broadcasts);
        let peers = self.peer.pool.0.borrow();
        let peers = peers.iter().map(Broadcast::from);
        peers
            .chain(self.broadcasts.iter().cloned())
            .chain(held)
            .filter(|b| !self.funding.contains(&b.txid) && !self.is_sold(&b.txid) && self.spends_funding(b))
            .map(|b| b.txid)
            .collect()
    }

    /// Whether it is a channel being closed by one side alone.
    pub fn is_commitment(&self, broadcast: &Broadcast) -> bool {
        decode(&broadcast.raw).is_ok_and(|tx| crate::chain::is_commitment(&tx))
    }

    /// Whether it funds a channel that was bought.
    fn is_sold(&self, txid: &str) -> bool {
        self.peer.seller.funding.borrow().iter().any(|t| t.compute_txid().to_string() == txid)
    }

    /// A channel that was never funded has nothing to spend; its commitment is void.
    fn spends_funding(&self, broadcast: &Broadcast) -> bool {
        let tx: Option<Transaction> =
            lightning::bitcoin::consensus::encode::deserialize_hex(&broadcast.raw).ok();
        tx.is_none_or(|tx| {
            let from = tx.input.first().map(|i| i.previous_output.txid.to_string());
            from.is_none_or(|from| self.funding.contains(&from) || !self.is_unfunded(&from))
        })
    }

    fn is_unfunded(&self, txid: &str) -> bool {
        self.chain.raw(txid).is_none()
    }
}

pub(crate) fn script_of(address: &str) -> Result<ScriptBuf, Failed> {
    let address: Address<NetworkUnchecked> = address.parse().map_err(|_| "not an address")?;
    Ok(address.assume_checked().script_pubkey())
}

/// A transaction from its hex.
pub fn decode(raw: &str) -> Result<Transaction, Failed> {
    lightning::bitcoin::consensus::encode::deserialize_hex(raw).map_err(|e| e.to_string())
}
