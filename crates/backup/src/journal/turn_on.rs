//! Turning the backup on: a new journal in a new folder.

use std::{collections::BTreeSet, rc::Rc};

use futures::{
    FutureExt,
    future::{Either, select},
};
use lifeboat_cloud::{Create, Drive, DriveError, Path};
use lifeboat_crypto::{VaultId, WriterId};

use super::{
    LoadError, Progress, Step, TurnOnError,
    beside::Beside,
    create,
    engine::{Engine, Halt},
    read::Reading,
    replica::{self, Meta},
    retry::Pauses,
};
use crate::{
    Env, Keys, WalletFolder, chain::Chain, discover, entry::Entry, env::DriveCell, layout, status::Status,
    store::Writes,
};
use futures::channel::oneshot;

/// How many wallets of one name are looked at.
const MOST_NAMESAKES: u32 = 100;

/// Whether a phrase file opens with the user's secret.
pub type Opens = Rc<dyn Fn(&[u8]) -> bool>;

/// How to turn the backup on.
pub struct TurnOn {
    /// Where to.
    pub drive: Rc<dyn Drive>,
    /// `WalletFolder::new(name)`. When another wallet has that folder, " 2" is added, and so on.
    pub folder: WalletFolder,
    /// The keys of the new journal: of a new vault, with the slots the user chose.
    pub keys: Rc<Keys>,
    /// The phrase file's bytes: [`crate::phrase_file::seal`].
    pub phrase_file: Vec<u8>,
    /// Opens the phrase file that was read back with the user's secret; false stops everything.
    pub opens: Opens,
    /// Told at each step.
    pub progress: Progress,
}

/// What has been made so far, to be able to take it back.
struct Making {
    env: Env,
    remote: Option<Reading>,
    written: BTreeSet<Path>,
}

impl Engine {
    /// The wallet's appends wait until this has ended, so that nothing is lost between the two journals.
    pub(super) async fn turn_on(
        &mut self,
        plan: TurnOn,
        reply: &mut oneshot::Sender<Result<WalletFolder, TurnOnError>>,
    ) -> Result<WalletFolder, TurnOnError> {
        if self.writer.remote.is_some() {
            return Err(TurnOnError::AlreadyOn);
        }
        if let Halt::Paused(crate::Trouble::Store(error)) = &self.halt {
            return Err((*error).into());
        }
        let env = self.writer.env.clone();
        let state = self.writer.chain.state.clone();
        let writer_id = env.rng.with(|rng| WriterId::make(rng));
        let (entry, chain) =
            create::first(&env, &plan.keys, writer_id, state).map_err(|error| match error {
                LoadError::Store(error) => error.into(),
                _ => TurnOnError::TooLarge,
            })?;
        let mut making = Making { env: env.clone(), remote: None, written: BTreeSet::new() };
        let made = {
            let work = making.make(&plan, &entry).boxed_local();
            match select(work, reply.cancellation()).await {
                Either::Left((made, _)) => made,
                Either::Right(_) => Err(TurnOnError::Cancelled),
            }
        };
        let switched = match made {
            Ok(remote) => self.switch(&plan.keys, &plan.phrase_file, remote, writer_id, entry, chain).await,
            Err(error) => Err(error),
        };
        if switched.is_err() {
            making.take_back().await;
        }
        switched
    }

    /// In one write of this device's store the new journal takes the old one's place.
    async fn switch(
        &mut self,
        keys: &Rc<Keys>,
        phrase_file: &[u8],
        remote: Reading,
        writer_id: WriterId,
        entry: Entry,
        chain: Chain,
    ) -> Result<WalletFolder, TurnOnError> {
        let local = self.writer.env.local.clone();
        let meta = Meta { folder: Some(remote.folder.clone()), drive: String::new(), writer: writer_id };
        let mut writes = Writes::new();
        replica::clear(&*local, &mut writes).await?;
        create::describe(&mut writes, &meta, keys);
        replica::set_phrase(&mut writes, Some(phrase_file));
        replica::keep(&mut writes, 0, &entry.file);
        replica::set_leftover(&mut writes, None);
        local.write(writes).await?;
        let writer = &mut self.writer;
        writer.unstored.clear();
        writer.keys = keys.clone();
        writer.meta = meta;
        writer.beside = Beside::made(writer.env.clock.now_ms());
        writer.chain = chain;
        writer.shared.drive.replace(Some(remote.drive.clone()));
        writer.shared.folder.replace(Some(remote.folder.clone()));
        let folder = remote.folder.clone();
        writer.remote = Some(remote);
        writer.note_head();
        writer.tell(Status::Saved { at_ms: writer.env.clock.now_ms(), position: 0 });
        Ok(folder)
    }
}

impl Making {
    async fn make(&mut self, plan: &TurnOn, entry: &Entry) -> Result<Reading, TurnOnError> {
        (plan.progress)(Step::CreatingFolder);
        let drive = DriveCell::new(plan.drive.clone());
        let remote = self.claim(plan, &drive).await?;
        (plan.progress)(Step::Uploading);
        let phrase = remote.folder.phrase(plan.keys.keyring().seq());
        let first = remote.folder.entry(0);
        self.write(&drive, &phrase, &plan.phrase_file).await?;
        self.write(&drive, &first, &entry.file).await?;
        (plan.progress)(Step::ReadingBack);
        let file = read(&self.env, &drive, &phrase).await?.ok_or(TurnOnError::NotReadBack)?;
        let snapshot = read(&self.env, &drive, &first).await?.ok_or(TurnOnError::NotReadBack)?;
        let whole = file == plan.phrase_file && snapshot == entry.file;
        if !whole || !(plan.opens)(&file) {
            return Err(TurnOnError::NotReadBack);
        }
        Ok(remote)
    }

    /// A folder that was not there, ours by having made the first file in it.
    async fn claim(&mut self, plan: &TurnOn, drive: &DriveCell) -> Result<Reading, TurnOnError> {
        self.clear_leftover(drive).await?;
        let env = self.env.clone();
        for number in 1..=MOST_NAMESAKES {
            let folder = if number == 1 { plan.folder.clone() } else { plan.folder.numbered(number) };
            // A delete of that folder may still be under way.
            let spoiled = replica::deleted(&*env.local, &folder).await?.is_some();
            if spoiled || !is_free(&env, drive, &folder).await? {
                continue;
            }
            let mut writes = Writes::new();
            replica::set_leftover(&mut writes, Some((&folder, &plan.keys.vault_id().0)));
            env.local.write(writes).await?;
            let read_me = folder.read_me();
            self.remote = Some(Reading { drive: drive.clone(), folder: folder.clone() });
            match create_once(&env, drive, &read_me, layout::read_me_text(plan.keys.vault_id()).as_bytes())
                .await?
            {
                Create::Created => {
                    self.written.insert(read_me);
                    return Ok(Reading { drive: drive.clone(), folder });
                }
                // Somebody was faster.
                Create::Exists => self.remote = None,
            }
        }
        Err(TurnOnError::Drive(DriveError::Denied))
    }

    async fn write(&mut self, drive: &DriveCell, path: &Path, bytes: &[u8]) -> Result<(), TurnOnError> {
        // Before, so that a cancelled upload is taken back as well.
        self.written.insert(path.clone());
        match create_once(&self.env, drive, path, bytes).await? {
            Create::Created => Ok(()),
            Create::Exists => Err(TurnOnError::NotReadBack),
        }
    }

    /// What an earlier attempt of this device left behind, known by its vault.
    async fn clear_leftover(&mut self, drive: &DriveCell) -> Result<(), TurnOnError> {
        let Some((folder, vault)) = replica::leftover(&*self.env.local).await? else { return Ok(()) };
        let found = match discover::look(&*drive.now(), folder.clone()).await {
            Ok(found) => found,
            Err(discover::DiscoverError::Drive(error)) => return Err(error.into()),
            Err(_) => return Err(DriveError::Unavailable { after_ms: None }.into()),
        };
        if let Some(found) = found {
            let ours = match found.vault_id {
                Some(id) => id.0 == vault,
                // Stopped before the first keyring: the folder was free when this device noted it, and holds at most
                // the beginning of our note.
                None => {
                    let note = read(&self.env, drive, &folder.read_me()).await?.unwrap_or_default();
                    layout::read_me_text(VaultId(vault)).as_bytes().starts_with(&note)
                }
            };
            if ours {
                let gone = drive.now().delete(&folder.path()).await;
                if let Err(error) = gone
                    && error != DriveError::NotFound
                {
                    return Err(error.into());
                }
            }
        }
        let mut writes = Writes::new();
        replica::set_leftover(&mut writes, None);
        Ok(self.env.local.write(writes).await?)
    }

    /// Deletes what was written, and the folders when nothing else is in them.
    async fn take_back(&self) {
        let Some(remote) = &self.remote else { return };
        let drive = remote.drive.now();
        let mut all = true;
        for path in &self.written {
            all &= matches!(drive.delete(path).await, Ok(()) | Err(DriveError::NotFound));
        }
        for folder in [remote.folder.channel_state(), remote.folder.path()] {
            if matches!(drive.list(&folder).await, Ok(entries) if entries.is_empty()) {
                all &= drive.delete(&folder).await.is_ok();
            }
        }
        if all {
            let mut writes = Writes::new();
            replica::set_leftover(&mut writes, None);
            // If it is not forgotten, the next attempt looks and finds nothing.
            let _ = self.env.local.write(writes).await;
        }
    }
}

async fn is_free(env: &Env, drive: &DriveCell, folder: &WalletFolder) -> Result<bool, TurnOnError> {
    let mut pauses = Pauses::patient(env);
    loop {
        match drive.now().list(&layout::root()).await {
            Ok(entries) => return Ok(!entries.iter().any(|entry| entry.name == folder.folder_name())),
            Err(DriveError::NotFound) => return Ok(true),
            Err(error) => pauses.after(&error).await?,
        }
    }
}

async fn read(env: &Env, drive: &DriveCell, path: &Path) -> Result<Option<Vec<u8>>, TurnOnError> {
    let mut pauses = Pauses::patient(env);
    loop {
        match drive.now().get(path).await {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(DriveError::NotFound) => return Ok(None),
            Err(error) => pauses.after(&error).await?,
        }
    }
}

/// Creates a file, resolving lost answers by reading: `Created` when it holds our bytes, `Exists` when others.
pub(crate) async fn create_once(
    env: &Env,
    drive: &DriveCell,
    path: &Path,
    bytes: &[u8],
) -> Result<Create, DriveError> {
    let mut pauses = Pauses::patient(env);
    loop {
        match drive.now().create(path, bytes).await {
            Ok(Create::Created) => return Ok(Create::Created),
            Ok(Create::Exists) => {}
            Err(error) => pauses.after(&error).await?,
        }
        match drive.now().get(path).await {
            Ok(found) => return Ok(if found == bytes { Create::Created } else { Create::Exists }),
            Err(DriveError::NotFound) => pauses.after(&DriveError::Unavailable { after_ms: None }).await?,
            Err(error) => pauses.after(&error).await?,
        }
    }
}
