//! A snapshot, with all that it names, is the state, whatever was written, changed, deleted and cleared away before.

use std::collections::BTreeMap;

use lifeboat_crypto::{NewSlot, OpenKeyring, Phrase, VaultId, system_rng};

use super::*;
use crate::{
    Batch, Keys, Randomness,
    chunk::Piece,
    entry::{self, EntryPlace},
};

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const MOST: usize = 2_000;

/// A journal without a drive.
struct Written {
    keys: Keys,
    rng: Randomness,
    entries: BTreeMap<u64, Entry>,
    chain: Chain,
}

fn keys() -> Keys {
    let rng = &mut system_rng();
    let vault = VaultId::make(rng);
    let phrase = Phrase::parse(WORDS).unwrap();
    Keys::new(OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], rng).unwrap(), &phrase).unwrap()
}

impl Written {
    fn new() -> Written {
        lifeboat_crypto::dangerous_small_objects();
        let (keys, rng) = (keys(), Randomness::new(system_rng()));
        let writer = WriterId([1; 8]);
        let place = EntryPlace { position: 1, epoch: 0, previous: Digest::NONE, writer };
        let body = Body::Snapshot { takeovers: Vec::new(), state: State::new() };
        let first = entry::make(keys.sealing(), place, Author::default(), body, &rng).unwrap();
        let chain = Chain::begin(&first, &[]).unwrap();
        Written { keys, rng, entries: BTreeMap::from([(1, first)]), chain }
    }

    fn add(&mut self, body: Body) {
        let place = self.chain.next(WriterId([1; 8]), &body);
        let made = entry::make(self.keys.sealing(), place, Author::default(), body, &self.rng).unwrap();
        // What counts is what comes back from the drive.
        let entry = entry::read(&self.keys, place.position, made.file).unwrap();
        self.chain.push(&entry).unwrap();
        self.entries.insert(place.position, entry);
    }

    /// Does what the engine does, with small chunks.
    fn snapshot(&mut self, whole: bool) {
        self.snapshot_of(&Batch::new(), whole);
    }

    /// Writes a snapshot that also carries out a batch.
    fn snapshot_of(&mut self, batch: &Batch, whole: bool) {
        let next = self.chain.with(batch);
        let mut plan = next.base.plan(&next.state, whole, MOST);
        let (since, last) = (self.chain.head.position, plan.chunks.pop().unwrap());
        for chunk in plan.chunks {
            self.add(Body::Chunk(chunk));
        }
        let body = self.chain.snapshot_with(batch, plan.kept, since, last).unwrap();
        self.add(body);
        assert!(self.chain.state == next.state);
        let needed = self.chain.needed();
        self.entries.retain(|position, _| needed.contains(position));
    }

    /// The state from what is needed, and nothing else.
    fn restored(&self) -> Result<Chain, (u64, Fault)> {
        let needed = self.chain.needed();
        let entries: Vec<Entry> =
            self.entries.values().filter(|entry| needed.contains(&entry.place.position)).cloned().collect();
        Chain::of(&entries)
    }

    fn weight(&self) -> usize {
        self.chain.base().iter().map(|position| self.entries[position].file.len()).sum()
    }
}

/// A random source for these tests (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn batch(&mut self, lasting: &mut u64) -> Batch {
        let mut batch = Batch::new();
        for _ in 0..=self.below(4) {
            let key = self.below(12);
            match self.below(6) {
                0 => batch.delete(format!("b{key}")),
                1 => batch.put(format!("b{key}"), vec![1; self.below(5_000) as usize]),
                2 => batch.put(format!("b{key}"), vec![2; self.below(200) as usize]),
                // What stays.
                _ => {
                    *lasting += 1;
                    batch.put(format!("lasting/{}", self.below(1 << 40)), vec![3; 150]);
                }
            }
        }
        batch
    }
}

#[test]
fn a_snapshot_and_what_it_names_are_the_state() {
    for seed in 0..12 {
        let (mut journal, mut dice, mut lasting) = (Written::new(), Dice(seed), 0);
        for round in 0..60 {
            for _ in 0..dice.below(4) {
                let batch = dice.batch(&mut lasting);
                journal.add(Body::Delta(batch));
            }
            match dice.below(10) {
                0 => journal.snapshot(true),
                1..5 => journal.snapshot(false),
                5..8 => {
                    let batch = dice.batch(&mut lasting);
                    journal.snapshot_of(&batch, false);
                }
                _ => {}
            }
            let restored = journal.restored().unwrap();
            assert!(restored.state == journal.chain.state, "seed {seed}, round {round}");
            assert_eq!(restored.takeovers, journal.chain.takeovers);
            assert_eq!(restored.needed(), journal.chain.needed());
        }
        assert!(lasting > 50);
    }
}

/// What does not change is written once, and what is outdated does not pile up.
#[test]
fn the_files_of_the_state_weigh_little_more_than_it() {
    let (mut journal, mut dice, mut lasting) = (Written::new(), Dice(99), 0);
    let mut written = 0;
    for round in 0..400 {
        let mut batch = dice.batch(&mut lasting);
        batch.put("manager", vec![round as u8; 1_000]);
        journal.add(Body::Delta(batch));
        let before = journal.chain.head.position;
        journal.snapshot(false);
        let new = journal.entries.range(before + 1..).map(|(_, entry)| entry.file.len());
        if round >= 200 {
            written += new.sum::<usize>();
        }
        let state = journal.chain.state.size();
        // Small files are mostly their heads.
        assert!(journal.weight() < state * 2 + (100 << 10), "{} for a state of {state}", journal.weight());
    }
    assert!(written / 200 < journal.chain.state.size() / 3, "{} bytes a snapshot", written / 200);
}

#[test]
fn a_snapshot_that_lacks_something_it_names_is_refused() {
    let mut journal = Written::new();
    for n in 0..40 {
        let mut batch = Batch::new();
        batch.put(format!("k{n:02}"), vec![n; 300]);
        journal.add(Body::Delta(batch));
    }
    journal.snapshot(false);
    let names = journal.chain.base();
    assert!(names.len() > 5, "{names:?}");
    for missing in &names {
        let entries: Vec<Entry> =
            journal.entries.values().filter(|entry| entry.place.position != *missing).cloned().collect();
        assert!(Chain::of(&entries).is_err(), "without {missing}");
    }
    // Nor one that says another state than the entries before it.
    let mut other = journal.chain.clone();
    other.state.set("k00", vec![9]);
    let body = other.snapshot_with(
        &Batch::new(),
        vec![],
        0,
        Chunk::split([Piece::Delete { key: "k00".into() }], MOST).remove(0),
    );
    let place = journal.chain.next(WriterId([1; 8]), body.as_ref().unwrap());
    let made =
        entry::make(journal.keys.sealing(), place, Author::default(), body.unwrap(), &journal.rng).unwrap();
    assert_eq!(journal.chain.push(&made), Err(Fault::Forked));
}
