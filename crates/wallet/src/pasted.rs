//! Finding the invoice in what people paste: any case, links, blanks, and the marks that chat programs and documents put in.

use std::str::FromStr;

use crate::PublicKey;

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
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || ('\u{200b}'..='\u{200f}').contains(&c)
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
}

/// Longer than ten invoices of the most that LDK reads.
const MOST_BYTES: usize = 1 << 16;

/// Where else an invoice may be, when the text as a whole is none: in a quoted mail, whose lines begin with `>`, or among
/// words, in brackets or before a full stop.
pub(crate) fn parts(text: &str) -> Vec<String> {
    if text.len() > MOST_BYTES {
        return Vec::new();
    }
    let unquoted: String = text.lines().map(|line| line.trim_start_matches(['>', ' '])).collect();
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
    std::iter::once(unquoted.as_str()).chain(words).map(clean).filter(|part| part.starts_with("ln")).collect()
}

/// What people paste in the place of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// LUD-01 and LUD-17: an address where an invoice could be asked for.
    Lnurl,
    /// LUD-16: `name@domain`.
    LightningAddress,
    /// BOLT 12.
    Offer,
    /// An address on the blockchain, or a link to one (BIP 21).
    BitcoinAddress,
    /// The public key of a node, with or without where it is reached.
    NodeId,
    /// More than one invoice: it is not clear which is meant.
    SeveralInvoices,
}

impl Pasted {
    /// What a [`clean`]ed text is, where that can be told.
    pub(crate) fn of(text: &str) -> Option<Pasted> {
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| text.starts_with(prefix));
        if starts(&["lnurl1", "lnurlp:", "lnurlw:", "lnurlc:", "keyauth:"]) {
            return Some(Pasted::Lnurl);
        }
        if starts(&["lno1"]) {
            return Some(Pasted::Offer);
        }
        if is_node_id(text.split('@').next().unwrap_or_default()) {
            return Some(Pasted::NodeId);
        }
        if let Some((name, domain)) = text.split_once('@') {
            let is_address = !name.is_empty() && domain.contains('.') && !domain.contains(['@', '/']);
            return is_address.then_some(Pasted::LightningAddress);
        }
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric());
        let segwit = starts(&["bc1", "tb1", "bcrt1"]) && text.len() >= 14;
        let base58 = starts(&["1", "3", "2", "m", "n"]) && (26..=35).contains(&text.len());
        (starts(&["bitcoin:"]) || plain && (segwit || base58)).then_some(Pasted::BitcoinAddress)
    }
}

/// A compressed public key in hex.
fn is_node_id(text: &str) -> bool {
    text.len() == 66 && text.starts_with("0") && PublicKey::from_str(text).is_ok()
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
    fn tells_what_else_money_can_be_sent_to() {
        let told = |text: &str| Pasted::of(&clean(text));
        let lnurl = "LNURL1DP68GURN8GHJ7UM9WFMXJCM99EJHSCTDWPKX2TMVDE6HYMRS9ASKC6TRV5CJUFF8";
        for text in [lnurl, &format!("lightning:{lnurl}"), "lnurlp://service.example/lnurlp/alice"] {
            assert_eq!(told(text), Some(Pasted::Lnurl), "{text}");
        }
        for text in ["alice@service.example", " Alice@Service.Example ", "lightning:alice@service.example"] {
            assert_eq!(told(text), Some(Pasted::LightningAddress), "{text}");
        }
        assert_eq!(
            told("lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg"),
            Some(Pasted::Offer)
        );
        for text in [
            "bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080?amount=0.000025",
            "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        ] {
            assert_eq!(told(text), Some(Pasted::BitcoinAddress), "{text}");
        }
        let none =
            ["", "hello", "lnbcrt1", "lnbc20m1pvjluez", "@", "a@b", "a@b.c/d", "a@b@c.d", "12345", "🙂"];
        for text in none {
            assert_eq!(told(text), None, "{text}");
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
