//! The alarm at the top of each page, and on the installed app.

use std::cell::RefCell;

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Message, Phase, Problem, SecondCopy, SecondStatus, ServiceKind, View};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, place::Place, screens};

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
        let place = Signal::derive(move || Place::Route(session.route.get()));
        view! { <screens::AlarmBanner place=place /> }
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

#[wasm_bindgen_test]
async fn no_alarm_stands_over_a_screen_that_its_button_does_not_lead_away_from() {
    let (session, _) = session_at(Route::Settings);
    let place = RwSignal::new(Place::Route(Route::Settings));
    let backup = BackupStatus::Paused { problem: Problem::QuotaFull };
    session.hear(Message::View(View { phase: Phase::Ready, backup, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::AlarmBanner place=place /> }
    });
    settle().await;
    assert!(text(ids::ALARM).is_some());
    for shown in [Place::RealMoney, Place::Broken, Place::Elsewhere, Place::Route(Route::Problem)] {
        place.set(shown);
        settle().await;
        assert_eq!(text(ids::ALARM), None);
    }
}

#[wasm_bindgen_test]
async fn an_alarm_is_spoken_once_however_often_it_is_tried_again_and_that_of_the_second_copy_too() {
    let (session, _) = session_at(Route::Activity);
    let with = |backup: &BackupStatus, status: SecondStatus| {
        let second = Some(SecondCopy {
            kind: ServiceKind::Dropbox,
            account: "samantha".into(),
            place: vec![],
            status,
            both: false,
        });
        session.hear(Message::View(View { phase: Phase::Ready, backup: backup.clone(), second, ..view() }));
    };
    let saved = BackupStatus::Saved { at_ms: 1, position: 1 };
    let well = SecondStatus::InStep { at_ms: 1, position: 1 };
    with(&saved, well.clone());
    let place = Place::Route(Route::Activity);
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::AlarmBanner place=Signal::stored(place) /> }
    });
    settle().await;
    assert_eq!(session.announce.get_untracked(), "");
    with(&saved, SecondStatus::Paused { problem: Problem::QuotaFull });
    settle().await;
    let title = session.explain(&Problem::QuotaFull).title;
    assert_eq!(session.announce.get_untracked(), session.texts().backup.alarm_second(title));
    with(&saved, well.clone());
    settle().await;
    session.say("");
    let waits = BackupStatus::Waiting { since_ms: 0, problem: Problem::Unreachable };
    let mut spoken = Vec::new();
    for backup in [&waits, &BackupStatus::Saving, &waits, &BackupStatus::Checking, &waits, &saved] {
        with(backup, well.clone());
        settle().await;
        let said = session.announce.get_untracked();
        if !said.is_empty() {
            spoken.push(said);
            session.say("");
        }
    }
    let title = session.explain(&Problem::Unreachable).title;
    let texts = &session.texts().backup;
    assert_eq!(spoken, [texts.alarm(title), texts.announce_saved.to_owned()]);
}
