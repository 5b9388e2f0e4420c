//! Mileposts: entries that are never deleted, so that a reader of an old listing finds out by name that there is more.

use std::collections::BTreeSet;

/// Entries at these distances are never deleted.
pub(crate) const MILE: u64 = 64;

/// How long between two listings while nothing is written, ms, at least.
const REST_MS: u64 = 3_600_000;
/// What each file that is never deleted adds to that, ms: a listing shows them all, and takes some 450 bytes for each.
/// So a wallet at rest costs its storage no more, however long it was used.
const REST_FOR_EACH_MS: u64 = 45_000;

/// How long between two listings of a journal with this head while nothing is written, ms.
pub(crate) fn rest_ms(head: u64) -> u64 {
    REST_MS.max((head / MILE).saturating_mul(REST_FOR_EACH_MS))
}

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
/// Never deleted: mileposts (confirm asks for them), Takeovers (they fence any device that sleeps through one) and the
/// entry right before a Takeover (where a fenced writer looks for its lost answer).
pub(crate) fn may_go(position: u64, snapshot: u64, named: &BTreeSet<u64>, takeovers: &BTreeSet<u64>) -> bool {
    position < milepost_at_or_before(snapshot)
        && !named.contains(&position)
        && !position.is_multiple_of(MILE)
        && !takeovers.contains(&position)
        && !position.checked_add(1).is_some_and(|next| takeovers.contains(&next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an entry of a WebDAV listing takes, bytes.
    const LISTED: u64 = 450;

    #[test]
    fn what_listings_take_at_rest_does_not_grow_with_the_journal() {
        for head in [0, 63, 64, 5_000, 60_000, 1_000_000, u64::MAX / 1_000_000] {
            let pause_ms = u128::from(rest_ms(head));
            let bytes = u128::from(head / MILE + 1) * u128::from(LISTED);
            assert!(
                pause_ms >= 3_600_000 && bytes * 60_000 / pause_ms <= 600,
                "{head}: {bytes} in {pause_ms} ms"
            );
        }
    }
}
