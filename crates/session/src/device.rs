//! This device: the host around us, what its operator decided, and what is kept here.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::{Clock, Env, JournalStep, LocalStore, Randomness, SharedStore, Status, WholeStore};
use lifeboat_config::Config;
use lifeboat_crypto::CryptoRng;
use lifeboat_messages::{Message, Network, Step, View};

use crate::fetch::ChainServers;
use crate::guard_memory::GuardMemory;
use crate::hex;
use crate::host::{Host, HostHttp};

/// The host's clock, for the journal.
struct HostClock(Rc<dyn Host>);

#[async_trait(?Send)]
impl Clock for HostClock {
    fn now_ms(&self) -> u64 {
        self.0.now_ms()
    }

    async fn sleep(&self, ms: u64) {
        self.0.sleep(ms).await;
    }
}

/// Host, configuration, store, and how to say that something changed. Clones are the same.
#[derive(Clone)]
pub struct Device {
    host: Rc<dyn Host>,
    config: Rc<Config>,
    origin: Rc<str>,
    store: Rc<WholeStore<Rc<dyn SharedStore>>>,
    on_change: Rc<dyn Fn()>,
    guards: Rc<GuardMemory>,
}

impl Device {
    /// The device of this host.
    pub fn new(host: Rc<dyn Host>, config: Config, on_change: Rc<dyn Fn()>) -> Device {
        Device {
            config: Rc::new(config),
            origin: host.origin(),
            store: Rc::new(WholeStore::new(host.store())),
            on_change,
            guards: Rc::default(),
            host,
        }
    }

    /// The process around us.
    pub fn host(&self) -> &Rc<dyn Host> {
        &self.host
    }

    /// The operator's configuration.
    pub fn config(&self) -> &Rc<Config> {
        &self.config
    }

    /// The page's origin.
    pub fn origin(&self) -> &Rc<str> {
        &self.origin
    }

    /// This device's store, kept whole.
    pub fn store(&self) -> &Rc<WholeStore<Rc<dyn SharedStore>>> {
        &self.store
    }

    /// Something that the page shows has changed.
    pub fn changed(&self) {
        (self.on_change)();
    }

    /// Unix ms.
    pub fn now_ms(&self) -> u64 {
        self.host.now_ms()
    }

    /// Comes back after this many ms, or later.
    pub async fn sleep(&self, ms: u64) {
        self.host.sleep(ms).await;
    }

    /// Runs a task until it ends or the process does.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.host.spawn(Box::pin(task));
    }

    /// The one source of randomness.
    pub fn rng(&self) -> Box<dyn CryptoRng> {
        self.host.rng()
    }

    /// HTTP.
    pub fn http(&self) -> HostHttp {
        HostHttp::new(self.host.clone())
    }

    /// The chain servers of the configuration.
    pub fn chain_servers(&self) -> ChainServers {
        ChainServers::of(&self.http(), &self.config, &self.origin)
    }

    /// A clock to be read later, Unix ms.
    pub fn clock(&self) -> Rc<dyn Fn() -> u64> {
        let host = self.host.clone();
        Rc::new(move || host.now_ms())
    }

    /// What this process remembers of its dealings with guards.
    pub fn guards(&self) -> &Rc<GuardMemory> {
        &self.guards
    }

    /// This device's store.
    pub fn local(&self) -> Rc<dyn LocalStore> {
        self.store.clone()
    }

    /// Tells the page how far a call is.
    pub fn progress(&self, call: u64, step: Step) {
        self.host.tell(Message::Progress { id: call, step });
    }

    /// Tells the page how far the journal is with a call.
    pub fn told(&self, call: u64) -> Rc<dyn Fn(JournalStep)> {
        let device = self.clone();
        Rc::new(move |step| device.progress(call, step_of(step)))
    }

    /// Shows the page the new state.
    pub fn show(&self, view: View) {
        self.host.tell(Message::View(view));
    }

    /// The surroundings of a journal that reports to nobody.
    pub fn silent_env(&self) -> Env {
        self.observed(Rc::new(|_: &Status| {}))
    }

    /// For a journal that reports to this observer.
    pub fn observed(&self, observer: Rc<dyn Fn(&Status)>) -> Env {
        Env {
            local: self.local(),
            clock: Rc::new(HostClock(self.host.clone())),
            rng: Randomness::new(self.rng()),
            device: self.host.label().to_string(),
            observer,
        }
    }

    /// Which bitcoin.
    pub fn network(&self) -> lifeboat_wallet::Network {
        match self.config.network {
            Network::Mainnet => lifeboat_wallet::Network::Bitcoin,
            Network::Signet => lifeboat_wallet::Network::Signet,
            Network::Regtest => lifeboat_wallet::Network::Regtest,
        }
    }

    /// Names a sign-in, or a second copy.
    pub fn make_id(&self) -> String {
        let mut id = [0; 16];
        self.rng().fill_bytes(&mut id);
        hex::of(&id)
    }
}

/// The journal's steps in the page's words.
fn step_of(step: JournalStep) -> Step {
    match step {
        JournalStep::CreatingFolder => Step::CreatingFolder,
        JournalStep::Uploading => Step::Uploading,
        JournalStep::ReadingBack => Step::ReadingBack,
        JournalStep::Reading => Step::Reading,
        JournalStep::TakingOver => Step::TakingOver,
        JournalStep::Confirming => Step::Confirming,
    }
}
