//! The wires to peers: what comes in and goes out over each, and who is at its other end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use lightning::ln::peer_handler::{IgnoringMessageHandler, MessageHandler, PeerManager};
use lightning::sign::{EntropySource, KeysManager};

use crate::gossip::Silence;
use crate::ldk::{Monitors, Parts, seconds};
use crate::liquidity::Liquidity;
use crate::log::Log;
use crate::reestablish::Guard;
use crate::socket::{Socket, SocketId};
use crate::{ConnectError, PublicKey, Wallet};

type Peers = PeerManager<
    Socket,
    Rc<Guard>,
    Rc<Silence>,
    Rc<IgnoringMessageHandler>,
    Rc<Log>,
    Rc<Liquidity>,
    Rc<KeysManager>,
    Rc<Monitors>,
>;

/// All wires, and LDK's part that speaks over them.
pub(crate) struct Wires {
    peers: Peers,
    /// Whom each wire leads to.
    sockets: RefCell<BTreeMap<SocketId, (PublicKey, Socket)>>,
    next: Cell<u64>,
}

impl Wires {
    pub(crate) fn new(parts: &Parts, guard: &Rc<Guard>, liquidity: &Rc<Liquidity>, now_ms: u64) -> Self {
        let handlers = MessageHandler {
            chan_handler: guard.clone(),
            route_handler: Rc::new(Silence),
            onion_message_handler: Rc::new(IgnoringMessageHandler {}),
            custom_message_handler: liquidity.clone(),
            send_only_message_handler: parts.monitors.clone(),
        };
        let random = parts.keys.get_secure_random_bytes();
        let (log, keys) = (parts.log.clone(), parts.keys.clone());
        let peers = Peers::new(handlers, seconds(now_ms), &random, log, keys);
        Self { peers, sockets: RefCell::default(), next: Cell::new(1) }
    }

    /// Hands on what has come in, and takes what is to go out.
    pub(crate) fn process(&self) {
        self.peers.process_events();
    }

    /// Called from time to time: asks whether the peers are still there.
    pub(crate) fn tick(&self) {
        self.peers.timer_tick_occurred();
    }

    /// Whether a wire leads to this peer, its handshake through or not.
    pub(crate) fn lead_to(&self, peer: PublicKey) -> bool {
        self.sockets.borrow().values().any(|(to, socket)| *to == peer && socket.is_open())
    }

    fn next_id(&self) -> SocketId {
        SocketId(self.next.replace(self.next.get() + 1))
    }
}

impl Wallet {
    /// Whether a peer may be connected with: the chain was looked at, not too long ago, and the wallet does
    /// more than watch. However long ago that was, what is under way with the peer already is still to be
    /// settled, and the peer to be heard where it has to prove the state.
    pub fn may_connect(&self, peer: PublicKey) -> bool {
        let is_known = self.chain.has_looked() || self.chain.was_looked() && self.has_to_be_settled(peer);
        self.may_act() && is_known
    }

    /// Begin a connection: the host opens a wire to the peer ([`peers_to_dial`](Self::peers_to_dial)) under
    /// this id and sends these bytes first.
    ///
    /// # Errors
    /// It does not connect if [`may_connect`](Self::may_connect) says no.
    pub fn connect(&self, peer: PublicKey) -> Result<(SocketId, Vec<u8>), ConnectError> {
        if self.guard.is_stale() {
            return Err(ConnectError::Stale);
        }
        if self.only_watches() {
            return Err(ConnectError::OnlyWatches);
        }
        if !self.may_connect(peer) {
            return Err(ConnectError::NotSynced);
        }
        let id = self.wires.next_id();
        let socket = Socket::new(id);
        let first = self
            .wires
            .peers
            .new_outbound_connection(peer, socket.clone(), None)
            .map_err(|_| ConnectError::Already)?;
        self.wires.sockets.borrow_mut().insert(id, (peer, socket));
        self.touch();
        Ok((id, first))
    }

    /// Bytes came in. [`pump`](Self::pump) afterwards.
    pub fn received(&self, socket: SocketId, bytes: &[u8]) {
        let Some((_, mut descriptor)) = self.wires.sockets.borrow().get(&socket).cloned() else { return };
        if self.wires.peers.read_event(&mut descriptor, bytes).is_err() {
            // LDK has forgotten this connection; the host closes the wire.
            descriptor.close();
        }
        self.touch();
    }

    /// The line of this socket has broken.
    pub fn gone(&self, socket: SocketId) {
        if let Some((_, descriptor)) = self.wires.sockets.borrow_mut().remove(&socket) {
            if descriptor.is_open() {
                self.wires.peers.socket_disconnected(&descriptor);
            }
            self.touch();
        }
    }

    /// Everything that is to be sent now.
    pub fn take_outgoing(&self) -> Vec<(SocketId, Vec<u8>)> {
        self.wires
            .sockets
            .borrow()
            .values()
            .map(|(_, socket)| (socket.id(), socket.take_outgoing()))
            .filter(|(_, bytes)| !bytes.is_empty())
            .collect()
    }

    /// The wires that the host shall close now, after sending what [`take_outgoing`](Self::take_outgoing) gave.
    pub fn take_closed(&self) -> Vec<SocketId> {
        let mut sockets = self.wires.sockets.borrow_mut();
        let closed: Vec<SocketId> =
            sockets.values().filter(|(_, s)| !s.is_open()).map(|(_, s)| s.id()).collect();
        for id in &closed {
            sockets.remove(id);
        }
        closed
    }

    /// Drop every peer: while nothing can be made durable, or before stopping.
    pub fn disconnect_all(&self) {
        self.wires.peers.disconnect_all_peers();
        self.touch();
    }

    /// The peers whose handshake is through.
    pub fn connected(&self) -> Vec<PublicKey> {
        self.wires.peers.list_peers().into_iter().map(|p| p.counterparty_node_id).collect()
    }
}
