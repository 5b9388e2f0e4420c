//! Bringing a wallet back.

use leptos::prelude::*;
use lifeboat_messages::{Message, Phase, Problem, Reply, View};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

#[wasm_bindgen_test]
async fn an_unreadable_account_is_never_shown_as_an_empty_one() {
    let (session, asked) = session();
    session.hear(Message::View(View { phase: Phase::Empty, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Restore /> }
    });
    settle().await;
    click(ids::RESTORE_FROM_CLOUD);
    settle().await;
    click(ids::SERVICE_THIS_SERVER);
    settle().await;
    let field: web_sys::HtmlInputElement =
        document().get_element_by_id(ids::DRIVE_PASSWORD).unwrap().unchecked_into();
    field.set_value("secret");
    field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    click(ids::DRIVE_SUBMIT);
    settle().await;
    let (id, _) = asked.borrow().last().cloned().unwrap();
    session.hear(Message::Reply(Reply { id, result: Err(Problem::Unreachable) }));
    settle().await;
    assert_eq!(attribute(ids::DRIVE_PROBLEM, "data-problem").as_deref(), Some("unreachable"));
    assert_eq!(text(ids::FOUND_NOTHING), None);
    assert_eq!(text(ids::WELCOME_CREATE), None);
}
