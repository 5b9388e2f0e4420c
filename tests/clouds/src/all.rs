//! All doubles at once, for tests in a browser.

use std::io;

use serde_json::{Map, Value, json};

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

/// What `config.json` says of services, if this is how the doubles describe themselves: the wallet is registered with
/// each, at its double's addresses.
pub fn services(described: &Value) -> Value {
    let mut services = Map::new();
    for (key, double) in [("dropbox", "dropbox"), ("oneDrive", "microsoft"), ("googleDrive", "google")] {
        let double = &described[double];
        let places = [
            ("authorize", "authorize"),
            ("token", "token"),
            ("revoke", "revoke"),
            ("api", "api"),
            ("api", "graph"),
            ("content", "content"),
        ];
        let told = places.into_iter().filter(|(_, name)| double[name].is_string());
        let endpoints: Map<String, Value> =
            told.map(|(place, name)| (place.to_owned(), double[name].clone())).collect();
        let mut registered = json!({ "clientId": double["client_id"], "endpoints": endpoints });
        if double["app_folder"].is_string() {
            registered["appFolder"] = double["app_folder"].clone();
        }
        if double.is_object() {
            services.insert(key.to_owned(), registered);
        }
    }
    let kit = &described["cloudkit"];
    if kit.is_object() {
        let registered = json!({
            "container": kit["container"],
            "environment": kit["environment"],
            "apiToken": kit["api_token"],
            "endpoints": { "api": kit["api"] },
        });
        services.insert("iCloud".to_owned(), registered);
    }
    Value::Object(services)
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
    all.add(crate::cloudkit::CloudKit::new(redirect), 0).await?;
    let origin =
        redirect.match_indices('/').nth(2).and_then(|(at, _)| redirect.get(..at)).unwrap_or(redirect);
    all.add(crate::nextcloud::Nextcloud::new(&[origin]), 0).await?;
    all.add(crate::vss::Vss::new(&[origin]), 0).await?;
    Ok(all)
}
