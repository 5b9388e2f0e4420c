//! What is said at the top of each page, and on the installed app.

use std::cell::RefCell;

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Message, Problem, View};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

/// In the place of the browser's own: what the badge is told.
fn badge() -> Rc<RefCell<Vec<&'static str>>> {
    let told = Rc::new(RefCell::new(Vec::new()));
    for name in ["setAppBadge", "clearAppBadge"] {
        let kept = told.clone();
        let method = Closure::<dyn Fn() -> js_sys::Promise>::new(move || {
            kept.borrow_mut().push(name);
            js_sys::Promise::reject(&"not installed".into())
        });
        let property = js_sys::Object::new();
        js_sys::Reflect::set(&property, &"value".into(), &method.into_js_value()).unwrap();
        js_sys::Reflect::set(&property, &"configurable".into(), &JsValue::TRUE).unwrap();
        let navigator = window().navigator();
        js_sys::Reflect::define_property(navigator.as_ref(), &name.into(), &property).unwrap();
    }
    told
}

#[wasm_bindgen_test]
async fn a_backup_that_fails_is_told_on_every_page_and_by_the_badge_and_leads_to_the_way_out() {
    let told = badge();
    let (session, _) = session_at(Route::Activity);
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::AlarmBanner /> }
    });
    settle().await;
    assert_eq!(text(ids::ALARM), None);
    let since_ms = session.now.get_untracked();
    let backup = BackupStatus::Waiting { since_ms, problem: Problem::Unreachable };
    session.hear(Message::View(View { backup, ..view() }));
    settle().await;
    assert_eq!(text(ids::ALARM), None, "it may be over in a moment");
    assert_eq!(*told.borrow(), ["clearAppBadge"]);
    session.now.update(|now| *now += 10_000);
    settle().await;
    let said = text(ids::ALARM).unwrap();
    assert!(said.contains(session.explain(&Problem::Unreachable).title), "{said}");
    assert_eq!(*told.borrow(), ["clearAppBadge", "setAppBadge"]);
    click(ids::ALARM_GO);
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Problem);
    assert_eq!(text(ids::ALARM), None, "the page itself says it");
    session.hear(Message::View(View { backup: BackupStatus::Saved { at_ms: 1, position: 1 }, ..view() }));
    settle().await;
    assert_eq!(*told.borrow(), ["clearAppBadge", "setAppBadge", "clearAppBadge"]);
    assert_eq!(session.announce.get_untracked(), session.texts().backup.announce_saved);
    for name in ["setAppBadge", "clearAppBadge"] {
        js_sys::Reflect::delete_property(window().navigator().as_ref(), &name.into()).unwrap();
    }
}
