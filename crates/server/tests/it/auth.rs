//! Who may use the storage, and from which pages.

use std::time::{Duration, Instant};

use crate::harness::{PASSWORD, header, start};

#[tokio::test]
async fn the_storage_is_never_open() {
    let server = start(|_| {}).await;
    server.put("/dav/a", "secret").await;
    for method in ["GET", "HEAD", "PUT", "DELETE", "PROPFIND", "MKCOL", "MOVE", "OPTIONS", "LOCK", "NONSENSE"]
    {
        for path in ["/dav", "/dav/", "/dav/a", "/dav/missing"] {
            let response = server.open(method, path).send().await.unwrap();
            assert_eq!(response.status(), 401, "{method} {path}");
            assert!(header(&response, "www-authenticate").starts_with("Basic "), "{method} {path}");
        }
    }
    let wrong =
        server.open("GET", "/dav/a").basic_auth("lifeboat", Some("wrong password")).send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert_eq!(wrong.bytes().await.unwrap().len(), 0);
    let other = server.open("GET", "/dav/a").basic_auth("admin", Some(PASSWORD)).send().await.unwrap();
    assert_eq!(other.status(), 401);
    assert_eq!(server.dav("GET", "/dav/a").send().await.unwrap().text().await.unwrap(), "secret");
}

#[tokio::test]
async fn a_script_gets_no_scheme_that_makes_the_browser_ask_for_a_password() {
    let server = start(|_| {}).await;
    let response = server.open("GET", "/dav/").header("Sec-Fetch-Dest", "empty").send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(header(&response, "www-authenticate").starts_with("X-Basic "));
}

#[tokio::test]
async fn a_refused_body_does_not_swallow_the_answer() {
    let server = start(|_| {}).await;
    let body = vec![7; 8 << 20];
    let response = server
        .open("PUT", "/dav/a")
        .basic_auth("lifeboat", Some("old password"))
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn guessing_is_slow_and_does_not_stop_the_rest_of_the_server() {
    let server = start(|options| {
        options.limits.free_tries = 3;
        options.limits.try_every = Duration::from_secs(30);
    })
    .await;
    for n in 0..3 {
        let guess = server.open("GET", "/dav/").basic_auth("lifeboat", Some(format!("guess number {n}")));
        assert_eq!(guess.send().await.unwrap().status(), 401);
    }
    let guess = || server.open("GET", "/dav/").basic_auth("lifeboat", Some("one more guess")).send();
    let all = futures::future::join_all((0..100).map(|_| guess())).await;
    for answer in all {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 429);
        assert!(header(&answer, "retry-after").parse::<u32>().unwrap() >= 1);
    }
    let start = Instant::now();
    assert_eq!(server.open("GET", "/healthz").send().await.unwrap().status(), 200);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn pages_of_other_origins_are_refused_unless_allowed() {
    let server = start(|options| options.allow_origin = vec!["https://wallet.example".into()]).await;
    let own = format!("http://{}", server.addr);
    for (origin, status, cors) in [
        (own.as_str(), 404, ""),
        ("https://wallet.example", 404, "https://wallet.example"),
        ("https://evil.example", 403, ""),
        ("null", 403, ""),
        ("https://wallet.example.evil.example", 403, ""),
    ] {
        let response = server.dav("GET", "/dav/a").header("Origin", origin).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{origin}");
        assert_eq!(header(&response, "access-control-allow-origin"), cors, "{origin}");
    }
}

#[tokio::test]
async fn a_preflight_needs_no_password_and_names_what_is_allowed() {
    let server = start(|options| options.allow_origin = vec!["https://wallet.example".into()]).await;
    let preflight = |origin: &'static str| {
        let request = server.open("OPTIONS", "/dav/a").header("Origin", origin);
        request.header("Access-Control-Request-Method", "PUT").send()
    };
    let response = preflight("https://wallet.example").await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(header(&response, "access-control-allow-origin"), "https://wallet.example");
    assert!(header(&response, "access-control-allow-methods").contains("PROPFIND"));
    for name in ["authorization", "if-none-match", "depth"] {
        assert!(header(&response, "access-control-allow-headers").contains(name));
    }
    let response = preflight("https://evil.example").await.unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(header(&response, "access-control-allow-origin"), "");
}
