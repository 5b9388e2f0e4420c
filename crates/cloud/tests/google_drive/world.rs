//! The double, its client, and drives of several devices.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use async_trait::async_trait;
use lifeboat_cloud::{
    Bearer, DriveError, Path, Token,
    google_drive::{Endpoints, GoogleDrive},
    http::{Answer, Http, HttpError, Method, Request},
};
use lifeboat_clouds::{
    Core, Direct, Service,
    google::{CLIENT, DRIVE_FILE, Google, SAMANTHA},
};
use serde_json::{Value, json};

pub const ORIGIN: &str = "https://wallet.example";

/// What comes instead of the service's own answer.
pub use lifeboat_cloud::wrong_answers::Instead;

/// Exchanges answers, and lets others go first.
pub struct Line {
    direct: Direct<Google>,
    pub sent: Cell<usize>,
    /// Which request, what instead, whether it is carried out.
    exchange: RefCell<Option<(Option<usize>, Instead, bool)>>,
    exchanged_a_change: Cell<bool>,
    /// State of a generator; 0: no device is let go first.
    shuffle: Cell<u64>,
}

#[derive(Clone)]
pub struct Wire(pub Rc<Line>);

struct Yield(u64);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Wire {
    /// Some turns of the executor, no two times the same number.
    async fn let_others_go_first(&self) {
        let mut state = self.0.shuffle.get();
        if state != 0 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            self.0.shuffle.set(state);
            Yield(state % 7).await;
        }
    }
}

#[async_trait(?Send)]
impl Http for Wire {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let number = self.0.sent.get();
        self.0.sent.set(number + 1);
        assert!(number < 5_000, "it asks without an end");
        self.let_others_go_first().await;
        let exchange = self.0.exchange.borrow().clone();
        let answer = match exchange.filter(|(at, ..)| at.is_none_or(|at| at == number)) {
            None => self.0.direct.send(request).await,
            Some((_, instead, effect)) => {
                if request.method != Method::Get {
                    self.0.exchanged_a_change.set(true);
                }
                if effect {
                    let _ = self.0.direct.send(request).await;
                }
                instead
            }
        };
        self.let_others_go_first().await;
        answer
    }
}

/// Tokens as the worker would have them: renewed when refused, as often as the account allows.
pub struct Tokens {
    core: Core<Google>,
    client: String,
    account: String,
    scopes: Vec<String>,
    now: RefCell<Option<String>>,
    pub renewals: Cell<u32>,
    pub renewable: Cell<bool>,
}

#[async_trait(?Send)]
impl Bearer for Tokens {
    async fn token(&self) -> Result<Token, DriveError> {
        if self.now.borrow().is_none() {
            if !self.renewable.get() {
                return Err(DriveError::SignedOut);
            }
            self.renewals.set(self.renewals.get() + 1);
            let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
            let token =
                self.core.with(|google, now| google.oauth.issue(&self.client, &self.account, &scopes, now));
            *self.now.borrow_mut() = Some(token.ok_or(DriveError::SignedOut)?);
        }
        Ok(Token::new(self.now.borrow().clone().unwrap_or_default()))
    }

    fn refused(&self, token: &Token) {
        let mut now = self.now.borrow_mut();
        if now.as_deref() == Some(token.expose()) {
            *now = None;
        }
    }
}

#[derive(Clone)]
pub struct World(pub Core<Google>);

/// One device: its drive, and what is between it and the service.
pub struct Device {
    pub drive: GoogleDrive<Wire>,
    pub wire: Wire,
    pub tokens: Rc<Tokens>,
}

impl World {
    pub fn new() -> World {
        World(Core::new(Google::new(&["http://localhost/"])))
    }

    /// The same as it is now, going its own way from here.
    pub fn again(&self) -> World {
        World(Core::new(self.0.with(|google, _| google.clone())))
    }

    pub fn device(&self) -> Device {
        self.device_of(CLIENT, SAMANTHA, &[DRIVE_FILE])
    }

    pub fn device_of(&self, client: &str, account: &str, scopes: &[&str]) -> Device {
        let wire = Wire(Rc::new(Line {
            direct: self.0.http(ORIGIN),
            sent: Cell::new(0),
            exchange: RefCell::new(None),
            exchanged_a_change: Cell::new(false),
            shuffle: Cell::new(0),
        }));
        let tokens = Rc::new(Tokens {
            core: self.0.clone(),
            client: client.to_owned(),
            account: account.to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            now: RefCell::new(None),
            renewals: Cell::new(0),
            renewable: Cell::new(true),
        });
        let endpoints = Endpoints { api: Direct::<Google>::BASE.to_owned() };
        // Small, so that tests turn pages.
        let drive = GoogleDrive::new(wire.clone(), endpoints, tokens.clone()).with_books(6, 3, 2, 4);
        Device { drive, wire, tokens }
    }

    pub fn act(&self, action: &str, argument: &Value) {
        self.0.with(|google, now| google.act(action, argument, now)).unwrap();
    }

    /// How many files of this name hold these bytes, and how many hold others; past all faults.
    pub fn count(&self, name: &str, bytes: &[u8]) -> (usize, usize) {
        self.0.with(|google, _| {
            let all = google.named(name);
            let same = |item: &&&lifeboat_clouds::google::Item| {
                item.bytes.as_ref().is_some_and(|held| held.as_slice() == bytes)
            };
            let same = all.iter().filter(same).count();
            (same, all.len() - same)
        })
    }

    /// The only thing of this name that is an entry.
    pub fn id(&self, name: &str) -> String {
        self.0.with(|google, _| {
            let all = google.named(name);
            assert_eq!(all.len(), 1, "{name}");
            all[0].id.clone()
        })
    }

    /// The user's own doing, to the only thing of this name.
    pub fn user(&self, action: &str, name: &str, to: &str) {
        let id = self.id(name);
        self.act(action, &json!({ "id": id, "to": to }));
    }
}

impl Device {
    /// Exchanges the answer to one request from here on (`None`: to all).
    pub fn exchange(&self, at: Option<usize>, instead: Instead, effect: bool) {
        let at = at.map(|at| at + self.sent());
        *self.wire.0.exchange.borrow_mut() = Some((at, instead, effect));
        self.wire.0.exchanged_a_change.set(false);
    }

    /// Whether the answer to a request that changes something was exchanged: else it makes no difference whether it was
    /// carried out.
    pub fn exchanged_a_change(&self) -> bool {
        self.wire.0.exchanged_a_change.get()
    }

    pub fn mend(&self) {
        *self.wire.0.exchange.borrow_mut() = None;
    }

    pub fn sent(&self) -> usize {
        self.wire.0.sent.get()
    }

    /// From now on others may go first at each request.
    pub fn shuffled(self, seed: u64) -> Device {
        self.wire.0.shuffle.set(seed | 1);
        self
    }
}

pub const TOP: &str = "Bitcoin Wallet Backup";

pub fn top() -> Path {
    Path::root().join(TOP)
}

pub fn wallet() -> Path {
    top().join("BitcoinWalletBackup_Samantha")
}

pub fn journal() -> Path {
    wallet().join("Channel state")
}

pub fn entry_name(position: u64) -> String {
    format!("{position:012}.lifeboat")
}

pub fn entry(position: u64) -> Path {
    journal().join(entry_name(position))
}
