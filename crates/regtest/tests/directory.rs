//! The directory a network is kept in.
#![expect(clippy::disallowed_methods, reason = "the runtime's clock is paused, and jumps")]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::time::Duration;

use bitcoin::Amount;
use lifeboat_regtest::chain::ChainError;
use lifeboat_regtest::network::{NetworkError, Rhythm};
use lifeboat_regtest::{Faucet, Network};

#[test]
fn a_directory_is_used_by_one_process_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let first = Network::open(directory.path()).unwrap();
    let second = Network::open(directory.path());
    assert!(matches!(second, Err(NetworkError::Chain(ChainError::InUse))));
    let tip = *first.tips().borrow();
    first.close();
    assert_eq!(*Network::open(directory.path()).unwrap().tips().borrow(), tip);
}

#[test]
fn a_chain_file_that_went_missing_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    drop(Network::open(directory.path()).unwrap());
    std::fs::remove_file(directory.path().join("chain")).unwrap();
    assert!(matches!(Network::open(directory.path()), Err(NetworkError::OtherChain)));
}

#[test]
fn a_faucet_pays_until_it_is_dry_and_says_so() {
    let network = Network::in_memory().unwrap();
    let to = Faucet::make().unwrap().address();
    let pay = |sats| network.pay(&[(to.clone(), Amount::from_sat(sats))]);
    assert!(pay(500_000_000).is_ok());
    let (dry, dust) = (pay(100_000 * 100_000_000), pay(293));
    assert!(matches!(dry, Err(NetworkError::Faucet(lifeboat_regtest::faucet::FaucetError::Dry { .. }))));
    assert!(matches!(dust, Err(NetworkError::Faucet(lifeboat_regtest::faucet::FaucetError::TooSmall))));
    assert_eq!(network.read(|c| c.waiting().len()), 1);
}

#[tokio::test(start_paused = true)]
async fn a_payment_gets_its_confirmations_by_itself_and_then_the_chain_rests() {
    let network = Network::in_memory().unwrap();
    let rhythm = Rhythm { every: Duration::from_secs(2), confirmations: 6, heartbeat: None };
    let mining = tokio::spawn(network.clone().mine_by_itself(rhythm));
    let before = network.tips().borrow().height;
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(network.tips().borrow().height, before, "nothing to confirm");

    let to = Faucet::make().unwrap().address();
    let started = tokio::time::Instant::now();
    let txid = network.pay(&[(to.clone(), Amount::from_sat(5000))]).unwrap();
    let mut tips = network.tips();
    tips.wait_for(|tip| tip.height == before + 6).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 12, "one block every two seconds");
    assert_eq!(network.read(|c| c.tx(&txid).unwrap().height), Some(before + 1));
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(network.tips().borrow().height, before + 6, "six are enough");

    network.reorganise(6).unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(network.read(|c| c.tx(&txid).unwrap().height), Some(before + 8), "confirmed again");
    mining.abort();
}
