//! Finding what is meant in a text: the whole of it in any case, with or without a scheme, or a part among words.

use crate::letters::{after, joined, visible};
use crate::{Kind, Payee, Service, Unpayable, bare, link};

/// The text as a whole is one thing.
pub(crate) fn whole(text: &str) -> Result<Payee, Unpayable> {
    let text = visible(text);
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
    let rest = without_schemes(text);
    if let Some(found) = link::read(rest).or_else(|| of_service(rest)).or_else(|| web_page(rest)) {
        return found;
    }
    if rest.len() < text.len() {
        // As in a link: what follows is for the program that opens it.
        return bare::read(rest.split(['?', '&']).next().unwrap_or_default());
    }
    bare::read(text)
}

fn of_service(text: &str) -> Option<Result<Payee, Unpayable>> {
    Service::of_scheme(text).map(|found| found.map(Payee::from))
}

/// Any number of them, as programs put them before each other's links.
fn without_schemes(text: &str) -> &str {
    const SCHEMES: [&str; 4] = ["lightning:", "web+lightning:", "lnurl:", "//"];
    let mut rest = text;
    while let Some(inner) = SCHEMES.iter().find_map(|scheme| after(rest, scheme)) {
        rest = inner.trim_start();
    }
    rest
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
        Some(value) => bare::read(&link::decoded(value)),
        None => Err(Kind::WebPage.into()),
    })
}

/// In a quoted mail, whose lines begin with `>`, or among words, in brackets or before a full stop.
pub(crate) fn among_words(text: &str) -> Result<Payee, Unpayable> {
    let text = visible(text);
    let unquoted: Vec<&str> = text.lines().map(|line| line.trim_start_matches(['>', ' '])).collect();
    let mut found = Findings::default();
    found.take(whole(&unquoted.join("\n")));
    let mut words = text.split_whitespace().map(trimmed).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        // The number may continue after the line break, and nothing would show that.
        let goes_on = words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        found.take(if goes_on && ends_in_amount(word) { Err(Unpayable::BadAmount) } else { one(word) });
    }
    found.end().unwrap_or_else(|| whole(&text))
}

fn ends_in_amount(link: &str) -> bool {
    link.rsplit(['?', '&']).next().is_some_and(|last| after(last, "amount=").is_some())
}

/// Without brackets and full stops.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '₿')
}

/// What stands among the words, by how sure it is that it is meant: in a mail with an invoice, `name@domain` is how to
/// answer it.
#[derive(Default)]
struct Findings {
    secret: bool,
    invoices: Vec<Payee>,
    others: Vec<Payee>,
    names: Vec<Payee>,
    named: Option<Unpayable>,
}

impl Findings {
    fn take(&mut self, read: Result<Payee, Unpayable>) {
        let (list, payee) = match read {
            Err(Unpayable::Is(Kind::PrivateKey)) => return self.secret = true,
            Err(Unpayable::Is(Kind::Nothing | Kind::WebPage)) => return,
            Err(why) => {
                self.named.get_or_insert(why);
                return;
            }
            Ok(payee) => match &payee {
                Payee { invoice: Some(_), .. } => (&mut self.invoices, payee),
                Payee { service: Some(service), addresses, .. }
                    if service.address().is_some() && addresses.is_empty() =>
                {
                    (&mut self.names, payee)
                }
                _ => (&mut self.others, payee),
            },
        };
        // The same invoice once alone and once in a link is one invoice: the link says more. Of a link that is broken in two,
        // one half says less.
        let says = |payee: &Payee| (payee.addresses.len(), payee.amount_sat.is_some(), payee.label.is_some());
        match list.iter_mut().find(|other| is_same(other, &payee)) {
            Some(other) if says(other) < says(&payee) => *other = payee,
            Some(_) => {}
            None => list.push(payee),
        }
    }

    fn end(self) -> Option<Result<Payee, Unpayable>> {
        if self.secret {
            return Some(Err(Kind::PrivateKey.into()));
        }
        for mut list in [self.invoices, self.others, self.names] {
            match list.len() {
                0 => {}
                1 => return list.pop().map(Ok),
                _ => return Some(Err(Kind::Several.into())),
            }
        }
        self.named.map(Err)
    }
}

fn is_same(one: &Payee, other: &Payee) -> bool {
    match (&one.invoice, &other.invoice) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let amounts = one.amount_sat.zip(other.amount_sat);
            let is_same_payee = one.service == other.service && one.addresses == other.addresses;
            is_same_payee && amounts.is_none_or(|(one, other)| one == other)
        }
    }
}
