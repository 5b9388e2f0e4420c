//! What anybody sends to our own server.

use lifeboat_server::parts::{StoragePath, inline_script_hashes, policy, wanted};

use crate::{Target, corpus};

/// The readers of `lifeboat-server` that need no server.
pub const TARGETS: &[Target] = &[
    Target { name: "propfind-body", seeds: bodies, run: propfind, inputs: 50_000 },
    Target { name: "storage-path", seeds: paths, run: path, inputs: 200_000 },
    Target { name: "page-policy", seeds: pages, run: page, inputs: 50_000 },
];

fn propfind(input: &[u8]) {
    let _ = wanted(input);
}

fn path(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Ok(mut place) = StoragePath::parse(&text) else { return };
    while let Some((folder, name)) = place.split() {
        let inside = !name.contains(['/', '\0']) && !matches!(name, "" | "." | "..");
        assert!(inside, "{name:?} leads out of its folder");
        place = folder;
    }
}

fn page(input: &[u8]) {
    let hashes = inline_script_hashes(&String::from_utf8_lossy(input));
    assert!(!policy(&hashes, false).contains(['\n', '\r']), "a policy of more than a line");
}

fn bodies() -> Vec<Vec<u8>> {
    let mut bodies = corpus::files("cloud/tests/cases/webdav");
    bodies.push(b"<?xml version=\"1.0\"?><D:propfind xmlns:D=\"DAV:\"><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>".to_vec());
    bodies.push(b"<propfind xmlns=\"DAV:\"><allprop/></propfind>".to_vec());
    bodies
}

fn paths() -> Vec<Vec<u8>> {
    ["/dav/", "/dav/a%20folder/file", "/dav/%2e%2e/x", "/dav/a//b", "/dav/%C3%A9", "/dav/a%2Fb"]
        .map(|path| path.as_bytes().to_vec())
        .to_vec()
}

fn pages() -> Vec<Vec<u8>> {
    vec![b"<!doctype html><html><head><script type=\"module\">let a = 1;</script></head><script src=x></script></html>".to_vec()]
}
