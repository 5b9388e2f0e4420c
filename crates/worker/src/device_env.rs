//! What every part of the worker needs of this device, in one cheap handle.

use std::rc::{Rc, Weak};

use async_trait::async_trait;
use lifeboat_backup::{Clock, Env, LocalStore, Randomness, Status, WholeStore};
use lifeboat_crypto::system_rng;
use lifeboat_messages::{Network, Problem};
use lifeboat_wallet::Peer;

use crate::config::Config;
use crate::open::{self, OpenWallet};
use crate::platform::clock;
use crate::platform::device_key::DeviceKey;
use crate::platform::device_store::DeviceStore;
use crate::signing_in::SignIns;

/// The browser's clock, for the journal.
pub struct BrowserClock;

#[async_trait(?Send)]
impl Clock for BrowserClock {
    fn now_ms(&self) -> u64 {
        clock::now_ms()
    }

    async fn sleep(&self, ms: u64) {
        clock::sleep(ms).await;
    }
}

/// Configuration, store, and how to say that something changed.
#[derive(Clone)]
pub struct DeviceEnv {
    /// The operator's configuration.
    pub config: Rc<Config>,
    /// The page's origin.
    pub origin: Rc<str>,
    /// This device's store.
    pub store: Rc<dyn LocalStore>,
    /// The same, to be taken over from another tab.
    pub shared_store: Rc<WholeStore<DeviceStore>>,
    /// The key that opens a wallet without a PIN.
    pub device_key: Rc<DeviceKey>,
    /// How other devices call this one.
    pub label: Rc<str>,
    /// The accounts in use.
    pub sign_ins: Rc<SignIns>,
    /// Shows the page the new state.
    pub on_change: Rc<dyn Fn()>,
}

impl DeviceEnv {
    /// Something that the page shows has changed.
    pub fn changed(&self) {
        (self.on_change)();
    }

    /// For a journal that reports to this wallet.
    pub fn journal_env(&self, open: &Rc<OpenWallet>) -> Env {
        let open: Weak<OpenWallet> = Rc::downgrade(open);
        self.env(Rc::new(move |status| {
            if let Some(open) = open.upgrade() {
                open.note_status(status);
            }
        }))
    }

    /// For a journal that reports to nobody.
    pub fn silent_env(&self) -> Env {
        self.env(Rc::new(|_: &Status| {}))
    }

    fn env(&self, observer: Rc<dyn Fn(&Status)>) -> Env {
        Env {
            local: self.store.clone(),
            clock: Rc::new(BrowserClock),
            rng: Randomness::new(system_rng()),
            device: self.label.to_string(),
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

    /// The provider of channels.
    pub fn peer(&self) -> Result<Peer, Problem> {
        open::peer(&self.config)
    }
}
