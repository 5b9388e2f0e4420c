//! Reading back what the backup has.

use std::rc::Rc;

use lifeboat_messages::Problem;

use super::OpenWallet;
use crate::problem;

impl OpenWallet {
    /// [`OpenWallet::prove`], where nobody waits for it: what comes of it shows in the status.
    pub async fn proving(self: Rc<OpenWallet>) {
        let _ = self.prove().await;
    }

    /// Everything into the cloud, and a snapshot read back.
    pub async fn back_up_now(self: &Rc<OpenWallet>) -> Result<(), Problem> {
        self.node()?.flush();
        self.prove().await
    }

    async fn prove(self: &Rc<OpenWallet>) -> Result<(), Problem> {
        self.journal()?.prove().await.map_err(|error| problem::of_append(&error))?;
        if self.settings().drive.is_none() {
            return Ok(());
        }
        self.env.spawn(self.clone().measure());
        let now_ms = self.env.now_ms();
        self.change_settings(|settings| settings.proved_ms = Some(now_ms)).await
    }
}
