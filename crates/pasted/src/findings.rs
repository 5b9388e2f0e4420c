//! What is found among the words of a text, and which of it is meant.

use crate::codes::{Code, CodeContent};
use crate::letters::joined;
use crate::{Kind, Payee, Unpayable};

/// Findings by how certain it is that they are meant: in a mail with an invoice, `name@domain` is how to
/// answer it; and if anything else was to be paid, even if damaged, it is no more than that.
#[derive(Default)]
pub(crate) struct Findings {
    invoices: Vec<Payee>,
    others: Vec<Payee>,
    names: Vec<Payee>,
    /// Codes that are whole, in lower case.
    sound: Vec<String>,
    /// What is damaged, and its letters; in the order of the text, beside what has another name.
    refused: Vec<(Unpayable, Option<String>)>,
}

impl Findings {
    /// The whole of a text as one thing.
    pub(crate) fn take_whole(&mut self, read: Result<Payee, Unpayable>, text: &str) {
        if let Ok(payee) = &read {
            self.sound.extend(payee.invoice.clone());
            self.sound.extend(payee.addresses.iter().map(|it| it.clone().assume_checked().to_string()));
            if payee.service.is_some() && payee.addresses.is_empty() && payee.invoice.is_none() {
                self.sound.push(joined(text).to_ascii_lowercase());
            }
        }
        self.take(read);
    }

    /// A part with its checksum, or what it lacks.
    pub(crate) fn take_code(&mut self, code: Code) {
        match code.is {
            CodeContent::Payee(payee) => {
                self.sound.push(code.letters);
                self.take(Ok(payee));
            }
            CodeContent::Damaged(kind) => self.refused.push((kind.into(), Some(code.letters))),
            CodeContent::Named(kind) => self.refused.push((kind.into(), None)),
        }
    }

    /// One of the words.
    pub(crate) fn take(&mut self, read: Result<Payee, Unpayable>) {
        let (list, payee) = match read {
            // What is damaged is looked at by its letters.
            Err(Unpayable::Is(Kind::Nothing | Kind::WebPage | Kind::Damaged | Kind::MistypedAddress)) => {
                return;
            }
            Err(why) => return self.refused.push((why, None)),
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
        // The same invoice once alone and once in a link is one invoice: the link says more. Of a link that
        // is broken in two, one half says less.
        let says = |payee: &Payee| (payee.addresses.len(), payee.amount_sat.is_some(), payee.label.is_some());
        // Two are as unclear as a thousand.
        let is_clear = list.len() < 2;
        match list.iter_mut().find(|other| is_same(other, &payee)) {
            Some(other) if says(other) < says(&payee) => *other = payee,
            None if is_clear => list.push(payee),
            Some(_) | None => {}
        }
    }

    /// What is meant; `None`: nothing was found.
    pub(crate) fn end(mut self) -> Option<Result<Payee, Unpayable>> {
        // A part of a whole code, as in a link whose text is cut.
        let is_part = |letters: &String| {
            letters.len() >= SHORTEST_PART && self.sound.iter().any(|sound| sound.contains(letters.as_str()))
        };
        self.refused.retain(|(_, letters)| letters.as_ref().is_none_or(|letters| !is_part(letters)));
        let is_damaged = self.refused.iter().any(|(_, letters)| letters.is_some());
        let refused = self.refused.into_iter().map(|(why, _)| why).next();
        if is_damaged {
            return refused.map(Err);
        }
        let names = if refused.is_none() { self.names } else { Vec::new() };
        for mut list in [self.invoices, self.others, names] {
            match list.len() {
                0 => {}
                1 => return list.pop().map(Ok),
                _ => return Some(Err(Kind::Several.into())),
            }
        }
        refused.map(Err)
    }
}

/// Fewer letters of one code may as well be of another.
const SHORTEST_PART: usize = 20;

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
