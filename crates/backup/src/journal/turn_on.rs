//! Turning the backup on: a new journal in a new folder.

use std::rc::Rc;

use futures::{
    FutureExt,
    channel::oneshot,
    future::{Either, select},
};
use lifeboat_cloud::{Create, Drive, DriveError, Path};
use lifeboat_crypto::WriterId;

use super::{
    JournalStep,
    backup_doubt::BackupDoubt,
    create::{self, FirstEntries},
    engine::Engine,
    error::{LoadError, TurnOnError},
    plan::TurnOnPlan,
    replica::{self, Meta, NotSwitched},
    take_back::{UndoLog, clear_leftover, unless_lost},
};
use crate::{
    Env, Keys, WalletFolder,
    create_once::create_told,
    entry::Entry,
    env::DriveCell,
    layout,
    read::RemoteFolder,
    retry::Pauses,
    status::{Obstacle, Status},
    store::{StoreError, Writes},
};

/// Pause between two questions to a store that does not answer.
const ASK_AGAIN_MS: u64 = 1_000;
/// How many wallets of one name are looked at.
const MOST_NAMESAKES: u32 = 100;

impl Engine {
    /// The wallet's appends wait until this has ended, so that nothing is lost between the two journals.
    pub(super) async fn turn_on(
        &mut self,
        plan: TurnOnPlan,
        reply: &mut oneshot::Sender<Result<WalletFolder, TurnOnError>>,
    ) -> Result<WalletFolder, TurnOnError> {
        if self.writer.remote().is_some() {
            return Err(TurnOnError::AlreadyOn);
        }
        // The store is lost: the cloud is then the only place that can still take it.
        if let Some(Obstacle::Store(error)) = self.paused_by()
            && *error != StoreError::Lost
        {
            return Err((*error).into());
        }
        let env = self.writer.env.clone();
        let state = self.writer.chain().state.clone();
        let writer_id = env.rng.with(|rng| WriterId::make(rng));
        let first = create::first(&env, &plan.keys, writer_id, state).map_err(|error| match error {
            LoadError::Store(error) => error.into(),
            // Nothing is read here: it is sealed, or it is too large.
            LoadError::Empty
            | LoadError::Occupied
            | LoadError::Foreign
            | LoadError::TooNew
            | LoadError::Damaged
            | LoadError::TooLarge => TurnOnError::TooLarge,
        })?;
        let mut making = UndoLog::new(&env);
        let made = {
            let work = making.make(&plan, writer_id, &first.entries).boxed_local();
            match select(work, reply.cancellation()).await {
                Either::Left((made, _)) => made,
                Either::Right(_) => Err(TurnOnError::Cancelled),
            }
        };
        let switched = match made {
            Ok(remote) => self.switch(&plan.keys, &plan.phrase_file, remote, writer_id, first).await,
            Err(error) => Err(error),
        };
        match &switched {
            Ok(folder) => {
                self.writer.unmark().await;
                if making.may_arrive(&folder.not_finished()) {
                    // It may come back, and has to be looked for again.
                    self.writer.set_marked(true);
                }
            }
            Err(_) => making.take_back().await,
        }
        switched
    }

    /// One write of this device's store replaces the old journal with the new one.
    async fn switch(
        &mut self,
        keys: &Rc<Keys>,
        phrase_file: &[u8],
        remote: RemoteFolder,
        writer_id: WriterId,
        first: FirstEntries,
    ) -> Result<WalletFolder, TurnOnError> {
        let local = self.writer.env.local.clone();
        let meta = Meta { folder: Some(remote.folder.clone()), drive: String::new(), writer: writer_id };
        let mut writes = Writes::new();
        unless_lost(replica::clear(&*local, &mut writes).await)?;
        // It is the same wallet's state, as old as it was.
        let stale = unless_lost(BackupDoubt::Stale.is_kept(&*local, self.writer.meta().writer).await)?;
        BackupDoubt::Stale.set(&mut writes, stale == Some(true));
        create::describe(&mut writes, &meta, keys);
        replica::set_phrase(&mut writes, Some(phrase_file));
        first.keep(&mut writes);
        replica::set_saved(&mut writes, Some(self.writer.env.clock.now_ms()));
        replica::set_leftover(&mut writes, None);
        replica::set_unmark(&mut writes, true);
        let lost = self.name_it(&writes, &meta).await?;
        self.begin_anew();
        let writer = &mut self.writer;
        let unstored = if lost { writes } else { Writes::new() };
        let (folder, position) = (remote.folder.clone(), first.chain.head.position);
        writer.begin_at(meta, remote, (keys.clone(), first.chain), unstored);
        writer.tell(Status::Saved { at_ms: writer.env.clock.now_ms(), position });
        Ok(folder)
    }

    /// True when this device's store is lost and takes nothing: the cloud alone has the wallet then, whole, and this
    /// device's copy of it goes with the next write that the store takes.
    ///
    /// As long as it is unknown which journal the record names, neither is touched: not deleted, not written.
    async fn name_it(&self, writes: &Writes, meta: &Meta) -> Result<bool, TurnOnError> {
        let env = &self.writer.env;
        let since_ms = env.clock.now_ms();
        loop {
            match replica::switch(&*env.local, writes.clone(), meta).await {
                Ok(()) => return Ok(false),
                Err(NotSwitched::Lost) => {
                    // This holds whatever is written first when the store takes something again: the previous
                    // journal is old by then.
                    replica::remember_instead(&*env.local, writes);
                    return Ok(true);
                }
                Err(NotSwitched::No(error)) => return Err(error.into()),
                Err(NotSwitched::Unknown(error)) => {
                    self.writer.tell(Status::Waiting { since_ms, why: Obstacle::Store(error) });
                    env.clock.sleep(ASK_AGAIN_MS).await;
                }
            }
        }
    }
}

impl UndoLog {
    async fn make(
        &mut self,
        plan: &TurnOnPlan,
        writer: WriterId,
        entries: &[Entry],
    ) -> Result<RemoteFolder, TurnOnError> {
        (plan.progress)(JournalStep::CreatingFolder);
        let drive = DriveCell::new(plan.drive.clone());
        let remote = self.claim(plan, &drive).await?;
        (plan.progress)(JournalStep::Uploading);
        let phrase = remote.folder.phrase(plan.keys.keyring().seq());
        // Until this device's record names the new journal, nobody restores from it unawares.
        let note = layout::not_finished_text(plan.keys.vault_id(), writer);
        self.write(&drive, &remote.folder.not_finished(), note.as_bytes()).await?;
        self.write(&drive, &phrase, &plan.phrase_file).await?;
        for entry in entries {
            self.write(&drive, &remote.folder.entry(entry.place.position), &entry.file).await?;
        }
        (plan.progress)(JournalStep::ReadingBack);
        let file = read(&self.env, &drive, &phrase).await?.ok_or(TurnOnError::NotReadBack)?;
        let mut whole = file == plan.phrase_file;
        for entry in entries {
            let path = remote.folder.entry(entry.place.position);
            whole &= read(&self.env, &drive, &path).await?.as_ref() == Some(&entry.file);
        }
        if !whole || !(plan.opens)(&file) {
            return Err(TurnOnError::NotReadBack);
        }
        Ok(remote)
    }

    /// A folder that was not there, ours by having made the first file in it.
    async fn claim(&mut self, plan: &TurnOnPlan, drive: &DriveCell) -> Result<RemoteFolder, TurnOnError> {
        clear_leftover(&self.env, drive).await?;
        let env = self.env.clone();
        for number in 1..=MOST_NAMESAKES {
            let folder = if number == 1 { plan.folder.clone() } else { plan.folder.numbered(number) };
            // A delete of that folder may still be under way.
            let deleted = unless_lost(replica::deleted(&*env.local, &folder).await)?.flatten();
            let spoiled = deleted.is_some();
            if spoiled || !is_free(&env, drive, &folder).await? {
                continue;
            }
            let mut writes = Writes::new();
            replica::set_leftover(&mut writes, Some((&folder, &plan.keys.vault_id().0)));
            unless_lost(env.local.write(writes).await)?;
            let remote = RemoteFolder { drive: drive.clone(), folder: folder.clone() };
            self.begin(remote, plan.keys.vault_id());
            let text = layout::read_me_text(plan.keys.vault_id());
            match self.write(drive, &folder.read_me(), text.as_bytes()).await {
                Ok(()) => return Ok(RemoteFolder { drive: drive.clone(), folder }),
                // Somebody was faster.
                Err(TurnOnError::NotReadBack) => self.forget(),
                Err(error) => return Err(error),
            }
        }
        Err(TurnOnError::Drive(DriveError::Denied))
    }

    async fn write(&mut self, drive: &DriveCell, path: &Path, bytes: &[u8]) -> Result<(), TurnOnError> {
        // Before, so that a cancelled upload is taken back as well.
        let file = self.note(path, bytes);
        let (created, unanswered) = create_told(&self.env, drive, path, bytes).await;
        if !unanswered && created.is_ok() {
            self.answered(file);
        }
        match created? {
            Create::Created => Ok(()),
            // Another's: it is not in the list of what is ours.
            Create::Exists => {
                self.strike_out(file);
                Err(TurnOnError::NotReadBack)
            }
        }
    }
}

async fn is_free(env: &Env, drive: &DriveCell, folder: &WalletFolder) -> Result<bool, TurnOnError> {
    let mut pauses = Pauses::patient(env, drive);
    loop {
        match drive.now().list(&layout::root()).await {
            Ok(entries) => return Ok(!entries.iter().any(|entry| entry.name == folder.folder_name())),
            Err(DriveError::NotFound) => return Ok(true),
            Err(error) => pauses.after(&error).await?,
        }
    }
}

async fn read(env: &Env, drive: &DriveCell, path: &Path) -> Result<Option<Vec<u8>>, TurnOnError> {
    let mut pauses = Pauses::patient(env, drive);
    loop {
        match drive.now().get(path).await {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(DriveError::NotFound) => return Ok(None),
            Err(error) => pauses.after(&error).await?,
        }
    }
}
