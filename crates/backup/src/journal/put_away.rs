//! The last thing that the engine does: it puts what could not be written into this device's store.

use super::{close::CloseOutcome, command::Command, engine::Engine, replica};
use crate::{
    Batch,
    entry::{self, Body, Entry},
    status::Author,
};

impl Engine {
    /// Stops writing: what was handed in is kept in the store, and those who wait for the end are told how it went.
    pub(super) async fn put_away(&mut self) {
        self.inbox.collect();
        let mut rest = self.kept.take_all();
        let mut replies = self.take_closers();
        for command in self.inbox.take_all() {
            match command {
                Command::Append(batch, _) => rest.extend(batch),
                Command::Close(reply) => replies.push(reply),
                // Their callers see that the engine is gone.
                Command::Settle(_)
                | Command::ReadyForKeys(..)
                | Command::ChangeKeys(..)
                | Command::Rest(_)
                | Command::Ahead(_)
                | Command::TurnOn(..)
                | Command::TurnOff(..)
                | Command::Snapshot(_)
                | Command::MoveTo(..)
                | Command::Lost
                | Command::Doubt
                | Command::Fence(_) => {}
            }
        }
        let closed = self.store_rest(rest).await;
        self.writer.shared.closing().conclude(closed);
        for reply in replies {
            // A receiver that no longer waits does not need it.
            let _ = reply.send(closed);
        }
    }

    async fn store_rest(&mut self, rest: Batch) -> CloseOutcome {
        let fenced = self.fenced_by().is_some();
        let waiting = match self.waiting_entry(rest).filter(|_| !fenced) {
            None => None,
            Some(Ok(entry)) => Some(entry),
            Some(Err(())) => return CloseOutcome::NotStored,
        };
        let writer = &mut self.writer;
        // A write that was cut off may still be under way in the store; this one comes after it.
        if waiting.is_some() || writer.shared.closing().is_asked() {
            writer.store_with_next(|writes| replica::set_waiting(writes, waiting.as_ref()));
        }
        match writer.flush().await {
            Err(_) => CloseOutcome::NotStored,
            Ok(()) if waiting.is_some() || writer.pending().is_some() => CloseOutcome::Waiting,
            Ok(()) => CloseOutcome::Saved,
        }
    }

    /// Sealed like an entry, but never sent as it is: only its batch counts.
    fn waiting_entry(&self, rest: Batch) -> Option<Result<Entry, ()>> {
        if rest.is_empty() {
            return None;
        }
        let writer = &self.writer;
        let body = Body::Delta(rest);
        let place = writer.chain().next(writer.meta().writer, &body);
        let origin = Author { device: writer.env.device.clone(), at_ms: writer.env.clock.now_ms() };
        Some(entry::make(writer.keys().sealing(), place, origin, body, &writer.env.rng).map_err(|_| ()))
    }
}
