//! What a place in a block costs. Constant: nothing competes for room here.

/// Satoshis per virtual byte, for one who is ready to wait this many blocks.
pub fn sat_per_vb(blocks: u32) -> f64 {
    match blocks {
        0..=2 => 3.0,
        3..=12 => 2.0,
        _ => 1.0,
    }
}
