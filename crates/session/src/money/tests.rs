use super::*;

const ORIGIN: &str = "https://wallet.example";
/// Some days after the newest block that this release knows.
fn now_ms() -> u64 {
    checkpoint_ms(lifeboat_wallet::Network::Bitcoin).unwrap() + 5 * 24 * 3_600_000
}

fn config(network: &str, change: impl FnOnce(&mut serde_json::Value)) -> Config {
    let mut config = serde_json::json!({
        "network": network,
        "esplora": ["https://one.example/api", "https://two.example/api"],
        "bridge": "/bridge",
        "graph": "/graph",
        "lsp": { "nodeId": "02", "address": "a:1" },
    });
    change(&mut config);
    serde_json::from_value(config).unwrap()
}

fn lack(origin: &str, now_ms: u64, change: impl FnOnce(&mut serde_json::Value)) -> Option<Lack> {
    match check(&config("mainnet", change), origin, now_ms) {
        Ok(()) => None,
        Err(Problem::NotForMoney { lack }) => Some(lack),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn real_money_comes_in_only_where_all_is_there() {
    assert_eq!(lack(ORIGIN, now_ms(), |_| {}), None);
    assert_eq!(lack("http://localhost:8080", now_ms(), |_| {}), Some(Lack::Encryption));
    for (key, value, expected) in [
        ("esplora", serde_json::json!("https://one.example/api"), Lack::SecondChain),
        (
            "esplora",
            serde_json::json!(["https://one.example/a", "https://ONE.example:443/b"]),
            Lack::SecondChain,
        ),
        ("esplora", serde_json::json!(["/a", "/b"]), Lack::SecondChain),
        ("esplora", serde_json::json!(["https://one.example/a", "http://two.example/b"]), Lack::Encryption),
        ("bridge", serde_json::json!("ws://bridge.example"), Lack::Encryption),
        ("graph", serde_json::Value::Null, Lack::Map),
    ] {
        let case = format!("{key}: {value}");
        assert_eq!(lack(ORIGIN, now_ms(), |config| config[key] = value), Some(expected), "{case}");
    }
    assert_eq!(lack(ORIGIN, now_ms() + FRESH_MS, |_| {}), Some(Lack::FreshRelease));
}

#[test]
fn test_money_comes_in_everywhere() {
    for network in ["signet", "regtest"] {
        let bare = config(network, |config| {
            config["esplora"] = "http://one".into();
            config["graph"] = serde_json::Value::Null;
        });
        assert_eq!(check_purchase(&bare, "http://localhost", u64::MAX, Some(u64::MAX)), Ok(()));
        assert_eq!(
            limit(&bare, &Balance { onchain_sat: u64::MAX, ..Balance::default() }, Some(u64::MAX)),
            Ok(())
        );
    }
}

#[test]
fn no_more_real_money_comes_in_than_the_limits_allow() {
    let there = Balance {
        lightning_msat: 600_000_000,
        onchain_sat: 100_000,
        closing_sat: 50_000,
        ..Balance::default()
    };
    let full = Balance { onchain_sat: 400_000, ..there };
    // One server can make up what is in no block.
    let made_up = Balance { closing_sat: 5_050_000, unconfirmed_sat: 5_000_000, ..there };
    // And any peer can promise what it never puts into a block.
    let promised = Balance { lightning_msat: 5_600_000_000, promised_msat: 5_000_000_000, ..there };
    let usual = config("mainnet", |_| {});
    assert_eq!(limit(&usual, &promised, Some(250_000_000)), Ok(()));
    assert_eq!(limit(&usual, &promised, Some(250_000_001)), Err(Problem::MoneyLimit { left_sat: 250_000 }));
    assert_eq!(limit(&usual, &there, Some(250_000_000)), Ok(()));
    assert_eq!(limit(&usual, &there, None), Ok(()));
    assert_eq!(limit(&usual, &there, Some(250_000_001)), Err(Problem::MoneyLimit { left_sat: 250_000 }));
    assert_eq!(limit(&usual, &full, None), Err(Problem::MoneyLimit { left_sat: 0 }));
    assert_eq!(limit(&usual, &made_up, Some(250_000_000)), Ok(()));
    assert_eq!(limit(&usual, &made_up, Some(250_000_001)), Err(Problem::MoneyLimit { left_sat: 250_000 }));
    let buy = |config: &Config, amount| check_purchase(config, ORIGIN, now_ms(), Some(amount));
    assert_eq!(buy(&usual, 500_000_000), Ok(()));
    assert_eq!(buy(&usual, 500_000_001), Err(Problem::MoneyLimit { left_sat: 500_000 }));
    let raised =
        config("mainnet", |config| config["limits"] = serde_json::json!({ "mostPurchaseSat": 900_000 }));
    assert_eq!(buy(&raised, 900_000_000), Ok(()));
    assert_eq!(raised.limits.most_sat, usual.limits.most_sat, "by itself");
    // What is not for money at all is said first.
    let lacking = config("mainnet", |config| config["graph"] = serde_json::Value::Null);
    assert_eq!(buy(&lacking, 900_000_000), Err(Problem::NotForMoney { lack: Lack::Map }));
}
