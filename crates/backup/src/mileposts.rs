//! Mileposts: entries that are never deleted, so that a reader of an old listing finds out by name that there is more.

/// Entries at these distances are never deleted.
pub(crate) const MILE: u64 = 64;

/// The first milepost above a position.
pub(crate) fn next_milepost(position: u64) -> u64 {
    (position / MILE).saturating_add(1).saturating_mul(MILE)
}

/// The last milepost at or before a position.
pub(crate) fn milepost_at_or_before(position: u64) -> u64 {
    position - position % MILE
}
