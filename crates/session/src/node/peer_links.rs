//! The lines to Lightning peers, over the bridge: one to each peer that a channel depends on, and one to each
//! that sells new ones. Each has its own pause between attempts, so that a peer that is gone for good does
//! not delay reaching another.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lifeboat_messages::{Link, Problem};
use lifeboat_wallet::{KnownPeer, PublicKey, SocketId};

use super::{News, Node};
use crate::fetch;
use crate::host::{HostHttp, Socket, SocketEvent};

mod pause;

use pause::Pause;

/// All of them.
pub(super) struct PeerLinks {
    /// What carries them.
    bridge: String,
    lines: RefCell<BTreeMap<PublicKey, Pause>>,
    sockets: RefCell<BTreeMap<SocketId, Wire>>,
    /// Addresses that the bridge of this copy does not dial.
    barred: RefCell<BTreeSet<String>>,
}

/// A socket to a peer.
struct Wire {
    peer: PublicKey,
    address: String,
    socket: Box<dyn Socket>,
    /// Bytes for a socket that is not open yet.
    waiting: Option<Vec<u8>>,
    /// Something came in over it.
    heard: bool,
}

impl PeerLinks {
    /// Begins with no connection, over this bridge.
    pub(super) fn new(bridge: String) -> PeerLinks {
        PeerLinks {
            bridge,
            lines: RefCell::default(),
            sockets: RefCell::default(),
            barred: RefCell::default(),
        }
    }

    /// Closes all of them.
    pub(super) fn hang_up(&self) {
        self.sockets.borrow_mut().clear();
    }

    /// Ends all pauses.
    pub(super) fn retry(&self) {
        self.lines.borrow_mut().clear();
    }

    /// Peers that count as gone are dialled as if they had just been lost.
    pub(super) fn forget_gone(&self) {
        self.lines.borrow_mut().retain(|_, pause| !pause.is_gone());
    }

    fn all(&self) -> Vec<SocketId> {
        self.sockets.borrow().keys().copied().collect()
    }

    fn peer(&self, id: SocketId) -> Option<PublicKey> {
        self.sockets.borrow().get(&id).map(|wire| wire.peer)
    }

    fn has(&self, peer: PublicKey) -> bool {
        self.sockets.borrow().values().any(|wire| wire.peer == peer)
    }

    /// Whether there is no line to a peer, and the pause is over.
    fn is_due(&self, peer: &KnownPeer, now: u64, is_urgent: bool) -> bool {
        let waits = self.lines.borrow().get(&peer.node_id).is_some_and(|pause| pause.waits(now, is_urgent));
        !waits && !self.has(peer.node_id) && !peer.addresses.is_empty()
    }

    /// The next address of a peer that is due.
    fn next_address(&self, peer: &KnownPeer, now: u64, is_urgent: bool) -> Option<String> {
        if !self.is_due(peer, now, is_urgent) {
            return None;
        }
        let mut lines = self.lines.borrow_mut();
        let pause = lines.entry(peer.node_id).or_default();
        peer.addresses.get(pause.dialled(now, peer.addresses.len())).cloned()
    }

    fn heard(&self, id: SocketId) {
        if let Some(wire) = self.sockets.borrow_mut().get_mut(&id) {
            wire.heard = true;
        }
    }

    /// The handshake with a peer is through: it is not gone, and the pauses begin anew when this line ends.
    fn reached(&self, peer: PublicKey, now: u64) {
        self.lines.borrow_mut().insert(peer, Pause::first(now));
    }

    /// The peer that a socket leads to, if its pauses have not begun anew since it was dialled.
    fn unreached(&self, id: SocketId) -> Option<PublicKey> {
        let peer = self.peer(id)?;
        self.lines.borrow().get(&peer).is_some_and(Pause::was_dialled).then_some(peer)
    }

    /// Whether a peer was dialled so often that it is only tried whether anybody answers there.
    fn is_silent(&self, peer: &KnownPeer) -> bool {
        self.lines.borrow().get(&peer.node_id).is_some_and(Pause::is_silent)
    }

    /// Somebody answers where a peer was silent.
    fn answers(&self, peer: PublicKey, now: u64) {
        if let Some(pause) = self.lines.borrow_mut().get_mut(&peer) {
            pause.answers(now);
        }
    }

    /// Whether this copy's bridge leads to none of a peer's addresses.
    fn is_barred(&self, peer: &KnownPeer) -> bool {
        let barred = self.barred.borrow();
        peer.addresses.iter().all(|address| barred.contains(address))
    }

    fn send(&self, id: SocketId, bytes: &[u8]) {
        if let Some(wire) = self.sockets.borrow_mut().get_mut(&id) {
            match &mut wire.waiting {
                Some(waiting) => waiting.extend(bytes),
                // A socket that can no longer send says so by an event.
                None => wire.socket.send(bytes),
            }
        }
    }

    fn opened(&self, id: SocketId) {
        if let Some(wire) = self.sockets.borrow_mut().get_mut(&id) {
            let first = wire.waiting.take().unwrap_or_default();
            wire.socket.send(&first);
        }
    }

    /// Whom a socket led to, and whether it was ever open. The socket is given back: it must not end within
    /// its own event.
    fn closed(&self, id: SocketId) -> Option<Wire> {
        self.sockets.borrow_mut().remove(&id)
    }
}

impl Node {
    /// The line to the peers that there are channels with; if there are none, to those that sell them.
    pub fn link(&self) -> Link {
        if self.stopped.get() {
            return Link::Off;
        }
        let (peers, connected) = (self.wallet().peers_to_dial(), self.wallet().connected());
        let any_needed = peers.iter().any(|peer| peer.is_needed);
        let mut counted = peers.iter().filter(|peer| peer.is_needed || !any_needed);
        let up = counted.any(|peer| connected.contains(&peer.node_id));
        if up { Link::Up } else { Link::Connecting }
    }

    /// A peer that money depends on, and to which this copy does not lead.
    pub(super) fn out_of_reach(&self) -> Option<Problem> {
        let connected = self.wallet().connected();
        let barred = |peer: &KnownPeer| !connected.contains(&peer.node_id) && self.lines.is_barred(peer);
        let peers = self.wallet().peers_to_dial();
        peers.iter().any(|peer| peer.is_needed && barred(peer)).then_some(Problem::PeerOutOfReach)
    }

    pub(super) fn hang_up_all(&self) {
        self.wallet().drop_held();
        self.lines.hang_up();
    }

    /// Ends all lines, to be opened again once it is known that no other device has taken over.
    pub(super) fn part(&self) {
        self.end(self.lines.all());
    }

    /// Ends the lines over which nothing that comes in could be judged, because no chain server has answered
    /// for a long time: a peer that adds a payment would wait until its time is over, and close the channel.
    /// Lines over which something is still to be settled stay.
    pub(super) fn end_unjudged(&self) {
        let mut lines = self.lines.all();
        lines.retain(|id| self.lines.peer(*id).is_some_and(|peer| !self.wallet().may_connect(peer)));
        if !lines.is_empty() {
            self.end(lines);
        }
    }

    fn end(&self, ids: Vec<SocketId>) {
        for id in &ids {
            self.wallet().gone(*id);
        }
        let wires: Vec<Wire> = ids.into_iter().filter_map(|id| self.lines.closed(id)).collect();
        // One of them may be the one whose event this is.
        self.spawn(async move { drop(wires) });
        self.alone.doubt();
        (self.tell)(News::Changed);
    }

    pub(super) fn send(self: &Rc<Node>) {
        for (id, bytes) in self.wallet().take_outgoing() {
            self.lines.send(id, &bytes);
        }
        for id in self.wallet().take_closed() {
            drop(self.line_ended(id));
            (self.tell)(News::Changed);
        }
    }

    /// A line to a peer with a channel has ended. Perhaps because another device has one to that peer by now.
    /// One over which nothing came says nothing: a peer that only hangs up would keep all others from being
    /// reached.
    fn line_ended(&self, id: SocketId) -> Option<Wire> {
        let wire = self.lines.closed(id)?;
        let is_needed = |peer: &KnownPeer| peer.is_needed && peer.node_id == wire.peer;
        if wire.heard && self.wallet().peers_to_dial().iter().any(is_needed) {
            self.alone.doubt();
        }
        Some(wire)
    }

    /// Closes a socket that opened after it became unclear whether another device has taken over. The peer is
    /// dialled again once that is known.
    fn turn_away(&self, id: SocketId) {
        self.wallet().gone(id);
        let wire = self.lines.closed(id);
        if let Some(wire) = &wire {
            self.lines.answers(wire.peer, self.host.instant_ms());
        }
        // It must not end within its own event.
        self.spawn(async move { drop(wire) });
    }

    /// Whether any peer is due by then.
    pub(super) fn wants_line(&self, now: u64) -> bool {
        self.wallet().peers_to_dial().iter().any(|peer| self.lines.is_due(peer, now, self.is_urgent(peer)))
    }

    /// Whether a peer is to be dialled that may answer, so that it has to be known that no other device is connected to
    /// it. A peer that has been silent is dialled without asking the storage, which would be asked twice a minute for
    /// as long as money waits: nothing is said before that is known, over whatever line.
    pub(super) fn has_to_be_sure(&self, now: u64) -> bool {
        let peers = self.wallet().peers_to_dial();
        let is_due = |peer: &&KnownPeer| self.lines.is_due(peer, now, self.is_urgent(peer));
        peers.iter().filter(is_due).any(|peer| !self.lines.is_silent(peer))
    }

    /// Whether money waits for a peer: its answer decides over a payment, or an invoice can be paid through it.
    fn is_urgent(&self, peer: &KnownPeer) -> bool {
        self.wallet().waits_for_answer(peer.node_id)
            || !self.wallet().open_invoices(self.host.now_ms()).is_empty()
    }

    /// Dials everybody who is due.
    pub(super) fn dial(self: &Rc<Node>, now: u64) {
        let peers = self.wallet().peers_to_dial();
        // An attempt that is refused here would only lengthen the pauses.
        for peer in peers.into_iter().filter(|peer| self.wallet().may_connect(peer.node_id)) {
            let is_urgent = self.is_urgent(&peer);
            let Some(address) = self.lines.next_address(&peer, now, is_urgent) else { continue };
            // Refused when it is connected already.
            let Ok((id, first)) = self.wallet().connect(peer.node_id) else { continue };
            let node = Rc::downgrade(self);
            let handle = move |event| {
                if let Some(node) = node.upgrade() {
                    node.heard(id, event);
                }
            };
            match self.host.dial(&self.lines.bridge, &address, Box::new(handle)) {
                Some(socket) => {
                    let wire =
                        Wire { peer: peer.node_id, address, socket, waiting: Some(first), heard: false };
                    self.lines.sockets.borrow_mut().insert(id, wire);
                }
                None => self.wallet().gone(id),
            }
        }
    }

    fn heard(self: &Rc<Node>, id: SocketId, event: SocketEvent) {
        // What arrived on a line while the tab slept is not read.
        self.wake();
        match event {
            SocketEvent::Open if self.alone.is_known(self.host.instant_ms()) => self.lines.opened(id),
            SocketEvent::Open => self.turn_away(id),
            SocketEvent::Data(bytes) => {
                self.lines.heard(id);
                self.wallet().received(id, &bytes);
            }
            SocketEvent::Closed => {
                self.wallet().gone(id);
                if let Some(wire) = self.line_ended(id) {
                    let node = self.clone();
                    self.spawn(async move { node.after(wire).await });
                }
                (self.tell)(News::Changed);
            }
        }
        self.pump();
        self.note_reached(id);
    }

    /// Some bytes are no line: a peer may hang up after the first, however often it is dialled.
    fn note_reached(&self, id: SocketId) {
        let Some(peer) = self.lines.unreached(id) else { return };
        if self.wallet().connected().contains(&peer) {
            self.lines.reached(peer, self.host.instant_ms());
        }
    }

    /// A socket that never opened says nothing of why. Whether the bridge would lead there at all, it answers
    /// to a plain request.
    async fn after(self: Rc<Node>, wire: Wire) {
        let Wire { address, socket, waiting, .. } = wire;
        drop(socket);
        if waiting.is_none() || self.stopped.get() {
            return;
        }
        let question = bridge_question(&self.lines.bridge, &address);
        let answer = fetch::get(&HostHttp::new(self.host.clone()), &question).await;
        let changed = match answer.map(|answer| answer.status) {
            Ok(403) => self.lines.barred.borrow_mut().insert(address),
            Ok(204) => self.lines.barred.borrow_mut().remove(&address),
            _ => false,
        };
        if changed {
            (self.tell)(News::Changed);
        }
    }
}

/// Where a bridge says whether it would dial an address.
fn bridge_question(bridge: &str, address: &str) -> String {
    let http = match bridge.strip_prefix("ws") {
        Some(rest) => format!("http{rest}"),
        None => bridge.to_owned(),
    };
    // An address has no other byte that a query may not have; one that has is on no list.
    let address: String = address.chars().filter(|c| !c.is_whitespace() && !"&#%+?".contains(*c)).collect();
    format!("{http}?to={address}")
}

#[cfg(test)]
mod tests;
