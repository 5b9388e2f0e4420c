//! What must stay off.

use std::process::Command;

/// LDK's `std` asks the system clock, which traps in the browser. Cargo unifies features: one careless dependency turns
/// it on for all, and everything still compiles.
#[test]
fn ldk_is_built_without_std_for_the_browser() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "-p", "lifeboat-wallet", "--target", "wasm32-unknown-unknown"])
        .args(["-e", "normal,features", "-i", "lightning"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(tree.contains("lightning feature \"grind_signatures\""), "the tree looks different now:\n{tree}");
    assert!(!tree.contains("lightning feature \"std\""), "std is on:\n{tree}");
}

/// `Completed` would let a channel go on before its state is durable.
#[test]
fn the_persister_never_says_completed() {
    let source = include_str!("../../src/persister.rs");
    assert!(!source.contains("ChannelMonitorUpdateStatus::Completed"));
    assert!(source.contains("ChannelMonitorUpdateStatus::InProgress"));
}
