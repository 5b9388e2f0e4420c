//! Appending: all batches that wait become one entry.

use super::{
    Command, Stop,
    engine::{Engine, Halt, Reply},
    error::AppendError,
    writer::Writer,
};
use crate::{Batch, page::LARGEST, status::Status};

/// Group commit stops here, so that one entry stays easy to send.
const GROUP: usize = LARGEST;

impl Engine {
    pub(super) async fn append(&mut self, batch: Batch, reply: Reply) {
        if batch.has_too_long_key() {
            let _ = reply.send(Err(AppendError::KeyTooLong));
            return;
        }
        if let Halt::Fenced(other) = &self.halt {
            let _ = reply.send(Err(AppendError::Fenced(other.clone())));
            return;
        }
        if let Halt::Paused(why) = &self.halt {
            self.kept.push(batch);
            let _ = reply.send(Err(AppendError::Paused(why.clone())));
            return;
        }
        let (batch, replies) = self.group(batch, reply);
        self.writer.tell_saving();
        self.kept.push(batch);
        let result = self.settle_both().await;
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
        while let Some(Command::Append(next, _)) = self.inbox.front() {
            size = size.saturating_add(next.size());
            if size > GROUP || next.has_too_long_key() {
                break;
            }
            if let Some(Command::Append(next, reply)) = self.inbox.pop_front() {
                whole.extend(next);
                replies.push(reply);
            }
        }
        (whole, replies)
    }

    /// What is pending, unchanged; then everything that was kept.
    pub(super) async fn resume(&mut self) -> Result<u64, AppendError> {
        if let Halt::Fenced(other) = &self.halt {
            return Err(AppendError::Fenced(other.clone()));
        }
        let result = self.settle_both().await;
        self.concluded(&result);
        if result.is_ok() && self.writer.beside.is_broken() {
            self.watch().await.map_err(AppendError::from)?;
        }
        result.map_err(AppendError::from)
    }

    async fn settle_both(&mut self) -> Result<u64, Stop> {
        let head = self.settle_all().await?;
        self.both(head).await?;
        Ok(head)
    }

    /// Batches stay kept until they are sealed, so none is lost if this is stopped in the middle.
    pub(super) async fn settle_all(&mut self) -> Result<u64, Stop> {
        if self.writer.pending().is_some() || !self.kept.is_empty() {
            self.writer.tell_saving();
        }
        self.writer.settle().await?;
        let mut head = self.writer.reopen().await?;
        while !self.kept.is_empty() {
            let (whole, count) = self.next_group();
            self.writer.begin_batch(&whole).await?;
            // Sealed, and pending from here on.
            self.kept.drain(..count);
            head = self.writer.settle().await?;
        }
        Ok(head)
    }

    /// The first batches that are kept, as many as an entry should hold, and how many they are.
    fn next_group(&self) -> (Batch, usize) {
        let mut whole = Batch::new();
        let (mut size, mut count) = (0_usize, 0);
        for batch in &self.kept {
            size = size.saturating_add(batch.size());
            if count > 0 && size > GROUP {
                break;
            }
            whole.extend(batch.clone());
            count += 1;
        }
        (whole, count)
    }
}

impl Writer {
    pub(super) fn tell_saving(&self) {
        if self.remote.is_some() {
            // What is in the way of "saved" is not gone by a write.
            self.tell(self.beside.status().unwrap_or(Status::Saving));
        }
    }
}
