//! The wallet against a peer that is not ours, ldk-node in the program `lifeboat-regtest`: the first receive buys its
//! channel. The program has to be built; by itself, because its LDK has `std` (`cargo build -p lifeboat-regtest`).
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::disallowed_methods, reason = "the node it meets runs on the machine's clock")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use lifeboat_wallet::{
    Bought, Direction, Fetch, Fetched, InvoiceRequest, LightningSeed, Network, OpeningError, Outcome, Peer,
    Setup, SocketId, State, Unreachable, Urgency, Wallet,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc;

const PATIENCE: Duration = Duration::from_secs(60);

/// The Esplora server of the network.
#[derive(Clone)]
struct Esplora {
    url: String,
    http: reqwest::Client,
}

#[async_trait(?Send)]
impl Fetch for Esplora {
    async fn get(&self, path: &str) -> Result<Fetched, Unreachable> {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await.map_err(|_| Unreachable)?;
        let status = answer.status().as_u16();
        Ok(Fetched { status, body: answer.bytes().await.map_err(|_| Unreachable)?.to_vec() })
    }
}

/// A host as the worker is one: wire, chain, and a journal in memory.
struct Host {
    wallet: Wallet,
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

fn now_ms() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

fn entropy() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

impl Host {
    /// From a journal, empty for a new wallet; connected.
    async fn start(seed: u8, peer: Peer, esplora: Esplora, journal: State) -> Self {
        let setup = Setup {
            journal: [1; 8],
            seed: LightningSeed::from_bip39([seed; 64]),
            network: Network::Regtest,
            lsp: Some(peer.clone()),
            entropy: entropy(),
            tip: Some(lifeboat_wallet::tip(&esplora, Network::Regtest, now_ms()).await.unwrap()),
            now_ms: now_ms(),
        };
        let wallet = Wallet::start(setup, &journal).unwrap();
        let news = mpsc::unbounded_channel();
        let wires = BTreeMap::new();
        let looked = SystemTime::now();
        let mut host = Self { wallet, peer, journal, esplora, wires, news, looked };
        host.look().await;
        host.dial().await;
        host.until("a connection", |wallet| !wallet.connected().is_empty()).await;
        host
    }

    async fn look(&mut self) {
        // The chain may move meanwhile; then the next look sees it.
        let _ = self.wallet.sync(&self.esplora, now_ms()).await;
        self.looked = SystemTime::now();
    }

    async fn dial(&mut self) {
        let (id, first) = self.wallet.connect(&self.peer).unwrap();
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
    async fn turn(&mut self) {
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
            self.journal.apply(&batch);
            self.wallet.cut_durable();
        }
    }

    fn flush(&mut self) {
        while let Some(batch) = self.wallet.next_cut(now_ms(), Urgency::Flush) {
            self.journal.apply(&batch);
            self.wallet.cut_durable();
        }
    }

    async fn until(&mut self, what: &str, holds: impl Fn(&Wallet) -> bool) {
        let end = SystemTime::now() + PATIENCE;
        while !holds(&self.wallet) {
            assert!(SystemTime::now() < end, "{what} never came: {:?}", self.wallet.log_lines());
            self.turn().await;
        }
    }

    async fn buy(&mut self, amount_msat: Option<u64>) -> Result<Bought, OpeningError> {
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

    /// The process dies, and another one starts from the journal.
    async fn die(self) -> Self {
        let Self { wallet, peer, journal, esplora, wires, .. } = self;
        drop((wallet, wires));
        Self::start(SEED, peer, esplora, journal).await
    }

    fn is_done(&self, hash: &str) -> bool {
        is_done(&self.wallet, hash)
    }
}

fn is_done(wallet: &Wallet, hash: &str) -> bool {
    wallet.payments().iter().any(|p| p.hash == hash && p.outcome == Outcome::Done)
}

const SEED: u8 = 7;

/// The network, ended with the test.
struct Net {
    process: Child,
    ready: Value,
    http: reqwest::Client,
    _data: tempfile::TempDir,
}

impl Drop for Net {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Where cargo puts programs: beside the folder of this test.
fn program() -> PathBuf {
    let bin = match std::env::var_os("LIFEBOAT_BIN") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned(),
    };
    let program = bin.join("lifeboat-regtest");
    assert!(program.exists(), "{} is not there: cargo build -p lifeboat-regtest", program.display());
    program
}

impl Net {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(program())
            .args(["--listen", "127.0.0.1:0", "--peer", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(line.strip_prefix("ready ").unwrap()).unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { process, ready, http, _data: data }
    }

    fn told(&self, what: &str) -> String {
        self.ready[what].as_str().unwrap().to_owned()
    }

    async fn host(&self) -> Host {
        let node_id = self.told("nodeId").parse().unwrap();
        let peer = Peer { node_id, address: self.told("address"), zero_conf: true };
        let esplora = Esplora { url: self.told("esplora"), http: self.http.clone() };
        Host::start(SEED, peer, esplora, State::default()).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/{path}", self.told("control"));
        self.http.post(url).json(&body).send().await.unwrap().json().await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}/{path}", self.told("control"));
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// The channels that the peer has with a wallet.
    async fn channels(&self, host: &Host) -> Vec<Value> {
        let node = host.wallet.node_id().to_string();
        let info = self.get("info").await;
        let all = info["channels"].as_array().unwrap().clone();
        all.into_iter().filter(|c| c["nodeId"] == node.as_str()).collect()
    }

    /// Somebody pays while the wallet works.
    async fn pays(&self, host: &mut Host, invoice: &str, hash: &str, msat: Option<u64>) -> Value {
        let paying = self.post("pay", json!({ "invoice": invoice, "amountMsat": msat, "timeoutSecs": 50 }));
        let mut paying = std::pin::pin!(paying);
        loop {
            tokio::select! {
                biased;
                paid = &mut paying => {
                    let got = paid["state"] != "succeeded" || host.is_done(hash);
                    if !got {
                        host.until("the payment", |wallet| is_done(wallet, hash)).await;
                    }
                    break paid;
                }
                () = host.turn() => {}
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_payment_opens_a_channel_with_the_real_peer_and_every_balance_is_exact() {
    let net = Net::start();
    let mut host = net.host().await;
    let bought = host.buy(Some(100_000_000)).await.unwrap();
    assert_eq!(bought.fee_msat, Some(500_000));
    let hash = bought.invoice.hash.clone();
    assert!(net.channels(&host).await.is_empty(), "nothing is opened before it is paid");
    let paid = net.pays(&mut host, &bought.invoice.bolt11, &hash, None).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    let payment = host.wallet.payments().remove(0);
    assert_eq!((payment.direction, payment.outcome), (Direction::In, Outcome::Done));
    assert_eq!((payment.amount_msat, payment.fee_msat), (99_500_000, 500_000));
    assert_eq!(host.wallet.balance().lightning_msat, 99_500_000);
    let channels = net.channels(&host).await;
    assert_eq!(channels.len(), 1, "{channels:#?}");
    assert_eq!(channels[0]["capacitySats"], 99_500 * 21);

    // The channel is one like any other: back, forth, and after a restart from the journal.
    host.until("a look that shows the funding", |wallet| !wallet.waits_for_funding()).await;
    assert!(!host.wallet.needs_channel(Some(30_000_000)));
    let request = InvoiceRequest { amount_msat: Some(30_000_000), note: String::new(), expiry_secs: 3_600 };
    let plain = host.wallet.invoice(&request, now_ms()).unwrap();
    let paid = net.pays(&mut host, &plain.bolt11, &plain.hash, None).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    host.until("room to send", |wallet| wallet.sendable_msat() > 10_000_000).await;
    let made = net.post("invoice", json!({ "amountMsat": 5_000_000, "note": "back" })).await;
    let sent = host.wallet.pay(made["invoice"].as_str().unwrap(), None, now_ms()).unwrap();
    host.until("the payment out", |wallet| is_done(wallet, &sent)).await;
    host.until("a confirmed channel", |wallet| wallet.channels().iter().all(|c| c.ready && c.usable)).await;
    host.flush();
    let host = host.die().await;
    assert_eq!(host.wallet.balance().lightning_msat, 99_500_000 + 30_000_000 - 5_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_between_buying_and_being_paid_the_wallet_still_keeps_its_word() {
    let net = Net::start();
    let mut host = net.host().await;
    let bought = host.buy(None).await.unwrap();
    assert_eq!((bought.fee_msat, bought.terms.fee.parts_per_million), (None, 5_000));
    let mut host = host.die().await;
    let (hash, bolt11) = (bought.invoice.hash, bought.invoice.bolt11);
    let paid = net.pays(&mut host, &bolt11, &hash, Some(200_000_000)).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    assert_eq!(host.wallet.balance().lightning_msat, 199_000_000);
    assert_eq!(host.wallet.payments()[0].fee_msat, 1_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_real_peer_says_for_which_payments_it_opens_no_channel() {
    let net = Net::start();
    let mut host = net.host().await;
    let little = host.buy(Some(4_999_999)).await.unwrap_err();
    assert_eq!(little, OpeningError::TooLittle { least_msat: 5_000_000 });
    let much = host.buy(Some(700_000_001)).await.unwrap_err();
    assert_eq!(much, OpeningError::TooMuch { most_msat: 700_000_000 });
    net.post("stop-peer", json!({})).await;
    host.until("the end of the connection", |wallet| wallet.connected().is_empty()).await;
    assert_eq!(host.buy(Some(50_000_000)).await.unwrap_err(), OpeningError::NoPeer);
}
