use serde_json::json;

use super::*;

const KEY: &str = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

/// A configuration for real money in which nothing is wrong.
fn whole() -> Value {
    json!({
        "network": "mainnet",
        "esplora": ["https://one.example/api", "https://two.example/api"],
        "bridge": "/bridge",
        "storage": "/dav/",
        "lsps": [{ "nodeId": KEY, "address": "lsp.example:9735", "zeroConf": true }],
        "graph": "/graph",
        "limits": { "mostSat": 5 },
        "services": {
            "googleDrive": { "clientId": "g", "brokerUrl": "/oauth/google/token" },
            "iCloud": { "container": "iCloud.x", "environment": "production", "apiToken": "t" },
            "dropbox": null,
        },
        "guards": [{ "url": "https://guard.example", "invite": "0F".repeat(32) }],
        "support": "mailto:help@wallet.example",
    })
}

fn found(change: impl FnOnce(&mut Value)) -> Vec<ConfigFault> {
    let allowed = ["lsp.example:9735".to_owned()];
    let served =
        ServerSetup { bridge_allow: &allowed, google_client_id: Some("g"), has_map: true, is_dev: false };
    let mut config = whole();
    change(&mut config);
    check(config.to_string().as_bytes(), served)
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    assert_eq!(found(|_| {}), []);
}

#[test]
fn each_mistake_is_found_and_named_and_nothing_else() {
    let unknown = |key: &str| ConfigFault::UnknownKey(key.to_owned());
    let guards = |guards: Value| move |config: &mut Value| config["guards"] = guards;
    type Change = Box<dyn FnOnce(&mut Value)>;
    let set = |pointer: &'static str, value: Value| -> Change {
        Box::new(move |config| *config.pointer_mut(pointer).unwrap() = value)
    };
    let add = |pointer: &'static str, key: &'static str| -> Change {
        Box::new(move |config| config.pointer_mut(pointer).unwrap()[key] = json!("x"))
    };
    let cases: Vec<(Change, ConfigFault)> = vec![
        (add("", "lsp2"), unknown("lsp2")),
        (add("/lsps/0", "zeroconf"), unknown("lsps.0.zeroconf")),
        (add("/limits", "mostsat"), unknown("limits.mostsat")),
        (add("/guards/0", "name"), unknown("guards.0.name")),
        (add("/services", "googledrive"), unknown("services.googledrive")),
        (add("/services", "s3"), unknown("services.s3")),
        (add("/services/googleDrive", "clientid"), unknown("services.googleDrive.clientid")),
        (add("/services/iCloud", "token"), unknown("services.iCloud.token")),
        (set("/lsps", json!([])), ConfigFault::Useless(ConfigError::NoProvider)),
        (
            set("/lsps/0/nodeId", json!(format!("02{}", "ff".repeat(32)))),
            ConfigFault::Useless(ConfigError::BadKey(0)),
        ),
        (set("/lsps/0/address", json!("lsp.example")), ConfigFault::NoPort(0)),
        (set("/lsps/0/address", json!("lsp.example:99999")), ConfigFault::NoPort(0)),
        (set("/lsps/0/address", json!("other:9735")), ConfigFault::BridgeRefuses("other:9735".into())),
        (set("/storage", json!("dav/")), ConfigFault::NoAddress("storage".into())),
        (set("/graph", json!("graph")), ConfigFault::NoAddress("graph".into())),
        (set("/storage", json!("http://dav.example/")), ConfigFault::NotEncrypted("storage".into())),
        (set("/esplora", json!("https://one.example")), ConfigFault::NotForMoney(Lack::SecondChain)),
        (set("/graph", Value::Null), ConfigFault::NotForMoney(Lack::Map)),
        (set("/services/googleDrive/clientId", json!("other")), ConfigFault::OtherClient),
        (
            set("/services/googleDrive/clientId", json!(" ")),
            ConfigFault::NotRegistered(ServiceKind::GoogleDrive),
        ),
        (set("/services/iCloud/apiToken", json!("")), ConfigFault::NotRegistered(ServiceKind::ICloud)),
        (set("/support", json!("help@wallet.example")), ConfigFault::NoSupportAddress),
        (
            Box::new(guards(json!([{ "url": "http://a.example" }]))),
            ConfigFault::Useless(ConfigError::GuardUrl(0)),
        ),
        (
            Box::new(guards(json!([{ "url": "https://a.example", "invite": "00" }]))),
            ConfigFault::Useless(ConfigError::GuardInvite(0)),
        ),
        (
            Box::new(guards(json!([{ "url": "https://a.example" }, { "url": "https://b.example" }]))),
            ConfigFault::Useless(ConfigError::GuardCount),
        ),
        (
            Box::new(guards(json!([
                { "url": "https://a.example" }, { "url": "https://b.test" }, { "url": "https://a.example/2" },
            ]))),
            ConfigFault::RelatedGuards,
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(found(change), [expected]);
    }
}

#[test]
fn what_the_server_does_not_do_is_found() {
    let config = whole().to_string();
    let found = check(config.as_bytes(), ServerSetup::default());
    let bridge = ConfigFault::BridgeRefuses("lsp.example:9735".into());
    assert_eq!(found, [ConfigFault::NoMap, bridge, ConfigFault::NoBroker]);
    assert_eq!(found.iter().map(ConfigFault::is_error).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn what_no_wallet_can_read_is_the_only_thing_that_is_said() {
    for wrong in [
        "",
        "\u{feff}{}",
        "{",
        "[]",
        r#"{"network":"testnet","esplora":"/e","bridge":"/bridge"}"#,
        r#"{"network":"signet","esplora":"/e","esplora":"/e","bridge":"/bridge"}"#,
    ] {
        let found = check(wrong.as_bytes(), ServerSetup::default());
        assert!(
            matches!(&found[..], [ConfigFault::Useless(ConfigError::NotUnderstood(_))]),
            "{wrong}: {found:?}"
        );
        assert!(Config::parse(wrong.as_bytes()).is_err());
    }
}

#[test]
fn test_money_needs_less() {
    let found = found(|config| {
        config["network"] = "signet".into();
        config["esplora"] = "https://one.example".into();
        config["graph"] = Value::Null;
    });
    assert_eq!(found, [ConfigFault::OneChainServer]);
    assert!(!found[0].is_error());
}
