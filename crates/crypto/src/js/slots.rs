//! What shall open a keyring, and what trying it costs.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{JsResult, OrThrow, rng};
use crate::{Kdf, NewSlot, Phrase, Pin, calibrate};

/// What deriving a key from a PIN or passphrase costs.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub struct Cost(pub(super) Kdf);

#[wasm_bindgen]
impl Cost {
    /// Argon2id.
    pub fn argon2id(memory_kib: u32, passes: u32) -> Self {
        Self(Kdf::Argon2id { memory_kib, passes })
    }

    /// PBKDF2-HMAC-SHA-512.
    pub fn pbkdf2(iterations: u32) -> Self {
        Self(Kdf::Pbkdf2 { iterations })
    }

    /// 128 MiB, 4 passes.
    #[wasm_bindgen(js_name = default)]
    pub fn usual() -> Self {
        Self(Kdf::TIER_2)
    }

    /// The highest this device bears. Takes one to three seconds: call it in a worker.
    #[allow(clippy::disallowed_methods, reason = "this module is the shell for JavaScript")]
    pub fn calibrate() -> Self {
        let mut now = js_sys::Date::now;
        Self(calibrate(&mut now, &mut rng()).kdf)
    }

    /// The slot as text.
    #[wasm_bindgen(js_name = toString)]
    pub fn describe(&self) -> String {
        format!("{:?}", self.0)
    }
}

enum OwnedSecret {
    Pin(Pin, Kdf),
    Passphrase(Zeroizing<String>, Kdf),
    Phrase(Phrase),
}

/// What shall open a keyring: each of these alone.
#[wasm_bindgen]
#[derive(Default)]
pub struct Slots(Vec<OwnedSecret>);

#[wasm_bindgen]
impl Slots {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// A PIN. Throws why it must not be chosen.
    pub fn pin(mut self, text: String, cost: &Cost) -> JsResult<Self> {
        let text = Zeroizing::new(text);
        self.0.push(OwnedSecret::Pin(Pin::choose(&text).or_throw()?, cost.0));
        Ok(self)
    }

    /// A passphrase.
    pub fn passphrase(mut self, text: String, cost: &Cost) -> Self {
        self.0.push(OwnedSecret::Passphrase(Zeroizing::new(text), cost.0));
        self
    }

    /// The recovery phrase.
    pub fn words(mut self, words: String) -> JsResult<Self> {
        let words = Zeroizing::new(words);
        self.0.push(OwnedSecret::Phrase(Phrase::parse(&words).or_throw()?));
        Ok(self)
    }
}

impl Slots {
    pub(super) fn as_new(&self) -> Vec<NewSlot<'_>> {
        self.0
            .iter()
            .map(|slot| match slot {
                OwnedSecret::Pin(pin, kdf) => NewSlot::pin(pin, *kdf),
                OwnedSecret::Passphrase(text, kdf) => NewSlot::passphrase(text, *kdf),
                OwnedSecret::Phrase(phrase) => NewSlot::phrase(phrase),
            })
            .collect()
    }
}
