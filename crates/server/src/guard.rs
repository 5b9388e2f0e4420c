//! A guard: it limits how often a PIN can be tried, and learns nothing about it (docs/hosting.md, "A guard").
//!
//! Every counted try is durable before it is answered: [`service`] asks `lifeboat_guard::record::step` what a request
//! leads to, [`store`] writes it, and only then something is evaluated.

mod clock;
mod files;
mod http;
mod no_guard;
mod options;
mod service;
mod store;
mod tables;
mod writer;

pub use clock::GuardClock;
pub use no_guard::NoGuard;
pub use options::{GuardOptions, Invite};

pub(crate) use http::router;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lifeboat_guard::wire::{GuardInfo, Malformed};

use files::Files;
use service::Service;
use store::RedbStore;

/// How often records are looked through for those whose key is to be erased by now.
const SWEEP: Duration = Duration::from_secs(3_600);

/// A guard that has opened its files.
pub(crate) struct GuardHost {
    service: Arc<Service<RedbStore>>,
    info: GuardInfo,
    /// The invite that was made at this start, because it was the first.
    new_invite: Option<Invite>,
}

impl GuardHost {
    /// Opens the files in the data folder, or makes them at the first start.
    pub(crate) fn open(data: &Path, options: GuardOptions) -> Result<Self, NoGuard> {
        let needs_invite = options.open_per_day.is_none();
        let info = GuardInfo::new(needs_invite, options.closing, &options.name)
            .map_err(|Malformed| NoGuard::Name)?;
        let files = Files::open(data)?;
        let (store, new_invite) = RedbStore::start(files, &options)?;
        let service = Service::new(store, options);
        Ok(Self { service: Arc::new(service), info, new_invite })
    }

    /// Takes most tries from every record, after the guard was found with an older database. Gives their number.
    pub(crate) fn set_back(data: &Path, clock: &GuardClock) -> Result<u64, NoGuard> {
        Files::open_to_set_back(data)?.set_all_back(clock.now())
    }

    pub(crate) fn new_invite(&self) -> Option<&Invite> {
        self.new_invite.as_ref()
    }

    /// Erases keys whose time has come, until what is given is dropped.
    pub(crate) fn sweep(&self) -> Sweep {
        let service = self.service.clone();
        Sweep(tokio::spawn(async move {
            loop {
                service.erase_what_is_over().await;
                tokio::time::sleep(SWEEP).await;
            }
        }))
    }
}

/// The sweep runs while this is kept.
pub(crate) struct Sweep(tokio::task::JoinHandle<()>);

impl Drop for Sweep {
    fn drop(&mut self) {
        self.0.abort();
    }
}
