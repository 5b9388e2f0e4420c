//! The map of the network at `/graph`, for pages that pay: a snapshot of Rapid Gossip Sync, from a file or
//! from a server that makes them. That server need not be told who asks: every page of this copy is given the
//! same bytes.
//!
//! A server is asked only when a page wants the map, and at most every three hours, as often as such servers make one.
//! While it cannot be asked, or takes its time, the last good answer is given.

use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;

use crate::StartError;
use crate::app_files::accepts;

/// The largest snapshot, bytes.
const LIMIT: usize = 15_000_000;
/// How long a server's snapshot is kept.
const FRESH: Duration = Duration::from_secs(3 * 3_600);
/// How long a server that failed is left alone.
const PAUSE: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a client waits for a newer map than the one there is.
const MOMENT: Duration = Duration::from_millis(500);
/// Where such servers keep the snapshot of everything.
const WHOLE: &str = "/snapshot/0";
/// A snapshot begins with these bytes, the number of its format, and the chain's hash.
const PREFIX: &[u8] = b"LDK";
const FORMATS: [u8; 2] = [1, 2];
const HEAD: usize = PREFIX.len() + 1 + 32;
/// Packs to a third less than gzip within a second.
const BROTLI_QUALITY: i32 = 5;
const BROTLI_WINDOW: i32 = 22;

/// Where the map comes from, and its required network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphOptions {
    /// Where the map comes from.
    pub source: GraphSource,
    /// The network of the map.
    pub network: GraphNetwork,
}

/// Where a map comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphSource {
    /// A file that another program keeps up to date.
    File(PathBuf),
    /// A server of Rapid Gossip Sync: its address without `/snapshot/0`.
    Upstream(String),
}

/// A bitcoin network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphNetwork {
    /// The network of real money.
    Mainnet,
    /// Any signet: they share their first block.
    Signet,
    /// A network of one's own.
    Regtest,
}

impl GraphNetwork {
    /// The network by its name in `config.json`.
    pub fn of_name(name: &str) -> Option<GraphNetwork> {
        match name {
            "mainnet" => Some(GraphNetwork::Mainnet),
            "signet" => Some(GraphNetwork::Signet),
            "regtest" => Some(GraphNetwork::Regtest),
            _ => None,
        }
    }

    /// The hash of its first block, in the byte order of messages (BOLT 0, `chain_hash`).
    fn chain_hash(self) -> [u8; 32] {
        let mut hash: [u8; 32] = match self {
            GraphNetwork::Mainnet => {
                *b"\x00\x00\x00\x00\x00\x19\xd6\x68\x9c\x08\x5a\xe1\x65\x83\x1e\x93\x4f\xf7\x63\xae\x46\xa2\xa6\xc1\x72\xb3\xf1\xb6\x0a\x8c\xe2\x6f"
            }
            GraphNetwork::Signet => {
                *b"\x00\x00\x00\x08\x81\x98\x73\xe9\x25\x42\x2c\x1f\xf0\xf9\x9f\x7c\xc9\xbb\xb2\x32\xaf\x63\xa0\x77\xa4\x80\xa3\x63\x3b\xee\x1e\xf6"
            }
            GraphNetwork::Regtest => {
                *b"\x0f\x91\x88\xf1\x3c\xb7\xb2\xc7\x1f\x2a\x33\x5e\x3a\x4f\xc3\x28\xbf\x5b\xeb\x43\x60\x12\xaf\xca\x59\x0b\x1a\x11\x46\x6e\x22\x06"
            }
        };
        // Written as people write it, the last byte first.
        hash.reverse();
        hash
    }
}

/// Whether these bytes can be a map of this network. What else is wrong with them, the wallet finds.
fn is_map(bytes: &[u8], network: GraphNetwork) -> bool {
    let Some(head) = bytes.get(..HEAD) else { return false };
    bytes.len() <= LIMIT
        && head.starts_with(PREFIX)
        && FORMATS.contains(&head[PREFIX.len()])
        && head[PREFIX.len() + 1..] == network.chain_hash()
}

/// The map, as it was last read.
pub(crate) struct Graph {
    options: GraphOptions,
    http: reqwest::Client,
    /// Never held over anything that takes time.
    kept: std::sync::Mutex<MapCache>,
    /// Held while it is read. Clients that come meanwhile get the last map, or wait for the first one.
    reading: Arc<Mutex<()>>,
}

#[derive(Default)]
struct MapCache {
    map: Option<PackedMap>,
    /// When the server was asked last, and whether it answered well.
    asked: Option<(Instant, bool)>,
    /// When the file that was read was written.
    written: Option<SystemTime>,
}

/// A map as it is and packed.
#[derive(Clone)]
struct PackedMap {
    plain: Bytes,
    /// `None` where packing saves nothing.
    brotli: Option<Bytes>,
}

impl Graph {
    pub(crate) fn new(options: GraphOptions) -> Result<Graph, StartError> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::limited(3))
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .build()
            .map_err(|_| StartError::NoTls)?;
        Ok(Graph { options, http, kept: std::sync::Mutex::default(), reading: Arc::default() })
    }

    fn kept(&self) -> MutexGuard<'_, MapCache> {
        // Nothing panics while it is held, and what is in it is complete at any time.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest there is. One that is there is given at once, however old it is, and the next one is read meanwhile.
    async fn current(self: &Arc<Self>) -> Option<PackedMap> {
        let known = self.kept().map.clone();
        if known.is_none() {
            let _reading = self.reading.lock().await;
            self.refresh().await;
            return self.kept().map.clone();
        }
        if let Ok(reading) = self.reading.clone().try_lock_owned() {
            let graph = self.clone();
            let refreshed = tokio::spawn(async move {
                graph.refresh().await;
                drop(reading);
            });
            // A file is read in no time, and so is nothing.
            let _ = tokio::time::timeout(MOMENT, refreshed).await;
        }
        self.kept().map.clone()
    }

    async fn refresh(&self) {
        match &self.options.source {
            GraphSource::File(path) => self.read(path).await,
            GraphSource::Upstream(address) => self.ask(address).await,
        }
    }

    /// A file that is gone or is not a map, though there was one before: another program is writing it.
    async fn read(&self, path: &Path) {
        let Ok(metadata) = tokio::fs::metadata(path).await else { return };
        let written = metadata.modified().ok();
        let is_known = {
            let kept = self.kept();
            kept.map.is_some() && written.is_some() && kept.written == written
        };
        if is_known || metadata.len() > LIMIT as u64 {
            return;
        }
        if let Ok(bytes) = tokio::fs::read(path).await
            && self.take(bytes).await
        {
            self.kept().written = written;
        }
    }

    async fn ask(&self, address: &str) {
        let rests = |(at, well): (Instant, bool)| at.elapsed() < if well { FRESH } else { PAUSE };
        let asked = self.kept().asked;
        if asked.is_some_and(rests) {
            return;
        }
        let well = match self.fetch(address).await {
            Some(bytes) => self.take(bytes).await,
            None => false,
        };
        self.kept().asked = Some((Instant::now(), well));
    }

    async fn fetch(&self, address: &str) -> Option<Vec<u8>> {
        let url = format!("{}{WHOLE}", address.trim_end_matches('/'));
        let mut answer = self.http.get(url).send().await.ok()?;
        if answer.status() != StatusCode::OK {
            return None;
        }
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.ok()? {
            if bytes.len() + piece.len() > LIMIT {
                return None;
            }
            bytes.extend_from_slice(&piece);
        }
        Some(bytes)
    }

    async fn take(&self, bytes: Vec<u8>) -> bool {
        if !is_map(&bytes, self.options.network) {
            return false;
        }
        let packed = tokio::task::spawn_blocking(move || pack(bytes.into())).await;
        let mut kept = self.kept();
        kept.map = packed.ok().or(kept.map.take());
        kept.map.is_some()
    }
}

fn pack(plain: Bytes) -> PackedMap {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    let done = brotli::BrotliCompress(&mut &plain[..], &mut packed, &params).is_ok();
    let brotli = (done && packed.len() < plain.len()).then(|| packed.into());
    PackedMap { plain, brotli }
}

impl PackedMap {
    fn answer(self, asked: &HeaderMap) -> Response {
        let (body, is_packed) = match self.brotli {
            Some(packed) if accepts(asked, "br") => (packed, true),
            _ => (self.plain, false),
        };
        let mut response = Body::from(body).into_response();
        let headers = response.headers_mut();
        if is_packed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        response
    }
}

/// Answers `/graph`. Everybody may read it: nothing in it is anybody's own.
pub(crate) async fn answer(graph: Option<&Arc<Graph>>, request: Request) -> Response {
    let mut response = if !matches!(*request.method(), Method::GET | Method::HEAD) {
        (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response()
    } else {
        match graph {
            None => StatusCode::NOT_FOUND.into_response(),
            Some(graph) => match graph.current().await {
                Some(map) => map.answer(request.headers()),
                None => StatusCode::BAD_GATEWAY.into_response(),
            },
        }
    };
    let everybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(network: GraphNetwork, format: u8, length: usize) -> Vec<u8> {
        let mut bytes = [PREFIX, &[format], &network.chain_hash()].concat();
        bytes.resize(length.max(HEAD), 0);
        bytes
    }

    /// The server behind this one takes the question and never answers.
    #[tokio::test]
    async fn the_last_map_is_given_while_the_server_is_asked_that_does_not_answer() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let source = GraphSource::Upstream(format!("http://{}", silent.local_addr().unwrap()));
        let graph = Arc::new(Graph::new(GraphOptions { source, network: GraphNetwork::Regtest }).unwrap());
        let bytes = map(GraphNetwork::Regtest, 1, 200);
        graph.kept().map = Some(pack(bytes.clone().into()));
        let asked = graph.clone();
        let first = tokio::spawn(async move { asked.current().await });
        let (held, _) = silent.accept().await.unwrap();
        for given in [first.await.unwrap(), graph.current().await] {
            assert_eq!(given.unwrap().plain, bytes);
        }
        assert!(graph.reading.try_lock().is_err(), "it is still being asked");
        drop(held);
    }

    #[test]
    fn only_a_map_of_the_network_and_of_a_bearable_size_is_one() {
        use GraphNetwork::{Mainnet, Regtest, Signet};
        for network in [Mainnet, Signet, Regtest] {
            for format in FORMATS {
                assert!(is_map(&map(network, format, HEAD), network));
                assert!(is_map(&map(network, format, LIMIT), network));
                assert!(!is_map(&map(network, format, LIMIT + 1), network));
            }
            assert!(!is_map(&map(network, 3, HEAD), network));
            for other in [Mainnet, Signet, Regtest].into_iter().filter(|other| *other != network) {
                assert!(!is_map(&map(other, 1, 200), network), "{other:?} for {network:?}");
            }
        }
        assert!(!is_map(&map(Regtest, 1, HEAD)[..HEAD - 1], Regtest));
        assert!(!is_map(b"<!doctype html><title>a page that answers everything</title>", Regtest));
    }
}
