//! Moving: a mirror that is in step becomes the primary, and the old one is left.
//!
//! Everything is copied and read back; the entry that ends the journal goes to the old place, which stops all other
//! devices there, and is copied as well; then one write of this device's store makes the new place the primary, with an
//! entry pending that takes the end back there. Before that write the old place is the primary, whatever happens; after
//! it the new one.

use std::rc::Rc;

use futures::future::try_join_all;
use lifeboat_cloud::DriveError;

use super::{
    backup_doubt::BackupDoubt,
    beside::SideFiles,
    command::Command,
    confirm::confirm,
    engine::Engine,
    error::MoveError,
    replica::{self, Meta},
    stop::Stop,
    take_back,
    turn::turn,
    writer::Writer,
};
use crate::{
    Batch, WalletFolder,
    create_once::create_once,
    entry::{Body, End},
    layout,
    mirror::Mirror,
    phrase_file,
    status::{EndReason, MirrorObstacle, Obstacle},
};

/// How many files are read back at once: the wallet's appends wait meanwhile.
const SIDE_BY_SIDE: usize = 4;

impl Engine {
    /// Gives the folder that was left.
    pub(super) async fn move_to(&mut self, mirror: &Mirror, to: String) -> Result<WalletFolder, MoveError> {
        let Some(old) = self.writer.remote().cloned() else { return Err(MoveError::NotOn) };
        let head = self.settle_in_time().await;
        self.note_settled(&head);
        self.has_it(mirror, head?).await?;
        self.read_back(mirror).await?;
        let ended = self.end(End { ending: EndReason::Moved, to: Some(to) }).await;
        let switched = match ended {
            Ok(head) => match self.has_it(mirror, head).await {
                Ok(()) => self.writer.switch_to(mirror).await.map_err(MoveError::from),
                Err(error) => Err(error),
            },
            Err(stop) => Err(stop.into()),
        };
        self.writer.set_ending(false);
        match switched {
            Ok(()) => {}
            // The end is taken back as soon as the old place can be reached.
            Err(MoveError::Fenced(other)) => {
                self.concluded(&Err(Stop::Fenced(other.clone())));
                return Err(MoveError::Fenced(other));
            }
            Err(error) => return Err(error),
        }
        mirror.remove();
        self.writer.shared.set_both(None);
        self.prune_nothing();
        let settled = self.settle_in_time().await;
        let confirmed = match (settled, self.writer.remote().cloned()) {
            (Ok(head), Some(remote)) => {
                match confirm(&self.writer.env, self.writer.keys(), &remote, head).await {
                    Ok(confirmed) => confirmed.or_stop().map(|()| head),
                    Err(_) => Ok(head),
                }
            }
            (settled, _) => settled,
        };
        self.note_settled(&confirmed);
        confirmed?;
        self.writer.unmark().await;
        Ok(old.folder)
    }

    fn note_settled(&mut self, settled: &Result<u64, Stop>) {
        match settled {
            Ok(_) => self.concluded(settled),
            Err(stop) => self.resume_after(stop),
        }
    }

    /// Waits while the mirror follows; not while it waits itself.
    async fn has_it(&self, mirror: &Mirror, position: u64) -> Result<(), MoveError> {
        let mut heard = mirror.bell().count();
        loop {
            if mirror.has(position) {
                return Ok(());
            }
            match mirror.waits_for() {
                Some(MirrorObstacle::Promoted(by)) => return Err(MoveError::Fenced(by)),
                Some(why) => return Err(MoveError::Mirror(why)),
                None => {}
            }
            heard = mirror.bell().heard(heard).await;
        }
    }

    /// Everything that a restore would need, byte for byte.
    async fn read_back(&self, mirror: &Mirror) -> Result<(), MoveError> {
        let writer = &self.writer;
        let copy = mirror.place();
        let failed = |error: DriveError| MoveError::Mirror(MirrorObstacle::Drive(error));
        let store = |error| MoveError::Paused(Obstacle::Store(error));
        let needed: Vec<u64> = writer.chain().needed().into_iter().collect();
        for some in needed.chunks(SIDE_BY_SIDE) {
            // All of it has to be there before the end is written; among these files, no order matters.
            let reading = some.iter().map(|position| copy.get(&writer.env, *position));
            for (position, mut there) in some.iter().zip(try_join_all(reading).await.map_err(failed)?) {
                let ours = replica::entry(&*writer.env.local, *position).await.map_err(store)?;
                // The newest may not be in the store yet.
                let ours = ours.or_else(|| writer.shared.recent_at(*position));
                let Some(ours) = ours else { return Err(MoveError::NotReadBack) };
                if there.is_none() {
                    // It was removed since the follower looked.
                    let path = copy.folder.entry(*position);
                    create_once(&writer.env, &copy.drive, &path, &ours).await.map_err(failed)?;
                    there = copy.get(&writer.env, *position).await.map_err(failed)?;
                }
                if there.as_ref() != Some(&ours) {
                    return Err(MoveError::NotReadBack);
                }
            }
        }
        let note = crate::layout::read_me_text(writer.keys().vault_id());
        let phrase = writer.kept_phrase().await?.ok_or(MoveError::NotReadBack)?;
        let path = copy.folder.phrase(writer.keys().keyring().seq());
        for (path, bytes) in [(&copy.folder.read_me(), note.as_bytes()), (&path, &phrase)] {
            // It may have been removed since the follower looked.
            create_once(&writer.env, &copy.drive, path, bytes).await.map_err(failed)?;
        }
        // It may have been sealed again: what counts is that it restores the wallet.
        let found = copy.file(&writer.env, &path).await.map_err(failed)?;
        let opens = found.is_some_and(|found| phrase_file::check(writer.keys(), &found).is_ok());
        if opens { Ok(()) } else { Err(MoveError::NotReadBack) }
    }
}

impl Writer {
    /// One write of this device's store: from here on the other place is the primary.
    async fn switch_to(&mut self, mirror: &Mirror) -> Result<(), Stop> {
        let remote = mirror.place();
        let meta = Meta {
            folder: Some(remote.folder.clone()),
            drive: mirror.name().to_owned(),
            writer: self.meta().writer,
        };
        // Any entry above it takes the end back.
        self.prepare(Body::Delta(Batch::new()))?;
        let mut writes = self.unstored();
        replica::set_meta(&mut writes, &meta);
        replica::set_unmark(&mut writes, true);
        replica::set_news(&mut writes, None);
        // Everything was read back there.
        BackupDoubt::Gone.set(&mut writes, false);
        if let Some(entry) = self.pending() {
            replica::set_pending(&mut writes, entry);
        }
        if let Err(not) = replica::switch(&*self.env.local, writes, &meta).await {
            self.drop_pending();
            self.note_head();
            return Err(self.still_here(&not));
        }
        self.all_is_stored();
        self.note_stored();
        self.beside = SideFiles::copied(self.env.clock.now_ms());
        self.note_marked(true);
        self.leave_for(meta, Some(remote));
        self.shared.bell().ring();
        Ok(())
    }

    /// The notes that say that this is not the backup go from what is the backup now. What fails is tried
    /// again in quiet moments, and by the next start: a note that stays only makes a restore ask once more.
    pub(super) async fn unmark(&mut self) {
        let Some(remote) = self.remote().cloned() else { return };
        let drive = remote.drive.now();
        let second = (remote.folder.second_copy(), is_second as fn(&[u8]) -> bool);
        let unfinished = (remote.folder.not_finished(), layout::is_not_finished_text as fn(&[u8]) -> bool);
        for (note, is_it) in [second, unfinished] {
            if take_back::remove_note(&*drive, &note, is_it).await.is_err() {
                return;
            }
        }
        self.set_marked(false);
    }
}

fn is_second(note: &[u8]) -> bool {
    crate::layout::SECOND_COPY_TEXT.as_bytes() == note
}

impl super::Journal {
    /// Makes a mirror the primary while the old one is still there. `to` is where, in words for people, such
    /// as "Dropbox"; the old copy tells this to anyone who looks at it. The old copy stays as it is and
    /// read-only; [`crate::delete_copy`] deletes it when the user wants that.
    ///
    /// The wallet's appends wait meanwhile: begin when the mirror is in step. The move does not wait without end behind
    /// what was handed in before. Dropping the future takes the request back as long as it has not begun, and does not
    /// stop it after that.
    ///
    /// # Errors
    /// The old place is still the primary, unless [`crate::Journal::folder`] says otherwise.
    pub fn move_to(
        &self,
        mirror: &Mirror,
        to: &str,
    ) -> impl Future<Output = Result<WalletFolder, MoveError>> + 'static {
        let (reply, answer) = futures::channel::oneshot::channel();
        let (turn, begins) = turn();
        self.send(Command::MoveTo(Rc::new(mirror.clone()), to.to_owned(), turn, reply));
        let shared = self.shared.clone();
        async move {
            begins.unless_stuck(&shared).await.map_err(MoveError::Paused)?;
            answer.await.unwrap_or(Err(MoveError::Closed))
        }
    }
}
