//! The app as such: its builds, a newer version, what is left when the browser has deleted a wallet.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, BackupStatus, Balance, Greeting, Message, Phase, Problem, ReadOnly, Request, Step, View,
};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{
    ids, screens,
    state::{Ear, WorkerEvent, WorkerFailure, durable},
};

/// What a page of build "a" makes of what it hears: what it answered, and what it understood.
fn heard(texts: &[JsValue]) -> (Vec<String>, Vec<WorkerEvent>) {
    let (said, understood) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let ear = Ear::new(Greeting::of("a"));
    for text in texts {
        ear.hear(text, |greeting| said.borrow_mut().push(greeting.to_owned()), &|it| {
            understood.borrow_mut().push(it);
        });
    }
    (said.into_inner(), understood.into_inner())
}

#[wasm_bindgen_test]
fn of_a_worker_of_another_build_nothing_is_understood() {
    let message = Message::Progress { id: 1, step: Step::Probing }.to_bytes().unwrap();
    let message = JsValue::from(js_sys::Uint8Array::from(message.as_slice()));
    let greets = |build: &str| JsValue::from(Greeting::of(build).to_string());
    let (said, understood) = heard(&[greets("a"), message.clone()]);
    assert_eq!(said, [Greeting::of("a").to_string()]);
    assert!(matches!(understood.as_slice(), [WorkerEvent::Message(Message::Progress { id: 1, .. })]));
    // A message that this page could read, of a worker that does not greet, as those of before did not.
    for first in [greets("b"), message.clone(), JsValue::from("")] {
        let (said, understood) = heard(&[first.clone(), message.clone(), greets("a"), message.clone()]);
        assert!(said.is_empty(), "{first:?}: it would start a node");
        assert!(
            matches!(understood.as_slice(), [WorkerEvent::Broken(WorkerFailure::OtherBuild)]),
            "{first:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_page_and_a_worker_of_different_builds_say_so_and_lead_to_a_reload() {
    let (session, _) = session();
    session.broken.set(Some(WorkerFailure::OtherBuild));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Broken /> }
    });
    settle().await;
    assert_eq!(text(ids::HEADING).as_deref(), Some("Lifeboat was updated"));
    assert!(text("reload").is_some());
}

#[wasm_bindgen_test]
fn a_worker_that_cannot_even_be_made_is_a_version_that_does_not_start() {
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    let listening = window_event_listener_untyped("lifeboat:failed", move |_| count.set(count.get() + 1));
    let owner = Owner::new();
    owner.set();
    let english = Language::of("en").unwrap();
    let session = spawn_session(
        (english, texts(english)),
        Memo::new(|_| Route::Home),
        |_, _| {},
        |_, _| Err(WorkerFailure::Worker("refused".into())),
    );
    assert!(session.broken.get_untracked().is_some());
    assert_eq!(told.get(), 1);
    listening.remove();
}

#[wasm_bindgen_test]
async fn a_newer_version_takes_over_when_nothing_is_under_way_and_not_before() {
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(text(ids::NEW_VERSION), None);
    window().dispatch_event(&web_sys::Event::new("lifeboat:update").unwrap()).unwrap();
    settle().await;
    let switched = Rc::new(Cell::new(0));
    let count = switched.clone();
    let listening = window_event_listener_untyped("lifeboat:switch", move |_| count.set(count.get() + 1));
    for (result, expected) in [(Err(Problem::UnderWay), 0), (Ok(Answer::Done), 1)] {
        click(ids::NEW_VERSION_TAKE);
        assert!(matches!(asked.borrow().last(), Some((_, Request::MayReload))));
        answer(session, &asked, result);
        settle().await;
        assert_eq!(switched.get(), expected);
        assert!(text(ids::NEW_VERSION).unwrap().contains("still in progress"));
    }
    listening.remove();
}

#[wasm_bindgen_test]
async fn a_balance_that_nobody_could_confirm_says_of_when_it_is_and_a_deleted_wallet_is_restored_first() {
    let (session, _) = session();
    session.hear(Message::View(view()));
    let why = ReadOnly::Unconfirmed { problem: Problem::Unreachable };
    let backup = BackupStatus::Waiting { since_ms: 0, problem: Problem::Unreachable };
    let offline = View { phase: Phase::ReadOnly { why }, backup, ..view() };
    let mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(text(ids::HOME_AS_OF), None, "it is of now");
    session.hear(Message::View(offline));
    settle().await;
    assert!(text(ids::HOME_AS_OF).unwrap().starts_with("As of "));
    assert_eq!(attribute(ids::BALANCE, "data-msat").as_deref(), Some("12345678"));
    drop(mounted);
    // What is noted of it outlives the wallet's own database.
    session.hear(Message::View(View { phase: Phase::Empty, name: String::new(), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Welcome /> }
    });
    settle().await;
    assert!(text(ids::WELCOME_AGAIN).unwrap().contains("backup"));
    let restore = document().get_element_by_id(ids::WELCOME_RESTORE).unwrap();
    assert!(restore.class_name().contains("primary"), "{}", restore.class_name());
    window().local_storage().unwrap().unwrap().clear().unwrap();
    // An installed app of this browser shares what the browser keeps: a wallet there is a wallet here.
    session.installed.set(Some(true));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Welcome /> }
    });
    settle().await;
    assert_eq!(text(ids::WELCOME_AGAIN), None);
}

/// In the place of the browser's own: how often it is asked to keep what is stored.
fn counted_storage() -> Rc<Cell<u32>> {
    let asked = Rc::new(Cell::new(0));
    let count = asked.clone();
    let persist = Closure::<dyn Fn() -> js_sys::Promise>::new(move || {
        count.set(count.get() + 1);
        js_sys::Promise::resolve(&JsValue::FALSE)
    });
    let (storage, property) = (js_sys::Object::new(), js_sys::Object::new());
    js_sys::Reflect::set(&storage, &"persist".into(), &persist.into_js_value()).unwrap();
    js_sys::Reflect::set(&property, &"value".into(), &storage).unwrap();
    js_sys::Reflect::set(&property, &"configurable".into(), &true.into()).unwrap();
    js_sys::Reflect::define_property(window().navigator().as_ref(), &"storage".into(), &property).unwrap();
    asked
}

#[wasm_bindgen_test]
async fn the_browser_is_asked_to_keep_money_however_it_came_and_not_at_every_start() {
    let notes = window().local_storage().unwrap().unwrap();
    notes.clear().unwrap();
    let asked = counted_storage();
    let start = || {
        let (session, _) = session();
        move |phase: Phase, sat: u64| {
            let balance = Balance { onchain_sat: sat, ..Balance::default() };
            session.hear(Message::View(View { phase, balance, ..view() }));
        }
    };
    // It came while the wallet was locked, with a restored wallet, or with an older version.
    let hear = start();
    for (phase, sat, times) in [
        (Phase::Locked, 0, 0),
        (Phase::Checking, 5, 0),
        (Phase::Ready, 5, 1),
        (Phase::Ready, 6, 1),
        (Phase::Ready, 0, 1),
        (Phase::Ready, 5, 2),
    ] {
        hear(phase.clone(), sat);
        settle().await;
        assert_eq!(asked.get(), times, "{phase:?} {sat}");
    }
    // It was refused, and some browsers ask their user.
    let hear = start();
    hear(Phase::Ready, 5);
    settle().await;
    assert_eq!(asked.get(), 2);
    // A restore asks on its own, whatever it brings.
    notes.clear().unwrap();
    let (session, _) = session();
    durable::ask_to_keep(session);
    session.hear(Message::View(View { balance: Balance { onchain_sat: 5, ..Balance::default() }, ..view() }));
    settle().await;
    assert_eq!(asked.get(), 3);
    js_sys::Reflect::delete_property(window().navigator().as_ref(), &"storage".into()).unwrap();
    notes.clear().unwrap();
}
