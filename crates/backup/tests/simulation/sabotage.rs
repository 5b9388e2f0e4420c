//! Rules broken from outside, to prove that the simulation would notice if the journal broke them.

use lifeboat_backup::{Writes, layout};
use lifeboat_cloud::{Create, DeleteExactly, Drive, DriveError, Path, memory::MemoryDrive};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sabotage {
    #[default]
    Nothing,
    /// Create replaces what is there: overwriting in place.
    Overwrite,
    /// A lost answer counts as success: acknowledged before it is durable.
    BelieveLostAnswers,
    /// Nothing pending is ever stored: after a restart other bytes are sent for the same position.
    ForgetPending,
    /// Mileposts are not found: as if nobody confirmed.
    HideMileposts,
    /// Pruning takes the mileposts, too; not the first, which is asked for and would be written again.
    PruneMileposts,
    /// Pruning takes the takeovers, too.
    PruneTakeovers,
    /// A delete of exact bytes takes whatever is there when it arrives.
    DeleteWhatever,
}

fn position(path: &Path) -> Option<u64> {
    layout::entry_position(path.name()?)
}

impl Sabotage {
    pub fn get(self, file: &Path, now: bool) -> Result<(), DriveError> {
        let hidden = position(file).is_some_and(|position| now && position % 64 == 0 && position > 64);
        if self == Sabotage::HideMileposts && hidden { Err(DriveError::NotFound) } else { Ok(()) }
    }

    pub async fn delete_exactly(
        self,
        drive: &MemoryDrive,
        file: &Path,
        bytes: &[u8],
    ) -> Result<DeleteExactly, DriveError> {
        if self == Sabotage::DeleteWhatever {
            return drive.delete(file).await.map(|()| DeleteExactly::Deleted);
        }
        drive.delete_exactly(file, bytes).await
    }

    pub fn before_create(self, drive: &MemoryDrive, file: &Path) {
        if self == Sabotage::Overwrite {
            drive.remove(file);
        }
    }

    pub fn after_create(self, answer: Result<Create, DriveError>) -> Result<Create, DriveError> {
        match (self, answer) {
            (Sabotage::BelieveLostAnswers, Err(DriveError::Unknown)) => Ok(Create::Created),
            (_, answer) => answer,
        }
    }

    pub fn after_delete(self, drive: &MemoryDrive, path: &Path) {
        let (Some(position), Some(folder)) = (position(path), path.parent()) else { return };
        let neighbours = match self {
            Sabotage::PruneMileposts if position % 64 == 1 && position > 1 => position - 1..position,
            Sabotage::PruneTakeovers => position.saturating_sub(2)..position + 3,
            _ => return,
        };
        for neighbour in
            neighbours.filter(|neighbour| self != Sabotage::PruneTakeovers || neighbour % 64 != 0)
        {
            drive.remove(&folder.join(layout::entry_name(neighbour)));
        }
    }

    pub fn write(self, writes: Writes) -> Writes {
        if self != Sabotage::ForgetPending {
            return writes;
        }
        writes.into_iter().filter(|(key, _)| key != "journal/pending").collect()
    }
}
