//! Servers that let two makers of one name through, but only now and then.

const SERVERS: u64 = 100;

/// In which of its races a server lets a second one through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Luck {
    seed: u64,
    /// One race of this many.
    one_in: u64,
}

impl Luck {
    /// Whether more than one maker of this name is let through, which is decided once for each race.
    pub fn lets_through(self, path: &str) -> bool {
        let Some(number) = race_of(path) else { return false };
        // The finaliser of SplitMix64.
        let mixed = (self.seed << 32 | number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).is_multiple_of(self.one_in)
    }
}

/// The number of the race that a file or folder of the probe is of.
pub fn race_of(path: &str) -> Option<u64> {
    let name = path.rsplit_once('/')?.1;
    ["race ", "folder "].iter().find_map(|race| name.strip_prefix(race))?.parse().ok()
}

/// Of servers that are unsound in one race of five, one in two hundred is called safe: 0.8 to the power of 24.
pub fn hardly_any_is_called_safe(is_called_safe: impl Fn(Luck) -> bool) {
    for (one_in, most) in [(5, 2), (10, 15), (20, 45)] {
        let safe = (0..SERVERS).filter(|&seed| is_called_safe(Luck { seed, one_in })).count();
        println!("unsound in one race of {one_in}: {safe} of {SERVERS} servers were called safe");
        assert!(safe <= most, "{safe} of {SERVERS} that are unsound in one race of {one_in}");
    }
}
