//! What the handles of a journal and its engine share. Nothing of it stays borrowed: each method ends before
//! the next begins.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use lifeboat_cloud::Drive;
use lifeboat_crypto::Digest;

use super::{close::CloseRequest, error::HeadUnknown, refusal::Refusal};
use crate::{
    Batch, Env, Keys, State, Status, WalletFolder, bell::Bell, chain::Chain, env::StatusReporter,
    mirror::Mirror, read::RemoteFolder, status::FolderNews,
};

/// What handle and engine both see. The engine writes what is durable; the handles read it, and note what
/// they have asked.
pub(super) struct Shared {
    env: Env,
    teller: StatusReporter,
    closing: CloseRequest,
    /// Rung at every change that mirrors, or who waits for them, may want to know.
    bell: Bell,
    /// The entry acknowledged last, which this device's store may not have yet.
    recent: RefCell<Option<(u64, Rc<[u8]>)>>,
    /// The mirror that has to confirm as well.
    both: RefCell<Option<Mirror>>,
    /// `None`: on this device alone.
    place: RefCell<Option<RemoteFolder>>,
    /// The caller's own name of that drive.
    drive_name: RefCell<String>,
    /// How often the journal has left its place, on purpose: for another one, or for none. A folder that was
    /// given another name is the same place.
    left: Cell<u64>,
    /// See [`super::Journal::writer`].
    writer: Cell<[u8; 8]>,
    /// What the user has not read yet.
    news: Cell<Option<FolderNews>>,
    state: RefCell<State>,
    head: RefCell<HeadState>,
    fenced: Cell<bool>,
    /// The last look has not shown that no other device has written above: the next one has to.
    unproved: Cell<bool>,
    /// How often it was glanced above at rest.
    glances: Cell<u32>,
    refusal: Refusal,
    /// The second copy has lost something, and the store does not say yet that the state is no longer proved.
    doubted: Cell<bool>,
}

/// What the engine last knew.
struct HeadState {
    now: HeadNow,
    snapshot: u64,
    /// The head at the last look that found everything a restore needs.
    seen: u64,
    takeovers: BTreeSet<u64>,
    /// The newest snapshot, and what it names.
    base: BTreeSet<u64>,
    keys: Rc<Keys>,
}

/// Where the journal ends, and what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct HeadNow {
    pub(super) position: u64,
    pub(super) digest: Digest,
    /// The digest of what is on its way to `position + 1`.
    pub(super) pending: Option<Digest>,
}

/// The acknowledged head.
pub(crate) struct AcknowledgedHead {
    pub(crate) position: u64,
    pub(crate) snapshot: u64,
    pub(crate) takeovers: BTreeSet<u64>,
    /// All that a restore of it needs.
    pub(crate) needed: BTreeSet<u64>,
}

impl Shared {
    /// The state of a journal with nothing on its way.
    pub(super) fn new(
        env: Env,
        keys: Rc<Keys>,
        (writer, drive_name): ([u8; 8], String),
        place: Option<RemoteFolder>,
        chain: &Chain,
    ) -> Shared {
        let now = HeadNow { position: chain.head.position, digest: chain.head.digest, pending: None };
        let head = HeadState {
            now,
            snapshot: chain.snapshot,
            seen: now.position,
            takeovers: chain.takeovers.clone(),
            base: chain.base(),
            keys,
        };
        Shared {
            teller: StatusReporter::new(env.observer.clone(), Status::Off),
            env,
            closing: CloseRequest::default(),
            bell: Bell::default(),
            recent: RefCell::default(),
            both: RefCell::default(),
            place: RefCell::new(place),
            drive_name: RefCell::new(drive_name),
            left: Cell::new(0),
            writer: Cell::new(writer),
            news: Cell::default(),
            state: RefCell::new(chain.state.clone()),
            head: RefCell::new(head),
            fenced: Cell::default(),
            unproved: Cell::new(true),
            glances: Cell::default(),
            refusal: Refusal::default(),
            doubted: Cell::default(),
        }
    }

    pub(super) fn env(&self) -> &Env {
        &self.env
    }

    pub(super) fn closing(&self) -> &CloseRequest {
        &self.closing
    }

    pub(super) fn bell(&self) -> &Bell {
        &self.bell
    }
}

/// The status, the state, and the news.
impl Shared {
    pub(super) fn status(&self) -> Status {
        self.teller.now()
    }

    pub(super) fn tell(&self, status: Status) {
        self.teller.tell(status);
    }

    pub(super) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub(super) fn set_state(&self, state: State) {
        self.state.replace(state);
    }

    /// This is durable.
    pub(super) fn publish(&self, batches: impl Iterator<Item = Batch>) {
        let mut state = self.state.borrow_mut();
        batches.for_each(|batch| state.apply(&batch));
    }

    pub(super) fn news(&self) -> Option<FolderNews> {
        self.news.get()
    }

    pub(super) fn set_news(&self, news: Option<FolderNews>) {
        self.news.set(news);
    }

    /// Sets the news, and tells the user.
    pub(super) fn tell_news(&self, news: Option<FolderNews>) {
        self.news.set(news);
        self.teller.tell_again();
    }
}

/// Where the journal is, and how far.
impl Shared {
    /// `None`: on this device alone.
    pub(super) fn place(&self) -> Option<RemoteFolder> {
        self.place.borrow().clone()
    }

    pub(super) fn folder(&self) -> Option<WalletFolder> {
        self.place.borrow().as_ref().map(|place| place.folder.clone())
    }

    /// The caller's own name of its drive.
    pub(super) fn drive_name(&self) -> String {
        self.drive_name.borrow().clone()
    }

    /// Replaces the drive by the same one with new credentials.
    pub(super) fn set_drive(&self, drive: Rc<dyn Drive>) {
        if let Some(place) = &*self.place.borrow() {
            place.drive.set(drive);
        }
    }

    /// The user has done something so that the drive may answer again.
    pub(super) fn try_again(&self) {
        if let Some(place) = &*self.place.borrow() {
            place.drive.try_again();
        }
    }

    /// The folder was given another name.
    pub(super) fn follow(&self, place: &RemoteFolder) {
        self.place.replace(Some(place.clone()));
    }

    /// Records that the journal is at another place from here on, or at none.
    pub(super) fn leave_for(&self, place: Option<RemoteFolder>, drive_name: String) {
        self.left.set(self.left.get() + 1);
        self.news.set(None);
        self.place.replace(place);
        self.drive_name.replace(drive_name);
    }

    /// Changes when it leaves its place for another one, or for none.
    pub(super) fn left(&self) -> u64 {
        self.left.get()
    }

    pub(super) fn writer(&self) -> [u8; 8] {
        self.writer.get()
    }

    /// Gives the journal another name: what was proved for the one before is not proved for this one.
    pub(super) fn set_writer(&self, writer: [u8; 8]) {
        self.writer.set(writer);
    }

    pub(super) fn keys(&self) -> Rc<Keys> {
        self.head.borrow().keys.clone()
    }

    pub(super) fn head(&self) -> HeadNow {
        self.head.borrow().now
    }

    pub(super) fn takeovers(&self) -> BTreeSet<u64> {
        self.head.borrow().takeovers.clone()
    }

    pub(super) fn acknowledged(&self) -> AcknowledgedHead {
        let head = self.head.borrow();
        AcknowledgedHead {
            position: head.now.position,
            snapshot: head.snapshot,
            takeovers: head.takeovers.clone(),
            needed: head.base.iter().copied().chain(head.snapshot..=head.now.position).collect(),
        }
    }

    /// The engine knows this now; `pending`: what is on its way.
    pub(super) fn note_head(&self, chain: &Chain, pending: Option<Digest>, keys: &Rc<Keys>) {
        let mut known = self.head.borrow_mut();
        known.now = HeadNow { position: chain.head.position, digest: chain.head.digest, pending };
        known.snapshot = chain.snapshot;
        if known.takeovers != chain.takeovers {
            known.takeovers.clone_from(&chain.takeovers);
        }
        known.base = chain.base();
        known.keys = keys.clone();
        drop(known);
        self.bell.ring();
    }

    /// The head at the last look that found everything a restore needs.
    pub(super) fn seen(&self) -> u64 {
        self.head.borrow().seen
    }

    /// All that a restore needs is there, up to this position.
    pub(super) fn note_seen(&self, position: u64) {
        self.head.borrow_mut().seen = position;
    }

    /// The entry acknowledged last, which this device's store may not have yet.
    pub(super) fn recent(&self) -> Option<(u64, Rc<[u8]>)> {
        self.recent.borrow().clone()
    }

    /// Its bytes, if it is the one at this position.
    pub(super) fn recent_at(&self, position: u64) -> Option<Vec<u8>> {
        let recent = self.recent.borrow();
        recent.as_ref().filter(|(recent, _)| *recent == position).map(|(_, bytes)| bytes.to_vec())
    }

    pub(super) fn note_recent(&self, position: u64, file: &[u8]) {
        self.recent.replace(Some((position, file.into())));
    }
}

/// Other devices, and the second copy.
impl Shared {
    /// Whether another device has taken the wallet over, for good.
    pub(super) fn is_fenced(&self) -> bool {
        self.fenced.get()
    }

    pub(super) fn fence(&self) {
        self.fenced.set(true);
    }

    /// The mirror that has to confirm as well.
    pub(super) fn both(&self) -> Option<Mirror> {
        self.both.borrow().clone()
    }

    pub(super) fn set_both(&self, mirror: Option<Mirror>) {
        self.both.replace(mirror);
        self.bell.ring();
    }

    /// Whether the state is doubted, and the name that says so is not in the store yet.
    pub(super) fn is_doubted(&self) -> bool {
        self.doubted.get()
    }

    pub(super) fn doubt(&self) {
        self.doubted.set(true);
    }

    /// The name that says so is in the store.
    pub(super) fn doubt_is_stored(&self) {
        self.doubted.set(false);
        self.bell.ring();
    }
}

/// Looks that are not the engine's.
impl Shared {
    /// Whether the next look has to show that no other device has written.
    pub(super) fn owes_proof(&self) -> bool {
        self.unproved.get()
    }

    pub(super) fn set_owes_proof(&self, owes: bool) {
        self.unproved.set(owes);
    }

    /// How often it was glanced above before; this is another time.
    pub(super) fn count_glance(&self) -> u32 {
        let glances = self.glances.get();
        self.glances.set(glances.wrapping_add(1));
        glances
    }

    /// Why the drive is not asked now: it rejected the sign-in a short time ago, and the user has done nothing about it
    /// since.
    pub(super) fn signed_out(&self) -> Option<HeadUnknown> {
        let stands = self.refusal.stands(self.env.clock.now_ms(), self.tries());
        (stands && !self.is_fenced()).then(HeadUnknown::signed_out)
    }

    /// Takes note of what a look was answered.
    pub(super) fn note_answer<T>(&self, found: &Result<T, HeadUnknown>, tries: u64) {
        let refused = found.as_ref().is_err_and(|why| *why == HeadUnknown::signed_out());
        self.refusal.note(refused, self.env.clock.now_ms(), tries);
    }

    /// The drive has let this device in.
    pub(super) fn note_let_in(&self) {
        self.refusal.end();
    }

    /// How often the user has done something so that the drive may answer again.
    pub(super) fn tries(&self) -> u64 {
        self.place.borrow().as_ref().map_or(0, |place| place.drive.again().count())
    }
}
