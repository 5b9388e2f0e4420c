//! Turns the backup off: the journal ends on the drive, and continues on this device alone.
//!
//! The entry that ends it comes first. It is created where the next entry belongs, so it proves that no other device
//! has taken the wallet over, stops one that was asleep, and tells every reader of the folder that it may be old.
//! Only then does this device's record say "off", in one write, and only then may anything be deleted. On a device
//! that dies in between, the backup is still on: its next start continues above that entry, which thereby loses its
//! meaning.

use lifeboat_cloud::DriveError;

use super::{
    backup_doubt::BackupDoubt,
    confirm::confirm,
    delete_copy,
    engine::Engine,
    error::TurnOffError,
    plan::{LeftCopy, TurnOffOutcome, TurnOffPlan},
    replica::{self, Meta, NotSwitched},
    stop::Stop,
    writer::Writer,
};
use crate::{
    Batch,
    entry::{Body, End},
    retry::PATIENCE,
    status::{EndReason, Obstacle, Status},
};

impl Engine {
    pub(super) async fn turn_off(&mut self, plan: TurnOffPlan) -> Result<TurnOffOutcome, TurnOffError> {
        let Some(remote) = self.writer.remote().cloned() else { return Err(TurnOffError::NotOn) };
        let ended = self.end(End { ending: EndReason::Disconnected, to: None }).await;
        let off = match ended {
            Ok(_) => self.writer.switch_off().await,
            Err(stop) => Err(stop),
        };
        self.writer.set_ending(false);
        if let Err(stop) = off {
            return Err(self.not_ended(stop));
        }
        self.prune_nothing();
        self.concluded(&Ok(self.writer.chain().head.position));
        let copy = match plan.delete_copy {
            false => LeftCopy::Kept,
            true => {
                let (env, keys) = (&self.writer.env, self.writer.keys());
                let drive = remote.drive.now();
                let ours = self.writer.chain().known();
                match delete_copy(env, drive, &remote.folder, keys, &ours, None).await {
                    Ok(()) => LeftCopy::Deleted,
                    Err(error) => LeftCopy::NotDeleted(error),
                }
            }
        };
        Ok(TurnOffOutcome { folder: remote.folder, copy })
    }

    /// Writes everything handed in, then the entry that ends the journal on its drive. Does not wait without end: an
    /// error leaves the journal as it was, or with an entry that the next one makes meaningless.
    pub(super) async fn end(&mut self, end: End) -> Result<u64, Stop> {
        if let Some(other) = self.fenced_by() {
            return Err(Stop::Fenced(other.clone()));
        }
        self.writer.set_patience(Some(PATIENCE));
        self.writer.set_ending(true);
        let ended = self.settle_and_end(end).await;
        self.writer.set_patience(None);
        ended
    }

    async fn settle_and_end(&mut self, end: End) -> Result<u64, Stop> {
        self.drain_queue().await?;
        // This place is no longer asked.
        self.writer.doubt_what_lost().await?;
        self.writer.end(end).await
    }

    /// Takes note of why it continues where it was.
    pub(super) fn resume_after(&mut self, stop: &Stop) {
        match stop {
            // What time fixes is tried again automatically.
            Stop::Paused(Obstacle::Drive(error)) if !error.needs_user() => {}
            Stop::Paused(_) | Stop::Fenced(_) => self.concluded(&Err(stop.clone())),
        }
    }

    /// Resumes after a failed end, and gives the error that turning off is answered with.
    pub(super) fn not_ended(&mut self, stop: Stop) -> TurnOffError {
        self.resume_after(&stop);
        match stop {
            Stop::Fenced(other) => TurnOffError::Fenced(other),
            Stop::Paused(why) => TurnOffError::Paused(why),
        }
    }
}

impl Writer {
    /// No other device took over, and from now on none can without seeing this.
    async fn end(&mut self, end: End) -> Result<u64, Stop> {
        let position = self.commit(Body::End(end)).await?;
        let Some(remote) = self.remote().cloned() else { return Ok(position) };
        let confirmed = confirm(&self.env, self.keys(), &remote, position).await;
        confirmed.map_err(|error| Stop::Paused(Obstacle::Drive(error)))?.or_stop()?;
        Ok(position)
    }

    /// One write of this device's store: from here on it is alone.
    async fn switch_off(&mut self) -> Result<(), Stop> {
        let meta = Meta { folder: None, drive: String::new(), writer: self.meta().writer };
        let mut writes = self.unstored();
        replica::set_meta(&mut writes, &meta);
        replica::clear_pending(&mut writes);
        replica::set_news(&mut writes, None);
        // The backup no longer exists.
        BackupDoubt::Gone.set(&mut writes, false);
        if let Err(not) = replica::switch(&*self.env.local, writes, &meta).await {
            return Err(self.still_here(&not));
        }
        self.all_is_stored();
        self.leave_for(meta, None);
        self.tell(Status::Off);
        Ok(())
    }

    /// Continues where the journal was. The record says so again with the next write, before anything more counts: it
    /// may say something else by now.
    pub(super) fn still_here(&mut self, not: &NotSwitched) -> Stop {
        let meta = self.meta().clone();
        self.store_with_next(|writes| {
            replica::set_meta(writes, &meta);
            replica::clear_pending(writes);
        });
        Stop::Paused(Obstacle::Store(not.error()))
    }

    /// Something that gave up has left its entry, or an end that is no longer wanted.
    pub(super) fn is_open_ended(&self) -> bool {
        let ended = self.remote().is_some() && self.chain().head.end.is_some() && !self.is_ending();
        self.pending().is_some() || ended
    }

    /// An entry that ended the journal is the head, and yet it continues here: any entry above it says so.
    pub(super) async fn reopen(&mut self) -> Result<u64, Stop> {
        if self.remote().is_some() && self.chain().head.end.is_some() && !self.is_ending() {
            return self.commit(Body::Delta(Batch::new())).await;
        }
        Ok(self.chain().head.position)
    }
}

impl From<DriveError> for TurnOffError {
    fn from(error: DriveError) -> TurnOffError {
        TurnOffError::Paused(Obstacle::Drive(error))
    }
}
