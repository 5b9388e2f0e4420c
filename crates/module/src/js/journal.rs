//! The journal.

use js_sys::{Array, Promise};
use lifeboat_backup::CloseOutcome;
use lifeboat_crypto::Phrase;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::drive::JsDrive;
use super::options::JsOptions;
use super::plain;
use crate::backup::{BackupPlan, create, open};
use crate::error::ModuleError;
use crate::restoring::{RestorePlan, find, restore};
use crate::running::RunningJournal;

/// How long `close` waits for the drive unless it is told, ms.
const CLOSE_MS: f64 = 5_000.0;

/// The journal of one wallet: encrypted, in order, in the user's own drive; of all devices only one writes it.
#[wasm_bindgen(js_name = Journal)]
pub struct JsJournal(RunningJournal);

#[wasm_bindgen(js_class = Journal)]
impl JsJournal {
    /// Begins a backup: tries the drive out, writes, reads everything back and opens it. Takes seconds.
    #[wasm_bindgen(unchecked_return_type = "Promise<Journal>")]
    pub fn create(
        drive: &JsDrive,
        #[wasm_bindgen(unchecked_param_type = "CreateOptions")] options: JsValue,
    ) -> Promise {
        let (connection, options) = (drive.0.clone(), JsOptions::new(options));
        future_to_promise(async move {
            let phrase = Phrase::parse(&options.text("words")?).map_err(ModuleError::from)?;
            let name = options.text("name")?.to_string();
            let (slots, state) = (options.slots()?, options.state()?);
            let plan = BackupPlan { name, phrase, slots, state };
            Ok(JsJournal(create(&options.host().await?, &connection, plan).await?).into())
        })
    }

    /// Opens the journal that this device has, and makes sure that nothing newer exists. Throws `Empty` where
    /// there is none, `Fenced` where another device has the wallet, `Unconfirmed` where the drive cannot be
    /// asked now.
    #[wasm_bindgen(unchecked_return_type = "Promise<Journal>")]
    pub fn open(
        drive: &JsDrive,
        #[wasm_bindgen(unchecked_param_type = "OpenOptions")] options: JsValue,
    ) -> Promise {
        let (connection, options) = (drive.0.clone(), JsOptions::new(options));
        future_to_promise(async move {
            let secret = options.secret()?;
            Ok(JsJournal(open(&options.host().await?, &connection, &secret).await?).into())
        })
    }

    /// Brings a backup to this device: from then on no other one writes it. `state()` is what the wallet begins with.
    #[wasm_bindgen(unchecked_return_type = "Promise<Journal>")]
    pub fn restore(
        drive: &JsDrive,
        #[wasm_bindgen(unchecked_param_type = "RestoreOptions")] options: JsValue,
    ) -> Promise {
        let (connection, options) = (drive.0.clone(), JsOptions::new(options));
        future_to_promise(async move {
            let (folder, secret) = (options.text("folder")?.to_string(), options.secret()?);
            let plan = RestorePlan { folder, secret, sure: options.sure() };
            Ok(JsJournal(restore(&options.host().await?, &connection, plan).await?).into())
        })
    }

    /// The backups in a drive. Empty only when the drive truly said so; an error is never "no backup".
    #[wasm_bindgen(unchecked_return_type = "Promise<FoundBackup[]>")]
    pub fn list(drive: &JsDrive) -> Promise {
        let connection = drive.0.clone();
        future_to_promise(async move {
            let found = find(&connection).await?;
            Ok(found.iter().map(plain::found).collect::<Array>().into())
        })
    }

    /// Makes changes durable, all of them or none, and gives the position up to which everything is. It only
    /// comes back when the cloud has them: until then nothing that depends on them may leave the wallet.
    /// While the drive cannot be reached it waits, and the status says so.
    ///
    /// Rejects with `Fenced`: another device has the wallet, so stop the node. With `Paused`: the changes are
    /// kept; never hand them in again, but call `resume()` once the user has done what `reason` asks for.
    #[wasm_bindgen(unchecked_return_type = "Promise<bigint>")]
    pub fn append(&self, #[wasm_bindgen(unchecked_param_type = "Change[]")] changes: JsValue) -> Promise {
        // Now, and not when the promise is first looked at: the order of the calls counts.
        let asked = plain::batch(&changes).map(|batch| self.0.journal().append(batch));
        future_to_promise(async move { Ok(asked?.await.map_err(ModuleError::from)?.into()) })
    }

    /// Tries again now. Resolves when everything that was handed in is durable.
    #[wasm_bindgen(unchecked_return_type = "Promise<bigint>")]
    pub fn resume(&self) -> Promise {
        let asked = self.0.journal().resume();
        future_to_promise(async move { Ok(asked.await.map_err(ModuleError::from)?.into()) })
    }

    /// Writes everything once more and reads it back: the proof that the backup can be restored.
    #[wasm_bindgen(unchecked_return_type = "Promise<bigint>")]
    pub fn prove(&self) -> Promise {
        let asked = self.0.journal().prove();
        future_to_promise(async move { Ok(asked.await.map_err(ModuleError::from)?.into()) })
    }

    /// Whether no other device has written: a fresh look. Required before an own commitment transaction
    /// leaves this device; if this throws, it must not leave.
    #[wasm_bindgen(js_name = headIsOurs, unchecked_return_type = "Promise<boolean>")]
    pub fn head_is_ours(&self) -> Promise {
        let journal = self.0.journal().clone();
        future_to_promise(async move { Ok(journal.head_is_ours().await.map_err(ModuleError::from)?.into()) })
    }

    /// Uses the same drive with other credentials, such as a renewed token. Call `resume()` after it.
    #[wasm_bindgen(js_name = useDrive, unchecked_return_type = "Promise<void>")]
    pub fn use_drive(&self, drive: &JsDrive) -> Promise {
        let (running, connection) = (self.0.clone(), drive.0.clone());
        future_to_promise(async move {
            running.use_connection(&connection).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Another PIN or passphrase, and with it other keys. True: the backup opens with it already. False: that
    /// follows by itself, and until then the old one opens the backup.
    #[wasm_bindgen(js_name = changeLock, unchecked_return_type = "Promise<boolean>")]
    pub fn change_lock(&self, #[wasm_bindgen(unchecked_param_type = "BackupLock")] lock: JsValue) -> Promise {
        let (running, options) = (self.0.clone(), JsOptions::new(lock));
        future_to_promise(async move { Ok(running.change_lock(&options.slots()?).await?.into()) })
    }

    /// Ends it: resolves when everything is where it belongs (`saved`), or stored here for the next start
    /// (`waiting`), or at the worst when this device has not taken it (`notStored`). After it call `free()`,
    /// which wipes the keys.
    #[wasm_bindgen(unchecked_return_type = r#"Promise<"saved" | "waiting" | "notStored">"#)]
    pub fn close(&self, #[wasm_bindgen(js_name = withinMs)] within_ms: Option<f64>) -> Promise {
        let closing = self.0.journal().close(within_ms.unwrap_or(CLOSE_MS).max(0.0) as u64);
        future_to_promise(async move {
            Ok(match closing.await {
                CloseOutcome::Saved => "saved",
                CloseOutcome::Waiting => "waiting",
                CloseOutcome::NotStored => "notStored",
            }
            .into())
        })
    }

    /// Whether the cloud has everything.
    #[wasm_bindgen(unchecked_return_type = "JournalStatus")]
    pub fn status(&self) -> JsValue {
        plain::status(&self.0.journal().status())
    }

    /// The newest durable state.
    #[wasm_bindgen(unchecked_return_type = "Map<string, Uint8Array>")]
    pub fn state(&self) -> JsValue {
        plain::state(&self.0.journal().state())
    }

    /// Where the journal ends, as far as it is durable.
    #[wasm_bindgen(getter)]
    pub fn position(&self) -> u64 {
        self.0.journal().position()
    }

    /// The folder that it is in.
    #[wasm_bindgen(getter)]
    pub fn folder(&self) -> Option<String> {
        self.0.journal().folder().map(|folder| folder.folder_name().to_owned())
    }

    /// Who wrote last, before this device took the wallet over; only after a restore.
    #[wasm_bindgen(getter, unchecked_return_type = "Author | undefined")]
    pub fn before(&self) -> JsValue {
        self.0.before().map_or(JsValue::UNDEFINED, plain::author)
    }

    /// The journal's own name, 8 bytes. It changes whenever a state came from anywhere but this device's own
    /// store, or the backup was found to have lost something: a state that says for which name it was proved
    /// says whether it still is.
    #[wasm_bindgen(getter)]
    pub fn writer(&self) -> Vec<u8> {
        self.0.journal().writer().to_vec()
    }

    /// The recovery phrase.
    pub fn words(&self) -> String {
        self.0.words().to_string()
    }
}
