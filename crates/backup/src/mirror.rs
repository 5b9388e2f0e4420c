//! A second copy on another service: it follows the first, entry by entry, byte for byte.
//!
//! The primary decides the order; "whichever answers first" does not exist. A mirror is written by its own future, so
//! the wallet does not wait for it, unless [`crate::Journal::set_both`] says that an entry counts only when the mirror
//! has it as well.
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
//! If the primary is gone for good: [`crate::LoadedJournal::promote`]. Which of two copies is newer:
//! [`crate::look_at_head`].

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use lifeboat_cloud::Drive;

use crate::{
    Fault, FolderNews, Keys, WalletFolder, bell::Bell, env::DriveCell, read::RemoteFolder,
    status::MirrorObstacle,
};

mod above;
mod rest;

use above::TopLook;
use rest::Rest;

/// Where to mirror to.
pub struct MirrorPlan {
    /// The caller's own name of that drive, not empty: after a move or promotion
    /// [`crate::StoredJournal::drive`] says it.
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
    /// The mirror has everything that the primary has acknowledged.
    InStep {
        /// Position of the newest entry that it has.
        position: u64,
        /// Since when, Unix ms of this device's clock.
        at_ms: u64,
    },
    /// The mirror has everything as well, and an older phrase file, which an older secret opens, could not be deleted
    /// there; tried again automatically. No entry waits for that.
    OlderPhraseStays {
        /// Position of the newest entry that it has.
        position: u64,
        /// Since when, Unix ms of this device's clock.
        since_ms: u64,
    },
    /// The mirror has everything as well, and a file right above that does not open: perhaps an upload of another
    /// device. Until it opens or is gone, the next entry is not written there, and older phrase files are not looked
    /// for.
    TopUnreadable {
        /// Position of the newest entry that it has.
        position: u64,
        /// Since when, Unix ms of this device's clock.
        since_ms: u64,
        /// Where that file lies.
        above: u64,
        /// What is wrong with the file.
        fault: Fault,
    },
    /// The mirror is being written.
    Following {
        /// The position up to which the mirror has everything; `None`: nothing yet.
        position: Option<u64>,
        /// Number of entries that are not copied yet.
        behind: u64,
    },
    /// The mirror cannot be written now; this is tried again automatically.
    Waiting {
        /// Since when, Unix ms.
        since_ms: u64,
        /// What the mirror waits for.
        why: MirrorObstacle,
        /// Number of entries that are not copied yet, as far as is known.
        behind: u64,
    },
    /// The user has to do something; then [`Mirror::resume`].
    Paused {
        /// What the user has to do something about.
        why: MirrorObstacle,
    },
    /// The mirror is no longer written: it was removed, became the primary, or the journal ended.
    Ended,
}

/// What the clones of a handle share. Never borrowed across an await.
struct MirrorState {
    name: String,
    /// The primary's head.
    head: Box<dyn Fn() -> Option<u64>>,
    drive: DriveCell,
    /// The journal's own.
    bell: Bell,
    folder: RefCell<WalletFolder>,
    status: RefCell<MirrorStatus>,
    /// The position up to which the mirror has everything.
    position: Cell<Option<u64>>,
    /// What the user has not read yet.
    news: Cell<Option<FolderNews>>,
    removed: Cell<bool>,
    rest: Rest,
    above: TopLook,
    /// Whether the mirror was found to have lost something, and is not whole again.
    lost: Cell<bool>,
    /// The number of the keyring whose phrase file was seen there last.
    phrase_of: Cell<Option<u32>>,
    observer: Rc<dyn Fn(&MirrorStatus)>,
}

/// The handle to a mirror. Clones are the same one.
#[derive(Clone)]
pub struct Mirror {
    state: Rc<MirrorState>,
}

impl Mirror {
    /// How far it is; changes go to [`MirrorPlan::observer`].
    pub fn status(&self) -> MirrorStatus {
        self.state.status.borrow().clone()
    }

    /// Whether the phrase file of these keys was seen there: what opens them opens it. For a moment it is
    /// still reported to be in step when keys were changed.
    pub fn opens_with(&self, keys: &Keys) -> bool {
        self.state.phrase_of.get() == Some(keys.keyring().seq())
    }

    /// Its folder, settled once it has been looked at: remember it, and give it to the next
    /// [`crate::Journal::add_mirror`].
    pub fn folder(&self) -> WalletFolder {
        self.state.folder.borrow().clone()
    }

    /// What the user has not read yet of its folder: [`crate::Journal::mirror_news_is_read`].
    pub fn news(&self) -> Option<FolderNews> {
        self.state.news.get()
    }

    /// Uses this drive from now on: the same one with new credentials. Call [`Mirror::resume`] after it.
    pub fn set_drive(&self, drive: Rc<dyn Drive>) {
        self.state.drive.set(drive);
    }

    /// Tries again now.
    pub fn resume(&self) {
        if let MirrorStatus::Paused { .. } = self.status() {
            self.tell(MirrorStatus::Looking);
        }
        self.state.drive.try_again();
        self.state.bell.ring();
    }

    /// Comes back once it has everything that the primary has acknowledged, with the position; waits as long
    /// as that takes.
    ///
    /// # Errors
    /// When only the user can continue.
    pub async fn in_step(&self) -> Result<u64, MirrorObstacle> {
        let mut heard = self.state.bell.count();
        loop {
            if let MirrorStatus::InStep { position, .. }
            | MirrorStatus::OlderPhraseStays { position, .. }
            | MirrorStatus::TopUnreadable { position, .. } = self.status()
                && (self.state.head)() == Some(position)
            {
                return Ok(position);
            }
            if let Some(why) = self.hopeless() {
                return Err(why);
            }
            heard = self.state.bell.heard(heard).await;
        }
    }

    /// Stops writing it. Its files stay: [`crate::delete_copy`] deletes them.
    pub fn remove(&self) {
        self.state.removed.set(true);
        self.state.bell.ring();
    }
}

/// What the journal uses, which may wait for the mirror.
impl Mirror {
    /// The caller's own name of its drive.
    pub(crate) fn name(&self) -> &str {
        &self.state.name
    }

    /// The mirror's drive and folder.
    pub(crate) fn place(&self) -> RemoteFolder {
        RemoteFolder { drive: self.state.drive.clone(), folder: self.folder() }
    }

    /// Rings when anything about it, or about the journal, has changed.
    pub(crate) fn bell(&self) -> &Bell {
        &self.state.bell
    }

    /// The position up to which the mirror has everything; `None`: nothing, or it has not been looked at.
    pub(crate) fn position(&self) -> Option<u64> {
        self.state.position.get()
    }

    /// Whether it has everything up to this position.
    pub(crate) fn has(&self, position: u64) -> bool {
        self.position().is_some_and(|reached| reached >= position)
    }

    /// What the mirror waits for now.
    pub(crate) fn waits_for(&self) -> Option<MirrorObstacle> {
        match &*self.state.status.borrow() {
            MirrorStatus::Waiting { why, .. } | MirrorStatus::Paused { why } => Some(why.clone()),
            MirrorStatus::Ended => Some(MirrorObstacle::Ended),
            MirrorStatus::Looking
            | MirrorStatus::InStep { .. }
            | MirrorStatus::OlderPhraseStays { .. }
            | MirrorStatus::TopUnreadable { .. }
            | MirrorStatus::Following { .. } => None,
        }
    }

    /// The user has read what there was to say of its folder.
    pub(crate) fn forget_news(&self) {
        self.state.news.set(None);
    }
}

/// For the follower, which alone writes it, and for looks at it.
impl Mirror {
    /// `head` is the primary's, and `bell` rings at each of its changes.
    pub(crate) fn new(plan: MirrorPlan, head: impl Fn() -> Option<u64> + 'static, bell: Bell) -> Mirror {
        let state = MirrorState {
            name: plan.name,
            head: Box::new(head),
            drive: DriveCell::new(plan.drive),
            bell,
            folder: RefCell::new(plan.folder),
            status: RefCell::new(MirrorStatus::Looking),
            position: Cell::default(),
            news: Cell::default(),
            removed: Cell::default(),
            rest: Rest::default(),
            above: TopLook::default(),
            lost: Cell::default(),
            phrase_of: Cell::default(),
            observer: plan.observer,
        };
        Mirror { state: Rc::new(state) }
    }

    pub(crate) fn tell(&self, status: MirrorStatus) {
        if *self.state.status.borrow() == status {
            return;
        }
        self.state.status.replace(status.clone());
        (self.state.observer)(&status);
        self.state.bell.ring();
    }

    pub(crate) fn drive(&self) -> &DriveCell {
        &self.state.drive
    }

    /// Its folder was found, or made.
    pub(crate) fn settle(&self, folder: WalletFolder) {
        self.state.folder.replace(folder);
    }

    /// Records the position up to which the mirror has everything.
    pub(crate) fn set_position(&self, position: Option<u64>) {
        self.state.position.set(position);
    }

    /// What only the user can fix, if anybody.
    pub(crate) fn hopeless(&self) -> Option<MirrorObstacle> {
        match &*self.state.status.borrow() {
            MirrorStatus::Paused { why } => Some(why.clone()),
            MirrorStatus::Ended => Some(MirrorObstacle::Ended),
            MirrorStatus::Looking
            | MirrorStatus::InStep { .. }
            | MirrorStatus::OlderPhraseStays { .. }
            | MirrorStatus::TopUnreadable { .. }
            | MirrorStatus::Following { .. }
            | MirrorStatus::Waiting { .. } => None,
        }
    }

    pub(crate) fn is_removed(&self) -> bool {
        self.state.removed.get()
    }

    /// When it was asked for what.
    pub(crate) fn rest(&self) -> &Rest {
        &self.state.rest
    }

    /// What lies right above its entries and does not open.
    pub(crate) fn above(&self) -> &TopLook {
        &self.state.above
    }

    /// Records that the mirror has lost something, and says whether that is news.
    pub(crate) fn note_lost(&self) -> bool {
        !self.state.lost.replace(true)
    }

    /// Records that the mirror has everything again.
    pub(crate) fn note_whole(&self) {
        self.state.lost.set(false);
    }

    /// The phrase file of the keyring with this number was seen there.
    pub(crate) fn note_phrase_of(&self, seq: u32) {
        self.state.phrase_of.set(Some(seq));
    }

    pub(crate) fn set_news(&self, news: Option<FolderNews>) {
        if self.state.news.replace(news) != news {
            let status = self.status();
            (self.state.observer)(&status);
        }
    }
}
