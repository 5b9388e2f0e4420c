//! What is read from an object that the caller has filled in.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use js_sys::{Function, Reflect};
use lifeboat_backup::indexed_db::IndexedDb;
use lifeboat_backup::{Env, Randomness, RestoreOptions, State, Status, WholeStore};
use lifeboat_crypto::{Kdf, calibrate, system_rng};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::{clock, plain};
use crate::error::ModuleError;
use crate::host::JournalHost;
use crate::secret::{BackupSecret, SlotPlan};

/// An object of options.
pub struct JsOptions(JsValue);

impl JsOptions {
    pub fn new(options: JsValue) -> JsOptions {
        JsOptions(options)
    }

    /// `None` where it is missing.
    fn field(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.0, &name.into()).ok();
        value.filter(|value| !value.is_undefined() && !value.is_null())
    }

    /// A text that may be missing.
    pub fn maybe(&self, name: &str) -> Result<Option<Zeroizing<String>>, ModuleError> {
        let text = |value: JsValue| value.as_string().map(Zeroizing::new).ok_or_else(|| wrong(name));
        self.field(name).map(text).transpose()
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Zeroizing<String>, ModuleError> {
        self.maybe(name)?.ok_or_else(|| wrong(name))
    }

    /// What opens a backup.
    pub fn secret(&self) -> Result<BackupSecret, ModuleError> {
        match (self.maybe("words")?, self.maybe("pin")?, self.maybe("passphrase")?) {
            (Some(words), None, None) => BackupSecret::words(&words),
            (None, Some(pin), None) => BackupSecret::pin(&pin),
            (None, None, Some(passphrase)) => Ok(BackupSecret::Passphrase(passphrase)),
            _ => Err(wrong("words, pin or passphrase")),
        }
    }

    /// What shall open one. Takes a second or more, if the cost has to be measured.
    pub fn slots(&self) -> Result<SlotPlan, ModuleError> {
        let (pin, passphrase) = (self.maybe("pin")?, self.maybe("passphrase")?);
        let kdf = match self.field("cost") {
            Some(cost) => cost_of(&JsOptions(cost))?,
            None if pin.is_none() && passphrase.is_none() => Kdf::TIER_2,
            None => measured(),
        };
        SlotPlan::new(pin.as_deref().map(String::as_str), passphrase, kdf)
    }

    /// What is in a journal from the beginning.
    pub fn state(&self) -> Result<State, ModuleError> {
        let mut state = State::new();
        if let Some(changes) = self.field("state") {
            state.apply(&plain::batch(&changes)?);
        }
        Ok(state)
    }

    /// What the user has confirmed.
    pub fn sure(&self) -> RestoreOptions {
        let sure = self.field("sure").map(JsOptions);
        let said = |name: &str| {
            let value = sure.as_ref().and_then(|sure| sure.field(name));
            value.is_some_and(|value| value.as_bool() == Some(true))
        };
        RestoreOptions {
            old_device_is_gone: said("oldDeviceIsGone"),
            although_ended: said("althoughEnded"),
            although_second_copy: said("althoughSecondCopy"),
            ..RestoreOptions::default()
        }
    }

    /// This device's store, taken: whoever had it until now writes nothing any more.
    pub async fn host(&self) -> Result<JournalHost, ModuleError> {
        let name = self.text("store")?;
        let device = self.maybe("device")?.unwrap_or_default().to_string();
        let observer: Rc<dyn Fn(&Status)> = match self.field("onStatus") {
            Some(told) => observer(told.dyn_into().map_err(|_| wrong("onStatus"))?),
            None => Rc::new(|_: &Status| {}),
        };
        let clock = clock::clock();
        let store = WholeStore::new(IndexedDb::open(&name, clock.clone()).await?);
        store.take().await?;
        let (local, rng) = (Rc::new(store), Randomness::new(system_rng()));
        let env = Env { local, clock, rng, device, observer };
        Ok(JournalHost { env, spawn: Rc::new(spawn_local::<LocalBoxFuture<'static, ()>>) })
    }
}

/// Tells of the status later: from within the engine nobody may be called who could call the journal.
fn observer(told: Function) -> Rc<dyn Fn(&Status)> {
    Rc::new(move |status| {
        let (told, status) = (told.clone(), plain::status(status));
        spawn_local(async move {
            // What it throws is its own.
            let _ = told.call1(&JsValue::NULL, &status);
        });
    })
}

fn cost_of(cost: &JsOptions) -> Result<Kdf, ModuleError> {
    let number = |name: &str| {
        let value = cost.field(name).and_then(|value| value.as_f64());
        let value = value.filter(|value| value.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(value));
        value.map(|value| value as u32).ok_or_else(|| wrong("cost"))
    };
    Ok(Kdf::Argon2id { memory_kib: number("memoryKib")?, passes: number("passes")? })
}

#[allow(clippy::disallowed_methods, reason = "this module is the shell for JavaScript")]
fn measured() -> Kdf {
    calibrate(&mut js_sys::Date::now, &mut system_rng()).kdf
}

fn wrong(name: &str) -> ModuleError {
    ModuleError::of_caller("Option", format!("{name} is missing, or of another kind"))
}
