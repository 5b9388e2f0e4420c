//! Money on the chain.

use lifeboat_messages::{FeeChoice, SendOrder, SendPreview};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

fn preview(amount_sat: u64, fee_sat: u64) -> Result<Answer, Problem> {
    let to = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080".to_owned();
    Ok(Answer::SendPreview(SendPreview {
        to,
        amount_sat,
        fee_sat,
        left_sat: 24_000,
        is_dear: false,
        reserve_waits: false,
    }))
}

fn confirmation(session: Session) -> impl Sized {
    let Ok(Answer::SendPreview(preview)) = preview(20_000, 2_000) else { panic!() };
    let order = SendOrder {
        to: preview.to.clone(),
        amount_sat: Some(20_000),
        sat_per_kvb: 2_000,
        keep_reserve: true,
    };
    mount(move || {
        provide_context(session);
        let (busy, back) = (RwSignal::new(false), Callback::new(|()| {}));
        view! { <screens::OnChainConfirm order=order preview=preview note=String::new() busy=busy back=back /> }
    })
}

/// A fee that has changed is told with what it comes to now: until that is known nothing can be tapped, so
/// that no number changes under the finger.
#[wasm_bindgen_test]
async fn a_fee_that_has_changed_is_told_and_shown_at_once() {
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = confirmation(session);
    settle().await;
    click(ids::SEND_PAY);
    settle().await;
    answer(session, &asked, Err(Problem::FeeChanged { fee_sat: 3_000 }));
    settle().await;
    assert_eq!(
        (attribute(ids::SEND_PAY, "aria-busy").as_deref(), text(ids::SEND_PROBLEM)),
        (Some("true"), None)
    );
    answer(session, &asked, preview(20_000, 3_000));
    settle().await;
    assert_eq!((attribute(ids::SEND_PAY, "aria-busy"), text(ids::SEND_PROBLEM).is_some()), (None, true));
    assert!(text(ids::SEND_NETWORK_FEE).unwrap().contains("3,000"));
}

/// A user who is elsewhere by the time that the payment is ordered stays there.
#[wasm_bindgen_test]
async fn a_late_answer_to_an_order_leads_nobody_away() {
    for stays in [true, false] {
        let (session, asked) = session();
        session.hear(Message::View(view()));
        let mounted = confirmation(session);
        settle().await;
        click(ids::SEND_PAY);
        settle().await;
        let mounted = stays.then_some(mounted);
        answer(session, &asked, Ok(Answer::SentOnChain { id: "chain/00".into() }));
        settle().await;
        assert_eq!(session.route.get_untracked() == Route::Payment("chain/00".into()), stays);
        drop(mounted);
    }
}

fn previews(asked: &Asked) -> usize {
    asked.borrow().iter().filter(|(_, request)| matches!(request, Request::PreviewBump { .. })).count()
}

/// A higher fee may come off what the payee gets, and out of what stays: all of it is shown, and again when
/// it has changed.
#[wasm_bindgen_test]
async fn a_higher_fee_is_shown_with_what_is_paid_and_what_stays() {
    let (session, asked) = session_at(Route::Bump("chain/00".into()));
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Bump id="chain/00".to_owned() /> }
    });
    settle().await;
    let choices = vec![FeeChoice { blocks: 12, sat_per_kvb: 20_000 }];
    answer(session, &asked, Ok(Answer::FeeChoices { choices, old: false }));
    settle().await;
    answer(session, &asked, preview(978_000, 2_000));
    settle().await;
    let shown = || document().query_selector("dl.facts").unwrap().unwrap().text_content().unwrap();
    assert!(["978,000", "980,000", "24,000"].iter().all(|sats| shown().contains(sats)), "{}", shown());
    click(ids::BUMP);
    settle().await;
    answer(session, &asked, Err(Problem::FeeChanged { fee_sat: 3_000 }));
    settle().await;
    assert_eq!((previews(&asked), attribute(ids::SEND_PROBLEM, "role").as_deref()), (2, Some("alert")));
    answer(session, &asked, preview(977_000, 3_000));
    settle().await;
    assert!(shown().contains("977,000"), "{}", shown());
}

#[wasm_bindgen_test]
async fn an_address_that_could_not_be_kept_is_asked_for_again() {
    let (session, asked) = session_at(Route::Receive(Route::ON_CHAIN.into()));
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Receive /> }
    });
    settle().await;
    answer(session, &asked, Err(Problem::Unreachable));
    settle().await;
    click(ids::CHAIN_ADDRESS_AGAIN);
    settle().await;
    let asks = asked.borrow().iter().filter(|(_, request)| matches!(request, Request::ChainAddress)).count();
    assert_eq!((asks, text(ids::RECEIVE_PROBLEM)), (2, None));
    answer(session, &asked, Ok(Answer::ChainAddress { address: "bcrt1q".into() }));
    settle().await;
    assert_eq!(text(ids::CHAIN_ADDRESS).as_deref(), Some("bcrt1q"));
    assert_eq!(text(ids::CHAIN_ADDRESS_AGAIN), None);
}
