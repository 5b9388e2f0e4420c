//! The journal as its users see it.

use std::rc::Rc;

use futures::channel::{mpsc, oneshot};
use futures::future::LocalBoxFuture;
use lifeboat_cloud::Drive;

use crate::{Batch, Env, Keys, State, Status, WalletFolder, status::Author};

mod append;
mod backup_doubt;
mod beside;
mod both;
mod change_keys;
mod close;
mod close_gap;
mod command;
mod compare;
mod confirm;
mod continuation;
mod create;
mod delete_copy;
mod doubt;
mod end_copy;
mod engine;
mod error;
mod fences;
mod gather;
mod head;
mod home;
mod inbox;
mod kept;
mod load;
mod look;
mod lookout;
mod loss;
mod move_to;
mod newest_here;
mod newest_takeover;
mod news;
mod plan;
mod promote;
mod prune;
mod put_away;
mod quiet;
mod refusal;
mod repair;
mod replica;
mod restore;
mod restore_files;
mod restore_options;
mod settle_beside;
mod shared;
mod snapshot;
mod source;
mod start;
mod start_alone;
mod stop;
mod take_back;
mod takeover_seen;
mod turn;
mod turn_off;
mod turn_on;
mod way_out;
mod writer;

pub use backup_doubt::BackupDoubt;
pub use close::CloseOutcome;
pub use compare::{Comparison, HeadSeen, compare, look_at_head};
pub use delete_copy::delete_copy;
pub use end_copy::end_copy;
pub use engine::Engine;
pub use error::{
    AppendError, ChangeKeysError, DeleteCopyError, EndCopyError, HeadUnknown, LoadError, MoveError,
    RestoreError, StartError, TurnOffError, TurnOnError,
};
pub use load::{LoadedJournal, StoredJournal};
pub use look::RestLook;
pub use newest_here::NewestHere;
pub use plan::{LeftCopy, PhraseFileTest, TurnOffOutcome, TurnOffPlan, TurnOnPlan};
pub use promote::{NotPromoted, PromoteError, PromotedMirror};
pub use restore::takes_no_new_file;
pub use restore_options::RestoreOptions;
pub use start::NotStarted;
pub use start_alone::AloneError;
pub use takeover_seen::TakeoverSeen;
pub use way_out::WayOut;

use command::Command;
use shared::Shared;
use turn::turn;

/// A step that is worth a line on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JournalStep {
    /// Saving: creating the folder.
    CreatingFolder,
    /// Saving: writing the phrase and the channel state.
    Uploading,
    /// Saving: reading everything back and opening it.
    ReadingBack,
    /// Restoring: reading the newest snapshot and the entries after it.
    Reading,
    /// Restoring: taking the wallet over from the old device.
    TakingOver,
    /// Restoring: making sure that nothing newer exists.
    Confirming,
}

/// Asked whether the state that was read can be used here, before anything is written for its sake anywhere. A
/// caller that refuses knows why.
pub type Check = Rc<dyn for<'a> Fn(&'a State) -> LocalBoxFuture<'a, Result<(), StateRefused>>>;

/// The answer of a [`Check`]: not with this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateRefused;

/// Told at each step.
pub type Progress = Rc<dyn Fn(JournalStep)>;

/// A journal that may be written: confirmed to be the newest there is.
pub struct OpenedJournal {
    /// The handle to read and to append with.
    pub journal: Journal,
    /// The future that does the work: spawn [`Engine::run`].
    pub engine: Engine,
    /// The state to start the wallet with.
    pub state: State,
    /// Who wrote last, before this device took it over; `None` unless it was restored.
    pub before: Option<Author>,
    /// This journal's own name: random, kept by this device for as long as the journal continues here, and another
    /// one whenever a state came from anywhere but this device's own store. So a state that says for which name it
    /// was proved says whether it was proved here.
    pub writer: [u8; 8],
}

/// The handle to a running journal. Clones are the same journal. When all are dropped, the engine ends after what was
/// handed in.
#[derive(Clone)]
pub struct Journal {
    commands: mpsc::UnboundedSender<Command>,
    shared: Rc<Shared>,
}

impl Journal {
    /// A new wallet's journal, on this device alone (backup not turned on). Its entry 0 is a snapshot of `state`.
    ///
    /// # Errors
    /// [`LoadError::Occupied`] when the store already holds a journal: it is never replaced by a new one.
    pub async fn create(env: Env, keys: Rc<Keys>, state: State) -> Result<OpenedJournal, LoadError> {
        create::create(env, keys, state).await
    }

    /// What this device's store holds, before anything is unlocked; `None` when it holds no journal.
    ///
    /// # Errors
    /// An unreadable store, or a record of a newer version. Never "nothing" by mistake.
    pub async fn stored(env: &Env) -> Result<Option<StoredJournal>, LoadError> {
        load::stored(env).await
    }

    /// This device's own copy, for looking: nothing is asked of the drive, nothing may be written yet.
    ///
    /// # Errors
    /// [`LoadError::Empty`] when this device holds no journal; damage; other keys.
    pub async fn load(env: &Env, keys: Rc<Keys>) -> Result<LoadedJournal, LoadError> {
        load::load(env, keys).await
    }

    /// Takes the wallet in this folder over: newest snapshot, entries after it, `check`, Takeover, confirm.
    /// Replaces what this device's store holds, once everything was read and checked.
    ///
    /// # Errors
    /// Each a different thing to tell the user; nothing was deleted or changed by any of them but a Takeover appended.
    pub async fn restore(
        env: Env,
        keys: Rc<Keys>,
        drive: Rc<dyn Drive>,
        folder: WalletFolder,
        options: RestoreOptions,
        progress: Progress,
        check: Check,
    ) -> Result<OpenedJournal, RestoreError> {
        restore::restore(env, keys, drive, folder, options, progress, check).await
    }

    /// Brings in the wallet that picked files hold ([`crate::picked`]): newest snapshot, entries after it. It
    /// continues on this device alone, and [`Journal::turn_on`] backs it up again. Replaces what this device's store
    /// holds, once everything was read.
    ///
    /// # Errors
    /// Those of [`Journal::restore`], and [`RestoreError::FromFiles`] unless the user was sure.
    pub async fn restore_files(
        env: Env,
        keys: Rc<Keys>,
        files: Rc<dyn Drive>,
        folder: WalletFolder,
        options: RestoreOptions,
        progress: Progress,
        check: Check,
    ) -> Result<OpenedJournal, RestoreError> {
        restore_files::restore_files(env, keys, files, folder, options, progress, check).await
    }

    /// Makes a batch durable and returns the position up to which everything is (its own, as a rule). One
    /// entry at a time is written; batches wait for their turn in the order of these calls (also when the
    /// returned future is dropped). Batches that wait together become one entry.
    ///
    /// Does not come back while the drive cannot be reached: [`Status::Waiting`] tells, and it continues
    /// automatically.
    ///
    /// # Errors
    /// - [`AppendError::Fenced`]: another device took the wallet over. Stop the node; nothing is ever written again.
    /// - [`AppendError::Paused`]: the user has to do something. **The batch is kept**, as are all handed in after it;
    ///   never hand it in again. [`Journal::resume`] writes them, and returns when all of them are durable.
    pub fn append(&self, batch: Batch) -> impl Future<Output = Result<u64, AppendError>> + 'static {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Append(batch, reply));
        Self::answered(answer)
    }

    /// Tries again now: after the user has fixed what [`AppendError::Paused`] named, or when the browser says it is
    /// online again. Comes back when everything handed in so far is durable, with the head's position.
    pub fn resume(&self) -> impl Future<Output = Result<u64, AppendError>> + 'static {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Settle(reply));
        self.shared.try_again();
        Self::answered(answer)
    }

    /// Uses this drive from now on: the same one with new credentials. Call [`Journal::resume`] after it.
    pub fn set_drive(&self, drive: Rc<dyn Drive>) {
        self.shared.set_drive(drive);
    }

    /// Whether [`Journal::change_keys`] would begin now: asked before what such a change costs elsewhere.
    /// Comes when everything handed in before has had its turn.
    ///
    /// # Errors
    /// What holds that up, or stops this journal.
    pub fn ready_for_keys(&self) -> impl Future<Output = Result<(), AppendError>> + 'static {
        let (reply, answer) = oneshot::channel();
        let (turn, begins) = turn();
        self.send(Command::ReadyForKeys(turn, reply));
        let shared = self.shared.clone();
        async move {
            begins.unless_stuck(&shared).await.map_err(AppendError::Paused)?;
            answer.await.unwrap_or(Err(AppendError::Closed))
        }
    }

    /// Uses these keys from now on: the PIN was changed, and the data key rotated, above what is left of changes that
    /// were overtaken ([`lifeboat_crypto::OpenKeyring::rotate_over`], [`Journal::overtaken_keyrings`]). This device
    /// first, then the phrase file, read back and opened; then the older phrase files go. [`Journal::prove`] writes a
    /// snapshot with the new keyring.
    ///
    /// The call does not wait without end behind what was handed in before. Dropping the future takes the request back
    /// as long as it has not begun, and does not stop it after that.
    ///
    /// # Errors
    /// Which of the two secrets opens what. Either way the journal continues.
    pub fn change_keys(&self, keys: Rc<Keys>) -> impl Future<Output = Result<(), ChangeKeysError>> + 'static {
        let (reply, answer) = oneshot::channel();
        let (turn, begins) = turn();
        self.send(Command::ChangeKeys(keys, turn, reply));
        let shared = self.shared.clone();
        async move {
            let stuck = |why| ChangeKeysError::Unchanged(AppendError::Paused(why));
            begins.unless_stuck(&shared).await.map_err(stuck)?;
            answer.await.unwrap_or(Err(ChangeKeysError::Unchanged(AppendError::Closed)))
        }
    }

    /// The keys in use. The journal may have raised the keyring's number on its own.
    pub fn keys(&self) -> Rc<Keys> {
        self.keys_now()
    }

    /// Writes a snapshot now and reads it back, and the phrase file: the proof that the backup can be restored ("Check
    /// now").
    pub fn prove(&self) -> impl Future<Output = Result<u64, AppendError>> + 'static {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Snapshot(reply));
        Self::answered(answer)
    }

    /// Turns the backup on: a new journal in a new folder, phrase file first, everything read back. The wallet's
    /// appends wait meanwhile. Dropping the future cancels, and what was written is deleted.
    ///
    /// # Errors
    /// The wallet continues on this device alone.
    pub fn turn_on(
        &self,
        plan: TurnOnPlan,
    ) -> impl Future<Output = Result<WalletFolder, TurnOnError>> + 'static {
        let (reply, answer) = oneshot::channel();
        self.send(Command::TurnOn(Box::new(plan), reply));
        async move { answer.await.unwrap_or(Err(TurnOnError::Closed)) }
    }

    /// Turns the backup off: from here on this device alone has the wallet, and [`Journal::folder`] is
    /// `None`. Everything handed in before is durable first. The copy on the drive is marked as ended, so
    /// that nobody restores from it unawares ([`crate::RestoreError::Ended`]), and is deleted if the plan
    /// says so.
    ///
    /// The call does not wait without end behind what was handed in before, such as an entry that a mirror has to
    /// confirm. Dropping the future takes the request back as long as it has not begun, and does not stop it after
    /// that.
    ///
    /// # Errors
    /// The backup is still on. The drive has to be reachable: that no other device took over is made sure of first.
    pub fn turn_off(
        &self,
        plan: TurnOffPlan,
    ) -> impl Future<Output = Result<TurnOffOutcome, TurnOffError>> + 'static {
        let (reply, answer) = oneshot::channel();
        let (turn, begins) = turn();
        self.send(Command::TurnOff(plan, turn, reply));
        let shared = self.shared.clone();
        async move {
            begins.unless_stuck(&shared).await.map_err(TurnOffError::Paused)?;
            answer.await.unwrap_or(Err(TurnOffError::Closed))
        }
    }

    /// Ends the journal: comes back when everything handed in was written, or, after `within_ms`, stored on this device
    /// to be sent by the next start. From then on nothing of this journal touches the device's store or the drive, so
    /// that the same wallet may be opened again at once. No handle can be used after that.
    ///
    /// The bound is on the drive's side; this device's store is waited for.
    pub fn close(&self, within_ms: u64) -> impl Future<Output = CloseOutcome> + 'static {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Close(reply));
        let closing = self.shared.closing().clone();
        closing.ask(within_ms);
        self.shared.bell().ring();
        async move { answer.await.unwrap_or_else(|_| closing.ended().unwrap_or(CloseOutcome::NotStored)) }
    }

    /// The status now; changes go to [`Env::observer`].
    pub fn status(&self) -> Status {
        self.shared.status()
    }

    /// Where the journal ends, as far as it is durable.
    pub fn position(&self) -> u64 {
        self.shared.head().position
    }

    /// The newest durable state.
    pub fn state(&self) -> State {
        self.shared.state()
    }

    /// Where the backup is; `None` while it is not turned on.
    pub fn folder(&self) -> Option<WalletFolder> {
        self.shared.folder()
    }

    /// The drive that it is on, by the name that the caller gave it: see [`StoredJournal::drive`].
    pub fn drive_name(&self) -> String {
        self.shared.drive_name()
    }

    fn send(&self, command: Command) {
        // An engine that is gone drops the reply, which the caller sees as `AppendError::Closed`.
        let _ = self.commands.unbounded_send(command);
    }

    async fn answered<T>(answer: oneshot::Receiver<Result<T, AppendError>>) -> Result<T, AppendError> {
        answer.await.unwrap_or(Err(AppendError::Closed))
    }
}
