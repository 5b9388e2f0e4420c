//! From a state on this device to a node that runs: the first step makes sure that nothing newer exists.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use futures::FutureExt;
use futures::channel::oneshot;
use lifeboat_backup::{LoadedJournal, Obstacle, OpenedJournal, StartError, State};
use lifeboat_cloud::DriveError;
use lifeboat_messages::{Phase, Problem, ReadOnly, Retry};
use lifeboat_wallet::JournalName;

use super::alone::WayAlone;
use super::{RunState, UnlockedWallet};
use crate::node::Node;
use crate::problem;

/// Pause between two attempts to find out whether something newer exists.
const RECHECK_MS: u64 = 5_000;
/// How long to wait if the drive rejects the sign-in until the user has done something: servers count attempts with a
/// wrong password, and then lock everybody out for a while.
const REFUSED_MS: u64 = 600_000;
/// How long a storage has to say anything at all, before it counts as silent.
const ANSWER_MS: u64 = 15_000;
/// How long a request waits for a wallet whose start waits for a service. The start continues, and says what
/// is missing.
const RUN_MS: u64 = 10_000;

/// What a start that cannot continue waits for.
#[derive(Default)]
pub(super) struct WaitingStart {
    /// The user has acted since it began to wait for them, so it may now succeed.
    asked_again: Cell<bool>,
    /// This device's copy, kept here while its backup is gone and the user has not yet chosen to rewrite it.
    gone: RefCell<Option<LoadedJournal>>,
    /// The way out of a storage that is gone for good.
    pub(super) alone: WayAlone,
}

impl UnlockedWallet {
    /// Whether its backup appears to be gone: this device may have the only copy.
    pub fn is_all_there_is(&self) -> bool {
        self.start.gone.borrow().is_some()
    }

    /// Lets it begin, until [`UnlockedWallet::shut`]. What this device has of it can be seen at once.
    pub fn spawn(self: &Rc<UnlockedWallet>, loaded: LoadedJournal) {
        if self.closed.get() {
            return;
        }
        let (state, queued) = loaded.queued();
        self.watch(&state, queued);
        self.spawn_task(self.clone().begin(loaded));
    }

    /// What it comes with can be seen, until it runs.
    pub fn show(&self, opened: &OpenedJournal) {
        self.watch(&opened.state, BTreeSet::new());
    }

    /// Makes sure that this device's copy is the newest, then runs the node. Tries again automatically while the drive
    /// cannot be asked; meanwhile the wallet can be looked at, and its channels are watched.
    async fn begin(self: Rc<UnlockedWallet>, mut loaded: LoadedJournal) {
        self.start.alone.begins();
        loop {
            let why = match self.counting(self.try_start(loaded)).await {
                Ok(()) => return,
                Err((why, back)) => {
                    loaded = back;
                    why
                }
            };
            self.start.alone.note(why.way_out());
            match why {
                StartError::Fenced(other) => return self.become_fenced(other),
                StartError::FolderGone | StartError::DriveRolledBack { .. } => {
                    *self.start.gone.borrow_mut() = Some(loaded);
                    return self.become_unsafe(problem::of_start(&why));
                }
                StartError::Unconfirmed(obstacle) => {
                    let problem = problem::of_obstacle(&obstacle);
                    let refused = obstacle == Obstacle::Drive(DriveError::SignedOut);
                    self.note_waiting(obstacle);
                    self.set_phase(Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } });
                    self.ask_in_time().await;
                    self.wait_for_recheck(if refused { REFUSED_MS } else { RECHECK_MS }).await;
                }
            }
            if self.closed.get() {
                return;
            }
        }
    }

    /// Waits for this long, or until the user has done something.
    async fn wait_for_recheck(&self, ms: u64) {
        for _ in 0..ms / RECHECK_MS {
            self.env.sleep(RECHECK_MS).await;
            if self.closed.get() || self.start.asked_again.take() {
                return;
            }
            if self.has_waited(RECHECK_MS) {
                return;
            }
        }
    }

    /// An attempt may take minutes at a storage that says nothing, and they count.
    async fn counting<T>(&self, attempt: impl Future<Output = T>) -> T {
        let mut attempt = pin!(attempt.fuse());
        loop {
            futures::select_biased! {
                done = attempt => return done,
                () = Box::pin(self.env.sleep(RECHECK_MS)).fuse() => {
                    if self.has_waited(RECHECK_MS) {
                        self.ask_if_mute().await;
                    }
                }
            }
        }
    }

    /// An attempt has lasted all that time. A storage that answers is only slow.
    async fn ask_if_mute(&self) {
        let Ok(Some(drive)) = self.drive() else { return };
        let answered = futures::select_biased! {
            account = drive.account().fuse() => account.is_ok(),
            () = Box::pin(self.env.sleep(ANSWER_MS)).fuse() => false,
        };
        if self.closed.get() {
            return;
        }
        if answered {
            self.start.alone.is_over();
            return self.start.alone.begins();
        }
        self.note_waiting(DriveError::Unreachable.into());
        let problem = Problem::Unreachable;
        self.set_phase(Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } });
        self.ask_in_time().await;
    }

    /// The storage has kept it waiting for so much longer; see [`WayAlone::has_waited`]. Where nothing else
    /// answers either, it is this device that is offline, and its storage has done nothing.
    fn has_waited(&self, ms: u64) -> bool {
        !self.is_offline() && self.start.alone.has_waited(ms)
    }

    /// The user has signed in again, or wants to know now: a start that waits is tried again.
    pub fn recheck(&self) {
        self.start.asked_again.set(true);
    }

    async fn try_start(
        self: &Rc<UnlockedWallet>,
        loaded: LoadedJournal,
    ) -> Result<(), (StartError, LoadedJournal)> {
        // An invalid address is never stored, so it is treated like missing credentials.
        let drive = self.drive().ok().flatten();
        match loaded.start(self.journal_env(), drive).await {
            Ok(opened) => {
                self.run(opened).await;
                Ok(())
            }
            Err(not) => Err((not.why, not.loaded)),
        }
    }

    /// Rewrites the backup: the user has said that no other device has used the wallet since.
    pub async fn write_anew(self: &Rc<UnlockedWallet>) -> Result<(), Problem> {
        let drive = self.drive()?.ok_or(Problem::SignedOut)?;
        let loaded = self.start.gone.borrow_mut().take().ok_or_else(|| self.unusable())?;
        match loaded.start_anew(self.journal_env(), drive).await {
            Ok(opened) => {
                self.halted.set(false);
                self.run(opened).await;
                Ok(())
            }
            Err(not) => {
                if let StartError::Fenced(other) = &not.why {
                    self.become_fenced(other.clone());
                } else {
                    *self.start.gone.borrow_mut() = Some(not.loaded);
                    // One lost answer says nothing: it is tried again.
                    let refused = StartError::Unconfirmed(Obstacle::Drive(DriveError::QuotaFull));
                    if not.why == refused {
                        self.ask_now().await;
                    }
                }
                Err(problem::of_start(&not.why))
            }
        }
    }

    /// Runs the node on a journal that may be written. Comes back when it runs, or when that waits for a service.
    pub async fn run(self: &Rc<UnlockedWallet>, opened: OpenedJournal) {
        let OpenedJournal { journal, engine, state, writer, .. } = opened;
        self.start.alone.is_over();
        if self.closed.get() {
            return;
        }
        self.env.spawn(engine.run());
        self.set_status(journal.status());
        *self.journal.borrow_mut() = Some(journal.clone());
        let folder = journal.folder().map(|folder| folder.folder_name().to_owned());
        if folder.is_some() && folder.as_deref() != self.settings().folder() {
            // Its user gave it another name. Not kept means found again at the next start.
            let kept = self.change_settings(|settings| settings.note_folder(folder));
            let _ = kept.await;
        }
        self.follow_to_start();
        self.spawn_task(self.clone().end_leftovers());
        self.spawn_task(self.clone().watch_guards());
        let (tried, first) = oneshot::channel();
        self.spawn_task(self.clone().start_in_time(state, writer, tried));
        futures::select_biased! {
            _ = first.fuse() => {}
            () = Box::pin(self.env.sleep(RUN_MS)).fuse() => {}
        }
    }

    /// Starts the node as soon as it may run, until [`UnlockedWallet::shut`]. `tried`: told after the first attempt.
    async fn start_in_time(
        self: Rc<UnlockedWallet>,
        state: State,
        writer: JournalName,
        tried: oneshot::Sender<()>,
    ) {
        self.wait_for_both().await;
        let mut tried = Some(tried);
        while !self.closed.get() && !self.halted.get() && !self.start_node(&state, writer).await {
            // The caller need not wait any longer.
            tried.take();
            self.env.sleep(RECHECK_MS).await;
        }
    }

    /// `false`: not yet, because something is missing that may still come. The view shows meanwhile what it is.
    async fn start_node(self: &Rc<UnlockedWallet>, state: &State, writer: JournalName) -> bool {
        let tip = self.tip_for(state).await;
        if tip.is_ok() {
            self.stop_watching().await;
        }
        let journal = self.journal.borrow().clone();
        let (Some(journal), false, false) = (journal, self.closed.get(), self.halted.get()) else {
            return true;
        };
        let env = &self.env;
        match tip.and_then(|tip| self.assemble_in_place(state, tip, writer)) {
            Ok(wallet) => {
                let open = Rc::downgrade(self);
                let tell = Rc::new(move |news| {
                    if let Some(open) = open.upgrade() {
                        open.heard(news);
                    }
                });
                let open = Rc::downgrade(self);
                let second = Rc::new(move || open.upgrade().and_then(|open| open.mirror()));
                let node = Node::start(wallet, journal, env, tell, second);
                *self.running.borrow_mut() = RunState::Node(node);
                self.set_phase(Phase::Ready);
                self.spawn_task(self.clone().measure());
                self.spawn_task(self.clone().mark_all());
                self.spawn_task(self.clone().try_storage_out());
            }
            Err(problem) if problem.retry() == Retry::ByItself => {
                self.set_phase(Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } });
                return false;
            }
            Err(problem) => self.become_unsafe(problem),
        }
        true
    }
}
