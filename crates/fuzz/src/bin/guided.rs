//! One target under libFuzzer, which looks for inputs that reach code no input before has reached.
//! `cargo xtask soak fuzz` builds it with the compiler's coverage counters and runs it;
//! `LIFEBOAT_FUZZ_TARGET` names the target.

#![no_main]

use std::env;
use std::sync::LazyLock;

use lifeboat_fuzz::{Target, targets};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = env::var("LIFEBOAT_FUZZ_TARGET").unwrap_or_default();
    let found = targets().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("LIFEBOAT_FUZZ_TARGET names no target: {name:?}"))
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| (TARGET.run)(input));
