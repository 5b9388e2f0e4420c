//! What was handed in and is not sealed: in a pause it waits here.

use crate::{Batch, chunk::LARGEST};

/// Group commit stops here, so that one entry stays easy to send.
pub(super) const GROUP: usize = LARGEST;

/// What was handed in and is not sealed.
#[derive(Default)]
pub(super) struct KeptBatches(Vec<Batch>);

impl KeptBatches {
    pub(super) fn keep(&mut self, batch: Batch) {
        self.0.push(batch);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first batches, as many as an entry should hold, and how many they are.
    pub(super) fn next_group(&self) -> (Batch, usize) {
        let mut whole = Batch::new();
        let (mut size, mut count) = (0_usize, 0);
        for batch in &self.0 {
            size = size.saturating_add(batch.size());
            if count > 0 && size > GROUP {
                break;
            }
            whole.extend(batch.clone());
            count += 1;
        }
        (whole, count)
    }

    /// The first `count` are sealed, and pending from here on.
    pub(super) fn sealed(&mut self, count: usize) {
        self.0.drain(..count);
    }

    /// All of it as one, at the end.
    pub(super) fn take_all(&mut self) -> Batch {
        let mut whole = Batch::new();
        for batch in self.0.drain(..) {
            whole.extend(batch);
        }
        whole
    }
}
