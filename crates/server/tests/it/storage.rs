//! The storage's promises.

use std::time::Duration;

use futures::future::join_all;
use tokio::io::AsyncWriteExt;

use crate::harness::{Running, basic, header, start};

async fn propfind(server: &Running, path: &str, depth: &str, body: &'static str) -> (u16, String) {
    let response = server.dav("PROPFIND", path).header("Depth", depth).body(body).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_that_create_at_once_exactly_one_wins_and_its_bytes_are_there() {
    let server = start(|_| {}).await;
    for round in 0..10 {
        let path = format!("/dav/{round}");
        let answers = join_all((0..64).map(|n| server.create(&path, vec![n as u8; 20_000 + n]))).await;
        let winners: Vec<usize> = (0..64).filter(|n| answers[*n] == 201).collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| matches!(status, 201 | 412)), "{answers:?}");
        let kept = server.dav("GET", &path).send().await.unwrap().bytes().await.unwrap();
        assert_eq!(kept, vec![winners[0] as u8; 20_000 + winners[0]]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_replace_the_same_version_exactly_one_wins() {
    let server = start(|_| {}).await;
    let first = header(&server.put("/dav/a", "0000").await, "etag").to_owned();
    let replace = async |n: usize| {
        let request = server.dav("PUT", "/dav/a").header("If-Match", &first).body(format!("{n:04}"));
        request.send().await.unwrap().status().as_u16()
    };
    let answers = join_all((1..33).map(replace)).await;
    assert_eq!(answers.iter().filter(|status| **status == 204).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 412).count(), 31, "{answers:?}");
}

#[tokio::test]
async fn a_file_is_created_read_replaced_and_removed() {
    let server = start(|_| {}).await;
    assert_eq!(server.status("GET", "/dav/a").await, 404);
    assert_eq!(server.put("/dav/a", "one").await.status(), 201);
    assert_eq!(server.put("/dav/a", "two").await.status(), 204);
    let response = server.dav("GET", "/dav/a").send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "application/octet-stream");
    assert_eq!(header(&response, "content-disposition"), "attachment");
    assert!(header(&response, "content-security-policy").contains("sandbox"));
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(response.text().await.unwrap(), "two");
    let head = server.dav("HEAD", "/dav/a").send().await.unwrap();
    assert_eq!(header(&head, "content-length"), "3");
    assert_eq!(server.status("DELETE", "/dav/a").await, 204);
    assert_eq!(server.status("DELETE", "/dav/a").await, 404);
    assert_eq!(server.status("GET", "/dav/a").await, 404);
}

#[tokio::test]
async fn tags_change_with_the_content_at_once_and_conditions_on_them_hold() {
    let server = start(|_| {}).await;
    let one = header(&server.put("/dav/a", "same length 1").await, "etag").to_owned();
    let two = header(&server.put("/dav/a", "same length 2").await, "etag").to_owned();
    assert_ne!(one, two);
    assert!(two.starts_with('"') && two.len() == 66, "{two}");
    assert_eq!(header(&server.dav("HEAD", "/dav/a").send().await.unwrap(), "etag"), two);
    let with = async |method: &str, path: &str, name: &str, tag: &str| {
        let request =
            server.dav(method, path).header(name, tag).body(if method == "PUT" { "new" } else { "" });
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(with("PUT", "/dav/a", "If-Match", &one).await, 412);
    assert_eq!(with("PUT", "/dav/missing", "If-Match", &two).await, 412);
    assert_eq!(with("PUT", "/dav/missing", "If-Match", "*").await, 412);
    assert_eq!(server.status("GET", "/dav/missing").await, 404);
    assert_eq!(with("PUT", "/dav/a", "If-Match", "unreadable").await, 412);
    assert_eq!(with("PUT", "/dav/a", "If-None-Match", &two).await, 412);
    assert_eq!(with("PUT", "/dav/a", "If-Match", &format!("W/{two}")).await, 412);
    assert_eq!(with("GET", "/dav/a", "If-None-Match", &two).await, 304);
    assert_eq!(with("GET", "/dav/a", "If-Match", &one).await, 412);
    assert_eq!(with("DELETE", "/dav/a", "If-Match", &one).await, 412);
    assert_eq!(server.dav("GET", "/dav/a").send().await.unwrap().text().await.unwrap(), "same length 2");
    assert_eq!(with("PUT", "/dav/a", "If-Match", &two).await, 204);
    assert_eq!(with("DELETE", "/dav/a", "If-Match", "*").await, 204);
    assert_eq!(with("DELETE", "/dav/a", "If-Match", &two).await, 404);
    assert_eq!(with("PUT", "/dav/a", "If", "(<opaquelocktoken:1>)").await, 412);
}

#[tokio::test]
async fn folders_are_made_once_and_only_where_their_parent_is() {
    let server = start(|_| {}).await;
    assert_eq!(server.status("MKCOL", "/dav/a").await, 201);
    assert_eq!(server.status("MKCOL", "/dav/a").await, 405);
    assert_eq!(server.status("MKCOL", "/dav/a/").await, 405);
    assert_eq!(server.status("MKCOL", "/dav").await, 405);
    assert_eq!(server.status("MKCOL", "/dav/b/c").await, 409);
    assert_eq!(server.dav("MKCOL", "/dav/d").body("x").send().await.unwrap().status(), 415);
    assert_eq!(server.create("/dav/b/c", "x").await, 409);
    assert_eq!(server.create("/dav/a/c", "x").await, 201);
    assert_eq!(server.create("/dav/a/c/d", "x").await, 409);
    assert_eq!(server.status("MKCOL", "/dav/a/c").await, 405);
    assert_eq!(server.status("MKCOL", "/dav/a/c/d").await, 409);
    assert_eq!(server.put("/dav/a", "x").await.status(), 405);
    assert_eq!(server.create("/dav/a", "x").await, 405);
    let races = join_all((0..16).map(|_| server.status("MKCOL", "/dav/race"))).await;
    assert_eq!(races.iter().filter(|status| **status == 201).count(), 1, "{races:?}");
    assert_eq!(server.status("DELETE", "/dav/a").await, 204);
    assert_eq!(server.status("GET", "/dav/a/c").await, 404);
    assert_eq!(server.status("DELETE", "/dav/").await, 403);
    assert!(std::fs::read_dir(server.dir.path().join("data/tmp")).unwrap().next().is_none());
}

#[tokio::test]
async fn a_listing_tells_everything_and_says_what_it_does_not_know() {
    let server = start(|options| options.quota = Some(1000)).await;
    server.status("MKCOL", "/dav/Bitcoin%20Wallet").await;
    let names = ["<&\"'>.txt", "Ä ö.lifeboat", "100%.txt", "a#b?c.txt", "plus+and;x"];
    for name in names {
        let path: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert_eq!(
            server.create(&format!("/dav/Bitcoin%20Wallet/{path}"), name.to_owned()).await,
            201,
            "{name}"
        );
    }
    let (status, xml) = propfind(&server, "/dav/Bitcoin%20Wallet/", "1", "").await;
    assert_eq!(status, 207);
    let hrefs: Vec<String> = values(&xml, "href");
    assert_eq!(hrefs.len(), 1 + names.len(), "{xml}");
    assert!(hrefs[0] == "/dav/Bitcoin%20Wallet/");
    for href in &hrefs[1..] {
        let text = server.dav("GET", href).send().await.unwrap().text().await.unwrap();
        assert!(names.contains(&text.as_str()), "{href}: {text}");
    }
    let mut told = values(&xml, "displayname");
    told.sort();
    let mut expected: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    expected.push("Bitcoin Wallet".into());
    expected.sort();
    assert_eq!(told, expected);
    assert_eq!(values(&xml, "getcontentlength").len(), names.len());
    assert_eq!(values(&xml, "getetag").len(), names.len());
    assert_eq!(values(&xml, "getlastmodified").len(), 1 + names.len());
    let used: u64 = names.iter().map(|name| name.len() as u64).sum();
    assert_eq!(values(&xml, "quota-used-bytes"), [used.to_string()]);
    assert_eq!(values(&xml, "quota-available-bytes"), [(1000 - used).to_string()]);

    let (_, alone) = propfind(&server, "/dav/", "0", "").await;
    assert_eq!(values(&alone, "href"), ["/dav/"]);
    let body = "<propfind xmlns=\"DAV:\"><prop><getetag/><x xmlns=\"urn:y\"/></prop></propfind>";
    let (_, some) = propfind(&server, &hrefs[1], "0", body).await;
    assert!(
        some.contains("200 OK") && some.contains("404 Not Found") && !some.contains("getcontentlength"),
        "{some}"
    );
    assert_eq!(propfind(&server, "/dav/", "infinity", "").await.0, 403);
    assert_eq!(propfind(&server, "/dav/", "2", "").await.0, 400);
    assert_eq!(propfind(&server, "/dav/", "1", "<nonsense").await.0, 400);
    assert_eq!(propfind(&server, "/dav/missing", "1", "").await.0, 404);
    assert_eq!(propfind(&server, "/dav/missing", "0", "").await.0, 404);
}

/// The text of every element of this name, as an XML reader sees it.
fn values(xml: &str, wanted: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut found, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                inside = start.local_name().into_inner() == wanted;
                if inside {
                    found.push(String::new());
                }
            }
            Event::End(_) => inside = false,
            Event::Text(text) if inside => found.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(name) if inside => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap().into_owned();
                found.last_mut().unwrap().push_str(&text);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_folder_is_shown_to_people_with_every_name_escaped() {
    let server = start(|_| {}).await;
    server.create("/dav/%3Cscript%3Ex", "1").await;
    let response = server.dav("GET", "/dav").send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "location")), (308, "/dav/"));
    let response = server.dav("GET", "/dav/").send().await.unwrap();
    assert!(header(&response, "content-security-policy").contains("sandbox"));
    let html = response.text().await.unwrap();
    assert!(html.contains("&lt;script&gt;x</a>") && !html.contains("<script"), "{html}");
}

#[tokio::test]
async fn nothing_leads_out_of_the_storage() {
    let server = start(|_| {}).await;
    let outside = server.dir.path().join("data/password");
    std::fs::write(&outside, "the password").unwrap();
    std::fs::write(server.dir.path().join("data/files/inside"), "x").unwrap();
    for path in [
        "/dav/../password",
        "/dav/%2e%2e/password",
        "/dav/..%2fpassword",
        "/dav/%2e%2e%2fpassword",
        "/dav/./../password",
        "/dav/a/../../password",
        "/dav//etc/passwd",
        "/dav/%2fetc%2fpasswd",
        "/dav/inside%00.txt",
        "/dav/%00",
        "/dav/%c0%ae%c0%ae/password",
        "/dav/%ff",
        "/dav/..",
        "/dav/.",
        "/dav/%2e",
        "/dav/%zz",
        "/dav/a%0d%0ab",
        "/dav/../../../../../../etc/passwd",
    ] {
        for method in ["GET", "PUT", "DELETE", "MKCOL", "PROPFIND", "MOVE"] {
            let head = format!(
                "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nDepth: 0\r\nDestination: /dav/y\r\n{}Content-Length: 0\r\n\r\n",
                basic()
            );
            let (status, answer) = server.raw(&head).await;
            assert!(matches!(status, 400 | 404), "{method} {path}: {answer}");
        }
    }
    for destination in
        ["/dav/../password", "/dav/%2e%2e/password", "/etc/passwd", "http://evil.example/dav/x", "nonsense x"]
    {
        let response =
            server.dav("MOVE", "/dav/inside").header("Destination", destination).send().await.unwrap();
        assert!(matches!(response.status().as_u16(), 400 | 502), "{destination}: {}", response.status());
    }
    assert_eq!(std::fs::read_to_string(outside).unwrap(), "the password");
}

#[tokio::test]
async fn symbolic_links_lead_nowhere() {
    let server = start(|_| {}).await;
    let outside = server.dir.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("secret"), "secret").unwrap();
    std::os::unix::fs::symlink(&outside, server.files().join("folder")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret"), server.files().join("file")).unwrap();
    std::os::unix::fs::symlink("loop", server.files().join("loop")).unwrap();
    for path in ["/dav/folder", "/dav/folder/", "/dav/folder/secret", "/dav/file", "/dav/loop"] {
        let response = server.dav("GET", path).send().await.unwrap();
        assert!(matches!(response.status().as_u16(), 403 | 404), "GET {path}: {}", response.status());
        assert!(!response.text().await.unwrap().contains("secret"));
    }
    for path in ["/dav/folder/new", "/dav/folder/secret", "/dav/file"] {
        let status = server.put(path, "changed").await.status().as_u16();
        assert!(matches!(status, 403 | 409), "PUT {path}: {status}");
    }
    let (_, xml) = propfind(&server, "/dav/", "1", "").await;
    assert_eq!(values(&xml, "href"), ["/dav/"]);
    server.status("DELETE", "/dav/folder").await;
    server.status("DELETE", "/dav/folder/secret").await;
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(outside.join("secret")).unwrap(), "secret");
}

#[tokio::test]
async fn too_large_a_body_is_refused_and_no_part_of_it_is_kept() {
    let server = start(|options| options.limits.file = 100_000).await;
    assert_eq!(server.create("/dav/fits", vec![1; 100_000]).await, 201);
    assert_eq!(server.create("/dav/large", vec![1; 100_001]).await, 413);
    let pieces = futures::stream::iter((0..200).map(|_| Ok::<_, std::io::Error>(vec![1u8; 1000])));
    assert_eq!(server.put("/dav/large", reqwest::Body::wrap_stream(pieces)).await.status(), 413);
    assert_eq!(server.put("/dav/fits", vec![2; 200_000]).await.status(), 413);
    assert_eq!(server.status("GET", "/dav/large").await, 404);
    assert_eq!(server.dav("GET", "/dav/fits").send().await.unwrap().bytes().await.unwrap(), vec![1; 100_000]);
    assert!(std::fs::read_dir(server.dir.path().join("data/tmp")).unwrap().next().is_none());
}

#[tokio::test]
async fn a_body_that_ends_too_early_or_never_leaves_nothing() {
    let server = start(|options| options.limits.body_pause = Duration::from_millis(300)).await;
    server.put("/dav/old", "old").await;
    for path in ["/dav/new", "/dav/old"] {
        let head =
            format!("PUT {path} HTTP/1.1\r\nHost: x\r\n{}Content-Length: 1000\r\n\r\nonly this", basic());
        let mut gone = tokio::net::TcpStream::connect(server.addr).await.unwrap();
        gone.write_all(head.as_bytes()).await.unwrap();
        drop(gone);
        let (status, _) = server.raw(&head).await;
        assert_eq!(status, 408, "{path}");
    }
    assert_eq!(server.status("GET", "/dav/new").await, 404);
    assert_eq!(server.dav("GET", "/dav/old").send().await.unwrap().text().await.unwrap(), "old");
    let part =
        server.dav("PUT", "/dav/old").header("Content-Range", "bytes 0-1/3").body("xx").send().await.unwrap();
    assert_eq!(part.status(), 400);
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_let_go() {
    let server = start(|options| options.limits.headers = Duration::from_millis(300)).await;
    let (status, _) = server.raw("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    assert!(matches!(status, 0 | 408), "{status}");
}

#[tokio::test]
async fn too_many_connections_wait_for_one_another() {
    let server = start(|options| {
        options.limits.connections = 2;
        options.limits.headers = Duration::from_millis(500);
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..2 {
        idle.push(tokio::net::TcpStream::connect(server.addr).await.unwrap());
    }
    // Answered as soon as the idle ones are let go.
    assert_eq!(server.open("GET", "/healthz").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_full_storage_says_so_and_keeps_what_it_has() {
    let server = start(|options| options.quota = Some(1000)).await;
    assert_eq!(server.create("/dav/a", vec![1; 600]).await, 201);
    assert_eq!(server.create("/dav/b", vec![1; 401]).await, 507);
    assert_eq!(server.status("GET", "/dav/b").await, 404);
    assert_eq!(server.create("/dav/b", vec![1; 400]).await, 201);
    assert_eq!(server.put("/dav/a", vec![2; 601]).await.status(), 507);
    assert_eq!(server.put("/dav/a", vec![2; 600]).await.status(), 204);
    assert_eq!(server.status("DELETE", "/dav/b").await, 204);
    assert_eq!(server.create("/dav/c", vec![1; 400]).await, 201);
    server.status("MKCOL", "/dav/d").await;
    assert_eq!(server.status("DELETE", "/dav/a").await, 204);
    assert_eq!(server.create("/dav/d/e", vec![1; 600]).await, 201);
    assert_eq!(server.create("/dav/f", vec![1; 1]).await, 507);
    assert_eq!(server.status("DELETE", "/dav/d").await, 204);
    assert_eq!(server.create("/dav/f", vec![1; 600]).await, 201);
}

#[tokio::test]
async fn a_move_replaces_only_when_it_may() {
    let server = start(|_| {}).await;
    for name in ["a", "b"] {
        server.put(&format!("/dav/{name}"), name.to_owned()).await;
    }
    server.status("MKCOL", "/dav/folder").await;
    let rename = async |from: &str, to: &str, overwrite: &str| {
        let request =
            server.dav("MOVE", from).header("Destination", server.url(to)).header("Overwrite", overwrite);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(rename("/dav/a", "/dav/b", "F").await, 412);
    assert_eq!(rename("/dav/a", "/dav/folder", "T").await, 403);
    assert_eq!(rename("/dav/folder", "/dav/folder/x", "F").await, 403);
    assert_eq!(rename("/dav/missing", "/dav/c", "F").await, 404);
    assert_eq!(rename("/dav/a", "/dav/missing/a", "F").await, 409);
    assert_eq!(server.dav("GET", "/dav/b").send().await.unwrap().text().await.unwrap(), "b");
    assert_eq!(rename("/dav/a", "/dav/folder/a", "F").await, 201);
    assert_eq!(rename("/dav/b", "/dav/folder/a", "T").await, 204);
    assert_eq!(rename("/dav/folder", "/dav/other", "F").await, 201);
    assert_eq!(server.dav("GET", "/dav/other/a").send().await.unwrap().text().await.unwrap(), "b");
    assert_eq!(server.status("GET", "/dav/a").await, 404);
    for method in ["COPY", "LOCK", "UNLOCK", "PROPPATCH", "POST", "PATCH"] {
        assert_eq!(server.status(method, "/dav/other/a").await, 405, "{method}");
    }
}

#[tokio::test]
async fn two_servers_never_share_a_folder() {
    let server = start(|_| {}).await;
    let data = server.dir.path().join("data");
    let again =
        lifeboat_server::Server::start(lifeboat_server::Options::new(server.dir.path().join("dist"), data))
            .await;
    assert!(matches!(again, Err(lifeboat_server::StartError::InUse { .. })));
}
