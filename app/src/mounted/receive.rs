//! Invoices that can be opened again.

use leptos::prelude::*;
use lifeboat_messages::{
    Activity, Answer, Balance, Channel, CloseCost, Direction, Invoice, Link, Outcome, PaymentStage, Phase,
    Problem, Request, View,
};
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

const HASH: &str = "77aa";

fn invoice() -> Invoice {
    Invoice {
        bolt11: "lnbcrt1".into(),
        amount_msat: Some(2_000_000),
        note: "Half of the pizza".into(),
        payment_hash: HASH.into(),
        expires_ms: u64::MAX,
        opening_fee_msat: 0,
        opening_terms: None,
    }
}

fn activity(outcome: Outcome) -> Activity {
    Activity {
        note: "Half of the pizza".into(),
        ..Activity::new(format!("in/{HASH}"), Direction::In, 2_000_000, 1, outcome)
    }
}

fn asked_until(expires_ms: u64) -> Outcome {
    Outcome::Pending { stage: PaymentStage::Asked { expires_ms } }
}

fn with(outcome: Outcome) -> Message {
    Message::View(View { activities: vec![activity(outcome)], ..view() })
}

fn shows_again(asked: &Asked) -> usize {
    let again =
        |request: &Request| matches!(request, Request::Invoice { payment_hash } if payment_hash == HASH);
    asked.borrow().iter().filter(|(_, request)| again(request)).count()
}

/// Opens the screen of receiving at an address.
fn receive(session: Session) -> impl Sized {
    mount(move || {
        provide_context(session);
        view! { <screens::Receive /> }
    })
}

#[wasm_bindgen_test]
async fn an_open_invoice_is_in_the_list_with_its_note_and_leads_to_itself() {
    let (session, asked) = session();
    session.hear(with(asked_until(u64::MAX)));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let row = document().query_selector(".activity-row[data-outcome=asked]").unwrap().unwrap();
    let said = row.text_content().unwrap();
    assert!(said.contains("Half of the pizza") && said.contains("2,000"), "{said}");
    assert!(!said.contains('+'), "nothing has come in: {said}");
    row.unchecked_into::<web_sys::HtmlElement>().click();
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Receive(HASH.into()));
    let _mounted = receive(session);
    settle().await;
    assert_eq!(shows_again(&asked), 1);
    answer(session, &asked, Ok(Answer::Invoice(invoice())));
    settle().await;
    assert_eq!(text(ids::INVOICE_TEXT).as_deref(), Some("lnbcrt1"));
    assert_eq!(text(ids::INVOICE_NOTE).as_deref(), Some("Half of the pizza"));
}

#[wasm_bindgen_test]
async fn an_invoice_that_is_over_leaves_the_list_by_itself() {
    let (session, _) = session();
    session.hear(with(asked_until(session.now.get_untracked() + 60_000)));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let listed = || document().query_selector(".activity-row").unwrap().is_some();
    assert!(listed());
    session.now.update(|now| *now += 60_000);
    settle().await;
    assert!(!listed());
}

/// After a reload the wallet is not open at first: the invoice is asked for when it is.
#[wasm_bindgen_test]
async fn the_address_of_an_invoice_shows_it_again_once_the_wallet_is_ready() {
    let (session, asked) = session_at(Route::Receive(HASH.into()));
    session.hear(Message::View(View { phase: Phase::Checking, ..view() }));
    let _mounted = receive(session);
    settle().await;
    assert_eq!(shows_again(&asked), 0);
    assert_eq!(text(ids::RECEIVE_CREATE), None, "no empty form in its place");
    session.hear(with(asked_until(u64::MAX)));
    settle().await;
    assert_eq!(shows_again(&asked), 1);
    answer(session, &asked, Ok(Answer::Invoice(invoice())));
    settle().await;
    assert_eq!(attribute(ids::INVOICE_STATE, "data-state").as_deref(), Some("open"));
    session.hear(with(Outcome::Done));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "received");
}

#[wasm_bindgen_test]
async fn the_address_of_an_invoice_that_cannot_be_paid_any_more_leads_on() {
    let ways = [
        (vec![], Route::Receive(String::new())),
        (
            vec![activity(Outcome::Pending { stage: PaymentStage::Saving })],
            Route::Payment(format!("in/{HASH}")),
        ),
    ];
    for (activities, leads_to) in ways {
        let (session, asked) = session_at(Route::Receive(HASH.into()));
        session.hear(Message::View(View { activities, ..view() }));
        let _mounted = receive(session);
        settle().await;
        answer(session, &asked, Err(Problem::Expired));
        settle().await;
        assert_eq!(session.route.get_untracked(), leads_to);
    }
}

#[wasm_bindgen_test]
async fn a_new_invoice_has_its_own_address_and_back_gives_an_empty_form() {
    let (session, asked) = session_at(Route::Receive(String::new()));
    session.hear(Message::View(view()));
    let _mounted = receive(session);
    settle().await;
    click(ids::RECEIVE_CREATE);
    settle().await;
    answer(session, &asked, Ok(Answer::Invoice(invoice())));
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Receive(HASH.into()));
    assert_eq!(text(ids::INVOICE_TEXT).as_deref(), Some("lnbcrt1"));
    assert_eq!(shows_again(&asked), 0, "it is here already");
    session.go(Route::Receive(String::new()));
    settle().await;
    assert_eq!(text(ids::INVOICE_TEXT), None);
    assert!(text(ids::RECEIVE_CREATE).is_some());
}

/// Nobody can pay it, so that there is nothing to copy (its primary button is another one).
#[wasm_bindgen_test]
async fn an_expired_invoice_offers_a_new_one_and_nothing_to_copy() {
    let (session, asked) = session_at(Route::Receive(HASH.into()));
    session.hear(Message::View(view()));
    let _mounted = receive(session);
    settle().await;
    let expires_ms = session.now.get_untracked() + 1_000;
    answer(session, &asked, Ok(Answer::Invoice(Invoice { expires_ms, ..invoice() })));
    settle().await;
    assert!(text(ids::INVOICE_COPY).is_some());
    session.now.update(|now| *now += 1_000);
    settle().await;
    assert_eq!(attribute(ids::INVOICE_STATE, "data-state").as_deref(), Some("expired"));
    assert_eq!(text(ids::INVOICE_COPY), None);
    let again = document().get_element_by_id("invoice-again").unwrap();
    assert!(again.class_list().contains("primary"));
}

/// A payment that cannot be saved hangs; the payee is told before the payer notices.
#[wasm_bindgen_test]
async fn an_invoice_says_that_a_payment_has_to_wait_for_the_backup() {
    let problem = Problem::Unreachable;
    let stuck =
        [BackupStatus::Waiting { since_ms: 0, problem: problem.clone() }, BackupStatus::Paused { problem }];
    for backup in stuck {
        let (session, asked) = session_at(Route::Receive(HASH.into()));
        session.hear(Message::View(view()));
        let _mounted = receive(session);
        settle().await;
        answer(session, &asked, Ok(Answer::Invoice(invoice())));
        settle().await;
        let waits = session.texts().receive.waits_for_backup;
        let said = || body().text_content().unwrap().contains(waits);
        assert!(!said());
        session.hear(Message::View(View { backup, ..view() }));
        settle().await;
        assert!(said());
    }
}

#[wasm_bindgen_test]
async fn what_can_come_in_is_said_before_an_invoice_is_asked_for() {
    let (session, _) = session_at(Route::Receive(String::new()));
    session.hear(Message::View(view()));
    let _mounted = receive(session);
    settle().await;
    let texts = &session.texts().receive;
    assert_eq!(text(ids::RECEIVE_ROOM).as_deref(), Some(texts.room_none), "there is no channel");
    let channel = Channel {
        id: "ab".into(),
        capacity_sat: 1_000_000,
        local_msat: 0,
        usable: true,
        ready: true,
        confirmations: Some(3),
        trusted: true,
        sendable_msat: 0,
        reserve_msat: 0,
        closing: false,
        connected: true,
        away_since_ms: None,
        close_cost: CloseCost::default(),
    };
    let balance = Balance { receivable_msat: 700_000_999, ..Balance::default() };
    let open = View { balance, channels: vec![channel], ..view() };
    session.hear(Message::View(open.clone()));
    settle().await;
    let said = text(ids::RECEIVE_ROOM).unwrap();
    assert!(said.contains("700,000\u{a0}sats"), "{said}");
    session.hear(Message::View(View { link: Link::Off, ..open }));
    settle().await;
    assert_eq!(text(ids::RECEIVE_ROOM), None, "nobody knows what its peer takes");
}

/// As a thousand is written where the page is English.
#[wasm_bindgen_test]
async fn an_amount_in_groups_is_asked_for_as_it_was_meant() {
    let (session, asked) = session_at(Route::Receive(String::new()));
    session.hear(Message::View(view()));
    let _mounted = receive(session);
    settle().await;
    let field = document().get_element_by_id(ids::RECEIVE_AMOUNT).unwrap();
    let field = field.unchecked_into::<web_sys::HtmlInputElement>();
    field.set_value("12,500");
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    field.dispatch_event(&web_sys::Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    settle().await;
    click(ids::RECEIVE_CREATE);
    settle().await;
    let last = asked.borrow().last().cloned().unwrap().1;
    assert!(matches!(last, Request::Receive { amount_msat: Some(12_500_000), .. }));
}

#[wasm_bindgen_test]
async fn an_invoice_is_handed_to_another_program_where_the_browser_can() {
    let navigator = window().navigator();
    let shown = || async {
        let (session, asked) = session_at(Route::Receive(HASH.into()));
        session.hear(Message::View(view()));
        let mounted = receive(session);
        settle().await;
        answer(session, &asked, Ok(Answer::Invoice(invoice())));
        settle().await;
        mounted
    };
    let define = |value: &wasm_bindgen::JsValue| {
        let property = js_sys::Object::new();
        js_sys::Reflect::set(&property, &"value".into(), value).unwrap();
        js_sys::Reflect::set(&property, &"configurable".into(), &true.into()).unwrap();
        js_sys::Reflect::define_property(navigator.as_ref(), &"share".into(), &property).unwrap();
    };
    define(&wasm_bindgen::JsValue::UNDEFINED);
    let mounted = shown().await;
    assert_eq!(text(ids::INVOICE_SHARE), None);
    drop(mounted);
    let shared = Rc::new(RefCell::new(None));
    let kept = shared.clone();
    let share = Closure::<dyn Fn(wasm_bindgen::JsValue) -> js_sys::Promise>::new(move |what| {
        let text = js_sys::Reflect::get(&what, &"text".into()).unwrap().as_string();
        *kept.borrow_mut() = text;
        js_sys::Promise::reject(&"changed their mind".into())
    });
    define(&share.into_js_value());
    let _mounted = shown().await;
    click(ids::INVOICE_SHARE);
    settle().await;
    assert_eq!(shared.borrow().as_deref(), Some("lnbcrt1"));
    js_sys::Reflect::delete_property(navigator.as_ref(), &"share".into()).unwrap();
}
