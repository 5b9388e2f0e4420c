//! What an operator would rather know before users do.

use std::fmt;

use lifeboat_guard::slot::GuardUrl;
use lifeboat_messages::{Lack, Network, ServiceKind, SignInWay};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{CloudKit, Config, ConfigError, Registration};

/// Where the server offers what belongs to it.
const BRIDGE: &str = "/bridge";
const GRAPH: &str = "/graph";
const BROKER: &str = "/oauth/google/token";
/// Any page of a server with TLS: which one, no proxy in front of it tells.
const ORIGIN: &str = "https://this.server";

/// What the server does that offers the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerSetup<'a> {
    /// `host:port` of the peers that its bridge may reach.
    pub bridge_allow: &'a [String],
    /// The client of Google whose token broker it is.
    pub google_client_id: Option<&'a str>,
    /// Whether it has a map of the network.
    pub has_map: bool,
    /// Whether its pages may use addresses without encryption, of this machine.
    pub is_dev: bool,
}

/// Something that is wrong, or that is not what the operator may think.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigFault {
    /// No wallet starts with it.
    Useless(ConfigError),
    /// A key that nothing reads, with those around it.
    UnknownKey(String),
    /// A value that is no address.
    NoAddress(String),
    /// An address that the server's pages may not use.
    NotEncrypted(String),
    /// A provider's address without a port.
    NoPort(usize),
    /// A provider that the server's bridge does not dial.
    BridgeRefuses(String),
    /// What is missing before real money comes in.
    NotForMoney(Lack),
    /// One chain server, whose word is believed alone.
    OneChainServer,
    /// A map from this server, which has none.
    NoMap,
    /// A service that is not offered, since it is not registered.
    NotRegistered(ServiceKind),
    /// The token broker of this server, which is none.
    NoBroker,
    /// The token broker of this server, which is that of another client.
    OtherClient,
    /// What is neither a mail address nor the address of a page.
    NoSupportAddress,
    /// Two guards of one machine or domain.
    RelatedGuards,
}

impl ConfigFault {
    /// Whether something does not work because of it.
    pub fn is_error(&self) -> bool {
        match self {
            ConfigFault::Useless(_)
            | ConfigFault::NoAddress(_)
            | ConfigFault::NotEncrypted(_)
            | ConfigFault::NoPort(_)
            | ConfigFault::BridgeRefuses(_)
            | ConfigFault::NotForMoney(_)
            | ConfigFault::NoBroker
            | ConfigFault::OtherClient
            | ConfigFault::NoSupportAddress => true,
            ConfigFault::UnknownKey(_)
            | ConfigFault::OneChainServer
            | ConfigFault::NoMap
            | ConfigFault::NotRegistered(_)
            | ConfigFault::RelatedGuards => false,
        }
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigFault::Useless(error) => write!(f, "{error}"),
            ConfigFault::UnknownKey(key) => write!(f, "{key}: nothing reads this key; is it spelled right?"),
            ConfigFault::NoAddress(key) => {
                write!(
                    f,
                    "{key}: not an address: it begins neither with / nor with a scheme such as https://"
                )
            }
            ConfigFault::NotEncrypted(key) => {
                write!(f, "{key}: the pages of this server reach only https: and wss: addresses")
            }
            ConfigFault::NoPort(at) => write!(f, "lsps[{at}].address: host:port is expected"),
            ConfigFault::BridgeRefuses(address) => {
                write!(f, "lsps: the bridge does not dial {address}; add it to --bridge-allow")
            }
            ConfigFault::NotForMoney(lack) => write!(f, "no real money may come in: {}", missing(*lack)),
            ConfigFault::OneChainServer => {
                write!(f, "esplora: with one chain server, wallets believe it alone; name a second one")
            }
            ConfigFault::NoMap => {
                write!(f, "graph: this server has no map (--graph-upstream, --graph-file)")
            }
            ConfigFault::NotRegistered(service) => {
                let name = service.row().name;
                write!(f, "services.{name}: what its console gave is missing, so it is shown as not set up")
            }
            ConfigFault::NoBroker => {
                write!(f, "services.googleDrive.brokerUrl: this server is no broker (--google-client-id)")
            }
            ConfigFault::OtherClient => {
                write!(f, "services.googleDrive.clientId: not the client of --google-client-id")
            }
            ConfigFault::NoSupportAddress => {
                write!(f, "support: neither mailto:name@host nor the https: address of a page")
            }
            ConfigFault::RelatedGuards => {
                write!(f, "guards: two of them are of one machine or domain, and protect as one")
            }
        }
    }
}

fn missing(lack: Lack) -> &'static str {
    match lack {
        Lack::Encryption => "every chain server and the bridge need https: or wss:",
        Lack::SecondChain => "esplora needs two servers on different hosts",
        Lack::Map => "graph has to be configured",
        Lack::FreshRelease => "this release is too old",
    }
}

/// Everything that can be said of a `config.json` without asking anybody else.
pub fn check(json: &[u8], served: ServerSetup<'_>) -> Vec<ConfigFault> {
    let mut findings = Vec::new();
    let config = match read(&mut serde_json::Deserializer::from_slice(json), "", &mut findings) {
        Ok(config) => config,
        Err(error) => return vec![ConfigFault::Useless(ConfigError::NotUnderstood(error.to_string()))],
    };
    let written: Value = serde_json::from_slice(json).unwrap_or_default();
    addresses(&config, served, &mut findings);
    providers(&config, served, &mut findings);
    services(&config, &written["services"], served, &mut findings);
    guards(&config, &mut findings);
    if !written["support"].is_null() && config.support().is_none() {
        findings.push(ConfigFault::NoSupportAddress);
    }
    if config.network == Network::Mainnet {
        findings.extend(config.lack(ORIGIN).map(ConfigFault::NotForMoney));
    } else if config.esplora.second.is_none() {
        findings.push(ConfigFault::OneChainServer);
    }
    findings
}

/// Reads a part of the file; the keys that nothing reads are found.
fn read<'de, T: DeserializeOwned, D: serde::Deserializer<'de>>(
    written: D,
    under: &str,
    findings: &mut Vec<ConfigFault>,
) -> Result<T, D::Error> {
    serde_ignored::deserialize(written, |path| {
        // An optional value is a step of its own to serde.
        let path = path.to_string().replace(".?", "").replace("?.", "");
        findings.push(ConfigFault::UnknownKey(format!("{under}{path}")));
    })
}

fn addresses(config: &Config, served: ServerSetup<'_>, findings: &mut Vec<ConfigFault>) {
    let esploras = std::iter::once(&config.esplora.first).chain(&config.esplora.second);
    let named = esploras
        .map(|address| ("esplora", address))
        .chain([("bridge", &config.bridge)])
        .chain(config.storage.as_ref().map(|address| ("storage", address)))
        .chain(config.graph.as_ref().map(|address| ("graph", address)));
    for (key, address) in named {
        let is_plain = ["http://", "ws://"].iter().any(|scheme| address.starts_with(scheme));
        let is_safe = ["https://", "wss://", "/"].iter().any(|scheme| address.starts_with(scheme));
        if is_plain && !served.is_dev {
            findings.push(ConfigFault::NotEncrypted(key.to_owned()));
        } else if !is_plain && !is_safe {
            findings.push(ConfigFault::NoAddress(key.to_owned()));
        }
    }
    if config.graph.as_deref() == Some(GRAPH) && !served.has_map {
        findings.push(ConfigFault::NoMap);
    }
}

fn providers(config: &Config, served: ServerSetup<'_>, findings: &mut Vec<ConfigFault>) {
    let providers = match config.providers() {
        Ok(providers) => providers,
        Err(error) => return findings.push(ConfigFault::Useless(error)),
    };
    for (at, provider) in providers.into_iter().enumerate() {
        let port = provider.address.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        if port.is_none() {
            findings.push(ConfigFault::NoPort(at));
        } else if config.bridge == BRIDGE && !served.bridge_allow.contains(&provider.address) {
            findings.push(ConfigFault::BridgeRefuses(provider.address));
        }
    }
}

fn services(config: &Config, written: &Value, served: ServerSetup<'_>, findings: &mut Vec<ConfigFault>) {
    for (name, value) in written.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let under = format!("services.{name}.");
        let kind = ServiceKind::ALL.into_iter().find(|kind| kind.row().name == name);
        // What cannot be read was found with the whole.
        match kind.map(|kind| (kind, kind.row().sign_in)) {
            Some((kind, SignInWay::OAuth { .. })) => {
                let _ = read::<Registration, _>(value, &under, findings);
                if config.registered(kind).is_none() {
                    findings.push(ConfigFault::NotRegistered(kind));
                }
            }
            Some((kind, SignInWay::CloudKit)) => {
                let whole = read::<CloudKit, _>(value, &under, findings).is_ok_and(|kit| kit.is_whole());
                if !whole {
                    findings.push(ConfigFault::NotRegistered(kind));
                }
            }
            Some((_, SignInWay::Form(_) | SignInWay::OwnServer)) | None => {
                findings.push(ConfigFault::UnknownKey(format!("services.{name}")));
            }
        }
    }
    let Some(google) = config.registered(ServiceKind::GoogleDrive) else { return };
    if google.broker_url.as_deref() == Some(BROKER) {
        match served.google_client_id {
            None => findings.push(ConfigFault::NoBroker),
            Some(id) if id != google.client_id.trim() => findings.push(ConfigFault::OtherClient),
            Some(_) => {}
        }
    }
}

fn guards(config: &Config, findings: &mut Vec<ConfigFault>) {
    if !config.names_guards() {
        return;
    }
    match config.guards() {
        Err(error) => findings.push(ConfigFault::Useless(error)),
        Ok(guards) => {
            let urls: Vec<&GuardUrl> = guards.all().iter().map(|(url, _)| url).collect();
            let is_related = |at: usize, url: &GuardUrl| urls[..at].iter().any(|other| other.is_related(url));
            if urls.iter().enumerate().any(|(at, url)| is_related(at, url)) {
                findings.push(ConfigFault::RelatedGuards);
            }
        }
    }
}

#[cfg(test)]
mod tests;
