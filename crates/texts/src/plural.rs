//! Plural categories of whole numbers, by language (Unicode CLDR, supplemental/plurals.xml).

/// A plural category of CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

use Plural::{Few, Many, One, Other, Two, Zero};

impl Plural {
    /// All of them.
    pub const ALL: [Plural; 6] = [Zero, One, Two, Few, Many, Other];

    /// Its name in CLDR, in Fluent and in `Intl.PluralRules`.
    pub fn name(self) -> &'static str {
        match self {
            Zero => "zero",
            One => "one",
            Two => "two",
            Few => "few",
            Many => "many",
            Other => "other",
        }
    }

    /// The category of a name.
    pub fn of(name: &str) -> Option<Plural> {
        Plural::ALL.into_iter().find(|plural| plural.name() == name)
    }

    /// Its letter in a compiled pattern.
    pub fn letter(self) -> char {
        match self {
            Zero => 'z',
            One => '1',
            Two => '2',
            Few => 'f',
            Many => 'm',
            Other => 'o',
        }
    }
}

/// The categories that whole numbers have in a language; `None` where this table does not know the language.
pub fn categories(tag: &str) -> Option<&'static [Plural]> {
    Some(match tag.split('-').next()? {
        "ja" | "ko" | "zh" | "vi" | "th" | "id" | "ms" => &[Other],
        "en" | "de" | "nl" | "sv" | "da" | "nb" | "nn" | "no" | "fi" | "et" | "el" | "hu" | "tr" | "bg"
        | "fa" | "hi" => &[One, Other],
        "es" | "fr" | "it" | "pt" | "ca" => &[One, Many, Other],
        "cs" | "sk" => &[One, Few, Other],
        "ro" | "hr" | "sr" | "bs" => &[One, Few, Other],
        "pl" | "ru" | "uk" | "be" => &[One, Few, Many],
        "lt" => &[One, Few, Other],
        "lv" => &[Zero, One, Other],
        "sl" => &[One, Two, Few, Other],
        "he" => &[One, Two, Other],
        "ar" => &[Zero, One, Two, Few, Many, Other],
        _ => return None,
    })
}
