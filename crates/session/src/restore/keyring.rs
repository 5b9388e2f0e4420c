//! The keyring of a backup, opened by what was typed.

use lifeboat_backup::FoundWallet;
use lifeboat_crypto::{Keyring, OpenKeyring};
use lifeboat_messages::Problem;

use crate::device_env::DeviceEnv;
use crate::lock::TypedSecret;
use crate::problem;

/// How many keyrings may be tried at their guards. A planted keyring costs one extra try at most.
const MOST_GUARDED: usize = 2;

/// Opens the keyring of a backup: the newest that opens and goes with the newest entry, else the newest that opens. If
/// guards do not answer for the newest, an older one does not replace it unless it goes with the newest entry.
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
        // Where guards have refused, a keyring that is not known to go with the newest entry cannot replace the one
        // they guard.
        let goes_with = |opened: &OpenKeyring| match &best {
            Some(Err(problem)) if is_of_guards(problem) => wallet.is_known_to_go_with(opened),
            Some(Ok(_) | Err(_)) | None => wallet.goes_with(opened),
        };
        if opened.as_ref().is_ok_and(goes_with) {
            return Some(opened);
        }
        if says_more(best.as_ref(), &opened) {
            best = Some(opened);
        }
    }
    best
}

/// What was planted may fail in any way: that the secret is wrong says more, and what opens, most. What
/// guards say stays.
fn says_more(best: Option<&Result<OpenKeyring, Problem>>, opened: &Result<OpenKeyring, Problem>) -> bool {
    let is_wrong =
        |problem: &Problem| matches!(problem, Problem::WrongSecret | Problem::WrongGuardedPin { .. });
    match (best, opened) {
        (None, _) => true,
        (Some(Ok(_)), _) => false,
        (Some(Err(before)), Ok(_)) => !is_of_guards(before),
        (Some(Err(before)), Err(problem)) => !is_of_guards(before) && !is_wrong(before) && is_wrong(problem),
    }
}

/// Whether it comes from guards that do not let a PIN open, right or wrong.
fn is_of_guards(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::GuardsWait { .. }
            | Problem::GuardsSpent
            | Problem::GuardsRevoked
            | Problem::GuardsUnknown
            | Problem::GuardsTooFew { .. }
            | Problem::GuardSilent { .. }
            | Problem::GuardRefuses { .. }
            | Problem::GuardsGone { .. }
    )
}
