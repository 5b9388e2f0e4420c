//! Which of two copies is newer.

use std::rc::Rc;

use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::Digest;

use crate::{
    Env, Keys, RestoreError, WalletFolder,
    entry::{self, Body},
    env::DriveCell,
    journal::{Reading, list},
    status::{Ended, Other},
};

/// The newest entry of a copy, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadSeen {
    /// Its position.
    pub position: u64,
    /// The device that wrote it, and when, as its clock said.
    pub by: Other,
    /// How many Takeovers there were.
    pub takeovers: u32,
    /// The copy says that it is a second one.
    pub second_copy: bool,
    /// The journal ends here: it was disconnected, or moved.
    pub ended: Option<Ended>,
    pub(crate) digest: Digest,
}

/// How two copies stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    /// They are the same up to the last entry.
    Same,
    /// The first has more.
    First,
    /// The second has more.
    Second,
    /// Each may have something that the other has not: somebody went on at both. The one with more Takeovers is where the
    /// wallet was used last.
    Apart,
}

/// Which one is newer. Restore from that one, and warn about the other.
pub fn compare(first: &HeadSeen, second: &HeadSeen) -> Newer {
    if first.digest == second.digest {
        return Newer::Same;
    }
    let by_position = first.position.cmp(&second.position);
    match (by_position, first.takeovers.cmp(&second.takeovers)) {
        (std::cmp::Ordering::Greater, takeovers) if takeovers.is_ge() => Newer::First,
        (std::cmp::Ordering::Less, takeovers) if takeovers.is_le() => Newer::Second,
        _ => Newer::Apart,
    }
}

/// Looks at the newest entry of a copy; nothing is changed.
///
/// # Errors
/// As a restore would say them. Never "nothing there" by mistake.
pub async fn look_at_head(
    env: &Env,
    keys: &Keys,
    drive: Rc<dyn Drive>,
    folder: WalletFolder,
) -> Result<HeadSeen, RestoreError> {
    let copy = Reading { drive: DriveCell::new(drive), folder };
    let Some((position, bytes)) = newest(env, &copy).await? else {
        return Err(match copy.drive.now().list(&copy.folder.path()).await {
            Ok(_) => RestoreError::NoChannelState,
            Err(DriveError::NotFound) => RestoreError::FolderGone,
            Err(error) => error.into(),
        });
    };
    let entry =
        entry::read(keys, position, bytes).map_err(|fault| RestoreError::Entry { position, fault })?;
    let second_copy = is_second(env, &copy).await?;
    let ended = match entry.body {
        Body::End(end) => Some(Ended { ending: end.ending, to: end.to, by: entry.origin.clone() }),
        _ => None,
    };
    Ok(HeadSeen {
        position,
        by: entry.origin,
        takeovers: entry.place.epoch,
        second_copy,
        ended,
        digest: entry.digest,
    })
}

/// The highest entry, by listing and by name.
pub(crate) async fn newest(env: &Env, copy: &Reading) -> Result<Option<(u64, Vec<u8>)>, DriveError> {
    let mut position = list(env, copy).await?.last().copied().unwrap_or(0);
    let mut found = copy.get(env, position).await?.map(|bytes| (position, bytes));
    // A listing may lag.
    while let Some(bytes) = copy.get(env, position.saturating_add(1)).await? {
        position = position.saturating_add(1);
        found = Some((position, bytes));
    }
    Ok(found)
}

/// Whether a folder says that it is a second copy.
pub(crate) async fn is_second(env: &Env, copy: &Reading) -> Result<bool, DriveError> {
    let mut pauses = crate::journal::Pauses::patient(env);
    loop {
        match copy.drive.now().get(&copy.folder.second_copy()).await {
            Ok(_) => return Ok(true),
            Err(DriveError::NotFound) => return Ok(false),
            Err(error) => pauses.after(&error).await?,
        }
    }
}
