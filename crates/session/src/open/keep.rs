//! What this device keeps of an unlocked wallet: its settings, one change after the other.

use async_trait::async_trait;
use lifeboat_cloud::oauth::RefreshToken;
use lifeboat_messages::Problem;

use super::OpenWallet;
use crate::accounts::TokenKeeper;
use crate::settings::Settings;
use crate::vault::Vault;

impl OpenWallet {
    /// What the user chose.
    pub fn settings(&self) -> Settings {
        self.settings.borrow().clone()
    }

    /// Keeps changed settings, durably.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Problem> {
        // One after the other: a change never undoes another that is still being written.
        let _turn = self.changing.lock().await;
        let mut settings = self.settings();
        change(&mut settings);
        self.vault().keep_settings(&settings).await?;
        *self.settings.borrow_mut() = settings;
        self.env.changed();
        Ok(())
    }

    /// Settings that are so, whether they can be kept or not: a store that refuses now is told the same by the journal at the
    /// next start.
    pub async fn settle_settings(&self, change: impl FnOnce(&mut Settings)) {
        let _turn = self.changing.lock().await;
        change(&mut self.settings.borrow_mut());
        // With the phrase: it may be the keys that have changed.
        let _ = self.vault().keep(self.phrase(), &self.settings()).await;
        self.env.changed();
    }

    /// This wallet's records on this device.
    pub fn vault(&self) -> Vault {
        Vault::new(&self.env, self.keys().opened())
    }
}

#[async_trait(?Send)]
impl TokenKeeper for OpenWallet {
    async fn keep_token(&self, sign_in: &str, token: &RefreshToken) {
        if self.settings().account_mut(sign_in).is_none() {
            return;
        }
        let kept = self.change_settings(|settings| {
            if let Some(account) = settings.account_mut(sign_in) {
                account.refresh = Some(token.expose().to_owned());
            }
        });
        // A store that refuses shows by itself at the next entry; the token works until this worker ends.
        let _ = kept.await;
    }
}
