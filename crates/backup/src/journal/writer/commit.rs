//! Writing one entry: pending first, then create, and a lost answer is resolved by reading.

use futures::future::join;
use lifeboat_cloud::{Create, DriveError};

use super::{PendingEntry, Writer};
use crate::{
    entry::{self, Body, Entry},
    fault::Fault,
    journal::{
        beside::Care,
        confirm::{confirm, confirm_created},
        newest_takeover::NewestTakeover,
        replica,
        stop::Stop,
    },
    keys::SealingKey,
    read::{READS, RemoteFolder},
    retry::{PAUSE, Pauses},
    status::{Author, Obstacle, Status},
};

/// How often a drive may say that it has an entry, and not find it, before the user is told.
const CONTRADICTIONS: u32 = 10;

/// What lies at the pending position.
enum Occupant {
    Ours,
    Other(Author),
    /// The beginning of our own bytes.
    Torn(Vec<u8>, Fault),
    Fault(Fault),
}

impl Writer {
    /// Writes an entry after the head. Comes back when it is durable.
    pub(in crate::journal) async fn commit(&mut self, body: Body) -> Result<u64, Stop> {
        self.begin(body).await?;
        self.settle().await
    }

    /// Seals an entry after the head: pending from here on, and nothing was taken if this fails.
    pub(in crate::journal) async fn begin(&mut self, body: Body) -> Result<(), Stop> {
        self.settle_keys().await?;
        self.prepare(body)
    }

    /// Before an entry is sealed with changed keys: what they open by has to be in the folder, or it cannot be
    /// restored.
    pub(in crate::journal) async fn settle_keys(&mut self) -> Result<(), Stop> {
        let Some(remote) = self.remote.clone() else { return Ok(()) };
        let mut waits = self.waits(&remote);
        while self.beside.is_unplaced() {
            match self.settle_beside(Care::Proof).await {
                Err(stop @ Stop::Fenced(_)) => return Err(stop),
                // What else lies beside it, and could not be found out, keeps it from being called saved, and
                // is asked again.
                _ if !self.beside.is_unplaced() => break,
                Err(Stop::Paused(Obstacle::Drive(error))) => waits.wait(self, &error).await?,
                settled => settled?,
            }
        }
        Ok(())
    }

    pub(in crate::journal) fn prepare(&mut self, body: Body) -> Result<(), Stop> {
        let keys = self.keys.clone();
        self.prepare_with(keys.sealing(), body)
    }

    /// A Takeover, of what another device wrote, for the place that was read. It is sealed with the key of
    /// the newest entry there: this device's own may be a newer one, that nothing in the folder opens yet,
    /// and it may be lost before it has placed what does.
    pub(in crate::journal) fn prepare_takeover(&mut self) -> Result<(), Stop> {
        let (keys, head) = (self.keys.clone(), &self.chain.head);
        let missing = Obstacle::Entry { position: head.position, fault: Fault::KeyMissing };
        let sealing = keys.sealing_of(head.key_epoch).ok_or(Stop::Paused(missing))?;
        self.prepare_with(sealing, Body::Takeover)
    }

    fn prepare_with(&mut self, sealing: SealingKey<'_>, body: Body) -> Result<(), Stop> {
        let place = self.chain.next(self.meta.writer, &body);
        let origin = Author { device: self.env.device.clone(), at_ms: self.env.clock.now_ms() };
        let entry = entry::make(sealing, place, origin, body, &self.env.rng)
            .map_err(|_| Stop::Paused(Obstacle::TooLarge))?;
        self.pending = Some(PendingEntry::new(entry));
        self.note_head();
        Ok(())
    }

    /// Brings what is pending to its end. Gives the head's position.
    pub(in crate::journal) async fn settle(&mut self) -> Result<u64, Stop> {
        if self.pending.is_some() {
            self.write_pending().await?;
        }
        if self.remote.is_none() {
            // No other place has it: it is durable once this device's store has taken it.
            self.flush().await?;
        }
        Ok(self.chain.head.position)
    }

    async fn write_pending(&mut self) -> Result<(), Stop> {
        let Some(pending) = self.pending.clone() else { return Ok(()) };
        if let Some(remote) = self.remote.clone() {
            if !pending.stored {
                replica::set_pending(&mut self.unstored, &pending.entry);
                self.flush().await?;
            }
            if let Some(now) = &mut self.pending {
                (now.stored, now.sent) = (true, true);
            }
            self.deliver(&remote, &pending).await?;
        }
        self.acknowledged(pending.entry)
    }

    /// Takes in an entry that is durable on the drive. This device's store takes it with its next write: until then the
    /// pending record holds it. (Without a drive, [`Writer::settle`] makes that write now.)
    fn acknowledged(&mut self, entry: Entry) -> Result<(), Stop> {
        let position = entry.place.position;
        self.take_in(&entry).map_err(|fault| Stop::Paused(Obstacle::Entry { position, fault }))?;
        if let Body::Delta(batch) = &entry.body {
            self.unpublished.push(batch.clone());
        }
        replica::clear_pending(&mut self.unstored);
        if self.remote.is_some() {
            replica::set_saved(&mut self.unstored, Some(self.env.clock.now_ms()));
        }
        self.shared.note_recent(position, &entry.file);
        self.pending = None;
        self.note_head();
        Ok(())
    }

    /// The next entry. This device's store keeps what a restore would need, and no more.
    pub(in crate::journal) fn take_in(&mut self, entry: &Entry) -> Result<(), Fault> {
        let needed = entry.body.is_snapshot().then(|| self.chain.needed());
        self.chain.push(entry)?;
        replica::keep(&mut self.unstored, entry.place.position, &entry.file);
        if let Some(takeover) = NewestTakeover::of(entry) {
            NewestTakeover::set(&mut self.unstored, Some(&takeover));
        }
        if let Some(before) = needed {
            replica::forget(&mut self.unstored, before.difference(&self.chain.needed()).copied());
        }
        Ok(())
    }

    /// Makes what is durable the state from now on.
    pub(in crate::journal) fn publish(&mut self) {
        self.shared.publish(self.unpublished.drain(..));
    }

    /// Tries until the drive has exactly our bytes at this position, or another device's.
    async fn deliver(&mut self, remote: &RemoteFolder, pending: &PendingEntry) -> Result<(), Stop> {
        let entry = &pending.entry;
        let path = remote.folder.entry(entry.place.position);
        // What all later reading begins with, and what stops another device, has to be there as it was sent.
        let read_back = !matches!(entry.body, Body::Delta(_));
        let mut waits = self.waits(remote);
        let (mut bad_reads, mut contradictions) = (0, 0);
        let mut send = !pending.sent;
        loop {
            let mut answered = None;
            if send {
                match remote.drive.now().create(&path, &entry.file).await {
                    Ok(Create::Created) if !read_back => break,
                    Ok(create) => answered = Some(create),
                    // The answer to the question below says what is there.
                    Err(DriveError::WrongKind) => {}
                    Err(error) => waits.wait(self, &error).await?,
                }
            }
            send = false;
            let position = entry.place.position;
            match self.look_back(remote, position, answered == Some(Create::Created)).await {
                Ok(bytes) => match self.judge(entry, bytes) {
                    Occupant::Ours => break,
                    Occupant::Other(other) => return Err(Stop::Fenced(other)),
                    // An upload may still be running, a download may have been cut.
                    Occupant::Torn(..) | Occupant::Fault(_) if bad_reads < READS => {
                        bad_reads += 1;
                        waits.wait(self, &PAUSE).await?;
                    }
                    Occupant::Torn(torn, fault) => {
                        self.remove_torn(remote, entry, &torn, fault).await?;
                        waits.wait(self, &PAUSE).await?;
                    }
                    Occupant::Fault(fault) => return Err(in_the_way(entry, fault)),
                },
                // A folder has the name, or a file that is not ours.
                Err(DriveError::WrongKind | DriveError::TooLarge) => {
                    return Err(in_the_way(entry, Fault::Damaged));
                }
                // The only answer that permits sending again, the same bytes.
                Err(DriveError::NotFound) => {
                    send = true;
                    self.note_again();
                    if answered.is_some() {
                        contradictions += 1;
                        if contradictions > CONTRADICTIONS {
                            return Err(Stop::Paused(DriveError::NotADrive.into()));
                        }
                        waits.wait(self, &PAUSE).await?;
                    }
                }
                Err(error) => waits.wait(self, &error).await?,
            }
        }
        // It took a second attempt: who knows how much time has passed, and what was removed meanwhile.
        while self.pending.as_ref().is_some_and(|pending| pending.again) {
            match confirm(&self.env, &self.keys, remote, entry.place.position).await {
                Ok(confirmed) => {
                    confirmed.or_stop()?;
                    break;
                }
                Err(error) => waits.wait(self, &error).await?,
            }
        }
        Ok(())
    }

    /// What lies at the position of an entry that was sent. When the drive has just said that it created it,
    /// and never before, whether that is the head can be asked at the same time: whatever is above it
    /// continues it.
    async fn look_back(
        &mut self,
        remote: &RemoteFolder,
        position: u64,
        created: bool,
    ) -> Result<Vec<u8>, DriveError> {
        let (drive, path) = (remote.drive.now(), remote.folder.entry(position));
        if !(created && self.confirms) {
            self.confirmed = None;
            return drive.get(&path).await;
        }
        let confirmed = confirm_created(&self.env, &self.keys, remote, position);
        let (found, confirmed) = join(drive.get(&path), confirmed).await;
        self.confirmed = confirmed.ok();
        found
    }

    /// What has to be confirmed stays so over a pause.
    fn note_again(&mut self) {
        if let Some(pending) = &mut self.pending {
            pending.again = true;
        }
    }

    /// The digest decides, never an id: a valid entry that is not ours byte for byte is another device's.
    fn judge(&self, ours: &Entry, bytes: Vec<u8>) -> Occupant {
        if bytes == ours.file {
            return Occupant::Ours;
        }
        let torn = ours.file.starts_with(&bytes).then(|| bytes.clone());
        match entry::read(&self.keys, ours.place.position, bytes) {
            // Ours in another wrapping: the keyring before a snapshot was changed on its way.
            Ok(other) if other.digest == ours.digest => Occupant::Fault(Fault::Damaged),
            Ok(other) => Occupant::Other(other.origin),
            Err(fault) => match torn {
                Some(torn) => Occupant::Torn(torn, fault),
                None => Occupant::Fault(fault),
            },
        }
    }

    pub(in crate::journal) fn waits(&self, remote: &RemoteFolder) -> WriterPauses {
        WriterPauses { pauses: Pauses::new(&self.env, &remote.drive, self.patience), since_ms: None }
    }

    /// Gives this device's store what it has not taken yet, atomically.
    pub(in crate::journal) async fn flush(&mut self) -> Result<(), Stop> {
        if self.unstored.is_empty() {
            return Ok(());
        }
        let stored = self.env.local.write(self.unstored.clone()).await;
        stored.map_err(|error| Stop::Paused(Obstacle::Store(error)))?;
        self.unstored.clear();
        Ok(())
    }

    pub(in crate::journal) fn note_head(&self) {
        let pending = self.pending.as_ref().map(|pending| pending.entry.digest);
        self.shared.note_head(&self.chain, pending, &self.keys);
    }

    pub(in crate::journal) fn tell(&self, status: Status) {
        self.shared.tell(status);
    }
}

/// What lies where this entry belongs, and has to be removed before anything continues.
fn in_the_way(entry: &Entry, fault: Fault) -> Stop {
    Stop::Paused(Obstacle::Entry { position: entry.place.position, fault })
}

/// Pauses that the status tells of.
pub(in crate::journal) struct WriterPauses {
    pauses: Pauses,
    since_ms: Option<u64>,
}

impl WriterPauses {
    /// # Errors
    /// It is of no use to wait, or there is no patience left.
    pub(in crate::journal) async fn wait(&mut self, writer: &Writer, error: &DriveError) -> Result<(), Stop> {
        let since_ms = *self.since_ms.get_or_insert_with(|| writer.env.clock.now_ms());
        if error.needs_user() || *error == DriveError::NotFound {
            return Err(Stop::Paused(error.clone().into()));
        }
        writer.tell(Status::Waiting { since_ms, why: error.clone().into() });
        self.pauses.after(error).await.map_err(|error| Stop::Paused(error.into()))
    }
}
