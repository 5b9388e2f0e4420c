//! A local network, and the servers a wallet talks to.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clouds::Clouds;
use crate::conditions::Conditions;
use crate::fault_proxy::FaultProxy;
use crate::guards::Guards;
use crate::processes::{Process, folder, program, reserved_port};
use crate::storage::Storage;
use crate::versions::Versions;
use crate::{PATIENCE, poll};

/// The storage's password in every test.
pub const PASSWORD: &str = "seven small boats at sea";

/// Where "this server" keeps backups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// With the page, as it usually is.
    Together,
    /// In a process of its own, so that it can be stopped while the page's server goes on.
    Apart,
    /// The same, behind a proxy with switchable faults.
    BehindFaults,
}

/// How Google's tokens come to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Google {
    /// From Google, for an hour.
    Direct,
    /// Through the page's server, which has the secret.
    Broker,
}

/// Everything around the browsers.
pub struct World {
    dir: TempDir,
    network: Process,
    ready: Value,
    page: Server,
    apart: Option<Server>,
    faults: Option<FaultProxy>,
    clouds: Option<Clouds>,
    guards: Option<Guards>,
    google: Google,
    http: reqwest::Client,
}

/// A `lifeboat-server`, running or not, always at the same address.
struct Server {
    port: u16,
    data: PathBuf,
    dist: PathBuf,
    process: Option<Process>,
}

impl World {
    /// Starts a fresh network and fresh servers.
    pub async fn start(keep: Keep) -> World {
        World::begin(keep, None, built()).await
    }

    /// With a copy of the app of its own, in which one version can follow another.
    pub async fn with_versions(keep: Keep) -> (World, Versions) {
        let versions = Versions::of(&built());
        (World::begin(keep, None, versions.dist()).await, versions)
    }

    /// With a copy of the app of its own, whose browsers have conditions.
    pub async fn with_conditions(keep: Keep) -> (World, Conditions) {
        let conditions = Conditions::of(&built());
        (World::begin(keep, None, conditions.dist()).await, conditions)
    }

    /// The same with the doubles of the cloud services, in which this page is registered.
    pub async fn with_clouds() -> World {
        World::begin(Keep::Together, Some(Google::Direct), built()).await
    }

    /// The same, and the page's server is the token broker for Google.
    pub async fn with_broker() -> World {
        World::begin(Keep::Together, Some(Google::Broker), built()).await
    }

    /// The services, and a storage that can be stopped while they and the page go on.
    pub async fn with_clouds_apart() -> World {
        World::begin(Keep::Apart, Some(Google::Direct), built()).await
    }

    /// With three guards of PINs.
    pub async fn with_guards() -> World {
        let mut world = World::begin(Keep::Together, None, built()).await;
        world.guards = Some(Guards::start(world.dir.path(), &world.http).await);
        world.write_config();
        world
    }

    async fn begin(keep: Keep, clouds: Option<Google>, dist: PathBuf) -> World {
        let dir = tempfile::tempdir().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let (control, peer) = (reserved_port(), reserved_port());
        let mut network = Process::start(
            Command::new(program("lifeboat-regtest"))
                .args(["--listen", &format!("127.0.0.1:{control}"), "--peer", &format!("127.0.0.1:{peer}")])
                .arg("--data")
                .arg(dir.path().join("network")),
            &dir.path().join("network.log"),
        );
        let ready = poll(PATIENCE, async || {
            network.must_run();
            let said = network.said();
            let line = said.lines().find_map(|line| line.strip_prefix("ready "))?.to_owned();
            serde_json::from_str(&line).ok()
        })
        .await
        .expect("the network starts");
        let server = |name: &str| Server {
            port: reserved_port(),
            data: dir.path().join(name),
            dist: dist.clone(),
            process: None,
        };
        let apart = (keep != Keep::Together).then(|| server("apart"));
        let faults = match &apart {
            Some(server) if keep == Keep::BehindFaults => Some(FaultProxy::start(server.port).await),
            _ => None,
        };
        let page = server("page");
        let google = clouds.unwrap_or(Google::Direct);
        let mut world =
            World { dir, network, ready, page, apart, faults, clouds: None, guards: None, google, http };
        if clouds.is_some() {
            world.clouds = Some(Clouds::start(&world.url(), &world.dir.path().join("clouds.log")).await);
        }
        world.write_config();
        world.start_page().await;
        world.start_storage().await;
        world
    }

    fn write_config(&self) {
        let ready = &self.ready;
        let control = ready["control"].as_str().unwrap();
        let storage = match (&self.faults, &self.apart) {
            (Some(proxy), _) => proxy.url(),
            (None, Some(server)) => format!("http://127.0.0.1:{}/dav/", server.port),
            (None, None) => "/dav/".to_owned(),
        };
        let config = json!({
            "network": "regtest",
            "esplora": ready["esplora"],
            "bridge": "/bridge",
            "storage": storage,
            "guards": self.guards.as_ref().map_or_else(|| json!([]), Guards::configured),
            "services": self.clouds.as_ref().map_or_else(|| json!({}), |clouds| clouds.services(self.google)),
            "lsp": {
                "nodeId": ready["nodeId"],
                "address": ready["address"],
                "zeroConf": true,
                "channelRequest": format!("{control}/channel"),
            },
        });
        std::fs::write(self.dir.path().join("config.json"), config.to_string()).unwrap();
    }

    /// What stands before the storage.
    pub fn faults(&self) -> &FaultProxy {
        self.faults.as_ref().expect("a world with faults")
    }

    /// The guards of PINs.
    pub fn guards(&self) -> &Guards {
        self.guards.as_ref().expect("a world with guards")
    }

    /// The same, to be stopped.
    pub fn guards_mut(&mut self) -> &mut Guards {
        self.guards.as_mut().expect("a world with guards")
    }

    /// The doubles of the cloud services.
    pub fn clouds(&self) -> &Clouds {
        self.clouds.as_ref().expect("a world with clouds")
    }

    /// The page's address, without a path.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.page.port)
    }

    /// Kills the page's server.
    pub fn stop_page(&mut self) {
        self.page.process = None;
    }

    /// Starts the page's server, if it is not running.
    pub async fn start_page(&mut self) {
        let peer = self.ready["address"].as_str().unwrap().to_owned();
        let config = self.dir.path().join("config.json");
        let mut more = vec!["--bridge-allow".into(), peer.into(), "--config".into(), config.into_os_string()];
        if let (Some(clouds), Google::Broker) = (&self.clouds, self.google) {
            let said = |name: &str| clouds.text("google", name);
            for (option, value) in [
                ("--google-client-id", said("client_id")),
                ("--google-client-secret", said("client_secret")),
                ("--google-token-endpoint", said("token")),
            ] {
                more.extend([option.into(), value.into()]);
            }
        }
        start_server(&mut self.page, &self.dir.path().join("page.log"), &more, &self.http).await;
    }

    /// Starts the storage, if it is not running.
    pub async fn start_storage(&mut self) {
        let origin = self.url();
        if let Some(server) = &mut self.apart {
            let more = ["--allow-origin".into(), origin.into()];
            start_server(server, &self.dir.path().join("apart.log"), &more, &self.http).await;
        }
    }

    /// Kills the storage. Only where it is kept apart.
    pub fn stop_storage(&mut self) {
        let server = self.apart.as_mut().expect("a storage of its own");
        server.process = None;
    }

    /// The storage's files.
    pub fn storage(&self) -> Storage {
        let server = self.apart.as_ref().unwrap_or(&self.page);
        Storage::new(server.data.join("files"))
    }

    /// Pays an invoice of the wallet; gives the peer's answer once it is paid.
    pub async fn pay(&self, invoice: &str) -> Value {
        self.post("pay", json!({ "invoice": invoice, "timeoutSecs": 120 })).await
    }

    /// An invoice of the peer, to be paid by the wallet.
    pub async fn invoice(&self, msat: u64, note: &str) -> Invoice {
        let made = self.post("invoice", json!({ "amountMsat": msat, "note": note })).await;
        let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} in {made}")).to_owned();
        Invoice { bolt11: text("invoice"), hash: text("paymentHash"), fee_msat: 0 }
    }

    /// The same, for so long.
    pub async fn invoice_for(&self, msat: u64, secs: u32) -> String {
        let asked = json!({ "amountMsat": msat, "note": "soon over", "expirySecs": secs });
        let made = self.post("invoice", asked).await;
        made["invoice"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
    }

    /// How the peer sees a payment: `pending`, `succeeded`, `failed`, or `unknown`.
    pub async fn payment(&self, hash: &str) -> String {
        let answer = self.get(&format!("payments/{hash}")).await;
        answer["state"].as_str().unwrap_or("unknown").to_owned()
    }

    /// Mines blocks.
    pub async fn mine(&self, blocks: u32) {
        self.post(&format!("mine?blocks={blocks}"), json!({ "blocks": blocks })).await;
    }

    /// The peer and the chain.
    pub async fn info(&self) -> Value {
        self.get("info").await
    }

    async fn get(&self, what: &str) -> Value {
        let url = format!("{}/{what}", self.ready["control"].as_str().unwrap());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, what: &str, body: Value) -> Value {
        let url = format!("{}/{what}", self.ready["control"].as_str().unwrap());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{what} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// What the servers said, for a failure's report.
    pub fn said(&self) -> String {
        let tail = |text: String| {
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(20)..].join("\n")
        };
        let server = |server: &Server| server.process.as_ref().map(|process| tail(process.said()));
        format!("network: {}\npage's server: {:?}", tail(self.network.said()), server(&self.page))
    }
}

/// An invoice, of the peer or of a wallet.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// BOLT11.
    pub bolt11: String,
    /// Hex.
    pub hash: String,
    /// What opening a channel for it costs the payee.
    pub fee_msat: u64,
}

/// The app as it was built.
pub fn built() -> PathBuf {
    folder("LIFEBOAT_DIST", "dist")
}

async fn start_server(server: &mut Server, log: &Path, more: &[std::ffi::OsString], http: &reqwest::Client) {
    if server.process.is_some() {
        return;
    }
    let dist = &server.dist;
    assert!(dist.join("index.html").exists(), "{} is not built", dist.display());
    let mut process = Process::start(
        Command::new(program("lifeboat-server"))
            .args(["--dev", "--listen", &format!("127.0.0.1:{}", server.port)])
            .arg("--dist")
            .arg(dist)
            .arg("--data")
            .arg(&server.data)
            .args(more)
            .env("LIFEBOAT_PASSWORD", PASSWORD),
        log,
    );
    let url = format!("http://127.0.0.1:{}/healthz", server.port);
    poll(PATIENCE, async || {
        process.must_run();
        http.get(&url).send().await.ok().filter(|answer| answer.status().is_success())
    })
    .await
    .expect("the server starts");
    server.process = Some(process);
}
