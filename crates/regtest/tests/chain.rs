//! The rules of the chain.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod support;

use bitcoin::block::ValidationError;
use bitcoin::hashes::Hash;
use bitcoin::{Amount, CompactTarget, OutPoint, Sequence, Target, TxOut, Txid, absolute, transaction};
use lifeboat_regtest::chain::{ChainError, MATURITY, subsidy};
use lifeboat_regtest::{Chain, Faucet, Refused};
use support::{Key, START, funded, give, unsigned};

#[test]
fn mines_blocks_that_hold_by_bitcoins_own_rules() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    for sats in 1..=5 {
        let out =
            TxOut { value: Amount::from_sat(sats * 1000), script_pubkey: key.address().script_pubkey() };
        chain.accept(faucet.pay(&chain, &[out]).unwrap()).unwrap();
    }
    chain.mine(&faucet.script(), START + 200).unwrap();
    let newest = chain.block_at(chain.height()).unwrap();
    assert_eq!(newest.txdata.len(), 6);
    for height in 1..=chain.height() {
        let block = chain.block_at(height).unwrap();
        let target = Target::from_compact(CompactTarget::from_consensus(0x207f_ffff));
        assert_eq!(block.header.validate_pow(target), Ok(block.block_hash()));
        assert_eq!(block.header.validate_pow(Target::ZERO), Err(ValidationError::BadTarget));
        assert_eq!(block.header.prev_blockhash, chain.hash_at(height - 1).unwrap());
        assert!(block.check_merkle_root());
        assert!(block.check_witness_commitment());
        if height > 16 {
            assert_eq!(block.bip34_block_height(), Ok(u64::from(height)));
        }
        assert!(block.header.time > chain.median_time(height - 1));
    }
}

#[test]
fn refuses_a_second_spend_of_a_coin_that_pays_no_more() {
    let (mut chain, faucet) = funded();
    let (key, other) = (Key::new(1), Key::new(2));
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let first = key.sign(unsigned(&[at], &[(&other.address(), 99_000)]), std::slice::from_ref(&coin));
    let second = key.sign(unsigned(&[at], &[(&key.address(), 99_000)]), &[coin]);
    let txid = chain.accept(first.clone()).unwrap();
    assert!(matches!(chain.accept(second.clone()), Err(Refused::ReplacementTooCheap { fee: 1000, .. })));
    assert_eq!(chain.accept(first.clone()), Ok(txid), "handing in the same once more is fine");
    chain.mine(&faucet.script(), START + 200).unwrap();
    assert_eq!(chain.accept(second), Err(Refused::MissingOrSpent(at)));
    assert_eq!(chain.accept(first), Err(Refused::AlreadyConfirmed));
}

#[test]
fn a_better_paying_spend_replaces_the_first_and_all_that_builds_on_it() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let parent = key.sign(unsigned(&[at], &[(&key.address(), 99_000)]), std::slice::from_ref(&coin));
    let parent_id = chain.accept(parent.clone()).unwrap();
    let child_at = OutPoint { txid: parent_id, vout: 0 };
    let child = key.sign(unsigned(&[child_at], &[(&key.address(), 98_000)]), &parent.output);
    let child_id = chain.accept(child).unwrap();
    assert_eq!(chain.waiting(), [parent_id, child_id]);

    let bump = key.sign(unsigned(&[at], &[(&key.address(), 97_000)]), std::slice::from_ref(&coin));
    let bump_id = chain.accept(bump).unwrap();
    assert_eq!(chain.waiting(), [bump_id]);
    assert!(chain.tx(&parent_id).is_none() && chain.tx(&child_id).is_none());
    assert_eq!(chain.spend(&at).unwrap().txid, bump_id);
    assert_eq!(chain.spend(&child_at), None);
}

#[test]
fn a_replacement_cannot_spend_what_it_replaces() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let parent = key.sign(unsigned(&[at], &[(&key.address(), 99_000)]), std::slice::from_ref(&coin));
    let parent_id = chain.accept(parent.clone()).unwrap();
    let of_parent = OutPoint { txid: parent_id, vout: 0 };
    let both = unsigned(&[at, of_parent], &[(&key.address(), 100_000)]);
    let both = key.sign(both, &[coin, parent.output[0].clone()]);
    assert_eq!(chain.accept(both), Err(Refused::Conflict(parent_id)));
    assert_eq!(chain.waiting(), [parent_id]);
}

#[test]
fn bitcoin_core_refuses_a_signature_by_another_key() {
    let (mut chain, faucet) = funded();
    let (owner, thief) = (Key::new(1), Key::new(2));
    let (at, coin) = give(&mut chain, &faucet, &owner.address(), 100_000);
    let stolen = thief.sign(unsigned(&[at], &[(&thief.address(), 99_000)]), std::slice::from_ref(&coin));
    let txid = stolen.compute_txid();
    assert_eq!(chain.accept(stolen), Err(Refused::Script { txid, input: 0 }));

    let mut altered = owner.sign(unsigned(&[at], &[(&owner.address(), 99_000)]), &[coin]);
    altered.output[0].script_pubkey = thief.address().script_pubkey();
    assert!(matches!(chain.accept(altered), Err(Refused::Script { .. })));
    assert!(chain.waiting().is_empty());
}

#[test]
fn bitcoin_core_verifies_taproot() {
    let (mut chain, faucet) = funded();
    let (owner, thief) = (Key::new(1), Key::new(2));
    let (at, coin) = give(&mut chain, &faucet, &owner.taproot_address(), 100_000);
    let spend = unsigned(&[at], &[(&thief.address(), 99_000)]);
    let stolen = thief.sign_taproot(spend.clone(), std::slice::from_ref(&coin));
    assert!(matches!(chain.accept(stolen), Err(Refused::Script { .. })));
    assert!(chain.accept(owner.sign_taproot(spend, &[coin])).is_ok());
}

#[test]
fn a_coinbase_can_be_spent_after_a_hundred_blocks_and_not_before() {
    let (mut chain, key) = (Chain::new(), Key::new(1));
    chain.mine(&key.address().script_pubkey(), START).unwrap();
    let coinbase = chain.block_at(1).unwrap().txdata[0].clone();
    let at = OutPoint { txid: coinbase.compute_txid(), vout: 0 };
    let spend = unsigned(&[at], &[(&key.address(), subsidy(1) - 1000)]);
    let spend = key.sign(spend, &coinbase.output[..1]);
    for height in 2..=MATURITY {
        assert_eq!(chain.accept(spend.clone()), Err(Refused::Immature { height: 1 }), "at {height}");
        chain.mine(&key.address().script_pubkey(), START + height).unwrap();
    }
    assert!(chain.accept(spend).is_ok());
}

#[test]
fn refuses_amounts_fees_and_outputs_that_cannot_be() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let mut attempt = |outputs: &[u64]| {
        let address = key.address();
        let outputs: Vec<_> = outputs.iter().map(|sats| (&address, *sats)).collect();
        chain.accept(key.sign(unsigned(&[at], &outputs), std::slice::from_ref(&coin)))
    };
    assert_eq!(attempt(&[100_001]), Err(Refused::SpendsTooMuch));
    assert_eq!(attempt(&[u64::MAX, 100_002]), Err(Refused::Malformed("bad-txns-vout-toolarge")));
    let most = Amount::MAX_MONEY.to_sat();
    assert_eq!(attempt(&[most, 1000]), Err(Refused::Malformed("bad-txns-vout-toolarge")));
    assert_eq!(attempt(&[most]), Err(Refused::SpendsTooMuch));
    assert!(matches!(attempt(&[99_950]), Err(Refused::FeeTooLow { fee: 50, .. })));
    assert_eq!(attempt(&[90_000, 293]), Err(Refused::Dust(1)));
    assert_eq!(attempt(&[]), Err(Refused::Malformed("bad-txns-vout-empty")));
    assert!(attempt(&[90_000, 294]).is_ok());
}

#[test]
fn refuses_inputs_that_do_not_exist_or_come_twice() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let nowhere = OutPoint { txid: Txid::all_zeros(), vout: 0 };
    let missing = key.sign(unsigned(&[nowhere], &[(&key.address(), 1000)]), std::slice::from_ref(&coin));
    assert_eq!(chain.accept(missing), Err(Refused::MissingOrSpent(nowhere)));
    let beyond = OutPoint { vout: 7, ..at };
    let missing = key.sign(unsigned(&[beyond], &[(&key.address(), 1000)]), std::slice::from_ref(&coin));
    assert_eq!(chain.accept(missing), Err(Refused::MissingOrSpent(beyond)));
    let twice = key.sign(unsigned(&[at, at], &[(&key.address(), 150_000)]), &[coin.clone(), coin]);
    assert_eq!(chain.accept(twice), Err(Refused::Malformed("bad-txns-inputs-duplicate")));
    let coinbase = chain.block_at(1).unwrap().txdata[0].clone();
    assert_eq!(chain.accept(coinbase), Err(Refused::Coinbase));
}

#[test]
fn a_lock_time_holds_until_its_height_and_its_median_time() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let locked = |lock| {
        let mut tx = unsigned(&[at], &[(&key.address(), 99_000)]);
        tx.lock_time = absolute::LockTime::from_consensus(lock);
        key.sign(tx, std::slice::from_ref(&coin))
    };
    let next = chain.height() + 1;
    assert_eq!(chain.accept(locked(next)), Err(Refused::NotFinal), "a lock of n is open from block n + 1 on");
    let median = chain.median_time(chain.height());
    assert_eq!(chain.accept(locked(median)), Err(Refused::NotFinal));
    let mut ignored = unsigned(&[at], &[(&key.address(), 99_000)]);
    ignored.lock_time = absolute::LockTime::from_consensus(next + 50);
    ignored.input[0].sequence = Sequence::MAX;
    let ignored = key.sign(ignored, std::slice::from_ref(&coin));

    assert!(chain.accept(locked(next - 1)).is_ok());
    assert!(
        matches!(chain.accept(ignored), Err(Refused::ReplacementTooCheap { .. })),
        "final sequences switch the lock off, so only the fee stands in its way"
    );
}

#[test]
fn a_relative_lock_holds_for_its_blocks_and_its_time() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let made = chain.height();
    let after = |sequence: Sequence| {
        let mut tx = unsigned(&[at], &[(&key.address(), 99_000)]);
        tx.input[0].sequence = sequence;
        key.sign(tx, std::slice::from_ref(&coin))
    };
    let by_height = after(Sequence::from_height(5));
    let by_time = after(Sequence::from_512_second_intervals(1));

    while chain.height() + 1 < made + 5 {
        assert_eq!(chain.accept(by_height.clone()), Err(Refused::SequenceLocked));
        chain.mine(&faucet.script(), START + chain.height() + 1).unwrap();
    }
    assert_eq!(chain.accept(by_time.clone()), Err(Refused::SequenceLocked));
    assert!(chain.accept(by_height).is_ok());

    let since = chain.median_time(made - 1);
    // Pays more than the one that waits already, so that only the lock stands in its way.
    let mut bump = unsigned(&[at], &[(&key.address(), 90_000)]);
    bump.input[0].sequence = Sequence::from_512_second_intervals(1);
    let bump = key.sign(bump, std::slice::from_ref(&coin));
    while chain.median_time(chain.height()) < since + 512 {
        assert_eq!(chain.accept(bump.clone()), Err(Refused::SequenceLocked));
        // Empty blocks, so that the waiting transaction stays one that can be replaced.
        let time = chain.median_time(chain.height()) + 60;
        chain.reorganise(0, &faucet.script(), time).unwrap();
    }
    assert!(chain.accept(bump).is_ok());
}

#[test]
fn version_one_transactions_know_no_relative_locks() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let mut tx = unsigned(&[at], &[(&key.address(), 99_000)]);
    tx.input[0].sequence = Sequence::from_height(5);
    tx.version = transaction::Version::ONE;
    assert!(chain.accept(key.sign(tx, &[coin])).is_ok());
}

#[test]
fn a_reorganisation_returns_transactions_and_coins() {
    let (mut chain, faucet) = funded();
    let (key, other) = (Key::new(1), Key::new(2));
    let before = chain.tip();
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let first_block = chain.tip();
    let spend = key.sign(unsigned(&[at], &[(&other.address(), 99_000)]), &[coin]);
    let spend_id = chain.accept(spend).unwrap();
    chain.mine(&faucet.script(), START + 300).unwrap();
    let height = chain.height();
    assert_eq!(chain.tx(&spend_id).unwrap().height, Some(height));

    chain.reorganise(2, &faucet.script(), START + 301).unwrap();

    assert_eq!(chain.height(), height + 1);
    assert_eq!(chain.hash_at(height - 2), Some(before));
    assert!(!chain.place_of_block(&first_block).unwrap().best);
    assert_eq!(chain.waiting(), [at.txid, spend_id], "in an order in which they can be mined");
    let script = lifeboat_regtest::chain::script_id(&other.address().script_pubkey());
    assert!(chain.history(&script).is_empty());

    chain.mine(&faucet.script(), START + 302).unwrap();
    assert!(chain.waiting().is_empty());
    assert_eq!(chain.tx(&spend_id).unwrap().height, Some(height + 2));
    assert_eq!(chain.history(&script), [spend_id]);
}

#[test]
fn a_reorganisation_cannot_go_deeper_than_the_chain_or_than_coinbases_ripen() {
    let (mut chain, faucet) = funded();
    let tip = chain.tip();
    let refused = chain.reorganise(MATURITY, &faucet.script(), START);
    assert!(matches!(refused, Err(ChainError::TooDeep { asked: 100, most: 99 })));
    assert_eq!(chain.tip(), tip);
    assert!(chain.reorganise(MATURITY - 1, &faucet.script(), START).is_ok());
}

#[test]
fn what_was_spent_and_made_always_adds_up() {
    let (mut chain, faucet) = funded();
    let key = Key::new(1);
    for round in 0..8 {
        give(&mut chain, &faucet, &key.address(), 10_000 + round);
        if round % 3 == 2 {
            chain.reorganise(2, &faucet.script(), START + 400).unwrap();
        }
        let coins: u64 = chain.coins().map(|(_, coin)| coin.out.value.to_sat()).sum();
        let made: u64 = (1..=chain.height()).map(subsidy).sum();
        assert_eq!(coins, made, "round {round}: fees go to the miner, so all that was made is there");
    }
}

#[test]
fn a_restart_finds_the_same_chain_and_the_same_waiting_transactions() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("chain");
    let (faucet, key) = (Faucet::make().unwrap(), Key::new(1));
    let mut chain = Chain::open(&path).unwrap();
    for height in 1..=110 {
        chain.mine(&faucet.script(), START + height).unwrap();
    }
    let (at, coin) = give(&mut chain, &faucet, &key.address(), 100_000);
    let kept = chain.accept(key.sign(unsigned(&[at], &[(&key.address(), 99_000)]), &[coin])).unwrap();
    chain.reorganise(3, &faucet.script(), START + 500).unwrap();
    let expected = (chain.tip(), chain.height(), chain.waiting().to_vec());
    assert_eq!(expected.2, [at.txid, kept]);
    drop(chain);

    let mut again = Chain::open(&path).unwrap();
    assert_eq!((again.tip(), again.height(), again.waiting().to_vec()), expected);
    again.mine(&faucet.script(), START + 600).unwrap();
    assert_eq!(again.tx(&kept).unwrap().height, Some(again.height()));
    let tip = again.tip();
    drop(again);
    assert_eq!(Chain::open(&path).unwrap().tip(), tip);
}

#[test]
fn a_file_torn_anywhere_opens_with_what_was_whole() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("chain");
    let faucet = Faucet::make().unwrap();
    let mut chain = Chain::open(&path).unwrap();
    for height in 1..=4 {
        chain.mine(&faucet.script(), START + height).unwrap();
    }
    chain.close();
    let whole = std::fs::read(&path).unwrap();
    for len in 8..=whole.len() {
        std::fs::write(&path, &whole[..len]).unwrap();
        let mut torn = Chain::open(&path).unwrap();
        assert_eq!(Some(torn.tip()), chain.hash_at(torn.height()), "cut at {len}");
        torn.mine(&faucet.script(), START + 100).unwrap();
        let tip = torn.tip();
        drop(torn);
        assert_eq!(Chain::open(&path).unwrap().tip(), tip, "cut at {len}, then written on");
    }
}

#[test]
fn a_file_with_one_wrong_bit_in_a_block_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("chain");
    let faucet = Faucet::make().unwrap();
    let mut chain = Chain::open(&path).unwrap();
    for height in 1..=3 {
        chain.mine(&faucet.script(), START + height).unwrap();
    }
    chain.close();
    let whole = std::fs::read(&path).unwrap();
    // The first block's merkle root: after the magic, the record's kind and length, version and parent.
    for byte in [8 + 5 + 4 + 32, 8 + 5 + 4 + 40] {
        let mut wrong = whole.clone();
        wrong[byte] ^= 1;
        std::fs::write(&path, &wrong).unwrap();
        assert!(matches!(Chain::open(&path), Err(ChainError::Replay { index: 0, .. })), "byte {byte}");
    }
    let mut foreign = whole.clone();
    foreign[0] ^= 1;
    std::fs::write(&path, &foreign).unwrap();
    assert!(matches!(Chain::open(&path), Err(ChainError::NotAChainFile)));
}

#[test]
fn the_faucet_spends_its_oldest_coins_so_that_payments_survive_a_reorganisation() {
    let (mut chain, faucet) = funded();
    let (key, mut paid) = (Key::new(1), Vec::new());
    for _ in 0..5 {
        paid.push(give(&mut chain, &faucet, &key.address(), 50_000).0.txid);
    }
    chain.reorganise(5, &faucet.script(), START + 500).unwrap();
    assert_eq!(chain.waiting(), paid);
}
