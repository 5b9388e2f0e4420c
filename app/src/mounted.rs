//! Screens mounted in a real browser, with this test on the other end of the line.
#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*, tachys::dom::body};
use lifeboat_messages::{
    Answer, BackupStatus, Balance, Link, Message, Network, Phase, Practice, Problem, Reply, Request, View,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test_configure;

use crate::{
    route::Route,
    state::{Line, Session, WorkerFailure, spawn_session},
    text::{Language, tests::texts},
};

mod activity;
mod alarm;
mod backup;
mod channel;
mod closed;
mod delete;
mod home;
mod line;
mod on_chain;
mod payment;
mod pin;
mod practice;
mod problems;
mod receive;
mod relief;
mod restore;
mod send;
mod settings;
mod shell;
mod sign_in;
mod words;

wasm_bindgen_test_configure!(run_in_browser);

type Asked = Rc<RefCell<Vec<(u64, Request)>>>;

/// A session whose calls are kept for the test to answer.
fn session() -> (Session, Asked) {
    session_at(Route::Home)
}

/// A session like that of `session`, at an address. Navigating changes the address.
fn session_at(route: Route) -> (Session, Asked) {
    let asked = Asked::default();
    let kept = asked.clone();
    let session = session_with(route, move |_, _| {
        let kept = kept.clone();
        Ok(Line::new(move |call, _| kept.borrow_mut().push((call.id, call.request.clone()))))
    });
    (session, asked)
}

/// A session like that of `session`, with these workers.
fn session_with(
    route: Route,
    open: impl Fn(Session, u32) -> Result<Line, WorkerFailure> + 'static,
) -> Session {
    // The first mount starts what runs effects, and a test of the session alone may come before it.
    drop(mount(|| ()));
    // Kept for as long as the page of all tests: dropping it would end the signals under a screen.
    let owner = Box::leak(Box::new(Owner::new()));
    owner.set();
    let at = RwSignal::new(route);
    let english = Language::of("en").unwrap();
    let session = spawn_session(
        (english, texts(english)),
        Memo::new(move |_| at.get()),
        move |path, _| at.set(Route::parse(path)),
        open,
    );
    provide_context(session);
    session
}

/// Mounts into a fresh element; what was there before is gone.
fn mount<V: IntoView + 'static>(make: impl FnOnce() -> V + 'static) -> impl Sized {
    if let Some(old) = document().get_element_by_id("mounted") {
        old.remove();
    }
    let place = document().create_element("div").unwrap();
    place.set_id("mounted");
    body().append_child(&place).unwrap();
    mount_to(place.unchecked_into(), make)
}

fn text(id: &str) -> Option<String> {
    document().get_element_by_id(id).and_then(|element| element.text_content())
}

fn attribute(id: &str, name: &str) -> Option<String> {
    document().get_element_by_id(id).and_then(|element| element.get_attribute(name))
}

fn press(key: &str) {
    let init = web_sys::KeyboardEventInit::new();
    init.set_key(key);
    init.set_cancelable(true);
    let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    window().dispatch_event(&event).unwrap();
}

async fn settle() {
    for _ in 0..4 {
        leptos::task::tick().await;
    }
}

fn view() -> View {
    View {
        phase: Phase::Ready,
        network: Some(Network::Regtest),
        name: "Samantha".into(),
        balance: Balance { lightning_msat: 12_345_678, ..Balance::default() },
        looking: false,
        activities: vec![],
        payments: lifeboat_messages::Counts::default(),
        backup: BackupStatus::Off,
        service: None,
        old_copy: None,
        folder_news: None,
        foreign_tries: None,
        alone: None,
        guards: None,
        guards_offered: None,
        second: None,
        pin: None,
        auto_lock_min: Some(5),
        practice: Practice::On,
        lockable: false,
        prompt: false,
        warning: false,
        reminder: false,
        channels: vec![],
        closed: vec![],
        link: Link::Up,
        height: 1,
        fault: None,
        support: None,
    }
}

fn click(id: &str) {
    document().get_element_by_id(id).unwrap().unchecked_into::<web_sys::HtmlElement>().click();
}

/// Answers what was asked last.
fn answer(session: Session, asked: &Asked, result: Result<Answer, Problem>) {
    let id = asked.borrow().last().map(|(id, _)| *id).unwrap();
    session.hear(Message::Reply(Reply { id, result }));
}
