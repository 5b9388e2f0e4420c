//! LDK's client for buying channels, made to fit: it keeps nothing and its clock is the host's.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use lightning::io;
use lightning::sign::KeysManager;
use lightning::util::persist::KVStoreSync;
use lightning_liquidity::lsps2::client::LSPS2ClientConfig;
use lightning_liquidity::utils::time::TimeProvider;
use lightning_liquidity::{LiquidityClientConfig, LiquidityManagerSync};

use crate::StartError;
use crate::chain::{Broadcaster, Registry};
use crate::ldk::{Manager, Parts};

pub(crate) type Liquidity = LiquidityManagerSync<
    Rc<KeysManager>,
    Rc<KeysManager>,
    Rc<Manager>,
    Rc<Registry>,
    Rc<NullStore>,
    Rc<TurnClock>,
    Rc<Broadcaster>,
>;

/// The time of the newest turn.
pub(crate) struct TurnClock(Cell<u64>);

impl TurnClock {
    pub(crate) fn at(now_ms: u64) -> Self {
        Self(Cell::new(now_ms))
    }

    pub(crate) fn set(&self, now_ms: u64) {
        self.0.set(now_ms);
    }

    /// Unix milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        self.0.get()
    }
}

impl TimeProvider for TurnClock {
    fn duration_since_epoch(&self) -> Duration {
        Duration::from_millis(self.0.get())
    }
}

/// A client has nothing to keep but what it agreed on, and that is stored beside the invoice in the wallet's own state.
pub(crate) struct NullStore;

impl KVStoreSync for NullStore {
    fn read(&self, _: &str, _: &str, _: &str) -> Result<Vec<u8>, io::Error> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn write(&self, _: &str, _: &str, _: &str, _: Vec<u8>) -> Result<(), io::Error> {
        Ok(())
    }

    fn remove(&self, _: &str, _: &str, _: &str, _lazy: bool) -> Result<(), io::Error> {
        Ok(())
    }

    fn list(&self, _: &str, _: &str) -> Result<Vec<String>, io::Error> {
        Ok(Vec::new())
    }
}

pub(crate) fn client(
    parts: &Parts,
    manager: &Rc<Manager>,
    clock: Rc<TurnClock>,
) -> Result<Liquidity, StartError> {
    let config = LiquidityClientConfig {
        lsps1_client_config: None,
        lsps2_client_config: Some(LSPS2ClientConfig {}),
        lsps5_client_config: None,
    };
    LiquidityManagerSync::new_with_custom_time_provider(
        parts.keys.clone(),
        parts.keys.clone(),
        manager.clone(),
        None,
        None,
        Rc::new(NullStore),
        parts.broadcaster.clone(),
        None,
        Some(config),
        clock,
    )
    .map_err(|_| StartError::Liquidity)
}
