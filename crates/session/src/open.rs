//! An unlocked wallet: its keys, its journal, and its node while it may run.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use async_trait::async_trait;
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{AbortHandle, abortable};
use futures::lock::Mutex;
use lifeboat_backup::{Env, Journal, Keys, Loaded, Opened, StartError, State, Status, StoreError, Trouble};
use lifeboat_cloud::Drive;
use lifeboat_cloud::oauth::RefreshToken;
use lifeboat_crypto::{FactorKind, Keyring, Phrase};
use lifeboat_messages::{Phase, Problem, ReadOnly, Retry};
use lifeboat_wallet::{JournalName, Wallet};

use crate::accounts::TokenKeeper;
use crate::device_env::DeviceEnv;
use crate::node::{News, Node};
use crate::problem;
use crate::settings::Settings;
use crate::vault::Vault;

mod assemble;
mod marking;
mod prove;
mod second;
mod show;

use second::Following;
pub use second::in_step;
pub use show::pin_strength;

/// Pause between two attempts to find out whether something newer exists.
const RECHECK_MS: u64 = 5_000;
/// How long the drive is asked who went on before an old state is called just that.
const ASK_MS: u64 = 10_000;
/// How long a request waits for a wallet to run that waits for a service. It goes on by itself, and says what is missing.
const RUN_MS: u64 = 10_000;
/// How long locking, or another tab, waits for the drive. What it has not taken by then waits on this device.
pub const CLOSE_MS: u64 = 3_000;

/// What runs, or what there is to look at.
enum Running {
    /// Nothing yet.
    Nothing,
    /// To look at: never pumped, never connected.
    Still(Box<Wallet>),
    /// The node.
    Node(Rc<Node>),
}

/// An unlocked wallet.
pub struct OpenWallet {
    env: DeviceEnv,
    phrase: Phrase,
    keys: RefCell<Rc<Keys>>,
    settings: RefCell<Settings>,
    changing: Mutex<()>,
    journal: RefCell<Option<Journal>>,
    running: RefCell<Running>,
    phase: RefCell<Phase>,
    status: RefCell<Status>,
    size: Cell<Option<u64>>,
    room: Cell<Option<u64>>,
    following: Following,
    /// The payment hash of the invoice that the page was given last.
    invoice: RefCell<Option<String>>,
    /// It is only for looking any more, whatever the journal and the node would do.
    halted: Cell<bool>,
    /// Nothing more is done for this wallet: it was locked, or another took its place.
    closed: Cell<bool>,
    /// What this device has, where its backup is gone: until the user says that it is to be written anew.
    gone: RefCell<Option<Loaded>>,
    /// Ends [`OpenWallet::begin`], or what it went over into.
    beginning: RefCell<Option<AbortHandle>>,
}

impl OpenWallet {
    /// Unlocked; nothing runs yet.
    pub fn new(env: DeviceEnv, phrase: Phrase, keys: Rc<Keys>, settings: Settings) -> Rc<OpenWallet> {
        // Until the journal speaks: a wallet with a backup is never shown as one without.
        let status = if settings.drive.is_some() { Status::Saving } else { Status::Off };
        let accounts = env.accounts.clone();
        let open = Rc::new(OpenWallet {
            env,
            phrase,
            keys: RefCell::new(keys),
            settings: RefCell::new(settings),
            changing: Mutex::new(()),
            journal: RefCell::new(None),
            running: RefCell::new(Running::Nothing),
            phase: RefCell::new(Phase::Checking),
            status: RefCell::new(status),
            size: Cell::new(None),
            room: Cell::new(None),
            following: Following::default(),
            invoice: RefCell::new(None),
            halted: Cell::new(false),
            closed: Cell::new(false),
            gone: RefCell::new(None),
            beginning: RefCell::new(None),
        });
        let keeper: Rc<dyn TokenKeeper> = open.clone();
        accounts.belong_to(&keeper);
        open
    }

    /// Which keys. While a journal runs, its word counts: it changes them, and may have renumbered the keyring.
    pub fn keys(&self) -> Rc<Keys> {
        if let Some(journal) = &*self.journal.borrow() {
            *self.keys.borrow_mut() = journal.keys();
        }
        self.keys.borrow().clone()
    }

    /// This device.
    pub fn env(&self) -> &DeviceEnv {
        &self.env
    }

    /// Whether its state is older than what the channel peer knows.
    pub fn is_stale(&self) -> bool {
        *self.phase.borrow() == (Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } })
    }

    /// Whether its backup is gone as well as anybody knows: what is on this device may be all there is.
    pub fn is_all_there_is(&self) -> bool {
        self.gone.borrow().is_some()
    }

    /// Whether it was locked, or another took its place: nothing of it may be kept any more.
    pub fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// The words.
    pub fn phrase(&self) -> &Phrase {
        &self.phrase
    }

    /// What the user chose.
    pub fn settings(&self) -> Settings {
        self.settings.borrow().clone()
    }

    /// Keeps changed settings, durably.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Problem> {
        // One after the other: a change never undoes another that is still being written.
        let _turn = self.changing.lock().await;
        let mut settings = self.settings();
        change(&mut settings);
        self.vault().keep_settings(&settings).await?;
        *self.settings.borrow_mut() = settings;
        self.env.changed();
        Ok(())
    }

    /// Settings that are so, whether they can be kept or not: a store that refuses now is told the same by the journal at the
    /// next start.
    pub async fn settle_settings(&self, change: impl FnOnce(&mut Settings)) {
        let _turn = self.changing.lock().await;
        change(&mut self.settings.borrow_mut());
        // With the phrase: it may be the keys that have changed.
        let _ = self.vault().keep(self.phrase(), &self.settings()).await;
        self.env.changed();
    }

    /// This wallet's records on this device.
    pub fn vault(&self) -> Vault {
        Vault::new(&self.env, self.keys().opened())
    }

    /// The journal, while it may be written.
    pub fn journal(&self) -> Result<Journal, Problem> {
        self.journal.borrow().clone().filter(|_| !self.halted.get()).ok_or_else(|| self.unusable())
    }

    /// The node, while it may run.
    pub fn node(&self) -> Result<Rc<Node>, Problem> {
        match &*self.running.borrow() {
            Running::Node(node) if !self.halted.get() => Ok(node.clone()),
            _ => Err(self.unusable()),
        }
    }

    /// Whether it can pay and receive.
    ///
    /// # Errors
    /// What is in the way.
    pub fn ready(&self) -> Result<(), Problem> {
        if *self.phase.borrow() == Phase::Ready { Ok(()) } else { Err(self.unusable()) }
    }

    fn unusable(&self) -> Problem {
        match &*self.phase.borrow() {
            Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } } => Problem::Fenced,
            Phase::ReadOnly { why: ReadOnly::OtherTab } => Problem::OtherTab,
            Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } | ReadOnly::Unsafe { problem } } => {
                problem.clone()
            }
            _ => Problem::Unavailable,
        }
    }

    /// For a journal that reports to this wallet.
    pub fn journal_env(self: &Rc<OpenWallet>) -> Env {
        let open = Rc::downgrade(self);
        self.env.observed(Rc::new(move |status: &Status| {
            if let Some(open) = open.upgrade() {
                open.note_status(status);
            }
        }))
    }

    /// Takes note of the journal's status.
    fn note_status(self: &Rc<OpenWallet>, status: &Status) {
        let before = std::mem::replace(&mut *self.status.borrow_mut(), status.clone());
        let was_lost = matches!(before, Status::Paused { why: Trouble::Store(StoreError::Lost) });
        if was_lost && matches!(status, Status::Saved { .. } | Status::Off) {
            // The store takes something again: what could not be kept meanwhile is kept now.
            let open = self.clone();
            self.env.spawn(async move { open.settle_settings(|_| {}).await });
        }
        if let Status::Fenced { by, at_ms } = status {
            self.become_fenced(by.clone(), *at_ms);
        }
        self.env.changed();
    }

    /// The drive could not be asked: waiting since the first time that was so.
    fn note_waiting(&self, why: Trouble) {
        let since_ms = match &*self.status.borrow() {
            Status::Waiting { since_ms, .. } => *since_ms,
            _ => self.env.now_ms(),
        };
        *self.status.borrow_mut() = Status::Waiting { since_ms, why };
    }

    /// The drive of the settings.
    pub fn drive(&self) -> Result<Option<Rc<dyn Drive>>, Problem> {
        let settings = self.settings.borrow();
        settings
            .drive
            .as_ref()
            .map(|drive| drive.drive(&self.env))
            .transpose()
            .map_err(|error| problem::of_drive(&error))
    }

    /// Lets it begin, until [`OpenWallet::shut`].
    pub fn spawn(self: &Rc<OpenWallet>, loaded: Loaded) {
        if self.closed.get() {
            return;
        }
        let (beginning, handle) = abortable(self.clone().begin(loaded));
        *self.beginning.borrow_mut() = Some(handle);
        self.env.spawn(async move {
            // Ended by `shut`, as a process would be: every such point is covered by the journal's simulation.
            let _ = beginning.await;
        });
    }

    /// Makes sure that this device's copy is the newest, then runs the node. Tries again by itself while the drive
    /// cannot be asked; meanwhile the wallet can be looked at.
    async fn begin(self: Rc<OpenWallet>, mut loaded: Loaded) {
        let (state, queued) = loaded.queued();
        self.look_at(&state, queued);
        loop {
            let why = match self.try_start(loaded).await {
                Ok(()) => return,
                Err((why, back)) => {
                    loaded = back;
                    why
                }
            };
            match why {
                StartError::Fenced(other) => return self.become_fenced(other.device, other.at_ms),
                StartError::FolderGone | StartError::DriveRolledBack { .. } => {
                    *self.gone.borrow_mut() = Some(loaded);
                    return self.become_unsafe(problem::of_start(&why));
                }
                other => {
                    if let StartError::Unconfirmed(why) = &other {
                        self.note_waiting(why.clone());
                    }
                    let problem = problem::of_start(&other);
                    self.set_phase(Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } });
                }
            }
            self.env.sleep(RECHECK_MS).await;
            if self.closed.get() {
                return;
            }
        }
    }

    async fn try_start(self: &Rc<OpenWallet>, loaded: Loaded) -> Result<(), (StartError, Loaded)> {
        // An address that cannot be one was never kept; treat it like missing credentials.
        let drive = self.drive().ok().flatten();
        match loaded.start(self.journal_env(), drive).await {
            Ok(opened) => {
                self.run(opened).await;
                Ok(())
            }
            Err(not) => Err((not.why, not.loaded)),
        }
    }

    /// Writes the backup anew: the user has said that no other device has gone on.
    pub async fn write_anew(self: &Rc<OpenWallet>) -> Result<(), Problem> {
        let drive = self.drive()?.ok_or(Problem::SignedOut)?;
        let loaded = self.gone.borrow_mut().take().ok_or_else(|| self.unusable())?;
        match loaded.start_anew(self.journal_env(), drive).await {
            Ok(opened) => {
                self.halted.set(false);
                self.run(opened).await;
                Ok(())
            }
            Err(not) => {
                if let StartError::Fenced(other) = &not.why {
                    self.become_fenced(other.device.clone(), other.at_ms);
                } else {
                    *self.gone.borrow_mut() = Some(not.loaded);
                }
                Err(problem::of_start(&not.why))
            }
        }
    }

    /// Runs the node on a journal that may be written. Comes back when it runs, or when that waits for a service.
    pub async fn run(self: &Rc<OpenWallet>, opened: Opened) {
        let Opened { journal, engine, state, writer, .. } = opened;
        if self.closed.get() {
            return;
        }
        self.env.spawn(engine.run());
        *self.status.borrow_mut() = journal.status();
        *self.journal.borrow_mut() = Some(journal.clone());
        let folder = journal.folder().map(|folder| folder.folder_name().to_owned());
        if folder.is_some() && folder != self.settings().folder {
            // Its user gave it another name. Not kept means found again at the next start.
            let _ = self.change_settings(|settings| settings.folder = folder).await;
        }
        self.follow_to_start();
        let (tried, first) = oneshot::channel();
        let (starting, handle) = abortable(self.clone().start_in_time(state, writer, tried));
        *self.beginning.borrow_mut() = Some(handle);
        self.env.spawn(starting.map(drop));
        futures::select_biased! {
            _ = first.fuse() => {}
            () = Box::pin(self.env.sleep(RUN_MS)).fuse() => {}
        }
    }

    /// Starts the node as soon as it may run, until [`OpenWallet::shut`]. `tried`: told after the first attempt.
    async fn start_in_time(
        self: Rc<OpenWallet>,
        state: State,
        writer: JournalName,
        tried: oneshot::Sender<()>,
    ) {
        self.wait_for_both().await;
        let mut tried = Some(tried);
        while !self.closed.get() && !self.halted.get() && !self.start_node(&state, writer).await {
            // Whoever waits need not wait for more.
            tried.take();
            self.env.sleep(RECHECK_MS).await;
        }
    }

    /// `false`: not yet, for want of something that may come by itself. What that is can be seen meanwhile.
    async fn start_node(self: &Rc<OpenWallet>, state: &State, writer: JournalName) -> bool {
        let started = self.start_wallet(state, writer).await;
        let journal = self.journal.borrow().clone();
        let (Some(journal), false, false) = (journal, self.closed.get(), self.halted.get()) else {
            return true;
        };
        let env = &self.env;
        match started.and_then(|wallet| Ok((wallet, env.config.peer()?))) {
            Ok((wallet, peer)) => {
                let open = Rc::downgrade(self);
                let tell = Rc::new(move |news| {
                    if let Some(open) = open.upgrade() {
                        open.heard(news);
                    }
                });
                let open = Rc::downgrade(self);
                let second = Rc::new(move || open.upgrade().and_then(|open| open.mirror()));
                let node = Node::start(wallet, journal, peer, env, tell, second);
                *self.running.borrow_mut() = Running::Node(node);
                self.set_phase(Phase::Ready);
                env.spawn(self.clone().measure());
                env.spawn(self.clone().mark_all());
            }
            Err(problem) if problem.retry() == Retry::ByItself => {
                self.set_phase(Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } });
                return false;
            }
            Err(problem) => self.become_unsafe(problem),
        }
        true
    }

    fn heard(self: &Rc<OpenWallet>, news: News) {
        match news {
            News::Changed => self.env.changed(),
            News::Fenced => {
                if let Status::Fenced { by, at_ms } = self.status.borrow().clone() {
                    self.become_fenced(by, at_ms);
                }
            }
            News::Stale => {
                // The node lives on, for the chain alone.
                self.halted.set(true);
                self.set_phase(Phase::Checking);
                self.env.spawn(self.clone().explain_stale());
            }
            News::Stopped(problem) => self.become_unsafe(problem),
        }
    }

    /// Its state is old. Another device went on with it, as well as the drive knows, or it came from an old copy: the way out
    /// is another one, so the drive is asked first, for some seconds.
    async fn explain_stale(self: Rc<OpenWallet>) {
        let asked = self.journal.borrow().clone();
        let Some(journal) = asked else { return };
        let mut asking = pin!(journal.is_taken_over().fuse());
        let known = futures::select_biased! {
            taken_over = asking => Some(taken_over),
            () = Box::pin(self.env.sleep(ASK_MS)).fuse() => None,
        };
        // Where it was taken over, the journal says by whom, now or when its drive answers.
        let is_fenced = || matches!(*self.status.borrow(), Status::Fenced { .. });
        if known != Some(true) && !is_fenced() && !self.closed.get() {
            self.set_phase(Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } });
        }
        if known.is_none() {
            asking.await;
        }
    }

    /// Another device went on: only for looking from here on.
    pub fn become_fenced(&self, device: String, at_ms: u64) {
        self.halt();
        *self.status.borrow_mut() = Status::Fenced { by: device.clone(), at_ms };
        self.set_phase(Phase::ReadOnly { why: ReadOnly::Elsewhere { device, at_ms } });
    }

    /// Its state must not be used.
    fn become_unsafe(&self, problem: Problem) {
        self.halt();
        self.set_phase(Phase::ReadOnly { why: ReadOnly::Unsafe { problem } });
    }

    fn halt(&self) {
        self.halted.set(true);
        if let Running::Node(node) = &*self.running.borrow() {
            node.stop();
        }
    }

    /// Another tab has it: nothing of this one is saved any more, here or in the cloud.
    pub fn abandon(&self) {
        self.closed.set(true);
        if let Some(beginning) = self.beginning.borrow_mut().take() {
            beginning.abort();
        }
        self.halt();
        if let Some(journal) = self.journal.borrow_mut().take() {
            // What it still tries ends at the store, which is the other tab's.
            drop(journal.close(0));
        }
    }

    /// Stops everything for good, and comes back when nothing of it touches store or drive any more: then the same
    /// wallet may be opened again. What the drive does not take in this time waits on this device for the next start.
    pub async fn shut(&self, within_ms: u64) {
        self.closed.set(true);
        let beginning = self.beginning.borrow_mut().take();
        if let Some(beginning) = beginning {
            beginning.abort();
        }
        if let Ok(node) = self.node() {
            node.settle(within_ms).await;
        }
        self.halt();
        self.keys();
        let journal = self.journal.borrow_mut().take();
        if let Some(journal) = journal {
            journal.close(within_ms).await;
        }
        self.stop_following(within_ms).await;
    }

    /// What it can do now.
    pub fn phase(&self) -> Phase {
        self.phase.borrow().clone()
    }

    /// From here on it can do this.
    pub fn set_phase(&self, phase: Phase) {
        *self.phase.borrow_mut() = phase;
        self.env.changed();
    }
}

#[async_trait(?Send)]
impl TokenKeeper for OpenWallet {
    async fn keep_token(&self, sign_in: &str, token: &RefreshToken) {
        if self.settings().account_mut(sign_in).is_none() {
            return;
        }
        let kept = self.change_settings(|settings| {
            if let Some(account) = settings.account_mut(sign_in) {
                account.refresh = Some(token.expose().to_owned());
            }
        });
        // A store that refuses shows by itself at the next entry; the token works until this worker ends.
        let _ = kept.await;
    }
}

/// Whether a PIN opens it.
pub fn has_pin(keyring: &Keyring) -> bool {
    let with_pin =
        |slot: &lifeboat_crypto::Slot| slot.factors().iter().any(|it| it.kind() == FactorKind::Pin);
    keyring.slots().iter().any(with_pin)
}
