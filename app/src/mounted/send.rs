//! Paying: what is confirmed is what is paid.

use lifeboat_messages::{Payable, Quote};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

fn payable(invoice: &str, amount_msat: Option<u64>) -> Result<Answer, Problem> {
    Ok(Answer::Payable(Payable {
        invoice: invoice.into(),
        payment_hash: invoice.into(),
        amount_msat,
        note: String::new(),
        expires_ms: None,
        payee: "02".into(),
        to_peer: false,
        most_msat: 10_000_000,
        service: None,
        asked_msat: None,
        paid_on_chain: false,
    }))
}

/// Answers the last question of this kind.
fn answer_to(session: Session, asked: &Asked, kind: fn(&Request) -> bool, result: Result<Answer, Problem>) {
    let id = asked.borrow().iter().rev().find(|(_, request)| kind(request)).map(|(id, _)| *id).unwrap();
    session.hear(Message::Reply(Reply { id, result }));
}

async fn check(text: &str) {
    type_in(ids::SEND_INPUT, text);
    settle().await;
    click(ids::SEND_CHECK);
    settle().await;
}

fn type_in(id: &str, text: &str) {
    let field = document().get_element_by_id(id).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &text.into()).unwrap();
    field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
}

fn send() -> (Session, Asked, impl Sized) {
    let (session, asked) = session_at(Route::Send(String::new()));
    session.hear(Message::View(view()));
    let mounted = mount(move || {
        provide_context(session);
        view! { <screens::Send /> }
    });
    (session, asked, mounted)
}

/// What was ordered, and whether again.
fn orders(asked: &Asked) -> Vec<(String, Option<u64>, bool)> {
    let order = |request: &Request| match request {
        Request::Pay { invoice, amount_msat, again, .. } => Some((invoice.clone(), *amount_msat, *again)),
        _ => None,
    };
    asked.borrow().iter().filter_map(|(_, request)| order(request)).collect()
}

fn checks(asked: &Asked) -> Vec<u64> {
    asked
        .borrow()
        .iter()
        .filter(|(_, request)| matches!(request, Request::Check { .. }))
        .map(|(id, _)| *id)
        .collect()
}

fn quote() -> Result<Answer, Problem> {
    Ok(Answer::Quote(Quote { fee_msat: 0, most_fee_msat: 0 }))
}

const IS_QUOTE: fn(&Request) -> bool = |request| matches!(request, Request::Quote { .. });

/// The service of A holds its answer; the user pays B meanwhile.
#[wasm_bindgen_test]
async fn an_answer_that_comes_late_changes_nothing_of_what_is_confirmed_and_paid() {
    for (late, amount_msat) in [
        (payable("a", Some(9_000_000)), Some(1_000_000)),
        (payable("a", None), None),
        (Err(Problem::PaidJustNow), Some(1_000_000)),
    ] {
        let (session, asked, _mounted) = send();
        settle().await;
        check("a").await;
        check("b").await;
        let (first, second) = (checks(&asked)[0], checks(&asked)[1]);
        session.hear(Message::Reply(Reply { id: second, result: payable("b", amount_msat) }));
        settle().await;
        if amount_msat.is_none() {
            // The same holds on the screen of the amount.
            session.hear(Message::Reply(Reply { id: first, result: payable("a", Some(9_000_000)) }));
            settle().await;
            type_in(ids::SEND_AMOUNT, "10");
            settle().await;
            click(ids::SEND_AMOUNT_CONTINUE);
            settle().await;
        }
        let shown = attribute(ids::SEND_CONFIRM_AMOUNT, "data-msat");
        session.hear(Message::Reply(Reply { id: first, result: late }));
        answer_to(session, &asked, IS_QUOTE, quote());
        settle().await;
        assert_eq!(
            (text(ids::SEND_PROBLEM), attribute(ids::SEND_CONFIRM_AMOUNT, "data-msat")),
            (None, shown)
        );
        click(ids::SEND_PAY);
        settle().await;
        let given_msat = amount_msat.is_none().then_some(10_000);
        assert_eq!(orders(&asked), [("b".to_owned(), given_msat, false)]);
    }
}

/// The amount that the link asks for is filled in, and users who have paid it on the chain are asked before they pay it
/// again.
#[wasm_bindgen_test]
async fn a_link_fills_the_amount_and_what_was_paid_on_the_chain_is_paid_again_only_after_a_question() {
    let (session, asked, _mounted) = send();
    settle().await;
    check("a").await;
    let Ok(Answer::Payable(plain)) = payable("a", None) else { panic!() };
    let paid = Payable { asked_msat: Some(25_000), paid_on_chain: true, ..plain };
    answer(session, &asked, Ok(Answer::Payable(paid)));
    settle().await;
    click(ids::SEND_AMOUNT_CONTINUE);
    settle().await;
    assert_eq!(attribute(ids::SEND_CONFIRM_AMOUNT, "data-msat").as_deref(), Some("25000"));
    let told = |problem: &Problem| {
        text(ids::SEND_PROBLEM).is_some_and(|text| text.contains(session.explain(problem).title))
    };
    assert!(told(&Problem::PaidJustNow));
    // Where there is no way, there is nothing to ask.
    answer_to(session, &asked, IS_QUOTE, Err(Problem::NoRoute));
    settle().await;
    assert!(told(&Problem::NoRoute));
    click(ids::SEND_LOOK_AGAIN);
    settle().await;
    answer_to(session, &asked, IS_QUOTE, quote());
    settle().await;
    assert!(told(&Problem::PaidJustNow));
    assert_eq!(text(ids::SEND_PAY).as_deref(), Some(session.texts().send.pay_again));
    click(ids::SEND_PAY);
    settle().await;
    assert_eq!(orders(&asked), [("a".to_owned(), Some(25_000), true)]);
}

/// An answer to what was given up does not lead on, either.
#[wasm_bindgen_test]
async fn whoever_has_gone_back_stays_there() {
    let (session, asked, _mounted) = send();
    settle().await;
    check("a").await;
    click(ids::SEND_SCAN);
    settle().await;
    assert_eq!(session.screen.get_untracked(), "send-scan");
    session.replace(Route::Send(String::new()));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "send");
    answer_to(session, &asked, |it| matches!(it, Request::Check { .. }), payable("a", Some(1_000)));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "send");
}

/// What a service has refused is not said of the text that is entered next, whichever Back leads there.
#[wasm_bindgen_test]
async fn the_browsers_back_leaves_no_problem_of_the_step_behind() {
    let (session, asked, _mounted) = send();
    settle().await;
    check("a").await;
    let host = "pay.example".to_owned();
    let offer = lifeboat_messages::PayOffer {
        host: host.clone(),
        address: None,
        description: None,
        least_msat: 1_000,
        most_msat: 1_000,
        longest_comment: None,
        callback: String::new(),
        metadata_hash: String::new(),
    };
    answer(session, &asked, Ok(Answer::PayOffer(offer)));
    settle().await;
    click(ids::SEND_AMOUNT_CONTINUE);
    settle().await;
    answer(session, &asked, Err(Problem::ServiceSilent { host }));
    settle().await;
    assert!(text(ids::SEND_PROBLEM).is_some());
    session.replace(Route::Send(String::new()));
    settle().await;
    assert_eq!((session.screen.get_untracked(), text(ids::SEND_PROBLEM)), ("send", None));
}

/// The payment has started by then, and its result is shown.
#[wasm_bindgen_test]
async fn the_browsers_back_waits_while_a_payment_is_being_ordered() {
    let (session, asked, _mounted) = send();
    settle().await;
    check("a").await;
    answer(session, &asked, payable("a", Some(1_000)));
    settle().await;
    answer_to(session, &asked, IS_QUOTE, quote());
    settle().await;
    click(ids::SEND_PAY);
    settle().await;
    session.replace(Route::Send(String::new()));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "send-confirm");
    assert_eq!(session.route.get_untracked(), Route::Send("confirm".into()));
    answer(session, &asked, Ok(Answer::Done));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "send-result");
}
