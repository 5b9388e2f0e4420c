//! The app on a static host, as documented: what the pages need, without the server.

use std::process::{Command, Stdio};

use reqwest::StatusCode;

use crate::harness::{HASHED, header, start};
use crate::nginx::{Front, documented};

/// What the documented line makes of the head of an answer.
fn headers_conf(head: &str) -> String {
    let text = include_str!("../../../../docs/hosting.md");
    let line =
        text.split("```sh\n").skip(1).find_map(|rest| rest.split("```").next()?.split_once("| ")).unwrap().1;
    let sed = line.split(" > ").next().unwrap();
    let mut child =
        Command::new("sh").args(["-c", sed]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), head.as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[tokio::test]
async fn a_static_host_serves_the_app_as_the_server_does() {
    let server = start(|_| {}).await;
    let (_, head) = server.raw("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let kept = server.dir.path().join("headers.conf");
    std::fs::write(&kept, headers_conf(&head)).unwrap();
    let dist = server.dir.path().join("dist");
    let values = [
        ("/srv/lifeboat/dist", dist.to_str().unwrap()),
        ("/srv/lifeboat/headers.conf", kept.to_str().unwrap()),
    ];
    let front = Front::with(&documented(2, &values)).await;
    let policies = [
        "content-security-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "referrer-policy",
        "strict-transport-security",
        "x-content-type-options",
    ];
    let paths = [
        "/",
        "/receive",
        "/settings/backup",
        HASHED,
        "/sw.js",
        "/manifest.webmanifest",
        "/icons/icon.svg",
        "/oauth/callback",
    ];
    for path in paths {
        let here = server.open("GET", path).send().await.unwrap();
        let there = front.ask("GET", path, &[], Vec::new()).await;
        assert_eq!((here.status(), there.status()), (StatusCode::OK, StatusCode::OK), "{path}");
        for name in policies {
            let told: Vec<_> = there.headers().get_all(name).iter().collect();
            assert_eq!(told.len(), 1, "{path}: {name}");
            // The page that services lead back to is held shorter by the server.
            if name != "content-security-policy" || path != "/oauth/callback" {
                assert_eq!(told.first(), here.headers().get(name).as_ref(), "{path}: {name}");
            }
        }
        // No cache keeps the page that services lead back to if our server serves it.
        let caching = if path == "/oauth/callback" { "no-cache" } else { header(&here, "cache-control") };
        assert_eq!(
            header(&there, "cache-control"),
            caching,
            "{path}: an old page asks for files that are gone"
        );
        let kind = |answer: &reqwest::Response| {
            let kind = answer.headers()["content-type"].to_str().unwrap();
            kind.split(';').next().unwrap().replace("application/javascript", "text/javascript")
        };
        assert_eq!(kind(&there), kind(&here), "{path}");
        assert_eq!(there.bytes().await.unwrap(), here.bytes().await.unwrap(), "{path}");
    }
}
