//! What becomes durable, and the accidents on the way there.

use super::World;
use crate::sim::Failed;
use crate::{Batch, Op, Urgency};

/// What happens to the wallet when it hands out the chosen cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crash {
    /// The process dies and the entry never reached the cloud.
    Lost,
    /// The entry is durable, but the process dies before it learns so.
    Durable,
    /// A wrong journal, not atomic: only the monitors of the entry became durable.
    OnlyMonitors,
    /// A wrong journal, not atomic: only the manager of the entry became durable.
    OnlyManager,
    /// A wrong host: acknowledges from here on without writing, then dies.
    AckedThenLost,
}

/// Makes an entry durable.
pub type Sink = Box<dyn FnMut(Batch) -> Result<(), Failed>>;

impl World {
    pub(super) fn cut(&mut self, urgency: Urgency) -> Result<bool, Failed> {
        let Some(batch) = self.wallet().next_cut(self.time_ms, urgency) else { return Ok(false) };
        self.cuts += 1;
        let size = size(&batch);
        self.bytes += u64::try_from(size).unwrap_or(u64::MAX);
        self.largest = self.largest.max(size);
        if self.acking_only {
            self.wallet().cut_durable();
            return Ok(true);
        }
        match self.crash {
            Some((at, how)) if at == self.cuts => self.accident(how, &batch),
            _ if self.outage || self.outage_from.is_some_and(|from| self.cuts >= from) => {
                self.waiting = Some(batch);
            }
            _ => {
                match &mut self.sink {
                    Some(sink) => sink(batch.clone())?,
                    None => self.older.push(self.cloud.clone()),
                }
                self.cloud.apply(&batch);
                self.wallet().cut_durable();
            }
        }
        Ok(true)
    }

    fn accident(&mut self, how: Crash, batch: &Batch) {
        let only = |wanted: fn(&str) -> bool| Batch {
            ops: batch.ops.iter().filter(|op| wanted(key(op))).cloned().collect(),
        };
        match how {
            Crash::Lost => {}
            Crash::Durable => self.cloud.apply(batch),
            Crash::OnlyMonitors => self.cloud.apply(&only(|k| k != "manager")),
            Crash::OnlyManager => self.cloud.apply(&only(|k| k == "manager")),
            Crash::AckedThenLost => {
                self.acking_only = true;
                self.wallet().cut_durable();
                return;
            }
        }
        self.kill();
    }

    /// The keys of the entry that waits for the cloud.
    pub fn waiting_keys(&self) -> Option<Vec<String>> {
        self.waiting.as_ref().map(|batch| batch.ops.iter().map(|op| key(op).to_owned()).collect())
    }

    /// The payments in the entry that waits for the cloud, by their keys.
    pub fn waiting_payment_keys(&self) -> Vec<String> {
        self.waiting_keys()
            .unwrap_or_default()
            .into_iter()
            .filter(|key| key.starts_with("payment/"))
            .collect()
    }

    /// What waits is applied to what is durable, without an acknowledgement.
    pub fn apply_waiting(&mut self) {
        if let Some(batch) = &self.waiting {
            self.cloud.apply(batch);
        }
    }

    /// The cloud answers again: write what was waiting.
    pub fn write_waiting(&mut self) -> bool {
        let Some(batch) = self.waiting.take() else { return false };
        self.cloud.apply(&batch);
        self.wallet().cut_durable();
        true
    }

    /// Make everything durable that may wait.
    pub fn flush(&mut self) -> Result<(), Failed> {
        self.cut(Urgency::Flush)?;
        self.settle()
    }
}

fn key(op: &Op) -> &str {
    match op {
        Op::Put { key, .. } | Op::Delete { key } => key,
    }
}

fn size(batch: &Batch) -> usize {
    batch
        .ops
        .iter()
        .map(|op| match op {
            Op::Put { key, value } => key.len() + value.len(),
            Op::Delete { key } => key.len(),
        })
        .sum()
}
