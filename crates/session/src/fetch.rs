//! HTTP to the chain service, to the Lightning service provider and to the server the page came from. (Drives
//! have their own, in `lifeboat-cloud`.)

mod patient;

use async_trait::async_trait;
use lifeboat_cloud::http::{Http, Method, Request};
use lifeboat_config::{Config, Esploras};
use lifeboat_wallet::{Fetch, FetchAnswer, MOST_MAP_BYTES, Servers, Unreachable};
use zeroize::Zeroizing;

use crate::host::HostHttp;
pub use patient::LookServers;

const PATIENCE_MS: u32 = 20_000;
const MAP_PATIENCE_MS: u32 = 60_000;
/// No answer that is asked for here is longer, bytes.
const LARGEST: usize = 64 * 1024 * 1024;

/// The chain servers of the configuration.
pub struct ChainServers {
    first: Esplora,
    second: Option<Esplora>,
}

impl ChainServers {
    /// The chain servers for a page of this origin.
    pub fn of(http: &HostHttp, config: &Config, origin: &str) -> ChainServers {
        let server = |address: &String| Esplora::new(http.clone(), &Config::absolute(origin, address));
        let Esploras { first, second } = &config.esplora;
        ChainServers { first: server(first), second: second.as_ref().map(server) }
    }

    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = &Esplora> {
        std::iter::once(&self.first).chain(&self.second)
    }
}

impl<'a> From<&'a ChainServers> for Servers<'a> {
    fn from(servers: &'a ChainServers) -> Self {
        match &servers.second {
            Some(second) => Servers::two(&servers.first, second),
            None => Servers::from(&servers.first),
        }
    }
}

/// An Esplora server.
#[derive(Clone)]
pub struct Esplora {
    http: HostHttp,
    base: String,
}

impl Esplora {
    /// At this base address.
    fn new(http: HostHttp, base: &str) -> Esplora {
        Esplora { http, base: base.trim_end_matches('/').to_owned() }
    }

    /// POST a text below the base address. Nothing but a simple request works: Esplora answers no preflight.
    pub async fn send(&self, path: &str, text: &str) -> Result<FetchAnswer, Unreachable> {
        post(&self.http, &format!("{}{path}", self.base), "text/plain", text, PATIENCE_MS).await
    }
}

#[async_trait(?Send)]
impl Fetch for Esplora {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        get(&self.http, &format!("{}{path}", self.base)).await
    }
}

/// GET, without credentials, never from a cache.
pub async fn get(http: &HostHttp, url: &str) -> Result<FetchAnswer, Unreachable> {
    send(http, Method::Get, url, Vec::new(), Vec::new(), PATIENCE_MS).await
}

/// GET, of a map of the network: public, and larger than anything else.
pub async fn get_map(http: &HostHttp, url: &str) -> Result<FetchAnswer, Unreachable> {
    let request = Request {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: MAP_PATIENCE_MS,
        limit: MOST_MAP_BYTES,
    };
    let answer = http.send(request).await.map_err(|_| Unreachable)?;
    Ok(FetchAnswer { status: answer.status, body: answer.body })
}

/// POST a text.
pub async fn post(
    http: &HostHttp,
    url: &str,
    kind: &str,
    body: &str,
    patience_ms: u32,
) -> Result<FetchAnswer, Unreachable> {
    let headers = vec![("content-type", Zeroizing::new(kind.to_owned()))];
    send(http, Method::Post, url, headers, body.as_bytes().to_vec(), patience_ms).await
}

async fn send(
    http: &HostHttp,
    method: Method,
    url: &str,
    headers: Vec<(&'static str, Zeroizing<String>)>,
    body: Vec<u8>,
    timeout_ms: u32,
) -> Result<FetchAnswer, Unreachable> {
    let request = Request { method, url: url.to_owned(), headers, body, timeout_ms, limit: LARGEST };
    let answer = http.send(request).await.map_err(|_| Unreachable)?;
    Ok(FetchAnswer { status: answer.status, body: answer.body })
}
