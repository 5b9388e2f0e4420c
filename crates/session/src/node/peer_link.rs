//! The line to the peer: dialled, dialled again, and what goes over it.

use std::rc::Rc;

use lifeboat_messages::Link;
use lifeboat_wallet::SocketId;

use super::{News, Node, RECONNECT_MS};
use crate::host::SocketEvent;

const RECONNECT_MOST_MS: u64 = 30_000;

impl Node {
    /// The line to the peer.
    pub fn link(&self) -> Link {
        if self.stopped.get() || self.watches_only.get() {
            Link::Off
        } else if self.wallet.connected().contains(&self.peer.node_id) {
            Link::Up
        } else {
            Link::Connecting
        }
    }

    pub(super) fn send(self: &Rc<Node>) {
        for (id, bytes) in self.wallet.take_outgoing() {
            if self.open.borrow().contains(&id) {
                if let Some(socket) = self.sockets.borrow().get(&id) {
                    // A socket that cannot send any more says so by an event.
                    socket.send(&bytes);
                }
            } else {
                self.waiting.borrow_mut().entry(id).or_default().extend(bytes);
            }
        }
        for id in self.wallet.take_closed() {
            self.hang_up(id);
        }
    }

    pub(super) fn dial(self: &Rc<Node>, now: u64) {
        // Refused until the chain was looked at once, or when it is connected already.
        let Ok((id, first)) = self.wallet.connect(&self.peer) else { return };
        let wait = self.retry_ms.get();
        self.retry_ms.set((wait * 2).min(RECONNECT_MOST_MS));
        self.dial_at.set(now + wait);
        let node = Rc::downgrade(self);
        let handle = move |event| {
            if let Some(node) = node.upgrade() {
                node.heard(id, event);
            }
        };
        match self.host.dial(&self.bridge, &self.peer.address, Box::new(handle)) {
            Some(socket) => {
                self.waiting.borrow_mut().insert(id, first);
                self.sockets.borrow_mut().insert(id, socket);
            }
            None => self.wallet.gone(id),
        }
    }

    fn heard(self: &Rc<Node>, id: SocketId, event: SocketEvent) {
        match event {
            SocketEvent::Open => {
                self.open.borrow_mut().push(id);
                let first = self.waiting.borrow_mut().remove(&id).unwrap_or_default();
                if let Some(socket) = self.sockets.borrow().get(&id) {
                    socket.send(&first);
                }
            }
            SocketEvent::Data(bytes) => {
                self.retry_ms.set(RECONNECT_MS);
                self.wallet.received(id, &bytes);
            }
            SocketEvent::Closed => {
                self.wallet.gone(id);
                let node = self.clone();
                // Not from within its own event.
                self.spawn(async move { node.hang_up(id) });
            }
        }
        self.pump();
    }

    fn hang_up(&self, id: SocketId) {
        self.open.borrow_mut().retain(|open| *open != id);
        self.waiting.borrow_mut().remove(&id);
        let socket = self.sockets.borrow_mut().remove(&id);
        drop(socket);
        (self.tell)(News::Changed);
    }

    pub(super) fn hang_up_all(&self) {
        self.wallet.drop_held();
        self.sockets.borrow_mut().clear();
        self.open.borrow_mut().clear();
        self.waiting.borrow_mut().clear();
    }
}
