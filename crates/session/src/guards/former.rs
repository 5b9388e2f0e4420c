//! The guards of the PIN before.

use lifeboat_config::{Config, Guards};
use lifeboat_crypto::OpenKeyring;
use lifeboat_guard::client::RecordEnding;
use lifeboat_guard::slot::GuardUrl;
use lifeboat_guard::wire::{OwnerKey, RecordId};
use lifeboat_messages::{GuardWaiver, Problem};

use super::named_by;
use crate::problem;

/// The guards of a keyring, and which guards a new PIN may do without.
pub struct FormerGuards {
    guards: Vec<FormerGuard>,
    waiver: GuardWaiver,
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
        FormerGuards { guards: guards.collect(), waiver: GuardWaiver::default() }
    }

    /// What the user does without, where it has to be.
    pub fn without(self, waiver: &GuardWaiver) -> FormerGuards {
        FormerGuards { waiver: waiver.clone(), ..self }
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
