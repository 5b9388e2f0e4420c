//! The keyring of a backup, opened by what was typed.

use lifeboat_backup::FoundWallet;
use lifeboat_crypto::{Keyring, OpenKeyring};
use lifeboat_messages::Problem;

use crate::device_env::DeviceEnv;
use crate::lock::TypedSecret;
use crate::problem;

/// So many keyrings are tried at their guards: one that somebody planted costs one try more, and no further.
const MOST_GUARDED: usize = 2;

/// Opens the keyring of a backup: the newest that opens and goes with the newest entry, else the newest that opens. Where guards
/// do not answer for the newest, an older one does not stand for it unless it goes with the newest entry.
///
/// `None` when there is no keyring at all.
pub async fn open(
    env: &DeviceEnv,
    wallet: &FoundWallet,
    typed: &TypedSecret,
) -> Option<Result<OpenKeyring, Problem>> {
    let is_guarded = |keyring: &Keyring| keyring.guarded_slot().is_some();
    if typed.pin_digits().is_none() || !wallet.keyrings().any(is_guarded) {
        let bounds = env.host().kdf_limits().read;
        let opened = wallet.unlock(|keyring| typed.open(keyring, &bounds))?;
        return Some(opened.map_err(|error| problem::of_open(&error)));
    }
    let (mut best, mut guarded) = (None, 0);
    for keyring in wallet.keyrings() {
        guarded += usize::from(is_guarded(keyring));
        if is_guarded(keyring) && guarded > MOST_GUARDED {
            continue;
        }
        let opened = typed.open_there(env, keyring).await;
        if opened.as_ref().is_ok_and(|opened| wallet.goes_with(opened)) {
            return Some(opened);
        }
        let is_better = match &best {
            None => true,
            Some(Err(Problem::WrongSecret | Problem::WrongGuardedPin { .. })) => opened.is_ok(),
            Some(Ok(_) | Err(_)) => false,
        };
        if is_better {
            best = Some(opened);
        }
    }
    best
}
