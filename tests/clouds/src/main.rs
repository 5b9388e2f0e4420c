//! All doubles on free ports of 127.0.0.1, until it is ended.
//!
//! `lifeboat-clouds [redirect address]` prints one line `ready {…}`: for each service its addresses, client ids and
//! accounts. What can go wrong is told to `<address>/control/…`.

use std::io::{self, Write};

#[tokio::main]
async fn main() -> io::Result<()> {
    let redirect = std::env::args().nth(1);
    let all = lifeboat_clouds::all::start(redirect.as_deref().unwrap_or("http://localhost:8080/oauth.html"))
        .await?;
    let mut out = io::stdout().lock();
    writeln!(out, "ready {}", all.described())?;
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await
}
