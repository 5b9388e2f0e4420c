//! Everything there is: the two nodes, the wire between them, the chain, the cloud, and the accidents.

use lightning::bitcoin::address::NetworkUnchecked;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::{Address, ScriptBuf, Transaction};
use lightning::events::Event;
use lightning::events::bump_transaction::BumpTransactionEvent;
use lightning::ln::channelmanager::{Bolt11InvoiceParameters, PaymentId, Retry};
use lightning::ln::types::ChannelId;
use lightning::routing::router::RouteParametersConfig;
use lightning_invoice::Bolt11Invoice;

use super::chain::funding;
use super::{Chain, Counterparty, Failed, now};
use crate::socket::Socket;
use crate::{
    Batch, Broadcast, ChainError, InvoiceRequest, LightningSeed, Network, Notice, Op, Outcome, PayError,
    Peer, Setup, SocketId, StartError, State, Urgency, Wallet,
};

/// What happens to the wallet when it hands out the chosen cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crash {
    /// The process dies and the entry never reached the cloud.
    Lost,
    /// The entry is durable, but the process dies before it learns so.
    Durable,
    /// A wrong journal, not atomic: only the monitors of the entry became durable.
    OnlyMonitors,
    /// A wrong journal, not atomic: only the manager of the entry became durable.
    OnlyManager,
    /// A wrong host: acknowledges from here on without writing, then dies.
    AckedThenLost,
}

const WALLET_SEED: [u8; 64] = [0xa1; 64];
const PEER_SEED: [u8; 32] = [0xb2; 32];
const START: u64 = 1_700_000_000_000;
const BLOCK_MS: u64 = 600_000;
/// A turn that needs more rounds than this hangs.
const ROUNDS: usize = 4_000;

/// The simulated world.
pub struct World {
    /// The chain.
    pub chain: Chain,
    /// The other end.
    pub peer: Counterparty,
    wallet: Option<Wallet>,
    /// What is durable.
    pub cloud: State,
    /// What was durable before each entry, oldest first.
    pub older: Vec<State>,
    wire: Option<(SocketId, Socket)>,
    next_socket: u64,
    /// Unix milliseconds.
    pub time_ms: u64,
    /// Entries handed out so far.
    pub cuts: u64,
    /// Bytes of those entries.
    pub bytes: u64,
    /// The largest of them.
    pub largest: usize,
    /// The accident to come.
    pub crash: Option<(u64, Crash)>,
    acking_only: bool,
    waiting: Option<Batch>,
    /// Entries are handed out and nothing happens to them.
    pub outage: bool,
    /// How often the wallet was restored.
    pub restores: u32,
    /// Funded channels that were closed, on either side.
    pub closed: u32,
    /// What the wallet sent out, after release.
    pub broadcasts: Vec<Broadcast>,
    /// Everything the wallet noticed.
    pub notices: Vec<Notice>,
    /// Whether the peer's channels are used unconfirmed.
    pub zero_conf: bool,
    /// Whether the guard that notices a stale state is on.
    pub guarded: bool,
    funding: Vec<String>,
    /// How the look at the chain went when the process started.
    pub synced: Result<(), ChainError>,
}

impl World {
    /// Two new nodes, not connected.
    pub fn new() -> Result<Self, Failed> {
        Self::with(true)
    }

    /// The same, and whether the peer is trusted with unconfirmed channels.
    pub fn with(zero_conf: bool) -> Result<Self, Failed> {
        let chain = Chain::default();
        let peer = Counterparty::new(PEER_SEED, chain.tip(), 1_700_000_000);
        let mut world = Self {
            chain,
            peer,
            wallet: None,
            cloud: State::default(),
            older: Vec::new(),
            wire: None,
            next_socket: 1,
            time_ms: START,
            cuts: 0,
            bytes: 0,
            largest: 0,
            crash: None,
            acking_only: false,
            waiting: None,
            outage: false,
            restores: 0,
            closed: 0,
            broadcasts: Vec::new(),
            notices: Vec::new(),
            zero_conf,
            guarded: true,
            funding: Vec::new(),
            synced: Ok(()),
        };
        world.start().map_err(|e| e.to_string())?;
        Ok(world)
    }

    /// The wallet.
    ///
    /// # Panics
    /// While it is dead.
    pub fn wallet(&self) -> &Wallet {
        self.wallet.as_ref().unwrap_or_else(|| panic!("the wallet is dead"))
    }

    fn setup(&self) -> Setup {
        let mut entropy = [0; 32];
        entropy[..4].copy_from_slice(&self.restores.to_be_bytes());
        entropy[7] = 1;
        Setup {
            seed: LightningSeed::from_bip39(WALLET_SEED),
            network: Network::Regtest,
            lsp: Some(self.lsp()),
            entropy,
            tip: Some(self.chain.tip()),
            now_ms: self.time_ms,
        }
    }

    /// A second reader of what is durable, which looks at nothing else.
    pub fn open_durable(&self) -> Result<Wallet, StartError> {
        Wallet::start(self.setup(), &self.cloud)
    }

    /// A process starts from what is durable, and looks at the chain.
    pub fn start(&mut self) -> Result<(), StartError> {
        let wallet = Wallet::start(self.setup(), &self.cloud)?;
        wallet.guard.off.set(!self.guarded);
        self.synced = now(wallet.sync(&self.chain, self.time_ms)).map(|_| ());
        self.wallet = Some(wallet);
        Ok(())
    }

    /// Connect the two nodes.
    pub fn connect(&mut self) -> Result<(), Failed> {
        let (id, first) = self.wallet().connect(&self.lsp()).map_err(|e| e.to_string())?;
        let socket = Socket::new(SocketId(self.next_socket));
        self.next_socket += 1;
        self.peer.peers.new_inbound_connection(socket.clone(), None).map_err(|_| "inbound")?;
        let _ = self.peer.peers.read_event(&mut socket.clone(), &first);
        self.wire = Some((id, socket));
        Ok(())
    }

    /// Break the wire.
    pub fn disconnect(&mut self) {
        if let Some((id, socket)) = self.wire.take() {
            if let Some(wallet) = &self.wallet {
                wallet.gone(id);
            }
            if socket.open.get() {
                self.peer.peers.socket_disconnected(&socket);
            }
        }
    }

    /// The process dies.
    pub fn kill(&mut self) {
        self.note();
        self.wallet = None;
        self.disconnect();
    }

    /// A new process on what is durable, connected.
    pub fn restore(&mut self) -> Result<(), Failed> {
        self.restores += 1;
        self.time_ms += 60_000;
        self.start().map_err(|e| format!("start: {e}"))?;
        self.connect()
    }

    fn note(&mut self) {
        let Some(wallet) = &self.wallet else { return };
        let notices = wallet.take_notices();
        for notice in &notices {
            // A channel whose funding was never sent may be dropped freely.
            if let Notice::ChannelClosed { funding: Some(funding), .. } = notice
                && self.funding.contains(funding)
            {
                self.closed += 1;
            }
        }
        self.notices.extend(notices);
        self.broadcasts.extend(wallet.take_broadcasts());
    }

    fn deliver(&mut self) -> bool {
        let Some((id, socket)) = self.wire.clone() else { return false };
        let Some(wallet) = &self.wallet else { return false };
        let mut moved = false;
        for (_, bytes) in wallet.take_outgoing() {
            moved = true;
            if self.peer.peers.read_event(&mut socket.clone(), &bytes).is_err() {
                socket.open.set(false);
            }
        }
        self.peer.turn();
        let bytes = std::mem::take(&mut *socket.out.borrow_mut());
        if !bytes.is_empty() {
            moved = true;
            wallet.received(id, &bytes);
        }
        let dropped = !wallet.take_closed().is_empty();
        if dropped || !socket.open.get() {
            self.disconnect();
            moved = true;
        }
        moved
    }

    /// Run until nothing moves. A wallet that dies is restored.
    pub fn settle(&mut self) -> Result<(), Failed> {
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            let mut moved = false;
            if self.wallet.is_none() {
                self.restore()?;
                moved = true;
            }
            moved |= self.deliver();
            self.wallet().pump(self.time_ms);
            moved |= self.peer.turn();
            self.note();
            moved |= self.cut(Urgency::Normal)?;
            quiet = if moved { 0 } else { quiet + 1 };
            // Forwards may become due a turn later.
            if quiet > 3 {
                if std::mem::take(&mut self.acking_only) {
                    self.kill();
                    continue;
                }
                return Ok(());
            }
        }
        Err("it does not settle".to_owned())
    }

    fn cut(&mut self, urgency: Urgency) -> Result<bool, Failed> {
        let Some(batch) = self.wallet().next_cut(self.time_ms, urgency) else { return Ok(false) };
        self.cuts += 1;
        let size = size(&batch);
        self.bytes += u64::try_from(size).unwrap_or(u64::MAX);
        self.largest = self.largest.max(size);
        if self.acking_only {
            self.wallet().cut_durable();
            return Ok(true);
        }
        match self.crash {
            Some((at, how)) if at == self.cuts => self.accident(how, &batch),
            _ if self.outage => self.waiting = Some(batch),
            _ => {
                self.older.push(self.cloud.clone());
                self.cloud.apply(&batch);
                self.wallet().cut_durable();
            }
        }
        Ok(true)
    }

    fn accident(&mut self, how: Crash, batch: &Batch) {
        let only = |wanted: fn(&str) -> bool| Batch {
            ops: batch.ops.iter().filter(|op| wanted(key(op))).cloned().collect(),
        };
        match how {
            Crash::Lost => {}
            Crash::Durable => self.cloud.apply(batch),
            Crash::OnlyMonitors => self.cloud.apply(&only(|k| k != "manager")),
            Crash::OnlyManager => self.cloud.apply(&only(|k| k == "manager")),
            Crash::AckedThenLost => {
                self.acking_only = true;
                self.wallet().cut_durable();
                return;
            }
        }
        self.kill();
    }

    /// The cloud answers again: write what was waiting.
    pub fn write_waiting(&mut self) -> bool {
        let Some(batch) = self.waiting.take() else { return false };
        self.cloud.apply(&batch);
        self.wallet().cut_durable();
        true
    }

    /// Make everything durable that may wait.
    pub fn flush(&mut self) -> Result<(), Failed> {
        self.cut(Urgency::Flush)?;
        self.settle()
    }

    /// A block, seen by both.
    pub fn mine(&mut self, txs: Vec<Transaction>) -> Result<(), Failed> {
        self.time_ms += BLOCK_MS;
        let seconds = u32::try_from(self.time_ms / 1000).map_err(|e| e.to_string())?;
        let (block, height) = self.chain.mine(seconds, txs);
        self.peer.connect_block(&block, height);
        if let Some(wallet) = &self.wallet {
            now(wallet.sync(&self.chain, self.time_ms)).map_err(|e| e.to_string())?;
            wallet.pump(self.time_ms);
        }
        Ok(())
    }

    /// The counterparty opens a channel to the wallet, as a provider would, and it is confirmed.
    pub fn open(&mut self, sats: u64, push_msat: u64) -> Result<(), Failed> {
        for _ in 0..8 {
            let Some((temporary, script)) = self.asked_for_funding() else {
                if self.peer.manager.list_channels().is_empty() {
                    let to = self.wallet().node_id();
                    self.peer
                        .manager
                        .create_channel(to, sats, push_msat, 42, None, None)
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
            if !sent {
                continue;
            }
            self.funding.push(txid.to_string());
            self.mine(vec![tx])?;
            self.settle()?;
            for _ in 0..6 {
                self.mine(vec![])?;
                self.settle()?;
            }
            return match self.wallet().channels().iter().filter(|c| c.usable).count() {
                1 => Ok(()),
                _ => Err(format!(
                    "the channel is not usable after confirmation: {:?} {:?} {:?}",
                    self.wallet().channels(),
                    self.synced,
                    self.wallet().connected().len(),
                )),
            };
        }
        Err("the channel was not funded".to_owned())
    }

    fn asked_for_funding(&self) -> Option<(ChannelId, ScriptBuf)> {
        self.peer.events.borrow().iter().rev().find_map(|event| match event {
            Event::FundingGenerationReady { temporary_channel_id, output_script, .. } => {
                Some((*temporary_channel_id, output_script.clone()))
            }
            _ => None,
        })
    }

    /// An invoice of the counterparty.
    pub fn peer_invoice(&self, msat: Option<u64>) -> Result<String, Failed> {
        let parameters = Bolt11InvoiceParameters {
            amount_msats: msat,
            invoice_expiry_delta_secs: Some(36_000),
            ..Default::default()
        };
        let invoice = self.peer.manager.create_bolt11_invoice(parameters).map_err(|e| format!("{e:?}"))?;
        Ok(invoice.to_string())
    }

    /// The counterparty pays an invoice. Again and again: the id is the hash, so it pays once.
    pub fn peer_pays(&self, bolt11: &str) -> Result<(), Failed> {
        let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
        let id = PaymentId(invoice.payment_hash().to_byte_array());
        let route = RouteParametersConfig::default();
        let _ = self.peer.manager.pay_for_bolt11_invoice(&invoice, id, None, route, Retry::Attempts(3));
        Ok(())
    }

    /// An invoice of the wallet.
    pub fn invoice(&self, msat: Option<u64>) -> Result<crate::Invoice, Failed> {
        let request = InvoiceRequest { amount_msat: msat, note: "a coffee".to_owned(), expiry_secs: 36_000 };
        self.wallet().invoice(&request, self.time_ms).map_err(|e| e.to_string())
    }

    /// Pay; `out` means from the wallet. Tries again what died with the process. `true` when the money moved.
    pub fn pay(&mut self, out: bool, msat: u64) -> Result<bool, Failed> {
        if out { self.pay_out(msat) } else { self.pay_in(msat) }
    }

    fn pay_out(&mut self, msat: u64) -> Result<bool, Failed> {
        let bolt11 = self.peer_invoice(Some(msat))?;
        for _ in 0..6 {
            match self.wallet().pay(&bolt11, None, self.time_ms) {
                Ok(_) | Err(PayError::AlreadyPaid) => {}
                Err(error) => return Err(format!("pay: {error}")),
            }
            self.settle()?;
            let payments = self.wallet().payments();
            let hash = hash_of(&bolt11)?;
            let ours = payments.iter().find(|p| p.hash == hash).map(|p| p.outcome);
            if ours == Some(Outcome::Done) && self.peer.has_claimed(&hash) {
                return Ok(true);
            }
        }
        Err(format!("the payment out did not complete: {:?}", self.wallet().log_lines().last()))
    }

    fn pay_in(&mut self, msat: u64) -> Result<bool, Failed> {
        let invoice = self.invoice(Some(msat))?;
        for _ in 0..6 {
            self.peer_pays(&invoice.bolt11)?;
            self.settle()?;
            let payments = self.wallet().payments();
            let ours = payments.iter().find(|p| p.hash == invoice.hash).map(|p| p.outcome);
            if ours == Some(Outcome::Done) && self.peer.has_proof(&invoice.hash) {
                return Ok(true);
            }
            if self.peer.has_failed(&invoice.hash) {
                return Ok(false);
            }
        }
        Err(format!("the payment in did not complete: {:?}", self.peer.log.lines().last()))
    }

    /// The counterparty closes alone. Returns its commitment transaction, to be mined.
    pub fn peer_closes_alone(&mut self) -> Result<Transaction, Failed> {
        let channel = self.peer.manager.list_channels().first().map(|c| c.channel_id).ok_or("no channel")?;
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
            self.time_ms += BLOCK_MS + 1000;
            let seconds = u32::try_from(self.time_ms / 1000).map_err(|e| e.to_string())?;
            fresh.push(self.chain.mine(seconds, vec![]));
        }
        for (block, height) in fresh {
            self.peer.connect_block(&block, height);
        }
        self.look()
    }

    /// Pay to an address, in a block.
    pub fn fund(&mut self, address: &str, sats: u64) -> Result<(), Failed> {
        let address: Address<NetworkUnchecked> = address.parse().map_err(|_| "not an address")?;
        self.mine(vec![funding(200, sats, address.assume_checked().script_pubkey())])
    }

    /// Make everything durable without anybody to talk to.
    pub fn flush_alone(&mut self) {
        while let Some(batch) = self.wallet().next_cut(self.time_ms, Urgency::Flush) {
            self.cloud.apply(&batch);
            self.wallet().cut_durable();
            self.wallet().pump(self.time_ms);
        }
    }

    /// How the wallet knows the other end.
    pub fn lsp(&self) -> Peer {
        Peer { node_id: self.peer.node_id(), address: "sim:9735".to_owned(), zero_conf: self.zero_conf }
    }

    /// Only the wallet sees these blocks: a look at the chain after the chain was changed by hand.
    pub fn look(&mut self) -> Result<(), Failed> {
        self.time_ms += 1000;
        now(self.wallet().sync(&self.chain, self.time_ms)).map_err(|e| e.to_string())?;
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
            .filter(|b| !self.funding.contains(&b.txid) && self.spends_funding(b))
            .map(|b| b.txid)
            .collect()
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

/// The hash of an invoice, hex.
pub(crate) fn hash_of(bolt11: &str) -> Result<String, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    Ok(crate::history::hex(invoice.payment_hash().as_byte_array()))
}

/// A transaction from its hex.
pub fn decode(raw: &str) -> Result<Transaction, Failed> {
    lightning::bitcoin::consensus::encode::deserialize_hex(raw).map_err(|e| e.to_string())
}

/// The nodes through which an invoice leads.
pub fn hints(bolt11: &str) -> Result<Vec<crate::PublicKey>, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    Ok(invoice.route_hints().iter().flat_map(|h| h.0.iter().map(|hop| hop.src_node_id)).collect())
}

/// An invoice of a node that nobody is connected to.
pub fn invoice_of_a_stranger(msat: u64, now_ms: u64) -> Result<String, Failed> {
    use lightning::bitcoin::hashes::sha256;
    use lightning::bitcoin::secp256k1::{Secp256k1, SecretKey};
    let key = SecretKey::from_slice(&[7; 32]).map_err(|e| e.to_string())?;
    lightning_invoice::InvoiceBuilder::new(crate::invoice::currency(Network::Regtest))
        .description(String::new())
        .payment_hash(sha256::Hash::from_byte_array([3; 32]))
        .payment_secret(lightning::types::payment::PaymentSecret([4; 32]))
        .duration_since_epoch(std::time::Duration::from_millis(now_ms))
        .min_final_cltv_expiry_delta(24)
        .amount_milli_satoshis(msat)
        .build_signed(|hash| Secp256k1::new().sign_ecdsa_recoverable(hash, &key))
        .map(|invoice| invoice.to_string())
        .map_err(|e| format!("{e:?}"))
}

fn key(op: &Op) -> &str {
    match op {
        Op::Put { key, .. } | Op::Delete { key } => key,
    }
}

fn size(batch: &Batch) -> usize {
    batch
        .ops
        .iter()
        .map(|op| match op {
            Op::Put { key, value } => key.len() + value.len(),
            Op::Delete { key } => key.len(),
        })
        .sum()
}
