//! The page of one payment.

use lifeboat_messages::{Activity, ChainKind, Direction, OnChain, Outcome, PaymentStage};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

const ID: &str = "chain/00ff";

fn coming(confirmations: u32, own_note: Option<&str>) -> Message {
    let outcome = match confirmations {
        0 => Outcome::Pending { stage: PaymentStage::Unconfirmed },
        _ => Outcome::Done,
    };
    let activity = Activity {
        id: ID.into(),
        direction: Direction::In,
        amount_msat: 5_000_000,
        fee_msat: 0,
        at_ms: 0,
        created_ms: 0,
        note: String::new(),
        own_note: own_note.map(str::to_owned),
        outcome,
        preimage: None,
        given_up: false,
        back_by_height: None,
        service: None,
        saved: true,
        on_chain: Some(OnChain { kind: ChainKind::Received, confirmations, to: None, fee_known: false }),
    };
    Message::View(View { activities: vec![activity], ..view() })
}

fn field() -> web_sys::HtmlInputElement {
    document().get_element_by_id(ids::PAYMENT_NOTE).unwrap().unchecked_into()
}

/// Blocks come while somebody types.
#[wasm_bindgen_test]
async fn a_note_that_is_being_typed_stays_whatever_happens_to_the_payment() {
    let (session, asked) = session_at(Route::Payment(ID.into()));
    session.hear(coming(1, None));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Payment id=ID.to_owned() /> }
    });
    settle().await;
    field().focus().unwrap();
    field().set_value("Rent");
    field().dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    session.hear(coming(2, None));
    settle().await;
    assert_eq!(text(ids::PAYMENT_CONFIRMATIONS).as_deref(), Some("2"));
    assert_eq!(field().value(), "Rent");
    assert!(document().active_element().is_some_and(|element| element.id() == ids::PAYMENT_NOTE));
    session.hear(coming(0, None));
    settle().await;
    assert_eq!(field().value(), "Rent", "also where the screen looks otherwise");
    click(ids::PAYMENT_SAVE_NOTE);
    settle().await;
    let last = asked.borrow().last().map(|(_, request)| request.clone());
    assert!(matches!(last, Some(Request::SetNote { id, note }) if id == ID && note == "Rent"));
    answer(session, &asked, Err(Problem::NoteTooLong));
    settle().await;
    assert_eq!(attribute(ids::PAYMENT_NOTE_PROBLEM, "role").as_deref(), Some("alert"));
    session.hear(coming(0, Some("Rent")));
    settle().await;
    assert_eq!(text(ids::PAYMENT_SAVE_NOTE).as_deref(), Some(session.texts().activity.noted));
}
