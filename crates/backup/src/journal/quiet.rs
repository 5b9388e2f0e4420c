//! What the engine does when nothing is asked of it: it looks for what the drive may have lost, writes a
//! snapshot that is due, and deletes what readers no longer need.

use super::{beside::Care, engine::Engine, home::Whereabouts, stop::Stop};
use crate::{chain::SnapshotUrgency, status::Obstacle};

impl Engine {
    /// Whether a quiet moment has something to do.
    pub(super) fn is_untidy(&self) -> bool {
        self.is_running()
            && (self.lookout.is_due()
                || self.writer.chain().due() != SnapshotUrgency::No
                || self.has_prunable())
    }

    /// Tidies up while nothing is requested.
    pub(super) async fn tidy_up(&mut self) {
        let before = self.lookout.begin();
        if before.is_due() && self.writer.is_marked() {
            self.writer.unmark().await;
        }
        // No snapshot before a look: it makes superfluous what may be lost.
        let looks = before.is_due() || self.writer.chain().due() != SnapshotUrgency::No;
        let lost = if looks { self.look_for_lost().await } else { Ok(false) };
        match &lost {
            Ok(_) if looks => {
                self.lookout.found_out(self.writer.env.clock.now_ms());
                self.lookout.may_answer();
                self.note_looked(None);
            }
            Ok(_) => {}
            Err(stop @ Stop::Fenced(_)) => return self.concluded(&Err(stop.clone())),
            Err(Stop::Paused(why @ Obstacle::Drive(error))) if error.needs_user() => {
                self.lookout.refused(before, self.writer.env.clock.now_ms());
                self.note_looked(Some(why.clone()));
            }
            // A later quiet moment asks again.
            Err(Stop::Paused(_)) => self.lookout.failed(before, self.writer.env.clock.now_ms()),
        }
        if lost == Ok(true) || (looks && self.writer.beside.is_due(self.writer.env.clock.now_ms())) {
            // The outcome shows in the status. This comes before a snapshot because a restore begins with it.
            let _ = self.watch(Care::Proof).await;
        }
        let Ok(lost) = lost else { return };
        if self.fenced_by().is_some() {
            return;
        }
        if lost || self.writer.chain().due() != SnapshotUrgency::No {
            // Its failure is the journal's halt.
            let _ = self.snapshot(lost).await;
        }
        if lost {
            // A drive that does not find what it was given again is not given it without end.
            self.lookout.failed(before, self.writer.env.clock.now_ms());
        }
        // After the snapshot: alone they would be a journal without an end. What fails is for a later quiet moment.
        if self.is_running()
            && let Err(Stop::Paused(Obstacle::Drive(error))) = self.writer.settle_fences().await
            && !error.needs_user()
        {
            self.lookout.failed(before, self.writer.env.clock.now_ms());
        }
        self.prune().await;
    }

    /// How a look for what may be lost ended, where only the user can make it succeed. Until then it is not
    /// known that all is there.
    fn note_looked(&mut self, refused: Option<Obstacle>) {
        let before = self.writer.beside.status();
        match refused {
            Some(why) => self.writer.beside.is_unanswered(self.writer.env.clock.now_ms(), why),
            None => self.writer.beside.is_answered(),
        }
        if self.is_running() && self.writer.beside.status() != before {
            self.writer.tell(self.writer.standing());
        }
    }

    /// A time when nothing is written: the head is asked for, and the rest of it once an hour. Where asking
    /// for the head brings all of it, and the phrase file was read in the same look (which began at this
    /// time), the head has the next turn.
    pub(super) async fn look_at_rest(&mut self, began_ms: u64) {
        let brings_all = self.writer.remote().is_some_and(|there| there.drive.now().has_brings_all());
        let waits = brings_all && self.writer.beside.has_opened_since(began_ms);
        let gone = if waits { Ok(false) } else { self.writer.head_is_gone().await };
        if gone == Ok(true) {
            self.writer.lose();
            self.writer.tell(self.writer.standing());
        }
        // The quiet moment reports what only the user can change. A drive that does not say is asked again.
        let refused = gone.is_err_and(|error| error.needs_user());
        let rested = self.lookout.rested(self.writer.env.clock.now_ms(), self.writer.chain().head.position);
        let due = refused || rested;
        self.lookout.look(self.writer.beside.is_gone() || (due && self.writer.remote().is_some()));
    }

    /// Whether something is lost that has to be rewritten; if so, the state is doubted.
    ///
    /// # Errors
    /// Another device took over; or it is not known yet; until it is, write nothing that would make the lost entries
    /// unnecessary.
    async fn look_for_lost(&mut self) -> Result<bool, Stop> {
        let gone = self.writer.beside.is_gone() || {
            let Some(remote) = self.writer.remote().cloned() else { return Ok(false) };
            let gone = self.writer.something_is_gone(&remote).await;
            gone.map_err(|error| Stop::Paused(Obstacle::Drive(error)))?
        };
        if !gone {
            return Ok(false);
        }
        let lost = self.find_again().await;
        if let Err(Stop::Paused(why)) = &lost {
            self.writer.beside.stays_gone(self.writer.env.clock.now_ms(), why.clone());
            self.writer.tell(self.writer.standing());
        }
        lost
    }

    async fn find_again(&mut self) -> Result<bool, Stop> {
        match self.writer.follow_folder().await? {
            // The wallet is kept on this device alone.
            Whereabouts::Here => {
                self.writer.is_whole_again();
                Ok(false)
            }
            // What was written since is missing there, and it got that; what else is missing, a snapshot makes good.
            Whereabouts::Followed => {
                self.writer.tell(self.writer.standing());
                Ok(self.writer.beside.is_gone())
            }
            Whereabouts::Gone => {
                self.writer.lose();
                self.writer.tell(self.writer.standing());
                self.writer.doubt_state().await?;
                Ok(true)
            }
        }
    }

    /// Deletes until something is requested.
    async fn prune(&mut self) {
        while let Some(position) = self.next_prunable() {
            if !self.writer.prune(position).await {
                self.prune_nothing();
            }
            self.inbox.collect();
            if !self.inbox.is_empty() || self.inbox.is_closed() {
                return;
            }
        }
    }
}
