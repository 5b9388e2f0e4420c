//! Whether what we read is the newest there is: without it a slow reader forks.

use futures::future::join;
use lifeboat_cloud::DriveError;

use super::{read::Reading, retry::Pauses};
use crate::{env::Env, layout};

/// Entries at these distances are never deleted.
pub(crate) const MILE: u64 = 64;

/// The first milepost above a position.
pub(crate) fn next_milepost(position: u64) -> u64 {
    (position / MILE).saturating_add(1).saturating_mul(MILE)
}

/// The last milepost at or before a position.
pub(crate) fn milepost_at_or_before(position: u64) -> u64 {
    position - position % MILE
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confirmed {
    /// Nothing is above.
    Yes,
    /// Something is above, the highest known position.
    Newer(u64),
}

/// Whether `position` is the head: the next milepost above and the next position are truly not found, and a listing
/// shows nothing above. Correctness rests on the first; the others find out sooner.
///
/// The first implies it: who reads a head whose successor was pruned has a milepost above him, because pruning keeps all
/// mileposts and stops below the last one.
pub(crate) async fn confirm(env: &Env, reading: &Reading, position: u64) -> Result<Confirmed, DriveError> {
    let Some(next) = position.checked_add(1) else { return Ok(Confirmed::Yes) };
    // The milepost last: once the next position was pruned, it alone is left to tell.
    let by_name = async {
        let mut newest = None;
        for probe in [next, next_milepost(position)] {
            if reading.get(env, probe).await?.is_some() {
                newest = newest.max(Some(probe));
            }
        }
        Ok::<_, DriveError>(newest)
    };
    let (newest, listed) = join(by_name, list(env, reading)).await;
    let newest = newest?.max(listed?.into_iter().filter(|listed| *listed > position).max());
    Ok(newest.map_or(Confirmed::Yes, Confirmed::Newer))
}

/// The positions in the folder, in order. Good for finding, never for "nothing there": a listing may lag, even behind the
/// folder itself.
pub(crate) async fn list(env: &Env, reading: &Reading) -> Result<Vec<u64>, DriveError> {
    let mut pauses = Pauses::patient(env);
    let folder = reading.folder.channel_state();
    loop {
        match reading.drive.now().list(&folder).await {
            Ok(entries) => {
                let mut positions: Vec<u64> =
                    entries.iter().filter_map(|entry| layout::entry_position(&entry.name)).collect();
                positions.sort_unstable();
                return Ok(positions);
            }
            Err(DriveError::NotFound) => return Ok(Vec::new()),
            Err(error) => pauses.after(&error).await?,
        }
    }
}
