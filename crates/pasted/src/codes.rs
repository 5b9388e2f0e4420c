//! Codes with a checksum, wherever they are in a text: glued to other letters, in JSON, Markdown or HTML, broken at the
//! end of a line. The checksum decides what is one, and where it ends; what begins as one and has none is damaged.

use crate::{Kind, Payee, Unpayable, bare, bech32};

/// What was found, in lower case.
pub(crate) struct Code {
    /// The whole code, put together.
    pub(crate) letters: String,
    /// What it is.
    pub(crate) is: CodeContent,
}

pub(crate) enum CodeContent {
    /// A payee, with a correct checksum.
    Payee(Payee),
    /// It was meant as a payment request, so another payee in the text may not be the intended one.
    Damaged(Kind),
    /// Something else.
    Named(Kind),
}

/// The context of a code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    /// Among letters and marks.
    Marks,
    /// It is in the address of a page, where an address on the chain is looked at and not paid.
    Page,
    /// It is in a link that can be paid: everything in it belongs to one payee, and damaged parts were left out.
    Link,
    /// It is in a link that must not be paid.
    Refused,
}

impl Around {
    /// Around the codes in a word that was read so.
    pub(crate) fn of(read: Result<&Payee, &Unpayable>, is_link: bool, is_page: bool) -> Around {
        let is_broken =
            matches!(read, Err(Unpayable::Is(Kind::Nothing | Kind::Damaged | Kind::MistypedAddress)));
        match (is_link, is_page) {
            (true, _) if read.is_ok() => Around::Link,
            (true, _) if !is_broken => Around::Refused,
            (false, true) => Around::Page,
            _ => Around::Marks,
        }
    }
}

/// Those that begin in a word; the following words may continue the last one.
pub(crate) fn of(word: &str, rest: &[&str], around: Around) -> Vec<Code> {
    if around == Around::Refused {
        return Vec::new();
    }
    let parts = word.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let goes_on = word.trim_end_matches(BREAKS).ends_with(|c: char| c.is_ascii_alphanumeric());
    let code = |(at, part): (usize, &&str)| {
        let is_last = goes_on && at + 1 == parts.len();
        read(part, if is_last { rest } else { &[] }, around)
    };
    parts.iter().enumerate().filter_map(code).collect()
}

/// What programs put at the end of a line that they break.
const BREAKS: [char; 4] = ['-', '=', '\\', '\u{2010}'];

fn read(part: &str, rest: &[&str], around: Around) -> Option<Code> {
    let lower = part.to_ascii_lowercase();
    let found = match bare::read(part) {
        Ok(payee) if payee.addresses.is_empty() => CodeContent::Payee(payee),
        Ok(_) if around == Around::Page => CodeContent::Named(Kind::WebPage),
        Ok(payee) if bare::is_like_segwit(&lower) => CodeContent::Payee(payee),
        // Behind a word of its own it would have been read. Perhaps it is of another coin.
        Ok(_) => CodeContent::Named(Kind::Nothing),
        Err(Unpayable::Is(kind)) if bare::begins(&lower) && is_broken(kind) => match continued(part, rest) {
            Some((letters, payee)) => return Some(Code { letters, is: CodeContent::Payee(payee) }),
            None if around == Around::Link => return None,
            None => CodeContent::Damaged(kind),
        },
        Err(Unpayable::Is(Kind::MistypedAddress)) if around != Around::Page => {
            CodeContent::Named(Kind::MistypedAddress)
        }
        Err(Unpayable::Is(Kind::Nothing)) if bech32::is_broken(part) && around != Around::Link => {
            CodeContent::Damaged(Kind::Damaged)
        }
        Err(Unpayable::Is(kind)) if is_payee(kind) => CodeContent::Named(kind),
        Err(_) => return None,
    };
    Some(Code { letters: lower, is: found })
}

/// More words are never one code.
const MOST_WORDS: usize = 200;

/// A code that continues in the words after it, as long as they are only letters and until the checksum is right.
fn continued(part: &str, rest: &[&str]) -> Option<(String, Payee)> {
    let mut letters = part.to_owned();
    for word in rest.iter().take(MOST_WORDS) {
        let word = word.trim_end_matches(BREAKS);
        let end = word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len());
        // Another begins there. So each word is looked at once.
        if bare::begins(&word[..end].to_ascii_lowercase()) {
            return None;
        }
        letters.push_str(&word[..end]);
        if let Ok(payee) = bare::read(&letters) {
            return Some((letters.to_ascii_lowercase(), payee));
        }
        if end < word.len() {
            return None;
        }
    }
    None
}

fn is_broken(kind: Kind) -> bool {
    matches!(kind, Kind::Damaged | Kind::MistypedAddress)
}

/// Whether it says whom to pay, or how.
fn is_payee(kind: Kind) -> bool {
    match kind {
        Kind::Offer
        | Kind::BitcoinName
        | Kind::SilentPayment
        | Kind::Ark
        | Kind::Spark
        | Kind::Ecash
        | Kind::OtherCoin
        | Kind::Login
        | Kind::Onion
        | Kind::Insecure
        | Kind::LocalService => true,
        Kind::Nothing
        | Kind::Damaged
        | Kind::MistypedAddress
        | Kind::Several
        | Kind::NodeId
        | Kind::Channel
        | Kind::PrivateKey
        | Kind::PublicKey
        | Kind::Transaction
        | Kind::Hash
        | Kind::WebPage => false,
    }
}
