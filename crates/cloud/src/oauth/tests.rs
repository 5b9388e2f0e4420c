//! Everything a service may answer, scripted.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use async_trait::async_trait;
use futures::executor::block_on;
use oauth2::url::{Url, form_urlencoded};
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;
use crate::http::{Answer, Http, HttpError, Request};
use crate::{Bearer, Token};

mod bearing;
mod returning;

const NOW: u64 = 1_700_000_000_000;
const REDIRECT: &str = "https://wallet.example/oauth/callback";

type Said = Result<Answer, HttpError>;

/// Answers in turn, and remembers what it was asked.
#[derive(Clone, Default)]
struct Script(Rc<ScriptParts>);

#[derive(Default)]
struct ScriptParts {
    answers: RefCell<VecDeque<Said>>,
    asked: RefCell<Vec<Request>>,
    /// An answer waits until this is set.
    gate: RefCell<Option<futures::channel::oneshot::Receiver<()>>>,
}

impl Script {
    fn of(answers: impl IntoIterator<Item = Said>) -> Script {
        let script = Script::default();
        script.0.answers.borrow_mut().extend(answers);
        script
    }

    fn asked(&self) -> usize {
        self.0.asked.borrow().len()
    }

    /// A field of the n-th form.
    fn field(&self, n: usize, name: &str) -> Option<String> {
        let asked = self.0.asked.borrow();
        let mut fields = form_urlencoded::parse(&asked[n].body);
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

#[async_trait(?Send)]
impl Http for Script {
    async fn send(&self, request: Request) -> Said {
        self.0.asked.borrow_mut().push(request);
        let gate = self.0.gate.borrow_mut().take();
        if let Some(gate) = gate {
            gate.await.unwrap();
        }
        self.0.answers.borrow_mut().pop_front().expect("nobody expected this request")
    }
}

fn says(status: u16, body: &str) -> Said {
    Ok(Answer { status, headers: Vec::new(), body: body.into() })
}

fn random(seed: u8) -> Zeroizing<[u8; 64]> {
    Zeroizing::new(std::array::from_fn(|n| seed.wrapping_add(n as u8)))
}

fn started(client: &Client) -> (Url, PendingSignIn) {
    let (url, pending) = begin(client, REDIRECT, NOW, &random(3), None).unwrap();
    (Url::parse(&url).unwrap(), pending)
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn clients() -> Vec<Client> {
    vec![
        Client::dropbox("app"),
        Client::one_drive("app"),
        Client::google("app"),
        Client::google_with_broker("app", "https://wallet.example/oauth/google"),
        Client::remote_storage(
            "storage.example",
            "https://storage.example/oauth/me",
            "https://wallet.example",
            "lifeboat:rw",
        ),
    ]
}

fn with_query(query: impl Into<String>) -> CallbackLocation {
    CallbackLocation { at: REDIRECT.into(), query: query.into(), fragment: String::new() }
}

fn with_fragment(fragment: impl Into<String>) -> CallbackLocation {
    CallbackLocation { at: REDIRECT.into(), query: String::new(), fragment: fragment.into() }
}
