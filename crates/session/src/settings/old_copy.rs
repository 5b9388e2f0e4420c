//! Copies that are no longer the backup.

use std::collections::BTreeSet;

use lifeboat_backup::{Keys, Takeovers};
use lifeboat_crypto::{KdfBounds, Keyring, Phrase, Secret};
use lifeboat_messages::ServiceKind;
use serde::{Deserialize, Serialize};

use crate::drive::DriveSettings;

/// A copy that is no longer the backup.
#[derive(Clone, Serialize, Deserialize)]
pub struct OldCopy {
    /// How to reach it.
    pub drive: DriveSettings,
    /// Whose drive it is.
    pub account: String,
    /// The wallet's folder there.
    pub folder: String,
    /// The backup was moved away from there.
    #[serde(default)]
    pub moved: bool,
    /// Whether nothing there says yet that it is old.
    #[serde(default)]
    pub unmarked: bool,
    /// Its vault, if that is not the one in use: the backup was turned on anew since.
    #[serde(default)]
    pub before: Option<EarlierVault>,
}

/// What this wallet's backup was before it was turned on anew: what opens its copies, and tells its entries
/// from those of a device that took over.
#[derive(Clone, Serialize, Deserialize)]
pub struct EarlierVault {
    /// The phrase opens it, as always.
    keyring: Vec<u8>,
    takeovers: BTreeSet<u64>,
}

impl EarlierVault {
    /// The vault of a journal that uses these keys and knows of these Takeovers.
    pub fn new(keys: &Keys, takeovers: &Takeovers) -> EarlierVault {
        EarlierVault { keyring: keys.keyring().as_bytes().to_vec(), takeovers: takeovers.positions().clone() }
    }

    /// Its keys; `None`: the phrase does not open it.
    pub fn keys(&self, phrase: &Phrase, bounds: &KdfBounds) -> Option<Keys> {
        let keyring = Keyring::parse_all(&self.keyring).ok()?;
        Keys::new(keyring.open(&Secret::Phrase(phrase), bounds).ok()?, phrase)
    }

    /// The Takeovers that this device knew of.
    pub fn takeovers(&self) -> Takeovers {
        Takeovers::new(self.takeovers.clone())
    }
}

impl OldCopy {
    /// Tells it from the others, for as long as it is kept.
    pub fn id(&self) -> String {
        format!("{}/{}/{}", id_of(self.drive.kind()), self.account, self.folder)
    }
}

/// A service in the id of an old copy: its name, with a capital letter. The page keeps ids, so they never change.
pub(super) fn id_of(service: ServiceKind) -> String {
    let name = service.row().name;
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}
