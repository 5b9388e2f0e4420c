//! A wallet that is started from an old state.

use lifeboat_wallet::is_stale_panic;
use lifeboat_wallet::sim::stale;

/// How far back the states are that are tried.
const BEHIND: std::ops::RangeInclusive<usize> = 1..=8;

#[test]
fn notices_that_it_is_stale_before_ldk_panics_and_broadcasts_nothing() {
    let mut noticed = 0;
    for behind in BEHIND {
        let (stale, broadcasts) = stale(2, behind, true).unwrap();
        println!("{behind} behind: stale {stale}, {} broadcasts", broadcasts.len());
        assert!(broadcasts.is_empty(), "{behind} behind: {broadcasts:?}");
        noticed += usize::from(stale);
    }
    // The newest one to three states differ only in what can be made up for.
    assert!(noticed >= 5, "only {noticed} noticed");
}

/// What the guard is for: without it LDK panics, and the words of the panic are known.
#[test]
fn ldk_alone_panics_on_a_stale_state() {
    let result = std::panic::catch_unwind(|| stale(2, 6, false));
    let panic = result.expect_err("LDK noticed nothing");
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    assert!(is_stale_panic(text), "{text}");
}
