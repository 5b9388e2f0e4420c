//! `config.json`, served beside the app: what the operator of this copy of Lifeboat decided.

use serde::Deserialize;

/// All of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// Which bitcoin.
    pub network: lifeboat_messages::Network,
    /// Base address of an Esplora server.
    pub esplora: String,
    /// WebSocket bridge to Lightning peers; relative to the page's origin when it begins with `/`.
    pub bridge: String,
    /// WebDAV storage of this server, relative in the same way; `None` when it offers none.
    pub storage: Option<String>,
    /// The Lightning service provider channels come from.
    pub lsp: Lsp,
}

/// A Lightning service provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lsp {
    /// Public key, hex.
    pub node_id: String,
    /// `host:port`, as the bridge dials it.
    pub address: String,
    /// Whether its channels may be used before they confirm.
    #[serde(default)]
    pub zero_conf: bool,
    /// Where to ask for a channel, when it offers that over HTTP.
    pub channel_request: Option<String>,
}

impl Config {
    /// How often to look at the chain, ms. The local network mines at once, so there is something to see sooner.
    pub fn poll_ms(&self) -> u64 {
        if self.network == lifeboat_messages::Network::Regtest { 2_000 } else { 60_000 }
    }

    /// An address of this file as an absolute one.
    pub fn absolute(origin: &str, address: &str) -> String {
        if address.starts_with('/') { format!("{origin}{address}") } else { address.to_owned() }
    }

    /// The bridge's absolute WebSocket address.
    pub fn bridge_address(&self, origin: &str) -> String {
        let address = Config::absolute(origin, &self.bridge);
        match address.strip_prefix("http") {
            Some(rest) => format!("ws{rest}"),
            None => address,
        }
    }
}
