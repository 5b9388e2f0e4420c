//! Lightning service providers, which sell channels.

use secp256k1::PublicKey;
use serde::Deserialize;

use crate::{Config, ConfigError};

/// One, as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LspEntry {
    /// Public key, hex.
    node_id: String,
    address: String,
    #[serde(default)]
    zero_conf: bool,
    #[serde(default = "yes")]
    lsps2: bool,
    channel_request: Option<String>,
    token: Option<String>,
}

fn yes() -> bool {
    true
}

/// A Lightning service provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lsp {
    /// Its public key.
    pub node_id: PublicKey,
    /// `host:port`, as the bridge dials it.
    pub address: String,
    /// Whether its channels may be used before they confirm.
    pub zero_conf: bool,
    /// Whether it sells channels by LSPS2; only to wallets that use them before they confirm.
    pub lsps2: bool,
    /// What it gives its terms for, when it asks for that (bLIP 52, `token`).
    pub token: Option<String>,
}

impl Config {
    fn entries(&self) -> impl Iterator<Item = &LspEntry> {
        self.lsps.iter().chain(&self.lsp)
    }

    /// Those who sell channels; at least one.
    ///
    /// # Errors
    /// There is none, or the key of one is not valid.
    pub fn providers(&self) -> Result<Vec<Lsp>, ConfigError> {
        let provider = |(at, entry): (usize, &LspEntry)| {
            Ok(Lsp {
                node_id: entry.node_id.parse().map_err(|_| ConfigError::BadKey(at))?,
                address: entry.address.clone(),
                zero_conf: entry.zero_conf,
                lsps2: entry.lsps2,
                token: entry.token.clone(),
            })
        };
        let providers = self.entries().enumerate().map(provider).collect::<Result<Vec<_>, ConfigError>>()?;
        if providers.is_empty() { Err(ConfigError::NoProvider) } else { Ok(providers) }
    }

    /// Where to ask for a channel over HTTP, if any provider sells them so.
    pub fn channel_request(&self) -> Option<&str> {
        self.entries().find_map(|entry| entry.channel_request.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::LEAST;

    #[test]
    fn one_provider_as_before_or_several() {
        const KEY: &str = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        let of = |key: &str, written: &str| {
            let from = LEAST.find("\"lsp\"").unwrap();
            let text = format!("{}\"{key}\":{}}}", &LEAST[..from], written.replace("KEY", KEY));
            Config::parse(text.as_bytes()).unwrap().providers()
        };
        let one = r#"{"nodeId":"KEY","address":"a:1","zeroConf":true}"#;
        let two = r#"{"nodeId":"KEY","address":"b:2","lsps2":false,"token":"t"}"#;
        let providers = of("lsp", one).unwrap();
        assert_eq!(providers.len(), 1);
        assert!(providers[0].zero_conf && providers[0].lsps2 && providers[0].token.is_none());
        assert_eq!(of("lsps", &format!("[{one}]")).unwrap(), providers);
        let both = of("lsps", &format!("[{one},{two}]")).unwrap();
        assert_eq!(both[0], providers[0]);
        assert_eq!((both[1].address.as_str(), both[1].token.as_deref()), ("b:2", Some("t")));
        assert!(!both[1].zero_conf && !both[1].lsps2);
        for (key, wrong) in [("lsps", "[]"), ("lsp", "null"), ("lsp", r#"{"nodeId":"02","address":"a:1"}"#)] {
            assert!(of(key, wrong).is_err(), "{wrong}");
        }
    }
}
