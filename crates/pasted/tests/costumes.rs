//! Links and codes in costumes that programs and keyboards give them: encoded, wide, with a scheme too many or too few.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use lifeboat_pasted::{Kind, Payee, Unpayable, read};
use proptest::prelude::*;

const ADDRESS: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
const LNURL: &str = "lnurl1dp68gurn8ghj7um9wfmxjcm99e3k7mf0v9cxj0m385ekvcenxc6r2c35xvukxefcv5mkvv34x5ekzd3ev56nyd3hxqurzepexejxxepnxscrvwfnv9nxzcn9xq6xyefhvgcxxcmyxymnserxfq5fns";
const NAME: &str = "ana@shop.example";
const WIF: &str = "L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ";

fn invoice() -> String {
    let cases: serde_json::Value =
        serde_json::from_str(include_str!("../../wallet/tests/cases/invoices.json")).unwrap();
    cases["cases"][0]["text"].as_str().unwrap().to_owned()
}

fn is(kind: Kind) -> Result<Payee, Unpayable> {
    Err(Unpayable::Is(kind))
}

/// As programs encode what stands in the address of a page.
fn encoded(text: &str) -> String {
    let one =
        |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("%{:02X}", u32::from(c)) };
    text.chars().map(one).collect()
}

/// As keyboards for Chinese and Japanese write it.
fn wide(text: &str) -> String {
    let one = |c: char| match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' | '@' | '.' | ':' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        other => other,
    };
    text.chars().map(one).collect()
}

/// A key of a link means the same however it is written: encoded, what it forbids or asks for was overlooked.
#[test]
fn what_a_link_says_counts_however_its_keys_are_written() {
    for query in [
        "req-new=1",
        "%72eq-new=1",
        "req%2Dnew=1",
        "REQ%2dnew",
        "label=x&%52%45%51-new=1",
        "r\u{200b}eq-new=1",
    ] {
        let forbidden = Err(Unpayable::Requires("new".into()));
        for link in [
            format!("bitcoin:{ADDRESS}?{query}"),
            format!("bitcoin:{ADDRESS}&{query}"),
            format!("bitcoin:bitcoin:{ADDRESS}?{query}"),
            format!("lightning:{ADDRESS}?{query}"),
            format!("{ADDRESS}?{query}"),
            format!("Hi, pay {ADDRESS}?{query} today"),
            format!("bitcoin:?lightning={}&{query}", invoice()),
        ] {
            assert_eq!(read(&link), forbidden, "{link}");
        }
    }
    let amount = |text: &str| read(text).map(|payee| (payee.addresses.len(), payee.amount_sat));
    for query in
        ["amount=0.1", "%61mount=0.1", "amount=0%2E1", "AMOUNT=0.1#top", "amount=%20.1", "amount=０．１"]
    {
        for link in [
            format!("bitcoin:{ADDRESS}?{query}"),
            format!("BITCOIN:BITCOIN://{ADDRESS}?{query}"),
            format!("bitcoin:{ADDRESS}&{query}"),
            format!("lightning:{ADDRESS}?{query}"),
            format!("lightning:bitcoin:{ADDRESS}?{query}"),
            format!("{ADDRESS}?{query}"),
            format!("Please send to ({ADDRESS}?{query})"),
        ] {
            assert_eq!(amount(&link), Ok((1, Some(10_000_000))), "{link}");
        }
    }
    for query in
        ["amount=0,1", "amount=%2B1", "amount=1%20000", "amount=1%0A0", "amount=x", "amount=0.1&%61mount=0.2"]
    {
        for link in [
            format!("bitcoin:{ADDRESS}?{query}"),
            format!("{ADDRESS}?{query}"),
            format!("Hi: {ADDRESS}?{query}"),
        ] {
            assert_eq!(amount(&link), Err(Unpayable::BadAmount), "{link}");
        }
    }
    // Half an escape is not an escape.
    let label = |query: &str| read(&format!("bitcoin:{ADDRESS}?label={query}")).unwrap().label;
    assert_eq!(label("%+f").as_deref(), Some("%+f"));
    assert_eq!(label("Order #12").as_deref(), Some("Order #12"));
    assert_eq!(label("Ｑ＆Ａ").as_deref(), Some("Q＆A"), "its mark parts nothing");
}

#[test]
fn what_is_for_the_program_that_opens_a_link_hides_nothing() {
    let it = invoice();
    for text in [
        format!("bitcoin:{ADDRESS}?lightning={it}#top"),
        format!("lightning:{it}#top"),
        format!("bitcoin:?lightning={it}#"),
    ] {
        assert_eq!(read(&text).map(|payee| payee.invoice), Ok(Some(it.clone())), "{text}");
    }
    assert_eq!(read(&format!("bitcoin:{ADDRESS}#top")).unwrap().addresses.len(), 1);
}

#[test]
fn a_code_is_read_behind_the_scheme_of_another_time() {
    let of_code = read(LNURL);
    for text in [
        format!("lnurlp:{LNURL}"),
        format!("LNURLP://{}", LNURL.to_uppercase()),
        format!("lnurlw:{LNURL}"),
        format!("lightning:lnurlp:{LNURL}"),
    ] {
        assert_eq!(read(&text), of_code, "{text}");
    }
    assert_eq!(read(&format!("lnurlp:{LNURL}q")), is(Kind::Damaged));
    let host = read("lnurlp://lnurl1.service.example/p").unwrap().service.unwrap();
    assert_eq!(host.host(), "lnurl1.service.example");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn encoded_or_wide_it_is_the_same(which in 0..7usize) {
        let link = format!("bitcoin:{ADDRESS}?amount=0.1&lightning={}", invoice());
        let text = [invoice(), ADDRESS.into(), LNURL.into(), NAME.into(), link, format!("lightning:{}", invoice()), WIF.into()][which].clone();
        prop_assert_eq!(read(&encoded(&text)), read(&text));
        prop_assert_eq!(read(&format!(" {}\n", encoded(&text))), read(&text));
        prop_assert_eq!(read(&wide(&text)), read(&text));
    }

    /// Whatever takes no room on a screen, wherever it stands.
    #[test]
    fn what_nobody_sees_changes_nothing(at in 0..900usize, which in 0..5usize, mark in prop::sample::select(vec![
        '\0', '\u{7}', '\u{7f}', '\u{ad}', '\u{34f}', '\u{61c}', '\u{115f}', '\u{17b4}', '\u{180e}', '\u{200b}', '\u{200d}', '\u{202e}', '\u{2060}',
        '\u{2069}', '\u{3164}', '\u{fe0f}', '\u{feff}', '\u{ffa0}', '\u{fff9}', '\u{e0001}', '\u{e0100}',
    ])) {
        let text = [invoice(), ADDRESS.into(), LNURL.into(), NAME.into(), WIF.into()][which].clone();
        let (head, tail) = text.split_at(at % text.len());
        prop_assert_eq!(read(&format!("{head}{mark}{tail}")), read(&text));
    }

    /// A wide or encoded code that is damaged still counts as a code: no other payee in the text is paid.
    #[test]
    fn beside_a_damaged_code_in_costume_nobody_else_is_paid(at in 0..900usize, which in 0..3usize, first: bool) {
        let code = [invoice(), ADDRESS.to_owned(), LNURL.to_owned()][which].clone();
        let mut bad = code.into_bytes();
        let at = at % bad.len();
        bad[at] = if bad[at] == b'q' { b'p' } else { b'q' };
        let bad = wide(&String::from_utf8(bad).unwrap());
        let text = if first { format!("{NAME} or {bad}") } else { format!("{bad}\n\n{NAME}") };
        prop_assert!(read(&text).is_err(), "{:?}", read(&text));
    }
}
