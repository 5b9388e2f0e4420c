//! Recovery words (BIP39).

#[cfg(feature = "dangerous-test-bounds")]
mod derived;
mod typed;

use crate::random::{CryptoRng, make_secret};
use bip39::{Language, Mnemonic};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use self::typed::{Likeness, TypedWords};

pub use bip39::Language as WordLanguage;

/// How many words to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// 128 bits.
    Twelve,
    /// 256 bits.
    TwentyFour,
}

/// Why some words are no recovery phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// A phrase has 12, 15, 18, 21 or 24 words.
    #[error("{found} words")]
    WordCount {
        /// How many there were.
        found: usize,
    },
    /// A word that is in no list, or in another language than the rest.
    #[error("word {} is in no list", .position + 1)]
    UnknownWord {
        /// Which, from 0.
        position: usize,
    },
    /// Every word is known, but together they are not a phrase: one is wrong, or two are swapped.
    #[error("the words do not belong together")]
    Checksum,
}

/// A recovery phrase, in any language of BIP39. Wiped when dropped, never printed.
pub struct Phrase(Mnemonic);

/// What a wallet's keys are derived from. Wiped when dropped, never printed.
pub struct Seed(Zeroizing<[u8; 64]>);

impl Seed {
    /// The 64 bytes.
    pub fn expose(&self) -> &[u8; 64] {
        &self.0
    }
}

impl Phrase {
    /// New random words, in English, which every wallet understands.
    pub fn make(rng: &mut dyn CryptoRng, words: Words) -> Self {
        Self::make_in(Language::English, rng, words)
    }

    /// New random words in another language.
    pub fn make_in(language: WordLanguage, rng: &mut dyn CryptoRng, words: Words) -> Self {
        let entropy: Zeroizing<[u8; 32]> = make_secret(rng);
        let length = match words {
            Words::Twelve => 16,
            Words::TwentyFour => 32,
        };
        Self::from_entropy_prefix(language, &entropy, length)
    }

    /// Reads what a user typed or pasted: any language of BIP39, any case, any Unicode form; with numbers,
    /// quotation marks and commas, in columns, without accents, or cut after four letters.
    pub fn parse(text: &str) -> Result<Self, PhraseError> {
        Self::read(text, Language::ALL)
    }

    /// Reads a phrase in one language only.
    pub fn parse_in(language: WordLanguage, text: &str) -> Result<Self, PhraseError> {
        Self::read(text, &[language])
    }

    fn read(text: &str, languages: &[Language]) -> Result<Self, PhraseError> {
        // Words of a heading may be in the lists as well: with them, another number of words may happen to be a phrase.
        let all = TypedWords::read(text);
        let of = |text: &str| Self::of_words(&TypedWords::read(text), languages);
        // If all words may be the phrase, colons beyond the first may belong to it, and a part of it would be another
        // phrase.
        let headings = if all.is_count() { 1 } else { typed::LONGEST_HEADING };
        let below = || typed::below_headings(text).take(headings);
        let mut beside = std::iter::once(text).chain(below()).filter_map(typed::beside_headings);
        match beside.find_map(|rows| of(&rows).ok()).or_else(|| below().find_map(|rest| of(rest).ok())) {
            Some(phrase) => Ok(phrase),
            None => Self::of_words(&all, languages),
        }
    }

    /// Whether a text has enough words of one list in a row that a phrase must be meant, including one with a
    /// missing word and one among other words. The words of the Chinese lists occur in any text.
    pub fn is_in(text: &str) -> bool {
        let typed = TypedWords::read(text);
        let languages = Language::ALL.iter().filter(|language| !is_chinese(**language));
        languages.map(|language| typed.longest_run(*language)).max() >= Some(UNMISTAKABLE)
    }

    fn of_words(typed: &TypedWords, languages: &[Language]) -> Result<Self, PhraseError> {
        if !typed.is_count() {
            return Err(PhraseError::WordCount { found: typed.count() });
        }
        let mut best = PhraseError::UnknownWord { position: 0 };
        // Lists share words (the two Chinese ones hundreds). Whichever reading has a right checksum is the phrase: the
        // seed depends on the words only, not on the list they were found in.
        for likeness in [Likeness::Same, Likeness::Close] {
            for language in languages {
                match typed.in_list(*language, likeness) {
                    Ok(words) => match Mnemonic::parse_in_normalized(*language, &words) {
                        Ok(mnemonic) => return Ok(Self(mnemonic)),
                        Err(_) => best = PhraseError::Checksum,
                    },
                    Err(position) => best = further(best, PhraseError::UnknownWord { position }),
                }
            }
        }
        Err(best)
    }

    /// The words in normal form (NFKD), one space between them. Wiped when dropped.
    pub fn words(&self) -> Zeroizing<String> {
        // Room for 24 words of any list, so that it never moves and leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(1024));
        for word in self.0.words() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }

    /// A second copy.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// How many words.
    pub fn word_count(&self) -> usize {
        self.0.word_count()
    }

    /// Their language. Where lists share all words of a phrase, the first of them.
    pub fn language(&self) -> WordLanguage {
        self.0.language()
    }

    /// The seed.
    pub fn seed(&self) -> Seed {
        let derive = || self.0.to_seed_normalized("");
        #[cfg(feature = "dangerous-test-bounds")]
        let derive = || derived::once(&self.0, derive);
        Seed(Zeroizing::new(derive()))
    }

    /// The seed under a BIP39 passphrase, for wallets made elsewhere.
    ///
    /// # Security
    /// Every passphrase gives a valid, different wallet: a typo opens an empty one. Lifeboat makes none with it.
    pub fn seed_with_passphrase(&self, passphrase: &str) -> Seed {
        let passphrase: Zeroizing<String> = Zeroizing::new(passphrase.nfkd().collect());
        Seed(Zeroizing::new(self.0.to_seed_normalized(&passphrase)))
    }

    fn from_entropy_prefix(language: Language, entropy: &[u8; 32], length: usize) -> Self {
        // 16 and 32 bytes are lengths that BIP39 defines, so there is nothing that could fail.
        match entropy.get(..length).map(|entropy| Mnemonic::from_entropy_in(language, entropy)) {
            Some(Ok(mnemonic)) => Self(mnemonic),
            _ => unreachable!("BIP39 defines 128 and 256 bits"),
        }
    }
}

/// The words of a list that begin with some letters, to complete what is being typed.
pub fn words_starting_with(language: WordLanguage, letters: &str) -> &'static [&'static str] {
    let list: &'static [&'static str] = language.word_list();
    let letters = normal(letters);
    // Only some lists are sorted by code point, so no binary search; matches always stand together in them.
    let matches = |word: &&str| word.starts_with(letters.as_str());
    let Some(first) = list.iter().position(matches) else {
        return &[];
    };
    let rest = &list[first..];
    let count = rest.iter().take_while(|word| matches(word)).count();
    &rest[..count]
}

/// No ordinary sentence has this many consecutive words of one list.
const UNMISTAKABLE: usize = 8;

fn is_chinese(language: Language) -> bool {
    matches!(language, Language::SimplifiedChinese | Language::TraditionalChinese)
}

/// NFKD, lower case, single spaces.
fn normal(text: &str) -> Zeroizing<String> {
    let mut normal = Zeroizing::new(String::with_capacity(text.len() * 4 + 16));
    let mut gap = false;
    for letter in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        if letter.is_whitespace() {
            gap = !normal.is_empty();
            continue;
        }
        if gap {
            normal.push(' ');
            gap = false;
        }
        normal.push(letter);
    }
    normal
}

/// Of two languages' errors, returns that of the language that understood more.
fn further(one: PhraseError, other: PhraseError) -> PhraseError {
    let rank = |error: &PhraseError| match error {
        PhraseError::UnknownWord { position } => *position,
        PhraseError::Checksum => usize::MAX - 1,
        PhraseError::WordCount { .. } => usize::MAX,
    };
    if rank(&other) > rank(&one) { other } else { one }
}

#[cfg(test)]
mod tests;
