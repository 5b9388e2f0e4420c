//! Waiting for the events of requests and transactions.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DomException, IdbRequest, IdbTransaction};

/// How a transaction ended.
pub(super) enum TransactionEnd {
    /// The changes are on the disk.
    Complete,
    /// None of the transaction was done.
    Aborted {
        /// Whether it failed for lack of space.
        full: bool,
    },
}

/// The request failed.
pub(super) struct RequestFailed;

/// A sender that two callbacks share; the first wins.
type SharedSender<T> = Rc<RefCell<Option<oneshot::Sender<T>>>>;

fn tell<T>(answer: &SharedSender<T>, value: T) {
    if let Some(sender) = answer.borrow_mut().take() {
        // A receiver that no longer waits does not need it.
        let _ = sender.send(value);
    }
}

/// An event's name, and what is done then.
type Callback = (&'static str, Closure<dyn FnMut()>);

/// Callbacks of a request or transaction, removed with the future that waits for them: JavaScript that calls a closure
/// that is gone throws, and what is thrown in a request's callback aborts its transaction.
pub(super) struct EventCallbacks<'a> {
    events: Vec<Callback>,
    on: &'a JsValue,
}

impl<'a> EventCallbacks<'a> {
    fn to(on: &'a JsValue, events: Vec<Callback>) -> EventCallbacks<'a> {
        for (event, closure) in &events {
            // Fails only for objects that cannot be changed.
            let _ = Reflect::set(on, &(*event).into(), closure.as_ref());
        }
        EventCallbacks { events, on }
    }
}

impl Drop for EventCallbacks<'_> {
    fn drop(&mut self) {
        for (event, _) in &self.events {
            let _ = Reflect::set(self.on, &(*event).into(), &JsValue::NULL);
        }
    }
}

/// Calls back, within the event, when the request succeeded, as long as what this gives is kept.
pub(super) fn settled(request: &IdbRequest, then: impl FnMut() + 'static) -> EventCallbacks<'_> {
    EventCallbacks::to(request, vec![("onsuccess", Closure::new(then))])
}

/// What a request gives.
pub(super) async fn answer(request: &IdbRequest) -> Result<JsValue, RequestFailed> {
    let (sender, receiver) = oneshot::channel();
    let sender: SharedSender<Result<JsValue, RequestFailed>> = Rc::new(RefCell::new(Some(sender)));
    let (asked, failed) = (request.clone(), sender.clone());
    let _listening = EventCallbacks::to(
        request,
        vec![
            ("onsuccess", Closure::new(move || tell(&sender, asked.result().map_err(|_| RequestFailed)))),
            ("onerror", Closure::new(move || tell(&failed, Err(RequestFailed)))),
        ],
    );
    receiver.await.unwrap_or(Err(RequestFailed))
}

/// How the transaction ends; listens from now on.
pub(super) fn completion(transaction: &IdbTransaction) -> impl Future<Output = TransactionEnd> + use<'_> {
    let (sender, receiver) = oneshot::channel();
    let sender: SharedSender<TransactionEnd> = Rc::new(RefCell::new(Some(sender)));
    let (aborted, ended) = (sender.clone(), transaction.clone());
    let listening = EventCallbacks::to(
        transaction,
        vec![
            ("oncomplete", Closure::new(move || tell(&sender, TransactionEnd::Complete))),
            // An `error` of one of its requests is followed by this.
            (
                "onabort",
                Closure::new(move || tell(&aborted, TransactionEnd::Aborted { full: is_full(&ended) })),
            ),
        ],
    );
    async move {
        let outcome = receiver.await.unwrap_or(TransactionEnd::Aborted { full: false });
        drop(listening);
        outcome
    }
}

fn is_full(transaction: &IdbTransaction) -> bool {
    // The bindings leave out that it may be null.
    let error = Reflect::get(transaction, &"error".into()).unwrap_or(JsValue::NULL);
    error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "QuotaExceededError")
}
