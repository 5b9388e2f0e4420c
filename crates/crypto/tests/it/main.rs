//! The crypto crate from outside. The same tests run natively and in a browser, unless they say why not.

#![allow(clippy::unwrap_used, missing_docs)]

mod canonical;
mod cases;
mod common;
#[cfg(not(target_arch = "wasm32"))]
mod fixture;
mod golden;
mod guarded;
mod keyring;
mod local;
mod object;
mod phrase;
mod pin;
#[cfg(not(target_arch = "wasm32"))]
mod properties;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
