//! Reading back what the backup has.

use std::rc::Rc;

use lifeboat_messages::Problem;

use super::UnlockedWallet;
use crate::problem;

/// How long a cut that is under way may take before the user is told that not everything is saved yet.
const SETTLE_MS: u64 = 10_000;

impl UnlockedWallet {
    /// [`UnlockedWallet::prove`] for callers that do not wait: the outcome shows in the status.
    pub async fn proving(self: Rc<UnlockedWallet>) {
        let _ = self.prove().await;
    }

    /// Everything into the cloud that the wallet knows when it is asked, and a snapshot read back.
    pub async fn back_up_now(self: &Rc<UnlockedWallet>) -> Result<(), Problem> {
        let node = self.node()?;
        // A cut that is under way lacks what came after it, and a snapshot of the journal would lack the same.
        node.settle(SETTLE_MS).await;
        let was_all = node.is_settled();
        self.prove().await?;
        if was_all || node.is_settled() { Ok(()) } else { Err(Problem::StillSaving) }
    }

    pub(super) async fn prove(self: &Rc<UnlockedWallet>) -> Result<(), Problem> {
        self.journal()?.prove().await.map_err(|error| problem::of_append(&error))?;
        if self.settings().in_use().is_none() {
            return Ok(());
        }
        self.spawn_task(self.clone().measure());
        let now_ms = self.env.now_ms();
        self.change_settings(|settings| settings.note_proved(now_ms)).await
    }
}
