//! The chain and the provider's node alone, for a host that runs the wallet's process itself.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use async_trait::async_trait;
use lightning::bitcoin::hashes::{Hash, sha256};
use lightning::bitcoin::{OutPoint, Transaction, Txid};
use lightning::events::Event;
use lightning::ln::channelmanager::{Bolt11InvoiceParameters, PaymentId, Retry};
use lightning::routing::router::RouteParametersConfig;
use lightning_invoice::{Bolt11Invoice, Bolt11InvoiceDescription, Sha256};

use super::PEER_SEED;
use super::chain::funding;
use super::world::{decode, script_of};
use super::{Chain, Counterparty, Failed};
use crate::socket::Socket;
use crate::{Fetch, FetchAnswer, PublicKey, SocketId, Unreachable};

/// What a wallet finds around it. Nothing moves on its own: [`LightningNetwork::turn`] after everything that
/// happened.
pub struct LightningNetwork {
    /// The chain, and the Esplora server over it.
    pub chain: Chain,
    /// The provider's node.
    pub peer: Counterparty,
    /// What was sent by others than the provider, and taken.
    pub broadcasts: RefCell<Vec<Transaction>>,
    /// Why the chain server takes no transaction of the wallet's; `None`: it does.
    pub refusal: RefCell<Option<Failed>>,
    /// What the pool takes at least, satoshis per 1000 weight units.
    pub least_rate: Cell<u64>,
    /// Whether the chain server knows packages.
    pub packages: Cell<bool>,
    wires: RefCell<BTreeMap<u64, Socket>>,
    next_wire: Cell<u64>,
    fundings: Cell<u8>,
}

impl LightningNetwork {
    /// A new node on a new chain, at this time, Unix ms.
    pub fn new(now_ms: u64) -> Self {
        let chain = Chain::default();
        let seconds = u32::try_from(now_ms / 1000).unwrap_or(u32::MAX);
        let peer = Counterparty::new(PEER_SEED, chain.tip(), seconds);
        Self {
            chain,
            peer,
            broadcasts: RefCell::default(),
            refusal: RefCell::default(),
            least_rate: Cell::new(0),
            packages: Cell::new(true),
            wires: RefCell::default(),
            next_wire: Cell::new(1),
            fundings: Cell::new(0),
        }
    }

    /// Somebody dials the provider. Names the wire.
    ///
    /// # Errors
    /// The node accepts no connection.
    pub fn dial(&self) -> Result<u64, Failed> {
        let wire = self.next_wire.replace(self.next_wire.get() + 1);
        let socket = Socket::new(SocketId(wire));
        self.peer.peers.new_inbound_connection(socket.clone(), None).map_err(|_| "inbound")?;
        self.wires.borrow_mut().insert(wire, socket);
        Ok(wire)
    }

    /// Bytes come on a wire. What comes on one that is gone is lost.
    pub fn received(&self, wire: u64, bytes: &[u8]) {
        let socket = self.wires.borrow().get(&wire).cloned();
        if let Some(socket) = socket
            && self.peer.peers.read_event(&mut socket.clone(), bytes).is_err()
        {
            socket.close();
        }
    }

    /// What the provider sends on a wire; `None` when it has hung up.
    pub fn take_outgoing(&self, wire: u64) -> Option<Vec<u8>> {
        let socket = self.wires.borrow().get(&wire).cloned()?;
        let bytes = socket.take_outgoing();
        (socket.is_open() || !bytes.is_empty()).then_some(bytes)
    }

    /// The wire is gone.
    pub fn hang_up(&self, wire: u64) {
        let socket = self.wires.borrow_mut().remove(&wire);
        if let Some(socket) = socket.filter(|socket| socket.is_open()) {
            self.peer.peers.socket_disconnected(&socket);
        }
    }

    /// Lets the provider work, and funds what it opens. Whether anything moved that can be seen here.
    pub fn turn(&self) -> bool {
        let moved = self.peer.turn() | self.fund();
        let pool = self.peer.pool.0.borrow();
        *self.chain.waiting.borrow_mut() = pool.iter().chain(&*self.broadcasts.borrow()).cloned().collect();
        moved
    }

    fn fund(&self) -> bool {
        let mut asked = Vec::new();
        self.peer.events.borrow_mut().retain(|event| match event {
            Event::FundingGenerationReady {
                temporary_channel_id,
                counterparty_node_id,
                channel_value_satoshis,
                output_script,
                ..
            } => {
                let script = output_script.clone();
                asked.push((*temporary_channel_id, *counterparty_node_id, *channel_value_satoshis, script));
                false
            }
            _ => true,
        });
        for (temporary, to, sats, script) in &asked {
            self.fundings.set(self.fundings.get().wrapping_add(1));
            let funding = funding(self.fundings.get(), *sats, script.clone());
            // Refused when the wallet has gone away meanwhile.
            let _ = self.peer.manager.funding_transaction_generated(*temporary, *to, funding);
        }
        !asked.is_empty()
    }

    /// The provider opens a channel to a wallet that is connected.
    ///
    /// # Errors
    /// It does not.
    pub fn open_channel(&self, wallet: PublicKey, sats: u64, push_msat: u64) -> Result<(), Failed> {
        let opened = self.peer.manager.create_channel(wallet, sats, push_msat, 42, None, None);
        opened.map(drop).map_err(|error| format!("{error:?}"))
    }

    /// The connected peers.
    pub fn connected(&self) -> Vec<PublicKey> {
        self.peer.peers.list_peers().into_iter().map(|peer| peer.counterparty_node_id).collect()
    }

    /// A block of this time, Unix ms, with everything that was sent.
    pub fn mine(&self, now_ms: u64) {
        let seconds = u32::try_from(now_ms / 1000).unwrap_or(u32::MAX);
        let waiting = self.chain.waiting.borrow().clone();
        let fresh = waiting.into_iter().filter(|tx| self.chain.raw(&tx.compute_txid().to_string()).is_none());
        let (block, height) = self.chain.mine(seconds, fresh.collect());
        self.peer.connect_block(&block, height);
        self.turn();
    }

    /// A POST to the chain server: `/tx`, hex, or `/txs/package`, a list of such. Its status and its words,
    /// which are Core's.
    ///
    /// # Errors
    /// What was sent is neither.
    pub fn post(&self, path: &str, body: &str) -> Result<FetchAnswer, Failed> {
        let answer = |status: u16, body: String| Ok(FetchAnswer { status, body: body.into_bytes() });
        match path {
            "/tx" => match self.take(&[decode(body)?]) {
                Ok(()) => answer(200, decode(body)?.compute_txid().to_string()),
                Err(refused) => answer(400, refused),
            },
            "/txs/package" if self.packages.get() => {
                let raw: Vec<String> = serde_json::from_str(body).map_err(|error| error.to_string())?;
                let package: Vec<Transaction> =
                    raw.iter().map(|raw| decode(raw)).collect::<Result<_, _>>()?;
                match self.take(&package) {
                    Ok(()) => answer(200, r#"{"package_msg":"success","tx-results":{}}"#.to_owned()),
                    Err(refused) => {
                        let results =
                            format!(r#"{{"{}":{{"error":"{refused}"}}}}"#, package[0].compute_wtxid());
                        answer(
                            200,
                            format!(r#"{{"package_msg":"transaction failed","tx-results":{results}}}"#),
                        )
                    }
                }
            }
            _ => answer(404, "not found".to_owned()),
        }
    }

    /// Into the pool, if it pays enough as a whole and conflicts with nothing.
    fn take(&self, package: &[Transaction]) -> Result<(), Failed> {
        if let Some(words) = &*self.refusal.borrow() {
            return Err(words.clone());
        }
        let known = |txid: &Txid| self.chain.raw(&txid.to_string());
        let pool: Vec<Transaction> = self.chain.waiting.borrow().iter().chain(package).cloned().collect();
        let output = |coin: &OutPoint| {
            let tx =
                pool.iter().find(|tx| tx.compute_txid() == coin.txid).cloned().or_else(|| known(&coin.txid));
            let index = usize::try_from(coin.vout).ok()?;
            tx.and_then(|tx| tx.output.get(index).map(|output| output.value.to_sat()))
        };
        let (mut fee, mut weight) = (0u64, 0u64);
        for tx in package.iter().filter(|tx| known(&tx.compute_txid()).is_none()) {
            if tx.input.iter().any(|input| self.is_spent(input.previous_output, tx)) {
                return Err("bad-txns-inputs-missingorspent".to_owned());
            }
            let spent = tx.input.iter().map(|input| output(&input.previous_output)).sum::<Option<u64>>();
            let spent = spent.ok_or("bad-txns-inputs-missingorspent")?;
            let paid: u64 = tx.output.iter().map(|output| output.value.to_sat()).sum();
            fee += spent.checked_sub(paid).ok_or("bad-txns-in-belowout")?;
            weight += tx.weight().to_wu();
        }
        let least = self.least_rate.get() * weight / 1000;
        if fee < least {
            return Err(format!("mempool min fee not met, {fee} < {least}"));
        }
        let mut pool = self.broadcasts.borrow_mut();
        for tx in package {
            // The newer one takes the place of what it conflicts with, and of itself.
            pool.retain(|earlier| !conflict(earlier, tx));
            pool.push(tx.clone());
        }
        drop(pool);
        self.turn();
        Ok(())
    }

    /// Somebody pays to an address; the transaction waits for the next block.
    ///
    /// # Errors
    /// It is no address.
    pub fn give(&self, address: &str, sats: u64) -> Result<(), Failed> {
        self.fundings.set(self.fundings.get().wrapping_add(1));
        let paid = funding(self.fundings.get(), sats, script_of(address)?);
        self.broadcasts.borrow_mut().push(paid);
        self.turn();
        Ok(())
    }

    fn is_spent(&self, coin: OutPoint, by: &Transaction) -> bool {
        let blocks = self.chain.blocks();
        let mut mined = blocks.iter().flat_map(|block| &block.txdata);
        mined.any(|tx| tx != by && tx.input.iter().any(|input| input.previous_output == coin))
    }

    /// An invoice of the provider's node.
    ///
    /// # Errors
    /// It gives none.
    pub fn invoice(&self, msat: u64) -> Result<String, Failed> {
        let parameters = Bolt11InvoiceParameters {
            amount_msats: Some(msat),
            invoice_expiry_delta_secs: Some(36_000),
            ..Default::default()
        };
        let invoice = self.peer.manager.create_bolt11_invoice(parameters);
        invoice.map(|invoice| invoice.to_string()).map_err(|error| format!("{error:?}"))
    }

    /// An invoice of the provider's for what a text says (BOLT 11, `h`).
    ///
    /// # Errors
    /// It gives none.
    pub fn invoice_for(&self, msat: u64, text: &str) -> Result<String, Failed> {
        let hash = Sha256(sha256::Hash::hash(text.as_bytes()));
        let parameters = Bolt11InvoiceParameters {
            amount_msats: Some(msat),
            description: Bolt11InvoiceDescription::Hash(hash),
            ..Default::default()
        };
        let invoice = self.peer.manager.create_bolt11_invoice(parameters);
        invoice.map(|invoice| invoice.to_string()).map_err(|error| format!("{error:?}"))
    }

    /// The provider's node pays an invoice; once, however often it is asked to.
    ///
    /// # Errors
    /// The text is not an invoice.
    pub fn pay(&self, bolt11: &str) -> Result<(), Failed> {
        let invoice: Bolt11Invoice = bolt11.parse().map_err(|error| format!("{error:?}"))?;
        let id = PaymentId(invoice.payment_hash().to_byte_array());
        let route = RouteParametersConfig::default();
        let _ = self.peer.manager.pay_for_bolt11_invoice(&invoice, id, None, route, Retry::Attempts(3));
        Ok(())
    }
}

fn conflict(a: &Transaction, b: &Transaction) -> bool {
    a.input.iter().any(|of_a| b.input.iter().any(|of_b| of_a.previous_output == of_b.previous_output))
}

#[async_trait(?Send)]
impl Fetch for LightningNetwork {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        self.chain.get(path).await
    }
}
