//! The camera of the scanner against a browser that is played, in Node.js.

use std::path::Path;
use std::process::Command;

#[test]
fn it_is_off_whenever_nothing_is_scanned_any_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .arg(folder.join("tests/camera/played.mjs"))
        .output()
        .expect("`cargo xtask setup` brings Node.js");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}
