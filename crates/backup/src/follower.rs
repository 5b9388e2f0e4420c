//! Following: entry by entry, in the primary's order, and nothing that is there is ever replaced.

use std::{collections::BTreeSet, rc::Rc};

use futures::{
    FutureExt,
    future::{Either, select},
};

use lifeboat_cloud::DriveError;

use crate::{
    Journal, WalletFolder,
    entry::{self, Entry},
    fault::Fault,
    mileposts::milepost_at_or_before,
    mirror::{Mirror, MirrorPlan, MirrorStatus},
    read::RemoteFolder,
    status::MirrorObstacle,
    top::{Top, top},
};

mod ask;
mod beside;
mod folder;
mod gap;
mod seen_phrase;
mod taken_over;
mod tidy;

use ask::no_file;
use seen_phrase::SeenPhrase;

/// Writes a mirror: spawn [`Follower::run`].
pub struct Follower {
    journal: Journal,
    mirror: Mirror,
    /// When the journal leaves the primary that is followed, the mirror ends.
    left: u64,
    /// Up to where, and when (Unix ms), it was looked last whether something is missing that the mirror should have.
    filled: Option<(u64, u64)>,
    /// Up to here the fences were seen to be whole.
    fenced: u64,
    /// What was read back there since then, byte for byte, and does not lie below `fenced`.
    read_back: BTreeSet<u64>,
    /// Every entry from this position on was copied since then.
    copied_from: Option<u64>,
    /// The newest snapshot that was copied without a gap since then, and what it names.
    snapshot: Option<(u64, BTreeSet<u64>)>,
    /// What may be pruned below: the snapshot before; and what must stay all the same.
    prune_below: Option<(u64, BTreeSet<u64>)>,
    /// What was seen of the phrase files there.
    phrase: Option<SeenPhrase>,
    /// How often another try had been requested when that was looked at.
    again: u64,
}

impl Journal {
    /// Follows this journal on another drive from now on. Spawn [`Follower::run`]. It finds out on its own how far
    /// the mirror is.
    ///
    /// The follower holds the journal: end it by [`Mirror::remove`] or [`Journal::close`].
    pub fn add_mirror(&self, plan: MirrorPlan) -> (Mirror, Follower) {
        let mirror = Mirror::new(plan, self.head_teller(), self.bell());
        let follower = Follower::new(self.clone(), mirror.clone());
        (mirror, follower)
    }
}

impl Follower {
    fn new(journal: Journal, mirror: Mirror) -> Follower {
        let left = journal.left();
        Follower {
            journal,
            mirror,
            left,
            fenced: 0,
            read_back: BTreeSet::new(),
            copied_from: None,
            filled: None,
            snapshot: None,
            prune_below: None,
            phrase: None,
            again: 0,
        }
    }

    /// Ends with the journal, or when the mirror is removed.
    pub async fn run(mut self) {
        let (journal, mirror, left) = (self.journal.clone(), self.mirror.clone(), self.left);
        let over = async move {
            let mut heard = mirror.bell().count();
            while !(mirror.is_removed() || journal.is_closed() || journal.left() != left) {
                heard = mirror.bell().heard(heard).await;
            }
        };
        let mirror = self.mirror.clone();
        {
            let work = self.work().boxed_local();
            match select(over.boxed_local(), work).await {
                Either::Left(_) | Either::Right(_) => {}
            }
        }
        mirror.tell(MirrorStatus::Ended);
    }

    async fn work(&mut self) {
        loop {
            // What it has lost it gets again from the start.
            let Err(why) = self.session().await else { continue };
            if let MirrorObstacle::Promoted(by) = &why {
                self.journal.fence_by_mirror(by.clone()).await;
            }
            self.mirror.tell(MirrorStatus::Paused { why });
            let mut heard = self.mirror.bell().count();
            while self.mirror.hopeless().is_some() {
                heard = self.mirror.bell().heard(heard).await;
            }
        }
    }

    /// Follows until the mirror has lost its newest entry.
    async fn session(&mut self) -> Result<(), MirrorObstacle> {
        self.mirror.tell(MirrorStatus::Looking);
        self.settle_folder().await?;
        let found = self.find_head().await?;
        self.mirror.set_news(self.journal.mirror_news(self.mirror.name()).await);
        let fenced = self.journal.fenced(self.mirror.name()).await.unwrap_or(0);
        if fenced > found.unwrap_or(0) {
            self.journal.doubt_what_lost_at(&self.mirror).await;
        }
        self.fenced = found.map_or(0, |head| fenced.min(head));
        self.reached(found);
        (self.filled, self.copied_from, self.snapshot, self.prune_below) = (None, None, None, None);
        self.read_back.clear();
        loop {
            let heard = self.mirror.bell().count();
            let keys = self.journal.keys_now();
            if self.behind() > 0 || !self.has_seen_phrase_of(&keys) {
                // This comes before anything is asked or sent: a mirror is reported to be in step only after
                // the drive has said so.
                let (position, behind) = (self.mirror.position(), self.behind());
                self.mirror.tell(MirrorStatus::Following { position, behind });
            }
            self.settle_phrase(&keys).await?;
            if !Rc::ptr_eq(&keys, &self.journal.keys_now()) {
                // Changed meanwhile: what is sealed with the new ones needs their phrase file first.
                continue;
            }
            // Only now: that may have taken long, and the primary may have pruned meanwhile.
            let known = self.journal.known();
            let next = self.mirror.position().map(|position| position.saturating_add(1));
            match next {
                Some(next) if next > known.position => {
                    if self.has_lost(known.position).await? {
                        self.journal.doubt_what_lost_at(&self.mirror).await;
                        return Ok(());
                    }
                    if self.may_have_holes() {
                        self.fill_holes().await?;
                    }
                    self.prune().await;
                    if self.journal.known().position == known.position {
                        self.in_step(known.position);
                        self.woken(heard).await;
                    }
                }
                Some(next) if self.copy(next).await? => {}
                Some(next) if known.snapshot < next => {
                    let gone = crate::Obstacle::Entry { position: next, fault: Fault::Damaged };
                    return Err(MirrorObstacle::Source(gone));
                }
                // Nothing yet, or it was pruned while no follower ran: the newest snapshot replaces everything before
                // it.
                _ => {
                    (self.copied_from, self.snapshot, self.prune_below) = (None, None, None);
                    self.put_above_gap(known.snapshot).await?;
                }
            }
        }
    }

    /// Comes when there may be something to do: that is also another try to delete what stays.
    async fn woken(&self, heard: u64) {
        let rung = self.mirror.bell().heard(heard);
        let clock = self.journal.env().clock;
        let due_in_ms = self.phrase.as_ref().and_then(|seen| seen.older.due_in_ms(clock.now_ms()));
        let Some(due_in_ms) = due_in_ms else {
            rung.await;
            return;
        };
        match select(rung.boxed_local(), clock.sleep(due_in_ms).boxed_local()).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    }

    /// Copies one entry. `false` if neither this device nor the primary still has it.
    async fn copy(&mut self, position: u64) -> Result<bool, MirrorObstacle> {
        let Some(entry) = self.source(position).await? else { return Ok(false) };
        self.place_entry(position, &entry).await?;
        self.note_copied(&entry);
        Ok(true)
    }

    fn note_copied(&mut self, entry: &Entry) {
        let position = entry.place.position;
        if entry.body.is_snapshot() {
            let named = entry.body.names();
            let before = self.snapshot.replace((position, named.clone()));
            self.prune_below = before.map(|(before, stays)| (before, &stays | &named));
        }
        self.copied_from.get_or_insert(position);
        self.reached(Some(position));
    }

    /// Whether it was there before: seen, or copied.
    fn was_there(&self, position: u64) -> bool {
        position < self.fenced
            || self.read_back.contains(&position)
            || self.copied_from.is_some_and(|from| position >= from)
    }

    async fn place_entry(&mut self, position: u64, entry: &Entry) -> Result<(), MirrorObstacle> {
        let folder = self.mirror.folder();
        let placed = self.place(&folder.entry(position), &entry.file).await;
        let damaged = || MirrorObstacle::Entry { position, fault: Fault::Damaged };
        if let Some(found) = no_file(placed, damaged)? {
            return Err(self.other(position, found).await);
        }
        if entry.body.holds_state() {
            match self.get(&folder.entry(position)).await? {
                Some(found) if found == entry.file => {
                    self.read_back.insert(position);
                }
                Some(_) => return Err(MirrorObstacle::Entry { position, fault: Fault::Damaged }),
                None => return Err(MirrorObstacle::Drive(DriveError::NotADrive)),
            }
        }
        Ok(())
    }

    fn in_step(&self, head: u64) {
        self.mirror.note_whole();
        if let Some(in_the_way) = self.in_the_way(head) {
            self.mirror.tell(in_the_way);
            return;
        }
        let told = matches!(self.mirror.status(), MirrorStatus::InStep { position, .. } if position == head);
        if !told {
            let at_ms = self.journal.env().clock.now_ms();
            self.mirror.tell(MirrorStatus::InStep { position: head, at_ms });
        }
    }

    /// What keeps a mirror that has everything up to the head from being called in step.
    fn in_the_way(&self, head: u64) -> Option<MirrorStatus> {
        if let Some(found) = self.mirror.above().of(head) {
            let (since_ms, above, fault) = (found.since_ms, found.position, found.fault);
            return Some(MirrorStatus::TopUnreadable { position: head, since_ms, above, fault });
        }
        let (since_ms, _) = self.phrase.as_ref()?.older.stay()?;
        Some(MirrorStatus::OlderPhraseStays { position: head, since_ms })
    }

    fn behind(&self) -> u64 {
        let head = self.journal.known().position;
        self.mirror.position().map_or(head.saturating_add(1), |position| head.saturating_sub(position))
    }

    fn reached(&self, position: Option<u64>) {
        self.mirror.set_position(position);
        self.mirror.rest().looked(self.journal.env().clock.now_ms());
        self.mirror.tell(MirrorStatus::Following { position, behind: self.behind() });
        self.mirror.bell().ring();
    }

    /// How far the mirror is, by looking: the highest entry that opens.
    async fn find_head(&self) -> Result<Option<u64>, MirrorObstacle> {
        let folder = self.mirror.folder();
        let Some(found) = self.top(&folder).await?.entry else { return Ok(None) };
        let top = found.place.position;
        let known = self.journal.known();
        // Exact: an entry of this history has as many Takeovers up to it as this device knows of.
        let same = found.place.epoch == self.journal.takeovers().until(top);
        if top > known.position || !same {
            return Err(self.other_entry(&found).await);
        }
        match self.source(top).await? {
            // A fence: a promotion that was given up has closed the end that the primary continues.
            Some(ours) if ours.file == found.file || found.is_fence() => Ok(Some(top)),
            Some(_) => Err(self.other_entry(&found).await),
            // As many, and not the same: what is above is another device's.
            None if self.journal.continues_another(&self.mirror, &found).await => {
                Err(MirrorObstacle::Promoted(found.origin))
            }
            // Pruned meanwhile on the primary: the milepost before tells whether it is the same history.
            None => {
                let milepost = milepost_at_or_before(top);
                let (ours, theirs) = (self.source(milepost).await?, self.get(&folder.entry(milepost)).await?);
                match theirs {
                    Some(theirs)
                        if ours
                            .is_some_and(|ours| ours.file != theirs && !self.both_fence(&ours, &theirs)) =>
                    {
                        Err(self.other(milepost, theirs).await)
                    }
                    _ => Ok(Some(top)),
                }
            }
        }
    }

    /// The highest entry there. What does not open above it is fixed, or told, when its turn comes.
    async fn top(&self, folder: &WalletFolder) -> Result<Top, MirrorObstacle> {
        let there = RemoteFolder { drive: self.mirror.drive().clone(), folder: folder.clone() };
        let (env, keys) = (self.journal.env(), self.journal.keys_now());
        let mut waits = self.waits();
        loop {
            match top(&env, &keys, &there).await {
                Ok(top) => {
                    self.mirror.above().looked(env.clock.now_ms(), top.unreadable);
                    return Ok(top);
                }
                Err(error) => self.wait(&mut waits, error).await?,
            }
        }
    }

    /// What it means that something else lies where an entry of ours belongs.
    async fn other(&self, position: u64, found: Vec<u8>) -> MirrorObstacle {
        match entry::read(&self.journal.keys_now(), position, found) {
            Ok(entry) => self.other_entry(&entry).await,
            Err(fault) => MirrorObstacle::Entry { position, fault },
        }
    }

    /// What an entry of this wallet means that is not of the history followed here.
    async fn other_entry(&self, entry: &Entry) -> MirrorObstacle {
        if self.journal.continues_another(&self.mirror, entry).await {
            return MirrorObstacle::Promoted(entry.origin.clone());
        }
        MirrorObstacle::OtherHistory { position: entry.place.position }
    }

    /// Whether the newest entry is gone: checked when nothing was written for a while.
    async fn has_lost(&self, head: u64) -> Result<bool, MirrorObstacle> {
        let now_ms = self.journal.env().clock.now_ms();
        if !self.mirror.rest().is_look_due(now_ms) {
            return Ok(false);
        }
        let path = self.mirror.folder().entry(head);
        // Where asking for it brings all of it, it takes turns with the phrase file.
        let waits = self.mirror.drive().now().has_brings_all()
            && self.phrase.as_ref().is_some_and(SeenPhrase::was_read);
        let there = waits || self.is_there(&path).await?;
        self.mirror.rest().looked(now_ms);
        Ok(!there)
    }
}
