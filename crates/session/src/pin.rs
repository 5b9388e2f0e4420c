//! The PIN of an open wallet: asked for again, changed, chosen for the first time; and what it shows.

use std::rc::Rc;

use lifeboat_backup::{ChangeKeysError, Keys};
use lifeboat_crypto::{NewSlot, OpenKeyring, Phrase, Pin};
use lifeboat_messages::{PhraseWords, Problem, Secret};

use crate::device_env::DeviceEnv;
use crate::open::{OpenWallet, has_pin};
use crate::problem;
use crate::signing_in;
use crate::tries;

/// Another PIN, or the first one, and with it a new data key: what the old PIN opens ends for everything written from now
/// on. Whether the backup has it already; if not, it follows by itself, and the old PIN opens the backup until then.
pub async fn change(open: &Rc<OpenWallet>, old: Option<Secret>, new: &str) -> Result<bool, Problem> {
    let journal = open.journal()?;
    let new = Pin::choose(new).map_err(problem::of_pin)?;
    ask_again(open, old).await?;
    let overtaken = journal.overtaken_keyrings().await.map_err(|error| problem::of_drive(&error))?;
    let keys = with_new_pin(open.env(), &journal.keys(), &overtaken, &new)?;
    let changed = journal.change_keys(Rc::new(keys)).await;
    let in_cloud = match changed {
        Ok(()) => true,
        Err(ChangeKeysError::NotInCloud(_)) => false,
        // Where the store does not say which PIN opens this device, its own fault is what the user has to mend.
        Err(ChangeKeysError::Unchanged(error) | ChangeKeysError::Unknown(error)) => {
            return Err(problem::of_append(&error));
        }
    };
    // The new PIN is the wallet's from here on, whatever the store says to the rest: what the former key sealed still
    // opens, and what could not be kept is kept with the next change.
    open.settle_settings(|settings| settings.pin_digits = Some(new.digits())).await;
    signing_in::forget(open.env()).await;
    open.spawn_task(open.clone().proving());
    Ok(in_cloud)
}

/// The words, for whoever knows the PIN.
pub async fn show_phrase(open: &OpenWallet, pin: Option<String>) -> Result<PhraseWords, Problem> {
    ask_again(open, pin.map(Secret::Pin)).await?;
    Ok(PhraseWords(open.phrase().words().to_string()))
}

/// The keys are at hand; that it is the owner who asks is not known otherwise.
async fn ask_again(open: &OpenWallet, secret: Option<Secret>) -> Result<(), Problem> {
    let keys = open.keys();
    match secret {
        None if has_pin(keys.keyring()) => Err(Problem::WrongSecret),
        None => Ok(()),
        Some(Secret::Pin(pin)) => {
            tries::attempt(&open.env().local(), open.env().now_ms(), || {
                let pin = Pin::enter(&pin).map_err(|_| Problem::WrongSecret)?;
                let secret = lifeboat_crypto::Secret::Pin(&pin);
                let opened = keys.keyring().open(&secret, &open.env().host.kdf_limits().read);
                opened.map(|_| ()).map_err(|error| problem::of_open(&error))
            })
            .await
        }
        Some(Secret::Phrase(words)) => {
            let phrase = Phrase::parse(&words).map_err(|_| Problem::BadPhrase)?;
            if *phrase.words() == *open.phrase().words() { Ok(()) } else { Err(Problem::WrongSecret) }
        }
    }
}

fn with_new_pin(env: &DeviceEnv, keys: &Keys, overtaken: &[OpenKeyring], pin: &Pin) -> Result<Keys, Problem> {
    let slots = [env.pin_slot(pin), NewSlot::phrase(keys.phrase())];
    let opened = keys.opened().rotate_over(overtaken, &slots, &mut env.rng()).map_err(problem::of_make)?;
    Keys::new(opened, keys.phrase()).ok_or(Problem::Damaged)
}
