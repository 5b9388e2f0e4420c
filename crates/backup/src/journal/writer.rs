//! The one writer of a journal, and the parts of it that nothing else may change.

mod commit;

use std::rc::Rc;

use super::{
    beside::SideFiles,
    confirm::HeadCheck,
    replica::{self, Meta},
    shared::Shared,
};
use crate::{Batch, Env, Keys, chain::Chain, entry::Entry, read::RemoteFolder, store::Writes};

/// The one writer of a journal.
pub(crate) struct Writer {
    pub(super) env: Env,
    keys: Rc<Keys>,
    meta: Meta,
    /// `None`: on this device alone.
    remote: Option<RemoteFolder>,
    chain: Chain,
    /// What this device's store has not taken yet; it is part of the next write.
    unstored: Writes,
    /// What lies beside the journal.
    pub(super) beside: SideFiles,
    pub(super) shared: Rc<Shared>,
    pending: Option<PendingEntry>,
    /// Handed in to a process that ended before it could send it, and not sealed since.
    waiting: Option<Batch>,
    /// Durable, and not in the state that is shown yet.
    unpublished: Vec<Batch>,
    /// The journal is being ended here on purpose.
    ending: bool,
    /// The folder in use still has a note that says that it is not: of a second copy, or of a turn-on.
    marked: bool,
    /// Mileposts may be missing there.
    owes_fences: bool,
    /// Something was found to be gone there, and was not made good yet.
    incomplete: bool,
    /// Whether a created entry is the head is asked while it is read back, and not after it.
    confirms: bool,
    /// What that gave for the entry created last, if it could be asked.
    confirmed: Option<HeadCheck>,
    /// How often to try before telling; `None`: forever.
    patience: Option<u32>,
}

/// An entry that is being written.
#[derive(Clone)]
pub(crate) struct PendingEntry {
    entry: Entry,
    /// Whether the entry is in this device's store.
    stored: bool,
    /// Whether the entry may be on the drive, so that the drive is asked before it is sent.
    sent: bool,
    /// Whether the entry was sent more than once: before it counts, it has to be confirmed to be the head.
    again: bool,
}

impl PendingEntry {
    /// An entry that was just sealed, and that nothing else knows of.
    fn new(entry: Entry) -> PendingEntry {
        PendingEntry { entry, stored: false, sent: false, again: false }
    }

    /// Out of this device's store: who knows how far it came.
    pub(super) fn of_store(entry: Entry) -> PendingEntry {
        PendingEntry { entry, stored: true, sent: true, again: false }
    }

    pub(super) fn entry(&self) -> &Entry {
        &self.entry
    }
}

impl Writer {
    /// A writer with nothing pending and everything in order.
    pub(super) fn new(
        env: Env,
        keys: Rc<Keys>,
        meta: Meta,
        remote: Option<RemoteFolder>,
        chain: Chain,
        shared: Rc<Shared>,
    ) -> Writer {
        Writer {
            env,
            keys,
            meta,
            remote,
            chain,
            unstored: Writes::new(),
            beside: SideFiles::default(),
            shared,
            pending: None,
            waiting: None,
            unpublished: Vec::new(),
            ending: false,
            marked: false,
            owes_fences: false,
            incomplete: false,
            confirms: false,
            confirmed: None,
            patience: None,
        }
    }

    pub(super) fn keys(&self) -> &Rc<Keys> {
        &self.keys
    }

    /// What this device's store says of the journal.
    pub(super) fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The backup's folder; `None`: the journal is on this device alone.
    pub(super) fn remote(&self) -> Option<&RemoteFolder> {
        self.remote.as_ref()
    }

    /// The entries that are durable.
    pub(super) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// This device's store takes it with its next write.
    pub(super) fn store_with_next(&mut self, note: impl FnOnce(&mut Writes)) {
        note(&mut self.unstored);
    }

    /// What this device's store has not taken yet: a write of the caller's begins with it.
    pub(super) fn unstored(&self) -> Writes {
        self.unstored.clone()
    }

    /// Records that the store has taken all of that, by a write of the caller's.
    pub(super) fn all_is_stored(&mut self) {
        self.unstored.clear();
    }

    /// How often to try before telling; `None`: forever.
    pub(super) fn set_patience(&mut self, patience: Option<u32>) {
        self.patience = patience;
    }

    /// From now on, whether a created entry is the head is asked while it is read back; see [`Writer::take_confirmed`].
    pub(super) fn confirm_while_reading_back(&mut self) {
        self.confirms = true;
    }

    /// What that gave for the entry created last, if it could be asked.
    pub(super) fn take_confirmed(&mut self) -> Option<HeadCheck> {
        self.confirmed.take()
    }

    /// The journal has begun, and all that is durable is shown: from here on it tries without end.
    pub(super) fn go_to_work(&mut self) {
        self.patience = None;
        self.confirms = false;
        self.unpublished.clear();
    }

    /// The entry that is being written.
    pub(super) fn pending(&self) -> Option<&Entry> {
        self.pending.as_ref().map(PendingEntry::entry)
    }

    /// What an earlier process, or an earlier try, was writing, and had not begun.
    pub(super) fn take_up(
        &mut self,
        pending: Option<PendingEntry>,
        waiting: Option<Batch>,
        unstored: Writes,
    ) {
        self.pending = pending;
        self.waiting = waiting;
        self.unstored = unstored;
    }

    /// What another try needs: what this one was writing, had not begun, and this device's store has not taken.
    pub(super) fn put_down(self) -> (Option<PendingEntry>, Option<Batch>, Writes) {
        (self.pending, self.waiting, self.unstored)
    }

    /// The batch that an earlier process was handed, and that has not been sealed yet.
    pub(super) fn waiting(&self) -> Option<&Batch> {
        self.waiting.as_ref()
    }

    /// Drops what waited, because it is sealed: this device's store forgets it in the write that takes what is pending.
    pub(super) fn drop_waiting(&mut self) {
        self.waiting = None;
        replica::set_waiting(&mut self.unstored, None);
    }

    /// This device's store has what is pending, by a write of the caller's.
    pub(super) fn note_stored(&mut self) {
        if let Some(pending) = &mut self.pending {
            pending.stored = true;
        }
    }

    /// What was pending was never sent, or is overtaken.
    pub(super) fn drop_pending(&mut self) {
        self.pending = None;
    }

    /// What becomes durable with the entry that is pending is shown once it is.
    pub(super) fn publish_later(&mut self, batch: &Batch) {
        self.unpublished.push(batch.clone());
    }

    /// Whether an end of this journal is being written on purpose.
    pub(super) fn is_ending(&self) -> bool {
        self.ending
    }

    pub(super) fn set_ending(&mut self, ending: bool) {
        self.ending = ending;
    }

    /// Whether the folder in use still has a note that says that it is not.
    pub(super) fn is_marked(&self) -> bool {
        self.marked
    }

    /// Whether a note has to be looked for again.
    pub(super) fn set_marked(&mut self, marked: bool) {
        self.marked = marked;
        replica::set_unmark(&mut self.unstored, marked);
    }

    /// Notes the same where this device's store says so already.
    pub(super) fn note_marked(&mut self, marked: bool) {
        self.marked = marked;
    }

    /// Whether mileposts may be missing in the folder.
    pub(super) fn owes_fences(&self) -> bool {
        self.owes_fences
    }

    pub(super) fn set_owes_fences(&mut self, owes: bool) {
        self.owes_fences = owes;
        replica::set_owes_fences(&mut self.unstored, owes);
    }

    /// Notes the same where this device's store says so already.
    pub(super) fn note_owes_fences(&mut self, owes: bool) {
        self.owes_fences = owes;
    }

    /// Whether something was found to be gone in the folder, and was not made good yet.
    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// Notes the same where this device's store says so already, or with its next write.
    pub(super) fn note_incomplete(&mut self, incomplete: bool) {
        self.incomplete = incomplete;
    }

    /// All that a restore needs is where the journal is.
    pub(super) fn note_seen(&self) {
        self.shared.note_seen(self.chain.head.position);
    }

    /// This device's store says, with all that it had not taken before, that the journal goes by another name.
    pub(super) fn is_named(&mut self, meta: Meta) {
        self.all_is_stored();
        self.shared.set_writer(meta.writer.0);
        self.meta = meta;
    }

    /// This device's store says, with all that it had not taken before, that the folder was given another name.
    pub(super) fn is_followed(&mut self, meta: Meta, place: &RemoteFolder) {
        self.all_is_stored();
        self.meta = meta;
        self.shared.follow(place);
        self.remote = Some(place.clone());
        self.note_seen();
        self.shared.bell().ring();
    }

    /// This device's store has these keys: from here on they are in use.
    pub(super) fn use_keys(&mut self, keys: Rc<Keys>) {
        self.keys = keys;
        self.beside.changes_keys();
        self.note_head();
    }

    /// Makes this the writer of another journal, which was just made there. `unstored`: what this device's store has
    /// not taken of it.
    pub(super) fn begin_at(
        &mut self,
        meta: Meta,
        place: RemoteFolder,
        (keys, chain): (Rc<Keys>, Chain),
        unstored: Writes,
    ) {
        self.unstored = unstored;
        self.keys = keys;
        self.chain = chain;
        self.beside = SideFiles::made(self.env.clock.now_ms());
        self.leave_for(meta, Some(place));
        self.note_marked(true);
        self.note_head();
    }

    /// This device's store says that the journal is at another place, on purpose, or on this device alone:
    /// from here on it is.
    pub(super) fn leave_for(&mut self, meta: Meta, place: Option<RemoteFolder>) {
        self.meta = meta;
        // These belong to the place that it leaves.
        self.incomplete = false;
        self.shared.leave_for(place.clone(), self.meta.drive.clone());
        self.remote = place;
        self.note_seen();
    }
}
