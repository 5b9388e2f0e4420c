//! Kill the wallet wherever it can be killed. The same natively and in a browser.

#[cfg(not(target_arch = "wasm32"))]
mod closing;

use lifeboat_wallet::sim::{Crash, Matrix, crash_matrix, run};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A matrix in which every judge was content everywhere.
fn assert_fine(matrix: &Matrix) {
    assert!(matrix.broken.is_empty(), "{} of {}: {:#?}", matrix.broken.len(), matrix.cuts, matrix.broken);
    assert_eq!(matrix.fine, matrix.cuts);
    assert!(matrix.cuts >= 10, "only {} entries: the scenario is too short to prove anything", matrix.cuts);
}

#[test]
fn opens_a_channel_and_pays_both_ways() {
    let report = run(None, true).unwrap();
    println!("{report:?}");
    assert_eq!(report.wallet_msat, 41_700_000);
    assert_eq!(report.restores, 0);
}

#[test]
fn loses_nothing_when_killed_before_any_entry_is_durable() {
    assert_fine(&crash_matrix(Crash::Lost, true).unwrap());
}

#[test]
fn loses_nothing_when_killed_after_any_entry_is_durable() {
    assert_fine(&crash_matrix(Crash::Durable, true).unwrap());
}

#[test]
fn loses_nothing_when_killed_anywhere_with_a_peer_that_is_not_trusted() {
    assert_fine(&crash_matrix(Crash::Lost, false).unwrap());
    assert_fine(&crash_matrix(Crash::Durable, false).unwrap());
}

/// The judges must notice a journal that is not atomic.
#[test]
fn catches_a_journal_that_writes_only_the_monitors() {
    let matrix = crash_matrix(Crash::OnlyMonitors, true).unwrap();
    println!("{matrix:#?}");
    assert!(matrix.broken.len() * 4 > usize::try_from(matrix.cuts).unwrap() * 3, "{matrix:?}");
}

#[test]
fn catches_a_journal_that_writes_only_the_manager() {
    let matrix = crash_matrix(Crash::OnlyManager, true).unwrap();
    println!("{matrix:#?}");
    assert!(!matrix.broken.is_empty(), "{matrix:?}");
}

#[test]
fn catches_a_host_that_acknowledges_before_it_is_durable() {
    let matrix = crash_matrix(Crash::AckedThenLost, true).unwrap();
    println!("{matrix:#?}");
    assert!(!matrix.broken.is_empty(), "{matrix:?}");
}
