//! The first receive buys its channel: kill the wallet wherever it can be killed. The same natively and in a browser.

use lifeboat_wallet::sim::{Crash, Matrix, buying_matrix, purchase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn assert_fine(matrix: &Matrix) {
    assert!(matrix.broken.is_empty(), "{} of {}: {:#?}", matrix.broken.len(), matrix.cuts, matrix.broken);
    assert_eq!(matrix.fine, matrix.cuts);
    assert!(matrix.cuts >= 5, "only {} entries: the scenario is too short to prove anything", matrix.cuts);
}

#[test]
fn the_first_payment_opens_a_channel_and_pays_for_it() {
    let purchase = purchase(None).unwrap();
    println!("{purchase:?}");
    assert_eq!((purchase.first.amount_msat, purchase.first.fee_msat), (99_500_000, 500_000));
    assert_eq!((purchase.restores, purchase.failed_attempts, purchase.channels), (0, 0, 1));
    assert!(purchase.before_the_invoice <= 1 && purchase.cuts <= 12, "{purchase:?}");
}

#[test]
fn loses_nothing_when_killed_before_any_entry_of_a_purchase_is_durable() {
    assert_fine(&buying_matrix(Crash::Lost).unwrap());
}

#[test]
fn loses_nothing_when_killed_after_any_entry_of_a_purchase_is_durable() {
    assert_fine(&buying_matrix(Crash::Durable).unwrap());
}
