//! The lock of an open wallet: asked for again, changed, chosen for the first time; and what it shows.

use std::rc::Rc;

use lifeboat_backup::{ChangeKeysError, Journal, Keys, Status};
use lifeboat_crypto::{DataKey, OpenKeyring};
use lifeboat_messages::{GuardWaiver, NewLock, Problem, Secret, Unlocker};

use crate::device_env::DeviceEnv;
use crate::guard_memory::OpenRegistration;
use crate::guards::{FormerGuards, leftovers, revocations};
use crate::lock::{Lock, TypedSecret, has_lock};
use crate::problem;
use crate::sign_in;
use crate::unlocked::{UnlockedWallet, in_step};

/// Another lock, or the first one, and with it a new data key: what the old one opens ends for everything
/// written from now on. Returns whether the backup has it already; if not, it follows later, and until then
/// the old one opens the backup. `waiver`: the guards that it may do without.
pub async fn change(
    open: &Rc<UnlockedWallet>,
    old: Option<&Unlocker>,
    new: &NewLock,
    waiver: &GuardWaiver,
) -> Result<bool, Problem> {
    let journal = open.journal()?;
    let new = Lock::choose(new, journal.keys().keyring())?;
    ask_again(open, old).await?;
    let changed = exchange(open, &journal, new, waiver).await;
    // The records of both PINs at guards that are now unused.
    open.spawn_task(open.clone().end_leftovers());
    changed
}

async fn exchange(
    open: &Rc<UnlockedWallet>,
    journal: &Journal,
    new: Lock,
    waiver: &GuardWaiver,
) -> Result<bool, Problem> {
    // An entry that has to be in both places waits until the second copy has caught up, which may take long.
    let is_saving = journal.status() == Status::Saving;
    if let Some(mirror) = open.mirror().filter(|_| is_saving && open.wants_both()) {
        in_step(open.env(), &mirror).await?;
    }
    // Each new record uses up a successor at its guard, which a change that is taken back does not give back.
    journal.ready_for_keys().await.map_err(|error| problem::of_append(&error))?;
    let registration = OpenRegistration::begin(open.env().guards());
    // If the storage does not answer this, what lies there stays until the next change.
    let overtaken = journal.overtaken_keyrings().await.unwrap_or_default();
    let former = FormerGuards::of(journal.keys().opened()).without(waiver);
    let former = former.with_backup(journal.folder().and_then(|_| open.drive().ok().flatten()));
    let (keys, pin_digits) = with_new_lock(open.env(), &journal.keys(), &overtaken, new, &former).await?;
    // Whichever of the two PINs opens this device after a death in between: the lock screen counts the digits
    // of neither.
    let before = open.settings().pin_digits();
    open.settle_settings(|settings| settings.set_pin_digits(None)).await;
    let changed = journal.change_keys(Rc::new(keys)).await;
    let in_cloud = match changed {
        Ok(()) => true,
        Err(ChangeKeysError::NotInCloud(_)) => false,
        Err(ChangeKeysError::Unchanged(error)) => {
            open.settle_settings(|settings| settings.set_pin_digits(before)).await;
            return Err(problem::of_append(&error));
        }
        // If the store does not say which one opens this device, its own fault is what the user has to fix.
        Err(ChangeKeysError::Unknown(error)) => {
            registration.stays_unknown();
            return Err(problem::of_append(&error));
        }
    };
    // The new lock is the wallet's from here on, whatever the store says to the rest: what the former key sealed still
    // opens, and what could not be kept is kept with the next change.
    let now_ms = open.env().now_ms();
    open.settle_settings(|settings| {
        settings.set_pin_digits(Some(pin_digits));
        settings.practice_mut().begin_anew(now_ms);
    })
    .await;
    sign_in::forget(open.env()).await;
    open.spawn_task(open.clone().proving());
    Ok(in_cloud)
}

/// The words, for a user who can open the wallet.
pub async fn show_phrase(open: &UnlockedWallet, unlocker: Option<&Unlocker>) -> Result<Secret, Problem> {
    ask_again(open, unlocker).await?;
    Ok(Secret::from(open.phrase().words().as_str()))
}

/// The keys are at hand; that it is the owner who asks is not known otherwise.
async fn ask_again(open: &UnlockedWallet, unlocker: Option<&Unlocker>) -> Result<(), Problem> {
    let keys = open.keys();
    match unlocker {
        None if has_lock(keys.keyring()) => Err(Problem::WrongSecret),
        None => Ok(()),
        Some(unlocker) => TypedSecret::parse(unlocker)?.open_here(open.env(), keys.keyring()).await.map(drop),
    }
}

/// What it opens is ready, here and at the guards, and nothing was changed yet.
async fn with_new_lock(
    env: &DeviceEnv,
    keys: &Keys,
    overtaken: &[OpenKeyring],
    lock: Lock,
    former: &FormerGuards,
) -> Result<(Keys, u8), Problem> {
    let key = DataKey::make(&mut env.rng());
    let lock = lock.prepare(env, &key, former).await?;
    let slots = lock.slots(env, keys.phrase());
    let opened = keys.opened().rotate_over_with(key, overtaken, &slots, &mut env.rng());
    let opened = opened.map_err(problem::of_make)?;
    lock.keep_here(env, &opened).await?;
    let given_up: Vec<_> = std::iter::once(keys.opened()).chain(overtaken).flat_map(revocations).collect();
    leftovers::keep(env, &given_up).await?;
    let keys = Keys::new(opened, keys.phrase()).ok_or(Problem::Damaged)?;
    Ok((keys, lock.pin_digits()))
}
