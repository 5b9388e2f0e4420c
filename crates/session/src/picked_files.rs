//! A backup in files that the user picked from a disk. They are read here, and kept until the page ends: all in them is
//! encrypted.

use std::rc::Rc;

use lifeboat_backup::picked;
use lifeboat_cloud::picked::PickedFiles;
use lifeboat_messages::{Answer, FoundBackup, Problem};

use crate::device_env::DeviceEnv;
use crate::host::UserFile;
use crate::restore::{self, RestoreRequest, RestoreSource, UnlockedBackup};
use crate::stage::{Stage, Transition};

/// No file of a backup is larger, in bytes: an entry is half of this at most.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;
/// What is read at most, in bytes: a wallet's folder has a few MB.
const MOST: u64 = 256 * 1024 * 1024;

/// Reads what was picked, and says which backups are in it.
pub async fn open(
    env: &DeviceEnv,
    paths: Vec<String>,
    files: Vec<Box<dyn UserFile>>,
) -> Result<(Rc<PickedFiles>, Answer), Problem> {
    let mut total = 0;
    let mut read = Vec::new();
    let mut left_out = Vec::new();
    for (path, file) in paths.iter().zip(&files) {
        if file.size() > LARGEST_FILE {
            left_out.push(path.clone());
            continue;
        }
        total += file.size();
        if total > MOST {
            return Err(Problem::FilesTooLarge);
        }
        read.push((path.clone(), file.read().await.ok_or(Problem::FilesUnreadable)?));
    }
    let picked = picked::arrange(&name(&paths), read);
    left_out.extend(picked.left_out);
    let drive = Rc::new(picked.drive);
    let backups = restore::wallets(env, &*drive).await?;
    let backups = backups.into_iter().map(|wallet| where_picked(restore::shown(&*drive, wallet))).collect();
    Ok((drive, Answer::Files { backups, left_out }))
}

/// Brings a backup here: it continues on this device alone, and no other device learns of it.
pub async fn restore(
    env: &DeviceEnv,
    here: &Stage,
    files: Rc<PickedFiles>,
    wanted: RestoreRequest<'_>,
) -> Result<Transition, Problem> {
    let may_replace = restore::decide(env, here).await?;
    let chosen = UnlockedBackup::unlock(env, wanted, &*files).await?;
    let settings = chosen.settings.clone();
    let place = chosen.make_way(env, may_replace, here, wanted.sure).await?;
    Ok(chosen.bring(env, place, settings, RestoreSource::ReadOnly(files), wanted).await)
}

/// The folder that was picked, or the only file.
fn name(paths: &[String]) -> String {
    let first = |path: &String| path.split('/').next().unwrap_or_default().to_owned();
    match paths {
        [] => String::new(),
        [one, others @ ..] if others.iter().all(|other| first(other) == first(one)) => first(one),
        _ => String::new(),
    }
}

/// Only what was picked is a place that the user knows; what is below was arranged by what is in the files.
fn where_picked(mut backup: FoundBackup) -> FoundBackup {
    backup.place.truncate(1);
    backup.place.retain(|name| !name.is_empty());
    backup
}
