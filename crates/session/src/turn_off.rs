//! Turning the backup off: the second copy, if there is one, is turned off with it.

use std::rc::Rc;

use lifeboat_backup::{Journal, Obstacle, Status, TurnOffPlan};
use lifeboat_messages::{LeftCopy, Problem};

use crate::device_env::DeviceEnv;
use crate::old_copies;
use crate::problem;
use crate::unlocked::{CLOSE_MS, UnlockedWallet, in_step};

/// How long what is under way may take before the user is told why the backup cannot be turned off now.
const SETTLE_MS: u64 = 10_000;

/// A write that waits for the drive keeps trying without a limit, and the entry that ends a journal has to wait behind
/// it. So the user is told at once what is in the way, and not only when the journal takes the wish back.
pub fn refuse_while_waiting(journal: &Journal) -> Result<(), Problem> {
    match journal.status() {
        // That waits to be deleted, and holds up no write.
        Status::Waiting { why: Obstacle::OlderPhraseFile { .. }, .. }
        | Status::Paused { why: Obstacle::OlderPhraseFile { .. } } => Ok(()),
        Status::Waiting { why, .. } | Status::Paused { why } => Err(problem::of_obstacle(&why)),
        Status::Off | Status::Checking | Status::Saving | Status::Saved { .. } | Status::Fenced { .. } => {
            Ok(())
        }
    }
}

/// From here on this device alone has the wallet.
pub async fn disconnect(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    delete_copy: bool,
) -> Result<LeftCopy, Problem> {
    let journal = open.journal()?;
    if let Ok(node) = open.node() {
        // A copy that stays is as complete as it can be.
        node.settle(SETTLE_MS).await;
    }
    refuse_while_waiting(&journal)?;
    // The entry that ends the journal waits behind one that the second copy has to confirm.
    if let Some(mirror) = open.mirror().filter(|_| open.wants_both()) {
        in_step(open.env(), &mirror).await?;
        refuse_while_waiting(&journal)?;
    }
    let before = open.settings();
    // Until it is off both have to confirm, where both did: what is handed in meanwhile would count in one place alone.
    let off = journal.turn_off(TurnOffPlan { delete_copy }).await;
    let off = off.map_err(|error| problem::of_turn_off(&error))?;
    journal.set_both(None);
    open.stop_following(CLOSE_MS).await;
    let copy = problem::of_copy(&off.copy);
    let keep_access = matches!(copy, LeftCopy::NotDeleted { .. });
    let now = open.holdings();
    // This changes the settings as they are now, since a token may have been renewed meanwhile.
    open.settle_settings(|settings| {
        settings.note_folder(Some(off.folder.folder_name().to_owned()));
        settings.leave_second(!delete_copy);
        settings.turn_off(keep_access);
        // They know what they do, and with what.
        settings.ask_later(now);
    })
    .await;
    if let Some(drive) = before.drive().filter(|_| !keep_access) {
        env.end_access(drive.clone());
    }
    env.changed();
    let Some(second) = before.second() else { return Ok(copy) };
    let left = open.settings().old_copy_at(&second.drive).cloned();
    let Some(left) = left else { return Ok(copy) };
    if !delete_copy {
        // The caller does not wait for it: if the service cannot be reached now, the next start tries again.
        open.spawn_task(open.clone().mark_all());
        return Ok(copy);
    }
    match (old_copies::delete(env, open, &left.id()).await, copy) {
        (Err(problem), LeftCopy::Deleted) => Ok(LeftCopy::NotDeleted { problem }),
        (_, copy) => Ok(copy),
    }
}
