//! A service that answers wrongly in every way.

use std::cell::RefCell;

use async_trait::async_trait;
use futures::executor::block_on;
use lifeboat_cloud::http::Answer;
use lifeboat_wallet::{Payable, Thanks};
use serde_json::json;

use super::pay::ServiceInvoice;
use super::*;

const HOST: &str = "service.example";

/// Gives one answer after the other, and keeps what it was asked.
struct Double {
    answers: RefCell<Vec<Result<Answer, HttpError>>>,
    asked: RefCell<Vec<String>>,
}

impl Double {
    fn of(answers: impl IntoIterator<Item = Result<Answer, HttpError>>) -> Double {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        Double { answers: RefCell::new(answers), asked: RefCell::default() }
    }
}

#[async_trait(?Send)]
impl Http for Double {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        assert!(request.method == Method::Get && request.headers.is_empty() && request.body.is_empty());
        assert!(request.timeout_ms <= 15_000 && request.limit <= 300_000);
        self.asked.borrow_mut().push(request.url);
        self.answers.borrow_mut().pop().unwrap_or(Err(HttpError::NoAnswer))
    }
}

fn said(status: u16, body: impl AsRef<[u8]>) -> Result<Answer, HttpError> {
    Ok(Answer { status, headers: Vec::new(), body: body.as_ref().to_vec() })
}

fn json(value: Value) -> Result<Answer, HttpError> {
    said(200, value.to_string())
}

fn alice() -> Service {
    lifeboat_pasted::read("alice@service.example")
        .ok()
        .and_then(|payee| payee.service)
        .unwrap_or_else(|| unreachable!())
}

const METADATA: &str =
    r#"[["text/identifier","alice@service.example"],["text/plain","Coffee \n for Alice"],["x",1]]"#;

fn pay() -> Value {
    json!({
        "tag": "payRequest", "callback": "https://api.service.example/pay?id=1", "minSendable": 1000,
        "maxSendable": 5_000_000.0, "metadata": METADATA, "commentAllowed": 30
    })
}

fn withdraw() -> Value {
    json!({
        "tag": "withdrawRequest", "callback": "https://service.example/take", "k1": "a/b", "minWithdrawable": 1000,
        "maxWithdrawable": 2000, "defaultDescription": "Voucher"
    })
}

/// The same without a field, or with another value.
fn with(mut value: Value, name: &str, other: Value) -> Value {
    if other.is_null() {
        value.as_object_mut().map(|fields| fields.remove(name));
    } else {
        value[name] = other;
    }
    value
}

fn looked(answer: Result<Answer, HttpError>) -> Result<Offer, Refusal> {
    block_on(look(&Double::of([answer]), &alice()))
}

fn offer() -> PayOffer {
    match looked(json(pay())) {
        Ok(Offer::Pay(offer)) => offer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_offer_is_shown_with_the_host_that_was_asked() {
    let double = Double::of([json(pay())]);
    let offer = match block_on(look(&double, &alice())) {
        Ok(Offer::Pay(offer)) => offer,
        other => panic!("{other:?}"),
    };
    assert_eq!(*double.asked.borrow(), ["https://service.example/.well-known/lnurlp/alice"]);
    assert_eq!((offer.host.as_str(), offer.name()), (HOST, "alice@service.example"));
    assert_eq!(offer.description.as_deref(), Some("Coffee for Alice"), "on one line");
    assert_eq!((offer.least_msat, offer.most_msat, offer.longest_comment), (1_000, 5_000_000, Some(30)));
    assert_eq!(offer.metadata_hash, hash_of(METADATA));
    let nothing = with(pay(), "commentAllowed", Value::Null);
    assert!(matches!(looked(json(nothing)), Ok(Offer::Pay(PayOffer { longest_comment: None, .. }))));
}

fn hash_of(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Answers as written by the frameworks that services are built with.
#[test]
fn numbers_and_refusals_are_read_as_they_are_meant() {
    let range = |answer: Result<Answer, HttpError>| match looked(answer) {
        Ok(Offer::Pay(offer)) => (offer.least_msat, offer.most_msat),
        other => panic!("{other:?}"),
    };
    assert_eq!(range(json(with(pay(), "minSendable", json!("1000")))), (1_000, 5_000_000));
    assert_eq!(range(said(200, format!("\u{feff}{}", pay()))), (1_000, 5_000_000));
    for most in [1e20, 1e300] {
        assert_eq!(range(json(with(pay(), "maxSendable", json!(most)))).1, 2_100_000_000_000_000_000);
    }
    let said_no = |words: &str| Err(Refusal::Said(Some(words.to_owned())));
    assert_eq!(
        looked(said(404, r#"{"detail":"Pay link does not exist."}"#)),
        said_no("Pay link does not exist.")
    );
    assert_eq!(looked(said(400, r#"{"message":"no such user"}"#)), said_no("no such user"));
    assert_eq!(looked(said(403, r#"{"error":"closed"}"#)), said_no("closed"));
    assert_eq!(looked(said(404, "<html>Not found</html>")), Err(Refusal::Said(None)));
    assert_eq!(looked(said(404, pay().to_string())), Err(Refusal::Said(None)));
    assert_eq!(looked(said(502, "<html>Bad gateway</html>")), Err(Refusal::Nonsense));
}

#[test]
fn an_answer_that_makes_no_sense_is_no_offer() {
    for answer in [
        said(200, "<!doctype html><title>Log in</title>"),
        said(200, ""),
        said(200, "[]"),
        said(200, [0xff, 0xfe]),
        said(500, "{}"),
        Err(HttpError::Redirected),
        Err(HttpError::TooLarge),
        json(json!({"tag": "somethingNew"})),
        json(with(pay(), "tag", Value::Null)),
        json(with(pay(), "metadata", Value::Null)),
        json(with(pay(), "metadata", json!("Coffee"))),
        json(with(pay(), "metadata", json!("[]"))),
        json(with(pay(), "metadata", json!([["text/plain", "Coffee"]]))),
        json(with(pay(), "minSendable", json!(6_000_000))),
        json(with(pay(), "minSendable", json!("1,000"))),
        json(with(pay(), "maxSendable", json!(-1))),
        json(with(pay(), "maxSendable", json!(1.5))),
        json(with(withdraw(), "k1", Value::Null)),
        json(with(withdraw(), "k1", json!(""))),
        json(with(withdraw(), "minWithdrawable", json!(3_000))),
    ] {
        assert_eq!(looked(answer.clone()), Err(Refusal::Nonsense), "{answer:?}");
    }
    for callback in [
        "http://service.example/pay",
        "https://x.onion/pay",
        "https://192.168.0.1/pay",
        "https://localhost/pay",
        "https://a@b.example/pay",
        "javascript:alert(1)",
        "/pay",
        "",
    ] {
        for answer in [pay(), withdraw()] {
            let answer = with(answer, "callback", json!(callback));
            assert_eq!(looked(json(answer)), Err(Refusal::Nonsense), "{callback}");
        }
    }
}

#[test]
fn silence_a_no_and_another_kind_are_told_apart() {
    for error in [HttpError::NoAnswer, HttpError::NotSent] {
        assert_eq!(looked(Err(error)), Err(Refusal::Silent));
    }
    let no = |reason: Value| json!({"status": "ERROR", "reason": reason});
    for (reason, words) in [
        (json!("Not\nfound \u{202e}"), Some("Not found".to_owned())),
        (json!(""), None),
        (json!(7), None),
        (json!("x".repeat(5_000)), Some(format!("{}…", "x".repeat(200)))),
    ] {
        for status in [200, 400, 404, 500] {
            assert_eq!(
                looked(said(status, no(reason.clone()).to_string())),
                Err(Refusal::Said(words.clone()))
            );
        }
    }
    assert_eq!(looked(json(json!({"tag": "login", "k1": "aa"}))), Err(Refusal::Is(Kind::Login)));
    assert_eq!(looked(json(json!({"tag": "channelRequest"}))), Err(Refusal::Is(Kind::Channel)));
    let empty = with(with(withdraw(), "minWithdrawable", json!(0)), "maxWithdrawable", json!(0));
    assert_eq!(looked(json(empty)), Err(Refusal::Outside), "nothing is left of it");
}

#[test]
fn an_invoice_is_asked_for_with_the_amount_and_the_comment_alone() {
    let given = json(json!({"pr": "lnbcrt1", "routes": []}));
    let double = Double::of([given]);
    let asked = block_on(ask_for_invoice(&double, &offer(), 1_500, "für Ana & Co"));
    assert_eq!(asked, Ok(ServiceInvoice { invoice: "lnbcrt1".into(), thanks: None }));
    let url = "https://api.service.example/pay?id=1&amount=1500&comment=f%C3%BCr%20Ana%20%26%20Co";
    assert_eq!(*double.asked.borrow(), [url]);
    for amount_msat in [0, 999, 5_000_001, u64::MAX] {
        let double = Double::of([]);
        assert_eq!(block_on(ask_for_invoice(&double, &offer(), amount_msat, "")), Err(Refusal::Outside));
        assert!(double.asked.borrow().is_empty());
    }
    // What the page hands back is not believed either.
    let elsewhere = PayOffer { callback: "http://127.0.0.1/".into(), ..offer() };
    let double = Double::of([]);
    assert_eq!(block_on(ask_for_invoice(&double, &elsewhere, 1_500, "")), Err(Refusal::Nonsense));
    assert!(double.asked.borrow().is_empty());
    for answer in [json(json!({})), json(json!({"pr": 1})), said(200, "<html>")] {
        let asked = block_on(ask_for_invoice(&Double::of([answer]), &offer(), 1_500, ""));
        assert_eq!(asked, Err(Refusal::Nonsense));
    }
}

#[test]
fn only_the_invoice_that_was_asked_for_is_it() {
    let hash = <[u8; 32]>::from({
        use sha2::{Digest, Sha256};
        Sha256::digest(METADATA.as_bytes())
    });
    let key = "031c133361d2ea1eef046edf1cfdee3f438bc146c51ad71e7f061c853dd3f08576";
    let payable = |amount_msat, description_hash| Payable {
        invoice: String::new(),
        hash: String::new(),
        amount_msat,
        note: String::new(),
        description_hash,
        expires_ms: None,
        payee: key.parse().unwrap_or_else(|_| unreachable!()),
        to_peer: false,
        most_msat: 0,
    };
    assert!(is_of(&payable(Some(1_500), Some(hash)), &offer(), 1_500));
    for wrong in [None, Some(0), Some(1_499), Some(1_501), Some(2_000)] {
        assert!(!is_of(&payable(wrong, Some(hash)), &offer(), 1_500), "{wrong:?}");
    }
    for wrong in [None, Some([0; 32])] {
        assert!(!is_of(&payable(Some(1_500), wrong), &offer(), 1_500), "{wrong:?}");
    }
}

#[test]
fn thanks_are_texts_of_the_host_that_was_paid() {
    let thanks = |action: Value| {
        let given = json(json!({"pr": "lnbcrt1", "successAction": action}));
        block_on(ask_for_invoice(&Double::of([given]), &offer(), 1_500, ""))
            .ok()
            .and_then(|given| given.thanks)
    };
    let message = thanks(json!({"tag": "message", "message": "Thank\nyou"}));
    assert_eq!(message, Some(Thanks::Message { text: "Thank you".into() }));
    let url = "https://api.service.example/order/1";
    let there = thanks(json!({"tag": "url", "description": "Your order", "url": url}));
    assert_eq!(there, Some(Thanks::Address { text: Some("Your order".into()), url: url.into() }));
    for action in [
        Value::Null,
        json!({"tag": "message"}),
        json!({"tag": "message", "message": "\u{200b}"}),
        json!({"tag": "url", "description": "Elsewhere", "url": "https://evil.example/"}),
        json!({"tag": "url", "description": "Script", "url": "javascript:alert(1)"}),
        json!({"tag": "aes", "description": "Code", "ciphertext": "x".repeat(5_000), "iv": "A".repeat(24)}),
        json!({"tag": "aes", "description": "Code", "ciphertext": "AAAA", "iv": "A"}),
        json!({"tag": "new"}),
        json!("message"),
    ] {
        assert_eq!(thanks(action.clone()), None, "{action}");
    }
}

#[test]
fn the_proof_of_payment_opens_what_is_sealed_and_nothing_else_does() {
    // AES-256-CBC, PKCS #7, of `echo -n "voucher 1234-5678"`: made with OpenSSL.
    let (sealed, iv, key) = (SEALED, "AAECAwQFBgcICQoLDA0ODw==", "11".repeat(32));
    assert_eq!(opened(sealed, iv, &key).as_deref(), Some("voucher 1234-5678"));
    let folded = format!("{}\n {}", &sealed[..10], &sealed[10..]);
    assert_eq!(opened(&folded, iv, &key).as_deref(), Some("voucher 1234-5678"), "blanks count for nothing");
    for (sealed, iv, key) in [
        (sealed, iv, "12".repeat(32)),
        (sealed, iv, "11".repeat(31)),
        (sealed, iv, "é".repeat(32)),
        (sealed, "AAECAwQFBgcICQoLDA0O", key.clone()),
        (&sealed[..20], iv, key.clone()),
        ("", iv, key.clone()),
        ("?", iv, key.clone()),
    ] {
        assert_eq!(opened(sealed, iv, &key), None, "{sealed} {iv} {key}");
    }
}

const SEALED: &str = "JMzF2cKZTt//NZLae6JTFz9DrrNy1fPUkX+fjib52Y4=";

#[test]
fn an_invoice_of_ours_is_handed_over_for_the_withdrawal_it_is_for() {
    let offer = match looked(json(withdraw())) {
        Ok(Offer::Withdraw(offer)) => offer,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (offer.least_msat, offer.most_msat, offer.description.as_deref()),
        (1_000, 2_000, Some("Voucher"))
    );
    let double = Double::of([json(json!({"status": "OK"}))]);
    assert_eq!(block_on(hand_over(&double, &offer, "lnbcrt1")), Ok(()));
    assert_eq!(*double.asked.borrow(), ["https://service.example/take?k1=a%2Fb&pr=lnbcrt1"]);
    for (answer, refusal) in [
        (json(json!({"status": "ERROR", "reason": "spent"})), Refusal::Said(Some("spent".into()))),
        (json(json!({})), Refusal::Nonsense),
        (said(200, "OK"), Refusal::Nonsense),
        (Err(HttpError::NoAnswer), Refusal::Silent),
    ] {
        assert_eq!(block_on(hand_over(&Double::of([answer]), &offer, "lnbcrt1")), Err(refusal));
    }
}
