//! The guards of the PIN before.

use std::rc::Rc;

use futures::future::{join, join_all};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_config::{Config, Guards};
use lifeboat_crypto::OpenKeyring;
use lifeboat_guard::client::{RecordEnding, may_be_open};
use lifeboat_guard::slot::GuardUrl;
use lifeboat_guard::wire::{OwnerKey, RecordId};
use lifeboat_messages::{GuardWaiver, Problem};
use lifeboat_wallet::Fetch;

use super::{named_by, transport::GuardTransport};
use crate::device::Device;
use crate::problem;

/// What every chain server answers.
const CHAIN_TIP: &str = "/blocks/tip/hash";

/// The guards of a keyring, and which guards a new PIN may do without.
pub struct FormerGuards {
    guards: Vec<FormerGuard>,
    waiver: GuardWaiver,
    /// Where the backup is that their PIN opens, if it is on.
    backup: Option<Rc<dyn Drive>>,
}

struct FormerGuard {
    url: GuardUrl,
    /// The record there, with its owner's key; none where it was left out.
    record: Option<(RecordId, OwnerKey)>,
}

impl FormerGuards {
    /// Of an opened keyring. One that was left out of it is asked like any other: the user decides that anew each time.
    pub fn of(opened: &OpenKeyring) -> FormerGuards {
        let key = opened.data_key().expose();
        let named = named_by(opened.keyring());
        let entries = named.iter().flat_map(|guards| guards.guards());
        let guards = entries.map(|entry| FormerGuard {
            url: entry.url.clone(),
            record: entry.takes_part().then(|| (entry.record, OwnerKey::of(&entry.record, key))),
        });
        FormerGuards { guards: guards.collect(), waiver: GuardWaiver::default(), backup: None }
    }

    /// What the user does without, where it has to be.
    pub fn without(self, waiver: &GuardWaiver) -> FormerGuards {
        FormerGuards { waiver: waiver.clone(), ..self }
    }

    /// Their PIN opens the backup on this drive.
    pub fn with_backup(self, backup: Option<Rc<dyn Drive>>) -> FormerGuards {
        FormerGuards { backup, ..self }
    }

    /// Whether the PIN before opens a backup by the guard at this host, whatever that says to a new one.
    pub async fn still_opens(&self, device: &Device, host: &str) -> bool {
        let guard = self.guards.iter().find(|guard| guard.url.shown() == host);
        let record = guard.and_then(|guard| Some((&guard.url, guard.record.as_ref()?.0)));
        match record.filter(|_| self.backup.is_some()) {
            Some((url, record)) => may_be_open(&GuardTransport::of(device), url, record).await,
            None => false,
        }
    }

    /// Who else is silent now: then it may be this device that reaches nobody, and says nothing of guards.
    pub async fn silent_beside(&self, device: &Device) -> Option<Problem> {
        let servers = device.chain_servers();
        let chain = join_all(servers.each().map(|server| server.get(CHAIN_TIP)));
        let storage = async {
            match &self.backup {
                Some(drive) => drive.account().await.err(),
                None => None,
            }
        };
        let (chain, storage) = join(chain, storage).await;
        let storage = storage.filter(|error| matches!(error, DriveError::Unreachable | DriveError::Unknown));
        if let Some(error) = storage {
            return Some(problem::of_drive(&error));
        }
        let answers = chain.iter().any(|said| said.as_ref().is_ok_and(|answer| answer.status == 200));
        (!answers).then_some(Problem::NoChain)
    }

    /// Whether a PIN may do without the guard at this host.
    pub fn may_lack(&self, host: &str) -> bool {
        self.waiver.gone.iter().any(|gone| gone == host)
    }

    /// Whether the user takes a PIN alone, should all of them be gone.
    pub fn accepts_pin_alone(&self) -> bool {
        self.waiver.accepts_pin_alone
    }

    /// The record at a guard, and its owner's key.
    pub fn record_at(&self, url: &GuardUrl) -> Option<&(RecordId, OwnerKey)> {
        self.guards.iter().find(|guard| guard.url == *url)?.record.as_ref()
    }

    /// The guards that a new PIN can have: those that are better, and others.
    ///
    /// # Errors
    /// None are named, and there were none; or what is named makes no sense.
    pub fn choices(&self, config: &Config) -> Result<(Guards, Option<Guards>), Problem> {
        let before = Guards::of_before(self.guards.iter().map(|guard| guard.url.clone()));
        if !config.names_guards() {
            return Ok((before.map_err(|error| problem::of_config(&error))?, None));
        }
        let named = config.guards().map_err(|error| problem::of_config(&error))?;
        let other = before.ok().filter(|before| !before.are_those_of(&named));
        Ok((named, other))
    }
}

/// The orders to end the records of an opened keyring.
pub fn revocations(opened: &OpenKeyring) -> Vec<RecordEnding> {
    let key = opened.data_key().expose();
    let guards = named_by(opened.keyring());
    let entries = guards.iter().flat_map(|guards| guards.guards()).filter(|entry| entry.takes_part());
    entries.map(|entry| RecordEnding::new(entry.url.clone(), entry.record, key)).collect()
}
