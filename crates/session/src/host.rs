//! What the session is given by the process that runs it: time, messages to the page, HTTP, sockets, what this device
//! keeps. A browser's worker is one host, a simulation in memory is another.

use std::rc::Rc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use lifeboat_backup::SharedStore;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request};
use lifeboat_crypto::{CryptoRng, Kdf, KdfBounds};
use lifeboat_messages::{Message, Problem};
use zeroize::Zeroizing;

/// The process around the session. One thread: no future of it has to be `Send`.
#[async_trait(?Send)]
pub trait Host {
    /// Unix ms, by the clock that people set.
    fn now_ms(&self) -> u64;

    /// Milliseconds of a monotonic clock, for intervals. Its origin means nothing.
    fn instant_ms(&self) -> u64;

    /// Comes back after this many ms, or later.
    async fn sleep(&self, ms: u64);

    /// Runs a task until it ends or the process does.
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);

    /// The one source of randomness.
    fn rng(&self) -> Box<dyn CryptoRng>;

    /// The highest cost of a key derivation that this device bears, for a new PIN. May take seconds.
    fn calibrate(&self) -> Kdf;

    /// Which costs of key derivations are accepted. No product has a reason to answer anything else than this.
    fn kdf_limits(&self) -> KdfLimits {
        KdfLimits { read: KdfBounds::READ, write: KdfBounds::WRITE }
    }

    /// Where the page came from, such as `https://wallet.example`.
    fn origin(&self) -> Rc<str>;

    /// How other devices call this one, such as "Chrome on Android".
    fn label(&self) -> Rc<str>;

    /// Sends one HTTP request. The rules are those of [`Http`].
    async fn send(&self, request: Request) -> Result<Answer, HttpError>;

    /// Dials `host:port` through the bridge at this address (`ws:` or `wss:`). `None`: that cannot even be
    /// tried. Events come later, never from within this call.
    fn dial(&self, bridge: &str, to: &str, handle: Box<dyn Fn(SocketEvent)>) -> Option<Box<dyn Socket>>;

    /// What this device keeps. The same store at every call.
    fn store(&self) -> Rc<dyn SharedStore>;

    /// 32 bytes that only this browser profile can compute; made on first use. They open a wallet without a PIN.
    ///
    /// # Errors
    /// The host lacks what it needs for that, or refuses to keep a key.
    async fn device_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem>;

    /// Seals what a sign-in needs when the user comes back. Independent of [`Host::device_secret`].
    ///
    /// # Errors
    /// As [`Host::device_secret`].
    async fn sign_in_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem>;

    /// Takes the lock that only one tab has at a time, or does not: `None`. `on_taken_away`: another tab took
    /// it by force.
    ///
    /// # Errors
    /// The host has no such locks.
    async fn take_lock(
        &self,
        manner: Manner,
        on_taken_away: Box<dyn FnOnce()>,
    ) -> Result<Option<Box<dyn TabLock>>, Problem>;

    /// Asks the tab that holds the lock to give it back. `on_kept`: that tab says that it does not.
    fn ask_for_lock(&self, on_kept: Box<dyn Fn()>);

    /// Tells the tabs that have asked for the lock that this one keeps it.
    fn keep_lock(&self);

    /// Calls back whenever another tab asks for the lock.
    ///
    /// # Errors
    /// Tabs cannot talk to each other here.
    fn on_lock_asked(&self, handle: Box<dyn Fn()>) -> Result<(), Problem>;

    /// Keeps a file where the page can save it from.
    ///
    /// # Errors
    /// The host lacks what it needs for that.
    fn offer(&self, media_type: &str, content: &[u8]) -> Result<Box<dyn OfferedFile>, Problem>;

    /// Sends the page a message.
    fn tell(&self, message: Message);
}

/// The costs of key derivations that are accepted. Only tests can make other bounds than [`KdfBounds::READ`] and
/// [`KdfBounds::WRITE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfLimits {
    /// The bounds for opening.
    pub read: KdfBounds,
    /// The bounds for new slots.
    pub write: KdfBounds,
}

/// What happens on a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// The socket is open.
    Open,
    /// Bytes came.
    Data(Vec<u8>),
    /// The socket is gone.
    Closed,
}

/// An open or opening socket. Closed on drop; then no more events come.
pub trait Socket {
    /// Sends bytes once it is open. They are gone with the socket if that dies, which an event tells.
    fn send(&self, bytes: &[u8]);
}

/// Holding it is the permission to run the wallet. Given back on drop, and by the host when the tab dies.
pub trait TabLock {}

/// How to come by the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Only if no other tab has it.
    IfFree,
    /// Waits at most this many ms for the tab that has it to give it back.
    Within(u32),
    /// Takes it away from a tab that does not answer. What that tab still writes on this device is refused by the
    /// store, as soon as this one has [taken](SharedStore::take) it.
    ByForce,
}

/// A file for the user to save. Dropping this removes it.
pub trait OfferedFile {
    /// Where the page finds it.
    fn address(&self) -> String;
}

/// A file that the user picked, beside a call.
#[async_trait(?Send)]
pub trait UserFile {
    /// Its size, bytes.
    fn size(&self) -> u64;

    /// The whole file; `None` when it cannot be read.
    async fn read(&self) -> Option<Vec<u8>>;
}

/// The host's HTTP, as drives take it.
#[derive(Clone)]
pub struct HostHttp(Rc<dyn Host>);

impl HostHttp {
    /// Over this host.
    pub fn new(host: Rc<dyn Host>) -> HostHttp {
        HostHttp(host)
    }
}

#[async_trait(?Send)]
impl Http for HostHttp {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.0.send(request).await
    }
}
