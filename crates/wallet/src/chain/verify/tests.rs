use lightning::bitcoin::constants::genesis_block;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::hex::FromHex;
use lightning::bitcoin::{Block, BlockHash, CompactTarget, ScriptBuf, consensus::deserialize};

use super::*;

const REGTEST_BITS: u32 = 0x207f_ffff;

fn mined(previous: BlockHash, time: u32, bits: u32) -> Header {
    let mut header = genesis_block(Network::Regtest).header;
    header.prev_blockhash = previous;
    header.time = time;
    header.bits = CompactTarget::from_consensus(bits);
    header.nonce = 0;
    while bits == REGTEST_BITS && header.validate_pow(header.target()).is_err() {
        header.nonce += 1;
    }
    header
}

fn contradiction(result: Result<(), ChainError>) -> Option<Contradiction> {
    match result {
        Err(ChainError::Contradiction(why)) => Some(why),
        _ => None,
    }
}

fn header_of(hex: &str) -> Header {
    deserialize(&Vec::<u8>::from_hex(hex).unwrap()).unwrap()
}

#[test]
fn knows_the_work_of_real_blocks_and_no_other_work() {
    // Block 840,000 of mainnet.
    let header = header_of(
        "00e05f2aab948491071265ad552351d0ad625745668da54b0172010000000000000000004f89a5d73bd4d4887f25981fe81892ccafda10c27f52d6f3dd28183a7c411b03b7072366194203177d9863ea",
    );
    assert_eq!(
        header.block_hash().to_string(),
        "0000000000000000000320283a032748cef8227873ff4872689bf23f1cda83a5"
    );
    assert_eq!(check_work(Network::Bitcoin, &header, 840_000), Ok(()));
    for bit in 0..32 {
        let mut forged = header;
        forged.nonce ^= 1 << bit;
        assert_eq!(
            contradiction(check_work(Network::Bitcoin, &forged, 840_000)),
            Some(Contradiction::NoWork)
        );
    }
    // Regtest's proof of work is not valid on the other networks.
    let easy = mined(header.block_hash(), 1, REGTEST_BITS);
    assert_eq!(check_work(Network::Regtest, &easy, 1), Ok(()));
    for network in [Network::Bitcoin, Network::Signet] {
        assert_eq!(contradiction(check_work(network, &easy, 1)), Some(Contradiction::NoWork));
    }
}

#[test]
fn work_that_was_enough_once_is_enough_for_a_block_of_then_alone() {
    // Blocks of mainnet: anybody makes as much as the first one in minutes.
    let first = "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299";
    let of_2011 = "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695";
    for (header, height, later) in [(first, 1, 60_000), (of_2011, 125_552, 170_000)] {
        let header = header_of(header);
        assert_eq!(check_work(Network::Bitcoin, &header, height), Ok(()));
        for later in [later, 840_000, 938_343, u32::MAX] {
            let refused = contradiction(check_work(Network::Bitcoin, &header, later));
            assert_eq!(refused, Some(Contradiction::NoWork), "{later}");
        }
    }
}

#[test]
fn a_proof_of_any_depth_and_position_is_judged_without_a_panic() {
    let block = block_of(3);
    for depth in [0, 1, 31, 32, 33, 63, 64, 65, 1_000] {
        for pos in [0, 1, usize::MAX, 1 << 31] {
            let proof = MerkleProof { block_height: 1, merkle: vec!["00".repeat(32); depth], pos };
            assert!(check_inclusion(&block.txdata[0], &proof, &block.header).is_err(), "{depth} {pos}");
        }
    }
}

#[test]
fn refuses_a_header_that_does_not_follow() {
    let genesis = genesis_block(Network::Regtest).header;
    let other = mined(BlockHash::all_zeros(), 5, REGTEST_BITS);
    let broken = check_link(Network::Regtest, Point::from(&genesis), &other, 1);
    assert_eq!(contradiction(broken), Some(Contradiction::Broken));
}

#[test]
fn lets_the_target_change_only_where_and_as_far_as_it_may() {
    let bits = 0x1b00_ffff;
    let previous = mined(BlockHash::all_zeros(), 1, bits);
    let next = |bits| mined(previous.block_hash(), 2, bits);
    let check = |bits, height| {
        contradiction(check_link(Network::Bitcoin, Point::from(&previous), &next(bits), height))
    };
    assert_eq!(check(bits, 2015), None);
    assert_eq!(check(0x1b01_0000, 2015), Some(Contradiction::WrongTarget));
    // At a change: up to four times easier or harder.
    assert_eq!(check(0x1b03_fffc, 2016), None);
    assert_eq!(check(0x1b04_ffff, 2016), Some(Contradiction::WrongTarget));
    assert_eq!(check(0x1a40_0000, 2016), None);
    assert_eq!(check(0x1a3f_0000, 2016), Some(Contradiction::WrongTarget));
}

/// Blocks of every small size, every position: the right proof is taken, each changed one refused.
#[test]
fn takes_the_proof_of_every_position_and_no_other() {
    for size in 1..=9u8 {
        let block = block_of(size);
        for at in 0..block.txdata.len() {
            let proof = proof_of(&block, at);
            let tx = &block.txdata[at];
            assert_eq!(check_inclusion(tx, &proof, &block.header), Ok(at));
            let wrong = MerkleProof { pos: at ^ 1, ..proof.clone() };
            let ends_alone = proof.merkle.first().is_some_and(|s| *s == tx.compute_txid().to_string());
            assert!(ends_alone || check_inclusion(tx, &wrong, &block.header) != Ok(at), "{size} {at}");
            let far = MerkleProof { pos: at + (1 << proof.merkle.len()), ..proof.clone() };
            assert!(check_inclusion(tx, &far, &block.header).is_err());
            for level in 0..proof.merkle.len() {
                let mut forged = proof.clone();
                forged.merkle[level] = "00".repeat(32);
                assert!(check_inclusion(tx, &forged, &block.header).is_err());
                forged.merkle.remove(level);
                assert!(check_inclusion(tx, &forged, &block.header).is_err());
            }
            let other = block_of(size + 1);
            assert!(check_inclusion(&other.txdata[0], &proof, &block.header).is_err() || size == 0);
        }
    }
}

fn block_of(size: u8) -> Block {
    let mut block = genesis_block(Network::Regtest);
    let model = block.txdata[0].clone();
    block.txdata = (0..size)
        .map(|n| {
            let mut tx = model.clone();
            tx.input[0].script_sig = ScriptBuf::from_bytes(vec![n, size]);
            tx
        })
        .collect();
    block.header.merkle_root = block.compute_merkle_root().unwrap();
    block
}

fn proof_of(block: &Block, at: usize) -> MerkleProof {
    let mut level: Vec<sha256d::Hash> = block.txdata.iter().map(|t| t.compute_txid().to_raw_hash()).collect();
    let (mut index, mut merkle) = (at, Vec::new());
    while level.len() > 1 {
        merkle.push(level.get(index ^ 1).unwrap_or(&level[level.len() - 1]).to_string());
        level = level
            .chunks(2)
            .map(|pair| {
                let mut engine = sha256d::Hash::engine();
                engine.input(pair[0].as_byte_array());
                engine.input(pair[pair.len() - 1].as_byte_array());
                sha256d::Hash::from_engine(engine)
            })
            .collect();
        index >>= 1;
    }
    MerkleProof { block_height: 1, merkle, pos: at }
}
