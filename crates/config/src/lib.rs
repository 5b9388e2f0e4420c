//! `config.json`, served beside the app: what the operator of this copy of Lifeboat decided. The wallet reads it;
//! [`check`] tells an operator beforehand what it would find.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

#[cfg(feature = "check")]
pub mod check;
mod guards;
mod lsp;
mod money;
mod services;
mod support;

use lifeboat_messages::{Network, ServiceKind, SupportAddress};
use serde::Deserialize;

pub use self::guards::Guards;
pub use self::lsp::Lsp;
use self::lsp::LspEntry;
pub use self::services::{CloudKit, OwnEndpoints, Registration, Services};

/// What makes a configuration, or a part of it, useless.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// It is no JSON, or lacks what no wallet can do without; in the words of the parser.
    #[error("{0}")]
    NotUnderstood(String),
    /// Nobody sells channels.
    #[error("lsps: at least one")]
    NoProvider,
    /// The key of a provider is no point of the curve.
    #[error("lsps[{0}].nodeId: not a public key")]
    BadKey(usize),
    /// Another number of guards than can be registered at.
    #[error("guards: one, three or five")]
    GuardCount,
    /// An address that no guard can have.
    #[error("guards[{0}].url: not an address of a guard")]
    GuardUrl(usize),
    /// A guard that is named before.
    #[error("guards[{0}].url: the same guard twice")]
    GuardTwice(usize),
    /// An invite that is no 64 hexadecimal digits.
    #[error("guards[{0}].invite: not 64 hexadecimal digits")]
    GuardInvite(usize),
}

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// Which bitcoin.
    pub network: Network,
    /// The Esplora servers.
    pub esplora: Esploras,
    /// WebSocket bridge to Lightning peers; relative to the page's origin when it begins with `/`.
    pub bridge: String,
    /// WebDAV storage of this server, relative in the same way; `None` when it offers none.
    pub storage: Option<String>,
    /// The Lightning service providers that channels come from.
    #[serde(default)]
    lsps: Vec<LspEntry>,
    /// The only one, as before there could be several.
    lsp: Option<LspEntry>,
    /// The map of the network, a snapshot of Rapid Gossip Sync, relative in the same way; `None`: the
    /// configuration does not say where it comes from, and this server is asked whether it has one.
    pub graph: Option<String>,
    /// How much real money may come in.
    #[serde(default)]
    pub limits: Limits,
    /// How this copy is registered with the cloud services.
    #[serde(default)]
    pub services: Services,
    /// The guards that a new PIN can be registered at: none, one, three or five.
    #[serde(default)]
    guards: Vec<guards::GuardEntry>,
    /// Where a support request goes.
    #[serde(default, deserialize_with = "support::read")]
    support: Option<SupportAddress>,
}

/// How much real money may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// In all, sat.
    pub most_sat: u64,
    /// By one purchase of a channel, sat.
    pub most_purchase_sat: u64,
}

/// The limits while this software is new, sat: in all, and by one purchase of a channel. An operator raises them by
/// hand.
const MOST_SAT: u64 = 1_000_000;
const MOST_PURCHASE_SAT: u64 = 500_000;

impl Default for Limits {
    fn default() -> Limits {
        Limits { most_sat: MOST_SAT, most_purchase_sat: MOST_PURCHASE_SAT }
    }
}

/// Base addresses of one Esplora server, or of two with different operators: then neither is believed alone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "OneOrMore")]
pub struct Esploras {
    /// Asked first.
    pub first: String,
    /// Asked as well.
    pub second: Option<String>,
}

/// The forms in which it may be written: a text, from when there could be only one, or a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl TryFrom<OneOrMore> for Esploras {
    type Error = &'static str;

    fn try_from(written: OneOrMore) -> Result<Self, Self::Error> {
        let addresses = match written {
            OneOrMore::One(address) => vec![address],
            OneOrMore::More(addresses) => addresses,
        };
        let mut addresses = addresses.into_iter();
        match (addresses.next(), addresses.next(), addresses.next()) {
            (Some(first), second, None) => Ok(Self { first, second }),
            _ => Err("esplora: one address, or a list of one or two"),
        }
    }
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be understood.
    pub fn parse(json: &[u8]) -> Result<Config, ConfigError> {
        serde_json::from_slice(json).map_err(|error| ConfigError::NotUnderstood(error.to_string()))
    }

    /// Where a support request goes; `None`: the operator has not said, or nothing that can be used.
    pub fn support(&self) -> Option<&SupportAddress> {
        self.support.as_ref()
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

    /// How this copy is registered with a service; `None` when it is not.
    pub fn registered(&self, service: ServiceKind) -> Option<&Registration> {
        self.services.oauth.get(&service).filter(|registration| registration.is_registered())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const LEAST: &str = r#"{"network":"regtest","esplora":"http://e","bridge":"/bridge","storage":"/dav/",
        "lsp":{"nodeId":"02","address":"a:1","zeroConf":true}}"#;

    fn with(services: &str) -> Config {
        let mut config: Config = serde_json::from_str(LEAST).unwrap();
        config.services = serde_json::from_str(services).unwrap();
        config
    }

    #[test]
    fn one_chain_server_or_two_and_nothing_else() {
        let of = |esplora: &str| {
            let text = LEAST.replace("\"http://e\"", esplora);
            serde_json::from_str::<Config>(&text).map(|config| (config.esplora.first, config.esplora.second))
        };
        assert_eq!(of("\"http://e\"").unwrap(), ("http://e".to_owned(), None));
        assert_eq!(of("[\"http://e\"]").unwrap(), ("http://e".to_owned(), None));
        let two = ("http://e".to_owned(), Some("/f".to_owned()));
        assert_eq!(of("[\"http://e\",\"/f\"]").unwrap(), two);
        for wrong in ["[]", "[\"a\",\"b\",\"c\"]", "null", "7", "{}", "[null]"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_empty_client_id_is_none() {
        let config = with(r#"{"dropbox":{"clientId":" "},"oneDrive":{}}"#);
        assert!(config.registered(ServiceKind::Dropbox).is_none());
        assert!(config.registered(ServiceKind::OneDrive).is_none());
    }
}
