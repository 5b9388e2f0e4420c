//! Words as people type, dictate, photograph and paste them: numbered, quoted, in columns, with invisible marks,
//! without their accents.
//!
//! Whatever is read here still has to be a phrase by its checksum, so a generous reading cannot make a wrong one.

use std::ops::Range;

use bip39::Language;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zeroize::Zeroizing;

use crate::pin;

/// Words that were typed, in the order they are meant in.
pub(super) struct TypedWords {
    /// NFKD and lower case. Wiped when dropped.
    letters: Zeroizing<String>,
    words: Vec<Range<usize>>,
}

impl TypedWords {
    pub(super) fn read(text: &str) -> TypedWords {
        let mut reading = WordReader::new(text.len());
        // NFKD splits a lone accent into a blank and a mark, and the blank would split the word.
        let joined = text.chars().filter(|letter| !is_quote(*letter) && !is_unseen(*letter));
        for letter in joined.nfkd().flat_map(char::to_lowercase).nfkd() {
            reading.take(hiragana(letter));
        }
        reading.end()
    }

    pub(super) fn count(&self) -> usize {
        self.words.len()
    }

    /// Whether a phrase can have this many.
    pub(super) fn is_count(&self) -> bool {
        matches!(self.count(), 12 | 15 | 18 | 21 | 24)
    }

    /// The most words side by side that are in this list.
    pub(super) fn longest_run(&self, language: Language) -> usize {
        let is_in_list = |range: &Range<usize>| {
            let typed = self.letters.get(range.clone()).unwrap_or_default();
            Likeness::Same.find(language, typed).is_some()
        };
        let runs = self.words.split(|range| !is_in_list(range));
        runs.map(<[_]>::len).max().unwrap_or(0)
    }

    /// The words as this list spells them, with single spaces; or which of them, from 0, is not in it.
    pub(super) fn in_list(&self, language: Language, likeness: Likeness) -> Result<Zeroizing<String>, usize> {
        // Room for 24 words of any list, so that it never moves and leaves a copy behind.
        let mut phrase = Zeroizing::new(String::with_capacity(1024));
        for (position, range) in self.words.iter().enumerate() {
            let typed = self.letters.get(range.clone()).unwrap_or_default();
            let word = likeness.find(language, typed).ok_or(position)?;
            if position > 0 {
                phrase.push(' ');
            }
            phrase.push_str(word);
        }
        Ok(phrase)
    }
}

/// How alike a typed word and a word of a list have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Letter by letter.
    Same,
    /// But for accents and letters that look alike, or cut after four letters or more: as the lists are made,
    /// that still is one word at most.
    Close,
}

impl Likeness {
    fn find(self, language: Language, typed: &str) -> Option<&'static str> {
        match self {
            Likeness::Same => language.find_word(typed).map(|at| language.word_list()[usize::from(at)]),
            Likeness::Close => close(language, typed),
        }
    }
}

/// The shortest beginning of a word that is unmistakable.
const SHORTEST_CUT: usize = 4;

fn close(language: Language, typed: &str) -> Option<&'static str> {
    if let Some(same) = Likeness::Same.find(language, typed) {
        return Some(same);
    }
    // Elsewhere a mark makes another letter, and lists are not made to be cut.
    if !is_latin(language) {
        return None;
    }
    let plain: Zeroizing<String> = Zeroizing::new(typed.chars().filter_map(plain_letter).collect());
    let list = language.word_list();
    let is = |word: &&&str| word.chars().filter_map(plain_letter).eq(plain.chars());
    if let Some(word) = list.iter().find(is) {
        return Some(word);
    }
    if plain.chars().count() < SHORTEST_CUT {
        return None;
    }
    let begins = |word: &&&str| {
        let mut letters = word.chars().filter_map(plain_letter);
        plain.chars().all(|letter| letters.next() == Some(letter))
    };
    let mut found = list.iter().filter(begins);
    match (found.next(), found.next()) {
        (Some(word), None) => Some(word),
        _ => None,
    }
}

fn is_latin(language: Language) -> bool {
    language
        .word_list()
        .first()
        .is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_alphabetic()))
}

/// Without its accent; of another alphabet, the Latin letter that looks the same.
fn plain_letter(letter: char) -> Option<char> {
    if is_combining_mark(letter) {
        return None;
    }
    Some(match letter {
        'ı' => 'i',
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' => 'c',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'і' | 'ι' => 'i',
        'ѕ' => 's',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'т' | 'τ' => 't',
        'в' => 'b',
        'н' => 'h',
        'ν' => 'v',
        other => other,
    })
}

/// Typed after a letter for its accent, or around a word.
fn is_quote(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '¨' | '^' | '’' | '‘' | 'ʼ' | 'ˊ' | 'ˋ')
}

/// Takes no room on a screen: soft hyphens, joiners, marks of direction, byte order marks. A space of no width
/// (U+200B) is a space.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || ('\u{200c}'..='\u{200f}').contains(&letter)
        || ('\u{202a}'..='\u{202e}').contains(&letter)
        || ('\u{2060}'..='\u{206f}').contains(&letter)
        || ('\u{fe00}'..='\u{fe0f}').contains(&letter)
}

/// The text below headings of a few words that end with a colon, which are no part of the phrase:
/// `Seed phrase (12 words):`, `Wallet: savings, words: …`. From below the first one on.
pub(super) fn below_headings(text: &str) -> impl Iterator<Item = &str> {
    let colons = text.match_indices(COLONS).map(|(at, colon)| (&text[..at], &text[at + colon.len()..]));
    let few = colons.take_while(|(heading, _)| heading_words(heading).count() <= LONGEST_HEADING);
    few.filter(|(heading, _)| is_heading(heading)).map(|(_, rest)| rest)
}

/// The text behind the headings of all lines, where these are alike: `Words 1-6: …`, `Words 7-12: …`. `None`: there are
/// no headings. Two columns that a colon separates are not alike.
pub(super) fn beside_headings(text: &str) -> Option<Zeroizing<String>> {
    // There is room for the whole text, so that it never moves and leaves a copy behind.
    let mut rows = Zeroizing::new(String::with_capacity(text.len()));
    let mut before: Option<&str> = None;
    for line in text.lines().filter(|line| line.contains(char::is_alphanumeric)) {
        let (heading, row) = line.split_once(COLONS)?;
        let letters = |heading| heading_words(heading).filter(|word| is_in_letters(word));
        let is_alike = before.is_none_or(|before| letters(before).eq(letters(heading)));
        if !is_heading(heading) || !is_alike {
            return None;
        }
        before = Some(heading);
        rows.push_str(row);
        rows.push('\n');
    }
    Some(rows)
}

const COLONS: [char; 2] = [':', '：'];

fn is_heading(text: &str) -> bool {
    heading_words(text).count() <= LONGEST_HEADING && heading_words(text).any(is_in_letters)
}

fn heading_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_in_letters(word: &str) -> bool {
    word.contains(char::is_alphabetic)
}

/// The most words of a heading. No phrase is this short.
pub(super) const LONGEST_HEADING: usize = 8;

/// Japanese keyboards write both alphabets; the list is in hiragana, 96 places before the same letter in katakana.
fn hiragana(letter: char) -> char {
    match letter {
        'ァ'..='ヶ' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        other => other,
    }
}

/// A whole word: no list has Chinese words of two characters.
fn is_whole_word(letter: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&letter) || ('\u{20000}'..='\u{323af}').contains(&letter)
}

struct WordReader {
    letters: Zeroizing<String>,
    words: Vec<(Option<usize>, Range<usize>)>,
    /// Where the word under way began.
    start: Option<usize>,
    /// The number read last, if no word came since.
    number: Option<usize>,
    in_number: bool,
}

impl WordReader {
    fn new(length: usize) -> WordReader {
        WordReader {
            // Enough for what taking letters apart adds, so that it hardly ever moves and leaves a copy behind.
            letters: Zeroizing::new(String::with_capacity(length * 4 + 16)),
            words: Vec::new(),
            start: None,
            number: None,
            in_number: false,
        }
    }

    fn take(&mut self, letter: char) {
        let digit = pin::ascii_digit(letter).and_then(|digit| digit.to_digit(10));
        let digit = digit.and_then(|digit| usize::try_from(digit).ok());
        if let Some(digit) = digit {
            self.end_word();
            let before = if self.in_number { self.number.unwrap_or(0) } else { 0 };
            self.number = before.checked_mul(10).and_then(|tens| tens.checked_add(digit));
            self.in_number = true;
            return;
        }
        self.in_number = false;
        if is_whole_word(letter) {
            self.end_word();
            self.push(letter);
            self.end_word();
        } else if letter.is_alphabetic() || is_combining_mark(letter) {
            self.push(letter);
        } else {
            self.end_word();
        }
    }

    fn push(&mut self, letter: char) {
        self.start.get_or_insert(self.letters.len());
        self.letters.push(letter);
    }

    fn end_word(&mut self) {
        if let Some(start) = self.start.take() {
            self.words.push((self.number.take(), start..self.letters.len()));
        }
    }

    fn end(mut self) -> TypedWords {
        self.end_word();
        self.leave_out_marks();
        self.leave_out_second_copy();
        if [1, 0].iter().any(|first| is_numbering(&self.words, *first)) {
            self.words.sort_by_key(|(number, _)| *number);
        }
        TypedWords { letters: self.letters, words: self.words.into_iter().map(|(_, range)| range).collect() }
    }

    fn letters_of(&self, at: usize) -> &str {
        self.words.get(at).and_then(|(_, range)| self.letters.get(range.clone())).unwrap_or_default()
    }

    /// Drops what counts the words and is written as a word of its own: `Word 1: …`, `a) … b) …`, `i. … ii. …`.
    fn leave_out_marks(&mut self) {
        let count = self.words.len() / 2;
        if count < 2 || !self.words.len().is_multiple_of(2) {
            return;
        }
        let marks = || (0..count).map(|at| self.letters_of(2 * at));
        let is_numbered =
            (0..count).all(|at| self.words[2 * at].0.is_none() && self.words[2 * at + 1].0.is_some());
        let is_same = is_numbered && marks().all(|mark| mark == self.letters_of(0));
        let counts = |row: &str| marks().eq(row.split(' ').take(count));
        if is_same || counts(ALPHABET) || counts(ROMAN) {
            let mut at = 0..;
            self.words.retain(|_| at.next().is_some_and(|at: usize| !at.is_multiple_of(2)));
        }
    }

    /// Pasted twice, it is the same phrase. As one of twice the length it would be another, or none.
    fn leave_out_second_copy(&mut self) {
        let half = self.words.len() / 2;
        let is_same = |at: usize| {
            self.letters_of(at) == self.letters_of(half + at) && self.words[at].0 == self.words[half + at].0
        };
        if half >= SHORTEST_PHRASE && self.words.len() == 2 * half && (0..half).all(is_same) {
            self.words.truncate(half);
        }
    }
}

/// Words of the shortest phrase (BIP 39).
const SHORTEST_PHRASE: usize = 12;
const ALPHABET: &str = "a b c d e f g h i j k l m n o p q r s t u v w x";
const ROMAN: &str =
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv";

/// Each word has its number, and the numbers are those from the first on: then they say the order, whatever
/// the columns were.
fn is_numbering(words: &[(Option<usize>, Range<usize>)], first: usize) -> bool {
    let mut seen = vec![false; words.len()];
    words.iter().all(|(number, _)| {
        let place = number.and_then(|number| number.checked_sub(first)).and_then(|place| seen.get_mut(place));
        place.is_some_and(|seen| !std::mem::replace(seen, true))
    })
}
