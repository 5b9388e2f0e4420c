//! Merkle trees, over the transactions of a block or, as Electrum has them, over the headers of a chain.

use bitcoin::hashes::{Hash, sha256d};

/// The hashes that lead from one leaf to the root, deepest first.
pub fn branch(mut row: Vec<sha256d::Hash>, mut position: usize) -> Vec<sha256d::Hash> {
    let mut path = Vec::new();
    while row.len() > 1 {
        fill_up(&mut row);
        path.extend(row.get(position ^ 1).copied());
        row = above(&row);
        position /= 2;
    }
    path
}

/// The root of a tree; none of a tree without leaves.
pub fn root(mut row: Vec<sha256d::Hash>) -> Option<sha256d::Hash> {
    while row.len() > 1 {
        fill_up(&mut row);
        row = above(&row);
    }
    row.first().copied()
}

/// A row of odd length counts its last hash twice.
fn fill_up(row: &mut Vec<sha256d::Hash>) {
    if row.len() % 2 == 1
        && let Some(last) = row.last().copied()
    {
        row.push(last);
    }
}

fn above(row: &[sha256d::Hash]) -> Vec<sha256d::Hash> {
    let hash = |pair: &[sha256d::Hash]| {
        let both: Vec<u8> = pair.iter().flat_map(|hash| hash.to_byte_array()).collect();
        sha256d::Hash::hash(&both)
    };
    row.chunks_exact(2).map(hash).collect()
}
