//! What opens a wallet, and what is to open it from now on: from the page's words to those of a keyring. A
//! factor is an arm of each match here.

use std::rc::Rc;

use lifeboat_backup::phrase_file;
use lifeboat_crypto::{
    DataKey, FactorKind, Kdf, KdfBounds, Keyring, NewSlot, OpenError, OpenKeyring, Phrase, Pin, Secret,
};
use lifeboat_messages::{NewLock, Problem, Unlocker};

use crate::device::Device;
use crate::guards::here::{self, WayHere};
use crate::guards::{self, FormerGuards, GuardedPin, RegistrationOutcome};
use crate::pin;
use crate::problem;
use crate::tries::{self, TriedAt};

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
            TypedSecret::Pin(pin) if keyring.guarded_slot().is_some() => {
                if let Some(opened) = here::open(device, TriedAt::Lock, keyring, pin).await? {
                    return Ok(opened);
                }
                let opened = guards::open(device, keyring, pin).await?;
                if let Some(way) = self.way_here(device, &opened).await {
                    // If the store refuses that, the guards are asked the next time as well.
                    let _ = way.keep(device).await;
                }
                Ok(opened)
            }
            TypedSecret::Pin(_) => {
                tries::attempt(TriedAt::Lock, &device.local(), device.now_ms(), open).await
            }
            TypedSecret::Phrase(_) => open(),
        }
    }

    /// Opens a keyring of a backup, by its guards where they limit its PIN.
    ///
    /// # Errors
    /// It does not open this one, or nothing does; what the guards answer instead.
    pub async fn open_there(&self, device: &Device, keyring: &Keyring) -> Result<OpenKeyring, Problem> {
        match self {
            TypedSecret::Pin(pin) if keyring.guarded_slot().is_some() => {
                guards::open(device, keyring, pin).await
            }
            TypedSecret::Pin(_) | TypedSecret::Phrase(_) => {
                let bounds = device.host().kdf_limits().read;
                self.open(keyring, &bounds).map_err(|error| problem::of_open(&error))
            }
        }
    }

    /// What lets this device open that keyring alone, where guards limit its PIN. `None` also where this device cannot:
    /// then the guards are asked the next time as well.
    pub async fn way_here(&self, device: &Device, opened: &OpenKeyring) -> Option<WayHere> {
        match self {
            TypedSecret::Pin(pin) if opened.keyring().guarded_slot().is_some() => {
                WayHere::make(device, opened, pin, device.host().calibrate()).await.ok()
            }
            TypedSecret::Pin(_) | TypedSecret::Phrase(_) => None,
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
    /// A PIN that guards limit.
    GuardedPin(Pin),
}

impl Lock {
    /// As the page hands it over. A PIN that guards limit is never replaced by a weaker one that was asked
    /// for; that all guards are gone shows when it is prepared.
    ///
    /// # Errors
    /// It is too weak.
    pub fn choose(new: &NewLock, before: &Keyring) -> Result<Lock, Problem> {
        let (NewLock::Pin(text) | NewLock::GuardedPin(text)) = new;
        let pin = Pin::choose(text.expose()).map_err(problem::of_pin)?;
        let is_plain = matches!(new, NewLock::Pin(_)) && before.guarded_slot().is_none();
        Ok(if is_plain { Lock::Pin(pin) } else { Lock::GuardedPin(pin) })
    }

    /// Whether guards are to limit it.
    pub fn needs_guards(&self) -> bool {
        match self {
            Lock::Pin(_) => false,
            Lock::GuardedPin(_) => true,
        }
    }

    /// Finds the cost, and registers it at the guards, for a data key that nothing was sealed with yet. Takes
    /// seconds. Where all guards are gone and the user accepts that, nothing but its cost limits it.
    ///
    /// # Errors
    /// A guard does not answer as it should, or accepts no new records; all of them are gone, and the user
    /// has not read what that means; or this device has no key.
    pub async fn prepare(
        self,
        device: &Device,
        key: &DataKey,
        former: &FormerGuards,
    ) -> Result<PreparedLock, Problem> {
        let kdf = device.host().calibrate();
        Ok(match self {
            Lock::Pin(pin) => PreparedLock { pin, kdf, guarded: None },
            Lock::GuardedPin(pin) => {
                here::check(device).await?;
                let guarded = match GuardedPin::register(device, &pin, kdf, key, former).await? {
                    RegistrationOutcome::At(guarded) => Some(guarded),
                    RegistrationOutcome::AllGone if former.accepts_pin_alone() => None,
                    RegistrationOutcome::AllGone => return Err(pin::alone(pin.digits())),
                };
                PreparedLock { pin, kdf, guarded }
            }
        })
    }
}

/// A lock that a keyring can be made with.
pub struct PreparedLock {
    pin: Pin,
    kdf: Kdf,
    guarded: Option<GuardedPin>,
}

impl PreparedLock {
    /// The slots of a keyring that it opens, or else the recovery phrase.
    pub fn slots<'a>(&'a self, device: &Device, phrase: &'a Phrase) -> [NewSlot<'a>; 2] {
        let slot = match &self.guarded {
            None => NewSlot::pin(&self.pin, self.kdf).within(device.host().kdf_limits().write),
            Some(guarded) => guarded.slot(device),
        };
        [slot, NewSlot::phrase(phrase)]
    }

    /// Keeps what opens that keyring on this device without asking anybody.
    ///
    /// # Errors
    /// The device has no key, or its store refuses.
    pub async fn keep_here(&self, device: &Device, opened: &OpenKeyring) -> Result<(), Problem> {
        match &self.guarded {
            None => Ok(()),
            Some(_) => WayHere::make(device, opened, &self.pin, self.kdf).await?.keep(device).await,
        }
    }

    /// How many digits its PIN has.
    pub fn pin_digits(&self) -> u8 {
        self.pin.digits()
    }

    /// Whether a phrase file really opens with it. What the guards answer was seen when it was registered.
    pub fn opener(self, bounds: KdfBounds) -> Rc<impl Fn(&[u8]) -> bool> {
        Rc::new(move |file: &[u8]| match &self.guarded {
            None => phrase_file::open(file, &[Secret::Pin(&self.pin)], &bounds).is_ok(),
            Some(guarded) => phrase_file::open(file, &guarded.secrets(), &bounds).is_ok(),
        })
    }
}

/// Whether the user has to open it: this device alone does not suffice.
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
