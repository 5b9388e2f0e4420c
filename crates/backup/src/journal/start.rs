//! The next start of the same device: settle what is pending, then make sure that nothing newer exists.

use std::rc::Rc;

use lifeboat_cloud::{Drive, DriveError};

use super::{
    OpenedJournal, backup_doubt::BackupDoubt, beside::Care, confirm::confirm, create, error::StartError,
    home::Whereabouts, load::LoadedJournal, replica, stop::Stop, takeover_seen::TakeoverSeen, writer::Writer,
};
use crate::{
    Env,
    env::DriveCell,
    fault::Fault,
    read::{PositionContent, RemoteFolder},
    retry::PATIENCE,
    status::Obstacle,
};

/// Why the journal may not be written, and the copy to look at meanwhile.
pub struct NotStarted {
    /// Why nothing may be written.
    pub why: StartError,
    /// The journal to show, and to try again with.
    pub loaded: LoadedJournal,
}

impl LoadedJournal {
    /// Makes sure that this copy is the newest there is, after settling what was under way. `drive` is only needed when
    /// the backup is on.
    ///
    /// # Errors
    /// The copy comes back with the reason, for looking and for another try.
    pub async fn start(
        self,
        env: Env,
        drive: Option<Rc<dyn Drive>>,
    ) -> Result<OpenedJournal, Box<NotStarted>> {
        self.start_or_make(env, drive, false).await
    }

    /// Starts after [`StartError::FolderGone`] or [`StartError::DriveRolledBack`], when the user has said that no other
    /// device has continued: what this device has is written to its folder anew, byte for byte, with all that belongs
    /// beside it and a snapshot that is read back. The journal has another name from then on
    /// ([`OpenedJournal::writer`]): the wallet's state is not proved until its peers have agreed.
    ///
    /// # Errors
    /// Those of [`LoadedJournal::start`]. What was written stays, and another try completes it.
    pub async fn start_anew(self, env: Env, drive: Rc<dyn Drive>) -> Result<OpenedJournal, Box<NotStarted>> {
        self.start_or_make(env, Some(drive), true).await
    }

    async fn start_or_make(
        self,
        env: Env,
        drive: Option<Rc<dyn Drive>>,
        anew: bool,
    ) -> Result<OpenedJournal, Box<NotStarted>> {
        let place = match (self.meta.folder.clone(), drive) {
            (None, _) => None,
            (Some(folder), Some(drive)) => Some(RemoteFolder { drive: DriveCell::new(drive), folder }),
            (Some(_), None) => {
                let why = StartError::Unconfirmed(DriveError::SignedOut.into());
                return Err(Box::new(NotStarted { why, loaded: self }));
            }
        };
        let mut writer = self.take_up(env, place.clone());
        match begin(&mut writer, place, anew).await {
            Ok(()) => {
                let status = writer.standing();
                Ok(create::open(writer, status))
            }
            // What it has sent must not be sealed a second time; and if it has found something lost, the
            // state must not be trusted under the old name.
            Err(why) => Err(Box::new(NotStarted { why, loaded: LoadedJournal::left_by(writer) })),
        }
    }
}

async fn begin(writer: &mut Writer, place: Option<RemoteFolder>, anew: bool) -> Result<(), StartError> {
    // What another try has left.
    writer.flush().await.map_err(stopped)?;
    if let Some(remote) = place {
        let seen = TakeoverSeen::kept(&*writer.env.local).await;
        let seen = seen.map_err(|error| StartError::Unconfirmed(error.into()))?;
        if let Some(TakeoverSeen::InMirror(by)) = seen
            && writer.pending().is_none()
        {
            // This place need not show it. What is pending may lie in no other place, and is settled all the same.
            return Err(StartError::Fenced(by));
        }
        // If it is not known, it is not told again.
        writer.note_news(replica::news(&*writer.env.local).await.unwrap_or(None));
        writer.set_patience(Some(PATIENCE));
        let (local, name) = (writer.env.local.clone(), writer.meta().writer);
        let gone = BackupDoubt::Gone.is_kept(&*local, name).await;
        writer.note_incomplete(gone.map_err(|error| StartError::Unconfirmed(error.into()))?);
        // A second copy has lost something, and the process that saw it has ended.
        if replica::doubt(&*writer.env.local).await.map_err(|error| StartError::Unconfirmed(error.into()))? {
            writer.take_another_name(false).await.map_err(stopped)?;
        }
        if let Err(why) = check(writer, &remote, anew).await {
            if matches!(why, StartError::Fenced(_)) && writer.is_incomplete() {
                writer.explain_by_takeover().await;
                // A store that refuses is told again by the next start.
                let _ = writer.flush().await;
            }
            return Err(why);
        }
        writer.is_not_elsewhere().await.map_err(stopped)?;
        return go_on(writer).await.map_err(stopped);
    }
    writer.write_waiting().await.map_err(stopped)
}

/// Continues with a journal that is the newest: an end that was written and not carried out is taken back, and what
/// waited is written.
pub(super) async fn go_on(writer: &mut Writer) -> Result<(), Stop> {
    writer.reopen().await?;
    let marked = replica::unmark(&*writer.env.local).await.unwrap_or(false);
    writer.note_marked(marked);
    if marked {
        writer.unmark().await;
    }
    writer.write_waiting().await
}

impl Writer {
    /// The drive has confirmed that nobody continued, whatever was seen before in this place.
    async fn is_not_elsewhere(&mut self) -> Result<(), Stop> {
        match TakeoverSeen::kept(&*self.env.local).await.map_err(|error| Stop::Paused(error.into()))? {
            Some(TakeoverSeen::Here) => {
                self.store_with_next(|writes| TakeoverSeen::set(writes, None));
                self.flush().await
            }
            Some(TakeoverSeen::InMirror(by)) => Err(Stop::Fenced(by)),
            None => Ok(()),
        }
    }

    /// What a process that ended had been handed and could not send. It was never sent, so it may be sealed again,
    /// once.
    pub(super) async fn write_waiting(&mut self) -> Result<(), Stop> {
        if let Some(batch) = self.waiting().cloned() {
            self.begin_batch(&batch).await?;
            self.drop_waiting();
        }
        self.settle().await.map(drop)
    }
}

/// Everything that must hold before the first acknowledgement of a process.
async fn check(writer: &mut Writer, remote: &RemoteFolder, anew: bool) -> Result<(), StartError> {
    let was_incomplete = writer.is_incomplete();
    match our_head_is_there(writer, remote).await {
        Err(StartError::FolderGone | StartError::DriveRolledBack { .. }) if anew => {
            writer.mend(remote, true).await.map_err(stopped)?;
        }
        Err(why @ (StartError::FolderGone | StartError::DriveRolledBack { .. })) => {
            // A store that refuses is told again by the next try.
            writer.lose();
            let _ = writer.flush().await;
            return Err(why);
        }
        there => there?,
    }
    if was_incomplete {
        // The newest entry is there. Others may be missing, since a process that found that out has ended.
        let remote = writer.remote().cloned().unwrap_or_else(|| remote.clone());
        // Not if another device has continued: it may have pruned them.
        writer.settle().await.map_err(stopped)?;
        confirmed(writer, &remote, writer.chain().head.position).await?;
        writer.mend(&remote, true).await.map_err(stopped)?;
        // That process may have ended before a new name said so, and what is there now says nothing of what
        // is still gone.
        if writer.something_is_gone(&remote).await.map_err(offline)? {
            writer.lose();
            writer.doubt_state().await.map_err(stopped)?;
        }
    }
    writer.settle().await.map_err(stopped)?;
    // The folder may have another name by now.
    let remote = writer.remote().cloned().unwrap_or_else(|| remote.clone());
    confirmed(writer, &remote, writer.chain().head.position).await?;
    // A repair that was cut off ends here. It is for others' sake: what fails is tried again in a quiet moment.
    let owes_fences = replica::owes_fences(&*writer.env.local).await.unwrap_or(true);
    writer.note_owes_fences(owes_fences);
    let _ = writer.settle_fences().await;
    // Before anything is sealed: a change of keys that was cut off ends here.
    writer.beside.doubt();
    match writer.settle_beside(Care::Proof).await {
        // What this device writes opens by what is there. What else may lie beside it, and could not be found
        // out, keeps it from being called saved, and is asked again.
        Err(Stop::Paused(_)) if !writer.beside.is_unplaced() => {}
        settled => settled.map_err(stopped)?,
    }
    if anew {
        // Whole again, and read back.
        writer.write_snapshot(true).await.map_err(stopped)?;
        writer.is_whole_again();
        // They were asked.
        writer.drop_news();
    }
    if !writer.beside.is_gone() {
        writer.is_whole_again();
    }
    Ok(())
}

/// Confirms that nothing is above: no entry of this wallet, and nothing that might be one.
async fn confirmed(writer: &Writer, remote: &RemoteFolder, position: u64) -> Result<(), StartError> {
    let confirmed = confirm(&writer.env, writer.keys(), remote, position).await.map_err(offline)?;
    confirmed.or_stop().map_err(stopped)
}

/// Checks, before anything is sent, that the drive still has the last entry we know to be acknowledged. A drive that
/// lost it would accept the next one all the same, and look complete.
async fn our_head_is_there(writer: &mut Writer, remote: &RemoteFolder) -> Result<(), StartError> {
    let head = writer.chain().head.clone();
    match remote.entry_or_fault(&writer.env, writer.keys(), head.position).await.map_err(offline)? {
        PositionContent::Entry(entry) if entry.digest == head.digest => Ok(()),
        PositionContent::Entry(entry) => Err(StartError::Fenced(entry.origin)),
        PositionContent::Fault(Fault::Damaged | Fault::Truncated) => {
            confirmed(writer, remote, head.position).await?;
            writer.mend(remote, true).await.map(drop).map_err(stopped)
        }
        PositionContent::Fault(fault) => Err(broken(head.position, fault)),
        // Ours was pruned by a device that took over, or the drive has lost it.
        PositionContent::Nothing => {
            confirmed(writer, remote, head.position).await?;
            if writer.mend(remote, false).await.map_err(stopped)? {
                return Ok(());
            }
            if writer.follow_folder().await.map_err(stopped)? == Whereabouts::Followed {
                return Ok(());
            }
            // Entry 0 is a milepost, and there as long as the journal is.
            match remote.get(&writer.env, 0).await.map_err(offline)? {
                Some(_) => Err(StartError::DriveRolledBack { position: head.position }),
                None => Err(StartError::FolderGone),
            }
        }
    }
}

fn offline(error: DriveError) -> StartError {
    StartError::Unconfirmed(error.into())
}

fn broken(position: u64, fault: Fault) -> StartError {
    StartError::Unconfirmed(Obstacle::Entry { position, fault })
}

fn stopped(stop: Stop) -> StartError {
    match stop {
        Stop::Fenced(other) => StartError::Fenced(other),
        Stop::Paused(why) => StartError::Unconfirmed(why),
    }
}
