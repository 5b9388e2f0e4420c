//! A wait, as a browser's timer can take it.

/// A browser keeps a timer's ms in 32 bits with a sign; more comes back at once, and who waits in a loop storms.
const LONGEST_MS: u32 = i32::MAX as u32;

/// The wait in parts, at least one, none of which is too long.
pub fn pieces(ms: u64) -> impl Iterator<Item = u32> {
    let longest = u64::from(LONGEST_MS);
    let rest = u32::try_from(ms % longest).unwrap_or(LONGEST_MS);
    let whole = usize::try_from(ms / longest).unwrap_or(usize::MAX);
    std::iter::repeat_n(LONGEST_MS, whole).chain((rest > 0 || whole == 0).then_some(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_overflows_the_browsers_timer() {
        let longest = u64::from(LONGEST_MS);
        for ms in [0, 1, 86_400_000, longest - 1, longest, longest + 1, 3 * longest + 7, 2_592_000_000] {
            let pieces: Vec<u32> = pieces(ms).collect();
            assert!(pieces.iter().all(|piece| *piece <= 0x7fff_ffff), "{ms}");
            assert_eq!(pieces.iter().map(|piece| u64::from(*piece)).sum::<u64>(), ms);
            assert!(!pieces.is_empty());
        }
        assert_eq!(pieces(u64::MAX).next(), Some(LONGEST_MS), "and does not end too early");
    }
}
