//! The chain as a running network: shared, mined automatically, watched.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bitcoin::{Address, Amount, BlockHash, Transaction, TxOut, Txid};
use tokio::sync::{Notify, watch};

use crate::chain::{Chain, ChainError, Refused};
use crate::faucet::{Faucet, FaucetError};

/// Blocks mined when the network is first made: enough that the faucet's oldest coins stay ripe in a deep
/// reorganisation.
const FIRST_BLOCKS: u32 = 150;
/// The distance between those, so that their times lie in the past as on a real chain.
const FIRST_BLOCKS_APART: u32 = 60;
/// The most blocks one request may ask for.
pub const MOST_BLOCKS: u32 = 1000;

/// The newest block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// Its height.
    pub height: u32,
    /// Its hash.
    pub hash: BlockHash,
}

/// When blocks come automatically.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// How long a transaction waits for its block, and blocks for each other.
    pub every: Duration,
    /// How many blocks a transaction gets before the chain rests again.
    pub confirmations: u32,
    /// How old the newest block may get before an empty one follows, so that wallets whose clock is the chain's do not
    /// fall behind; none for never.
    pub heartbeat: Option<Duration>,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { every: Duration::from_secs(2), confirmations: 6, heartbeat: Some(Duration::from_secs(600)) }
    }
}

/// Why the network did not do something.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The chain did not.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The chain refused a transaction.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The faucet did not.
    #[error(transparent)]
    Faucet(#[from] FaucetError),
    /// The directory could not be made, read or written.
    #[error("the data directory could not be used")]
    Directory(#[source] std::io::Error),
    /// The chain file is not the one that the rest of the directory belongs to.
    #[error("the directory belongs to another chain")]
    OtherChain,
    /// More blocks than one request may ask for.
    #[error("at most {MOST_BLOCKS} blocks at once")]
    TooManyBlocks,
}

/// A running network; clones share it.
#[derive(Clone)]
pub struct Network {
    inner: Arc<Inner>,
}

struct Inner {
    chain: Mutex<Chain>,
    faucet: Faucet,
    tip: watch::Sender<Tip>,
    /// Grows with every block and every transaction.
    changes: watch::Sender<u64>,
    arrived: Notify,
}

impl Network {
    /// A network in memory, with ripe coins for the faucet.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub fn in_memory() -> Result<Self, NetworkError> {
        Self::with(Chain::new(), Faucet::make()?)
    }

    /// The network kept in a directory, which is made when it is missing.
    ///
    /// # Errors
    /// When the directory cannot be used, or what it holds breaks the rules of the chain.
    pub fn open(directory: &Path) -> Result<Self, NetworkError> {
        std::fs::create_dir_all(directory).map_err(NetworkError::Directory)?;
        let faucet = Faucet::open(&directory.join("faucet.key"))?;
        let network = Self::with(Chain::open(&directory.join("chain"))?, faucet)?;
        network.check_identity(&directory.join("chain.id"))?;
        Ok(network)
    }

    /// A chain file that was deleted or exchanged would leave the peer with channels that never were.
    fn check_identity(&self, path: &Path) -> Result<(), NetworkError> {
        let id = self.id();
        match std::fs::read_to_string(path) {
            Ok(known) if known == id => Ok(()),
            Ok(_) => Err(NetworkError::OtherChain),
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
                std::fs::write(path, id).map_err(NetworkError::Directory)
            }
            Err(other) => Err(NetworkError::Directory(other)),
        }
    }

    /// What tells this chain from every other: the hash of its first mined block.
    pub fn id(&self) -> String {
        self.read(|chain| chain.hash_at(1)).map(|hash| hash.to_string()).unwrap_or_default()
    }

    /// Lets go of the directory.
    pub fn close(&self) {
        self.lock().close();
    }

    fn with(mut chain: Chain, faucet: Faucet) -> Result<Self, NetworkError> {
        while chain.height() < FIRST_BLOCKS {
            let ago = (FIRST_BLOCKS - chain.height()) * FIRST_BLOCKS_APART;
            chain.mine(&faucet.script(), now().saturating_sub(ago))?;
        }
        let tip = Tip { height: chain.height(), hash: chain.tip() };
        let inner = Inner {
            chain: Mutex::new(chain),
            faucet,
            tip: watch::Sender::new(tip),
            changes: watch::Sender::new(0),
            arrived: Notify::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    fn lock(&self) -> MutexGuard<'_, Chain> {
        self.inner.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the chain; nothing changes meanwhile.
    pub fn read<T>(&self, read: impl FnOnce(&Chain) -> T) -> T {
        read(&self.lock())
    }

    /// The newest block, now and whenever it changes.
    pub fn tips(&self) -> watch::Receiver<Tip> {
        self.inner.tip.subscribe()
    }

    /// Tells that a block or a transaction came, and not which; a listener that needs to know reads the
    /// chain.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Hands in a transaction.
    ///
    /// # Errors
    /// [`Refused`] says which rule it breaks.
    pub fn submit(&self, tx: Transaction) -> Result<Txid, Refused> {
        let txid = self.lock().accept(tx)?;
        self.inner.changes.send_modify(|n| *n += 1);
        self.inner.arrived.notify_one();
        Ok(txid)
    }

    /// Mines blocks at once.
    ///
    /// # Errors
    /// When too many are asked for, or the file cannot be written.
    pub fn mine(&self, blocks: u32) -> Result<Tip, NetworkError> {
        if blocks > MOST_BLOCKS {
            return Err(NetworkError::TooManyBlocks);
        }
        let mut chain = self.lock();
        for _ in 0..blocks {
            chain.mine(&self.inner.faucet.script(), now())?;
        }
        Ok(self.publish(&chain))
    }

    /// Replaces the newest `depth` blocks by `depth + 1` empty ones; their transactions wait again.
    ///
    /// # Errors
    /// When the chain is not that deep, or the file cannot be written.
    pub fn reorganise(&self, depth: u32) -> Result<Tip, NetworkError> {
        let mut chain = self.lock();
        chain.reorganise(depth, &self.inner.faucet.script(), now())?;
        let tip = self.publish(&chain);
        self.inner.arrived.notify_one();
        Ok(tip)
    }

    fn publish(&self, chain: &Chain) -> Tip {
        let tip = Tip { height: chain.height(), hash: chain.tip() };
        self.inner.tip.send_replace(tip);
        self.inner.changes.send_modify(|n| *n += 1);
        tip
    }

    /// Pays addresses from the faucet; the payment then waits for its block.
    ///
    /// # Errors
    /// When the faucet is dry, or an amount too small.
    pub fn pay(&self, payments: &[(Address, Amount)]) -> Result<Txid, NetworkError> {
        let outputs: Vec<TxOut> = payments
            .iter()
            .map(|(to, value)| TxOut { value: *value, script_pubkey: to.script_pubkey() })
            .collect();
        let tx = self.inner.faucet.pay(&self.lock(), &outputs)?;
        Ok(self.submit(tx)?)
    }

    /// Mines when there is something to mine, for as long as the future is polled.
    pub async fn mine_by_itself(self, rhythm: Rhythm) {
        loop {
            let rest = self.rest(rhythm);
            if rest.is_zero() {
                tokio::time::sleep(rhythm.every).await;
                // Something may have been mined on request meanwhile.
                if self.rest(rhythm).is_zero() && self.mine(1).is_err() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            } else {
                tokio::select! {
                    () = self.inner.arrived.notified() => {}
                    () = tokio::time::sleep(rest) => {}
                }
            }
        }
    }

    /// How long no block is needed; zero when one is.
    fn rest(&self, rhythm: Rhythm) -> Duration {
        let chain = self.lock();
        let young = chain.depth_of_newest_payment().is_some_and(|depth| depth < rhythm.confirmations);
        if young || !chain.waiting().is_empty() {
            return Duration::ZERO;
        }
        let Some(heartbeat) = rhythm.heartbeat else { return Duration::from_secs(3600) };
        let newest = chain.block_at(chain.height()).map_or(0, |b| b.header.time);
        let age = Duration::from_secs(u64::from(now().saturating_sub(newest)));
        heartbeat.saturating_sub(age)
    }
}

/// The time of this machine, for headers.
fn now() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u32::try_from(since.as_secs()).unwrap_or(u32::MAX)
}
