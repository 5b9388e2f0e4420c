//! The same crypto for plain JavaScript (feature `js`). Thin: no decisions of its own.
//!
//! Bytes are `Uint8Array`, positions `bigint`. What is refused is thrown as an `Error` whose `name` is the reason
//! (`"WrongSecret"`, `"Checksum"`, ...). Secrets live in the module's memory until `free()` or the end of the worker.

use std::fmt::{Debug, Display};

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::{CryptoRng, Phrase, Pin, Words, system_rng};

mod keyring;
mod object;
mod slots;

pub use keyring::{JsKeyring, JsOpenKeyring};
pub use object::{JsHeader, JsKind, Opened, join_file, object_digest};
pub use slots::{Cost, Slots};

/// New recovery words in English: 12, or 24 when asked for.
#[wasm_bindgen(js_name = makeWords)]
pub fn make_words(count: Option<u8>) -> String {
    let words = if count == Some(24) { Words::TwentyFour } else { Words::Twelve };
    Phrase::make(&mut rng(), words).words().to_string()
}

/// The words as they are kept: any language, spacing and case. Throws `WordCount`, `UnknownWord` or `Checksum`.
#[wasm_bindgen(js_name = checkWords)]
pub fn check_words(text: String) -> JsResult<String> {
    let text = Zeroizing::new(text);
    Ok(Phrase::parse(&text).or_throw()?.words().to_string())
}

/// The 64 bytes that a wallet's keys are derived from (BIP39).
#[wasm_bindgen(js_name = wordsToSeed)]
pub fn words_to_seed(words: String) -> JsResult<Vec<u8>> {
    let words = Zeroizing::new(words);
    Ok(Phrase::parse(&words).or_throw()?.seed().expose().to_vec())
}

/// Why a PIN must not be chosen (`"Repeats"`, `"Run"`, `"Year"`, `"Date"`, `"Common"`, `"TooShort"`, `"TooLong"`,
/// `"NotDigits"`), or nothing when it may.
#[wasm_bindgen(js_name = checkPin)]
pub fn check_pin(text: String) -> Option<String> {
    let text = Zeroizing::new(text);
    Pin::choose(&text).err().map(|why| format!("{why:?}"))
}

/// Seconds that one graphics card needs to try every PIN of this many digits under this cost.
#[wasm_bindgen(js_name = oneCardSeconds)]
pub fn one_card_seconds(digits: u8, cost: &Cost) -> f64 {
    crate::PinStrength::of(digits, cost.0).one_card_seconds
}

/// An `Error` named by the variant.
fn thrown<E: Debug + Display>(error: E) -> JsError {
    let debug = format!("{error:?}");
    // Of `Kdf(TooWeak)` the inner name is the reason, of `UnknownWord { position: 3 }` the outer one.
    let inner = ["Kdf(", "Keyring(", "Object("].iter().find_map(|outer| debug.strip_prefix(outer));
    let name = inner.unwrap_or(&debug).split([' ', '(', ')']).next().unwrap_or_default();
    JsError { name: name.to_owned(), message: error.to_string() }
}

/// What becomes a thrown `Error`.
struct JsError {
    name: String,
    message: String,
}

impl From<JsError> for JsValue {
    fn from(error: JsError) -> Self {
        let made = js_sys::Error::new(&error.message);
        made.set_name(&error.name);
        made.into()
    }
}

type JsResult<T> = Result<T, JsValue>;

trait OrThrow<T> {
    fn or_throw(self) -> JsResult<T>;
}

impl<T, E: Debug + Display> OrThrow<T> for Result<T, E> {
    fn or_throw(self) -> JsResult<T> {
        self.map_err(|error| thrown(error).into())
    }
}

fn rng() -> impl CryptoRng {
    system_rng()
}

fn sized<const N: usize>(bytes: &[u8], what: &str) -> JsResult<[u8; N]> {
    let wrong = || JsError { name: "Length".to_owned(), message: format!("{what} has {N} bytes") };
    bytes.try_into().map_err(|_| wrong().into())
}
