//! What people paste, in every costume, and what it is.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::sync::LazyLock;

use lifeboat_pasted::{Kind, Payee, Unpayable, read};
use proptest::prelude::*;

const ADDRESS: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
const OLD_ADDRESS: &str = "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn";
const LNURL: &str = "lnurl1dp68gurn8ghj7um9wfmxjcm99e3k7mf0v9cxj0m385ekvcenxc6r2c35xvukxefcv5mkvv34x5ekzd3ev56nyd3hxqurzepexejxxepnxscrvwfnv9nxzcn9xq6xyefhvgcxxcmyxymnserxfq5fns";
const LNURL_OF: &str =
    "https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df";

/// Invoices of the collection that the wallet's tests read whole.
static CASES: LazyLock<serde_json::Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../wallet/tests/cases/invoices.json")).unwrap());

fn case(id: &str) -> String {
    let found = CASES["cases"].as_array().unwrap().iter().find(|case| case["id"] == id);
    found.unwrap()["text"].as_str().unwrap().to_owned()
}

fn invoice() -> String {
    case("plain")
}

fn other_invoice() -> String {
    case("network-bc")
}

/// One text of each kind that can be paid.
fn payable() -> [String; 6] {
    let link = format!("bitcoin:{ADDRESS}?amount=0.000025&label=Shop&lightning={}", invoice());
    [invoice(), ADDRESS.into(), OLD_ADDRESS.into(), LNURL.into(), "alice@service.example".into(), link]
}

/// Texts that cannot be paid, and what they are.
const NAMED: [(&str, Kind); 55] = [
    ("lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg", Kind::Offer),
    (
        "lightning:LNO1PGX9GETNWSS8VETRW3HHYUCKYYPWA3EYT44H6TXTXQUQH7LZ5DJGE4AFGFJN7K4RGRKUAG0JSD5XVXG",
        Kind::Offer,
    ),
    (
        "bitcoin:?lno=lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
        Kind::Offer,
    ),
    ("₿alice@service.example", Kind::BitcoinName),
    (
        "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgqjuexzk6murw56suy3e0rd2cgqvycxttddwsvgxe2usfpxumr70xc9pkqwv",
        Kind::SilentPayment,
    ),
    ("031c133361d2ea1eef046edf1cfdee3f438bc146c51ad71e7f061c853dd3f08576", Kind::NodeId),
    ("031c133361d2ea1eef046edf1cfdee3f438bc146c51ad71e7f061c853dd3f08576@127.0.0.1:9735", Kind::NodeId),
    ("031C133361D2EA1EEF046EDF1CFDEE3F438BC146C51AD71E7F061C853DD3F08576@x.onion:9735", Kind::NodeId),
    ("800000x1234x1", Kind::Channel),
    ("800000:1234:1", Kind::Channel),
    ("lnurlc://service.example/open", Kind::Channel),
    ("keyauth://service.example/login?k1=aa", Kind::Login),
    ("lnurl1dp68gurn8ghj7um9wfmxjcm99ejhsctdwpkx2tmvdankjm3lw3skw0tvdankjm3xdvcn6ctplelmyn", Kind::Login),
    (
        "lnurl1dp68gup69uhkzcnrv3jkvemgd94xkmrddehhqutjwd682anh0puh5v3nxs6nvdmpvf3kgetxva5xj6ntd3kkummsw9e8xar4wemhstn0de5k7m30wpshjyd7chs",
        Kind::Onion,
    ),
    ("alice@abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion", Kind::Onion),
    ("lnurlp://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion/pay", Kind::Onion),
    ("lnurl1dp68gup69uhhxetjwe5kxefwv4uxzmtsd3jj7urp0yge5hrk", Kind::Insecure),
    ("lnurl1dp68gurn8ghj7vfexghrzd3c9cczuvf0wpshj2rm4c4", Kind::LocalService),
    ("lnurl1dp68gurn8ghj7em0dajzuetcv9khqmr9gpjhv6tv9ejhsctdwpkx2tmsv9usnhq97n", Kind::Nothing),
    ("lnurl1dp68gurn8ghj7vfexghrzd3c9ccjuvf0wpshj2rm4c4", Kind::Damaged),
    ("lnurlp://192.168.0.1/pay", Kind::LocalService),
    ("lnurlp://[::1]/pay", Kind::LocalService),
    ("lnurlp://localhost:3000/pay", Kind::LocalService),
    ("lnurlw://router.local/withdraw", Kind::LocalService),
    ("lnurlp://2130706433/pay", Kind::LocalService),
    ("lnurlp://0x7f.0x1/pay", Kind::LocalService),
    ("alice@127.0.0.1", Kind::LocalService),
    ("alice@nas.local", Kind::LocalService),
    ("lnurlp://good.example@evil.example/pay", Kind::Nothing),
    ("ark1qq4hfssprtcgnjzf8qlw2f78yvjau5kldfugg29k34y7j96q2w4t5z4zmyt2k", Kind::Ark),
    ("spark1pgss9y4zr5kyk7hd5gx2w8gy8ltsmrgrqf8w6x0q4gkqdtvkrpqxnltgv3y4kh", Kind::Spark),
    ("cashuAeyJ0b2tlbiI6W119", Kind::Ecash),
    ("cashu:cashuBo2F0gaJhaUgA_9SLj17PgGFwgaNhYQFhc3hAYWNjMTI0MzVlN2I4NDg0YzNj", Kind::Ecash),
    (
        "fed11qgqzc2nhwden5te0vejkg6tdd9h8gepwvejkg6tdd9h8garhduhx6at5d9h8jmn9wshxxmmd9uqqzgxg6s3evn",
        Kind::Ecash,
    ),
    ("0x52908400098527886E0F7030069857D2E4169EE7", Kind::OtherCoin),
    ("ethereum:0x52908400098527886E0F7030069857D2E4169EE7?value=1", Kind::OtherCoin),
    ("ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", Kind::OtherCoin),
    ("L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ", Kind::PrivateKey),
    ("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", Kind::PrivateKey),
    ("cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA", Kind::PrivateKey),
    (
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
        Kind::PrivateKey,
    ),
    (
        "wpkh(tprv8ZgxMBicQKsPd9TeAdPADNnSyH9SSUUbTVeFszDE23Ki6TBB5nCefAdHkK8Fm3qMQR6sHwA56zqRmKmxnHk37JkiFzvncDqoKmPWubu7hDF/*)",
        Kind::PrivateKey,
    ),
    ("wpkh(L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ)", Kind::PrivateKey),
    ("p2wpkh:L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ", Kind::PrivateKey),
    ("bitcoin:L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ", Kind::PrivateKey),
    ("bitcoin:L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ?amount=x", Kind::PrivateKey),
    ("my key: L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ.", Kind::PrivateKey),
    ("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", Kind::PrivateKey),
    (
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
        Kind::PublicKey,
    ),
    ("wpkh([d34db33f/84h/0h/0h]xpub661MyMwAqRbcF/0/*)", Kind::PublicKey),
    ("cHNidP8BAHUCAAAAASaBcTce3/KF6Tet7qSze3gADAVmy7OtZGQXE8pCFxv2AAAAAAD+////", Kind::Transaction),
    ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Kind::Hash),
    ("https://service.example/shop?item=3", Kind::WebPage),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", Kind::MistypedAddress),
    ("", Kind::Nothing),
];

fn is(kind: Kind) -> Result<Payee, Unpayable> {
    Err(Unpayable::Is(kind))
}

#[test]
fn what_cannot_be_paid_has_its_name_in_every_costume() {
    for (text, kind) in NAMED {
        for text in [
            text.to_owned(),
            format!(" {text}\n"),
            format!("\u{feff}{text}\u{200b}"),
            format!("\t{text}\r\n"),
        ] {
            assert_eq!(read(&text), is(kind), "{text}");
        }
    }
    for kind in Kind::ALL {
        let known = NAMED.iter().any(|(_, named)| *named == kind);
        assert!(known || kind == Kind::Several, "{kind:?} has an example");
    }
    let none = [
        "hello",
        "lnbcrt",
        "@",
        "a@b",
        "a@b@c.d",
        "12345",
        "🙂",
        "pay to alice please",
        "mailto",
        "1",
        "a?lightning=x",
    ];
    for text in none {
        assert_eq!(read(text), is(Kind::Nothing), "{text}");
    }
}

#[test]
fn services_are_asked_where_their_text_says() {
    let asked = |text: &str| {
        let service = read(text).unwrap().service.unwrap();
        (service.url().to_owned(), service.host().to_owned(), service.address().map(str::to_owned))
    };
    let (url, host) = (LNURL_OF.to_owned(), "service.com".to_owned());
    for text in [
        LNURL.to_owned(),
        LNURL.to_uppercase(),
        format!("lightning:{LNURL}"),
        format!("LIGHTNING:{}", LNURL.to_uppercase()),
        format!("lnurl:{LNURL}"),
        format!("https://shop.example/pay?id=1&lightning={LNURL}#top"),
        format!("bitcoin:?lightning={LNURL}"),
        format!("web+lightning:{LNURL}"),
        format!("Pay here: <{LNURL}>, please."),
    ] {
        assert_eq!(asked(&text), (url.clone(), host.clone(), None), "{text}");
    }
    let alice = ("https://service.example/.well-known/lnurlp/alice".to_owned(), "service.example".to_owned());
    for text in [
        "alice@service.example",
        " Alice@Service.Example ",
        "lightning:alice@service.example",
        "(alice@service.example)",
    ] {
        assert_eq!(
            asked(text),
            (alice.0.clone(), alice.1.clone(), Some("alice@service.example".into())),
            "{text}"
        );
    }
    let plain =
        ("https://service.example:8443/lnurlp/Alice?x=1".to_owned(), "service.example".to_owned(), None);
    for text in [
        "lnurlp://service.example:8443/lnurlp/Alice?x=1",
        "LNURLP://Service.Example:8443/lnurlp/Alice?x=1#a",
        "lnurlw:service.example:8443/lnurlp/Alice?x=1",
    ] {
        assert_eq!(asked(text), plain, "{text}");
    }
}

#[test]
fn an_invoice_is_meant_before_the_address_that_answers_the_mail() {
    let (one, other) = (invoice(), other_invoice());
    let mail = format!("Hi!\n\nThe invoice is {one}.\n\nAsk me at bob@service.example");
    assert_eq!(read(&mail).unwrap().invoice.as_ref(), Some(&one));
    assert_eq!(read(&format!("{one} or {other}")), is(Kind::Several));
    assert_eq!(read("alice@service.example or bob@service.example"), is(Kind::Several));
    assert_eq!(read(&format!("bitcoin:?lightning={one}&lightning={other}")), is(Kind::Several));
    let services = format!("bitcoin:{ADDRESS}?lightning=alice@service.example&lightning=");
    assert_eq!(read(&format!("{services}bob@service.example")), is(Kind::Several));
    assert!(read(&format!("{services}alice@service.example")).is_ok(), "twice the same");
    // Once alone and once in the link: the link says more.
    let both = read(&format!("{one}\nbitcoin:{ADDRESS}?lightning={one}")).unwrap();
    assert_eq!((both.invoice, both.addresses.len()), (Some(one), 1));
}

#[test]
fn reads_what_a_link_says() {
    let link =
        |query: &str| read(&format!("bitcoin:{ADDRESS}?{query}")).map(|read| (read.amount_sat, read.label));
    let said = |label: &str| Some(label.to_owned());
    assert_eq!(link("amount=0.000025"), Ok((Some(2_500), None)));
    assert_eq!(link("AMOUNT=20.3&pj=https://x&pjos=0"), Ok((Some(2_030_000_000), None)));
    assert_eq!(link("amount=.5"), Ok((Some(50_000_000), None)));
    assert_eq!(link("amount=21000000"), Ok((Some(lifeboat_pasted::MOST_SAT), None)));
    assert_eq!(link("label=Luke%2DJr%20%C3%A9"), Ok((None, said("Luke-Jr é"))));
    assert_eq!(
        link("label=Shop%E2%80%AE%20sat%20000%205%E2%80%AC%20%0A1"),
        Ok((None, said("Shop sat 000 5 1")))
    );
    assert_eq!(link("label=%E2%80%8B&message=B"), Ok((None, said("B"))), "nothing can be seen of the label");
    assert_eq!(link("message=B&label=A"), Ok((None, said("A"))));
    assert_eq!(link("message=%FF%0a%zz"), Ok((None, said("\u{fffd} %zz"))));
    assert_eq!(link(&format!("label={}", "x".repeat(900))).unwrap().1.map(|it| it.len()), Some(200));
    for amount in
        ["", "-1", "1,5", "1e3", "0.000000001", "21000000.00000001", "99999999999999999999", "+1", "."]
    {
        assert_eq!(link(&format!("amount={amount}")), Err(Unpayable::BadAmount), "{amount}");
    }
    assert_eq!(link("amount=1&amount=2"), Err(Unpayable::BadAmount), "it is not clear which one");
    assert_eq!(link("amount=1&amount=1.0"), Ok((Some(100_000_000), None)));
    assert_eq!(
        link("req-somethingyoudontunderstand=50"),
        Err(Unpayable::Requires("somethingyoudontunderstand".into()))
    );
    let damaged = format!("{}q", invoice());
    for broken in [format!("lightning={damaged}"), "lightning=".into(), "lno=lno1abc".into()] {
        assert_eq!(link(&broken), Ok((None, None)), "the address can be paid: {broken}");
    }
    let networks =
        read(&format!("bitcoin:?bc=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4&bcrt={ADDRESS}")).unwrap();
    assert_eq!(networks.addresses.len(), 2);
    for (text, kind) in [
        ("bitcoin:", Kind::MistypedAddress),
        ("bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081", Kind::MistypedAddress),
        ("bitcoin:?amount=1", Kind::MistypedAddress),
    ] {
        assert_eq!(read(text), is(kind), "{text}");
    }
}

/// Mail programs break lines, and quote them. What has a checksum is put together again; of half a number
/// nothing tells.
#[test]
fn a_broken_line_makes_no_other_amount() {
    let amount = |text: &str| read(text).map(|read| read.amount_sat);
    for before in ["", "> ", "> > "] {
        let link = |query: &str| format!("{before}bitcoin:{ADDRESS}?{query}");
        let broken = link(&format!("amount=0.1\n{before}5"));
        for around in ["", "A wrote:\n"] {
            assert_eq!(amount(&format!("{around}{broken}")), Err(Unpayable::BadAmount), "{around}{broken}");
        }
        assert_eq!(amount(&link(&format!("amount=0.1\n{before}&label=A"))), Ok(Some(10_000_000)));
        assert_eq!(amount(&link(&format!("label=A\n{before}&amount=0.1"))), Ok(Some(10_000_000)));
        let (head, tail) = ADDRESS.split_at(20);
        let broken = format!("{before}bitcoin:{head}\n{before}{tail}?amount=0.1");
        assert_eq!(amount(&broken), Ok(Some(10_000_000)), "{broken}");
    }
    let words = |amount: &str| format!("Pay bitcoin:{ADDRESS}?amount=0.1 {amount}");
    assert_eq!(amount(&words("please.")), Ok(Some(10_000_000)));
    assert_eq!(amount(&words(&format!("(bitcoin:{ADDRESS}?amount=0.1)"))), Ok(Some(10_000_000)));
    let other = words(&format!("or bitcoin:{ADDRESS}?amount=0.2"));
    assert_eq!(read(&other), is(Kind::Several), "which amount is meant?");
}

#[test]
fn one_wrong_letter_makes_no_other_payee() {
    for good in [ADDRESS, OLD_ADDRESS, LNURL, &invoice()] {
        for at in 0..good.len() {
            let mut bad = good.to_owned().into_bytes();
            bad[at] = if bad[at] == b'q' { b'p' } else { b'q' };
            let bad = String::from_utf8(bad).unwrap();
            assert!(read(&bad).is_err(), "changed at {at}: {bad}");
        }
    }
    // The case counts in the old kinds of addresses, and a mixed one is a sign of damage in the new ones.
    assert!(read(&OLD_ADDRESS.to_uppercase()).is_err());
    assert!(read(&ADDRESS.replacen('q', "Q", 1)).is_err());
}

fn costume() -> impl Strategy<Value = Vec<String>> {
    let blank = prop::sample::select(vec![
        "", " ", "\n", "\t", "\u{a0}", "\u{202f}", "\u{feff}", "\u{200b}", "\r\n", "\u{2060}",
    ]);
    prop::collection::vec(blank.prop_map(str::to_owned), 4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn blanks_and_what_nobody_sees_change_nothing(around in costume(), which in 0..6usize) {
        let text = &payable()[which];
        let [a, b, c, d] = &around[..] else { unreachable!() };
        prop_assert_eq!(read(&format!("{a}{b}{text}{c}{d}")), read(text));
        prop_assert!(read(text).is_ok());
    }

    #[test]
    fn line_breaks_within_change_nothing(at in 1..39usize, which in 0..4usize, upper: bool) {
        let text = &payable()[which];
        let (head, tail) = text.split_at(at.min(text.len() - 1));
        let broken = format!("{head}\r\n{tail}");
        let broken = if upper && which != 2 { broken.to_uppercase() } else { broken };
        prop_assert_eq!(read(&broken), read(text));
    }

    #[test]
    fn schemes_change_nothing(scheme in prop::sample::select(vec!["lightning:", "LIGHTNING:", "lightning://", "web+lightning:", "web+lightning://", "lightning:lightning:", "lightning: "]), which in 0..5usize) {
        let text = &payable()[which];
        prop_assert_eq!(read(&format!("{scheme}{text}")), read(text));
        if which == 1 || which == 2 {
            for scheme in ["bitcoin:", "BITCOIN:", "bitcoin://"] {
                prop_assert_eq!(read(&format!("{scheme}{text}")), read(text));
            }
        }
    }

    #[test]
    fn nothing_makes_it_panic(text in "\\PC*", mut at in 0..60usize, which in 0..6usize, named in 0..NAMED.len()) {
        let _ = read(&text);
        for good in [payable()[which].as_str(), NAMED[named].0] {
            while !good.is_char_boundary(at.min(good.len())) { at += 1; }
            let (head, tail) = good.split_at(at.min(good.len()));
            let _ = read(&format!("{head}{text}{tail}"));
            let _ = (read(head), read(tail));
        }
    }
}
