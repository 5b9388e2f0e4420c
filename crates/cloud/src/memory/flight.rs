//! Requests on their way, which a simulation may hold, reorder, lose, or deliver after their sender has died.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use super::{Call, Fault, Inner};

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStage {
    /// Sent, not yet carried out.
    Request,
    /// Carried out, the answer not yet received.
    Answer,
}

/// A request on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRequest {
    /// What the request asks for.
    pub call: Call,
    /// How far it has come.
    pub stage: CallStage,
    /// The answer is no longer waited for: the sender dropped it, died, or was told that the answer was lost.
    pub orphan: bool,
}

pub(super) struct Flight {
    pub(super) waiting: PendingRequest,
    pub(super) body: Rc<[u8]>,
    pub(super) released: bool,
    pub(super) fault: Option<Fault>,
    waker: Option<Waker>,
}

#[derive(Default)]
pub(super) struct Flights(pub(super) BTreeMap<u64, Flight>);

impl Flights {
    pub(super) fn start(&mut self, call: Call, body: Rc<[u8]>) {
        let waiting = PendingRequest { call, stage: CallStage::Request, orphan: false };
        let number = waiting.call.number;
        self.0.insert(number, Flight { waiting, body, released: false, fault: None, waker: None });
    }

    pub(super) fn release(&mut self, number: u64, fault: Option<Fault>) -> bool {
        let Some(flight) = self.0.get_mut(&number) else { return false };
        flight.released = true;
        if fault.is_some() {
            flight.fault = fault;
        }
        if let Some(waker) = flight.waker.take() {
            waker.wake();
        }
        true
    }
}

/// Waits until the simulation lets request `number` continue.
pub(super) async fn held(inner: &Rc<RefCell<Inner>>, number: u64) {
    poll_fn(|context| {
        let mut inner = inner.borrow_mut();
        match inner.flights.0.get_mut(&number) {
            Some(flight) if !flight.released => {
                flight.waker = Some(context.waker().clone());
                Poll::Pending
            }
            Some(flight) => {
                flight.released = false;
                Poll::Ready(())
            }
            None => Poll::Ready(()),
        }
    })
    .await;
}

/// Keeps a request that changes something on its way when its sender is dropped before it was carried out.
pub(super) struct Sender {
    pub(super) inner: Rc<RefCell<Inner>>,
    pub(super) number: u64,
}

impl Drop for Sender {
    fn drop(&mut self) {
        let mut inner = self.inner.borrow_mut();
        let Some(flight) = inner.flights.0.get_mut(&self.number) else { return };
        if flight.waiting.stage == CallStage::Request && flight.waiting.call.operation.changes() {
            flight.waiting.orphan = true;
        } else {
            inner.flights.0.remove(&self.number);
        }
    }
}
