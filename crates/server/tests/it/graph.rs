//! The map of the network, from a server that counts how often it is asked, and from a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use axum::routing::get;
use lifeboat_server::{GraphNetwork, GraphOptions, GraphSource};

use crate::harness::{Running, header as of, start};

/// The first bytes of every map of a local network.
const HEAD: [u8; 36] =
    *b"LDK\x01\x06\x22\x6e\x46\x11\x1a\x0b\x59\xca\xaf\x12\x60\x43\xeb\x5b\xbf\x28\xc3\x4f\x3a\x5e\x33\x2a\x1f\xc7\xb2\xb7\x3c\xf1\x88\x91\x0f";

fn map(rest: &[u8]) -> Vec<u8> {
    [HEAD.as_slice(), rest].concat()
}

/// Answers `/snapshot/0` with this.
async fn upstream(status: u16, body: Vec<u8>) -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let answer = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        let body = body.clone();
        async move { (StatusCode::from_u16(status).unwrap(), body) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/snapshot/0", get(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

async fn serving(source: GraphSource) -> Running {
    start(|options| options.graph = Some(GraphOptions { source, network: GraphNetwork::Regtest })).await
}

#[tokio::test]
async fn a_map_is_fetched_once_and_given_to_everybody() {
    let long = map(&[7; 4_000]);
    let (url, asked) = upstream(200, long.clone()).await;
    let server = serving(GraphSource::Upstream(url)).await;
    assert_eq!(asked.load(Ordering::SeqCst), 0, "nobody wanted it yet");
    let both = futures::future::join_all([(); 5].map(|()| server.open("GET", "/graph").send()));
    for answer in both.await {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(of(&answer, "access-control-allow-origin"), "*");
        assert_eq!(of(&answer, "content-encoding"), "");
        assert_eq!(answer.bytes().await.unwrap(), long);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let packed = server.open("GET", "/graph").header("accept-encoding", "gzip, br").send().await.unwrap();
    assert_eq!(of(&packed, "content-encoding"), "br");
    let mut unpacked = Vec::new();
    let packed = packed.bytes().await.unwrap();
    brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
    assert!(packed.len() < long.len() && unpacked == long);
    assert_eq!(server.open("POST", "/graph").send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_is_no_map_of_this_network_is_given_to_nobody() {
    let mainnet = [b"LDK\x01".as_slice(), &[0x6f; 32], &[0; 100]].concat();
    let large = map(&vec![0; 15_000_000]);
    for (status, body) in [
        (200, b"<!doctype html><title>Welcome, and good morning</title>".to_vec()),
        (200, mainnet),
        (200, large),
        (500, map(b"x")),
    ] {
        let (url, asked) = upstream(status, body).await;
        let server = serving(GraphSource::Upstream(url)).await;
        for _ in 0..3 {
            assert_eq!(server.open("GET", "/graph").send().await.unwrap().status(), 502);
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1, "a server that failed is left alone for a while");
    }
}

#[tokio::test]
async fn a_file_is_read_anew_when_it_was_written_and_a_broken_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map");
    let server = serving(GraphSource::File(path.clone())).await;
    let read = async || {
        let answer = server.open("GET", "/graph").send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap())
    };
    let write = |bytes: &[u8], second: u64| {
        std::fs::write(&path, bytes).unwrap();
        let at = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000 + second);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
    };
    assert_eq!(read().await.0, 502);
    write(&map(b"first"), 0);
    assert_eq!(read().await, (200, map(b"first").into()));
    write(&map(b"second"), 1);
    assert_eq!(read().await, (200, map(b"second").into()));
    write(b"half", 2);
    assert_eq!(read().await, (200, map(b"second").into()));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(read().await, (200, map(b"second").into()));
}

/// Any other address that is not there is a screen of the app.
#[tokio::test]
async fn a_server_without_a_map_says_so() {
    let server = start(|_| ()).await;
    assert_eq!(server.open("GET", "/graph").send().await.unwrap().status(), 404);
}
