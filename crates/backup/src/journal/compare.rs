//! Which of two copies is newer.

use std::rc::Rc;

use lifeboat_cloud::{Drive, DriveError};
use lifeboat_crypto::Digest;

use super::error::RestoreError;
use crate::{
    Env, Keys, Takeovers, WalletFolder,
    entry::Body,
    env::DriveCell,
    notes::is_second,
    read::RemoteFolder,
    status::{Author, JournalEnd},
    top::top,
};

/// The newest entry of a copy, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadSeen {
    /// Position of the newest entry there.
    pub position: u64,
    /// The device that wrote it, and when, as its clock said.
    pub by: Author,
    /// How many Takeovers there were.
    pub takeovers: u32,
    /// The copy says that it is a second one.
    pub second_copy: bool,
    /// The journal ends here: it was disconnected, or moved.
    pub ended: Option<JournalEnd>,
    pub(crate) digest: Digest,
    pub(crate) key_epoch: u32,
}

impl HeadSeen {
    /// Whether another device has taken over here that this one, which knows of these Takeovers, does not know of.
    pub fn is_beyond(&self, ours: &Takeovers) -> bool {
        self.takeovers > ours.until(self.position)
    }

    /// Whether something lies here where the newest of these Takeovers, which was made elsewhere, has its
    /// place, or above.
    pub(crate) fn reaches_newest_of(&self, ours: &Takeovers) -> bool {
        ours.newest().is_some_and(|newest| newest <= self.position)
    }
}

/// How two copies relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// They are the same up to the last entry.
    Same,
    /// The first has more.
    First,
    /// The second has more.
    Second,
    /// Each may have something that the other has not: the wallet was used at both. The one with more Takeovers
    /// is where the wallet was used last.
    Apart,
}

/// Which one is newer. Restore from that one, and warn about the other.
///
/// Two heads tell their positions, and how many Takeovers there were. So two histories in which different
/// devices took over at the same positions look like one that is longer than the other: a promotion, and
/// whoever follows, look at the Takeovers themselves.
pub fn compare(first: &HeadSeen, second: &HeadSeen) -> Comparison {
    if first.digest == second.digest {
        return Comparison::Same;
    }
    let by_position = first.position.cmp(&second.position);
    match (by_position, first.takeovers.cmp(&second.takeovers)) {
        (std::cmp::Ordering::Greater, takeovers) if takeovers.is_ge() => Comparison::First,
        (std::cmp::Ordering::Less, takeovers) if takeovers.is_le() => Comparison::Second,
        _ => Comparison::Apart,
    }
}

/// Looks at the newest entry of a copy; nothing is changed.
///
/// # Errors
/// The same as those of a restore. They never say "nothing there" by mistake.
pub async fn look_at_head(
    env: &Env,
    keys: &Keys,
    drive: Rc<dyn Drive>,
    folder: WalletFolder,
) -> Result<HeadSeen, RestoreError> {
    let copy = RemoteFolder { drive: DriveCell::new(drive), folder };
    let top = top(env, keys, &copy).await?;
    let entry = top.readable().map_err(|(position, fault)| RestoreError::Entry { position, fault })?;
    let Some(entry) = entry else {
        return Err(match copy.drive.now().list(&copy.folder.path()).await {
            Ok(_) => RestoreError::NoChannelState,
            Err(DriveError::NotFound) => RestoreError::FolderGone,
            Err(error) => error.into(),
        });
    };
    let second_copy = is_second(env, &copy).await?;
    let ended = match entry.body {
        Body::End(end) => Some(JournalEnd { ending: end.ending, to: end.to, by: entry.origin.clone() }),
        Body::Snapshot { .. } | Body::Pack(_) | Body::Chunk(_) | Body::Delta(_) | Body::Takeover => None,
    };
    Ok(HeadSeen {
        position: entry.place.position,
        by: entry.origin,
        takeovers: entry.place.epoch,
        second_copy,
        ended,
        digest: entry.digest,
        key_epoch: entry.key_epoch,
    })
}
