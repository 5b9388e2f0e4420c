//! What can be checked about a block and a transaction without trusting who told.

use lightning::bitcoin::block::Header;
use lightning::bitcoin::hashes::{Hash, HashEngine, sha256d};
use lightning::bitcoin::{Network, Target, Transaction};
use serde::Deserialize;

use super::line::Point;
use super::rules::{checkpoint, easiest_target};
use super::{ChainError, Contradiction};

/// A transaction's way up the merkle tree of its block, as a server tells it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MerkleProof {
    pub(crate) block_height: u32,
    pub(crate) merkle: Vec<String>,
    pub(crate) pos: usize,
}

/// Blocks between changes of the target.
const PERIOD: u32 = 2016;
/// A merkle tree of a block cannot be deeper.
const DEEPEST: usize = 32;

/// The header's own work, and that its target is no easier than the network's blocks have at this height.
pub(crate) fn check_work(network: Network, header: &Header, height: u32) -> Result<(), ChainError> {
    let target = header.target();
    if target > easiest_target(network, height) || header.validate_pow(target).is_err() {
        return Err(ChainError::Contradiction(Contradiction::NoWork));
    }
    Ok(())
}

/// Checks a header, and that it is the checkpoint where it has that one's height.
pub(crate) fn check_header(network: Network, header: &Header, height: u32) -> Result<(), ChainError> {
    check_work(network, header, height)?;
    match checkpoint(network) {
        Some(checkpoint) if checkpoint.height == height && !checkpoint.is(header.block_hash()) => {
            Err(ChainError::Contradiction(Contradiction::OtherChain))
        }
        _ => Ok(()),
    }
}

/// That a header at `height` follows `previous`: the link, and a target that changes only when and as far as it may.
pub(crate) fn check_link(
    network: Network,
    previous: Point,
    header: &Header,
    height: u32,
) -> Result<(), ChainError> {
    if header.prev_blockhash != previous.hash {
        return Err(ChainError::Contradiction(Contradiction::Broken));
    }
    let kept = header.bits == previous.bits;
    let allowed = match network {
        Network::Bitcoin | Network::Signet if height.is_multiple_of(PERIOD) => {
            within_factor_4(Target::from_compact(previous.bits), header.target())
        }
        // The other test networks allow blocks of least difficulty in between.
        Network::Bitcoin | Network::Signet | Network::Regtest => kept,
        Network::Testnet | Network::Testnet4 => true,
    };
    if allowed { Ok(()) } else { Err(ChainError::Contradiction(Contradiction::WrongTarget)) }
}

fn within_factor_4(before: Target, after: Target) -> bool {
    after >= before.min_transition_threshold() && after <= before.max_transition_threshold_unchecked()
}

/// That the transaction is in the block, and at which position.
pub(crate) fn check_inclusion(
    tx: &Transaction,
    proof: &MerkleProof,
    header: &Header,
) -> Result<usize, ChainError> {
    let wrong = ChainError::Contradiction(Contradiction::NotInBlock);
    // A transaction of 64 bytes could pass for an inner node of the tree. (`checked_shr`: on 32 bits a shift
    // by 32 does nothing.)
    let beyond = u32::try_from(proof.merkle.len()).ok().and_then(|depth| proof.pos.checked_shr(depth));
    if proof.merkle.len() > DEEPEST || beyond.is_some_and(|rest| rest != 0) || tx.base_size() == 64 {
        return Err(wrong);
    }
    let mut hash = tx.compute_txid().to_raw_hash();
    let mut position = proof.pos;
    for sibling in &proof.merkle {
        let sibling: sha256d::Hash = sibling.parse().map_err(|_| wrong)?;
        let mut engine = sha256d::Hash::engine();
        let (left, right) = if position & 1 == 0 { (hash, sibling) } else { (sibling, hash) };
        engine.input(left.as_byte_array());
        engine.input(right.as_byte_array());
        hash = sha256d::Hash::from_engine(engine);
        position >>= 1;
    }
    if hash == header.merkle_root.to_raw_hash() { Ok(proof.pos) } else { Err(wrong) }
}

#[cfg(test)]
mod tests;
