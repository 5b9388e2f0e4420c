//! What opens a wallet, and what is to open it from now on: from the page's words to those of a keyring. A factor is an arm
//! of each match here.

use std::rc::Rc;

use lifeboat_backup::phrase_file;
use lifeboat_crypto::{FactorKind, KdfBounds, Keyring, NewSlot, OpenError, OpenKeyring, Phrase, Pin, Secret};
use lifeboat_messages::{NewLock, Problem, Unlocker};

use crate::device::Device;
use crate::problem;
use crate::tries;

/// What was typed to open something, and may be right.
pub enum TypedSecret {
    /// A PIN.
    Pin(Pin),
    /// The recovery phrase.
    Phrase(Phrase),
}

impl TypedSecret {
    /// As the page hands it over.
    ///
    /// # Errors
    /// It cannot be right, whatever it is to open.
    pub fn parse(unlocker: &Unlocker) -> Result<TypedSecret, Problem> {
        match unlocker {
            Unlocker::Pin(pin) => {
                Pin::enter(pin.expose()).map(TypedSecret::Pin).map_err(|_| Problem::WrongSecret)
            }
            Unlocker::Phrase(words) => {
                Phrase::parse(words.expose()).map(TypedSecret::Phrase).map_err(|_| Problem::BadPhrase)
            }
        }
    }

    /// Opens a keyring. Takes a second or more.
    ///
    /// # Errors
    /// It does not open this one, or nothing does.
    pub fn open(&self, keyring: &Keyring, bounds: &KdfBounds) -> Result<OpenKeyring, OpenError> {
        let secret = match self {
            TypedSecret::Pin(pin) => Secret::Pin(pin),
            TypedSecret::Phrase(phrase) => Secret::Phrase(phrase),
        };
        keyring.open(&secret, bounds)
    }

    /// Opens a keyring of this device. What can be guessed is slowed down here.
    ///
    /// # Errors
    /// Those of [`TypedSecret::open`]; [`Problem::TooManyTries`] without trying it.
    pub async fn open_here(&self, device: &Device, keyring: &Keyring) -> Result<OpenKeyring, Problem> {
        let bounds = device.host().kdf_limits().read;
        let open = || self.open(keyring, &bounds).map_err(|error| problem::of_open(&error));
        match self {
            TypedSecret::Pin(_) => tries::attempt(&device.local(), device.now_ms(), open).await,
            TypedSecret::Phrase(_) => open(),
        }
    }

    /// How many digits it has, if it is a PIN.
    pub fn pin_digits(&self) -> Option<u8> {
        match self {
            TypedSecret::Pin(pin) => Some(pin.digits()),
            TypedSecret::Phrase(_) => None,
        }
    }
}

/// What is to open a wallet from now on, and is good enough for that. The recovery phrase always opens it as well.
pub enum Lock {
    /// A PIN.
    Pin(Pin),
}

impl Lock {
    /// As the page hands it over.
    ///
    /// # Errors
    /// It is too weak.
    pub fn choose(new: &NewLock) -> Result<Lock, Problem> {
        match new {
            NewLock::Pin(pin) => Pin::choose(pin.expose()).map(Lock::Pin).map_err(problem::of_pin),
        }
    }

    /// The slots of a keyring that it opens, or else the recovery phrase.
    pub fn slots<'a>(&'a self, device: &Device, phrase: &'a Phrase) -> [NewSlot<'a>; 2] {
        let slot = match self {
            Lock::Pin(pin) => device.pin_slot(pin),
        };
        [slot, NewSlot::phrase(phrase)]
    }

    /// How many digits it has, if it is a PIN.
    pub fn pin_digits(&self) -> Option<u8> {
        match self {
            Lock::Pin(pin) => Some(pin.digits()),
        }
    }

    /// Whether a phrase file really opens with it.
    pub fn opener(self, bounds: KdfBounds) -> Rc<impl Fn(&[u8]) -> bool> {
        Rc::new(move |file: &[u8]| {
            let secret = match &self {
                Lock::Pin(pin) => Secret::Pin(pin),
            };
            phrase_file::open(file, &secret, &bounds).is_ok()
        })
    }
}

/// Whether somebody has to open it: this device alone does not.
pub fn has_lock(keyring: &Keyring) -> bool {
    let asks = |kind| match kind {
        FactorKind::Pin
        | FactorKind::Passkey
        | FactorKind::Guards
        | FactorKind::Passphrase
        | FactorKind::Share
        | FactorKind::Unknown(_) => true,
        FactorKind::Phrase | FactorKind::Device => false,
    };
    keyring.slots().iter().any(|slot| slot.factors().iter().any(|factor| asks(factor.kind())))
}
