//! What this device keeps of an unlocked wallet: its settings, one change after the other.

use std::cell::Cell;

use async_trait::async_trait;
use futures::lock::{Mutex, MutexGuard};
use lifeboat_cloud::oauth::{KeptToken, RefreshToken};
use lifeboat_messages::Problem;
use lifeboat_wallet::JournalName;

use super::UnlockedWallet;
use crate::accounts::TokenKeeper;
use crate::settings::Settings;
use crate::vault::Vault;

/// Whose place a wallet takes here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum TakenPlace {
    /// Nobody's, or it has taken it.
    #[default]
    None,
    /// Its own: the journal being replaced. What is stored for the one that comes counts only after that.
    Own(JournalName),
    /// Another's, which stays if it does not come.
    AnotherWallets,
}

/// How its records on this device are written.
#[derive(Default)]
pub(super) struct Records {
    turns: Mutex<()>,
    /// While it is brought here.
    place: Cell<TakenPlace>,
}

impl Records {
    /// One after the other: a change never undoes another that is still being written.
    async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turns.lock().await
    }
}

impl UnlockedWallet {
    /// What the user chose.
    pub fn settings(&self) -> Settings {
        self.settings.borrow().clone()
    }

    /// Keeps changed settings, durably.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Problem> {
        let _turn = self.records.turn().await;
        let mut settings = self.settings();
        change(&mut settings);
        settings.forget_ended(self.env.now_ms());
        match self.records.place.get() {
            TakenPlace::None => self.vault().keep_settings(&settings).await?,
            TakenPlace::Own(journal) => self.vault().keep_coming(journal, self.phrase(), &settings).await?,
            TakenPlace::AnotherWallets => self.vault().keep_beside_another(self.phrase(), &settings).await?,
        }
        *self.settings.borrow_mut() = settings;
        self.env.changed();
        Ok(())
    }

    /// Settings that apply whether or not they can be stored: if the store refuses now, the journal tells it
    /// the same at the next start.
    pub async fn settle_settings(&self, change: impl FnOnce(&mut Settings)) {
        let _turn = self.records.turn().await;
        change(&mut self.settings.borrow_mut());
        // This includes the phrase, since the keys may have changed.
        let _ = match self.records.place.get() {
            TakenPlace::None => self.vault().keep_in_any_case(self.phrase(), &self.settings()).await,
            TakenPlace::Own(_) | TakenPlace::AnotherWallets => self.keep_all().await,
        };
        self.env.changed();
    }

    /// Stores everything that it has, for the first time. From the moment the journal's record names this
    /// wallet, its words and its settings must be here; and until then, those of the one that is, also when a
    /// token is renewed meanwhile.
    pub async fn keep_first(&self, place: TakenPlace) -> Result<(), Problem> {
        let _turn = self.records.turn().await;
        self.records.place.set(place);
        self.keep_all().await
    }

    /// The journal here has made way for it.
    pub async fn has_come(&self) {
        if self.records.place.take() != TakenPlace::None {
            // A store that refuses now does it when it is opened next.
            self.settle_settings(|_| {}).await;
        }
    }

    async fn keep_all(&self) -> Result<(), Problem> {
        let (vault, settings) = (self.vault(), self.settings());
        match self.records.place.get() {
            TakenPlace::None => vault.keep(self.phrase(), &settings).await,
            TakenPlace::Own(journal) => vault.keep_coming(journal, self.phrase(), &settings).await,
            TakenPlace::AnotherWallets => vault.keep_beside_another(self.phrase(), &settings).await,
        }
    }

    /// This wallet's records on this device.
    pub fn vault(&self) -> Vault {
        Vault::new(&self.env, self.keys().opened())
    }
}

#[async_trait(?Send)]
impl TokenKeeper for UnlockedWallet {
    async fn keep_token(&self, sign_in: &str, token: &RefreshToken) {
        if self.settings().account_mut(sign_in).is_none() {
            return;
        }
        let kept = self.change_settings(|settings| {
            if let Some(account) = settings.account_mut(sign_in) {
                account.keep(&KeptToken::Refresh(token.clone()));
            }
        });
        // A store that fails is noticed at the next entry; the token works until this worker ends.
        let _ = kept.await;
    }
}
