//! What the binary can be told.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::time::Duration;

use lifeboat_regtest::Settings;
use lifeboat_regtest::settings::SettingsError;

fn parse(line: &str) -> Result<Settings, SettingsError> {
    Settings::parse(line.split_whitespace().map(str::to_owned))
}

#[test]
fn reads_every_setting() {
    let line = "--listen 127.0.0.1:1 --peer [::1]:2 --electrum 127.0.0.1:4 --data d --block-every 0.5 --confirmations 3 --heartbeat 0 --no-payer --merchant";
    let settings = parse(line).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:1");
    assert_eq!(settings.peer.to_string(), "[::1]:2");
    assert_eq!(settings.electrum, Some("127.0.0.1:4".parse().unwrap()));
    assert_eq!(settings.data.to_str(), Some("d"));
    assert_eq!(settings.rhythm.every, Duration::from_millis(500));
    assert_eq!(settings.rhythm.confirmations, 3);
    assert_eq!(settings.rhythm.heartbeat, None);
    assert!(!settings.payer && settings.merchant);
    assert_eq!(parse("").unwrap().electrum, None);
}

#[test]
fn listens_elsewhere_only_when_told_twice() {
    for line in ["--listen 0.0.0.0:1", "--peer 10.0.0.1:2", "--listen [::]:1", "--electrum 10.0.0.1:3"] {
        assert!(matches!(parse(line), Err(SettingsError::Remote(_))), "{line}");
        assert!(parse(&format!("{line} --allow-remote")).is_ok(), "{line}");
    }
}

#[test]
fn refuses_what_it_does_not_understand() {
    assert!(matches!(parse("--lisen 127.0.0.1:1"), Err(SettingsError::Unknown(name)) if name == "--lisen"));
    for line in ["--listen", "--listen here", "--confirmations -1", "--block-every -2", "--block-every soon"]
    {
        assert!(matches!(parse(line), Err(SettingsError::Value(_))), "{line}");
    }
    assert!(matches!(parse("--help"), Err(SettingsError::Help)));
}
