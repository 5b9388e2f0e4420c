//! Whether what we read is the newest there is. Without this check, a slow reader would fork the journal.

use futures::future::{join, join_all};
use lifeboat_cloud::DriveError;

use super::stop::Stop;
use crate::{
    env::Env,
    fault::Fault,
    keys::Keys,
    layout,
    mileposts::next_milepost,
    read::{PositionContent, RemoteFolder},
    status::{Author, Obstacle},
};

/// How many files that a listing shows above the head are read in search of an entry of ours.
const MOST_STRANGERS: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeadCheck {
    /// Nothing is above the entry.
    Yes,
    /// An entry of this wallet is above, opened.
    Newer {
        /// Position of that entry.
        position: u64,
        /// The device that wrote it, and when.
        by: Author,
    },
    /// Something that does not open lies where the next entry or the next milepost belongs: it may be a damaged entry,
    /// so it is not known whether this is the head. Right again as soon as that file is gone.
    Unreadable { position: u64, fault: Fault },
}

impl HeadCheck {
    /// What two looks say together: an entry above counts most, and of two, the first.
    fn or(self, other: HeadCheck) -> HeadCheck {
        match (&self, &other) {
            (HeadCheck::Newer { .. }, _) | (HeadCheck::Unreadable { .. }, HeadCheck::Yes) => self,
            (HeadCheck::Unreadable { .. }, HeadCheck::Unreadable { .. }) => self,
            (HeadCheck::Yes, _) | (HeadCheck::Unreadable { .. }, HeadCheck::Newer { .. }) => other,
        }
    }

    /// `Ok` if the entry is the head, or else what ends the write.
    pub(super) fn or_stop(self) -> Result<(), Stop> {
        match self {
            HeadCheck::Yes => Ok(()),
            HeadCheck::Newer { by, .. } => Err(Stop::Fenced(by)),
            HeadCheck::Unreadable { position, fault } => {
                Err(Stop::Paused(Obstacle::Entry { position, fault }))
            }
        }
    }
}

/// Whether `position` is the head: the next milepost above and the next position are truly not found, and no
/// entry of ours that a listing shows is above. Correctness rests on the first; the others find out sooner.
///
/// The first is enough: above a head whose successor was pruned there is always a milepost, because pruning keeps all
/// mileposts and stops below the last one. So what a listing shows elsewhere and does not open is no entry of this
/// journal: a name alone says nothing.
pub(crate) async fn confirm(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
) -> Result<HeadCheck, DriveError> {
    let (by_name, listed) = join(confirm_by_name(env, keys, reading, position), reading.positions(env)).await;
    judge(env, keys, reading, position, by_name?, listed?).await
}

/// Confirms the head, where the positions in the folder were `listed` a moment ago.
pub(crate) async fn confirm_listed(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
    listed: Vec<u64>,
) -> Result<HeadCheck, DriveError> {
    let by_name = confirm_by_name(env, keys, reading, position).await?;
    judge(env, keys, reading, position, by_name, listed).await
}

/// Confirms an entry that this device has just created: whatever is above it continues it, so the milepost alone
/// decides, in whatever order the drive is asked; and all is asked at once.
pub(crate) async fn confirm_created(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
) -> Result<HeadCheck, DriveError> {
    let looks = join_all(probes(position).map(async |probe| look_above(env, keys, reading, probe).await));
    let (looks, listed) = join(looks, reading.positions(env)).await;
    let mut by_name = HeadCheck::Yes;
    for look in looks {
        by_name = by_name.or(look?);
    }
    judge(env, keys, reading, position, by_name, listed?).await
}

async fn judge(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
    by_name: HeadCheck,
    listed: Vec<u64>,
) -> Result<HeadCheck, DriveError> {
    if let HeadCheck::Newer { .. } = by_name {
        return Ok(by_name);
    }
    for above in listed.into_iter().filter(|listed| *listed > position).take(MOST_STRANGERS) {
        if let PositionContent::Entry(entry) = reading.look(env, keys, above).await? {
            return Ok(HeadCheck::Newer { position: above, by: entry.origin });
        }
    }
    Ok(by_name)
}

/// Confirms the head without a listing, by two requests.
pub(crate) async fn confirm_by_name(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
) -> Result<HeadCheck, DriveError> {
    let mut confirmed = HeadCheck::Yes;
    // The milepost last: once the next position was pruned, it alone is left to tell.
    for probe in probes(position) {
        confirmed = confirmed.or(look_above(env, keys, reading, probe).await?);
        if let HeadCheck::Newer { .. } = confirmed {
            break;
        }
    }
    Ok(confirmed)
}

/// The next position, and the next milepost.
pub(super) fn probes(position: u64) -> impl Iterator<Item = u64> {
    let next = layout::position_after(position);
    next.into_iter()
        .chain(next.map(|_| next_milepost(position)).filter(move |milepost| Some(*milepost) != next))
}

async fn look_above(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
) -> Result<HeadCheck, DriveError> {
    Ok(match reading.entry_or_fault(env, keys, position).await? {
        PositionContent::Entry(entry) => HeadCheck::Newer { position, by: entry.origin },
        PositionContent::Nothing => HeadCheck::Yes,
        PositionContent::Fault(fault) => HeadCheck::Unreadable { position, fault },
    })
}
