//! The language of the page. `boot.js` has chosen it and asked for its file, beside the wasm and not after it.

use js_sys::{Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::text::{self, Language, Texts};

/// Where `boot.js` leaves the promise of the language file.
const FILE: &str = "lifeboatTexts";

/// The language that was chosen, and its texts; `None` if they cannot be had, or are of another build.
pub async fn language_of_page() -> Option<(Language, &'static Texts)> {
    let promise: Promise = Reflect::get(web_sys::window()?.as_ref(), &FILE.into()).ok()?.dyn_into().ok()?;
    let file = JsFuture::from(promise).await.ok()?.as_string()?;
    let tag = document().document_element()?.get_attribute("lang")?;
    Some((Language::of(&tag)?, text::read(file)?))
}
