//! Appending: all batches that wait become one entry.

use super::{
    beside::Care, command::Reply, engine::Engine, error::AppendError, kept::GROUP, stop::Stop, writer::Writer,
};
use crate::{Batch, retry::PATIENCE, status::Status};

impl Engine {
    pub(super) async fn append(&mut self, batch: Batch, reply: Reply) {
        if batch.has_too_long_key() {
            let _ = reply.send(Err(AppendError::KeyTooLong));
            return;
        }
        if let Some(other) = self.fenced_by() {
            let _ = reply.send(Err(AppendError::Fenced(other.clone())));
            return;
        }
        if let Some(why) = self.paused_by().cloned() {
            self.kept.keep(batch);
            let _ = reply.send(Err(AppendError::Paused(why)));
            return;
        }
        let (batch, replies) = self.group(batch, reply);
        self.writer.tell_saving();
        self.kept.keep(batch);
        let result = self.await_mirror().await;
        self.concluded(&result);
        for reply in replies {
            let _ = reply.send(result.clone().map_err(AppendError::from));
        }
    }

    /// This batch, and those right behind it.
    fn group(&mut self, first: Batch, reply: Reply) -> (Batch, Vec<Reply>) {
        let mut size = first.size();
        let mut whole = first;
        let mut replies = vec![reply];
        let fits =
            |next: &Batch, size: usize| size.saturating_add(next.size()) <= GROUP && !next.has_too_long_key();
        while let Some((next, reply)) = self.inbox.take_append(|next| fits(next, size)) {
            size = size.saturating_add(next.size());
            whole.extend(next);
            replies.push(reply);
        }
        (whole, replies)
    }

    /// What is pending, unchanged; then everything that was kept.
    pub(super) async fn resume(&mut self) -> Result<u64, AppendError> {
        if let Some(other) = self.fenced_by() {
            return Err(AppendError::Fenced(other.clone()));
        }
        let result = self.await_mirror().await;
        self.concluded(&result);
        if result.is_ok() && self.writer.beside.is_broken() {
            self.watch(Care::Proof).await.map_err(AppendError::from)?;
        }
        result.map_err(AppendError::from)
    }

    async fn await_mirror(&mut self) -> Result<u64, Stop> {
        let head = self.drain_queue().await?;
        self.both(head).await?;
        Ok(head)
    }

    /// Settles for somebody who waits for it: a drive that asks for long pauses is told instead.
    pub(super) async fn settle_in_time(&mut self) -> Result<u64, Stop> {
        self.writer.set_patience(Some(PATIENCE));
        let settled = self.drain_queue().await;
        self.writer.set_patience(None);
        settled
    }

    /// Batches stay kept until they are sealed, so none is lost if this is stopped in the middle.
    pub(super) async fn drain_queue(&mut self) -> Result<u64, Stop> {
        if self.writer.pending().is_some() || !self.kept.is_empty() {
            self.writer.tell_saving();
        }
        self.writer.settle().await?;
        let mut head = self.writer.reopen().await?;
        while !self.kept.is_empty() {
            let (whole, count) = self.kept.next_group();
            self.writer.begin_batch(&whole).await?;
            self.kept.sealed(count);
            head = self.writer.settle().await?;
        }
        Ok(head)
    }
}

impl Writer {
    pub(super) fn tell_saving(&self) {
        if self.remote().is_some() {
            // What is in the way of "saved" is not gone by a write.
            self.tell(self.beside.status().unwrap_or(Status::Saving));
        }
    }
}
