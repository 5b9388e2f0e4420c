//! What the engine is asked to do, in the order in which it was asked.

use std::collections::VecDeque;

use futures::{FutureExt, StreamExt, channel::mpsc};

use super::command::{Command, Reply};
use crate::Batch;

/// What was asked of the engine and is not begun.
pub(super) struct Inbox {
    commands: mpsc::UnboundedReceiver<Command>,
    waiting: VecDeque<Command>,
    closed: bool,
}

impl Inbox {
    /// The inbox of the handles that send here.
    pub(super) fn new(commands: mpsc::UnboundedReceiver<Command>) -> Inbox {
        Inbox { commands, waiting: VecDeque::new(), closed: false }
    }

    /// Takes over everything that waits in the channel.
    pub(super) fn collect(&mut self) {
        while let Some(next) = self.commands.next().now_or_never() {
            let ended = next.is_none();
            self.arrived(next);
            if ended {
                return;
            }
        }
    }

    /// Waits until something is asked, or no handle is left. Nothing is lost if the caller stops waiting.
    pub(super) async fn wait(&mut self) {
        let next = self.commands.next().await;
        self.arrived(next);
    }

    fn arrived(&mut self, next: Option<Command>) {
        match next {
            Some(command) => self.waiting.push_back(command),
            None => self.closed = true,
        }
    }

    /// What comes next.
    pub(super) fn take(&mut self) -> Option<Command> {
        self.waiting.pop_front()
    }

    /// Takes the next request if it is an append, and fits.
    pub(super) fn take_append(&mut self, fits: impl FnOnce(&Batch) -> bool) -> Option<(Batch, Reply)> {
        let fits = |next: &mut Command| matches!(next, Command::Append(batch, _) if fits(batch));
        let Some(Command::Append(batch, reply)) = self.waiting.pop_front_if(fits) else { return None };
        Some((batch, reply))
    }

    /// All of it, at the end.
    pub(super) fn take_all(&mut self) -> VecDeque<Command> {
        std::mem::take(&mut self.waiting)
    }

    /// Whether nothing is requested.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether no handle is left.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }
}
