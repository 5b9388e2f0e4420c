//! The server behind nginx with TLS, as documented.

use futures::{SinkExt, StreamExt};
use reqwest::StatusCode;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use crate::bridge::{bridged, echo};
use crate::harness::{Running, start};
use crate::nginx::{Front, documented};

fn block(server: &Running) -> String {
    documented(1, &[("127.0.0.1:8080;", &format!("{};", server.addr))])
}

#[tokio::test]
async fn every_security_header_comes_through_once() {
    let server = start(|_| {}).await;
    let front = Front::with(&block(&server)).await;
    for path in ["/", "/receive", crate::harness::HASHED, "/oauth/callback"] {
        let (here, there) =
            (server.open("GET", path).send().await.unwrap(), front.ask("GET", path, &[], Vec::new()).await);
        assert_eq!(there.status(), StatusCode::OK, "{path}");
        for (name, value) in here.headers() {
            // What is between two machines, and no property of the page.
            if !matches!(name.as_str(), "connection" | "date" | "transfer-encoding" | "content-length") {
                let told: Vec<_> = there.headers().get_all(name).iter().collect();
                assert_eq!(told, here.headers().get_all(name).iter().collect::<Vec<_>>(), "{path}: {name}");
                assert!(!value.is_empty());
            }
        }
        assert_eq!(there.bytes().await.unwrap(), here.bytes().await.unwrap(), "{path}");
    }
}

#[tokio::test]
async fn the_storage_keeps_its_promises_to_the_page_of_this_origin() {
    let server = start(|_| {}).await;
    let front = Front::with(&block(&server)).await;
    assert_eq!(front.ask("GET", "/dav/", &[], Vec::new()).await.status(), 401);
    assert_eq!(front.dav("MKCOL", "/dav/w", &[], Vec::new()).await.status(), 201);
    // A snapshot is larger than what nginx accepts by default.
    let snapshot: Vec<u8> = (0..=255).cycle().take(5 << 20).collect();
    let absent = [("If-None-Match", "*")];
    assert_eq!(front.dav("PUT", "/dav/w/1", &absent, snapshot.clone()).await.status(), 201);
    assert_eq!(front.dav("PUT", "/dav/w/1", &absent, b"other".to_vec()).await.status(), 412);
    assert_eq!(front.dav("GET", "/dav/w/1", &[], Vec::new()).await.bytes().await.unwrap(), snapshot);
    let listed = front.dav("PROPFIND", "/dav/w/", &[("Depth", "1")], Vec::new()).await;
    assert_eq!(listed.status(), 207);
    assert!(listed.text().await.unwrap().contains("/dav/w/1"));
    let foreign = front.dav("GET", "/dav/w/1", &[("Origin", "https://evil.example")], Vec::new()).await;
    assert_eq!(foreign.status(), 403);
}

/// All come from the address of nginx; someone who guesses must not lock the owner out, whatever they claim to
/// be.
#[tokio::test]
async fn who_guesses_waits_and_nobody_else() {
    let server = start(|options| {
        options.behind_proxy = true;
        options.limits.free_tries = 3;
        options.limits.try_every = std::time::Duration::from_secs(600);
    })
    .await;
    let mut front = Front::with(&block(&server)).await;
    let wrong = [("Authorization", "Basic bGlmZWJvYXQ6Z3Vlc3M="), ("X-Forwarded-For", "127.0.0.1")];
    front.from([127, 0, 0, 2]);
    let asked = (0..100).map(|_| front.ask("PROPFIND", "/dav/", &wrong, Vec::new()));
    let answers: Vec<_> = futures::future::join_all(asked).await.iter().map(|it| it.status()).collect();
    assert!(answers.contains(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
    front.from([127, 0, 0, 1]);
    assert_eq!(front.dav("PROPFIND", "/dav/", &[("Depth", "0")], Vec::new()).await.status(), 207);
}

#[tokio::test]
async fn the_bridge_carries_bytes_both_ways() {
    let peer = echo().await;
    let server = bridged(&peer).await;
    let front = Front::with(&block(&server)).await;
    let answer = front.upgrade(&format!("/bridge?to={peer}")).await;
    assert_eq!(answer.status(), StatusCode::SWITCHING_PROTOCOLS);
    let wire = answer.upgrade().await.unwrap();
    let mut socket = WebSocketStream::from_raw_socket(wire, Role::Client, None).await;
    for size in [1, 65_569, 200_000] {
        let sent: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        socket.send(Message::binary(sent.clone())).await.unwrap();
        let mut got = Vec::new();
        while got.len() < size {
            let Message::Binary(bytes) = socket.next().await.unwrap().unwrap() else { continue };
            got.extend_from_slice(&bytes);
        }
        assert_eq!(got, sent);
    }
    assert_eq!(front.upgrade("/bridge?to=127.0.0.1:1").await.status(), 403);
}

/// What the document gives as the reason for a line is what happens without it.
#[tokio::test]
async fn every_line_of_the_block_is_needed() {
    let peer = echo().await;
    let server = bridged(&peer).await;
    let without = async |line: &str| {
        let block = block(&server);
        assert!(block.contains(line), "{line}");
        Front::with(&block.replace(line, "")).await
    };
    let bridge = format!("/bridge?to={peer}");
    let nameless = without("proxy_set_header Host $http_host;").await;
    assert_eq!(nameless.dav("PROPFIND", "/dav/", &[("Depth", "0")], Vec::new()).await.status(), 403);
    assert_eq!(nameless.upgrade(&bridge).await.status(), 403);
    let small = without("client_max_body_size 64m;").await;
    let refused = small.dav("PUT", "/dav/1", &[("If-None-Match", "*")], vec![7; 2 << 20]).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    for line in [
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection upgrade;",
        "proxy_http_version 1.1;",
    ] {
        let plain = without(line).await;
        assert_ne!(plain.upgrade(&bridge).await.status(), StatusCode::SWITCHING_PROTOCOLS, "{line}");
    }
}
