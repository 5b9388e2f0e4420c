//! What the journeys in `tests/` are made of: a world (a local network and servers), devices (a browser profile each),
//! and the steps a person takes.
//!
//! Needs the release build in `dist` (or `LIFEBOAT_DIST`), the binaries in `target/debug` (or `LIFEBOAT_BIN`), a
//! chromedriver and, for Firefox, a geckodriver (on the path or in `LIFEBOAT_TOOLS/bin`). Screenshots of every screen
//! go to `target/screens/<browser>/`.

#![allow(clippy::disallowed_methods, reason = "browsers and servers run on the machine's clock")]
// Everything here only runs in tests, and panics as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used)]

pub mod app_copy;
pub mod browser;
pub mod clouds;
pub mod conditions;
pub mod device;
pub mod fault_proxy;
pub mod forms;
pub mod gallery;
pub mod guards;
pub mod others;
pub mod processes;
pub mod providers;
pub mod site;
pub mod steps;
pub mod storage;
pub mod tamper;
pub mod versions;
pub mod world;

/// The ids of the page's elements, from the page's own source.
#[path = "../../app/src/ids.rs"]
pub mod ids;

use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);

/// Polls until there is an answer; `None` when there is none in time.
pub async fn poll<T>(limit: Duration, mut probe: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = probe().await {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        tokio::time::sleep(POLL).await;
    }
}
