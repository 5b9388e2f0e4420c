//! What a process asks over HTTP, all of it, and how much travels.

use std::cell::RefCell;

use lifeboat_cloud::http::{Answer, Method, Request};

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub method: Method,
    pub url: String,
    /// Both bodies and the answer's headers.
    pub bytes: usize,
}

/// All of them, in order.
#[derive(Default)]
pub struct Traffic {
    exchanges: RefCell<Vec<Exchange>>,
}

impl Traffic {
    /// Takes note of a request; of its answer with [`Traffic::answered`].
    pub fn asked(&self, request: &Request) -> usize {
        let mut exchanges = self.exchanges.borrow_mut();
        let (method, url, bytes) = (request.method, request.url.clone(), request.body.len());
        exchanges.push(Exchange { method, url, bytes });
        exchanges.len() - 1
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
