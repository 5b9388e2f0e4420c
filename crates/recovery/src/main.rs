//! The module as `recovery.html` calls it.

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::Uint8Array;
    use lifeboat_crypto::KdfBounds;
    use lifeboat_recovery::{EnteredSecret, PickedBackup, SecretKind, StateSummary, StateUnread, exported};
    use serde_json::{Value, json};
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    /// Files that were picked.
    #[wasm_bindgen]
    pub struct RecoveryModule(PickedBackup);

    #[wasm_bindgen]
    impl RecoveryModule {
        /// Looks through files: paths, and the bytes of each.
        ///
        /// # Errors
        /// The name of a text.
        pub async fn read(paths: Vec<String>, files: Vec<Uint8Array>) -> Result<RecoveryModule, JsValue> {
            let files = paths.into_iter().zip(files.iter().map(Uint8Array::to_vec));
            PickedBackup::read(files).await.map(RecoveryModule).map_err(|error| error.code().into())
        }

        /// The wallets, as JSON.
        pub fn wallets(&self) -> String {
            json!(self.0.wallets()).to_string()
        }

        /// What a secret opens, as JSON: `phrase`, `contents`, `unread` (why there are none; `missing`:
        /// nothing but the phrase is there) and `exported`.
        ///
        /// # Errors
        /// The name of a text.
        pub async fn open(
            &self,
            number: usize,
            kind: String,
            typed: String,
            now_ms: f64,
        ) -> Result<String, JsValue> {
            let kind = serde_json::from_value::<SecretKind>(Value::from(kind)).map_err(|_| "files")?;
            let secret = EnteredSecret::parse(kind, &typed).map_err(|error| error.code())?;
            let opened = self.0.open(number, &secret, &KdfBounds::READ, now_ms as u64).await;
            let opened = opened.map_err(|error| error.code())?;
            let phrase = opened.phrase.map(|phrase| phrase.words().to_string());
            let (contents, exported, unread) = match &opened.state {
                Ok((state, by)) => (Some(StateSummary::of(state, by)), Some(exported(state)), None),
                Err(StateUnread::Missing) => (None, None, Some("missing".to_owned())),
                Err(why) => (None, None, Some(why.to_string())),
            };
            let all = json!({
                "phrase": phrase, "contents": contents, "exported": exported, "unread": unread,
            });
            Ok(all.to_string())
        }
    }
}

fn main() {}
