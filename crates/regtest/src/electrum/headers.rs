//! Questions about headers.

use bitcoin::consensus::encode::serialize_hex;
use bitcoin::hashes::sha256d;
use serde_json::{Value, json};

use super::wire::{Failure, Params};
use crate::chain::{Chain, merkle};

/// How many headers one answer lists: as many as there are between two changes of the difficulty.
const MOST: u32 = 2016;

/// The newest header.
pub(super) fn tip(chain: &Chain) -> Result<Value, Failure> {
    let height = chain.height();
    Ok(json!({ "height": height, "hex": header(chain, height)? }))
}

/// `blockchain.block.header`: height, and optionally the height of a checkpoint.
pub(super) fn one(chain: &Chain, params: &Params) -> Result<Value, Failure> {
    let (height, checkpoint) = (params.number(0)?, params.number_or_zero(1)?);
    let header = header(chain, height)?;
    match checkpoint {
        0 => Ok(json!(header)),
        _ => {
            let mut proof = prove(chain, height, checkpoint)?;
            proof["header"] = json!(header);
            Ok(proof)
        }
    }
}

/// `blockchain.block.headers`: the first height, how many, and optionally the height of a checkpoint. Fewer come where
/// the chain ends.
pub(super) fn many(chain: &Chain, params: &Params) -> Result<Value, Failure> {
    let (start, count, checkpoint) = (params.number(0)?, params.number(1)?, params.number_or_zero(2)?);
    let heights = start..start.saturating_add(count.min(MOST));
    let headers: Vec<String> = heights.map_while(|height| header(chain, height).ok()).collect();
    let last = u32::try_from(headers.len()).unwrap_or(MOST).checked_sub(1).map(|more| start + more);
    let mut answer = match (last, checkpoint) {
        (None, _) | (_, 0) => json!({}),
        (Some(last), checkpoint) => prove(chain, last, checkpoint)?,
    };
    answer["count"] = json!(headers.len());
    answer["hex"] = json!(headers.concat());
    answer["max"] = json!(MOST);
    Ok(answer)
}

fn header(chain: &Chain, height: u32) -> Result<String, Failure> {
    chain.block_at(height).map(|block| serialize_hex(&block.header)).ok_or(Failure::NoSuchBlock)
}

/// That a header is in the tree over all headers up to the checkpoint.
fn prove(chain: &Chain, height: u32, checkpoint: u32) -> Result<Value, Failure> {
    if height > checkpoint || checkpoint > chain.height() {
        return Err(Failure::NoSuchBlock);
    }
    let leaves: Vec<sha256d::Hash> =
        (0..=checkpoint).filter_map(|height| chain.hash_at(height)).map(sha256d::Hash::from).collect();
    let root = merkle::root(leaves.clone()).ok_or(Failure::NoSuchBlock)?;
    let position = usize::try_from(height).map_err(|_| Failure::NoSuchBlock)?;
    Ok(json!({ "root": root, "branch": merkle::branch(leaves, position) }))
}
