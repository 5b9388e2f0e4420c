//! Mileposts: entries that are never deleted, so that a reader of an old listing finds out by name that there is more.

use std::collections::BTreeSet;

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

/// Whether the entry may go, when `snapshot` is the one before the newest. `named`: what these two name.
///
/// Kept for ever: mileposts (confirm asks for them), Takeovers (they fence any device that sleeps through one) and
/// the entry right before a Takeover (where a fenced writer looks for its lost answer).
pub(crate) fn may_go(position: u64, snapshot: u64, named: &BTreeSet<u64>, takeovers: &BTreeSet<u64>) -> bool {
    position < milepost_at_or_before(snapshot)
        && !named.contains(&position)
        && !position.is_multiple_of(MILE)
        && !takeovers.contains(&position)
        && !position.checked_add(1).is_some_and(|next| takeovers.contains(&next))
}
