//! The wires to the provider's node.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use lifeboat_session::host::{Socket, SocketEvent};
use lifeboat_wallet::sim::LightningNetwork;

use super::life::Life;

/// A socket that never opens.
pub struct NoSocket;

impl Socket for NoSocket {
    fn send(&self, _: &[u8]) {}
}

/// A wire to the provider's node.
pub struct SimSocket {
    pub wire: u64,
    pub network: Rc<LightningNetwork>,
    pub wires: Rc<Wires>,
    pub life: Rc<Life>,
}

impl Socket for SimSocket {
    fn send(&self, bytes: &[u8]) {
        if !self.life.is_over() {
            self.life.speaks();
            self.network.received(self.wire, bytes);
        }
    }
}

impl Drop for SimSocket {
    fn drop(&mut self) {
        self.wires.open.borrow_mut().retain(|(wire, _, _)| *wire != self.wire);
        self.wires.hanging.borrow_mut().retain(|(wire, _)| *wire != self.wire);
        self.network.hang_up(self.wire);
    }
}

/// Who hears of a wire.
pub type Handle = Rc<dyn Fn(SocketEvent)>;

/// All wires, and whether their opening was told.
#[derive(Default)]
pub struct Wires {
    open: RefCell<Vec<(u64, Handle, bool)>>,
    /// Whether what is dialled now hangs, and what does.
    hangs: Cell<bool>,
    hanging: RefCell<Vec<(u64, Handle)>>,
    /// Those that never open.
    refused: RefCell<Vec<Handle>>,
    /// Those that open, and end at once.
    curt: RefCell<Vec<Handle>>,
}

impl Wires {
    pub(super) fn add(&self, wire: u64, handle: Box<dyn Fn(SocketEvent)>) {
        match self.hangs.get() {
            true => self.hanging.borrow_mut().push((wire, handle.into())),
            false => self.open.borrow_mut().push((wire, handle.into(), false)),
        }
    }

    /// It never opens.
    pub(super) fn refuse(&self, handle: Handle) {
        self.refused.borrow_mut().push(handle);
    }

    /// It opens, and ends at once.
    pub(super) fn hang_up_at_once(&self, handle: Handle) {
        self.curt.borrow_mut().push(handle);
    }

    /// Whether what is dialled from here on neither opens nor ends.
    pub fn set_hangs(&self, hangs: bool) {
        self.hangs.set(hangs);
    }

    /// How many hang.
    pub fn hanging(&self) -> usize {
        self.hanging.borrow().len()
    }

    /// They open.
    pub fn open_hanging(&self) {
        let hanging = self.hanging.take();
        self.open.borrow_mut().extend(hanging.into_iter().map(|(wire, handle)| (wire, handle, false)));
    }

    /// All of them break. Both ends hear of it.
    pub fn cut(&self, network: &LightningNetwork) {
        for (wire, handle, _) in self.open.take() {
            network.hang_up(wire);
            handle(SocketEvent::Closed);
        }
    }

    /// Hands over what the provider has sent. Whether there was anything.
    pub fn deliver(&self, network: &LightningNetwork) -> bool {
        let curt = self.curt.take().into_iter();
        let mut events: Vec<(Handle, SocketEvent)> = curt
            .flat_map(|handle| [(handle.clone(), SocketEvent::Open), (handle, SocketEvent::Closed)])
            .collect();
        self.open.borrow_mut().retain_mut(|(wire, handle, told)| {
            if !std::mem::replace(told, true) {
                events.push((handle.clone(), SocketEvent::Open));
                return true;
            }
            match network.take_outgoing(*wire) {
                Some(bytes) if bytes.is_empty() => true,
                Some(bytes) => {
                    events.push((handle.clone(), SocketEvent::Data(bytes)));
                    true
                }
                None => {
                    events.push((handle.clone(), SocketEvent::Closed));
                    false
                }
            }
        });
        let refused = self.refused.take();
        let any = !events.is_empty() || !refused.is_empty();
        for (handle, event) in events {
            handle(event);
        }
        for handle in refused {
            handle(SocketEvent::Closed);
        }
        any
    }
}
