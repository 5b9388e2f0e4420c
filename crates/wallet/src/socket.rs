//! The wires to peers. The host owns the real ones; these hold what is to be sent.

use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use lightning::ln::peer_handler::SocketDescriptor;

/// A connection, unique in the life of a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u64);

/// One wire, as LDK sees it.
#[derive(Clone)]
pub(crate) struct Socket {
    id: SocketId,
    out: Rc<RefCell<Vec<u8>>>,
    open: Rc<Cell<bool>>,
}

impl Socket {
    pub(crate) fn new(id: SocketId) -> Self {
        Self { id, out: Rc::default(), open: Rc::new(Cell::new(true)) }
    }

    pub(crate) fn id(&self) -> SocketId {
        self.id
    }

    /// Takes what is to be sent.
    pub(crate) fn take_outgoing(&self) -> Vec<u8> {
        self.out.take()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.get()
    }

    pub(crate) fn close(&self) {
        self.open.set(false);
    }
}

impl PartialEq for Socket {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Socket {}

impl Hash for Socket {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl SocketDescriptor for Socket {
    fn send_data(&mut self, data: &[u8], _continue_read: bool) -> usize {
        if !self.open.get() {
            return 0;
        }
        self.out.borrow_mut().extend_from_slice(data);
        data.len()
    }

    fn disconnect_socket(&mut self) {
        self.open.set(false);
    }
}
