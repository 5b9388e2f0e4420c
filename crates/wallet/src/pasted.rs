//! Finding the invoice in what people paste: any case, links, blanks, and the marks that chat programs and documents put in.

/// The invoice without everything around it, or whatever is left to be refused.
pub(crate) fn clean(text: &str) -> String {
    let visible = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c));
    let text = visible.collect::<String>().to_lowercase();
    if let Some(link) = text.strip_prefix("bitcoin:") {
        // BIP 21: an address, and beside it what can be paid by Lightning.
        let query = link.split_once('?').map_or("", |(_, query)| query);
        let invoice = query.split('&').find_map(|parameter| parameter.strip_prefix("lightning="));
        return invoice.map_or_else(|| text.clone(), str::to_owned);
    }
    let mut rest = text.as_str();
    while let Some(inner) = SCHEMES.iter().find_map(|scheme| rest.strip_prefix(scheme)) {
        rest = inner;
    }
    if rest.len() == text.len() {
        return text;
    }
    rest.split(['?', '&']).next().unwrap_or_default().to_owned()
}

const SCHEMES: [&str; 3] = ["lightning:", "web+lightning:", "//"];

/// Takes no room on a screen, and is part of no invoice: soft hyphens, marks of direction, joiners, byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || ('\u{200b}'..='\u{200f}').contains(&c)
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_invoice_in_links_of_every_kind() {
        for text in [
            "lnbc1abc",
            " LNBC1\r\nABC ",
            "lightning:lnbc1abc",
            "LIGHTNING:LNBC1ABC",
            "lightning://lnbc1abc",
            "LIGHTNING://LNBC1ABC",
            "web+lightning:lnbc1abc",
            "lightning:lightning:lnbc1abc",
            "lightning:lnbc1abc?amount=1",
            "bitcoin:bc1qaddress?amount=0.1&lightning=lnbc1abc",
            "BITCOIN:BC1QADDRESS?LIGHTNING=LNBC1ABC&LABEL=X",
            "bitcoin:?lightning=lnbc1abc",
        ] {
            assert_eq!(clean(text), "lnbc1abc", "{text}");
        }
    }

    #[test]
    fn leaves_out_what_cannot_be_seen_wherever_it_stands() {
        for c in ['\u{feff}', '\u{200b}', '\u{200c}', '\u{200e}', '\u{2060}', '\u{2068}', '\u{ad}', '\u{a0}']
        {
            assert_eq!(clean(&format!("{c}lnbc1{c}abc{c}")), "lnbc1abc", "{c:?}");
        }
    }

    #[test]
    fn invents_no_invoice_where_there_is_none() {
        for text in [
            "",
            "hello",
            "bitcoin:bc1qaddress",
            "bitcoin:bc1q?label=lightning",
            "//lnbc",
            "a?lightning=lnbc1",
        ] {
            assert!(!clean(text).starts_with("lnbc1"), "{text}");
        }
    }
}
