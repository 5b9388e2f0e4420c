//! The program `lifeboat-regtest`.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use lifeboat_wallet::{Peer, State};
use serde_json::{Value, json};

use super::host::{Esplora, Host, is_done};

/// The network, ended with the test.
pub struct Net {
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
    /// The network with these settings, and a free port for everything.
    pub fn start(settings: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(program())
            .args(["--listen", "127.0.0.1:0", "--peer", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(settings)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(line.strip_prefix("ready ").unwrap()).unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { process, ready, http, _data: data }
    }

    /// A part of what it said when it was ready.
    pub fn told(&self, what: &str) -> String {
        self.ready[what].as_str().unwrap().to_owned()
    }

    /// A new wallet that knows the network's peer.
    pub async fn host(&self) -> Host {
        let node_id = self.told("nodeId").parse().unwrap();
        let peer = Peer { node_id, address: self.told("address"), zero_conf: true, lsps2: true, token: None };
        let esplora = Esplora { url: self.told("esplora"), http: self.http.clone() };
        Host::start(peer, esplora, State::default()).await
    }

    /// Asks one of the control routes for something to be done.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/{path}", self.told("control"));
        self.http.post(url).json(&body).send().await.unwrap().json().await.unwrap()
    }

    /// Asks one of the control routes.
    pub async fn get(&self, path: &str) -> Value {
        let url = format!("{}/{path}", self.told("control"));
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// The map of the public channels, where the network has any.
    pub async fn map(&self) -> Vec<u8> {
        let url = format!("{}/map", self.told("control"));
        self.http.get(url).send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// The channels that the peer has with a wallet.
    pub async fn channels(&self, host: &Host) -> Vec<Value> {
        let node = host.wallet.node_id().to_string();
        let info = self.get("info").await;
        let all = info["channels"].as_array().unwrap().clone();
        all.into_iter().filter(|c| c["nodeId"] == node.as_str()).collect()
    }

    /// Somebody pays while the wallet works.
    pub async fn pays(&self, host: &mut Host, invoice: &str, hash: &str, msat: Option<u64>) -> Value {
        let paying = self.post("pay", json!({ "invoice": invoice, "amountMsat": msat, "timeoutSecs": 50 }));
        let paid = host.during(paying).await;
        if paid["state"] == "succeeded" {
            host.until("the payment", |wallet| is_done(wallet, hash)).await;
        }
        paid
    }
}
