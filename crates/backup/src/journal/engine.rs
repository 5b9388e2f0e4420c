//! The future that does the work, one thing after the other.

use std::collections::VecDeque;

use futures::{
    FutureExt, StreamExt,
    channel::{mpsc, oneshot},
    future::{Either, select},
};

use super::{Command, Stop, close::CloseOutcome, error::AppendError, home::Whereabouts, writer::Writer};
use crate::{
    Batch,
    chain::SnapshotUrgency,
    status::{Author, Status, Trouble},
};

/// How long nobody must want anything before snapshots and pruning take the line: a payment is several entries in a row.
const QUIET_MS: u64 = 1_500;

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
    /// Something was written since the last look at the drive.
    unseen: bool,
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
            unseen: false,
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
            // Left by something that gave up.
            if matches!(self.halt, Halt::No) && self.writer.is_open_ended() {
                let result = self.settle_all().await;
                self.concluded(&result);
                continue;
            }
            if matches!(self.halt, Halt::No) && self.writer.chain.due() == SnapshotUrgency::Now {
                // Its failure is the journal's halt.
                match self.writer.doubt_what_lost().await {
                    Ok(()) => drop(self.snapshot(false).await),
                    Err(stop) => self.concluded(&Err(stop)),
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
                // What comes of it shows in the status.
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
                if matches!(self.halt, Halt::No) && (refused || rested) {
                    // What comes of it shows in the status.
                    let _ = self.watch().await;
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
            Command::Lost => self.unseen = self.writer.remote.is_some(),
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
        let tidy = matches!(self.halt, Halt::No)
            && (self.unseen || self.writer.chain.due() != SnapshotUrgency::No || !self.prunable.is_empty());
        if !tidy {
            let next = self.commands.next().await;
            self.arrived(next);
            return;
        }
        let quiet = {
            let quiet = self.writer.env.clock.sleep(QUIET_MS);
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
        if self.unseen && self.writer.is_marked() {
            self.writer.unmark().await;
        }
        let unseen = std::mem::take(&mut self.unseen);
        let gone = unseen && (self.writer.beside.is_gone() || self.writer.something_is_gone().await);
        // A folder with another name is whole: only what was written since is missing there, and it gets that.
        let home = if gone { self.writer.follow_folder().await } else { Ok(Whereabouts::Here) };
        if matches!(home, Ok(Whereabouts::Followed)) && self.writer.beside.is_gone() {
            self.writer.beside.is_found();
            self.writer.tell(self.writer.standing());
        }
        let gone = matches!(home, Ok(Whereabouts::Gone));
        match home {
            Err(stop @ Stop::Fenced(_)) => return self.concluded(&Err(stop)),
            // The next quiet moment asks again.
            Err(Stop::Paused(Trouble::Drive(error))) if !error.needs_user() => self.unseen = true,
            _ => {}
        }
        if gone && let Err(stop) = self.writer.doubt_state().await {
            return self.concluded(&Err(stop));
        }
        if gone || (unseen && self.writer.beside.is_due(self.writer.env.clock.now_ms())) {
            // What comes of it shows in the status. Before a snapshot: a restore begins with it.
            let _ = self.watch().await;
        }
        if matches!(self.halt, Halt::Fenced(_)) {
            return;
        }
        if gone || self.writer.chain.due() != SnapshotUrgency::No {
            // Its failure is the journal's halt.
            let _ = self.snapshot(gone).await;
        }
        // After the snapshot: alone they would be a journal without an end. What fails is for the next quiet moment.
        if matches!(self.halt, Halt::No)
            && let Err(Stop::Paused(Trouble::Drive(error))) = self.writer.settle_fences().await
        {
            self.unseen |= !error.needs_user();
        }
        self.prune().await;
    }

    /// Makes sure of what lies beside the journal, and tells how it stands where that has changed.
    pub(super) async fn watch(&mut self) -> Result<(), Stop> {
        let before = self.writer.beside.status();
        let looked = self.writer.settle_beside().await;
        // The next quiet moment finds out what else is missing, and writes it.
        self.unseen |= self.writer.beside.is_gone();
        match &looked {
            Err(stop @ Stop::Fenced(_)) => self.concluded(&Err(stop.clone())),
            _ if self.writer.beside.status() != before => self.writer.tell(self.writer.standing()),
            _ => {}
        }
        looked
    }

    /// A snapshot that was read back, and all that a restore begins with: "it can be restored".
    async fn prove(&mut self) -> Result<u64, Stop> {
        self.writer.doubt_what_lost().await?;
        let position = self.snapshot(true).await?;
        self.watch().await?;
        Ok(position)
    }

    /// Deletes until somebody wants something.
    async fn prune(&mut self) {
        while let Some(position) = self.prunable.pop_front() {
            if !self.writer.prune(position).await {
                self.prunable.clear();
            }
            self.collect();
            if !self.inbox.is_empty() || self.closed {
                return;
            }
        }
    }

    /// Takes note of how a write ended.
    pub(super) fn concluded(&mut self, result: &Result<u64, Stop>) {
        match result {
            Ok(position) => {
                self.halt = Halt::No;
                self.unseen = self.writer.remote.is_some();
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
