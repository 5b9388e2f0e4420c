//! `lifeboat-server check-config`, as an operator runs it.

use std::process::{Command, Output};

const BINARY: &str = env!("CARGO_BIN_EXE_lifeboat-server");
const SIGNET: &str = r#"{
    "network": "signet",
    "esplora": ["https://one.example/api", "https://two.example/api"],
    "bridge": "/bridge",
    "storage": "/dav/",
    "lsps": [{
        "nodeId": "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "address": "lsp.example:9735"
    }]
}"#;

fn checked(json: &str, options: &[&str]) -> (Output, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.json");
    std::fs::write(&file, json).unwrap();
    let output =
        Command::new(BINARY).args(["check-config", "--config"]).arg(&file).args(options).output().unwrap();
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    (output, said)
}

#[test]
fn what_is_right_passes_and_what_is_wrong_is_named_and_fails() {
    let allowed = ["--bridge-allow", "lsp.example:9735"];
    let (output, said) = checked(SIGNET, &allowed);
    assert!(output.status.success() && said.ends_with("errors: 0, warnings: 0\n"), "{said}");

    let (output, said) = checked(SIGNET, &[]);
    assert!(!output.status.success() && said.starts_with("error: lsps: the bridge does not dial"), "{said}");

    let (output, said) = checked(&SIGNET.replace("\"storage\"", "\"storrage\""), &allowed);
    assert!(output.status.success() && said.starts_with("warning: storrage: "), "{said}");

    let (output, said) = checked(&SIGNET.replace("signet", "testnet"), &allowed);
    assert!(!output.status.success() && said.contains("testnet"), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output =
        Command::new(BINARY).args(["check-config", "--config", "/nowhere/config.json"]).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/config.json"));
}
