//! Probes a WebDAV server and tries every rule of a drive on it:
//! `cargo run -p lifeboat-cloud --all-features --example probe -- http://127.0.0.1:8080/dav/ user password`

#![allow(clippy::disallowed_methods, reason = "it meets real servers")]

use std::{
    env,
    error::Error,
    time::{SystemTime, UNIX_EPOCH},
};

use lifeboat_cloud::{
    conformance,
    http::native::Client,
    webdav::{Address, Behaviour, Login, WebDav},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, user, password] = arguments.as_slice() else {
        return Err("usage: probe http://host:port/path/ user password".into());
    };
    let nonce = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64;
    let login = Login::new(user, password);
    let drive = WebDav::new(Client, Address::parse(url)?, login, Behaviour::default());
    let verdict = drive.probe(nonce).await?;
    println!("{verdict:#?}");
    let failures = conformance::check(&drive.with_behaviour(verdict.behaviour), nonce).await;
    for failure in &failures {
        println!("broken rule: {failure}");
    }
    println!("{} broken rules", failures.len());
    Ok(())
}
