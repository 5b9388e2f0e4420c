//! A server in memory behind the `Http` trait, some of whose answers are exchanged for others.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use async_trait::async_trait;
use lifeboat_cloud::{
    Drive,
    http::{Answer, Http, HttpError, Method, Request},
    wrong_answers::Instead,
};

/// A service: what it answers, and what it keeps.
pub trait Service {
    fn serve(&self, request: &Request) -> Answer;

    /// Whether it makes a difference that a request is carried out.
    fn changes(&self, request: &Request) -> bool {
        !matches!(request.method, Method::Get | Method::Head)
    }
}

#[derive(Default)]
struct State {
    sent: Cell<usize>,
    at: Cell<Option<usize>>,
    instead: RefCell<Option<Instead>>,
    effect: Cell<bool>,
    exchanged_a_change: Cell<bool>,
    requests: RefCell<Vec<Request>>,
    /// How many requests are still taken, and what the others are answered.
    left: RefCell<Option<(usize, Answer)>>,
}

/// The service as it is seen through a bad network.
#[derive(Clone)]
pub struct Exchange {
    service: Rc<dyn Service>,
    state: Rc<State>,
}

impl Exchange {
    pub fn new(service: Rc<dyn Service>) -> Exchange {
        Exchange { service, state: Rc::default() }
    }

    /// Exchanges the answer to one request from here on (`None`: to all).
    pub fn exchange(&self, at: Option<usize>, instead: Instead, effect: bool) {
        self.state.at.set(at.map(|at| at + self.sent()));
        *self.state.instead.borrow_mut() = Some(instead);
        self.state.effect.set(effect);
        self.state.exchanged_a_change.set(false);
    }

    /// Whether the answer to a request that changes something was exchanged.
    pub fn exchanged_a_change(&self) -> bool {
        self.state.exchanged_a_change.get()
    }

    /// Takes this number of requests from here on, and gives the others this answer.
    pub fn takes(&self, requests: usize, beyond: Answer) {
        *self.state.left.borrow_mut() = Some((requests, beyond));
    }

    pub fn mend(&self) {
        *self.state.instead.borrow_mut() = None;
    }

    pub fn sent(&self) -> usize {
        self.state.sent.get()
    }

    pub fn requests(&self) -> Vec<Request> {
        self.state.requests.borrow().clone()
    }
}

#[async_trait(?Send)]
impl Http for Exchange {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let number = self.state.sent.get();
        self.state.sent.set(number + 1);
        assert!(number < 10_000, "it asks without an end");
        self.state.requests.borrow_mut().push(request.clone());
        if let Some((left, beyond)) = &mut *self.state.left.borrow_mut() {
            match left.checked_sub(1) {
                Some(fewer) => *left = fewer,
                None => return Ok(beyond.clone()),
            }
        }
        let is_head = request.method == Method::Head;
        // Whatever it is that answers, its bytes do not come.
        let bodiless = |answer: Answer| if is_head { Answer { body: Vec::new(), ..answer } } else { answer };
        let hit = self.state.at.get().is_none_or(|at| at == number);
        let instead = self.state.instead.borrow().clone().filter(|_| hit);
        match instead {
            None => Ok(bodiless(self.service.serve(&request))),
            Some(instead) => {
                if self.service.changes(&request) {
                    self.state.exchanged_a_change.set(true);
                }
                if self.state.effect.get() {
                    self.service.serve(&request);
                }
                instead.map(bodiless)
            }
        }
    }
}

/// One drive over a service, as two see it: through a network that can be disturbed, and as it is.
pub struct World {
    pub network: Exchange,
    pub drive: Rc<dyn Drive>,
    pub truth: Rc<dyn Drive>,
    /// Another device, through its own network.
    pub other: Rc<dyn Drive>,
    /// The same as it was made of is now, with drives that know nothing yet.
    pub again: Rc<dyn Fn() -> World>,
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let length = ("content-length".to_owned(), body.len().to_string());
    Answer { status, headers: headers.chain([length]).collect(), body: body.to_vec() }
}
