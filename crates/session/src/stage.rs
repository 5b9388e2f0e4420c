//! What is on this device, and how that changes.

use std::rc::Rc;

use lifeboat_backup::{LoadedJournal, OpenedJournal};
use lifeboat_crypto::Keyring;
use lifeboat_messages::Problem;

use crate::unlocked::UnlockedWallet;

/// What is on this device.
#[derive(Clone)]
pub enum Stage {
    /// The device's contents are not known yet.
    Starting,
    /// Another tab runs the wallet of this name.
    OtherTab(String),
    /// The device has no wallet.
    Empty,
    /// A locked wallet.
    Locked(Rc<LockedWallet>),
    /// This wallet is being put away.
    Closing(Rc<UnlockedWallet>),
    /// An unlocked wallet.
    Open(Rc<UnlockedWallet>),
    /// Something that cannot be read. It is never replaced automatically.
    Broken(Problem),
}

/// What is known of a locked wallet.
pub struct LockedWallet {
    /// What the PIN opens.
    pub keyring: Keyring,
    /// Its name, where it is known.
    pub name: String,
    /// How many digits the PIN has, where that is known.
    pub digits: Option<u8>,
}

impl Stage {
    /// The unlocked wallet.
    ///
    /// # Errors
    /// There is no wallet, and why.
    pub fn wallet(&self) -> Result<Rc<UnlockedWallet>, Problem> {
        match self {
            Stage::Open(open) => Ok(open.clone()),
            Stage::OtherTab(_) => Err(Problem::OtherTab),
            Stage::Broken(problem) => Err(problem.clone()),
            Stage::Starting | Stage::Empty | Stage::Locked(_) | Stage::Closing(_) => {
                Err(Problem::Unavailable)
            }
        }
    }

    /// The wallet's name; empty if unknown.
    pub fn name(&self) -> String {
        match self {
            Stage::Open(open) | Stage::Closing(open) => open.settings().name().to_owned(),
            Stage::Locked(locked) => locked.name.clone(),
            Stage::OtherTab(name) => name.clone(),
            Stage::Starting | Stage::Empty | Stage::Broken(_) => String::new(),
        }
    }
}

/// What was decided about the wallet on this device. A use case returns it, and only the session carries it out.
#[must_use]
pub enum Transition {
    /// This wallet is here from now on, and runs on its journal.
    Arrived {
        /// The wallet.
        wallet: Rc<UnlockedWallet>,
        /// Its journal, which may be written.
        opened: Box<OpenedJournal>,
    },
    /// This device's own copy is here, and verifies that it is the newest one.
    Begun(LocalWallet),
    /// Nothing is left on this device.
    Deleted,
    /// The use case failed: what was closed for it comes back, or the device's contents are looked at anew.
    Failed {
        /// What was closed.
        closed: Option<Rc<UnlockedWallet>>,
        /// Why.
        problem: Problem,
    },
}

/// This device's own copy of a wallet, opened.
pub struct LocalWallet {
    /// The wallet.
    pub wallet: Rc<UnlockedWallet>,
    /// What this device has of its journal.
    pub loaded: Box<LoadedJournal>,
}
