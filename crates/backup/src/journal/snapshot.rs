//! Writing a snapshot: the chunks that say what no entry says yet, then the snapshot that names them.
//!
//! Never on a milepost: those are never deleted, and a snapshot carries the keyring of its time.

use super::{engine::Engine, stop::Stop, writer::Writer};
use crate::{Batch, chunk::LARGEST, entry::Body, mileposts::MILE, status::Obstacle};

impl Engine {
    /// Writes a snapshot, reads it back, and notes what may be deleted. `whole`: the complete state, whatever
    /// lies there already.
    pub(super) async fn snapshot(&mut self, whole: bool) -> Result<u64, Stop> {
        self.writer.tell_saving();
        let (before, base) = (self.writer.chain().snapshot, self.writer.chain().base());
        let result = self.writer.write_snapshot(whole).await;
        if whole && result.is_ok() {
            self.writer.is_whole_again();
            self.writer.note_seen();
        }
        self.concluded(&result);
        if result.is_ok() {
            let positions = self.writer.prunable(before, &base).await;
            self.prune_later(positions);
        }
        result
    }
}

impl Writer {
    /// Writes one without looking what may go.
    pub(super) async fn write_snapshot(&mut self, whole: bool) -> Result<u64, Stop> {
        let body = self.write_pages(&Batch::new(), whole).await?;
        self.commit(body).await
    }

    /// Seals a batch for the place after the head. One that is too large for a file goes into chunks first, and counts
    /// with the pack that names them.
    pub(super) async fn begin_batch(&mut self, batch: &Batch) -> Result<(), Stop> {
        if batch.size() <= LARGEST {
            return self.begin(Body::Delta(batch.clone())).await;
        }
        let lost = self.doubt_what_lost().await?;
        let body = self.write_pages(batch, lost).await?;
        self.begin(body).await?;
        self.publish_later(batch);
        Ok(())
    }

    /// All chunks but the last of a snapshot of what this batch makes of the state, and that snapshot.
    async fn write_pages(&mut self, batch: &Batch, whole: bool) -> Result<Body, Stop> {
        let mut plan = self.chain().with(batch).plan(whole);
        let since = self.chain().head.position;
        let last = plan.chunks.pop().unwrap_or_default();
        for chunk in plan.chunks {
            self.leave_milepost().await?;
            self.commit(Body::Chunk(chunk)).await?;
        }
        self.leave_milepost().await?;
        let body = self.chain().snapshot_with(batch, plan.kept, since, last);
        body.map_err(|_| Stop::Paused(Obstacle::TooLarge))
    }

    /// What comes next must not lie on a milepost.
    async fn leave_milepost(&mut self) -> Result<(), Stop> {
        if self.chain().next_position().is_multiple_of(MILE) {
            self.commit(Body::Delta(Batch::new())).await?;
        }
        Ok(())
    }
}
