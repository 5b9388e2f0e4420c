//! A new backup, and the next start of the same device.

use std::rc::Rc;

use lifeboat_backup::{
    Journal, Keys, LoadError, OpenedJournal, State, TurnOnPlan, WalletFolder, phrase_file,
};
use lifeboat_crypto::{KdfBounds, NewSlot, OpenError, OpenKeyring, Phrase, Secret, VaultId, system_rng};

use crate::connection::Connection;
use crate::error::ModuleError;
use crate::host::JournalHost;
use crate::running::{CLOSE_MS, RunningJournal, prove_beside};
use crate::secret::{BackupSecret, SlotPlan};

/// How to begin a backup.
pub struct BackupPlan {
    /// What the wallet is called: a part of its folder's name, in clear.
    pub name: String,
    /// The wallet's recovery phrase.
    pub phrase: Phrase,
    /// What opens the backup beside it.
    pub slots: SlotPlan,
    /// What is in it from the beginning.
    pub state: State,
}

/// Begins a backup: tries the drive out, creates a folder, writes, reads everything back and opens it. The
/// journal runs when this comes back.
///
/// # Errors
/// There is no backup, and nothing was acknowledged. `Occupied`: this store holds a journal already, which is
/// to be opened.
pub async fn create(
    host: &JournalHost,
    connection: &Connection,
    plan: BackupPlan,
) -> Result<RunningJournal, ModuleError> {
    connection.try_out(host.now_ms()).await?;
    let drive = connection.drive().await?;
    drive.account().await?;
    let place = connection.place().await?;
    let BackupPlan { name, phrase, slots, state } = plan;
    let keys = Rc::new(new_keys(&slots, &phrase)?);
    let phrase_file = phrase_file::seal(&keys, &host.env.rng).map_err(|_| LoadError::TooLarge)?;
    let OpenedJournal { journal, engine, .. } = begin(host, &phrase, state).await?;
    host.spawn(engine.run());
    let plan = TurnOnPlan {
        drive,
        folder: WalletFolder::new(&name),
        keys,
        phrase_file,
        opens: Rc::new(move |file: &[u8]| {
            let opens = |secret: Secret<'_>| phrase_file::open(file, &[secret], &KdfBounds::READ).is_ok();
            slots.secrets(&phrase).all(opens)
        }),
        progress: Rc::new(|_| {}),
    };
    match journal.turn_on(plan).await {
        Ok(_) => {
            // A snapshot with a keyring of its own: entry 0, which stays for ever, has none.
            prove_beside(host, &journal);
            Ok(RunningJournal::new(host, journal, place, None))
        }
        Err(error) => {
            // Another call begins with what is in the store.
            journal.close(CLOSE_MS).await;
            Err(error.into())
        }
    }
}

/// The wallet's journal on this device alone: a new one, or that of a call before this one that was cut off.
/// Nothing was ever acknowledged in that.
async fn begin(host: &JournalHost, phrase: &Phrase, state: State) -> Result<OpenedJournal, ModuleError> {
    let Some(stored) = Journal::stored(&host.env).await? else {
        let slots = [NewSlot::phrase(phrase)];
        let rng = &mut system_rng();
        let opened = OpenKeyring::make(VaultId::make(rng), &slots, rng)?;
        let keys = Keys::new(opened, phrase).ok_or(OpenError::Damaged)?;
        return Ok(Journal::create(host.env.clone(), Rc::new(keys), state).await?);
    };
    if stored.folder.is_some() {
        return Err(LoadError::Occupied.into());
    }
    let opened = stored.keyring.open(&Secret::Phrase(phrase), &KdfBounds::READ);
    let opened = opened.map_err(|_| LoadError::Occupied)?;
    let keys = Keys::new(opened, phrase).ok_or(OpenError::Damaged)?;
    let loaded = Journal::load(&host.env, Rc::new(keys)).await?;
    let started = loaded.start(host.env.clone(), None).await;
    started.map_err(|not| not.why.into())
}

/// A new vault that the secrets open.
fn new_keys(slots: &SlotPlan, phrase: &Phrase) -> Result<Keys, ModuleError> {
    let rng = &mut system_rng();
    let opened = OpenKeyring::make(VaultId::make(rng), &slots.slots(phrase), rng)?;
    Ok(Keys::new(opened, phrase).ok_or(OpenError::Damaged)?)
}

/// Opens the journal that this device's store holds, and makes sure that nothing newer exists.
///
/// # Errors
/// `Empty`: nothing is here, so offer a restore. `Fenced`: another device has the wallet. `Unconfirmed`: the
/// drive cannot be asked now. Nothing may be done with the wallet's state in any of these cases.
pub async fn open(
    host: &JournalHost,
    connection: &Connection,
    secret: &BackupSecret,
) -> Result<RunningJournal, ModuleError> {
    let stored = Journal::stored(&host.env).await?.ok_or(LoadError::Empty)?;
    // Without one, a call of `create` was cut off before anything was acknowledged.
    let folder = stored.folder.ok_or(LoadError::Empty)?;
    let opened = secret.open(&stored.keyring)?;
    let place = connection.place().await?;
    let drive = connection.prepare(&folder, host.now_ms()).await?.drive;
    let phrase = match secret.phrase() {
        Some(phrase) => phrase,
        None => phrase_file::find_words(&*drive, &folder, &opened).await?,
    };
    let keys = Keys::new(opened, &phrase).ok_or(OpenError::Damaged)?;
    let loaded = Journal::load(&host.env, Rc::new(keys)).await?;
    let started = loaded.start(host.env.clone(), Some(drive)).await.map_err(|not| not.why)?;
    Ok(RunningJournal::begin(host, started, place))
}
