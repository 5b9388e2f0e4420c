//! `config.json`, served beside the app: what the operator of this copy of Lifeboat decided.

mod guards;
mod services;
mod support;

use lifeboat_messages::{Problem, ServiceKind, SupportAddress};
use lifeboat_wallet::{FetchAnswer, Peer};
use serde::Deserialize;

pub use self::guards::Guards;
pub use self::services::{Registration, Services};
use crate::problem;

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// Which bitcoin.
    pub network: lifeboat_messages::Network,
    /// The Esplora servers.
    pub esplora: Esploras,
    /// WebSocket bridge to Lightning peers; relative to the page's origin when it begins with `/`.
    pub bridge: String,
    /// WebDAV storage of this server, relative in the same way; `None` when it offers none.
    pub storage: Option<String>,
    /// The Lightning service providers that channels come from.
    #[serde(default)]
    lsps: Vec<Lsp>,
    /// The only one, as before there could be several.
    lsp: Option<Lsp>,
    /// The map of the network, a snapshot of Rapid Gossip Sync, relative in the same way; `None`: the configuration does
    /// not say where it comes from, and this server is asked whether it has one.
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
    /// Whether it sells channels by LSPS2; only to wallets that use them before they confirm.
    #[serde(default = "yes")]
    pub lsps2: bool,
    /// Where to ask for a channel over HTTP, when it does not answer that way.
    pub channel_request: Option<String>,
    /// What it gives its terms for, when it asks for that (bLIP 52, `token`).
    pub token: Option<String>,
}

fn yes() -> bool {
    true
}

impl Config {
    /// Reads the answer of the server that the page came from.
    ///
    /// # Errors
    /// It has none, or what it answered cannot be understood.
    pub fn read(answer: &FetchAnswer) -> Result<Config, Problem> {
        if answer.status != 200 {
            return Err(problem::misconfigured(format!("config.json: status {}", answer.status)));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|error| problem::misconfigured(format!("config.json: {error}")))
    }

    fn providers(&self) -> impl Iterator<Item = &Lsp> {
        self.lsps.iter().chain(&self.lsp)
    }

    /// Those who sell channels.
    ///
    /// # Errors
    /// There is none, or the key of one is not valid.
    pub fn sellers(&self) -> Result<Vec<Peer>, Problem> {
        let seller = |lsp: &Lsp| {
            let node_id = lsp.node_id.parse().map_err(|_| problem::misconfigured("config.json: nodeId"))?;
            Ok(Peer {
                node_id,
                address: lsp.address.clone(),
                zero_conf: lsp.zero_conf,
                lsps2: lsp.lsps2,
                token: lsp.token.clone(),
            })
        };
        let sellers = self.providers().map(seller).collect::<Result<Vec<Peer>, Problem>>()?;
        if sellers.is_empty() {
            return Err(problem::misconfigured("config.json: lsps: at least one"));
        }
        Ok(sellers)
    }

    /// Where to ask for a channel over HTTP, if any provider sells them so.
    pub fn channel_request(&self) -> Option<&str> {
        self.providers().find_map(|lsp| lsp.channel_request.as_deref())
    }

    /// Where a support request goes; `None`: the operator has not said, or nothing that can be used.
    pub fn support(&self) -> Option<&SupportAddress> {
        self.support.as_ref()
    }

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

    /// How this copy is registered with a service; `None` when it is not.
    pub fn registered(&self, service: ServiceKind) -> Option<&Registration> {
        self.services.oauth.get(&service).filter(|registration| registration.is_registered())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = r#"{"network":"regtest","esplora":"http://e","bridge":"/bridge","storage":"/dav/",
        "lsp":{"nodeId":"02","address":"a:1","zeroConf":true}}"#;

    fn with(services: &str) -> Config {
        let mut config: Config = serde_json::from_str(LEAST).unwrap();
        config.services = serde_json::from_str(services).unwrap();
        config
    }

    #[test]
    fn one_provider_as_before_or_several() {
        const KEY: &str = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        let of = |key: &str, written: &str| {
            let from = LEAST.find("\"lsp\"").unwrap();
            let text = format!("{}\"{key}\":{}}}", &LEAST[..from], written.replace("KEY", KEY));
            serde_json::from_str::<Config>(&text).unwrap().sellers()
        };
        let one = r#"{"nodeId":"KEY","address":"a:1","zeroConf":true}"#;
        let two = r#"{"nodeId":"KEY","address":"b:2","lsps2":false,"token":"t"}"#;
        let sellers = of("lsp", one).unwrap();
        assert_eq!(sellers.len(), 1);
        assert!(sellers[0].zero_conf && sellers[0].lsps2 && sellers[0].token.is_none());
        assert_eq!(of("lsps", &format!("[{one}]")).unwrap(), sellers);
        let both = of("lsps", &format!("[{one},{two}]")).unwrap();
        assert_eq!(both[0], sellers[0]);
        assert_eq!((both[1].address.as_str(), both[1].token.as_deref()), ("b:2", Some("t")));
        assert!(!both[1].zero_conf && !both[1].lsps2);
        for (key, wrong) in [("lsps", "[]"), ("lsp", "null"), ("lsp", r#"{"nodeId":"02","address":"a:1"}"#)] {
            assert!(of(key, wrong).is_err(), "{wrong}");
        }
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
