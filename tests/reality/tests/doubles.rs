//! The checks against the doubles, which are as the checks say; and against servers that are not, in each way
//! that is looked for.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::disallowed_methods, reason = "the network it meets runs on the machine's clock")]

mod twisted;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use lifeboat_clouds::nextcloud::{APP_PASSWORD, BASE, LOGIN, Nextcloud};
use lifeboat_clouds::{Core, serve};
use lifeboat_reality::options::Options;
use lifeboat_reality::report::{Finding, Report, Weight};
use lifeboat_reality::site::{Site, client};
use lifeboat_reality::storage::{Credentials, check_nextcloud};
use lifeboat_reality::wallet::now_ms;
use lifeboat_reality::{esplora, map, run};
use lifeboat_wallet::Network;
use lifeboat_wallet::sim::Map;
use serde_json::Value;
use twisted::{ALL, Twisted};

const ORIGIN: &str = "https://wallet.example";

/// The program `lifeboat-regtest`, ended with the test.
struct Net {
    process: Child,
    ready: Value,
    _data: tempfile::TempDir,
}

impl Drop for Net {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Net {
    fn start() -> Net {
        let bin = match std::env::var_os("LIFEBOAT_BIN") {
            Some(folder) => PathBuf::from(folder),
            None => std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned(),
        };
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(bin.join("lifeboat-regtest"))
            .args(["--listen", "127.0.0.1:0", "--peer", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo build -p lifeboat-regtest");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(line.strip_prefix("ready ").unwrap()).unwrap();
        Net { process, ready, _data: data }
    }

    fn told(&self, what: &str) -> &str {
        self.ready[what].as_str().unwrap()
    }
}

/// What differs, and how much.
fn differences(report: &Report) -> Vec<(&'static str, Weight)> {
    let differs = report.findings().iter().filter_map(|finding| match finding {
        Finding::Differs { what, weight, .. } => Some((*what, *weight)),
        Finding::Same(_) | Finding::Fact(..) | Finding::Skipped(..) => None,
    });
    differs.collect()
}

fn is_whole(report: &Report) {
    assert_eq!(differences(report), [], "{report}");
    let skipped = report.findings().iter().any(|finding| matches!(finding, Finding::Skipped(..)));
    assert!(!skipped, "{report}");
}

fn options(text: &str) -> Options {
    Options::parse(text.split_whitespace().map(str::to_owned)).unwrap()
}

#[tokio::test]
async fn the_local_network_is_as_it_is_said_to_be_and_every_difference_from_it_is_found() {
    let net = Net::start();
    let made = u32::try_from(now_ms() / 1000).unwrap();
    let maps = Twisted::of_bytes(Map::of_size(50, Network::Regtest, made).encode()).await;
    let (esplora, lsp) = (net.told("esplora"), format!("{}@{}", net.told("nodeId"), net.told("address")));
    let all = format!("--esplora {esplora} --lsp {lsp} --rgs {}", maps.url());
    let mut reports = 0;
    run(&options(&all), |report| {
        is_whole(report);
        reports += 1;
    })
    .await
    .unwrap();
    assert_eq!(reports, 4, "chain server, the wallet's look, provider, map");

    let server = Twisted::before(esplora).await;
    for (name, twist, expected) in ALL {
        server.twist(*twist);
        let (report, _) = esplora::check(&Site::new(client().unwrap(), &server.url(), ORIGIN)).await;
        assert_eq!(differences(&report), *expected, "{name}: {report}");
        let printed = report.to_string();
        for (what, _) in *expected {
            assert!(printed.contains(what), "{name}: {printed}");
        }
    }

    // Nobody of that identity is at this address.
    let stranger = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    let wrong = format!("--esplora {esplora} --lsp {stranger}@{}", net.told("address"));
    let mut found = Vec::new();
    run(&options(&wrong), |report| found.extend(differences(report))).await.unwrap();
    assert_eq!(found, [("a connection (BOLT 8)", Weight::Breaks)]);
    // One server is not two.
    found.clear();
    let twice = format!("--esplora {esplora} --esplora {esplora}");
    run(&options(&twice), |report| found.extend(differences(report))).await.unwrap();
    assert_eq!(found, [("the servers are two", Weight::Bearable)]);
}

#[tokio::test]
async fn a_map_is_read_by_the_wallet_and_what_it_refuses_is_named() {
    const WHAT: &str = "a snapshot of the map";
    let now = u32::try_from(now_ms() / 1000).unwrap();
    let map = |network, made| Map::of_size(5, network, made).encode();
    for (bytes, expected) in [
        (map(Network::Regtest, now), vec![]),
        (map(Network::Regtest, now - 2 * 86_400), vec![("the map's age", Weight::Bearable)]),
        (map(Network::Regtest, now - 15 * 86_400), vec![(WHAT, Weight::Breaks)]),
        (map(Network::Bitcoin, now), vec![(WHAT, Weight::Breaks)]),
        (b"<!doctype html><title>Sign in</title>".to_vec(), vec![(WHAT, Weight::Breaks)]),
    ] {
        let server = Twisted::of_bytes(bytes).await;
        let site = Site::new(client().unwrap(), &server.url(), ORIGIN);
        let report = map::check(&site, Network::Regtest).await;
        assert_eq!(differences(&report), expected, "{report}");
    }
}

#[tokio::test]
async fn a_storage_is_tried_and_so_is_whether_pages_may_use_it() {
    let who = |password: &str| Credentials { user: LOGIN.to_owned(), password: password.to_owned() };
    let look = async |origins: &[&str], password: &str| {
        let running = serve(Core::new(Nextcloud::new(origins)), 0).await.unwrap();
        let url = format!("{}{BASE}", running.base());
        check_nextcloud(&client().unwrap(), &url, ORIGIN, &who(password)).await
    };
    is_whole(&look(&[ORIGIN], APP_PASSWORD).await);
    let closed = look(&["https://another.example"], APP_PASSWORD).await;
    assert_eq!(differences(&closed), [("a page may use it", Weight::Breaks)], "{closed}");
    let refused = look(&[ORIGIN], "wrong").await;
    assert_eq!(refused.count(Weight::Breaks), 1, "{refused}");
}
