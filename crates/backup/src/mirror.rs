//! A second copy on another service: it follows the first, entry by entry, byte for byte.
//!
//! The primary decides the order; "whichever answers first" does not exist. A mirror is written by its own future, so the
//! wallet does not wait for it, unless [`Journal::set_both`] says that an entry counts only when the mirror has it, too.
//!
//! ```no_run
//! # use std::rc::Rc;
//! # use lifeboat_backup::{Journal, MirrorPlan, WalletFolder, MirrorStatus};
//! # use lifeboat_cloud::{Drive, memory::MemoryDrive};
//! # async fn example(journal: Journal, spawn: impl Fn(std::pin::Pin<Box<dyn Future<Output = ()>>>)) {
//! let drive: Rc<dyn Drive> = Rc::new(MemoryDrive::new());
//! let plan = MirrorPlan {
//!     name: "second".to_owned(),
//!     drive,
//!     // The first time the wallet's name; later what `Mirror::folder` said, which the caller remembers.
//!     folder: WalletFolder::new("Samantha"),
//!     observer: Rc::new(|_status: &MirrorStatus| {}),
//! };
//! let (mirror, follower) = journal.add_mirror(plan);
//! spawn(Box::pin(follower.run()));
//! // With both: only now may the wallet start, and from now on its entries wait for the mirror.
//! if mirror.in_step().await.is_ok() {
//!     journal.set_both(Some(&mirror));
//! }
//! // Later, and rarely: the mirror becomes the primary, and the old one is left.
//! let _ = journal.move_to(&mirror, "Dropbox").await;
//! # }
//! ```
//!
//! If the primary is gone for good: [`crate::LoadedJournal::promote`]. Which of two copies is newer: [`crate::look_at_head`].

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use lifeboat_cloud::Drive;

use crate::{
    Fault, FolderNews, Journal, Keys, WalletFolder, bell::Bell, env::DriveCell, status::MirrorTrouble,
};

mod above;
mod ask;
mod beside;
mod folder;
mod follow;
mod rest;
mod seen_phrase;
mod taken_over;
mod tidy;

pub use follow::Follower;

/// Where to mirror to.
pub struct MirrorPlan {
    /// The caller's own name of that drive, not empty: after a move or promotion [`crate::StoredJournal::drive`] says it.
    pub name: String,
    /// The other service.
    pub drive: Rc<dyn Drive>,
    /// The folder there. When another wallet has it, " 2" is added, and so on; see [`Mirror::folder`].
    pub folder: WalletFolder,
    /// Called at every change of the status: it must only take note.
    pub observer: Rc<dyn Fn(&MirrorStatus)>,
}

/// How far a mirror is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MirrorStatus {
    /// Its position is being determined.
    Looking,
    /// It has everything that the primary has acknowledged.
    InStep {
        /// Position of the newest entry that it has.
        position: u64,
        /// Since when, Unix ms of this device's clock.
        at_ms: u64,
    },
    /// It has everything as well, and an older phrase file, which an older secret opens, could not be deleted there; tried again
    /// automatically. No entry waits for that.
    OlderPhraseStays {
        /// Position of the newest entry that it has.
        position: u64,
        /// Since when, Unix ms of this device's clock.
        since_ms: u64,
    },
    /// It has everything as well, and a file right above that does not open: perhaps an upload of another device. Until it
    /// opens or is gone, the next entry is not written there, and older phrase files are not looked for.
    TopUnreadable {
        /// Position of the newest entry that it has.
        position: u64,
        /// Since when, Unix ms of this device's clock.
        since_ms: u64,
        /// Where that file lies.
        above: u64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// It is being written.
    Following {
        /// It has everything up to here; `None`: nothing yet.
        position: Option<u64>,
        /// Number of entries that are not copied yet.
        behind: u64,
    },
    /// It cannot be written now; tried again automatically.
    Waiting {
        /// Since when, Unix ms.
        since_ms: u64,
        /// What it waits for.
        why: MirrorTrouble,
        /// Number of entries that are not copied yet, as far as is known.
        behind: u64,
    },
    /// The user has to do something; then [`Mirror::resume`].
    Paused {
        /// What the user has to do something about.
        why: MirrorTrouble,
    },
    /// It is no longer written: it was removed, became the primary, or the journal ended.
    Ended,
}

/// What handle, follower and engine share about one mirror.
pub(crate) struct MirrorState {
    pub(crate) name: String,
    /// The primary's head.
    head: Box<dyn Fn() -> Option<u64>>,
    pub(crate) drive: DriveCell,
    pub(crate) bell: Bell,
    pub(crate) folder: RefCell<WalletFolder>,
    status: RefCell<MirrorStatus>,
    /// It has everything up to here.
    position: RefCell<Option<u64>>,
    /// What the user has not read yet.
    pub(crate) news: Cell<Option<FolderNews>>,
    stopped: RefCell<bool>,
    rest: rest::Rest,
    above: above::Above,
    /// It was found to have lost something, and is not whole again.
    lost: Cell<bool>,
    /// The number of the keyring whose phrase file was seen there last.
    phrase_of: Cell<Option<u32>>,
    observer: Rc<dyn Fn(&MirrorStatus)>,
}

impl MirrorState {
    fn tell(&self, status: MirrorStatus) {
        if *self.status.borrow() == status {
            return;
        }
        self.status.replace(status.clone());
        (self.observer)(&status);
        self.bell.ring();
    }

    fn set_news(&self, news: Option<FolderNews>) {
        if self.news.replace(news) != news {
            let status = self.status.borrow().clone();
            (self.observer)(&status);
        }
    }

    pub(crate) fn position(&self) -> Option<u64> {
        *self.position.borrow()
    }

    /// What only the user can fix, if anybody.
    pub(crate) fn hopeless(&self) -> Option<MirrorTrouble> {
        match &*self.status.borrow() {
            MirrorStatus::Paused { why } => Some(why.clone()),
            MirrorStatus::Ended => Some(MirrorTrouble::Ended),
            MirrorStatus::Looking
            | MirrorStatus::InStep { .. }
            | MirrorStatus::OlderPhraseStays { .. }
            | MirrorStatus::TopUnreadable { .. }
            | MirrorStatus::Following { .. }
            | MirrorStatus::Waiting { .. } => None,
        }
    }

    /// What it waits for now.
    pub(crate) fn waits_for(&self) -> Option<MirrorTrouble> {
        match &*self.status.borrow() {
            MirrorStatus::Waiting { why, .. } | MirrorStatus::Paused { why } => Some(why.clone()),
            MirrorStatus::Ended => Some(MirrorTrouble::Ended),
            MirrorStatus::Looking
            | MirrorStatus::InStep { .. }
            | MirrorStatus::OlderPhraseStays { .. }
            | MirrorStatus::TopUnreadable { .. }
            | MirrorStatus::Following { .. } => None,
        }
    }

    pub(crate) fn stop(&self) {
        self.stopped.replace(true);
        self.bell.ring();
    }
}

/// The handle to a mirror. Clones are the same one.
#[derive(Clone)]
pub struct Mirror {
    pub(crate) shared: Rc<MirrorState>,
}

impl Mirror {
    /// How far it is; changes go to [`MirrorPlan::observer`].
    pub fn status(&self) -> MirrorStatus {
        self.shared.status.borrow().clone()
    }

    /// Whether the phrase file of these keys was seen there: what opens them opens it. For a moment it is still reported to
    /// be in step when keys were changed.
    pub fn opens_with(&self, keys: &Keys) -> bool {
        self.shared.phrase_of.get() == Some(keys.keyring().seq())
    }

    /// Its folder, settled once it has been looked at: remember it, and give it to the next [`Journal::add_mirror`].
    pub fn folder(&self) -> WalletFolder {
        self.shared.folder.borrow().clone()
    }

    /// What the user has not read yet of its folder: [`Journal::mirror_news_is_read`].
    pub fn news(&self) -> Option<FolderNews> {
        self.shared.news.get()
    }

    /// Uses this drive from now on: the same one with new credentials. Call [`Mirror::resume`] after it.
    pub fn set_drive(&self, drive: Rc<dyn Drive>) {
        self.shared.drive.set(drive);
    }

    /// Tries again now.
    pub fn resume(&self) {
        if let MirrorStatus::Paused { .. } = self.status() {
            self.shared.tell(MirrorStatus::Looking);
        }
        self.shared.drive.try_again();
        self.shared.bell.ring();
    }

    /// Comes back once it has everything that the primary has acknowledged, with the position; waits as long as that takes.
    ///
    /// # Errors
    /// When only the user can continue.
    pub async fn in_step(&self) -> Result<u64, MirrorTrouble> {
        let mut heard = self.shared.bell.count();
        loop {
            if let MirrorStatus::InStep { position, .. }
            | MirrorStatus::OlderPhraseStays { position, .. }
            | MirrorStatus::TopUnreadable { position, .. } = self.status()
                && (self.shared.head)() == Some(position)
            {
                return Ok(position);
            }
            if let Some(why) = self.shared.hopeless() {
                return Err(why);
            }
            heard = self.shared.bell.heard(heard).await;
        }
    }

    /// Stops writing it. Its files stay: [`crate::delete_copy`] deletes them.
    pub fn remove(&self) {
        self.shared.stop();
    }
}

impl Journal {
    /// Follows this journal on another drive from now on. Spawn [`Follower::run`]. It finds out on its own how far
    /// the mirror is.
    ///
    /// The follower holds the journal: end it by [`Mirror::remove`] or [`Journal::close`].
    pub fn add_mirror(&self, plan: MirrorPlan) -> (Mirror, Follower) {
        let shared = Rc::new(MirrorState {
            name: plan.name,
            head: Box::new(self.head_teller()),
            drive: DriveCell::new(plan.drive),
            bell: self.bell(),
            folder: RefCell::new(plan.folder),
            status: RefCell::new(MirrorStatus::Looking),
            position: RefCell::new(None),
            news: Cell::default(),
            stopped: RefCell::new(false),
            rest: rest::Rest::default(),
            above: above::Above::default(),
            lost: Cell::new(false),
            phrase_of: Cell::default(),
            observer: plan.observer,
        });
        let follower = Follower::new(self.clone(), shared.clone());
        (Mirror { shared }, follower)
    }
}
