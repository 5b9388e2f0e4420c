//! Finding what is meant in a text: the whole of it in any case, with or without a scheme, or a part among words.

use crate::findings::Findings;
use crate::letters::{after, joined};
use crate::{Kind, Payee, Unpayable, code, codes, link};

/// The text as a whole is one thing.
pub(crate) fn whole(text: &str) -> Result<Payee, Unpayable> {
    let text = text.trim();
    let found = one(text);
    let is_broken =
        matches!(found, Err(Unpayable::Is(Kind::Nothing | Kind::Damaged | Kind::MistypedAddress)));
    if is_broken && text.contains(char::is_whitespace) {
        // Line breaks within it. Only what has a checksum may be put together from pieces.
        let found = one(&joined(text));
        let has_checksum = match &found {
            Ok(payee) => payee.service.as_ref().is_none_or(|service| service.address().is_none()),
            Err(Unpayable::Is(Kind::Damaged | Kind::MistypedAddress | Kind::PrivateKey | Kind::Login)) => {
                true
            }
            Err(Unpayable::Is(_)) => false,
            Err(Unpayable::BadAmount | Unpayable::Requires(_)) => true,
        };
        return if has_checksum { found } else { Err(Kind::Nothing.into()) };
    }
    found
}

/// A text without blanks around it.
fn one(text: &str) -> Result<Payee, Unpayable> {
    let rest = code::without_schemes(text);
    let linked = link::read(rest).or_else(|| link_of_address(rest).map(link::of));
    linked.or_else(|| web_page(rest)).unwrap_or_else(|| code::read(text))
}

/// A link that has lost its scheme, or has that of Lightning: what it says about the address counts all the same.
fn link_of_address(text: &str) -> Option<&str> {
    let (head, _) = text.split_once(['?', '&'])?;
    code::read(head).is_ok_and(|payee| !payee.addresses.is_empty()).then_some(text)
}

/// A page may have an LNURL beside what people without a wallet see (LUD-01).
fn web_page(text: &str) -> Option<Result<Payee, Unpayable>> {
    after(text, "https://").or_else(|| after(text, "http://"))?;
    if text.contains(char::is_whitespace) {
        return None;
    }
    let query = text.split_once('?').map_or("", |(_, query)| query).split('#').next().unwrap_or_default();
    let mut values = query.split('&').filter_map(|parameter| after(parameter, "lightning="));
    Some(match values.next() {
        Some(value) => code::read(&link::decoded(value)),
        None => Err(Kind::WebPage.into()),
    })
}

/// Looks in a quoted mail, or among words, in brackets or before a full stop.
pub(crate) fn among_words(text: &str) -> Result<Payee, Unpayable> {
    let lines = text.lines().map(|line| line.trim_start_matches(QUOTES));
    let unquoted = lines.collect::<Vec<_>>().join("\n");
    let mut found = Findings::default();
    found.take_whole(whole(&unquoted), &unquoted);
    let words: Vec<&str> = unquoted.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        let rest = words.get(at + 1..).unwrap_or_default();
        let read = among(word, rest);
        let is_page = web_page(trimmed(word)).is_some();
        for code in codes::of(word, rest, codes::Around::of(read.as_ref(), is_link(word), is_page)) {
            found.take_code(code);
        }
        found.take(read);
    }
    found.end().unwrap_or_else(|| whole(text))
}

/// The marks of mail programs for quoted lines.
const QUOTES: [char; 3] = ['>', '|', ' '];

/// One word, and what it means when the text continues.
fn among(word: &str, rest: &[&str]) -> Result<Payee, Unpayable> {
    let inner = from_link(word);
    let goes_on = inner.is_some_and(|(link, behind)| ends_in_amount(link) && behind.contains(is_digit))
        || ends_in_amount(trimmed(word)) && rest.first().is_some_and(|next| next.starts_with(is_digit))
        || inner.is_some() && is_link_going_on(rest);
    if goes_on {
        return Err(Unpayable::BadAmount);
    }
    one(inner.map_or(trimmed(word), |(link, _)| link))
}

fn is_link(word: &str) -> bool {
    from_link(word).is_some()
}

/// A link behind something else, as in Markdown and HTML, and what follows it.
fn from_link(word: &str) -> Option<(&str, &str)> {
    const SCHEMES: [&str; 2] = ["bitcoin:", "web+bitcoin:"];
    if let Some(link) = link_of_address(code::without_schemes(trimmed(word))) {
        return Some((link, ""));
    }
    let starts = word.char_indices().map(|(at, _)| at);
    let mut begin =
        starts.filter(|at| !word[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '+'));
    let link = begin.find_map(|at| {
        word.get(at..).filter(|link| SCHEMES.iter().any(|scheme| after(link, scheme).is_some()))
    })?;
    let (link, behind) = link.split_at(link.find(['<', '>', '"']).unwrap_or(link.len()));
    Some((trimmed(link), behind))
}

/// A label with blanks in it: what follows may forbid to pay, or say how much.
fn is_link_going_on(rest: &[&str]) -> bool {
    let says = |word: &&&str| ["&amount=", "&req-"].iter().any(|key| word.to_ascii_lowercase().contains(key));
    rest.iter().take(LONGEST_LABEL).take_while(|word| !is_link(word)).any(|word| says(&word))
}

/// Words of a label that are looked through.
const LONGEST_LABEL: usize = 16;

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn ends_in_amount(link: &str) -> bool {
    link.rsplit(['?', '&']).next().is_some_and(|last| after(last, "amount=").is_some())
}

/// Without brackets and full stops.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '₿')
}
