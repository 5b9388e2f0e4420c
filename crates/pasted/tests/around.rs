//! Codes among other things: what programs put around them, what is damaged, what must never be read by anybody.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use lifeboat_pasted::{Kind, Payee, Unpayable, read};
use proptest::prelude::*;

const ADDRESS: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
const OTHER_ADDRESS: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const LNURL: &str = "lnurl1dp68gurn8ghj7um9wfmxjcm99e3k7mf0v9cxj0m385ekvcenxc6r2c35xvukxefcv5mkvv34x5ekzd3ev56nyd3hxqurzepexejxxepnxscrvwfnv9nxzcn9xq6xyefhvgcxxcmyxymnserxfq5fns";
const OFFER: &str = "lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg";
const NAME: &str = "ana@shop.example";
const XPRV: &str = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi";

fn case(id: &str) -> String {
    let cases: serde_json::Value =
        serde_json::from_str(include_str!("../../wallet/tests/cases/invoices.json")).unwrap();
    let found = cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).cloned();
    found.unwrap()["text"].as_str().unwrap().to_owned()
}

fn invoice() -> String {
    case("plain")
}

fn is(kind: Kind) -> Result<Payee, Unpayable> {
    Err(Unpayable::Is(kind))
}

/// With one letter changed.
fn damaged(code: &str, at: usize) -> String {
    let mut bytes = code.to_owned().into_bytes();
    bytes[at] = if bytes[at] == b'q' { b'p' } else { b'q' };
    String::from_utf8(bytes).unwrap()
}

/// A mail is answered at an address that may be one of Lightning as well: its writer is never paid in place of another
/// payee.
#[test]
fn who_wrote_a_mail_is_not_paid_for_what_is_broken_in_it() {
    let bad = damaged(&invoice(), 60);
    let bad_address = damaged(ADDRESS, 20);
    for (text, kind) in [
        (format!("Invoice: {bad}. Questions: {NAME}"), Kind::Damaged),
        (format!("Invoice:{bad}. Questions: {NAME}"), Kind::Damaged),
        (format!("{{\"pr\":\"{bad}\"}} {NAME}"), Kind::Damaged),
        (format!("Pay to {bad_address} or ask {NAME}"), Kind::MistypedAddress),
        (format!("Address:{bad_address}, {NAME}"), Kind::MistypedAddress),
        ("Pay to mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfq, ana@shop.example".into(), Kind::MistypedAddress),
        (format!("{OFFER} (or write to {NAME})"), Kind::Offer),
        (format!("Offer:{OFFER} (or write to {NAME})"), Kind::Offer),
        (format!("{NAME}: ₿bob@service.example"), Kind::BitcoinName),
        // Its beginning is lost.
        (format!("Invoice: {} {NAME}", &invoice()[5..]), Kind::Damaged),
        (format!("Invoice: {} {NAME}", &invoice()[40..]), Kind::Damaged),
        // Another payee beside what is damaged.
        (format!("{bad}\n{ADDRESS}"), Kind::Damaged),
        (format!("{bad}\n{}", invoice()), Kind::Damaged),
        (format!("{bad_address} {}", invoice()), Kind::MistypedAddress),
        (format!("bitcoin:{ADDRESS}?label=Shop\nor {bad}"), Kind::Damaged),
        (format!("bitcoin:{ADDRESS}?label=Shop\nbitcoin:{OTHER_ADDRESS}"), Kind::Several),
    ] {
        assert_eq!(read(&text), is(kind), "{text}");
    }
    // In one link everything is of one payee, and of a code that is whole a part may be shown beside it.
    let link = read(&format!("Hi! bitcoin:{ADDRESS}?lightning={bad}")).unwrap();
    assert_eq!(link.addresses.len(), 1);
    let cut = format!("<a href=\"lightning:{}\">{}…</a> {NAME}", invoice(), &invoice()[..30]);
    assert_eq!(read(&cut).unwrap().invoice, Some(invoice()));
    assert!(read(&format!("Pay me at {NAME}, see https://shop.example/")).is_ok(), "nothing else is named");
}

#[test]
fn an_invoice_is_found_in_whatever_carries_it() {
    let it = invoice();
    let (head, tail) = it.split_at(64);
    let (upper, half) = (it.to_uppercase(), it.len() / 2);
    for text in [
        format!("Rechnung:{it}"),
        format!("Invoice={it}"),
        format!("pay:{it}"),
        format!("{it},thanks"),
        format!("{it};"),
        format!("{{\"pr\":\"{it}\",\"routes\":[]}}"),
        format!("[pay me](lightning:{it})"),
        format!("<a href=\"lightning:{upper}\">Pay</a>"),
        format!("&quot;{it}&quot;"),
        format!("{it}<lightning:{it}>"),
        format!("<lightning:{it}|{it}>"),
        format!("{head}\n{tail}\n-- \nAna"),
        format!("Hi, here it is:\n{head}\n{tail}"),
        format!("Hi, here it is:\r\n\r\n{head}\r\n{tail}\r\n\r\nBye, Ana <{NAME}>"),
        format!("On Mon, Ana <{NAME}> wrote:\n> {head}\n> {tail}\n"),
        format!("| {head}\n| {tail}"),
        format!("{head}-\n{tail}"),
        format!("{head}=\r\n{tail}"),
        format!("Hi\n{head}=\n{tail}\nBye"),
        format!("Please pay {} {} today", &it[..half], &it[half..]),
        format!("bitcoin:{ADDRESS}?lightning=lightning:{it}"),
        format!("bitcoin:{ADDRESS}?amount=0.000025&amp;lightning={it}"),
        format!("bitcoin:{ADDRESS}?amount=3D0.000025&lightning=3D{it}"),
        format!("bitcoin:{it}"),
        format!("BITCOIN:{upper}?amount=1"),
        format!("Hi:\nbitcoin:{ADDRESS}?lightning={head}\n{tail}\nBye"),
    ] {
        assert_eq!(read(&text).map(|payee| payee.invoice), Ok(Some(it.clone())), "{text}");
    }
    let address = |text: &str| read(text).map(|payee| (payee.addresses.len(), payee.amount_sat, payee.label));
    for text in [
        format!("[pay](bitcoin:{ADDRESS}?amount=0.5)"),
        format!("<a href=\"bitcoin:{ADDRESS}?amount=0.5\">0.5</a>"),
        format!("bitcoin:{ADDRESS}?amount=3D0.5"),
    ] {
        // HTML may continue with the number in the next element.
        let number_goes_on = text.contains("\">0");
        let expected =
            if number_goes_on { Err(Unpayable::BadAmount) } else { Ok((1, Some(50_000_000), None)) };
        assert_eq!(address(&text), expected, "{text}");
    }
    assert_eq!(read(&format!("Address:{ADDRESS}")).unwrap().addresses.len(), 1);
    assert_eq!(read(&format!("https://explorer.example/address/{ADDRESS}")), is(Kind::WebPage));
    assert!(read("litecoin:3P14159f73E4gFr7JterCCQh9QjiTjiZrG").is_err(), "of another coin");
    let service = |text: &str| read(text).map(|payee| payee.service.map(|it| it.url().to_owned()));
    let asked = |url: &str| Ok(Some(url.to_owned()));
    let of_code = service(LNURL).unwrap().unwrap();
    assert_eq!(service(&format!("bitcoin:?lightning=LIGHTNING:{}", LNURL.to_uppercase())), asked(&of_code));
    assert_eq!(service(&format!("https://shop.example/?lightning=lightning%3A{LNURL}")), asked(&of_code));
    assert_eq!(service(&format!("bitcoin:{LNURL}")), asked(&of_code));
    assert_eq!(service("bitcoin:?lightning=lnurlp://shop.example/p"), asked("https://shop.example/p"));
}

#[test]
fn what_a_link_forbids_is_not_paid_in_any_costume() {
    let forbidden = Err(Unpayable::Requires("new".into()));
    for text in [
        format!("bitcoin:{ADDRESS}?label=x&amp;req-new=1"),
        format!("bitcoin:{ADDRESS}?label=x&amp;amp;req-new=1&lightning={}", invoice()),
        format!("Hi: bitcoin:{ADDRESS}?req-new=1&lightning={}", invoice()),
        format!("bitcoin:{ADDRESS}?label=Tom Shop&req-new=1"),
    ] {
        assert_eq!(read(&text), forbidden, "{text}");
    }
    assert!(read(&format!("Hi: bitcoin:{ADDRESS}?label=Tom Shop&req-new=1")).is_err());
    assert!(read(&format!("Hi: bitcoin:{ADDRESS}?label=Tom Shop&amount=0.1")).is_err(), "which amount?");
    let amount = |query: &str| read(&format!("bitcoin:{ADDRESS}?{query}")).map(|payee| payee.amount_sat);
    assert_eq!(amount("label=x&amp;amount=0.5"), Ok(Some(50_000_000)));
    assert_eq!(amount("amount=0"), Ok(None), "the payer chooses");
    assert_eq!(amount("amount=0.00000000&label=x"), Ok(None));
    assert_eq!(amount("amount=0&amount=1"), Err(Unpayable::BadAmount));
    for (text, kind) in [
        (format!("bitcoin:{OFFER}"), Kind::Offer),
        (format!("bitcoin:{}", damaged(&invoice(), 30)), Kind::Damaged),
        (format!("bitcoin:{NAME}"), Kind::MistypedAddress),
        ("bitcoin:?ark=ark1qq4hfssprtcgnjzf8qlw2f78yvjau5kldfugg29k".into(), Kind::Ark),
        ("bitcoin:?creq=creqAeyJ0b2tlbiI6W119".into(), Kind::Ecash),
    ] {
        assert_eq!(read(&text), is(kind), "{text}");
    }
}

#[test]
fn what_gives_money_away_is_told_in_every_costume() {
    let wif = "L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ";
    let nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    for text in [
        format!("{XPRV}/84h/0h/0h"),
        format!("{XPRV}/0/*"),
        format!("seed:{XPRV}"),
        format!("key={XPRV}"),
        format!("[d34db33f/84h]{XPRV}"),
        format!("My wallet is\n{XPRV}, and I pay {}", invoice()),
        format!("nostr:{nsec}"),
        format!("{{\"key\":\"{wif}\"}}"),
        "nostr+walletconnect://b889ff5b1513b641e2a139f661a661364979c5beee91842f8f0ef42ab558e9d4?relay=wss%3A%2F%2Frelay.example&secret=71a8c14c1407c113601079c4302dab36460f0ccd0ad506f1f2dc73b5100e4f3c".into(),
        "Here: lndhub://login:password@https://hub.example".into(),
        "lndconnect://host:10009?cert=MIIC&macaroon=AgED".into(),
        "ms14namea320zyxwvutsrqpnmlkjhgfedca2a8d0zehn8a0t".into(),
        "MS19NAMEA320ZYXWVUTSRQPNMLKJHGFEDCA2A8D0ZEHN8A0T".into(),
        "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy".into(),
        "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg".into(),
    ] {
        assert_eq!(read(&text), is(Kind::PrivateKey), "{text}");
    }
}

#[test]
fn what_is_of_another_kind_has_its_name() {
    for (text, kind) in [
        ("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", Kind::OtherCoin),
        ("D7Y55r6Yoc1G8EECxkQ6SuSjTgGJJ7M6yD", Kind::OtherCoin),
        ("MVcg9uEvtWuP5N6V48EHfEtbz48qR8TKZ9", Kind::OtherCoin),
        ("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", Kind::OtherCoin),
        (
            "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
            Kind::OtherCoin,
        ),
        (
            "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
            Kind::OtherCoin,
        ),
        (
            "ur:crypto-psbt/hdcxlkahssqzwfvslofzoxwkrewngotktbmwjkwdcmnefsaaehrlolkskncnktlbaypk",
            Kind::Transaction,
        ),
        ("12:30:45", Kind::Nothing),
        ("1x2x3456", Kind::Nothing),
        ("mitgliederversammlungsprotokoll", Kind::Nothing),
    ] {
        assert_eq!(read(text), is(kind), "{text}");
    }
    let version_3 = format!("03000000{}", "0a".repeat(80));
    assert_eq!(read(&version_3), is(Kind::Transaction));
    assert!(read(&format!("At 12:30:45 to {NAME}")).is_ok(), "a time is no channel");
}

/// The longest text that is read, of the most things that are compared with each other.
#[test]
fn a_text_made_to_take_long_does_not() {
    let names: String = (0..8_192u32).map(|it| format!("{it:04x}@b.cc ")).collect();
    assert_eq!(read(&names[..1 << 16]), is(Kind::Several));
    let broken = format!("{}{}", invoice(), "\nq".repeat(32_000));
    let _ = read(&broken);
    assert_eq!(read(&"lnbc1qqqqqqqq\n".repeat(4_600)), is(Kind::Damaged));
}

/// Every way in which a stranger's text may name a payee.
fn others() -> Vec<String> {
    let link = format!("bitcoin:{OTHER_ADDRESS}?amount=0.1");
    vec![
        NAME.into(),
        OTHER_ADDRESS.into(),
        link,
        LNURL.into(),
        case("network-bc"),
        "lightning:bob@b.example".into(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn beside_a_damaged_code_nobody_else_is_paid(
        which in 0..3usize, at in 0..900usize, other in 0..6usize, first: bool, upper: bool, glue in 0..5usize, wrapped: bool,
    ) {
        let code = [invoice(), ADDRESS.to_owned(), LNURL.to_owned()][which].clone();
        let mut bad = damaged(&code, at % code.len());
        if upper {
            bad = bad.to_uppercase();
        }
        let bad = if wrapped && bad.len() > 100 { format!("{}\n{}", &bad[..64], &bad[64..]) } else { bad };
        let bad = [bad.clone(), format!("lightning:{bad}"), format!("Pay:{bad}."), format!("({bad})"), format!("\"{bad}\",")][glue].clone();
        let other = &others()[other];
        let text = if first { format!("{other} or {bad}") } else { format!("{bad}\n\n{other}") };
        prop_assert!(read(&text).is_err(), "{:?}", read(&text));
    }

    #[test]
    fn a_whole_code_is_read_wherever_it_is_cut(at in 20..900usize, more in 1..80usize, dash: bool) {
        let it = invoice();
        let at = at % (it.len() - 20) + 10;
        let next = (at + more).min(it.len() - 1);
        let end = if dash { "-\n" } else { "\n> " };
        let text = format!("Hello,\n{}{end}{}{end}{}\nBye", &it[..at], &it[at..next], &it[next..]);
        prop_assert_eq!(read(&text).map(|payee| payee.invoice), Ok(Some(it)), "{}", text);
    }
}
