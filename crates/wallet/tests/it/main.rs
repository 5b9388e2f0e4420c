//! The wallet from outside, in one program: to link LDK anew for each file takes longer than most of these
//! tests do. All of it runs natively, and what dies wherever it can also in a browser.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test stops at what it did not expect")]

#[cfg(not(target_arch = "wasm32"))]
mod about;
#[cfg(not(target_arch = "wasm32"))]
mod accused;
#[cfg(not(target_arch = "wasm32"))]
mod arriving;
#[cfg(not(target_arch = "wasm32"))]
mod asking;
#[cfg(not(target_arch = "wasm32"))]
mod at_rest;
#[cfg(not(target_arch = "wasm32"))]
mod belief;
#[cfg(not(target_arch = "wasm32"))]
mod birth;
mod buying;
#[cfg(not(target_arch = "wasm32"))]
mod chain;
#[cfg(not(target_arch = "wasm32"))]
mod closing;
#[cfg(not(target_arch = "wasm32"))]
mod coins;
mod crash;
#[cfg(not(target_arch = "wasm32"))]
mod durability;
#[cfg(not(target_arch = "wasm32"))]
mod electrum;
#[cfg(not(target_arch = "wasm32"))]
mod esplora;
#[cfg(not(target_arch = "wasm32"))]
mod features;
#[cfg(not(target_arch = "wasm32"))]
mod golden;
#[cfg(not(target_arch = "wasm32"))]
mod history;
#[cfg(not(target_arch = "wasm32"))]
mod invoices;
#[cfg(not(target_arch = "wasm32"))]
mod known_peers;
#[cfg(not(target_arch = "wasm32"))]
mod late;
#[cfg(not(target_arch = "wasm32"))]
mod notes;
#[cfg(not(target_arch = "wasm32"))]
mod open_invoices;
#[cfg(not(target_arch = "wasm32"))]
mod opening;
#[cfg(not(target_arch = "wasm32"))]
mod paying;
#[cfg(not(target_arch = "wasm32"))]
mod peer;
#[cfg(not(target_arch = "wasm32"))]
mod receivable;
#[cfg(not(target_arch = "wasm32"))]
mod restore;
#[cfg(not(target_arch = "wasm32"))]
mod routing;
#[cfg(not(target_arch = "wasm32"))]
mod sending;
#[cfg(not(target_arch = "wasm32"))]
mod stale;
#[cfg(not(target_arch = "wasm32"))]
mod support;
#[cfg(not(target_arch = "wasm32"))]
mod sweeping;
#[cfg(not(target_arch = "wasm32"))]
mod two_servers;
#[cfg(not(target_arch = "wasm32"))]
mod under_way;
#[cfg(not(target_arch = "wasm32"))]
mod waiting;
#[cfg(not(target_arch = "wasm32"))]
mod watching;
#[cfg(not(target_arch = "wasm32"))]
mod words_alone;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
