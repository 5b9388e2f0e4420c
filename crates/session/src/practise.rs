//! The user practises the PIN: right on this device first, so that a typing error is no try at a guard; then at all
//! guards, where it has some, so that the way back is proved as well.

use std::rc::Rc;

use lifeboat_crypto::{Keyring, Pin};
use lifeboat_messages::{Answer, Problem, Secret};

use crate::device::Device;
use crate::guards::{self, here};
use crate::lock::TypedSecret;
use crate::problem;
use crate::tries::{self, TriedAt};
use crate::unlocked::UnlockedWallet;

/// Whether they know it, and whether it opens the backup elsewhere. Wrong answers are slowed down here, apart
/// from those at the lock: nobody waits there for what was practised.
///
/// # Errors
/// It is wrong, not to be tried yet, or cannot be tried.
pub async fn practise(open: &Rc<UnlockedWallet>, pin: &Secret) -> Result<Answer, Problem> {
    if open.is_paying() {
        return Err(Problem::UnderWay);
    }
    let env = open.env();
    let keys = open.keys();
    let pin = Pin::enter(pin.expose()).map_err(|_| Problem::WrongSecret)?;
    let keyring = keys.keyring();
    let back = if keyring.guarded_slot().is_some() {
        guarded(env, keyring, &pin).await?
    } else {
        plain(env, keyring, pin).await?;
        Ok(Vec::new())
    };
    // A device that keeps nothing asks again.
    let now_ms = env.now_ms();
    let _ = open
        .change_settings(|settings| match &back {
            Ok(_) => settings.practice_mut().note_right(now_ms),
            // They know it, and the way back is to be tried again.
            Err(_) => settings.practice_mut().ask_later(now_ms),
        })
        .await;
    Ok(match back {
        Ok(failing) => Answer::Practised { failing, problem: None },
        Err(problem) => Answer::Practised { failing: Vec::new(), problem: Some(problem) },
    })
}

async fn plain(device: &Device, keyring: &Keyring, pin: Pin) -> Result<(), Problem> {
    let bounds = device.host().kdf_limits().read;
    let typed = TypedSecret::Pin(pin);
    let open = || typed.open(keyring, &bounds).map_err(|error| problem::of_open(&error));
    tries::attempt(TriedAt::Practice, &device.local(), device.now_ms(), open).await.map(drop)
}

/// The guards that do not do as they should in a restore, or why there would be none.
async fn guarded(
    device: &Device,
    keyring: &Keyring,
    pin: &Pin,
) -> Result<Result<Vec<String>, Problem>, Problem> {
    match here::open(device, TriedAt::Practice, keyring, pin).await? {
        Some(_) => Ok(guards::practise(device, keyring, pin).await),
        // The guards alone know whether it is right.
        None => guards::practise(device, keyring, pin).await.map(Ok),
    }
}
