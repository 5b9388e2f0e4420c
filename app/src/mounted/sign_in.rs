//! The way to a service's own page and back.

use leptos::prelude::*;
use lifeboat_messages::{
    BackupStatus, Message, Phase, Problem, ReadOnly, Request, Service, ServiceKind, SignInPurpose, View,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

fn signed_out() -> View {
    let problem = Problem::SignedOut;
    let service = Service {
        kind: ServiceKind::GoogleDrive,
        account: "samantha@example.com".into(),
        place: vec![],
        file: "BitcoinWalletBackup_Samantha".into(),
        link: None,
        size: None,
        room: None,
        proved_ms: None,
        unfit: None,
    };
    View {
        phase: Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: problem.clone() } },
        backup: BackupStatus::Waiting { since_ms: 0, problem },
        service: Some(service),
        ..view()
    }
}

fn leaves_for_google(asked: &Asked) -> bool {
    asked.borrow().iter().any(|(_, request)| {
        let Request::BeginSignIn { service, address, purpose } = request else { return false };
        let again = matches!(purpose, SignInPurpose::Reconnect);
        *service == ServiceKind::GoogleDrive && address.is_none() && again
    })
}

/// The line leads to what explains it; the button, to the service.
#[wasm_bindgen_test]
async fn home_is_one_tap_from_the_page_of_a_service_that_ended_the_sign_in() {
    let (session, asked) = session();
    session.hear(Message::View(signed_out()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(text(ids::READ_ONLY_BANNER), None, "nothing is being checked");
    assert_eq!(text(ids::BACKUP_LINE).as_deref(), Some("Backup paused: sign in again"));
    assert!(!leaves_for_google(&asked), "no page opens without a tap");
    click(ids::SIGN_IN_AGAIN);
    settle().await;
    assert!(leaves_for_google(&asked));
    answer(session, &asked, Err(Problem::Unreachable));
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Reconnect, "where what is in the way can be said");
    session.replace(Route::Home);
    click(ids::BACKUP_LINE);
    assert_eq!(session.route.get_untracked(), Route::Reconnect);
    session.hear(Message::View(view()));
    settle().await;
    assert_eq!(text(ids::SIGN_IN_AGAIN), None);
}

/// The page that was left comes up as it was, and another attempt must be possible.
#[wasm_bindgen_test]
async fn the_button_to_a_service_works_again_after_back_in_the_browser() {
    let (session, asked) = session_at(Route::Reconnect);
    session.hear(Message::View(signed_out()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Reconnect second=false /> }
    });
    settle().await;
    click(ids::SIGN_IN_GO);
    settle().await;
    assert!(leaves_for_google(&asked));
    assert_eq!(attribute(ids::SIGN_IN_GO, "aria-busy").as_deref(), Some("true"));
    window().dispatch_event(&web_sys::Event::new("pageshow").unwrap()).unwrap();
    settle().await;
    assert_eq!(attribute(ids::SIGN_IN_GO, "aria-busy"), None);
}

/// They entered the PIN before they left: it is asked for only where the wallet does not open without it.
#[wasm_bindgen_test]
async fn whoever_comes_back_from_a_service_sees_the_lock_screen_only_when_it_takes_the_pin() {
    let storage = window().session_storage().unwrap().unwrap();
    storage.set_item("lifeboat-sign-in", r#"{"at":"a","query":"?state=s","fragment":""}"#).unwrap();
    let (session, asked) = session_at(Route::Reconnect);
    session.hear(Message::View(View { phase: Phase::Locked, ..signed_out() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Lock /> }
    });
    settle().await;
    assert_eq!(session.screen.get_untracked(), "lock-returning");
    let comes_back = |(_, request): &(u64, Request)| matches!(request, Request::ComeBack { .. });
    assert_eq!(asked.borrow().iter().filter(|call| comes_back(call)).count(), 1);
    assert!(storage.get_item("lifeboat-sign-in").unwrap().is_some(), "the answer itself waits");
    answer(session, &asked, Err(Problem::SignInExpired));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "lock");
    storage.remove_item("lifeboat-sign-in").unwrap();
}
