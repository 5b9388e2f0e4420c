//! Checks whether another device has taken the wallet over: at rest, and before own commitment transactions leave.

use std::cell::Cell;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::{HeadUnknown, Mirror, RestLook};

use super::alone::AloneQuestion;
use super::{News, Node};
use crate::paced_question::PacedQuestion;

/// How often a device at rest looks whether another one took over: one request, as a rule.
const LOOK_EVERY_MS: u64 = 30_000;

/// How long a second copy is waited for before a channel is closed, or a line is opened again.
const SECOND_MS: u64 = 10_000;

/// When it is asked whether another device has taken over, and where else than at the primary.
pub(super) struct TakeoverWatch {
    /// When a device at rest asks the drive next.
    due_at: Cell<u64>,
    /// When to ask whose the head is, while own commitment transactions wait for that.
    head: PacedQuestion,
    /// The second copy, while it is followed.
    second: Rc<dyn Fn() -> Option<Mirror>>,
}

impl TakeoverWatch {
    /// A watch for which the head was made sure of just now.
    pub(super) fn new(second: Rc<dyn Fn() -> Option<Mirror>>, now: u64) -> TakeoverWatch {
        let watch = TakeoverWatch { due_at: Cell::default(), head: PacedQuestion::default(), second };
        watch.look_later(now);
        watch
    }

    /// Whether a device at rest has to ask.
    pub(super) fn is_due(&self, now: u64) -> bool {
        now >= self.due_at.get()
    }

    /// The next look is due.
    pub(super) fn look_now(&self) {
        self.due_at.set(0);
    }

    /// The drive was asked, or has answered, just now.
    pub(super) fn look_later(&self, now: u64) {
        self.due_at.set(now + LOOK_EVERY_MS);
    }

    /// No pause before it is asked whose the head is.
    pub(super) fn ask_head_now(&self) {
        self.head.rest();
    }
}

/// The result of asking whether another device has taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WhoIsThere {
    Another,
    Nobody,
    /// Which proves nothing.
    NobodySeen,
    /// There was no answer.
    Unknown,
}

impl WhoIsThere {
    fn told(taken_over: Result<bool, HeadUnknown>) -> WhoIsThere {
        match taken_over {
            Ok(true) => WhoIsThere::Another,
            Ok(false) => WhoIsThere::Nobody,
            Err(_) => WhoIsThere::Unknown,
        }
    }

    fn seen(look: Result<RestLook, HeadUnknown>) -> WhoIsThere {
        match look {
            Ok(RestLook::TakenOver) => WhoIsThere::Another,
            Ok(RestLook::Alone) => WhoIsThere::Nobody,
            Ok(RestLook::NothingSeen) => WhoIsThere::NobodySeen,
            Err(_) => WhoIsThere::Unknown,
        }
    }
}

impl Node {
    /// If the backup has lost something that this device had written, what another device wrote may be lost
    /// with it: the peers are asked anew, and until they have agreed, none of their channels is closed from
    /// here.
    pub(super) fn heed_losses(&self) {
        if self.wallet().note_journal(self.journal.writer()) {
            self.part();
        }
    }

    /// Without this, a device at rest would hold the peer's line, and show an old balance, after another took over.
    pub(super) fn look_for_another(self: &Rc<Node>) {
        let now = self.host.instant_ms();
        self.takeover.look_later(now);
        let (node, question) = (self.clone(), self.alone.ask_at_rest(now));
        // Only code that is about to dial needs to know that no other device is there, and this look carries
        // on what is known.
        let dials = self.alone.is_known(now) && self.has_to_be_sure(now + LOOK_EVERY_MS);
        self.spawn(async move {
            let here = match dials {
                true => WhoIsThere::told(node.journal.is_taken_over().await),
                false => WhoIsThere::seen(node.journal.look_at_rest().await),
            };
            let went_on = here == WhoIsThere::Another || node.seems_gone_on_at_second().await;
            node.heed(if went_on { WhoIsThere::Another } else { here }, question);
        });
    }

    /// Asks whether another device has taken over, before a line is opened: a peer that is shown an old state
    /// may close the channel. If the storage does not answer, nothing that the peer would say could be
    /// stored, either.
    pub(super) fn make_sure(self: &Rc<Node>, now: u64) {
        if !self.asking_alone.begin(now) {
            return;
        }
        let (node, question) = (self.clone(), self.alone.ask(now));
        self.spawn(async move {
            let is_alone = node.journal.head_is_ours().await == Ok(true);
            // Where that is not sure, the device that may have taken over is asked for by name, and at the
            // second copy as well.
            let went_on = node.somebody_went_on_in_time(is_alone).await;
            node.asking_alone.end(node.host.instant_ms());
            let who = match (went_on, is_alone) {
                (true, _) => WhoIsThere::Another,
                (false, true) => WhoIsThere::Nobody,
                (false, false) => WhoIsThere::Unknown,
            };
            node.heed(who, question);
            if who == WhoIsThere::Nobody && !node.stopped.get() {
                node.tick();
            }
        });
    }

    /// Takes note of an answer.
    fn heed(&self, who: WhoIsThere, question: AloneQuestion) {
        self.wake();
        if self.stopped.get() {
            return;
        }
        match who {
            WhoIsThere::Another => {
                self.stop();
                (self.tell)(News::Fenced);
            }
            WhoIsThere::Nobody => self.alone.confirm(question),
            // What is known counts for as long as it is fresh.
            WhoIsThere::NobodySeen => {}
            WhoIsThere::Unknown => self.alone.doubt(),
        }
    }

    /// A second copy that does not answer keeps no line from being opened.
    async fn somebody_went_on_in_time(&self, head_is_ours: bool) -> bool {
        if !head_is_ours && self.journal.is_taken_over().await == Ok(true) {
            return true;
        }
        futures::select_biased! {
            went_on = Box::pin(self.seems_gone_on_at_second()).fuse() => went_on,
            () = Box::pin(self.host.sleep(SECOND_MS)).fuse() => false,
        }
    }

    /// The primary shows nothing of a device that continues at the second copy.
    async fn seems_gone_on_at_second(&self) -> bool {
        match (self.takeover.second)() {
            Some(mirror) => self.journal.seems_taken_over_at(&mirror).await,
            None => false,
        }
    }

    /// Own commitment transactions go only after a fresh look shows that no device took over: one look at a time, less
    /// often each time, and none for what no look could release.
    pub(super) fn look_at_head(self: &Rc<Node>) {
        if !self.wallet().waits_for_head() {
            self.takeover.ask_head_now();
            return;
        }
        if !self.is_settled() || !self.takeover.head.begin(self.host.instant_ms()) {
            return;
        }
        let (node, sleeps) = (self.clone(), self.sleeps());
        self.spawn(async move {
            let ours = node.journal.head_is_ours().await == Ok(true) && node.nobody_at_second().await;
            node.takeover.head.end(node.host.instant_ms());
            let is_fresh = node.sleeps() == sleeps;
            node.heed_losses();
            if ours && is_fresh && node.is_settled() && !node.stopped.get() {
                node.wallet().release_held();
                node.watch.send();
                node.look_at_head();
            }
        });
    }

    /// Whether no device continued at the second copy, if that can be asked within seconds. An undecided
    /// answer does not count as "nobody".
    async fn nobody_at_second(&self) -> bool {
        let Some(mirror) = (self.takeover.second)() else { return true };
        let went_on = futures::select_biased! {
            went_on = Box::pin(self.journal.is_taken_over_at(&mirror)).fuse() => went_on,
            () = Box::pin(self.host.sleep(SECOND_MS)).fuse() => Ok(false),
        };
        if went_on == Ok(true) && !self.stopped.get() {
            self.stop();
            (self.tell)(News::Fenced);
        }
        went_on == Ok(false)
    }
}
