//! The bridge: a web page cannot open a TCP connection, so this carries the bytes of one to a Lightning peer. It only
//! goes to the peers on the list, sees only what is encrypted between wallet and peer, and keeps nothing.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::header::UPGRADE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::{SinkExt, StreamExt};
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::auth::neighbourhood;
use crate::origin::{Origins, RequestOrigin};

const CONNECT: Duration = Duration::from_secs(10);
/// Largest message of the page; one of Lightning's is at most 65,569 bytes.
const MESSAGE: usize = 256 << 10;
const CHUNK: usize = 16 << 10;

/// A request to upgrade the connection, or why it is not one.
pub(crate) type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// Where the bridge may go.
pub(crate) struct Bridge {
    allowed: HashSet<String>,
    room: Arc<Semaphore>,
    /// Bridges of one address at most: a quarter of all, as no password is asked for here.
    most: usize,
    taken: BridgeCounts,
    idle: Duration,
}

/// How many bridges each address has.
type BridgeCounts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// A place for one bridge, given back when it is dropped.
struct Place {
    address: IpAddr,
    taken: BridgeCounts,
    _room: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.address) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => drop(taken.remove(&self.address)),
        }
    }
}

impl Bridge {
    pub(crate) fn new(allowed: &[String], room: usize, idle: Duration) -> Bridge {
        Bridge {
            allowed: allowed.iter().map(|peer| peer.trim().to_ascii_lowercase()).collect(),
            room: Arc::new(Semaphore::new(room)),
            most: room.div_ceil(4),
            taken: BridgeCounts::default(),
            idle,
        }
    }

    /// `None`: this address has its share, or all places are taken. A proxy's own address is that of
    /// everybody behind it.
    fn place(&self, address: IpAddr) -> Option<Place> {
        let most = if may_be_a_proxy(address) { usize::MAX } else { self.most };
        let address = neighbourhood(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let has = taken.get(&address).copied().unwrap_or(0);
        let room = (has < most).then(|| self.room.clone().try_acquire_owned().ok())??;
        taken.insert(address, has + 1);
        Some(Place { address, taken: self.taken.clone(), _room: room })
    }
}

/// Whether an address is not on the internet, but on this machine or its network.
fn may_be_a_proxy(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// `GET /bridge?to=host:port`. Everything that can fail does so before the upgrade, with a status of its own.
/// Without a wish to upgrade it only says whether it would dial that peer: 204, or 403.
pub(crate) async fn open(
    bridge: &Bridge,
    origins: &Origins,
    client: IpAddr,
    query: Option<String>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Response {
    if matches!(origins.of(&headers), RequestOrigin::Foreign) {
        return (StatusCode::FORBIDDEN, "not from this page").into_response();
    }
    let to = query.as_deref().and_then(|query| query.strip_prefix("to="));
    let Some(Ok(to)) = to.map(|to| percent_decode_str(to).decode_utf8()) else {
        return (StatusCode::BAD_REQUEST, "to=host:port").into_response();
    };
    let to = to.to_ascii_lowercase();
    if !bridge.allowed.contains(&to) {
        return (StatusCode::FORBIDDEN, "not on the list").into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        // A page is not told why its socket did not open, so it may ask without one.
        Err(_) if !headers.contains_key(UPGRADE) => return StatusCode::NO_CONTENT.into_response(),
        Err(rejection) => return rejection.into_response(),
    };
    let Some(place) = bridge.place(client) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many bridges").into_response();
    };
    let peer = match timeout(CONNECT, TcpStream::connect(&to)).await {
        Ok(Ok(peer)) => peer,
        Ok(Err(_)) => return (StatusCode::BAD_GATEWAY, "the peer cannot be reached").into_response(),
        Err(_) => return (StatusCode::GATEWAY_TIMEOUT, "the peer does not answer").into_response(),
    };
    // Small messages that wait for one another: a commitment and its answer.
    peer.set_nodelay(true).ok();
    let idle = bridge.idle;
    upgrade
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE)
        .write_buffer_size(0)
        .max_write_buffer_size(4 * MESSAGE)
        .on_upgrade(move |socket| carry(socket, peer, idle, place))
}

/// Carries both ways until one side ends, errs, or both are silent. Nothing is read that the other side has not taken:
/// each direction holds one chunk.
async fn carry(socket: WebSocket, peer: TcpStream, idle: Duration, _place: Place) {
    let (mut to_page, mut from_page) = socket.split();
    let (mut from_peer, mut to_peer) = peer.into_split();
    let start = Instant::now();
    let last = std::sync::atomic::AtomicU64::new(0);
    let touch = || last.store(start.elapsed().as_millis() as u64, std::sync::atomic::Ordering::Relaxed);

    let inward = async {
        let mut chunk = vec![0; CHUNK];
        loop {
            let Ok(len @ 1..) = from_peer.read(&mut chunk).await else { break close_code::NORMAL };
            touch();
            if to_page.send(Message::Binary(Bytes::copy_from_slice(&chunk[..len]))).await.is_err() {
                break close_code::AWAY;
            }
            touch();
        }
    };
    let outward = async {
        loop {
            match from_page.next().await {
                Some(Ok(Message::Binary(bytes))) => {
                    touch();
                    if to_peer.write_all(&bytes).await.is_err() {
                        break close_code::NORMAL;
                    }
                    touch();
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Text(_))) => break close_code::UNSUPPORTED,
                Some(Ok(Message::Close(_))) | None => break close_code::NORMAL,
                Some(Err(_)) => break close_code::SIZE,
            }
        }
    };
    let silent = async {
        loop {
            let since = Duration::from_millis(last.load(std::sync::atomic::Ordering::Relaxed));
            let quiet = start.elapsed().saturating_sub(since);
            match idle.checked_sub(quiet) {
                Some(left) if !left.is_zero() => tokio::time::sleep(left).await,
                _ => break close_code::AWAY,
            }
        }
    };
    let code = tokio::select! {
        code = inward => code,
        code = outward => code,
        code = silent => code,
    };
    let close = Message::Close(Some(CloseFrame { code, reason: "".into() }));
    timeout(CONNECT, to_page.send(close)).await.ok();
    to_peer.shutdown().await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_a_quarter_of_the_places_at_most() {
        let bridge = Bridge::new(&[], 8, Duration::from_secs(1));
        let (one, other) = ("192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap());
        let mut places: Vec<Place> = (0..100).filter_map(|_| bridge.place(one)).collect();
        assert_eq!(places.len(), 2);
        let neighbours = ["2001:db8::2", "2001:db8::3"].map(|it| bridge.place(it.parse().unwrap()));
        assert!(neighbours.iter().all(Option::is_some), "others have places");
        assert!(bridge.place(other).is_none(), "one customer of IPv6 is one address");
        places.pop();
        assert!(bridge.place(one).is_some(), "a place that is given back is free");
        drop((places, neighbours));
        for proxy in ["127.0.0.1", "172.17.0.1", "::1", "fd00::1"] {
            let places = (0..100).filter_map(|_| bridge.place(proxy.parse().unwrap()));
            assert_eq!(places.collect::<Vec<_>>().len(), 8, "everybody comes from {proxy}");
        }
        assert!(bridge.taken.lock().unwrap().is_empty());
        assert_eq!(bridge.room.available_permits(), 8);
    }
}
