//! The wallet with everything around it that a worker gives it.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use lifeboat_wallet::{
    Fetch, FetchAnswer, InvoiceRequest, LightningSeed, Network, OpeningError, OpeningInvoice, Outcome, Peer,
    Setup, SocketId, State, Unreachable, Urgency, Wallet,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc;

/// The seed of every wallet here: there is one a test.
const SEED: u8 = 7;

/// How long anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The Esplora server of the network.
#[derive(Clone)]
pub struct Esplora {
    pub url: String,
    pub http: reqwest::Client,
}

#[async_trait(?Send)]
impl Fetch for Esplora {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await.map_err(|_| Unreachable)?;
        let status = answer.status().as_u16();
        Ok(FetchAnswer { status, body: answer.bytes().await.map_err(|_| Unreachable)?.to_vec() })
    }
}

/// A host as the worker is one: wire, chain, and a journal in memory.
pub struct Host {
    pub wallet: Wallet,
    /// What it takes until an entry is durable.
    pub write_takes: Duration,
    peer: Peer,
    journal: State,
    esplora: Esplora,
    wires: BTreeMap<SocketId, OwnedWriteHalf>,
    news: (mpsc::UnboundedSender<News>, mpsc::UnboundedReceiver<News>),
    looked: SystemTime,
}

enum News {
    Bytes(SocketId, Vec<u8>),
    Gone(SocketId),
}

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

fn entropy() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

impl Host {
    /// From a journal, empty for a new wallet; connected.
    pub async fn start(peer: Peer, esplora: Esplora, journal: State) -> Self {
        let setup = Setup {
            journal: [1; 8],
            seed: LightningSeed::from_bip39([SEED; 64]),
            network: Network::Regtest,
            sellers: vec![peer.clone()],
            entropy: entropy(),
            tip: Some(lifeboat_wallet::tip(&esplora, Network::Regtest, now_ms()).await.unwrap()),
            now_ms: now_ms(),
        };
        let wallet = Wallet::start(setup, &journal).unwrap();
        let news = mpsc::unbounded_channel();
        let wires = BTreeMap::new();
        let looked = SystemTime::now();
        let write_takes = Duration::ZERO;
        let mut host = Self { wallet, write_takes, peer, journal, esplora, wires, news, looked };
        host.look().await;
        host.dial().await;
        host.until("a connection", |wallet| !wallet.connected().is_empty()).await;
        host
    }

    pub async fn look(&mut self) {
        // The chain may move meanwhile; then the next look sees it.
        let _ = self.wallet.sync(&self.esplora, now_ms()).await;
        self.looked = SystemTime::now();
    }

    pub async fn dial(&mut self) {
        let (id, first) = self.wallet.connect(self.peer.node_id).unwrap();
        let (mut read, mut write) = TcpStream::connect(&self.peer.address).await.unwrap().into_split();
        write.write_all(&first).await.unwrap();
        self.wires.insert(id, write);
        let news = self.news.0.clone();
        tokio::spawn(async move {
            let mut buffer = vec![0; 65_536];
            loop {
                match read.read(&mut buffer).await {
                    Ok(0) | Err(_) => break drop(news.send(News::Gone(id))),
                    Ok(length) => drop(news.send(News::Bytes(id, buffer[..length].to_vec()))),
                }
            }
        });
    }

    /// One turn, and everything that follows from it; waits a little for bytes.
    pub async fn turn(&mut self) {
        if let Ok(Some(news)) = tokio::time::timeout(Duration::from_millis(20), self.news.1.recv()).await {
            match news {
                News::Bytes(id, bytes) => self.wallet.received(id, &bytes),
                News::Gone(id) => {
                    self.wires.remove(&id);
                    self.wallet.gone(id);
                }
            }
        }
        if self.looked.elapsed().unwrap_or_default() > Duration::from_secs(1) {
            self.look().await;
        }
        loop {
            self.wallet.pump(now_ms());
            for (id, bytes) in self.wallet.take_outgoing() {
                if let Some(wire) = self.wires.get_mut(&id) {
                    let _ = wire.write_all(&bytes).await;
                }
            }
            for id in self.wallet.take_closed() {
                self.wires.remove(&id);
            }
            assert!(self.wallet.take_broadcasts().is_empty(), "the wallet has nothing to broadcast");
            assert!(self.wallet.held_broadcasts().is_empty(), "and closes nothing");
            let Some(batch) = self.wallet.next_cut(now_ms(), Urgency::Normal) else { break };
            tokio::time::sleep(self.write_takes).await;
            self.journal.apply(&batch);
            self.wallet.cut_durable();
        }
    }

    pub fn flush(&mut self) {
        while let Some(batch) = self.wallet.next_cut(now_ms(), Urgency::Flush) {
            self.journal.apply(&batch);
            self.wallet.cut_durable();
        }
    }

    pub async fn until(&mut self, what: &str, holds: impl Fn(&Wallet) -> bool) {
        let end = SystemTime::now() + PATIENCE;
        while !holds(&self.wallet) {
            assert!(SystemTime::now() < end, "{what} never came: {:?}", self.wallet.log_lines());
            self.turn().await;
        }
    }

    pub async fn buy(&mut self, amount_msat: Option<u64>) -> Result<OpeningInvoice, OpeningError> {
        let request = InvoiceRequest { amount_msat, note: "tea".to_owned(), expiry_secs: 3_600 };
        let id = self.wallet.begin_opening(request, now_ms())?;
        let bought = loop {
            if let Some(ended) = self.wallet.take_opening(id) {
                break ended?;
            }
            self.turn().await;
        };
        self.flush();
        assert!(self.wallet.is_invoice_saved(&bought.invoice.hash));
        Ok(bought)
    }

    /// Works until a future ends. Every turn is a whole one: half of one would lose bytes.
    pub async fn during<T>(&mut self, future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        loop {
            if let Some(ended) = futures::future::poll_immediate(&mut future).await {
                break ended;
            }
            self.turn().await;
        }
    }

    /// The process dies, and another one starts from the journal.
    pub async fn die(self) -> Self {
        let Self { wallet, peer, journal, esplora, wires, .. } = self;
        drop((wallet, wires));
        Self::start(peer, esplora, journal).await
    }
}

/// Whether a payment arrived.
pub fn is_done(wallet: &Wallet, hash: &str) -> bool {
    wallet.payments().iter().any(|p| p.hash == hash && p.outcome == Outcome::Done)
}
