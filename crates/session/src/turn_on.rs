//! Connecting a drive, and turning the backup on.

use std::rc::Rc;

use futures::FutureExt;
use futures::channel::oneshot;
use lifeboat_backup::{Journal, Keys, Randomness, TurnOnPlan, WalletFolder, phrase_file};
use lifeboat_cloud::Drive;
use lifeboat_crypto::{DataKey, OpenKeyring, Phrase, VaultId};
use lifeboat_messages::{BackupLock, Confirmation, ConnectedDrive, DriveChoice, GuardWaiver, Problem, Step};

use crate::device_env::DeviceEnv;
use crate::drive::DriveSettings;
use crate::guard_memory::OpenRegistration;
use crate::guards::FormerGuards;
use crate::lock::{Lock, PreparedLock};
use crate::problem;
use crate::reach::reach;
use crate::settings::EarlierVault;
use crate::sign_in;
use crate::unlocked::UnlockedWallet;
use crate::vault::Vault;

/// How long "stopping" is waited for: what was written is being deleted.
const CANCEL_MS: u64 = 30_000;

/// Signs in to a drive and tries it out.
pub async fn connect(env: &DeviceEnv, choice: &DriveChoice) -> Result<ConnectedDrive, Problem> {
    DriveSettings::new(choice, env).await?.enrol(env).await?;
    let (settings, _, account) = reach(env, choice).await?;
    Ok(ConnectedDrive { service: settings.kind(), account })
}

/// What the user has chosen for a backup.
pub struct ChosenBackup<'a> {
    /// What will open it.
    pub lock: BackupLock,
    /// Where the backup will be.
    pub drive: &'a DriveChoice,
    /// The guards that its PIN may do without.
    pub waiver: &'a GuardWaiver,
}

/// Turns the backup on. Cancelling deletes what was written.
pub async fn start(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    cancelled: oneshot::Receiver<()>,
    call: u64,
    chosen: ChosenBackup<'_>,
) -> Result<Confirmation, Problem> {
    let started = turn_on(env, open, cancelled, call, chosen).await;
    // What was registered at guards, and is in no use.
    open.spawn_task(open.clone().end_leftovers());
    started
}

async fn turn_on(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    cancelled: oneshot::Receiver<()>,
    call: u64,
    chosen: ChosenBackup<'_>,
) -> Result<Confirmation, Problem> {
    let journal = open.journal()?;
    // Dropping the sender is not a cancellation.
    let mut cancelled = Box::pin(
        async {
            if cancelled.await.is_err() {
                futures::future::pending().await
            }
        }
        .fuse(),
    );
    let (plan, ready) = futures::select_biased! {
        prepared = Box::pin(prepare(env, open, call, chosen)).fuse() => prepared?,
        () = cancelled => return Err(Problem::Cancelled),
    };
    let mut turning_on = Box::pin(journal.turn_on(plan).fuse());
    let ended = futures::select_biased! {
        ended = turning_on => Some(ended),
        () = cancelled => None,
    };
    match ended {
        Some(Ok(folder)) => finish(env, open, ready, &folder).await,
        Some(Err(error)) => Err(problem::of_turn_on(&error)),
        None => {
            drop(turning_on);
            after_cancelling(env, open, &journal, ready).await
        }
    }
}

/// The journal may have finished already when the user cancelled: then the backup is on, and this device has to know
/// where it is. The journal answers the next question only after it has finished.
async fn after_cancelling(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    journal: &Journal,
    ready: PreparedBackup,
) -> Result<Confirmation, Problem> {
    let resumed = journal.resume();
    let settled = futures::select_biased! {
        _ = Box::pin(resumed).fuse() => true,
        () = Box::pin(env.sleep(CANCEL_MS)).fuse() => false,
    };
    match journal.folder() {
        Some(folder) => finish(env, open, ready, &folder).await,
        None => {
            if !settled {
                ready.registration.stays_unknown();
            }
            Err(Problem::Cancelled)
        }
    }
}

/// What the journal does not know.
struct PreparedBackup {
    vault: Vault,
    drive: Rc<dyn Drive>,
    drive_settings: DriveSettings,
    account: String,
    pin_digits: Option<u8>,
    before: EarlierVault,
    /// The registration, until the outcome is known.
    registration: OpenRegistration,
}

async fn prepare(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    call: u64,
    chosen: ChosenBackup<'_>,
) -> Result<(TurnOnPlan, PreparedBackup), Problem> {
    env.progress(call, Step::Encrypting);
    // The page paints before this thread is busy for a second.
    env.sleep(0).await;
    let earlier = open.keys();
    let lock = Lock::choose(&open.meant(chosen.lock)?, earlier.keyring())?;
    // Before the guards are asked: they give a limited number of records, and the user may try one service
    // after another.
    env.progress(call, Step::Probing);
    let (drive_settings, drive, account) = reach(env, chosen.drive).await?;
    let registration = OpenRegistration::begin(env.guards());
    let key = DataKey::make(&mut env.rng());
    if lock.needs_guards() {
        env.progress(call, Step::Guards);
        env.sleep(0).await;
    }
    let lock = lock.prepare(env, &key, &FormerGuards::of(earlier.opened()).without(chosen.waiver)).await?;
    let keys = Rc::new(make_keys(env, key, open.phrase(), &lock)?);
    lock.keep_here(env, keys.opened()).await?;
    let phrase_file = phrase_file::seal(&keys, &Randomness::new(env.rng())).map_err(problem::internal)?;
    let wanted = WalletFolder::new(open.settings().name());
    let before = EarlierVault::new(&earlier, &open.journal()?.takeovers());
    let mut settings = open.settings();
    settings.turn_on_after(&before, drive_settings.clone(), account.clone(), wanted.folder_name());
    let pin_digits = Some(lock.pin_digits());
    settings.set_pin_digits(pin_digits);
    let vault = Vault::new(env, keys.opened());
    // First of all: from the moment the journal names the new vault, its records must be here. If this device
    // no longer stores anything, the cloud is the way out.
    vault.keep_unnamed(open.phrase(), &settings).await?;
    let plan = TurnOnPlan {
        drive: drive.clone(),
        folder: wanted,
        keys: keys.clone(),
        phrase_file,
        opens: lock.opener(env.host().kdf_limits().read),
        progress: env.told(call),
    };
    Ok((plan, PreparedBackup { vault, drive, drive_settings, account, pin_digits, before, registration }))
}

async fn finish(
    env: &DeviceEnv,
    open: &Rc<UnlockedWallet>,
    ready: PreparedBackup,
    folder: &WalletFolder,
) -> Result<Confirmation, Problem> {
    let PreparedBackup {
        vault,
        drive,
        drive_settings,
        account,
        pin_digits,
        before,
        registration: _registration,
    } = ready;
    // What is kept already finds the place again; a store that refuses now shows at the next entry.
    open.settle_settings(|settings| {
        // A refresh token may have been renewed meanwhile.
        let drive = drive_settings.clone().refreshed(env).with_folder(folder, env);
        settings.turn_on_after(&before, drive, account.clone(), folder.folder_name());
        settings.forget_place_in_use();
        settings.set_pin_digits(pin_digits);
        settings.practice_mut().begin_anew(env.now_ms());
        settings.note_proved(env.now_ms());
    })
    .await;
    open.forget_lock();
    sign_in::forget(env).await;
    // Tidying only: the old vault's records are no longer needed.
    let _ = vault.forget_others().await;
    // A snapshot with a keyring of its own: entry 0, which is never deleted, has none.
    open.spawn_task(open.clone().proving());
    let place = drive.place(&folder.path());
    Ok(Confirmation {
        service: drive_settings.kind(),
        account,
        place: place.words,
        file: folder.folder_name().to_owned(),
        link: place.link,
    })
}

/// A new vault that the lock and the phrase open.
fn make_keys(env: &DeviceEnv, key: DataKey, phrase: &Phrase, lock: &PreparedLock) -> Result<Keys, Problem> {
    let rng = &mut env.rng();
    let slots = lock.slots(env, phrase);
    let opened = OpenKeyring::make_with(key, VaultId::make(rng), &slots, rng).map_err(problem::of_make)?;
    Keys::new(opened, phrase).ok_or(Problem::Damaged)
}
