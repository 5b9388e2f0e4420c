//! A second copy on another service: adding it, moving there, and putting it in the place of a backup that is gone.

use std::rc::Rc;

use lifeboat_backup::{Journal, TakeoverSeen, WalletFolder, look_at_head};
use lifeboat_cloud::Drive;
use lifeboat_messages::{DriveChoice, LeftCopy, Problem, SecondSeen};

use crate::device_env::DeviceEnv;
use crate::old_copies;
use crate::problem;
use crate::reach::reach;
use crate::settings::SecondDrive;
use crate::stage::Transition;
use crate::turn_off::refuse_while_waiting;
use crate::unlocked::{CLOSE_MS, UnlockedWallet, in_step};

/// Keeps a second copy from now on.
pub async fn add(env: &DeviceEnv, open: &Rc<UnlockedWallet>, choice: &DriveChoice) -> Result<(), Problem> {
    let journal = open.journal()?;
    if journal.folder().is_none() {
        return Err(Problem::NoBackup);
    }
    let settings = open.settings();
    if settings.second().is_some() {
        return Err(Problem::SecondCopyFirst);
    }
    let (drive_settings, _, account) = reach(env, choice).await?;
    let used = settings.drive().into_iter().chain(settings.old_copies().iter().map(|old| &old.drive));
    if used.into_iter().any(|used| used.same_place(&drive_settings)) {
        return Err(Problem::SamePlace);
    }
    let second = SecondDrive {
        name: format!("second-{}", env.make_id()),
        drive: drive_settings.refreshed(env),
        account,
        folder: None,
        both: false,
    };
    // Before anything is written there: a move ends in one write of the journal, and the next start has to
    // know the place.
    open.change_settings(|settings| settings.add_second(second)).await?;
    open.follow();
    Ok(())
}

/// Whether the second copy has to confirm. It does so from the moment on when it is in step.
pub async fn set_both(open: &Rc<UnlockedWallet>, both: bool) -> Result<(), Problem> {
    let keep = |both| open.change_settings(move |settings| settings.set_both(both));
    if !both {
        keep(false).await?;
        if let Ok(journal) = open.journal() {
            journal.set_both(None);
        }
        return Ok(());
    }
    let journal = open.journal()?;
    let mirror = open.mirror().ok_or(Problem::NoBackup)?;
    in_step(open.env(), &mirror).await?;
    keep(true).await?;
    journal.set_both(Some(&mirror));
    Ok(())
}

/// Removes the second copy.
pub async fn remove(env: &DeviceEnv, open: &Rc<UnlockedWallet>, delete: bool) -> Result<LeftCopy, Problem> {
    let second = open.settings().second().cloned().ok_or(Problem::NoBackup)?;
    // Its folder, if it was ever settled.
    let folder = open.mirror().map(|mirror| mirror.folder().folder_name().to_owned());
    // First of all: until that is kept it is followed, and confirms.
    open.change_settings(|settings| settings.remove_second(folder, delete)).await?;
    if let Ok(journal) = open.journal() {
        journal.set_both(None);
    }
    open.stop_following(CLOSE_MS).await;
    let left = open.settings().old_copy_at(&second.drive).cloned();
    let Some(left) = left else {
        env.end_access(second.drive);
        return Ok(if delete { LeftCopy::Deleted } else { LeftCopy::Kept });
    };
    match old_copies::delete(env, open, &left.id()).await {
        Ok(()) => Ok(LeftCopy::Deleted),
        Err(problem) => Ok(LeftCopy::NotDeleted { problem }),
    }
}

/// The second copy becomes the backup.
pub async fn move_there(open: &Rc<UnlockedWallet>) -> Result<(), Problem> {
    let journal = open.journal()?;
    let mirror = open.mirror().ok_or(Problem::NoBackup)?;
    let settings = open.settings();
    let second = settings.second().cloned().ok_or(Problem::NoBackup)?;
    if let Ok(node) = open.node() {
        node.flush();
    }
    in_step(open.env(), &mirror).await?;
    refuse_while_waiting(&journal)?;
    // Both places as they are now: from the switch on only these settings lead to the new one.
    let (old, new) = (journal.folder(), mirror.folder());
    open.change_settings(|settings| {
        settings.note_folder(old.map(|folder| folder.folder_name().to_owned()));
        settings.note_second_folder(new.folder_name().to_owned());
    })
    .await?;
    let moved = journal.move_to(&mirror, second.drive.kind().row().title).await;
    // Whatever came of it, and whatever can be kept or read on this device now: the journal says into which
    // place it writes.
    if journal.drive_name() == second.name {
        open.stop_following(CLOSE_MS).await;
        open.settle_settings(|settings| settings.use_second(true)).await;
        open.spawn_task(open.clone().measure());
    }
    moved.map(|_| ()).map_err(|error| problem::of_move(&error))
}

/// Where the second copy is, once that is settled.
pub fn place(env: &DeviceEnv, open: &UnlockedWallet) -> Result<(Rc<dyn Drive>, WalletFolder), Problem> {
    let second = open.settings().second().cloned().ok_or(Problem::NoBackup)?;
    let drive = second.drive.drive(env).map_err(|error| problem::of_drive(&error))?;
    let folder = second.folder.as_ref().and_then(|name| WalletFolder::from_folder_name(name));
    Ok((drive, folder.ok_or(Problem::NoBackup)?))
}

/// How far the second copy is, as against this device. Nothing is changed.
pub async fn look(env: &DeviceEnv, open: &Rc<UnlockedWallet>) -> Result<SecondSeen, Problem> {
    let (drive, folder) = place(env, open)?;
    let silent = env.silent_env();
    let seen = look_at_head(&silent, &open.keys(), drive, folder)
        .await
        .map_err(|error| problem::in_second_copy(problem::of_restore(&error)))?;
    let own = Journal::load(&silent, open.keys()).await.map_err(|error| problem::of_load(&error))?;
    Ok(SecondSeen {
        position: seen.position,
        at_ms: seen.by.at_ms,
        device: seen.by.device,
        own_position: own.sent_position(),
        own_at_ms: own.written_ms(),
    })
}

/// The backup is gone for good, and the second copy takes its place.
pub async fn promote(env: &DeviceEnv, old: Rc<UnlockedWallet>) -> Result<Transition, Problem> {
    if matches!(
        old.phase(),
        lifeboat_messages::Phase::ReadOnly { why: lifeboat_messages::ReadOnly::Elsewhere { .. } }
    ) {
        return Err(Problem::Fenced);
    }
    let settings = old.settings();
    let second = settings.second().cloned().ok_or(Problem::NoBackup)?;
    let (drive, folder) = place(env, &old)?;
    let open = UnlockedWallet::new(env.clone(), old.phrase().duplicate(), old.keys(), settings);
    old.give_way(CLOSE_MS).await;
    let promoted = async {
        // The storage may be silent by now, and the process to which it said so may have ended.
        let stored = Journal::stored(&env.silent_env()).await.map_err(|error| problem::of_load(&error))?;
        if stored.is_some_and(|stored| stored.taken_over == Some(TakeoverSeen::Here)) {
            return Err(Problem::Fenced);
        }
        let loaded =
            Journal::load(&env.silent_env(), open.keys()).await.map_err(|error| problem::of_load(&error))?;
        open.fits(loaded.state()).await?;
        loaded
            .promote(open.journal_env(), &second.name, drive, folder)
            .await
            .map_err(|not| problem::of_promote(&not.why))
    }
    .await;
    Ok(match promoted {
        Ok(promoted) => {
            open.settle_settings(|settings| settings.use_second(false)).await;
            Transition::Arrived { wallet: open, opened: Box::new(promoted.opened) }
        }
        // The journal's record says where it is, also when only the last step is missing.
        Err(problem) => Transition::Failed { closed: Some(old), problem },
    })
}
