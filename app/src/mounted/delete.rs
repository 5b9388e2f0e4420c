//! Deleting the wallet from this device, and calling it by another name.

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, BackupStatus, Message, Problem, Remains, Reply, Request, Service, ServiceKind, View,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens, state::durable};

fn click(id: &str) {
    let element = document().get_element_by_id(id).unwrap();
    element.unchecked_into::<web_sys::HtmlElement>().click();
}

fn service() -> Service {
    Service {
        kind: ServiceKind::Nextcloud,
        account: "samantha".into(),
        place: vec![],
        file: "BitcoinWalletBackup_Samantha".into(),
        link: None,
        size: None,
        room: None,
        proved_ms: None,
        unfit: None,
    }
}

/// Three presses count as a hold.
async fn press_thrice(id: &str) {
    for _ in 0..3 {
        click(id);
    }
    settle().await;
}

#[wasm_bindgen_test]
async fn the_user_is_asked_twice_and_told_what_stays_before_a_wallet_is_deleted() {
    let saved = BackupStatus::Saved { at_ms: 0, position: 41 };
    let waits = BackupStatus::Waiting { since_ms: 0, problem: Problem::Unreachable };
    let fenced = BackupStatus::Fenced { by: None };
    let with = |backup: BackupStatus, service| View { backup, service, ..view() };
    let cases = [
        (with(saved, Some(service())), Remains::Backup),
        (with(fenced, Some(service())), Remains::Nothing),
        (with(waits, Some(service())), Remains::Nothing),
        (with(BackupStatus::Off, None), Remains::Nothing),
    ];
    for (shown, expected) in cases {
        let (session, asked) = session();
        session.hear(Message::View(shown.clone()));
        let texts = &session.texts().delete;
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::Delete /> }
        });
        settle().await;
        let said = text(ids::MAIN).unwrap();
        let is_elsewhere = matches!(shown.backup, BackupStatus::Fenced { .. });
        let told = match (expected, shown.service.is_some()) {
            (Remains::Backup, _) => texts.stays,
            (Remains::Nothing, true) if is_elsewhere => texts.elsewhere,
            (Remains::Nothing, true) => texts.behind,
            (Remains::Nothing, false) => texts.lost,
        };
        assert!(said.contains(told), "{said}");
        assert_eq!(text(ids::DELETE_INSTEAD).is_some(), expected == Remains::Nothing && !is_elsewhere);
        click(ids::DELETE_GO);
        settle().await;
        click(ids::DELETE_HOLD);
        settle().await;
        assert!(asked.borrow().is_empty(), "a slip of the finger");
        press_thrice(ids::DELETE_HOLD).await;
        let (id, request) = asked.borrow().last().cloned().unwrap();
        assert!(matches!(request, Request::DeleteWallet { remains } if remains == expected));
        assert_eq!(asked.borrow().len(), 1);
        assert!(durable::had_wallet());
        // It is still here, and why.
        session.hear(Message::Reply(Reply { id, result: Err(Problem::UnderWay) }));
        settle().await;
        assert!(text(ids::DELETE_PROBLEM).unwrap().contains(texts.paying));
        assert!(durable::had_wallet());
        click(ids::DELETE_GO);
        settle().await;
        press_thrice(ids::DELETE_HOLD).await;
        let (id, _) = asked.borrow().last().cloned().unwrap();
        session.hear(Message::Reply(Reply { id, result: Ok(Answer::Done) }));
        settle().await;
        assert!(!durable::had_wallet(), "the next visit would look for a wallet that the browser has lost");
    }
}

#[wasm_bindgen_test]
async fn what_was_told_is_told_anew_when_it_is_true_no_longer() {
    let (session, asked) = session();
    let waits = BackupStatus::Waiting { since_ms: 0, problem: Problem::Unreachable };
    let saved = BackupStatus::Saved { at_ms: 0, position: 41 };
    let shown = View { backup: saved, service: Some(service()), ..view() };
    session.hear(Message::View(shown.clone()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Delete /> }
    });
    settle().await;
    click(ids::DELETE_GO);
    settle().await;
    assert!(text(ids::DELETE_HOLD).is_some());
    session.hear(Message::View(View { backup: waits, ..shown }));
    settle().await;
    assert!(text(ids::DELETE_HOLD).is_none());
    assert!(text(ids::MAIN).unwrap().contains(session.texts().delete.behind));
    assert!(asked.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn another_name_begins_with_the_present_one_and_shows_the_file_that_stays() {
    let (session, asked) = session();
    session.hear(Message::View(View { service: Some(service()), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Rename /> }
    });
    settle().await;
    assert!(text(ids::MAIN).unwrap().contains(&service().file));
    click(ids::NAME_CONTINUE);
    settle().await;
    let (_, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::Rename { name } if name == view().name));
}
