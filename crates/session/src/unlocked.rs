//! An unlocked wallet: its keys, its journal, and its node while it may run.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use lifeboat_backup::{Env, Journal, Keys, Obstacle, Status, StoreError};
use lifeboat_cloud::Drive;
use lifeboat_crypto::Phrase;
use lifeboat_messages::{Phase, Problem, ReadOnly, View};

use crate::accounts::TokenKeeper;
use crate::device_env::DeviceEnv;
use crate::host::OfferedFile;
use crate::invoice_sources::InvoiceSources;
use crate::node::Node;
use crate::problem;
use crate::settings::Settings;

mod alone;
mod assemble;
mod atlas;
mod begin;
mod chosen;
mod end;
mod folder_news;
mod keep;
mod leftovers;
mod mark;
mod news;
mod prove;
mod second;
mod show;
mod stale_note;
mod trial;
mod watching;

use crate::tasks::Tasks;
use crate::watch::Watch;
use atlas::Atlas;
use begin::WaitingStart;
use chosen::ChosenLock;
use end::PutAwaySignal;
use keep::Records;
pub use keep::TakenPlace;
use news::StoreLoss;
use second::SecondCopyTask;
pub use second::in_step;
use show::MeasuredRoom;
use stale_note::StaleNote;
use trial::StorageTrial;

/// How long locking, or another tab, waits for the drive. What it has not taken by then waits on this device.
pub const CLOSE_MS: u64 = 3_000;

/// What runs, or what there is to look at.
enum RunState {
    /// Nothing runs yet.
    Nothing,
    /// A wallet that must not start, or must run no longer: it can be looked at, and watches its channels.
    Watching(WatchingWallet),
    /// The node.
    Node(Rc<Node>),
    /// What the page shows of a wallet that was put away.
    PutAway(Box<View>),
}

/// A wallet that nobody uses. It has no journal and no lines, so that it can store nothing and speak with nobody.
struct WatchingWallet {
    watch: Rc<Watch>,
    /// Keys of its state that are not in the cloud yet.
    queued: BTreeSet<String>,
}

/// An unlocked wallet.
pub struct UnlockedWallet {
    env: DeviceEnv,
    phrase: Phrase,
    keys: RefCell<Rc<Keys>>,
    settings: RefCell<Settings>,
    records: Records,
    journal: RefCell<Option<Journal>>,
    running: RefCell<RunState>,
    phase: RefCell<Phase>,
    status: RefCell<Status>,
    loss: StoreLoss,
    measured: MeasuredRoom,
    trial: StorageTrial,
    following: SecondCopyTask,
    atlas: Atlas,
    /// The payment hash of the invoice that the page was given last.
    invoice: RefCell<Option<String>>,
    /// Which service gave which invoice.
    services: InvoiceSources,
    /// What was made of the history for the user to save.
    offered: RefCell<Option<Box<dyn OfferedFile>>>,
    /// Whether the wallet is read-only from now on, whatever the journal and the node would do.
    halted: Cell<bool>,
    chosen: ChosenLock,
    /// Whether nothing more is done for this wallet: it was locked, or another took its place.
    closed: Cell<bool>,
    start: WaitingStart,
    /// What was said last of whether its state is old.
    stale: StaleNote,
    /// Its background tasks.
    tasks: Tasks,
    /// How far it is put away.
    putting_away: PutAwaySignal,
}

impl UnlockedWallet {
    /// Unlocked; nothing runs yet.
    pub fn new(env: DeviceEnv, phrase: Phrase, keys: Rc<Keys>, settings: Settings) -> Rc<UnlockedWallet> {
        // Until the journal speaks: a wallet with a backup is never shown as one without.
        let status = if settings.in_use().is_some() { Status::Checking } else { Status::Off };
        let accounts = env.accounts().clone();
        let open = Rc::new(UnlockedWallet {
            env,
            phrase,
            keys: RefCell::new(keys),
            settings: RefCell::new(settings),
            records: Records::default(),
            journal: RefCell::new(None),
            running: RefCell::new(RunState::Nothing),
            phase: RefCell::new(Phase::Checking),
            status: RefCell::new(status),
            loss: StoreLoss::default(),
            measured: MeasuredRoom::default(),
            trial: StorageTrial::default(),
            following: SecondCopyTask::default(),
            atlas: Atlas::default(),
            invoice: RefCell::new(None),
            services: InvoiceSources::default(),
            offered: RefCell::default(),
            halted: Cell::new(false),
            chosen: ChosenLock::default(),
            closed: Cell::new(false),
            start: WaitingStart::default(),
            stale: StaleNote::default(),
            tasks: Tasks::default(),
            putting_away: PutAwaySignal::default(),
        });
        let keeper: Rc<dyn TokenKeeper> = open.clone();
        accounts.belong_to(&keeper);
        open
    }

    /// Whether nothing but this process has what the wallet is by now: its browser keeps nothing, and there
    /// is no backup.
    pub fn is_nowhere_else(&self) -> bool {
        let why = Obstacle::Store(StoreError::Lost);
        *self.status.borrow() == Status::Paused { why } && self.settings.borrow().in_use().is_none()
    }

    /// Which keys. While a journal runs, its word counts: it changes them, and may have renumbered the keyring.
    pub fn keys(&self) -> Rc<Keys> {
        if let Some(journal) = &*self.journal.borrow() {
            *self.keys.borrow_mut() = journal.keys();
        }
        self.keys.borrow().clone()
    }

    /// What services have given lately.
    pub fn services(&self) -> &InvoiceSources {
        &self.services
    }

    /// This device.
    pub fn env(&self) -> &DeviceEnv {
        &self.env
    }

    /// Whether its state is older than what the channel peer knows.
    pub fn is_stale(&self) -> bool {
        self.stale.is_stale()
            || *self.phase.borrow() == (Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } })
    }

    /// Whether it was locked, or another took its place: nothing may be stored for it from now on.
    pub fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// The words.
    pub fn phrase(&self) -> &Phrase {
        &self.phrase
    }

    /// The journal, while it may be written.
    pub fn journal(&self) -> Result<Journal, Problem> {
        self.journal.borrow().clone().filter(|_| !self.halted.get()).ok_or_else(|| self.unusable())
    }

    /// The node, while it may run.
    pub fn node(&self) -> Result<Rc<Node>, Problem> {
        match &*self.running.borrow() {
            RunState::Node(node) if !self.halted.get() => Ok(node.clone()),
            RunState::Nothing | RunState::Watching(_) | RunState::Node(_) | RunState::PutAway(_) => {
                Err(self.unusable())
            }
        }
    }

    /// Whether it can pay and receive.
    ///
    /// # Errors
    /// What is in the way.
    pub fn ready(&self) -> Result<(), Problem> {
        if *self.phase.borrow() == Phase::Ready { Ok(()) } else { Err(self.unusable()) }
    }

    /// The surroundings of a journal that reports to this wallet.
    pub fn journal_env(self: &Rc<UnlockedWallet>) -> Env {
        let open = Rc::downgrade(self);
        self.env.observed(Rc::new(move |status: &Status| {
            if let Some(open) = open.upgrade() {
                open.note_status(status);
            }
        }))
    }

    /// The drive of the settings.
    pub fn drive(&self) -> Result<Option<Rc<dyn Drive>>, Problem> {
        let settings = self.settings.borrow();
        settings
            .drive()
            .map(|drive| drive.drive(&self.env))
            .transpose()
            .map_err(|error| problem::of_drive(&error))
    }

    /// What the wallet can do now.
    pub fn phase(&self) -> Phase {
        self.phase.borrow().clone()
    }

    /// Sets what it can do from now on.
    pub fn set_phase(&self, phase: Phase) {
        *self.phase.borrow_mut() = phase;
        self.env.changed();
    }
}
