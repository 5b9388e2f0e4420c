//! The wallet itself, as new as one can be, looking at the chain and talking with a provider.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use lifeboat_wallet::{
    ChainError, LightningSeed, Network, Peer, Servers, Setup, SocketId, State, Tip, Urgency, Wallet,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc;
use tokio::time::{Duration, Instant, timeout};

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Fresh randomness.
///
/// # Errors
/// The operating system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A wallet that is thrown away afterwards.
///
/// # Errors
/// It could not be made.
pub fn new(network: Network, sellers: Vec<Peer>, tip: Tip) -> Result<Wallet, String> {
    let setup = Setup {
        seed: LightningSeed::from_bip39(random()?),
        network,
        sellers,
        entropy: random()?,
        tip: Some(tip),
        journal: random()?,
        now_ms: now_ms(),
    };
    Wallet::start(setup, &State::default()).map_err(|error| error.to_string())
}

/// A wallet that has looked at the chain: headers, their work and links, and what this release knows of the network.
///
/// # Errors
/// What the wallet says of these servers.
pub async fn looked<'a>(
    servers: Servers<'a>,
    network: Network,
    sellers: Vec<Peer>,
) -> Result<Wallet, String> {
    let say = |error: ChainError| error.to_string();
    let tip = lifeboat_wallet::tip(servers, network, now_ms()).await.map_err(say)?;
    let wallet = new(network, sellers, tip)?;
    wallet.sync(servers, now_ms()).await.map_err(say)?;
    Ok(wallet)
}

/// How long the wire waits for bytes in a turn.
const TURN: Duration = Duration::from_millis(20);

/// A wallet with a wire to one peer. What it wants to keep is kept in memory.
pub struct Line {
    wallet: Wallet,
    id: SocketId,
    wire: OwnedWriteHalf,
    bytes: mpsc::Receiver<Vec<u8>>,
}

impl Line {
    /// Connect with a peer.
    ///
    /// # Errors
    /// No connection came about.
    pub async fn open(wallet: Wallet, peer: &Peer, patience: Duration) -> Result<Line, String> {
        let connecting = timeout(patience, TcpStream::connect(&peer.address)).await;
        let stream = connecting.map_err(|_| "no answer")?.map_err(|error| error.to_string())?;
        let (mut read, mut wire) = stream.into_split();
        let (id, first) = wallet.connect(peer.node_id).map_err(|error| error.to_string())?;
        wire.write_all(&first).await.map_err(|error| error.to_string())?;
        let (sender, bytes) = mpsc::channel(16);
        tokio::spawn(async move {
            let mut buffer = vec![0; 65_536];
            while let Ok(length @ 1..) = read.read(&mut buffer).await {
                if sender.send(buffer[..length].to_vec()).await.is_err() {
                    break;
                }
            }
        });
        let mut line = Line { wallet, id, wire, bytes };
        line.until(patience, |wallet| (!wallet.connected().is_empty()).then_some(())).await?;
        Ok(line)
    }

    /// The wallet.
    pub fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    /// Turns until something is there.
    ///
    /// # Errors
    /// It did not come, or the peer hung up.
    pub async fn until<T>(
        &mut self,
        patience: Duration,
        there: impl Fn(&Wallet) -> Option<T>,
    ) -> Result<T, String> {
        let start = Instant::now();
        loop {
            if let Some(it) = there(&self.wallet) {
                return Ok(it);
            }
            if start.elapsed() > patience {
                return Err("no answer".into());
            }
            match timeout(TURN, self.bytes.recv()).await {
                Ok(Some(bytes)) => self.wallet.received(self.id, &bytes),
                Ok(None) => return Err("the peer hung up".into()),
                Err(_) => {}
            }
            self.turn().await?;
        }
    }

    async fn turn(&mut self) -> Result<(), String> {
        self.wallet.pump(now_ms());
        while self.wallet.next_cut(now_ms(), Urgency::Normal).is_some() {
            self.wallet.cut_durable();
        }
        let outgoing: BTreeMap<SocketId, Vec<u8>> = self.wallet.take_outgoing().into_iter().collect();
        for bytes in outgoing.into_values() {
            self.wire.write_all(&bytes).await.map_err(|error| error.to_string())?;
        }
        match self.wallet.take_closed().is_empty() {
            true => Ok(()),
            false => {
                Err("the wallet hung up: the other side is not who it should be, or does not speak Lightning"
                    .into())
            }
        }
    }
}
