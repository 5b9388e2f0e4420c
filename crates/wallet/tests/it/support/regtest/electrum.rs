//! Electrum as Debian has it, from outside: a daemon with a wallet of its own, told what to do over JSON-RPC.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::host::PATIENCE;
use super::net::Net;

const USER: &str = "lifeboat";
const PASSWORD: &str = "test";
/// What Electrum gets on the chain, the size of its channel, and how much of that it gives away at once.
const COINS_SAT: u64 = 20_000_000;
const CHANNEL_BTC: &str = "0.15";
const GIVEN_BTC: &str = "0.02";
/// How much may be at stake in the provider's channel with it. On regtest Electrum sets 180 sat/vB for every
/// commitment, whatever the chain asks; by its ordinary limit LDK would refuse every payment.
const DUST_MSAT: u64 = 1_000_000_000;
/// How deep the provider wants a channel's funding.
const DEEP: u32 = 6;

/// A running Electrum, ended with the test.
pub struct Electrum {
    daemon: Child,
    home: tempfile::TempDir,
    url: String,
    http: reqwest::Client,
}

impl Drop for Electrum {
    fn drop(&mut self) {
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}

/// What became of a payment of Electrum's.
#[derive(Debug)]
pub struct Paid {
    /// Whether it arrived.
    pub success: bool,
    /// What each attempt came back with, and from which channel.
    pub attempts: Vec<(String, String)>,
}

fn electrum(home: &Path) -> Command {
    let mut command = Command::new("electrum");
    command.arg("--regtest").arg("--dir").arg(home).env("HOME", home);
    command
}

impl Electrum {
    /// A new wallet that knows the network's Electrum server alone, synced, with a channel to the network's peer that
    /// carries payments both ways.
    pub async fn with_channel(net: &Net) -> Self {
        let electrum = Self::start(net).await;
        let address = electrum.ask("getunusedaddress", json!({})).await;
        let faucet = format!("faucet?address={}&sats={COINS_SAT}", address.as_str().unwrap());
        net.post(&faucet, json!({})).await;
        net.post("mine?blocks=1", json!({})).await;
        electrum
            .until("coins", async || electrum.ask("getbalance", json!({})).await["confirmed"] == "0.2")
            .await;
        let peer = format!("{}@{}", net.told("nodeId"), net.told("address"));
        let open = json!({ "connection_string": peer, "amount": CHANNEL_BTC, "push_amount": GIVEN_BTC });
        electrum.ask("open_channel", open).await;
        net.post(&format!("mine?blocks={DEEP}"), json!({})).await;
        electrum
            .until("a channel", async || {
                let channels = electrum.ask("list_channels", json!({})).await;
                channels[0]["state"] == "OPEN" && channels[0]["peer_state"] == "GOOD"
            })
            .await;
        let node_id = electrum.ask("nodeid", json!({})).await;
        let allowed = net.post("dust", json!({ "nodeId": node_id, "limitMsat": DUST_MSAT })).await;
        assert_eq!(allowed["channels"], 1, "{allowed}");
        electrum
    }

    async fn start(net: &Net) -> Self {
        let home = tempfile::tempdir().unwrap();
        let made = electrum(home.path()).args(["--offline", "create"]).output();
        let made = made.expect("Electrum is not there: apt-get install electrum");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = lifeboat_ports::reserve().unwrap();
        let config = json!({
            // Of an older one, Electrum would replace the `t`, plain TCP, by TLS.
            "config_version": 3,
            "server": format!("{}:t", net.told("electrum")),
            "auto_connect": false,
            "oneserver": true,
            "check_updates": false,
            "use_gossip": true,
            "rpcport": port,
            "rpcuser": USER,
            "rpcpassword": PASSWORD,
        });
        std::fs::write(home.path().join("regtest/config"), config.to_string()).unwrap();
        let log = std::fs::File::create(home.path().join("log")).unwrap();
        let mut daemon = electrum(home.path());
        daemon.args(["daemon", "-v"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let electrum = Self { daemon: daemon.spawn().unwrap(), home, url, http };
        electrum.until("a daemon", async || electrum.try_ask("ping", json!([])).await.is_ok()).await;
        electrum.ask("load_wallet", json!({})).await;
        electrum
    }

    /// Pays an invoice, and waits until that is over.
    pub async fn pay(&self, bolt11: &str) -> Paid {
        let paid = self.ask("lnpay", json!({ "invoice": bolt11 })).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let log = paid["log"].as_array().unwrap();
        let attempts = log.iter().map(|attempt| (text(&attempt[1]), text(&attempt[2]))).collect();
        Paid { success: paid["success"] == true, attempts }
    }

    /// An invoice of Electrum's: its name there, and its text.
    pub async fn invoice(&self, btc: &str) -> (String, String) {
        let made = self.ask("add_request", json!({ "amount": btc, "memo": "tea", "force": true })).await;
        let text = |key: &str| made[key].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        (text("request_id"), text("lightning_invoice"))
    }

    /// Forgets an invoice: who pays it now is refused.
    pub async fn forget(&self, request: &str) {
        self.ask("delete_request", json!({ "request_id": request })).await;
    }

    /// What it has in its channel, sat.
    pub async fn balance_sat(&self) -> u64 {
        self.ask("list_channels", json!({})).await[0]["local_balance"].as_u64().unwrap()
    }

    /// Waits until it has that much in its channel: the last messages of a payment follow its proof.
    pub async fn until_it_has(&self, sat: u64) {
        self.until("its money", async || self.balance_sat().await == sat).await;
    }

    async fn ask(&self, method: &str, params: Value) -> Value {
        match self.try_ask(method, params).await {
            Ok(answer) => answer,
            Err(error) => panic!("{method}: {error}\n{}", self.log()),
        }
    }

    async fn try_ask(&self, method: &str, params: Value) -> Result<Value, String> {
        let request = json!({ "id": 1, "method": method, "params": params });
        let asking = self.http.post(&self.url).basic_auth(USER, Some(PASSWORD)).json(&request).send();
        let answer = asking.await.map_err(|error| error.to_string())?;
        let answer: Value = answer.json().await.map_err(|error| error.to_string())?;
        match answer.get("error") {
            Some(error) => Err(error.to_string()),
            None => Ok(answer["result"].clone()),
        }
    }

    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds().await {
            assert!(Instant::now() < end, "{what} never came\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The last it said.
    fn log(&self) -> String {
        let said = std::fs::read(self.home.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&said[said.len().saturating_sub(6_000)..]).into_owned()
    }
}
