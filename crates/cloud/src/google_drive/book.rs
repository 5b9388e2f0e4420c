//! A book of ids: which id a file of a name has, decided before there is such a file.
//!
//! The first device makes a folder's book under an id that was fixed together with the folder; everybody else reads
//! it. From then on it never changes. It holds
//! - a list of slots for names: a name begins at the one its digest says and continues with the following ones;
//! - a list of slots for entry numbers, each only for its own;
//! - the ids of leaves (books of numbers only), and of the next such book.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::requests::is_id;

/// How many slots to try in one book before using the next.
const TRIED: usize = 12;
const LARGEST: usize = 10_000;

/// Where one file may be created, once; and the mark that it was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IdPair {
    pub(super) file: String,
    pub(super) gone: String,
}

/// Where a book is, and where its replacement is if it is damaged.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Shelf {
    pub(super) first: String,
    pub(super) spare: String,
}

/// How much goes into a book that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) names: usize,
    pub(super) numbers: usize,
    pub(super) leaves: usize,
    /// Numbers in a leaf.
    pub(super) leaf: usize,
}

/// 290 ids, 10 kB; good for 30 752 numbers and 48 names. A leaf takes 960 ids, 35 kB.
impl Default for Sizes {
    fn default() -> Self {
        Sizes { names: 48, numbers: 32, leaves: 64, leaf: 480 }
    }
}

impl Sizes {
    pub(super) fn ids(self) -> usize {
        2 * (self.names + self.numbers + self.leaves + 1)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Book {
    /// The version of this description.
    version: u32,
    names: Vec<IdPair>,
    numbers: Vec<IdPair>,
    leaves: Vec<Shelf>,
    /// Numbers in each leaf.
    leaf: usize,
    /// `None` in a leaf.
    next: Option<Shelf>,
}

/// Where a number is to be found.
pub(super) enum Number<'a> {
    Here(&'a IdPair),
    /// The pair is in this leaf, at this index.
    Leaf(&'a Shelf, usize),
    /// The pair is in the next book, as this number.
    Next(&'a Shelf, u64),
    Nowhere,
}

impl Book {
    /// A book of fresh ids, [`Sizes::ids`] many.
    pub(super) fn new(sizes: Sizes, ids: Vec<String>) -> Option<Book> {
        let mut pairs = pairs(ids);
        let mut slots = |count: usize| -> Option<Vec<IdPair>> {
            (0..count).map(|_| pairs.next().map(|(file, gone)| IdPair { file, gone })).collect()
        };
        let (names, numbers) = (slots(sizes.names)?, slots(sizes.numbers)?);
        let mut shelf = || pairs.next().map(|(first, spare)| Shelf { first, spare });
        let leaves = (0..sizes.leaves).map(|_| shelf()).collect::<Option<_>>()?;
        Some(Book { version: 1, names, numbers, leaves, leaf: sizes.leaf, next: Some(shelf()?) })
    }

    /// A leaf of fresh ids, twice as many as numbers.
    pub(super) fn leaf(ids: Vec<String>) -> Book {
        let numbers = pairs(ids).map(|(file, gone)| IdPair { file, gone }).collect();
        Book { version: 1, names: Vec::new(), numbers, leaves: Vec::new(), leaf: 0, next: None }
    }

    /// `None` when it is no book that we understand.
    pub(super) fn parse(bytes: &[u8]) -> Option<Book> {
        let book: Book = serde_json::from_slice(bytes).ok()?;
        let slots = book.names.iter().chain(&book.numbers).flat_map(|slot| [&slot.file, &slot.gone]);
        let shelves = book.leaves.iter().chain(&book.next).flat_map(|shelf| [&shelf.first, &shelf.spare]);
        let mut ids: Vec<&String> = slots.chain(shelves).collect();
        let count = ids.len();
        let sound =
            book.version == 1 && count <= LARGEST && book.leaf <= LARGEST && ids.iter().all(|id| is_id(id));
        ids.sort();
        ids.dedup();
        (sound && ids.len() == count).then_some(book)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The slots for a name here, in the order in which everybody tries them.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &IdPair> {
        let digest = Sha256::digest(name.as_bytes());
        let start = digest.iter().take(8).fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let count = self.names.len();
        (0..TRIED.min(count))
            .filter_map(move |step| self.names.get((start % count).wrapping_add(step) % count))
    }

    pub(super) fn number(&self, number: u64) -> Number<'_> {
        let Ok(mut index) = usize::try_from(number) else { return Number::Nowhere };
        if let Some(slot) = self.numbers.get(index) {
            return Number::Here(slot);
        }
        index -= self.numbers.len();
        if let Some(leaf) = index.checked_div(self.leaf).and_then(|leaf| self.leaves.get(leaf)) {
            return Number::Leaf(leaf, index % self.leaf);
        }
        index -= self.leaves.len() * self.leaf;
        self.next.as_ref().map_or(Number::Nowhere, |next| Number::Next(next, index as u64))
    }

    /// The slot of a leaf.
    pub(super) fn at(&self, index: usize) -> Option<&IdPair> {
        self.numbers.get(index)
    }

    pub(super) fn next(&self) -> Option<&Shelf> {
        self.next.as_ref()
    }

    /// Numbers in each of its leaves.
    pub(super) fn leaf_size(&self) -> usize {
        self.leaf
    }
}

fn pairs(ids: Vec<String>) -> impl Iterator<Item = (String, String)> {
    let mut ids = ids.into_iter();
    std::iter::from_fn(move || Some((ids.next()?, ids.next()?)))
}

/// The number of an entry's name: twelve digits and our ending.
pub(super) fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".lifeboat")?;
    let plain = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|id| format!("1abcdefghij{id}")).collect()
    }

    #[test]
    fn every_number_has_a_place_of_its_own() {
        let sizes = Sizes { names: 3, numbers: 4, leaves: 2, leaf: 5 };
        let book = Book::new(sizes, ids(sizes.ids())).unwrap();
        assert_eq!(Book::parse(&book.bytes()), Some(book.clone()));
        let mut seen = BTreeSet::new();
        for number in 0..30 {
            let place = match book.number(number) {
                Number::Here(slot) => (slot.file.clone(), 0),
                Number::Leaf(leaf, index) => (leaf.first.clone(), index as u64),
                Number::Next(next, number) => (next.first.clone(), number),
                Number::Nowhere => panic!("{number}"),
            };
            assert!(seen.insert(place));
        }
        assert!(matches!(book.number(14), Number::Next(_, 0)));
        let leaf = Book::leaf(ids(10));
        assert!(leaf.at(4).is_some() && leaf.at(5).is_none());
        assert!(matches!(leaf.number(5), Number::Nowhere));
    }

    #[test]
    fn a_book_with_too_few_or_repeated_ids_is_none() {
        let sizes = Sizes::default();
        assert!(Book::new(sizes, ids(sizes.ids() - 1)).is_none());
        let twice = vec!["1abcdefghij".to_owned(); 4];
        assert_eq!(Book::parse(&Book::leaf(twice).bytes()), None);
        assert_eq!(Book::parse(b"{}"), None);
        assert_eq!(
            Book::parse(&Book::leaf(vec!["a/../b0000000".to_owned(), "1abcdefghij".to_owned()]).bytes()),
            None
        );
    }

    #[test]
    fn a_name_has_the_same_slots_for_everybody() {
        let sizes = Sizes::default();
        let book = Book::new(sizes, ids(sizes.ids())).unwrap();
        let slots: Vec<_> = book.named("READ ME.txt").collect();
        assert_eq!(slots, book.named("READ ME.txt").collect::<Vec<_>>());
        assert_eq!(slots.iter().map(|slot| &slot.file).collect::<BTreeSet<_>>().len(), TRIED);
        assert_eq!(number_of("000000000042.lifeboat"), Some(42));
        for name in ["42.lifeboat", "0000000000042.lifeboat", "00000000004x.lifeboat", "000000000042"] {
            assert_eq!(number_of(name), None);
        }
    }
}
