//! Whether a recovery phrase was written down as it is: its words are tapped in their order, out of an
//! alphabetical list.

/// What a tap was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// The next word.
    Right,
    /// Another one.
    Wrong,
    /// The last word: all are in order.
    Complete,
}

/// How far it is.
#[derive(Clone, Debug)]
pub struct WordOrder {
    /// The places in the phrase, by the alphabet of their words.
    listed: Vec<usize>,
    /// For each of them, the number that it was tapped as.
    tapped: Vec<Option<usize>>,
}

impl WordOrder {
    /// The check with nothing tapped yet.
    pub fn new(words: &[String]) -> WordOrder {
        let mut listed: Vec<usize> = Vec::with_capacity(words.len());
        for (place, word) in words.iter().enumerate() {
            let at = listed.partition_point(|other| words.get(*other).is_some_and(|other| other <= word));
            listed.insert(at, place);
        }
        WordOrder { tapped: vec![None; listed.len()], listed }
    }

    /// Each word of the list, with the number that it was tapped as.
    pub fn list<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = (&'a str, Option<usize>)> {
        let word = |place: &usize| words.get(*place).map_or("", String::as_str);
        self.listed.iter().map(word).zip(self.tapped.iter().copied())
    }

    /// The number that a word of the list was tapped as.
    pub fn number(&self, at: usize) -> Option<usize> {
        self.tapped.get(at).copied().flatten()
    }

    /// The number of the word that comes next, from 1.
    pub fn next(&self) -> usize {
        self.tapped.iter().flatten().count() + 1
    }

    /// Takes a tap on the list. A word that occurs twice in the phrase is right each time.
    pub fn tap(&mut self, words: &[String], at: usize) -> Tap {
        let next = self.next();
        let tapped = self.listed.get(at).and_then(|place| words.get(*place));
        let free = self.tapped.get(at).is_some_and(Option::is_none);
        if !free || tapped.is_none() || tapped != words.get(next - 1) {
            return Tap::Wrong;
        }
        if let Some(number) = self.tapped.get_mut(at) {
            *number = Some(next);
        }
        if next == words.len() { Tap::Complete } else { Tap::Right }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn only_the_next_word_counts_and_the_last_one_completes_it() {
        let words = words("zoo able cat");
        let mut order = WordOrder::new(&words);
        let list: Vec<&str> = order.list(&words).map(|(word, _)| word).collect();
        assert_eq!(list, ["able", "cat", "zoo"], "the list does not give the order away");
        assert_eq!(order.tap(&words, 0), Tap::Wrong);
        assert_eq!(order.next(), 1);
        assert_eq!(order.tap(&words, 2), Tap::Right);
        assert_eq!(order.tap(&words, 2), Tap::Wrong, "it is used");
        assert_eq!(order.tap(&words, 0), Tap::Right);
        assert_eq!(order.tap(&words, 9), Tap::Wrong);
        assert_eq!(order.tap(&words, 1), Tap::Complete);
        let numbers: Vec<_> = order.list(&words).map(|(_, number)| number).collect();
        assert_eq!(numbers, [Some(2), Some(3), Some(1)]);
        assert_eq!(order.tap(&words, 1), Tap::Wrong);
    }

    #[test]
    fn a_word_that_stands_there_twice_is_right_whichever_is_tapped() {
        let words = words("dog ape dog");
        for [first, last] in [[1, 2], [2, 1]] {
            let mut order = WordOrder::new(&words);
            assert_eq!(order.tap(&words, first), Tap::Right);
            assert_eq!(order.tap(&words, last), Tap::Wrong);
            assert_eq!(order.tap(&words, 0), Tap::Right);
            assert_eq!(order.tap(&words, last), Tap::Complete);
        }
    }

    #[test]
    fn words_that_are_gone_from_memory_are_no_panic() {
        let all = words("zoo able");
        let mut order = WordOrder::new(&all);
        assert_eq!(order.tap(&[], 0), Tap::Wrong);
        assert_eq!(order.list(&[]).count(), 2);
    }
}
