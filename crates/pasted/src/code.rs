//! What a text without blanks is that is no `bitcoin:` link: a code, with or without schemes before it.

use crate::letters::after;
use crate::{Payee, Service, Unpayable, bare};

/// Reads it.
pub(crate) fn read(text: &str) -> Result<Payee, Unpayable> {
    let rest = without_schemes(text);
    if let Some(found) = Service::of_scheme(rest) {
        return found.map(Payee::from);
    }
    if rest.len() < text.len() {
        // As in a link: what follows is for the program that opens it.
        return bare::read(rest.split(['?', '&', '#']).next().unwrap_or_default());
    }
    bare::read(text)
}

/// Any number of them, as programs put them before each other's links.
pub(crate) fn without_schemes(text: &str) -> &str {
    const SCHEMES: [&str; 4] = ["lightning:", "web+lightning:", "lnurl:", "//"];
    let mut rest = text;
    while let Some(inner) = SCHEMES.iter().find_map(|scheme| after(rest, scheme)) {
        rest = inner.trim_start();
    }
    rest
}
