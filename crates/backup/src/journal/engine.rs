//! The future that does the work, one thing after the other.

use std::collections::VecDeque;

use futures::{
    FutureExt, StreamExt,
    channel::{mpsc, oneshot},
    future::{Either, select},
};

use super::{
    Command, Stop, close::CloseOutcome, error::AppendError, look::WayAhead, lookout::Lookout, writer::Writer,
};
use crate::{
    Batch,
    chain::SnapshotUrgency,
    status::{Author, Status, Trouble},
};

pub(super) type Reply = oneshot::Sender<Result<u64, AppendError>>;

/// Does the journal's work: spawn [`Engine::run`] and forget it.
pub struct Engine {
    pub(super) writer: Writer,
    commands: mpsc::UnboundedReceiver<Command>,
    pub(super) inbox: VecDeque<Command>,
    closed: bool,
    pub(super) halt: Halt,
    /// Handed in while paused.
    pub(super) kept: Vec<Batch>,
    /// Who waits for the end.
    pub(super) closers: Vec<oneshot::Sender<CloseOutcome>>,
    pub(super) prunable: VecDeque<u64>,
    pub(super) lookout: Lookout,
}

/// Whether the journal continues.
pub(super) enum Halt {
    No,
    Paused(Trouble),
    Fenced(Author),
}

impl Engine {
    pub(super) fn new(writer: Writer, commands: mpsc::UnboundedReceiver<Command>) -> Engine {
        Engine {
            writer,
            commands,
            inbox: VecDeque::new(),
            closed: false,
            halt: Halt::No,
            kept: Vec::new(),
            closers: Vec::new(),
            prunable: VecDeque::new(),
            lookout: Lookout::default(),
        }
    }

    /// Ends when every handle is dropped, or by [`super::Journal::close`], and all that was handed in is durable, refused
    /// or kept.
    pub async fn run(mut self) {
        let closing = self.writer.shared.closing.clone();
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
            self.collect();
            if matches!(self.halt, Halt::No)
                && let Err(stop) = self.settle_doubt().await
            {
                self.concluded(&Err(stop));
                continue;
            }
            // Left by something that gave up.
            if matches!(self.halt, Halt::No) && self.writer.is_open_ended() {
                let result = self.settle_all().await;
                self.concluded(&result);
                continue;
            }
            if matches!(self.halt, Halt::No) && self.writer.chain.due() == SnapshotUrgency::Now {
                // Its failure is the journal's halt.
                if let Err(stop) = self.snapshot_and_look(false).await {
                    self.concluded(&Err(stop));
                }
                continue;
            }
            if let Some(command) = self.inbox.pop_front() {
                if let Command::Close(reply) = command {
                    self.closers.push(reply);
                    return;
                }
                self.handle(command).await;
                continue;
            }
            if self.closed {
                return;
            }
            if matches!(self.halt, Halt::No)
                && self.writer.remote.is_some()
                && self.writer.beside.is_unknown()
            {
                // The outcome shows in the status.
                let _ = self.watch().await;
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
            Command::ChangeKeys(keys, reply) => {
                let result = self.change_keys(keys).await;
                let _ = reply.send(result);
            }
            Command::Rest { refused } => {
                let rested = self.writer.beside.rested(self.writer.env.clock.now_ms());
                if matches!(self.halt, Halt::No) && (refused || rested) && self.watch().await.is_ok() {
                    self.look_at_rest().await;
                }
            }
            Command::TurnOn(plan, mut reply) => {
                let result = self.turn_on(*plan, &mut reply).await;
                let on = result.is_ok();
                let _ = reply.send(result);
                if on && !self.kept.is_empty() {
                    // A store that was lost had held these up.
                    let written = self.settle_all().await;
                    self.concluded(&written);
                }
            }
            Command::TurnOff(plan, reply) => {
                let result = self.turn_off(plan).await;
                let _ = reply.send(result);
            }
            Command::MoveTo(mirror, to, reply) => {
                let result = self.move_to(&mirror, to).await;
                let _ = reply.send(result);
            }
            Command::Ahead(way) => self.note_way(way),
            Command::Doubt => {
                if let Err(stop) = self.settle_doubt().await
                    && matches!(self.halt, Halt::No)
                {
                    self.concluded(&Err(stop));
                }
            }
            Command::Lost => self.lookout.look(self.writer.remote.is_some()),
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

    /// Nothing is asked of us: tidy up, or wait.
    async fn idle(&mut self) {
        // The pending record stands for it until then, so a refusal is for the next append to report.
        let _ = self.writer.flush().await;
        if !self.is_untidy() {
            let next = self.commands.next().await;
            self.arrived(next);
            return;
        }
        let quiet_ms = self.lookout.quiet_ms(self.writer.env.clock.now_ms());
        let quiet = {
            let quiet = self.writer.env.clock.sleep(quiet_ms);
            let next = self.commands.next();
            match select(next, quiet).await {
                Either::Left((command, _)) => Some(command),
                Either::Right(_) => None,
            }
        };
        if let Some(command) = quiet {
            self.arrived(command);
            return;
        }
        self.tidy_up().await;
    }

    /// Makes sure of what lies beside the journal, and tells how it stands where that has changed.
    pub(super) async fn watch(&mut self) -> Result<(), Stop> {
        let before = self.writer.beside.status();
        let looked = self.writer.settle_beside().await;
        if looked.is_ok() {
            self.lookout.may_answer();
            self.writer.shared.refusal.end();
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

    /// Tells of a file in the way above the head, and of its end. Not while a write is under way, which meets it itself.
    fn note_way(&mut self, way: WayAhead) {
        let before = self.writer.beside.status();
        match way {
            WayAhead::Blocked { position, fault } if position > self.writer.chain.head.position => {
                self.writer.beside.is_blocked(position, fault);
            }
            WayAhead::Clear => self.writer.beside.is_passable(),
            WayAhead::Blocked { .. } => {}
        }
        if matches!(self.halt, Halt::No) && self.writer.beside.status() != before {
            self.writer.tell(self.writer.standing());
        }
    }

    /// A snapshot that was read back, and all that a restore begins with: "it can be restored".
    async fn prove(&mut self) -> Result<u64, Stop> {
        let position = self.snapshot_and_look(true).await?;
        self.watch().await?;
        Ok(position)
    }

    /// A snapshot, while nobody has looked what is lost. Where something is, what a restore begins with comes first, and whole: it
    /// may be lost, too, or lie in a folder that was given another name.
    async fn snapshot_and_look(&mut self, whole: bool) -> Result<u64, Stop> {
        let lost = self.writer.doubt_what_lost().await?;
        if lost && let Err(stop @ Stop::Fenced(_)) = self.watch().await {
            return Err(stop);
        }
        self.snapshot(whole || lost).await
    }

    /// Takes note of how a write ended.
    pub(super) fn concluded(&mut self, result: &Result<u64, Stop>) {
        match result {
            Ok(position) => {
                self.halt = Halt::No;
                self.lookout.wrote(self.writer.remote.is_some());
                self.writer.shared.refusal.end();
                self.writer.beside.went_past(*position);
                self.writer.publish();
                debug_assert_eq!(*position, self.writer.chain.head.position);
                self.writer.tell(self.writer.standing());
            }
            Err(Stop::Fenced(other)) => {
                self.halt = Halt::Fenced(other.clone());
                self.writer.shared.head.borrow_mut().fenced = true;
                self.writer.tell(Status::Fenced { by: other.device.clone(), at_ms: other.at_ms });
            }
            Err(Stop::Paused(why)) => {
                self.halt = Halt::Paused(why.clone());
                self.writer.tell(Status::Paused { why: why.clone() });
            }
        }
    }

    /// No handle is left.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Why nothing is written now.
    pub(super) fn halted(&self) -> Option<AppendError> {
        match &self.halt {
            Halt::No => None,
            Halt::Paused(why) => Some(AppendError::Paused(why.clone())),
            Halt::Fenced(other) => Some(AppendError::Fenced(other.clone())),
        }
    }

    /// Everything that waits in the channel.
    pub(super) fn collect(&mut self) {
        while let Some(next) = self.commands.next().now_or_never() {
            let ended = next.is_none();
            self.arrived(next);
            if ended {
                return;
            }
        }
    }

    fn arrived(&mut self, next: Option<Command>) {
        match next {
            Some(command) => self.inbox.push_back(command),
            None => self.closed = true,
        }
    }
}
