//! All doubles on free ports of 127.0.0.1, until it is ended.
//!
//! `lifeboat-clouds [redirect address]` prints one line `ready {…}`: for each service its addresses, client ids and
//! accounts, and `services` for the wallet's `config.json`. What can go wrong is told to `<address>/control/…`.

use std::io::{self, Write};

#[tokio::main]
async fn main() -> io::Result<()> {
    let redirect = std::env::args().nth(1);
    let all =
        lifeboat_clouds::all::start(redirect.as_deref().unwrap_or("http://127.0.0.1:8080/oauth/callback"))
            .await?;
    let mut ready = all.described();
    ready["services"] = lifeboat_clouds::all::services(&ready);
    let mut out = io::stdout().lock();
    writeln!(out, "ready {ready}")?;
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await
}
