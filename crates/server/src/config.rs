//! What the server is started with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lifeboat_config::check::{ConfigFault, ServerSetup, check};
use zeroize::Zeroizing;

use crate::graph::GraphOptions;
use crate::guard::GuardOptions;
use crate::password::Password;

/// Everything the server is told at its start.
pub struct Options {
    /// The folder of the built app, which is served with the storage and the bridge for its pages. `None`:
    /// nothing but a guard.
    pub dist: Option<PathBuf>,
    /// Where the storage, the generated password and the guard's records are. It is created when missing.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The storage's password; generated once and kept in the data folder when `None`.
    pub password: Option<Password>,
    /// `host:port` of the peers that the bridge may reach. Empty: none.
    pub bridge_allow: Vec<String>,
    /// Origins, besides our own, whose pages may use the storage and the bridge.
    pub allow_origin: Vec<String>,
    /// ServerSetup as `/config.json`.
    pub config: Option<PathBuf>,
    /// The client secret for Google, if this server is to be its token broker.
    pub google: Option<GoogleClient>,
    /// The map of the network for `/graph`, if this server has one.
    pub graph: Option<GraphOptions>,
    /// Be a guard.
    pub guard: Option<GuardOptions>,
    /// Most bytes the storage may hold.
    pub quota: Option<u64>,
    /// A reverse proxy on this machine puts the client's address into `X-Forwarded-For`, in place of what was there.
    pub behind_proxy: bool,
    /// On the developer's machine: the page may use loopback hosts, there is no HSTS, and the app is read again
    /// when it was rebuilt and is not compressed here.
    pub dev: bool,
    /// Sizes and times.
    pub limits: Limits,
}

impl Options {
    /// Serves `dist` and stores in `data`, on a free loopback port, with the usual limits.
    pub fn new(dist: impl Into<PathBuf>, data: impl Into<PathBuf>) -> Options {
        Options {
            dist: Some(dist.into()),
            data: data.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            password: None,
            bridge_allow: Vec::new(),
            allow_origin: Vec::new(),
            config: None,
            google: None,
            graph: None,
            guard: None,
            quota: None,
            behind_proxy: false,
            dev: false,
            limits: Limits::default(),
        }
    }

    /// A guard and nothing else, with its records in `data`, on a free loopback port.
    pub fn guard_alone(data: impl Into<PathBuf>, guard: GuardOptions) -> Options {
        Options { dist: None, guard: Some(guard), ..Options::new("", data) }
    }
}

impl Options {
    /// What is wrong with this `config.json`, or not what its operator may think, for a server with these options.
    pub fn check(&self, config: &[u8]) -> Vec<ConfigFault> {
        let served = ServerSetup {
            bridge_allow: &self.bridge_allow,
            google_client_id: self.google.as_ref().map(|google| google.id.as_str()),
            has_map: self.graph.is_some(),
            is_dev: self.dev,
        };
        check(config, served)
    }
}

/// This app at Google, for the token broker.
#[derive(Clone)]
pub struct GoogleClient {
    /// The client id, as in the page's configuration.
    pub id: String,
    /// The client secret, which a page could not keep secret.
    pub secret: Zeroizing<String>,
    /// The token endpoint.
    pub token: String,
}

impl GoogleClient {
    /// A client at Google's own token endpoint.
    pub fn new(id: &str, secret: &str) -> GoogleClient {
        GoogleClient {
            id: id.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
            token: "https://oauth2.googleapis.com/token".to_owned(),
        }
    }
}

/// Sizes and times that keep one client from using up the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest stored file, bytes.
    pub file: u64,
    /// A request's headers must be there after this time; also how long an idle connection is kept.
    pub headers: Duration,
    /// Longest pause within a request's body.
    pub body_pause: Duration,
    /// Longest time for a whole body.
    pub body: Duration,
    /// Connections at one time; more wait to be accepted.
    pub connections: usize,
    /// Wrong passwords from one address before it has to wait.
    pub free_tries: u32,
    /// After those, one try in this time.
    pub try_every: Duration,
    /// Bridges at one time.
    pub bridges: usize,
    /// A bridge with nothing to carry for this long is closed.
    pub bridge_idle: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file: 16 << 20,
            headers: Duration::from_secs(30),
            body_pause: Duration::from_secs(20),
            body: Duration::from_secs(600),
            connections: 512,
            free_tries: 10,
            try_every: Duration::from_secs(2),
            bridges: 64,
            bridge_idle: Duration::from_secs(180),
        }
    }
}
