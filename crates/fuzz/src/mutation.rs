//! Inputs that nearly are what a reader takes: the changes that fuzzers make, by seed.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// The longest input, bytes: more than any reader takes for small, less than what only costs time.
const LONGEST: usize = 1 << 16;

/// Numbers at which readers of lengths and counts go wrong.
const EDGES: [u64; 8] = [0, 1, 0x7f, 0x80, 0xff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];

/// What every kind of reader has a meaning for.
const WORDS: [&str; 16] = [
    "\0",
    "\n",
    "\r\n",
    "%00",
    "%2e%2e/",
    "&#0;",
    "\u{202e}",
    "\u{feff}",
    "{}",
    "[]",
    "null",
    "-1",
    "1e400",
    "<!--",
    "]]>",
    "99999999999999999999",
];

/// Makes inputs out of seeds.
pub struct Mutator {
    rng: StdRng,
    seeds: Vec<Vec<u8>>,
}

impl Mutator {
    /// The same inputs in the same order for each number.
    pub fn new(number: u64, seeds: Vec<Vec<u8>>) -> Self {
        Self { rng: StdRng::seed_from_u64(number), seeds }
    }

    /// The next input: once in eight a wholly random one, otherwise a seed with up to eight changes.
    pub fn input(&mut self) -> Vec<u8> {
        let Some(seed) = self.seeds.choose(&mut self.rng).filter(|_| self.rng.random_ratio(7, 8)) else {
            let length = self.rng.random_range(0..256);
            return self.random(length);
        };
        let mut input = seed.clone();
        for _ in 0..self.rng.random_range(1..=8) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.rng.random_range(0..=input.len());
        let length = self.rng.random_range(0..=(input.len() - at).min(64));
        match self.rng.random_range(0..8) {
            0 => flip(input, at, 1 << self.rng.random_range(0..8)),
            1 => input.truncate(at),
            2 => drop(input.drain(at..at + length)),
            3 => repeat(input, at, length, self.rng.random_range(1..64)),
            4 => insert(input, at, WORDS.choose(&mut self.rng).unwrap_or(&"").as_bytes()),
            5 => self.put_edge(input, at),
            6 => {
                let bytes = self.random(length);
                insert(input, at, &bytes);
            }
            _ => self.splice(input, at),
        }
    }

    fn random(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.rng.random()).collect()
    }

    /// Writes a number over what is there, in either order of bytes.
    fn put_edge(&mut self, input: &mut [u8], at: usize) {
        let width = *[1, 2, 4, 8].choose(&mut self.rng).unwrap_or(&1);
        let number = *EDGES.choose(&mut self.rng).unwrap_or(&0);
        let mut bytes = number.to_le_bytes()[..width].to_vec();
        if self.rng.random() {
            bytes.reverse();
        }
        for (old, new) in input.iter_mut().skip(at).zip(bytes) {
            *old = new;
        }
    }

    /// Goes on with another seed.
    fn splice(&mut self, input: &mut Vec<u8>, at: usize) {
        let Some(other) = self.seeds.choose(&mut self.rng) else { return };
        let from = self.rng.random_range(0..=other.len());
        input.truncate(at);
        input.extend_from_slice(&other[from..]);
    }
}

fn flip(input: &mut [u8], at: usize, bit: u8) {
    if let Some(byte) = input.get_mut(at) {
        *byte ^= bit;
    }
}

fn repeat(input: &mut Vec<u8>, at: usize, length: usize, times: usize) {
    let piece = input[at..at + length].repeat(times);
    insert(input, at, &piece);
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_inputs_and_another_others() {
        let inputs = |number| {
            let mut mutator = Mutator::new(number, vec![b"a seed".to_vec(), b"another one".to_vec()]);
            (0..500).map(|_| mutator.input()).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        assert!(inputs(1).iter().any(|input| input.len() > 100), "nothing grows");
        assert!(inputs(1).iter().any(Vec::is_empty), "nothing vanishes");
    }
}
