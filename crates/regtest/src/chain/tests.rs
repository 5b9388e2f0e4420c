//! Blocks that break one rule each.

use bitcoin::hashes::Hash;
use bitcoin::script::Builder;
use bitcoin::secp256k1::rand::{SeedableRng, rngs::StdRng};
use bitcoin::{Amount, Block, BlockHash, OutPoint, ScriptBuf, Target, TxMerkleNode, TxOut};

use super::connect::{MAX_BLOCK_WEIGHT, difficulty};
use super::*;
use crate::Faucet;

const START: u32 = 1_900_000_000;

/// A chain, and a good block on it with two payments, not connected.
fn chain_and_next() -> (Chain, Block) {
    let faucet = Faucet::make().unwrap();
    let mut chain = Chain::new();
    for height in 1..=105 {
        chain.mine(&faucet.script(), START + height).unwrap();
    }
    for sats in [10_000, 20_000] {
        let out = TxOut { value: Amount::from_sat(sats), script_pubkey: faucet.script() };
        chain.accept(faucet.pay(&chain, &[out]).unwrap()).unwrap();
    }
    let hash = chain.mine(&faucet.script(), START + 200).unwrap();
    let block = chain.block(&hash).unwrap().clone();
    chain.disconnect(1).unwrap();
    chain.take_waiting();
    (chain, block)
}

/// Makes all hashes right again after a change, so that only the change is wrong.
fn seal(mut block: Block) -> Block {
    let root = block.witness_root().unwrap();
    let commitment = Block::compute_witness_commitment(&root, &[0; 32]).to_byte_array();
    let out = block.txdata[0].output.last_mut().unwrap();
    let mut script = out.script_pubkey.to_bytes();
    if script.len() == 38 {
        script[6..].copy_from_slice(&commitment);
        out.script_pubkey = script.into();
    }
    work(block)
}

fn work(mut block: Block) -> Block {
    block.header.merkle_root = block.compute_merkle_root().unwrap();
    find_nonce(block)
}

fn find_nonce(mut block: Block) -> Block {
    while block.header.validate_pow(Target::from_compact(difficulty())).is_err() {
        block.header.nonce = block.header.nonce.wrapping_add(1);
    }
    block
}

#[test]
fn a_block_that_breaks_one_rule_is_refused_and_changes_nothing() {
    type Change = fn(Block) -> Block;
    let cases: [(&str, Change); 13] = [
        ("which is not in the best chain", |mut b| {
            b.header.prev_blockhash = BlockHash::all_zeros();
            find_nonce(b)
        }),
        ("high-hash", |mut b| {
            while b.header.validate_pow(Target::from_compact(difficulty())).is_ok() {
                b.header.nonce = b.header.nonce.wrapping_add(1);
            }
            b
        }),
        ("high-hash", |mut b| {
            b.header.bits = bitcoin::CompactTarget::from_consensus(0x2100_ffff);
            b
        }),
        ("time-too-old", |mut b| {
            b.header.time = START + 100;
            find_nonce(b)
        }),
        ("bad-txnmrklroot", |mut b| {
            b.header.merkle_root = TxMerkleNode::all_zeros();
            find_nonce(b)
        }),
        ("bad-witness-merkle-match", |mut b| {
            b.txdata[0].output.last_mut().unwrap().script_pubkey =
                ScriptBuf::from_bytes([&[0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed][..], &[7; 32]].concat());
            work(b)
        }),
        ("bad-cb-missing", |mut b| {
            b.txdata.remove(0);
            for tx in &mut b.txdata {
                tx.input[0].witness.clear();
            }
            work(b)
        }),
        ("bad-cb-multiple", |mut b| {
            let mut second = b.txdata[0].clone();
            second.lock_time = bitcoin::absolute::LockTime::from_consensus(1);
            b.txdata.push(second);
            seal(b)
        }),
        ("bad-cb-height", |mut b| {
            b.txdata[0].input[0].script_sig = Builder::new().push_int(7).push_int(700_000).into_script();
            seal(b)
        }),
        ("bad-cb-amount", |mut b| {
            b.txdata[0].output[0].value += Amount::ONE_SAT;
            seal(b)
        }),
        ("bad-txns-inputs-missingorspent", |mut b| {
            let mut again = b.txdata[1].clone();
            again.lock_time = bitcoin::absolute::LockTime::from_consensus(1);
            b.txdata.push(again);
            seal(b)
        }),
        ("mandatory-script-verify-flag-failed", |mut b| {
            b.txdata[2].output[0].value -= Amount::ONE_SAT;
            seal(b)
        }),
        ("bad-blk-weight", |mut b| {
            let weight = usize::try_from(MAX_BLOCK_WEIGHT.to_wu()).unwrap();
            let heavy = TxOut { value: Amount::ZERO, script_pubkey: vec![0x6a; weight / 4].into() };
            b.txdata[0].output.insert(0, heavy);
            seal(b)
        }),
    ];
    let (mut chain, good) = chain_and_next();
    let before = (chain.tip(), chain.coins.clone(), chain.history.clone(), chain.txs.len());
    for (word, change) in cases {
        let refused = chain.connect(change(good.clone())).unwrap_err().to_string();
        assert!(refused.contains(word), "{word}: {refused}");
        let after = (chain.tip(), chain.coins.clone(), chain.history.clone(), chain.txs.len());
        assert!(before == after, "{word} left a trace");
    }
    chain.connect(good).unwrap();
}

#[test]
fn connecting_and_taking_off_are_exact_opposites_in_any_order() {
    let mut dice = StdRng::seed_from_u64(7);
    let faucet = Faucet::make().unwrap();
    let mut chain = Chain::new();
    for height in 1..=110 {
        chain.mine(&faucet.script(), START + height).unwrap();
    }
    for round in 0..60 {
        for _ in 0..below(&mut dice, 4) {
            let sats = 1000 + u64::from(below(&mut dice, 5000));
            let out = TxOut { value: Amount::from_sat(sats), script_pubkey: faucet.script() };
            chain.accept(faucet.pay(&chain, &[out]).unwrap()).unwrap();
        }
        match below(&mut dice, 4) {
            0 => drop(chain.reorganise(below(&mut dice, 8), &faucet.script(), START + 500 + round).unwrap()),
            1 => {}
            _ => drop(chain.mine(&faucet.script(), START + 500 + round).unwrap()),
        }
        let fresh = replayed(&chain);
        assert_eq!(chain.coins, fresh.coins, "round {round}");
        let confirmed = |c: &Chain| {
            let mut ids: Vec<Txid> =
                c.txs.iter().filter(|(_, k)| k.height.is_some()).map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(confirmed(&chain), confirmed(&fresh), "round {round}");
        assert_eq!(chain.history, fresh.history, "round {round}");
        for (at, spend) in &chain.spends {
            let spender = &chain.txs[&spend.txid].tx;
            let input = usize::try_from(spend.input).unwrap();
            assert_eq!(spender.input[input].previous_output, *at, "round {round}");
        }
        let inputs = |k: &Known| if k.tx.is_coinbase() { 0 } else { k.tx.input.len() };
        assert_eq!(chain.spends.len(), chain.txs.values().map(inputs).sum::<usize>(), "round {round}");
        assert!(chain.waiting.iter().all(|id| spent_outputs_exist(&chain, id)), "round {round}");
    }
}

fn below(dice: &mut StdRng, limit: u32) -> u32 {
    use bitcoin::secp256k1::rand::Rng;
    dice.gen_range(0..limit)
}

/// The same best chain, built without any detour.
fn replayed(chain: &Chain) -> Chain {
    let mut fresh = Chain::new();
    for height in 1..=chain.height() {
        fresh.connect(chain.block_at(height).unwrap().clone()).unwrap();
    }
    fresh
}

fn spent_outputs_exist(chain: &Chain, txid: &Txid) -> bool {
    let exists = |at: &OutPoint| chain.coins.contains_key(at) || chain.waiting.contains(&at.txid);
    chain.txs[txid].tx.input.iter().all(|i| exists(&i.previous_output))
}
