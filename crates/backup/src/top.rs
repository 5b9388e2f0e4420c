//! The highest entry of a journal: what opens under our keys, and not what a name says.

use lifeboat_cloud::DriveError;

use crate::{
    entry::Entry,
    env::Env,
    fault::Fault,
    keys::Keys,
    layout,
    read::{PositionContent, RemoteFolder},
};

/// What lies at the top of a journal.
pub(crate) struct Top {
    /// The highest entry that opens; `None` when none does.
    pub(crate) entry: Option<Entry>,
    /// What lies right above it and does not open: perhaps an upload that is still running. Without any entry
    /// that opens, the highest file that bears the name of one.
    pub(crate) unreadable: Option<(u64, Fault)>,
}

impl Top {
    /// The highest entry; what does not open right above it, or in the place of all, is an error.
    pub(crate) fn readable(self) -> Result<Option<Entry>, (u64, Fault)> {
        self.unreadable.map_or(Ok(self.entry), Err)
    }
}

/// Looks for it: downwards by listing, past what does not open, then upwards by name, since a listing may
/// lag. Whether it is the head is for `journal::confirm` to say.
pub(crate) async fn top(env: &Env, keys: &Keys, reading: &RemoteFolder) -> Result<Top, DriveError> {
    let listed = reading.positions(env).await?;
    let mut highest_fault = None;
    let mut entry = None;
    for position in listed.into_iter().rev() {
        match reading.look(env, keys, position).await? {
            PositionContent::Entry(found) => {
                entry = Some(*found);
                break;
            }
            PositionContent::Nothing => {}
            PositionContent::Fault(fault) => highest_fault = highest_fault.or(Some((position, fault))),
        }
    }
    if entry.is_none() {
        // A download may have been cut. Entry 0 is a milepost, and there as long as the journal is.
        let position = highest_fault.map_or(0, |(position, _)| position);
        match reading.entry_or_fault(env, keys, position).await? {
            PositionContent::Entry(found) => entry = Some(*found),
            PositionContent::Nothing => {}
            PositionContent::Fault(fault) => highest_fault = Some((position, fault)),
        }
    }
    let Some(entry) = entry else { return Ok(Top { entry: None, unreadable: highest_fault }) };
    let above = entry_after(env, keys, reading, entry.place.position).await?;
    climb(env, keys, reading, entry, above).await
}

/// What lies right above a position.
pub(crate) async fn entry_after(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    position: u64,
) -> Result<PositionContent, DriveError> {
    match layout::position_after(position) {
        Some(next) => reading.entry_or_fault(env, keys, next).await,
        None => Ok(PositionContent::Nothing),
    }
}

/// Upwards by name, from an entry and what lies right above it.
pub(crate) async fn climb(
    env: &Env,
    keys: &Keys,
    reading: &RemoteFolder,
    mut entry: Entry,
    mut above: PositionContent,
) -> Result<Top, DriveError> {
    loop {
        match above {
            PositionContent::Nothing => return Ok(Top { entry: Some(entry), unreadable: None }),
            PositionContent::Entry(next) => entry = *next,
            PositionContent::Fault(fault) => {
                let next = entry.place.position.saturating_add(1);
                return Ok(Top { entry: Some(entry), unreadable: Some((next, fault)) });
            }
        }
        above = entry_after(env, keys, reading, entry.place.position).await?;
    }
}
