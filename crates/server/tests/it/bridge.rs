//! The bridge to Lightning peers.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Running, start};

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// A peer that sends back what it gets, until a connection ends.
pub async fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut read, mut write) = stream.into_split();
                tokio::io::copy(&mut read, &mut write).await.ok();
            });
        }
    });
    addr
}

async fn connect(server: &Running, to: &str, origin: Option<&str>) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/bridge?to={to}", server.addr).into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("Origin", origin.parse().unwrap());
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

pub async fn bridged(peer: &str) -> Running {
    let peer = peer.to_owned();
    start(move |options| options.bridge_allow = vec![peer]).await
}

#[tokio::test]
async fn carries_bytes_both_ways() {
    let peer = echo().await;
    let server = bridged(&peer).await;
    let mut socket = connect(&server, &peer, Some(&format!("http://{}", server.addr))).await.unwrap();
    for size in [1, 50, 65_569, 200_000] {
        let sent: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        socket.send(Message::binary(sent.clone())).await.unwrap();
        let mut got = Vec::new();
        while got.len() < size {
            let Message::Binary(bytes) = socket.next().await.unwrap().unwrap() else { continue };
            got.extend_from_slice(&bytes);
        }
        assert_eq!(got, sent);
    }
}

#[tokio::test]
async fn goes_only_where_it_may_and_only_for_its_own_pages() {
    let peer = echo().await;
    let server = bridged(&peer).await;
    let other = echo().await;
    for to in [
        other.as_str(),
        "169.254.169.254:80",
        "localhost:22",
        &format!("{peer}@{other}"),
        &format!("{peer}%00"),
        "",
        &format!("%20{peer}"),
    ] {
        assert_eq!(connect(&server, to, None).await.err(), Some(403), "{to}");
    }
    assert_eq!(connect(&server, &peer, Some("https://evil.example")).await.err(), Some(403));
    assert_eq!(connect(&server, &peer, Some("null")).await.err(), Some(403));
    let plain = server.open("GET", &format!("/bridge?to={other}")).send().await.unwrap();
    assert_eq!(plain.status(), 403);
    assert_eq!(server.open("GET", "/bridge").send().await.unwrap().status(), 400);
    assert!(connect(&server, &peer.replace(':', "%3A"), None).await.is_ok());
}

/// A page is not told why its socket did not open.
#[tokio::test]
async fn says_without_a_socket_whether_it_would_go_there() {
    let gone = format!("127.0.0.1:{}", lifeboat_ports::reserve().unwrap());
    let server = bridged(&gone).await;
    let ask = async |to: &str| server.open("GET", &format!("/bridge?to={to}")).send().await.unwrap();
    assert_eq!(ask(&gone).await.status(), 204, "also when nobody is there at the moment");
    assert_eq!(ask(&gone.replace(':', "%3A")).await.status(), 204);
    assert_eq!(ask("127.0.0.1:1").await.status(), 403);
    let foreign = server.open("GET", &format!("/bridge?to={gone}")).header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn without_a_list_it_goes_nowhere() {
    let peer = echo().await;
    let server = start(|_| {}).await;
    assert_eq!(connect(&server, &peer, None).await.err(), Some(403));
}

#[tokio::test]
async fn a_peer_that_is_not_there_is_an_answer_of_its_own() {
    let gone = format!("127.0.0.1:{}", lifeboat_ports::reserve().unwrap());
    let server = bridged(&gone).await;
    assert_eq!(connect(&server, &gone, None).await.err(), Some(502));
}

#[tokio::test]
async fn the_end_of_one_side_is_the_end_of_the_other() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = listener.local_addr().unwrap().to_string();
    let server = bridged(&peer).await;

    let mut socket = connect(&server, &peer, None).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.write_all(b"last words").await.unwrap();
    drop(stream);
    let Message::Binary(bytes) = socket.next().await.unwrap().unwrap() else { panic!("not binary") };
    assert_eq!(bytes.as_ref(), b"last words");
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));

    let mut socket = connect(&server, &peer, None).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    socket.close(None).await.unwrap();
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);

    let socket = connect(&server, &peer, None).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    drop(socket);
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn text_large_messages_and_silence_end_it() {
    let peer = echo().await;
    let allowed = peer.clone();
    let server = start(move |options| {
        options.bridge_allow = vec![allowed];
        options.limits.bridge_idle = Duration::from_millis(400);
    })
    .await;
    for message in [Message::text("hello"), Message::binary(vec![0; 1 << 20])] {
        let mut socket = connect(&server, &peer, None).await.unwrap();
        socket.send(message).await.ok();
        assert!(!matches!(socket.next().await, Some(Ok(Message::Binary(_) | Message::Text(_)))));
    }
    let mut silent = connect(&server, &peer, None).await.unwrap();
    assert!(matches!(silent.next().await, Some(Ok(Message::Close(_)))));
}

#[tokio::test]
async fn what_the_page_does_not_take_is_not_read_from_the_peer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = listener.local_addr().unwrap().to_string();
    let server = bridged(&peer).await;
    let _socket = connect(&server, &peer, None).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    // Nothing reads: only what the systems on the way hold fits.
    let mut sent = 0usize;
    let chunk = vec![0; 1 << 20];
    while let Ok(Ok(n)) = tokio::time::timeout(Duration::from_secs(1), stream.write(&chunk)).await {
        sent += n;
        assert!(sent < 64 << 20, "{sent} bytes are held somewhere");
    }
}

#[tokio::test]
async fn too_many_bridges_are_refused() {
    let peer = echo().await;
    let allowed = peer.clone();
    let server = start(move |options| {
        options.bridge_allow = vec![allowed];
        options.limits.bridges = 1;
    })
    .await;
    let first = connect(&server, &peer, None).await.unwrap();
    assert_eq!(connect(&server, &peer, None).await.err(), Some(503));
    drop(first);
    crate::harness::until(async || connect(&server, &peer, None).await.is_ok()).await;
}
