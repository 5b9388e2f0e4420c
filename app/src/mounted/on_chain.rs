//! Money on the chain.

use lifeboat_messages::{FeeChoice, SendPreview};
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

fn previews(asked: &Asked) -> usize {
    asked.borrow().iter().filter(|(_, request)| matches!(request, Request::PreviewBump { .. })).count()
}

/// A higher fee may come off what the payee gets, and out of what stays: all of it is shown, and again when it has changed.
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
