//! The line to the worker.

use leptos::prelude::*;
use lifeboat_messages::{Message, Request};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn calls_made_before_the_worker_speaks_are_sent_once_it_does() {
    let (session, asked) = session();
    session.ask(Request::Later, |_| {});
    let later = |asked: &Asked| {
        asked.borrow().iter().filter(|(_, request)| matches!(request, Request::Later)).count()
    };
    assert_eq!(later(&asked), 0);
    session.hear(Message::View(view()));
    assert_eq!(later(&asked), 1);
    session.hear(Message::View(view()));
    assert_eq!(later(&asked), 1);
}

#[wasm_bindgen_test]
async fn a_page_that_goes_away_has_what_was_put_off_saved() {
    let (session, asked) = session();
    session.hear(Message::View(view()));
    window().dispatch_event(&web_sys::Event::new("pagehide").unwrap()).unwrap();
    settle().await;
    assert!(asked.borrow().iter().any(|(_, request)| matches!(request, Request::PageHidden)));
}
