//! The future that does the work, one thing after the other.

use std::collections::VecDeque;

use futures::{
    FutureExt,
    channel::{mpsc, oneshot},
    future::{Either, select},
};

use super::{
    beside::Care,
    close::CloseOutcome,
    command::{Command, RestAnswer, WayAhead},
    error::AppendError,
    inbox::Inbox,
    kept::KeptBatches,
    lookout::Lookout,
    stop::Stop,
    writer::Writer,
};
use crate::{
    chain::SnapshotUrgency,
    status::{Author, Obstacle, Status},
};

/// Does the journal's work: spawn [`Engine::run`] and forget it.
pub struct Engine {
    pub(super) writer: Writer,
    pub(super) inbox: Inbox,
    halt: Halt,
    /// Handed in, and not sealed.
    pub(super) kept: KeptBatches,
    /// Those who wait for the end.
    closers: Vec<oneshot::Sender<CloseOutcome>>,
    /// Positions that readers no longer need.
    prunable: VecDeque<u64>,
    pub(super) lookout: Lookout,
}

/// Whether the journal continues.
enum Halt {
    No,
    Paused(Obstacle),
    Fenced(Author),
}

impl Engine {
    pub(super) fn new(writer: Writer, commands: mpsc::UnboundedReceiver<Command>) -> Engine {
        let mut lookout = Lookout::default();
        // What a start found to be gone, and could not make good.
        lookout.look(writer.beside.is_gone());
        Engine {
            writer,
            inbox: Inbox::new(commands),
            halt: Halt::No,
            kept: KeptBatches::default(),
            closers: Vec::new(),
            prunable: VecDeque::new(),
            lookout,
        }
    }

    /// Ends when every handle is dropped, or by [`super::Journal::close`], and all that was handed in is
    /// durable, refused or kept.
    pub async fn run(mut self) {
        let closing = self.writer.shared.closing().clone();
        let clock = self.writer.env.clock.clone();
        {
            let work = self.work().boxed_local();
            let time_is_up = async { clock.sleep(closing.asked().await).await }.boxed_local();
            select(work, time_is_up).await;
        }
        self.put_away().await;
    }

    async fn work(&mut self) {
        loop {
            self.inbox.collect();
            if self.is_running()
                && let Err(stop) = self.settle_doubt().await
            {
                self.concluded(&Err(stop));
                continue;
            }
            if self.fenced_by().is_some() && self.writer.is_incomplete() {
                self.writer.explain_by_takeover().await;
            }
            // Left by something that gave up.
            if self.is_running() && self.writer.is_open_ended() {
                let result = self.drain_queue().await;
                self.concluded(&result);
                continue;
            }
            if self.is_running() && self.writer.chain().due() == SnapshotUrgency::Now {
                // Its failure is the journal's halt.
                if let Err(stop) = self.snapshot_and_look(false).await {
                    self.concluded(&Err(stop));
                }
                continue;
            }
            if let Some(command) = self.inbox.take() {
                if let Command::Close(reply) = command {
                    self.closers.push(reply);
                    return;
                }
                self.handle(command).await;
                continue;
            }
            if self.inbox.is_closed() {
                return;
            }
            if self.is_running() && self.writer.remote().is_some() && self.writer.beside.is_unknown() {
                // The outcome shows in the status.
                let _ = self.watch(Care::Proof).await;
                continue;
            }
            self.idle().await;
        }
    }

    async fn handle(&mut self, command: Command) {
        match command {
            Command::Append(batch, reply) => self.append(batch, reply).await,
            Command::Settle(reply) => {
                let result = self.resume().await;
                let _ = reply.send(result);
            }
            Command::ReadyForKeys(turn, reply) => {
                if turn.begin() {
                    let _ = reply.send(self.halted().map_or(Ok(()), Err));
                }
            }
            Command::ChangeKeys(keys, turn, reply) => {
                if !turn.begin() {
                    return;
                }
                let result = self.change_keys(keys).await;
                let _ = reply.send(result);
            }
            Command::Rest(answer) => {
                self.writer.beside.answers(answer == RestAnswer::Given);
                if answer == RestAnswer::Given {
                    self.lookout.answered();
                }
                let began_ms = self.writer.env.clock.now_ms();
                let due = self.writer.beside.rested(began_ms) || answer == RestAnswer::Refused;
                if self.is_running() && due && self.watch(Care::AtRest).await.is_ok() {
                    self.look_at_rest(began_ms).await;
                }
            }
            Command::TurnOn(plan, mut reply) => {
                let result = self.turn_on(*plan, &mut reply).await;
                let on = result.is_ok();
                let _ = reply.send(result);
                if on && !self.kept.is_empty() {
                    // A store that was lost had held these up.
                    let written = self.drain_queue().await;
                    self.concluded(&written);
                }
            }
            Command::TurnOff(plan, turn, reply) => {
                if !turn.begin() {
                    return;
                }
                let result = self.turn_off(plan).await;
                let _ = reply.send(result);
            }
            Command::MoveTo(mirror, to, turn, reply) => {
                if !turn.begin() {
                    return;
                }
                let result = self.move_to(&mirror, to).await;
                let _ = reply.send(result);
            }
            Command::Ahead(way) => self.note_way(way),
            Command::Doubt => {
                if let Err(stop) = self.settle_doubt().await
                    && self.is_running()
                {
                    self.concluded(&Err(stop));
                }
            }
            Command::Lost => self.lookout.look(self.writer.remote().is_some()),
            Command::Fence(other) => self.concluded(&Err(Stop::Fenced(other))),
            Command::Close(reply) => self.closers.push(reply),
            Command::Snapshot(reply) => {
                let result = match self.halted() {
                    Some(error) => Err(error),
                    None => self.prove().await.map_err(AppendError::from),
                };
                let _ = reply.send(result);
            }
        }
    }

    /// Tidies up or waits, because nothing is requested.
    async fn idle(&mut self) {
        // Until then the pending record holds the entry, so the next append reports a refusal.
        let _ = self.writer.flush().await;
        if !self.is_untidy() {
            self.inbox.wait().await;
            return;
        }
        let quiet_ms = self.lookout.quiet_ms(self.writer.env.clock.now_ms());
        let is_quiet = {
            let quiet = self.writer.env.clock.sleep(quiet_ms);
            let asked = self.inbox.wait().boxed_local();
            matches!(select(asked, quiet).await, Either::Right(_))
        };
        if is_quiet {
            self.tidy_up().await;
        }
    }

    /// Makes sure of the files beside the journal, and reports their state if it has changed.
    pub(super) async fn watch(&mut self, care: Care) -> Result<(), Stop> {
        let before = self.writer.beside.status();
        let looked = self.writer.settle_beside(care).await;
        if looked.is_ok() {
            self.lookout.may_answer();
            self.writer.shared.note_let_in();
        }
        // The next quiet moment finds out what else is missing, and writes it.
        self.lookout.look(self.writer.beside.is_gone());
        match &looked {
            Err(stop @ Stop::Fenced(_)) => self.concluded(&Err(stop.clone())),
            _ if self.writer.beside.status() != before => self.writer.tell(self.writer.standing()),
            _ => {}
        }
        looked
    }

    /// Tells of a file in the way above the head, and of its end. Not while a write is under way, which meets
    /// it itself.
    fn note_way(&mut self, way: WayAhead) {
        let before = self.writer.beside.status();
        match way {
            WayAhead::Blocked { position, fault } if position > self.writer.chain().head.position => {
                self.writer.beside.is_blocked(position, fault);
            }
            WayAhead::Clear => self.writer.beside.is_passable(),
            WayAhead::Blocked { .. } => {}
        }
        if self.is_running() && self.writer.beside.status() != before {
            self.writer.tell(self.writer.standing());
        }
    }

    /// A snapshot that was read back, and all that a restore begins with, which nothing older opens: "it can
    /// be restored".
    async fn prove(&mut self) -> Result<u64, Stop> {
        let position = self.snapshot_and_look(true).await?;
        self.watch(Care::Proof).await?;
        self.writer.beside.older_stays().map_or(Ok(position), |why| Err(Stop::Paused(why)))
    }

    /// Writes a snapshot before it has been checked what is lost. If something is, what a restore begins with is
    /// written first, and completely: it may be lost as well, or be in a folder that was renamed.
    async fn snapshot_and_look(&mut self, whole: bool) -> Result<u64, Stop> {
        let lost = self.writer.doubt_what_lost().await?;
        if lost && let Err(stop @ Stop::Fenced(_)) = self.watch(Care::Proof).await {
            return Err(stop);
        }
        self.snapshot(whole || lost).await
    }

    /// Takes note of how a write ended.
    pub(super) fn concluded(&mut self, result: &Result<u64, Stop>) {
        match result {
            Ok(position) => {
                self.halt = Halt::No;
                self.lookout.wrote(self.writer.remote().is_some());
                self.writer.shared.note_let_in();
                self.writer.beside.went_past(*position);
                self.writer.publish();
                debug_assert_eq!(*position, self.writer.chain().head.position);
                self.writer.tell(self.writer.standing());
            }
            Err(Stop::Fenced(other)) => {
                self.halt = Halt::Fenced(other.clone());
                self.writer.shared.fence();
                self.writer.tell(Status::Fenced { by: other.clone() });
            }
            Err(Stop::Paused(why)) => {
                self.halt = Halt::Paused(why.clone());
                self.writer.tell(Status::Paused { why: why.clone() });
            }
        }
    }

    /// Whether the engine writes what it is handed.
    pub(super) fn is_running(&self) -> bool {
        matches!(self.halt, Halt::No)
    }

    /// The device that has taken over, for good.
    pub(super) fn fenced_by(&self) -> Option<&Author> {
        match &self.halt {
            Halt::Fenced(other) => Some(other),
            Halt::No | Halt::Paused(_) => None,
        }
    }

    /// What only the user can change.
    pub(super) fn paused_by(&self) -> Option<&Obstacle> {
        match &self.halt {
            Halt::Paused(why) => Some(why),
            Halt::No | Halt::Fenced(_) => None,
        }
    }

    /// Begins as a journal of another place: what stopped it was the old one's.
    pub(super) fn begin_anew(&mut self) {
        self.halt = Halt::No;
    }

    /// Notes positions that readers no longer need.
    pub(super) fn prune_later(&mut self, positions: VecDeque<u64>) {
        self.prunable = positions;
    }

    /// Makes sure that nothing in this place is deleted from now on.
    pub(super) fn prune_nothing(&mut self) {
        self.prunable.clear();
    }

    /// The next position to be deleted.
    pub(super) fn next_prunable(&mut self) -> Option<u64> {
        self.prunable.pop_front()
    }

    /// Whether there is any.
    pub(super) fn has_prunable(&self) -> bool {
        !self.prunable.is_empty()
    }

    /// Those who wait for the end; they are told once.
    pub(super) fn take_closers(&mut self) -> Vec<oneshot::Sender<CloseOutcome>> {
        std::mem::take(&mut self.closers)
    }

    /// Why nothing is written now.
    pub(super) fn halted(&self) -> Option<AppendError> {
        match &self.halt {
            Halt::No => None,
            Halt::Paused(why) => Some(AppendError::Paused(why.clone())),
            Halt::Fenced(other) => Some(AppendError::Fenced(other.clone())),
        }
    }
}
