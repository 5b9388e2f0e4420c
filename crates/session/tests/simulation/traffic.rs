//! What a process asks over HTTP, all of it, and how much travels.

use std::cell::{Cell, RefCell};

use lifeboat_cloud::http::{Answer, HttpError, Method, Request};

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub method: Method,
    pub url: String,
    /// Both bodies and the answer's headers.
    pub bytes: usize,
}

/// What becomes of a request that fails, whoever was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// It never arrives.
    RequestLost,
    /// It is carried out, and nobody hears of it.
    AnswerLost,
    /// 503 of whatever stands before the service; nothing is carried out.
    Unavailable,
}

impl Mishap {
    pub const ALL: [Mishap; 3] = [Mishap::RequestLost, Mishap::AnswerLost, Mishap::Unavailable];
}

/// All of them, in order.
#[derive(Default)]
pub struct Traffic {
    exchanges: RefCell<Vec<Exchange>>,
    fails: Cell<Option<(usize, Mishap)>>,
}

impl Traffic {
    /// Takes note of a request; of its answer with [`Traffic::answered`].
    pub fn asked(&self, request: &Request) -> usize {
        let mut exchanges = self.exchanges.borrow_mut();
        let (method, url, bytes) = (request.method, request.url.clone(), request.body.len());
        exchanges.push(Exchange { method, url, bytes });
        exchanges.len() - 1
    }

    /// The request of this number fails, counted from 0.
    pub fn fail_at(&self, number: usize, mishap: Mishap) {
        self.fails.set(Some((number, mishap)));
    }

    /// What comes of the request of this number, which `carried_out` is the answer to.
    pub async fn carry(
        &self,
        number: usize,
        carried_out: impl Future<Output = Result<Answer, HttpError>>,
    ) -> Result<Answer, HttpError> {
        match self.fails.get().filter(|(at, _)| *at == number).map(|(_, mishap)| mishap) {
            None => carried_out.await,
            Some(Mishap::RequestLost) => Err(HttpError::NoAnswer),
            Some(Mishap::AnswerLost) => {
                drop(carried_out.await);
                Err(HttpError::NoAnswer)
            }
            Some(Mishap::Unavailable) => Ok(Answer { status: 503, headers: Vec::new(), body: Vec::new() }),
        }
    }

    pub fn answered(&self, number: usize, answer: &Answer) {
        let headers = answer.headers.iter().map(|(name, value)| name.len() + value.len());
        if let Some(exchange) = self.exchanges.borrow_mut().get_mut(number) {
            exchange.bytes += answer.body.len() + headers.sum::<usize>();
        }
    }

    /// How many there were.
    pub fn len(&self) -> usize {
        self.exchanges.borrow().len()
    }

    /// Those after the first `seen` that went below this address.
    pub fn since(&self, seen: usize, address: &str) -> Vec<Exchange> {
        let exchanges = self.exchanges.borrow();
        exchanges[seen..].iter().filter(|it| it.url.starts_with(address)).cloned().collect()
    }
}
