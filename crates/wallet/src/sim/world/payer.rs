//! A third node, which pays the wallet through the other end.

use super::*;
use crate::sim::{Map, MapChannel, Offer};

const PAYER_SEED: [u8; 32] = [0xc3; 32];
const CHANNEL_SATS: u64 = 5_000_000;
/// What the other end has from the start, so that the payer can be paid as well.
const PUSHED_MSAT: u64 = 500_000_000;

/// The node, and its wire to the other end.
pub(crate) struct Payer {
    pub(crate) node: Counterparty,
    /// The payer's end, and the other.
    wire: (Socket, Socket),
}

impl World {
    /// A world with somebody who can pay the wallet.
    pub fn with_payer() -> Result<Self, Failed> {
        let mut world = Self::new()?;
        let node = Counterparty::new(PAYER_SEED, world.chain.tip(), 1_700_000_000);
        let (near, far) = (Socket::new(SocketId(1 << 40)), Socket::new(SocketId((1 << 40) + 1)));
        let hello = node
            .peers
            .new_outbound_connection(world.peer.node_id(), near.clone(), None)
            .map_err(|_| "outbound")?;
        world.peer.peers.new_inbound_connection(far.clone(), None).map_err(|_| "inbound")?;
        let _ = world.peer.peers.read_event(&mut far.clone(), &hello);
        world.payer = Some(Payer { node, wire: (near, far) });
        world.settle()?;
        world.fund_payer()?;
        Ok(world)
    }

    fn payer(&self) -> Result<&Payer, Failed> {
        self.payer.as_ref().ok_or_else(|| "there is no payer".to_owned())
    }

    fn fund_payer(&mut self) -> Result<(), Failed> {
        let to = self.peer.node_id();
        let payer = &self.payer()?.node;
        payer
            .manager
            .create_channel(to, CHANNEL_SATS, PUSHED_MSAT, 1, None, None)
            .map_err(|e| format!("{e:?}"))?;
        self.settle_with_accept()?;
        let payer = &self.payer()?.node;
        let wanted = payer.events.borrow().iter().find_map(|event| match event {
            Event::FundingGenerationReady { temporary_channel_id, output_script, .. } => {
                Some((*temporary_channel_id, output_script.clone()))
            }
            _ => None,
        });
        let (temporary, script) = wanted.ok_or("the payer's channel was not accepted")?;
        let tx = funding(250, CHANNEL_SATS, script);
        payer
            .manager
            .funding_transaction_generated(temporary, to, tx.clone())
            .map_err(|e| format!("{e:?}"))?;
        self.settle()?;
        self.mine(vec![tx])?;
        for _ in 0..6 {
            self.mine(vec![])?;
            self.settle()?;
        }
        match self.payer()?.node.manager.list_usable_channels().len() {
            1 => Ok(()),
            _ => Err("the payer's channel is not usable".to_owned()),
        }
    }

    /// The other end takes the payer's channel.
    fn settle_with_accept(&mut self) -> Result<(), Failed> {
        self.settle()?;
        let asked = self.peer.events.borrow().iter().find_map(|event| match event {
            Event::OpenChannelRequest { temporary_channel_id, counterparty_node_id, .. } => {
                Some((*temporary_channel_id, *counterparty_node_id))
            }
            _ => None,
        });
        let (temporary, from) = asked.ok_or("nobody asked for a channel")?;
        self.peer.manager.accept_inbound_channel(&temporary, &from, 1, None).map_err(|e| format!("{e:?}"))?;
        self.settle()
    }

    /// Bytes both ways, and a turn of the payer.
    pub(super) fn payer_turn(&mut self) -> bool {
        let Some(payer) = &self.payer else { return false };
        let (near, far) = &payer.wire;
        let mut moved = payer.node.turn();
        let there = near.take_outgoing();
        if !there.is_empty() {
            moved = true;
            let _ = self.peer.peers.read_event(&mut far.clone(), &there);
        }
        self.peer.turn();
        let back = far.take_outgoing();
        if !back.is_empty() {
            moved = true;
            let _ = payer.node.peers.read_event(&mut near.clone(), &back);
        }
        moved
    }

    /// The payer pays an invoice. Again and again: the id is the hash, so it pays once.
    pub fn payer_pays(&self, bolt11: &str, msat: Option<u64>) -> Result<(), Failed> {
        let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
        let id = PaymentId(invoice.payment_hash().to_byte_array());
        let route = RouteParametersConfig::default();
        let manager = &self.payer()?.node.manager;
        let _ = manager.pay_for_bolt11_invoice(&invoice, id, msat, route, Retry::Attempts(3));
        Ok(())
    }

    /// An invoice of the payer's, who is a payee then. Its channel is private: without the hint that leads
    /// over it, only who has it on a map finds the way.
    pub fn payer_invoice(&self, msat: Option<u64>, hinted: bool) -> Result<String, Failed> {
        use lightning::sign::{NodeSigner, Recipient};
        use lightning_invoice::{RawTaggedField, TaggedField};
        let parameters = Bolt11InvoiceParameters {
            amount_msats: msat,
            invoice_expiry_delta_secs: Some(36_000),
            ..Default::default()
        };
        let invoice = self.payer()?.node.manager.create_bolt11_invoice(parameters);
        let invoice = invoice.map_err(|e| format!("{e:?}"))?;
        if hinted {
            return Ok(invoice.to_string());
        }
        let (mut raw, _, _) = invoice.into_signed_raw().into_parts();
        let is_hint = |field: &RawTaggedField| {
            matches!(field, RawTaggedField::KnownSemantics(TaggedField::PrivateRoute(_)))
        };
        raw.data.tagged_fields.retain(|field| !is_hint(field));
        let keys = lightning::sign::KeysManager::new(&PAYER_SEED, 0, 0, true);
        let signature = keys.sign_invoice(&raw, Recipient::Node).map_err(|()| "not signed")?;
        raw.sign::<_, ()>(|_| Ok(signature))
            .map(|signed| signed.to_string())
            .map_err(|()| "not signed".into())
    }

    /// A map that knows the channel between the other end and the payer, where both ask for this much.
    pub fn map_with_payer(&self, fee: (u32, u32)) -> Result<Map, Failed> {
        let payer = &self.payer()?.node;
        let channels = payer.manager.list_channels();
        let scid = channels.first().and_then(|channel| channel.short_channel_id).ok_or("no channel")?;
        let mut nodes = vec![self.peer.node_id().serialize(), payer.node_id().serialize()];
        nodes.sort_unstable();
        let channel = MapChannel { scid, between: (0, 1), fee, most_msat: CHANNEL_SATS * 1000 };
        let made = u32::try_from(self.time_ms / 1000).map_err(|e| e.to_string())?;
        Ok(Map { network: Network::Regtest, made, nodes, channels: vec![channel] })
    }

    /// The payer holds incoming payments instead of claiming them.
    pub fn payer_holds(&self) {
        if let Some(payer) = &self.payer {
            payer.node.holds(true);
        }
    }

    /// The payer takes what it let lie.
    pub fn payer_claims(&self) {
        if let Some(payer) = &self.payer {
            payer.node.holds(false);
            payer.node.claim_held();
        }
    }

    /// The payer holds the proof that it paid this hash.
    pub fn payer_has_proof(&self, hash: &str) -> bool {
        self.payer.as_ref().is_some_and(|p| p.node.has_proof(hash))
    }

    /// How often the payer's attempts for this hash failed.
    pub fn payer_failures(&self, hash: &str) -> usize {
        let failed = |e: &&Event| matches!(e, Event::PaymentFailed { payment_hash: Some(h), .. } if crate::history::key_of(*h) == hash);
        self.payer.as_ref().map_or(0, |p| p.node.events.borrow().iter().filter(failed).count())
    }

    /// Mines what funds the channels that were bought, as far as it was sent, and buries it.
    pub fn mine_bought(&mut self) -> Result<usize, Failed> {
        let count = self.mine_bought_once()?;
        for _ in 0..6 {
            self.mine(vec![])?;
            self.settle()?;
        }
        Ok(count)
    }

    /// Mines the funding of the bought channels into the newest block alone.
    pub fn mine_bought_once(&mut self) -> Result<usize, Failed> {
        let sold = self.peer.seller.funding.borrow().clone();
        let sent =
            |t: &Transaction| self.peer.pool.0.borrow().iter().any(|p| p.compute_txid() == t.compute_txid());
        let txs: Vec<Transaction> = sold
            .into_iter()
            .filter(|t| sent(t) && self.chain.raw(&t.compute_txid().to_string()).is_none())
            .collect();
        let count = txs.len();
        self.funding.extend(txs.iter().map(|t| t.compute_txid().to_string()));
        self.mine(txs)?;
        self.settle()?;
        Ok(count)
    }

    /// How the wallet knows the payer, where that sells channels.
    pub fn payer_as_seller(&self) -> Result<Peer, Failed> {
        let node_id = self.payer()?.node.node_id();
        Ok(Peer { node_id, address: "payer:9735".to_owned(), zero_conf: true, lsps2: true, token: None })
    }

    /// What the payer sells.
    pub fn payer_offers(&self, offers: Vec<Offer>) -> Result<(), Failed> {
        *self.payer()?.node.seller.offers.borrow_mut() = offers;
        Ok(())
    }

    /// Whether the payer answers those who want to buy.
    pub fn payer_sells(&self, answers: bool) -> Result<(), Failed> {
        self.payer()?.node.seller.silent.set(!answers);
        Ok(())
    }

    /// The wallet connects to the payer as well.
    pub fn connect_payer(&mut self) -> Result<(), Failed> {
        let payer = &self.payer()?.node;
        let (id, first) = self.wallet().connect(payer.node_id()).map_err(|e| e.to_string())?;
        let socket = Socket::new(SocketId((1 << 41) + self.next_socket));
        payer.peers.new_inbound_connection(socket.clone(), None).map_err(|_| "inbound")?;
        let _ = payer.peers.read_event(&mut socket.clone(), &first);
        self.next_socket += 1;
        self.second_wire = Some((id, socket));
        Ok(())
    }

    pub(super) fn disconnect_payer(&mut self) {
        let Some((id, socket)) = self.second_wire.take() else { return };
        if let Some(wallet) = &self.wallet {
            wallet.gone(id);
        }
        if let Some(payer) = self.payer.as_ref().filter(|_| socket.is_open()) {
            payer.node.peers.socket_disconnected(&socket);
        }
    }

    pub(super) fn tell_payer(&self, bytes: &[u8]) {
        if let (Some(payer), Some((_, socket))) = (&self.payer, &self.second_wire) {
            let _ = payer.node.peers.read_event(&mut socket.clone(), bytes);
            payer.node.turn();
        }
    }

    pub(super) fn hear_payer(&self, wallet: &Wallet) -> bool {
        let Some((id, socket)) = &self.second_wire else { return false };
        let bytes = socket.take_outgoing();
        if !bytes.is_empty() {
            wallet.received(*id, &bytes);
        }
        !bytes.is_empty()
    }
}
