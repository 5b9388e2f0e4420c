//! The server behind nginx with TLS, by the block that `docs/hosting.md` shows.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use futures::{SinkExt, StreamExt};
use reqwest::header::{HeaderMap, HeaderName, ORIGIN};
use reqwest::{Certificate, Client, Response, StatusCode};
use tempfile::TempDir;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use crate::bridge::{bridged, echo};
use crate::harness::{PASSWORD, Running, start, until};

/// nginx in front of a server; stopped when dropped.
struct Front {
    nginx: Child,
    origin: String,
    client: Client,
    _home: TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        // It ends its workers with itself; killed it could not.
        drop(Command::new("kill").arg("-TERM").arg(self.nginx.id().to_string()).status());
        drop(self.nginx.wait());
    }
}

/// What the document shows, for this server and this run. Each value must be there exactly once.
fn documented(server: &Running, port: u16, home: &Path) -> String {
    let text = include_str!("../../../../docs/hosting.md");
    let block = text.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (listen, home) = (format!("127.0.0.1:{port} ssl"), home.display());
    let values = [
        ("443 ssl", listen.as_str()),
        ("wallet.example;", "127.0.0.1;"),
        ("/etc/ssl/wallet.pem", &format!("{home}/server.pem")),
        ("/etc/ssl/wallet.key", &format!("{home}/server.key")),
        ("127.0.0.1:8080;", &format!("{};", server.addr)),
    ];
    values.iter().fold(block.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        text.replace(from, to)
    })
}

/// An authority for this test alone, and its certificate for this machine.
fn certify(home: &Path) {
    let run = |arguments: &str| {
        let status = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let status = status.expect("openssl is not there: install Debian's package openssl");
        assert!(status.success(), "openssl {arguments}");
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    run(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority"));
    run(&format!("req {key} -keyout server.key -out server.csr -subj /CN=server"));
    std::fs::write(home.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    run(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    );
}

/// With the documented block, changed by `change`.
async fn front_with(server: &Running, change: impl FnOnce(String) -> String) -> Front {
    let home = tempfile::tempdir().unwrap();
    certify(home.path());
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let block = change(documented(server, port, home.path()));
    let folder = home.path().display();
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let kept: String = kinds.iter().map(|kind| format!("{kind}_temp_path {folder}/{kind};\n")).collect();
    let config = home.path().join("nginx.conf");
    let text = format!(
        "daemon off;\nuser root;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{kept}{block}}}\n"
    );
    std::fs::write(&config, text).unwrap();
    let nginx = Command::new("/usr/sbin/nginx")
        .args(["-e", "stderr", "-c"])
        .arg(config)
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx is not there: install Debian's package nginx (it need not run as a service)");
    let authority = Certificate::from_pem(&std::fs::read(home.path().join("ca.pem")).unwrap()).unwrap();
    let client = Client::builder()
        .use_rustls_tls()
        .tls_built_in_root_certs(false)
        .add_root_certificate(authority)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .http1_only()
        .build()
        .unwrap();
    until(|| async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() }).await;
    Front { nginx, origin: format!("https://127.0.0.1:{port}"), client, _home: home }
}

async fn front(server: &Running) -> Front {
    front_with(server, |block| block).await
}

impl Front {
    /// As the page of this origin asks.
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        let mut named = HeaderMap::from_iter([(ORIGIN, self.origin.parse().unwrap())]);
        for (name, value) in headers {
            named.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.origin));
        request.headers(named).body(body).send().await.unwrap()
    }

    async fn dav(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let owner = format!("Basic {}", STANDARD.encode(format!("lifeboat:{PASSWORD}")));
        let headers = [&[("Authorization", owner.as_str())], headers].concat();
        self.ask(method, path, &headers, body).await
    }

    /// The handshake of RFC 6455, section 4.1, with its own example of a key.
    async fn upgrade(&self, path: &str) -> Response {
        let headers = [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        self.ask("GET", path, &headers, Vec::new()).await
    }
}

#[tokio::test]
async fn every_security_header_comes_through_once() {
    let server = start(|_| {}).await;
    let front = front(&server).await;
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
    let front = front(&server).await;
    assert_eq!(front.ask("GET", "/dav/", &[], Vec::new()).await.status(), 401);
    assert_eq!(front.dav("MKCOL", "/dav/w", &[], Vec::new()).await.status(), 201);
    // A snapshot is larger than what nginx takes by itself.
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

#[tokio::test]
async fn the_bridge_carries_bytes_both_ways() {
    let peer = echo().await;
    let server = bridged(&peer).await;
    let front = front(&server).await;
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
    let without = |line: &'static str| {
        move |block: String| {
            assert!(block.contains(line), "{line}");
            block.replace(line, "")
        }
    };
    let bridge = format!("/bridge?to={peer}");
    let nameless = front_with(&server, without("proxy_set_header Host $http_host;")).await;
    assert_eq!(nameless.dav("PROPFIND", "/dav/", &[("Depth", "0")], Vec::new()).await.status(), 403);
    assert_eq!(nameless.upgrade(&bridge).await.status(), 403);
    let small = front_with(&server, without("client_max_body_size 64m;")).await;
    let refused = small.dav("PUT", "/dav/1", &[("If-None-Match", "*")], vec![7; 2 << 20]).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    for line in [
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection upgrade;",
        "proxy_http_version 1.1;",
    ] {
        let plain = front_with(&server, without(line)).await;
        assert_ne!(plain.upgrade(&bridge).await.status(), StatusCode::SWITCHING_PROTOCOLS, "{line}");
    }
}
