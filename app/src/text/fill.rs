//! Filling in the arguments of a text. The marks are described in `crates/texts/src/asset.rs`.

/// A plural category of CLDR, by its letter in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural(char);

impl Plural {
    /// Most numbers, and what has no number.
    pub const OTHER: Plural = Plural('o');

    /// The category of a name, as `Intl.PluralRules` gives it.
    pub fn of(name: &str) -> Plural {
        Plural(match name {
            "zero" => 'z',
            "one" => '1',
            "two" => '2',
            "few" => 'f',
            "many" => 'm',
            _ => 'o',
        })
    }
}

/// A whole number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number as the language writes it.
    pub shown: String,
    /// Which wording goes with it.
    pub plural: Plural,
}

/// An argument with the value that is put in its place.
pub(super) struct FilledArgument<'a> {
    shown: &'a str,
    plural: Plural,
}

impl<'a> FilledArgument<'a> {
    pub(super) fn words(shown: &'a str) -> FilledArgument<'a> {
        FilledArgument { shown, plural: Plural::OTHER }
    }

    pub(super) fn number(number: &'a Number) -> FilledArgument<'a> {
        FilledArgument { shown: &number.shown, plural: number.plural }
    }
}

/// The text with its arguments.
pub(super) fn fill(text: &str, told: &[FilledArgument]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    // The category of the number that the wordings are for, and whether this is the wording for it.
    let (mut wanted, mut taken) = (Plural::OTHER, true);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let mut argument =
            || letters.next().and_then(|c| c.to_digit(10)).and_then(|at| told.get(usize::try_from(at).ok()?));
        match letter {
            '\u{1}' => {
                let shown = argument().map_or("", |told| told.shown);
                if taken {
                    // Names come from others: no mark in one may reverse the text beside it.
                    out.extend(shown.chars().filter(|letter| !turns_round(*letter)));
                }
            }
            '\u{2}' => wanted = argument().map_or(Plural::OTHER, |told| told.plural),
            '\u{3}' => taken = letters.next() == Some(wanted.0),
            '\u{4}' => taken = true,
            letter if taken => out.push(letter),
            _ => {}
        }
    }
    out
}

/// Whether a letter changes the direction of those behind it: the embeddings, overrides and isolates of UAX 9.
fn turns_round(letter: char) -> bool {
    ('\u{202a}'..='\u{202e}').contains(&letter) || ('\u{2066}'..='\u{2069}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(shown: &str, plural: &str) -> Number {
        Number { shown: shown.to_owned(), plural: Plural::of(plural) }
    }

    #[test]
    fn fills_in_every_order_and_never_twice() {
        let told = [FilledArgument::words("\u{1}1"), FilledArgument::words("b")];
        assert_eq!(fill("\u{1}1 before \u{1}0", &told), "b before \u{1}1");
        assert_eq!(fill("nothing", &told), "nothing");
        assert_eq!(fill("", &[]), "");
    }

    #[test]
    fn a_name_does_not_turn_round_what_stands_beside_it() {
        let told = [FilledArgument::words("Sam\u{202e}antha\u{2066}")];
        assert_eq!(fill("Enter the PIN of \u{1}0.", &told), "Enter the PIN of Samantha.");
    }

    #[test]
    fn takes_the_wording_of_the_number() {
        let text = "There \u{2}0\u{3}1is one entry\u{3}oare \u{1}0 entries\u{4} on \u{1}1.";
        for (shown, plural, expected) in [
            ("1", "one", "There is one entry on S3."),
            ("2", "other", "There are 2 entries on S3."),
            ("1,000", "other", "There are 1,000 entries on S3."),
        ] {
            let number = number(shown, plural);
            assert_eq!(fill(text, &[FilledArgument::number(&number), FilledArgument::words("S3")]), expected);
        }
    }
}
