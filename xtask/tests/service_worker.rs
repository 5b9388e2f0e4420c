//! The service worker, what the page asks of it, and the small files that begin a page, against a browser
//! that is played, in Node.js.

use std::path::Path;
use std::process::Command;

#[test]
fn it_keeps_whole_builds_and_answers_only_for_their_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .args(
            ["played.mjs", "page.mjs", "boot.mjs", "callback.mjs"]
                .map(|file| folder.join("tests/service_worker").join(file)),
        )
        .output()
        .expect("`cargo xtask setup` brings Node.js");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}
