//! One turn of the node.

use std::cell::Cell;

use crate::socket::{Socket, SocketId};
use crate::{ConnectError, PublicKey, Wallet};

/// What is done from time to time.
pub(crate) struct Timers {
    minute: Cell<u64>,
    ping: Cell<u64>,
    hour: Cell<u64>,
}

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 3_600_000;
const PING_MS: u64 = 10_000;
/// A turn that does not come to rest within so many rounds goes on in the next one.
const ROUNDS: usize = 16;

impl Timers {
    pub(crate) fn new(now_ms: u64) -> Self {
        Self { minute: Cell::new(now_ms), ping: Cell::new(now_ms), hour: Cell::new(now_ms) }
    }

    /// A clock that was set back is no reason to wait for the time that it showed before.
    fn due(last: &Cell<u64>, now_ms: u64, every_ms: u64) -> bool {
        let due = now_ms < last.get() || now_ms >= last.get().saturating_add(every_ms);
        if due {
            last.set(now_ms);
        }
        due
    }
}

impl Wallet {
    /// Let the node do whatever it can do now. After every input, after [`cut_durable`](Self::cut_durable), and every
    /// second. Called from within itself it does nothing.
    pub fn pump(&self, now_ms: u64) {
        if self.pumping.replace(true) {
            return;
        }
        self.tick(now_ms);
        for _ in 0..ROUNDS {
            self.peers.process_events();
            let mut moved = self.handle_events(now_ms);
            moved |= self.turn_openings(now_ms);
            // By an old height nothing is sent and nothing that comes in is judged.
            moved |= !self.is_settling() && self.turn_starting(now_ms);
            if !self.is_settling() && self.manager.needs_pending_htlc_processing() {
                self.manager.process_pending_htlc_forwards();
                moved = true;
            }
            self.peers.process_events();
            if !moved {
                break;
            }
        }
        self.note_grace(now_ms);
        self.settle_unclaimed(now_ms);
        self.look_for_agreement();
        self.pumping.set(false);
    }

    fn tick(&self, now_ms: u64) {
        self.clock.set(now_ms);
        if Timers::due(&self.timers.ping, now_ms, PING_MS) {
            self.peers.timer_tick_occurred();
        }
        if Timers::due(&self.timers.minute, now_ms, MINUTE_MS) {
            self.manager.timer_tick_occurred();
            self.monitors.rebroadcast_pending_claims();
            self.history.borrow_mut().expire(now_ms, &self.app);
            self.note_away(now_ms);
        }
        if Timers::due(&self.timers.hour, now_ms, HOUR_MS) {
            self.forget_slowly(now_ms);
        }
    }

    /// Whether [`connect`](Self::connect) may be called: the chain was looked at once, and the state is not stale.
    pub fn may_connect(&self) -> bool {
        !self.guard.is_stale() && self.syncing.borrow().looked
    }

    /// Begin a connection: the host opens a wire to the peer ([`peers_to_dial`](Self::peers_to_dial)) under this id and sends these bytes first.
    ///
    /// # Errors
    /// Not before the chain was looked at once, and never with a stale state.
    pub fn connect(&self, peer: PublicKey) -> Result<(SocketId, Vec<u8>), ConnectError> {
        if self.guard.is_stale() {
            return Err(ConnectError::Stale);
        }
        if !self.syncing.borrow().looked {
            return Err(ConnectError::NotSynced);
        }
        let id = SocketId(self.next_socket.replace(self.next_socket.get() + 1));
        let socket = Socket::new(id);
        let first = self
            .peers
            .new_outbound_connection(peer, socket.clone(), None)
            .map_err(|_| ConnectError::Already)?;
        self.sockets.borrow_mut().insert(id, (peer, socket));
        self.touch();
        Ok((id, first))
    }

    /// Bytes came in. [`pump`](Self::pump) afterwards.
    pub fn received(&self, socket: SocketId, bytes: &[u8]) {
        let Some((_, mut descriptor)) = self.sockets.borrow().get(&socket).cloned() else { return };
        if self.peers.read_event(&mut descriptor, bytes).is_err() {
            // LDK has forgotten this connection; the host closes the wire.
            descriptor.open.set(false);
        }
        self.touch();
    }

    /// The wire broke.
    pub fn gone(&self, socket: SocketId) {
        if let Some((_, descriptor)) = self.sockets.borrow_mut().remove(&socket) {
            if descriptor.open.get() {
                self.peers.socket_disconnected(&descriptor);
            }
            self.touch();
        }
    }

    /// Everything that is to be sent now.
    pub fn take_outgoing(&self) -> Vec<(SocketId, Vec<u8>)> {
        self.sockets
            .borrow()
            .values()
            .filter(|(_, s)| !s.out.borrow().is_empty())
            .map(|(_, s)| (s.id, std::mem::take(&mut *s.out.borrow_mut())))
            .collect()
    }

    /// The wires that the host shall close now, after sending what [`take_outgoing`](Self::take_outgoing) gave.
    pub fn take_closed(&self) -> Vec<SocketId> {
        let mut sockets = self.sockets.borrow_mut();
        let closed: Vec<SocketId> =
            sockets.values().filter(|(_, s)| !s.open.get()).map(|(_, s)| s.id).collect();
        for id in &closed {
            sockets.remove(id);
        }
        closed
    }

    /// Drop every peer: while nothing can be made durable, or before stopping.
    pub fn disconnect_all(&self) {
        self.peers.disconnect_all_peers();
        self.touch();
    }

    /// The peers whose handshake is through.
    pub fn connected(&self) -> Vec<PublicKey> {
        self.peers.list_peers().into_iter().map(|p| p.counterparty_node_id).collect()
    }

    /// A peer has shown that this state is older than what it knows. The wallet connects no more and must broadcast
    /// nothing of its own; the host stops it, for good.
    pub fn is_stale(&self) -> bool {
        self.guard.is_stale()
    }

    /// Grows with everything that may change what the user sees.
    pub fn revision(&self) -> u64 {
        self.revision.get()
    }

    pub(crate) fn touch(&self) {
        self.revision.set(self.revision.get().wrapping_add(1));
    }

    /// The newest warnings of the node, for a support request.
    pub fn log_lines(&self) -> Vec<String> {
        self.log.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_holds_nothing_up() {
        let (hour, last) = (3_600_000, Cell::new(10 * 3_600_000));
        assert!(!Timers::due(&last, 10 * hour + 1, MINUTE_MS));
        assert!(Timers::due(&last, 7 * hour, MINUTE_MS), "nothing for three hours");
        assert!(!Timers::due(&last, 7 * hour + 1, MINUTE_MS), "once, and then as always");
        assert!(Timers::due(&last, 7 * hour + MINUTE_MS, MINUTE_MS));
    }
}
