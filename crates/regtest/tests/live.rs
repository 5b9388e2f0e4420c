//! The whole network in this process, with a wallet that is ldk-node, too.
#![expect(clippy::disallowed_methods, reason = "the nodes it meets run on the machine's clock")]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ldk_node::bitcoin::secp256k1::PublicKey;
use ldk_node::config::{Config, EsploraSyncConfig};
use ldk_node::lightning::ln::msgs::SocketAddress;
use ldk_node::lightning_invoice::{Bolt11InvoiceDescription, Description};
use ldk_node::{Builder, Event, Node};
use lifeboat_regtest::network::Rhythm;
use lifeboat_regtest::{Ready, Regtest, Settings};
use serde_json::{Value, json};

fn settings(data: &Path, payer: bool) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        peer: SocketAddr::from(([127, 0, 0, 1], 0)),
        electrum: None,
        data: data.to_owned(),
        rhythm: Rhythm { every: Duration::from_millis(200), ..Rhythm::default() },
        payer,
        merchant: false,
    }
}

/// The control routes, as a test elsewhere would use them.
struct Control {
    url: String,
    http: reqwest::Client,
}

impl Control {
    fn of(ready: &Ready) -> Self {
        Self { url: ready.control.clone(), http: reqwest::Client::new() }
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}/{path}", self.url)).send().await.unwrap().json().await.unwrap()
    }

    async fn try_post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.http.post(format!("{}/{path}", self.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_post(path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }
}

/// A wallet that trusts the peer's channels without confirmations.
struct Wallet(Arc<Node>);

impl Wallet {
    async fn new(directory: &Path, ready: &Ready, buys_channels: bool) -> Self {
        let (peer, address) = (id(ready), SocketAddress::from(ready.address));
        let config = Config { trusted_peers_0conf: vec![peer], ..Config::default() };
        let mut builder = Builder::from_config(config);
        builder.set_network(ldk_node::bitcoin::Network::Regtest);
        builder.set_storage_dir_path(directory.display().to_string());
        builder.set_filesystem_logger(None, None);
        builder.set_chain_source_esplora(
            ready.esplora.clone(),
            Some(EsploraSyncConfig { background_sync_config: None }),
        );
        if buys_channels {
            builder.set_liquidity_source_lsps2(peer, address.clone(), None);
        }
        builder.set_runtime(tokio::runtime::Handle::current());
        let node = tokio::task::spawn_blocking(move || {
            let node = builder.build().unwrap();
            node.start().unwrap();
            node.sync_wallets().unwrap();
            node.connect(peer, address, true).unwrap();
            Arc::new(node)
        });
        Self(node.await.unwrap())
    }

    async fn run<T: Send + 'static>(&self, call: impl FnOnce(&Node) -> T + Send + 'static) -> T {
        let node = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || call(&node)).await.unwrap()
    }

    /// Handles events until the wanted one.
    async fn wait_for<T>(&self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        let waiting = async {
            loop {
                let event = self.0.next_event_async().await;
                let found = wanted(&event);
                self.run(|node| node.event_handled().unwrap()).await;
                if let Some(found) = found {
                    return found;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap()
    }

    async fn until(&self, holds: impl Fn(&Node) -> bool) {
        let waiting = async {
            while !holds(&self.0) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap();
    }

    /// Mines and syncs until it holds.
    async fn until_synced(&self, holds: impl Fn(&Node) -> bool, control: &Control) {
        for _ in 0..60 {
            self.run(|node| node.sync_wallets().unwrap()).await;
            if holds(&self.0) {
                return;
            }
            control.post("mine?blocks=1", json!({})).await;
        }
        panic!("never held");
    }

    async fn received(&self) -> u64 {
        self.wait_for(|event| match event {
            Event::PaymentReceived { amount_msat, .. } => Some(*amount_msat),
            _ => None,
        })
        .await
    }

    async fn invoice(&self, msat: u64) -> String {
        self.run(move |node| node.bolt11_payment().receive(msat, &note(), 3600).unwrap().to_string()).await
    }
}

fn note() -> Bolt11InvoiceDescription {
    Bolt11InvoiceDescription::Direct(Description::new("tea".into()).unwrap())
}

fn id(ready: &Ready) -> PublicKey {
    ready.node_id.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_peer_is_funded_makes_invoices_and_is_the_same_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let regtest = Regtest::start(settings(data.path(), false)).await.unwrap();
    let first = regtest.ready().clone();
    let control = Control::of(&first);
    let info = control.get("info").await;
    assert_eq!(info["nodeId"], first.node_id);
    assert!(info["balances"]["spendableSats"].as_u64().unwrap() >= 500_000_000);
    assert_eq!(info["running"], true);

    let made = control.post("invoice", json!({ "amountMsat": 21_000, "note": "tea" })).await;
    assert!(made["invoice"].as_str().unwrap().starts_with("lnbcrt210n1"));
    let hash = made["paymentHash"].as_str().unwrap();
    let listed = control.get(&format!("payments/{hash}")).await;
    assert_eq!((&listed["state"], &listed["preimage"]), (&json!("pending"), &Value::Null));

    for (path, body, status, kind) in [
        ("pay", json!({ "invoice": "lnbcrt1nonsense" }), 400, "bad_invoice"),
        ("pay", json!({ "amountMsat": 1 }), 400, "unreadable"),
        ("pay", json!({ "invoice": made["invoice"], "from": "payer" }), 409, "no_payer"),
        (
            "channel",
            json!({ "nodeId": first.node_id, "amountMsat": 1, "timeoutSecs": 0 }),
            409,
            "not_connected",
        ),
        ("invoice", json!({ "amountMsat": 1, "note": "x".repeat(1000) }), 400, "bad_note"),
        ("mine?blocks=1001", json!({}), 400, "too_many_blocks"),
        ("reorg?depth=100", json!({}), 400, "too_deep"),
        ("faucet?address=bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq&sats=1000", json!({}), 400, "unreadable"),
        ("nothing", json!({}), 404, "no_such_path"),
    ] {
        let (answered, answer) = control.try_post(path, body).await;
        assert_eq!((answered, answer["error"]["kind"].as_str()), (status, Some(kind)), "{path}: {answer}");
    }

    control.post("stop-peer", json!({})).await;
    assert_eq!(control.get("info").await["running"], false);
    assert_eq!(
        control.try_post("invoice", json!({ "amountMsat": 1 })).await.0,
        200,
        "invoices need no connection"
    );
    control.post("start-peer", json!({})).await;
    assert_eq!(control.get("info").await["running"], true);

    let tip = control.post("mine?blocks=3", json!({})).await;
    regtest.stop().await;
    let again = Regtest::start(settings(data.path(), false)).await.unwrap();
    assert_eq!(again.ready().node_id, first.node_id);
    let info = Control::of(again.ready()).get("info").await;
    assert!(info["chainHeight"].as_u64() >= tip["height"].as_u64());
    assert_eq!(info["balances"]["onchainSats"], 1_000_000_000, "it is not funded a second time");
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wallet_that_dials_in_gets_one_channel_and_pays_and_is_paid() {
    let data = tempfile::tempdir().unwrap();
    let regtest = Regtest::start(settings(&data.path().join("net"), false)).await.unwrap();
    let control = Control::of(regtest.ready());
    let wallet = Wallet::new(&data.path().join("wallet"), regtest.ready(), false).await;

    let wanted = json!({ "nodeId": wallet.0.node_id().to_string(), "amountMsat": 100_000_000 });
    let (one, other) = tokio::join!(control.post("channel", wanted.clone()), control.post("channel", wanted));
    assert_ne!(one["opened"], other["opened"], "two requests at once, one channel");
    assert_eq!(one["channel"]["channelId"], other["channel"]["channelId"]);
    assert_eq!(one["channel"]["capacitySats"], 1_000_000);
    assert_eq!(one["channel"]["isUsable"], true);

    let invoice = wallet.invoice(50_000_000).await;
    let paid = control.post("pay", json!({ "invoice": invoice })).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    assert_eq!(paid["preimage"].as_str().unwrap().len(), 64);
    assert_eq!(wallet.received().await, 50_000_000);
    let again = control.post("pay", json!({ "invoice": invoice })).await;
    assert_eq!(again["preimage"], paid["preimage"], "paid once, told twice");

    let made = control.post("invoice", json!({ "amountMsat": 10_000_000, "note": "back" })).await;
    let bolt11 = made["invoice"].as_str().unwrap().parse().unwrap();
    // The received amount can be spent when the last messages of its payment are through.
    wallet.until(|node| node.list_channels()[0].next_outbound_htlc_limit_msat >= 10_000_000).await;
    wallet.run(move |node| node.bolt11_payment().send(&bolt11, None).unwrap()).await;
    wallet.wait_for(|event| matches!(event, Event::PaymentSuccessful { .. }).then_some(())).await;
    let listed = control.get(&format!("payments/{}", made["paymentHash"].as_str().unwrap())).await;
    assert_eq!((&listed["state"], &listed["direction"]), (&json!("succeeded"), &json!("in")));

    let too_much = wallet.invoice(5_000_000_000).await;
    let failed = control.post("pay", json!({ "invoice": too_much })).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["reason"].is_string());

    // Closing it against its will: commitment, the child that pays for it, and the wait before the peer's part is free.
    let peers_part = control.get("info").await["balances"]["lightningSats"].as_u64().unwrap();
    control.post("close", json!({ "nodeId": wallet.0.node_id().to_string(), "force": true })).await;
    wallet.wait_for(|event| matches!(event, Event::ChannelClosed { .. }).then_some(())).await;
    control.post("mine?blocks=1", json!({})).await;
    wallet.until_synced(|node| node.list_balances().total_onchain_balance_sats > 30_000, &control).await;
    let before = control.get("info").await["balances"]["onchainSats"].as_u64().unwrap();
    let mut after = before;
    for _ in 0..40 {
        control.post("mine?blocks=10", json!({})).await;
        tokio::time::sleep(Duration::from_millis(250)).await;
        after = control.get("info").await["balances"]["onchainSats"].as_u64().unwrap();
        if after + 20_000 > before + peers_part {
            break;
        }
    }
    assert!(after + 20_000 > before + peers_part, "{before} + {peers_part} came to {after}");

    wallet.run(|node| node.stop().unwrap()).await;
    regtest.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_first_payment_buys_its_channel_by_lsps2() {
    let data = tempfile::tempdir().unwrap();
    let regtest = Regtest::start(settings(&data.path().join("net"), true)).await.unwrap();
    let control = Control::of(regtest.ready());
    let wallet = Wallet::new(&data.path().join("wallet"), regtest.ready(), true).await;

    let invoice = wallet
        .run(|node| node.bolt11_payment().receive_via_jit_channel(100_000_000, &note(), 3600, None).unwrap())
        .await;
    let asked = json!({ "invoice": invoice.to_string() });
    let (paid, received) = tokio::join!(control.post("pay", asked), wallet.received());
    assert_eq!(paid["state"], "succeeded", "{paid}");
    // The terms: half a percent, at least 500 satoshis.
    assert_eq!(received, 99_500_000);
    let channels = wallet.run(|node| node.list_channels()).await;
    assert_eq!(channels.len(), 1);
    assert!(channels[0].channel_value_sats > 2_000_000, "room for more payments");

    let second = wallet.invoice(30_000_000).await;
    let paid = control.post("pay", json!({ "invoice": second, "from": "payer" })).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    assert_eq!(wallet.received().await, 30_000_000);

    wallet.run(|node| node.stop().unwrap()).await;
    regtest.stop().await;
}

/// Ends the process with the test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn the_binary_says_when_it_is_ready_and_ends_cleanly_when_told_to() {
    use std::io::{BufRead, BufReader};
    let data = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_lifeboat-regtest"))
            .args(["--listen", "127.0.0.1:0", "--peer", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdout(std::process::Stdio::piped())
            .spawn();
        let mut running = Running(child.unwrap());
        let mut line = String::new();
        BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(line.strip_prefix("ready ").unwrap()).unwrap();
        assert!(ready["esplora"].as_str().unwrap().ends_with("/esplora"));
        assert_eq!(ready["nodeId"].as_str().unwrap().len(), 66);
        let told = std::process::Command::new("kill").arg(signal).arg(running.0.id().to_string()).status();
        assert!(told.unwrap().success());
        assert!(running.0.wait().unwrap().success(), "{signal}");
    }
}
