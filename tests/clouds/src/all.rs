//! All doubles at once, for tests in a browser.

use std::io;

use serde_json::{Map, Value};

use crate::{Clock, Core, Running, Service, serve};

/// Doubles that are being served.
#[derive(Debug, Default)]
pub struct All {
    running: Vec<Running>,
    described: Map<String, Value>,
}

impl All {
    /// None yet.
    pub fn new() -> All {
        All::default()
    }

    /// Serves one more.
    ///
    /// # Errors
    /// When no port is to be had.
    pub async fn add<S: Service>(&mut self, service: S, port: u16) -> io::Result<Core<S>> {
        let core = Core::with_clock(service, Clock::running());
        let running = serve(core.clone(), port).await?;
        let name = core.with(|service, _| service.name());
        let described = core.with(|service, _| service.describe(&running.base()));
        self.described.insert(name.to_owned(), described);
        self.running.push(running);
        Ok(core)
    }

    /// By name: addresses, client ids, accounts.
    pub fn described(&self) -> Value {
        Value::Object(self.described.clone())
    }
}

/// Starts every double there is, each on a free port. `redirect`: the one address registered for sign-ins.
///
/// # Errors
/// When no port is to be had.
pub async fn start(redirect: &str) -> io::Result<All> {
    let mut all = All::new();
    // One line a service.
    let mut google = crate::google::Google::new(&[redirect]);
    google.room = Some(15 << 30);
    all.add(google, 0).await?;
    all.add(crate::dropbox::Dropbox::new(redirect), 0).await?;
    all.add(crate::microsoft::Microsoft::new(redirect), 0).await?;
    let origin =
        redirect.match_indices('/').nth(2).and_then(|(at, _)| redirect.get(..at)).unwrap_or(redirect);
    all.add(crate::next_cloud::NextCloud::new(&[origin]), 0).await?;
    all.add(crate::vss::Vss::new(&[origin]), 0).await?;
    Ok(all)
}
