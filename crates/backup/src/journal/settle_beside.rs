//! The rule of [`super::beside`], carried out: whatever is missing is written, and what is superseded goes.

use std::rc::Rc;

use lifeboat_cloud::{Create, DeleteExactly, DriveError, Glance};

use super::{beside::Care, confirm::confirm, home::Whereabouts, replica, stop::Stop, writer::Writer};
use crate::{
    Keys,
    create_once::create_once,
    fault::Fault,
    layout, phrase_file,
    read::{READS, RemoteFolder},
    retry::{PAUSE, Pauses},
    status::{Obstacle, Status},
    store::{StoreError, Writes},
};

/// How many numbers are passed over that something unreadable has taken.
const NUMBERS: u32 = 5;

/// What became of one number.
enum Placement {
    /// The phrase file is there, and opens.
    Yes,
    /// Something else is, and stays.
    Taken(Fault),
}

/// Why other keys are not in use.
pub(super) enum NotAdopted {
    /// Nothing was changed.
    No(Stop),
    /// This device's store may have taken them, and does not say.
    Unknown(Stop),
}

impl NotAdopted {
    fn stop(self) -> Stop {
        match self {
            NotAdopted::No(stop) | NotAdopted::Unknown(stop) => stop,
        }
    }
}

impl Writer {
    /// What may be told once everything that was handed in is durable.
    pub(super) fn standing(&self) -> Status {
        if self.remote().is_none() {
            return Status::Off;
        }
        let saved = || Status::Saved { at_ms: self.env.clock.now_ms(), position: self.chain().head.position };
        self.beside.status().unwrap_or_else(saved)
    }

    /// Makes sure that everything is there, and rewrites what is missing. Remembers how it ended.
    pub(super) async fn settle_beside(&mut self, care: Care) -> Result<(), Stop> {
        let Some(remote) = self.remote().cloned() else { return Ok(()) };
        let placed = self.place_beside(&remote, care).await;
        let now_ms = self.env.clock.now_ms();
        self.beside.looked(now_ms);
        match &placed {
            Ok(()) => self.beside.is_whole(),
            Err(Stop::Paused(why)) => self.beside.breaks(now_ms, why.clone()),
            Err(Stop::Fenced(_)) => {}
        }
        self.shared.bell().ring();
        placed
    }

    async fn place_beside(&mut self, remote: &RemoteFolder, care: Care) -> Result<(), Stop> {
        // This comes before anything is written there: nothing is created again under a name that the user
        // has taken away.
        let mut remote = remote.clone();
        if !self.has_note(&remote).await? {
            self.beside.may_not_open();
            match self.settle_home().await? {
                Whereabouts::Here => {}
                Whereabouts::Gone => self.lose(),
                Whereabouts::Followed => remote = self.remote().cloned().unwrap_or(remote),
            }
            self.place_note(&remote).await?;
        }
        let remote = &remote;
        self.unmark_in_use(remote).await?;
        let mut taken = Fault::Damaged;
        for _ in 0..NUMBERS {
            let next = self.next_phrase(remote, care).await.map_err(paused)?;
            match self.settle_phrase(remote, care).await? {
                Placement::Yes => {
                    self.beside.is_placed();
                    let Some(newer) = self.newer_phrase(remote, next).await.map_err(paused)? else {
                        self.beside.listed();
                        if self.beside.is_untidy(self.env.clock.now_ms(), care) {
                            self.tidy(remote).await?;
                        }
                        return Ok(());
                    };
                    self.is_still_ours(remote).await?;
                    self.renumber(newer, taken).await?;
                }
                Placement::Taken(fault) => {
                    taken = fault;
                    self.renumber(self.keys().keyring().seq(), taken).await?;
                }
            }
        }
        Err(Stop::Paused(Obstacle::PhraseFile { fault: taken }))
    }

    /// What older secrets open goes, as far as the keyring in use, which is there, opens it as well.
    async fn tidy(&mut self, remote: &RemoteFolder) -> Result<(), Stop> {
        let removed = match phrase_file::older(&remote.drive, &remote.folder, self.keys()).await {
            Ok(older) => {
                if older.is_any() {
                    self.is_still_ours(remote).await?;
                }
                older.remove(&remote.drive).await
            }
            Err(error) => Err(error),
        };
        self.beside.tidied(self.env.clock.now_ms(), removed);
        Ok(())
    }

    /// All numbers are listed once; from then on it is asked for the next one by name, which is what a change takes.
    async fn newer_phrase(
        &self,
        remote: &RemoteFolder,
        next: Option<Glance>,
    ) -> Result<Option<u32>, DriveError> {
        match next {
            Some(Glance::NothingSeen) => Ok(None),
            Some(Glance::Something) => phrase_file::next(&self.env, remote, self.keys()).await,
            None => phrase_file::newer(&self.env, remote, self.keys()).await,
        }
    }

    /// Whether anything is seen at the next number; where something is promised it is asked for by name
    /// later, whatever a glance would show. At rest that is after the note was seen and before the phrase
    /// file is read. `None`: the numbers are still to be listed.
    async fn next_phrase(&self, remote: &RemoteFolder, care: Care) -> Result<Option<Glance>, DriveError> {
        let next = self.keys().keyring().seq().checked_add(1).filter(|_| self.beside.is_listed());
        match (next, care) {
            (Some(next), Care::AtRest) => {
                remote.glance(&self.env, &remote.folder.phrase(next)).await.map(Some)
            }
            (Some(_), Care::Proof) => Ok(Some(Glance::Something)),
            (None, Care::AtRest | Care::Proof) => Ok(None),
        }
    }

    /// Whether something has the name of the note, whatever it is.
    async fn has_note(&self, remote: &RemoteFolder) -> Result<bool, Stop> {
        remote.is_there(&self.env, &remote.folder.read_me()).await.map_err(paused)
    }

    /// The folder in use is no second copy, whatever a note there says: one that was sent when this name was
    /// left may come late, or come along when the user puts two folders together.
    async fn unmark_in_use(&mut self, remote: &RemoteFolder) -> Result<(), Stop> {
        // A mark that was not seen is looked for again next time, and nothing depends on it here.
        let seen = async || remote.glance(&self.env, &remote.folder.second_copy()).await.map_err(paused);
        if self.is_marked() || seen().await? == Glance::NothingSeen {
            return Ok(());
        }
        self.is_still_ours(remote).await?;
        self.set_marked(true);
        self.unmark().await;
        Ok(())
    }

    /// A note with other words is its owner's.
    async fn place_note(&self, remote: &RemoteFolder) -> Result<(), Stop> {
        if self.has_note(remote).await? {
            return Ok(());
        }
        let path = remote.folder.read_me();
        self.is_still_ours(remote).await?;
        let text = layout::read_me_text(self.keys().vault_id());
        create_once(&self.env, &remote.drive, &path, text.as_bytes()).await.map_err(paused)?;
        Ok(())
    }

    /// The phrase file is there, and opens. At rest, one that has opened a short time ago need only be there;
    /// where asking for that brings all of it, it is not asked for, but the newest entry is in its turn.
    async fn settle_phrase(&mut self, remote: &RemoteFolder, care: Care) -> Result<Placement, Stop> {
        let now_ms = self.env.clock.now_ms();
        if care == Care::AtRest && self.beside.may_stay_unread(now_ms) {
            let path = remote.folder.phrase(self.keys().keyring().seq());
            let waits = remote.drive.now().has_brings_all();
            if waits || remote.is_there(&self.env, &path).await.map_err(paused)? {
                return Ok(Placement::Yes);
            }
        }
        let placed = self.place_phrase(remote).await?;
        if let Placement::Yes = placed {
            self.beside.opened(now_ms);
        }
        Ok(placed)
    }

    async fn place_phrase(&mut self, remote: &RemoteFolder) -> Result<Placement, Stop> {
        let path = remote.folder.phrase(self.keys().keyring().seq());
        let mut pauses = Pauses::patient(&self.env, &remote.drive);
        let (mut reads, mut created, mut deleted) = (0, false, false);
        loop {
            let error = match remote.drive.now().get(&path).await {
                Ok(found) => match phrase_file::check(self.keys(), &found) {
                    Ok(()) => {
                        self.keep_phrase(&found).await?;
                        return Ok(Placement::Yes);
                    }
                    // A download may have been cut, an upload may still be running.
                    Err(fault) if reads < READS && fault != Fault::TooNew => {
                        reads += 1;
                        PAUSE
                    }
                    Err(fault) if self.kept_phrase().await?.is_some_and(|kept| kept.starts_with(&found)) => {
                        match remote.drive.now().delete_exactly(&path, &found).await {
                            Ok(DeleteExactly::CannotPromise) => return Ok(Placement::Taken(fault)),
                            // A drive that only says so is not asked without end.
                            Ok(_) | Err(DriveError::NotFound) if !deleted => {
                                deleted = true;
                                continue;
                            }
                            Ok(_) | Err(DriveError::NotFound) => PAUSE,
                            Err(error) => error,
                        }
                    }
                    Err(fault) => return Ok(Placement::Taken(fault)),
                },
                Err(DriveError::NotFound) => {
                    self.is_still_ours(remote).await?;
                    let file = self.phrase_to_place().await?;
                    match remote.drive.now().create(&path, &file).await {
                        // What was taken is read back, and opened.
                        Ok(Create::Created) if !created => {
                            created = true;
                            continue;
                        }
                        Ok(_) => PAUSE,
                        Err(error) => error,
                    }
                }
                // A folder, or a file that is not ours: the name is taken.
                Err(DriveError::WrongKind | DriveError::TooLarge) => {
                    return Ok(Placement::Taken(Fault::Damaged));
                }
                Err(error) => error,
            };
            pauses.after(&error).await.map_err(paused)?;
        }
    }

    /// Checks that no other device has taken the journal over: beside such a journal nothing is written, because its
    /// PIN may be another.
    async fn is_still_ours(&self, remote: &RemoteFolder) -> Result<(), Stop> {
        let head = self.chain().head.position;
        confirm(&self.env, self.keys(), remote, head).await.map_err(paused)?.or_stop()
    }

    /// What this device keeps, if it is the file of the keyring in use.
    pub(super) async fn kept_phrase(&self) -> Result<Option<Vec<u8>>, Stop> {
        let kept = replica::phrase(&*self.env.local).await.map_err(store)?;
        Ok(kept.filter(|kept| phrase_file::check(self.keys(), kept).is_ok()))
    }

    /// The phrase file to write, with the same bytes at every attempt: they are kept before they are sent.
    async fn phrase_to_place(&self) -> Result<Vec<u8>, Stop> {
        if let Some(kept) = self.kept_phrase().await? {
            return Ok(kept);
        }
        let file =
            phrase_file::seal(self.keys(), &self.env.rng).map_err(|_| Stop::Paused(Obstacle::TooLarge))?;
        self.keep_phrase(&file).await?;
        Ok(file)
    }

    async fn keep_phrase(&self, file: &[u8]) -> Result<(), Stop> {
        let kept = replica::phrase(&*self.env.local).await.map_err(store)?;
        if kept.as_deref() == Some(file) {
            return Ok(());
        }
        let mut writes = Writes::new();
        replica::set_phrase(&mut writes, Some(file));
        self.env.local.write(writes).await.map_err(store)
    }

    /// Puts the same secrets into a keyring whose number is higher.
    async fn renumber(&mut self, above: u32, taken: Fault) -> Result<(), Stop> {
        let next = |keys: &Keys| {
            keys.renumbered(&self.env.rng).ok_or(Stop::Paused(Obstacle::PhraseFile { fault: taken }))
        };
        let mut keys = next(self.keys())?;
        while keys.keyring().seq() <= above {
            keys = next(&keys)?;
        }
        self.adopt(Rc::new(keys)).await.map_err(NotAdopted::stop)
    }

    /// One write of this device's store: from here on these keys, and the phrase file that is to be placed. Nothing is
    /// sealed with them for the drive before it is there ([`Writer::settle_keys`]).
    pub(super) async fn adopt(&mut self, keys: Rc<Keys>) -> Result<(), NotAdopted> {
        let file = phrase_file::seal(&keys, &self.env.rng)
            .map_err(|_| NotAdopted::No(Stop::Paused(Obstacle::TooLarge)))?;
        let mut writes = self.unstored();
        replica::set_keyring(&mut writes, keys.opened().keyring().as_bytes());
        replica::set_phrase(&mut writes, Some(&file));
        let before = replica::phrase(&*self.env.local).await.map_err(|error| NotAdopted::No(store(error)))?;
        if let Err(error) = self.env.local.write(writes).await {
            // It may have been written all the same.
            match replica::keyring(&*self.env.local).await {
                Ok(kept) if kept.as_deref() == Some(keys.opened().keyring().as_bytes()) => {}
                Ok(_) => return Err(NotAdopted::No(store(error))),
                Err(error) => {
                    // The keys stay as they were, and the next write of the store says so again.
                    let keys = self.keys().clone();
                    self.store_with_next(|writes| {
                        replica::set_keyring(writes, keys.opened().keyring().as_bytes());
                        replica::set_phrase(writes, before.as_deref());
                    });
                    return Err(NotAdopted::Unknown(store(error)));
                }
            }
        }
        self.all_is_stored();
        self.use_keys(keys);
        Ok(())
    }
}

fn paused(error: DriveError) -> Stop {
    Stop::Paused(error.into())
}

fn store(error: StoreError) -> Stop {
    Stop::Paused(error.into())
}
