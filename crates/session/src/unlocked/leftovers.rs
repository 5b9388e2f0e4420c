//! Records at guards that are no longer in use.

use std::rc::Rc;

use lifeboat_backup::{MirrorStatus, Status};

use super::UnlockedWallet;
use crate::guards::{self, here, leftovers};

/// How often to look whether the copies have the keyring in use, and how long to wait in between, ms.
const LOOKS: u32 = 60;
const LOOK_MS: u64 = 5_000;
/// How often to check whether it is time to ask the guards, ms.
const WATCH_MS: u64 = 3_600_000;

impl UnlockedWallet {
    /// Ends the unused records once the backup and its second copy have the keyring in use. If that does not
    /// happen, the next start tries again. A wallet that another device has taken over ends none: that device
    /// does.
    pub async fn end_leftovers(self: Rc<UnlockedWallet>) {
        for _ in 0..LOOKS {
            // One that is registered from here on is not among them.
            let Some(kept) = leftovers::kept(&self.env).await else { return };
            if self.is_closed() {
                return;
            }
            if kept.is_empty() {
                // No PIN is being set, so that one way here is in use.
                return here::tidy(&self.env, self.keys().keyring()).await;
            }
            // An entry with the new key is in the backup: until then another device could take it over with
            // the former PIN.
            if self.is_what_copies_open_with() && self.prove().await.is_ok() {
                return self.end_all(&kept).await;
            }
            self.env.sleep(LOOK_MS).await;
        }
    }

    /// Tells of tries of others at the guards of the PIN, for as long as the wallet is open: that may be for weeks.
    pub async fn watch_guards(self: Rc<UnlockedWallet>) {
        guards::watch(&self.env, self.keys().keyring()).await;
        loop {
            self.env.sleep(WATCH_MS).await;
            guards::look_if_due(&self.env, self.keys().keyring()).await;
        }
    }

    async fn end_all(&self, kept: &[String]) {
        for name in kept {
            if self.is_closed() || !self.is_what_copies_open_with() {
                return;
            }
            leftovers::end(&self.env, name, self.keys().keyring()).await;
        }
        if self.is_what_copies_open_with() {
            here::tidy(&self.env, self.keys().keyring()).await;
        }
    }

    /// Whether what opens the wallet here opens its copies, as far as this process knows.
    fn is_what_copies_open_with(&self) -> bool {
        let saved = |status: &Status| match status {
            Status::Saved { .. } | Status::Off => true,
            Status::Checking
            | Status::Saving
            | Status::Waiting { .. }
            | Status::Paused { .. }
            | Status::Fenced { .. } => false,
        };
        let backup_is = self.journal().is_ok_and(|journal| saved(&journal.status()));
        let in_step = |status: MirrorStatus| match status {
            MirrorStatus::InStep { .. } | MirrorStatus::OlderPhraseStays { .. } => true,
            // What does not open there may be of a device that continues with what the former PIN opens.
            MirrorStatus::TopUnreadable { .. }
            | MirrorStatus::Looking
            | MirrorStatus::Following { .. }
            | MirrorStatus::Waiting { .. }
            | MirrorStatus::Paused { .. }
            | MirrorStatus::Ended => false,
        };
        let second_is = self.settings().second().is_none()
            || self
                .mirror()
                .is_some_and(|mirror| in_step(mirror.status()) && mirror.opens_with(&self.keys()));
        backup_is && second_is && !self.env.guards().is_registering()
    }
}
