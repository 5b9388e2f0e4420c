//! The app's files, and the headers of everything.

use crate::harness::{CALLBACK, HASHED, INDEX, header, start, until};

const TRUSTED_TYPES: &str = "require-trusted-types-for 'script'; trusted-types default";

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let server = start(|options| options.bridge_allow = vec!["127.0.0.1:1".into()]).await;
    let hash = lifeboat_server::parts::inline_script_hashes(INDEX).remove(0);
    let all = [
        ("GET", "/"),
        ("GET", "/receive"),
        ("GET", HASHED),
        ("GET", "/missing.js"),
        ("POST", "/"),
        ("GET", "/config.json"),
        ("GET", "/healthz"),
        ("POST", "/healthz"),
        ("GET", "/bridge"),
        ("GET", "/bridge?to=127.0.0.1:1"),
        ("GET", "/dav/"),
        ("PROPFIND", "/dav/x"),
        ("OPTIONS", "/dav/"),
        ("GET", "/dav/%2e%2e"),
    ];
    for (method, path) in all {
        let response = server.open(method, path).send().await.unwrap();
        let policy = header(&response, "content-security-policy").to_owned();
        for directive in
            ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(directive), "{method} {path}: {directive} in {policy}");
        }
        for never in ["unsafe-inline", "'unsafe-eval'", "*", "blob:"] {
            assert!(!policy.contains(never), "{method} {path}: {never} in {policy}");
        }
        if !path.starts_with("/dav") {
            assert!(
                policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';")),
                "{policy}"
            );
            assert!(policy.contains("connect-src 'self' https: wss:;"), "{policy}");
            assert!(policy.contains(TRUSTED_TYPES), "{policy}");
        }
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{method} {path}");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer", "{method} {path}");
        assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin", "{method} {path}");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "same-origin", "{method} {path}");
        assert!(header(&response, "permissions-policy").contains("geolocation=()"), "{method} {path}");
        assert!(header(&response, "strict-transport-security").contains("max-age="), "{method} {path}");
    }
}

#[tokio::test]
async fn where_services_lead_back_to_is_a_page_of_its_own_that_nobody_keeps() {
    let server = start(|_| {}).await;
    let page = server.open("GET", "/oauth/callback?code=secret&state=s").send().await.unwrap();
    assert_eq!(header(&page, "cache-control"), "no-store");
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    assert!(header(&page, "content-type").starts_with("text/html"));
    assert_eq!(page.text().await.unwrap(), CALLBACK);
    // Never the app's own page: it would load everything else while the code stands in the address bar.
    let other = server.open("GET", "/oauth/other?code=secret").send().await.unwrap();
    assert_eq!(other.status(), 404);
}

#[tokio::test]
async fn in_development_loopback_is_allowed_and_tls_is_not_promised() {
    let server = start(|options| options.dev = true).await;
    let response = server.open("GET", "/").send().await.unwrap();
    assert!(header(&response, "content-security-policy").contains("https: wss: http://127.0.0.1:*"));
    assert_eq!(header(&response, "strict-transport-security"), "");
}

#[tokio::test]
async fn screens_are_the_page_and_missing_files_are_missing() {
    let server = start(|_| {}).await;
    for path in ["/", "/index.html", "/receive", "/activity/abc", "/settings/backup"] {
        let response = server.open("GET", path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert_eq!(response.text().await.unwrap(), INDEX);
    }
    for path in
        ["/missing.js", "/a/b.wasm", "/.secret", "/../dist/index.html.x", "/%2e%2e/data/password.txt", "/%ff"]
    {
        assert_eq!(server.open("GET", path).send().await.unwrap().status(), 404, "{path}");
    }
    assert_eq!(server.open("POST", "/").send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn only_what_can_never_change_is_cached_for_ever() {
    let server = start(|_| {}).await;
    for (path, kind, caching) in [
        (HASHED, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/node-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/worker_loader.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/icons/icon.svg", "image/svg+xml", "no-cache"),
    ] {
        let response = server.open("GET", path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), kind, "{path}");
        assert_eq!(header(&response, "cache-control"), caching, "{path}");
        let tag = header(&response, "etag").to_owned();
        let again = server.open("GET", path).header("If-None-Match", &tag).send().await.unwrap();
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(header(&again, "cache-control"), caching);
    }
    let head = server.open("HEAD", HASHED).send().await.unwrap();
    assert_eq!(header(&head, "content-length"), (17 * 200).to_string());
}

#[tokio::test]
async fn brotli_goes_to_who_takes_it_and_means_the_same() {
    let server = start(|_| {}).await;
    let plain = server.open("GET", HASHED).send().await.unwrap();
    assert_eq!(header(&plain, "content-encoding"), "");
    assert_eq!(header(&plain, "vary"), "Accept-Encoding");
    let plain_tag = header(&plain, "etag").to_owned();
    let plain = plain.bytes().await.unwrap();
    let packed =
        async || server.open("GET", HASHED).header("Accept-Encoding", "gzip, br").send().await.unwrap();
    until(async || header(&packed().await, "content-encoding") == "br").await;
    let packed = packed().await;
    assert_ne!(header(&packed, "etag"), plain_tag);
    assert_eq!(header(&packed, "content-type"), "text/javascript; charset=utf-8");
    let packed = packed.bytes().await.unwrap();
    assert!(packed.len() < plain.len() / 4);
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut packed.as_ref(), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
}

#[tokio::test]
async fn what_the_build_compressed_is_used() {
    let server = start(|options| {
        std::fs::write(options.dist.as_ref().unwrap().join("worker_loader.js.br"), b"packed").unwrap();
        std::fs::write(options.dist.as_ref().unwrap().join("worker_loader.js.gz"), b"zipped").unwrap();
        options.dev = true;
    })
    .await;
    let plain = server.open("GET", "/worker_loader.js").send().await.unwrap();
    let mut tags = vec![header(&plain, "etag").to_owned()];
    for (takes, encoding, body) in [
        ("br", "br", "packed"),
        ("gzip, br", "br", "packed"),
        ("gzip", "gzip", "zipped"),
        ("br;q=0, gzip", "gzip", "zipped"),
    ] {
        let ask = || server.open("GET", "/worker_loader.js").header("Accept-Encoding", takes);
        let response = ask().send().await.unwrap();
        assert_eq!(header(&response, "content-encoding"), encoding, "{takes}");
        let tag = header(&response, "etag").to_owned();
        assert_eq!(ask().header("If-None-Match", &tag).send().await.unwrap().status(), 304);
        tags.push(tag);
        assert_eq!(response.text().await.unwrap(), body, "{takes}");
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "one cache must not take one form for another: {tags:?}");
    for hidden in ["/worker_loader.js.br", "/worker_loader.js.gz"] {
        assert_eq!(server.open("GET", hidden).send().await.unwrap().status(), 404);
    }
}

#[tokio::test]
async fn in_development_a_new_build_is_served_with_its_own_policy() {
    let server = start(|options| options.dev = true).await;
    let new = "<script>other()</script>";
    let dist = server.dir.path().join("dist");
    std::fs::write(dist.join("new.js"), "1").unwrap();
    std::fs::write(dist.join("index.html.new"), new).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    let file = std::fs::File::options().write(true).open(dist.join("index.html.new")).unwrap();
    file.set_modified(later).unwrap();
    std::fs::rename(dist.join("index.html.new"), dist.join("index.html")).unwrap();
    let response = server.open("GET", "/").send().await.unwrap();
    let hash = lifeboat_server::parts::inline_script_hashes(new).remove(0);
    assert!(header(&response, "content-security-policy").contains(&hash));
    assert_eq!(response.text().await.unwrap(), new);
    assert_eq!(server.open("GET", "/new.js").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_configuration_is_read_anew_each_time() {
    let server = start(|options| {
        let path = options.data.with_file_name("config.json");
        std::fs::write(&path, "{\"network\":\"regtest\"}").unwrap();
        options.config = Some(path);
    })
    .await;
    let response = server.open("GET", "/config.json").send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(header(&response, "cache-control"), "no-cache");
    assert_eq!(response.text().await.unwrap(), "{\"network\":\"regtest\"}");
    std::fs::write(server.dir.path().join("config.json"), "{}").unwrap();
    assert_eq!(server.open("GET", "/config.json").send().await.unwrap().text().await.unwrap(), "{}");
}

#[tokio::test]
async fn without_a_configuration_there_is_none() {
    let server = start(|_| {}).await;
    assert_eq!(server.open("GET", "/config.json").send().await.unwrap().status(), 404);
    assert_eq!(server.open("GET", "/healthz").send().await.unwrap().text().await.unwrap(), "ok\n");
}
