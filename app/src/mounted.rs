//! Screens mounted in a real browser, with this test on the other end of the line.
#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*, tachys::dom::body};
use lifeboat_messages::{
    Answer, BackupStatus, Balance, Fault, Link, Message, Network, OldCopy, OldCopyState, Phase, PhraseWords,
    PinRefused, PinStrength, Problem, ReadOnly, Reply, Request, Secret, ServiceKind, View,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::{
    flow::entry::{Entry, Key},
    ids,
    route::Route,
    screens,
    state::{Line, Session, spawn_session},
};

wasm_bindgen_test_configure!(run_in_browser);

type Asked = Rc<RefCell<Vec<(u64, Request)>>>;

/// A session whose calls are kept for the test to answer.
fn session() -> (Session, Asked) {
    let asked = Asked::default();
    let kept = asked.clone();
    let route = Memo::new(|_| Route::Home);
    let session = spawn_session(
        route,
        |_, _| {},
        move |_| Ok(Line::new(move |call, _| kept.borrow_mut().push((call.id, call.request.clone())))),
    );
    provide_context(session);
    (session, asked)
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
        activities: vec![],
        payments: lifeboat_messages::Counts::default(),
        backup: BackupStatus::Off,
        service: None,
        old_copy: None,
        second: None,
        pin: None,
        auto_lock_min: Some(5),
        lockable: false,
        prompt: false,
        reminder: false,
        channels: vec![],
        closed: vec![],
        link: Link::Up,
        height: 1,
        fault: None,
    }
}

#[wasm_bindgen_test]
async fn home_never_says_saved_before_the_worker_does() {
    let owner = Owner::new();
    owner.set();
    let (session, _) = session();
    session.hear(Message::View(View { backup: BackupStatus::Saving, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(text(ids::BACKUP_LINE).as_deref(), Some("Saving…"));
    assert_eq!(attribute(ids::BALANCE, "data-msat").as_deref(), Some("12345678"));
    for (status, said) in [
        (BackupStatus::Off, "Not backed up"),
        (BackupStatus::Waiting { since_ms: 0, problem: Problem::Unreachable }, "Waiting for backup"),
        (BackupStatus::Paused { problem: Problem::SignedOut }, "Backup paused: reconnect"),
    ] {
        session.hear(Message::View(View { backup: status, ..view() }));
        settle().await;
        assert_eq!(text(ids::BACKUP_LINE).as_deref(), Some(said));
        assert!(!said.contains("Saved"));
    }
}

#[wasm_bindgen_test]
async fn a_weak_pin_is_refused_with_its_reason_and_cannot_be_continued_with() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let chosen_signal = RwSignal::new(0);
    let _mounted = mount(move || {
        provide_context(session);
        let on_chosen = Callback::new(move |_: Entry| chosen_signal.update(|n| *n += 1));
        view! {
            <screens::pin::ChoosePin
                name="backup-pin"
                heading="Choose"
                on_chosen=on_chosen
                back=Callback::new(|()| {})
            />
        }
    });
    settle().await;
    for _ in 0..6 {
        press("1");
    }
    settle().await;
    let (id, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::CheckPin { pin } if pin == "111111"));
    let refused = Answer::Pin { strength: None, refused: Some(PinRefused::Repeats) };
    session.hear(Message::Reply(Reply { id, result: Ok(refused) }));
    settle().await;
    assert_eq!(attribute(ids::PIN_PROBLEM, "data-problem").as_deref(), Some("repeats"));
    assert!(attribute(ids::PIN_CONTINUE, "disabled").is_some());
    press("Enter");
    settle().await;
    assert_eq!(chosen_signal.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn an_answer_to_a_pin_that_was_changed_meanwhile_is_not_used() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! {
            <screens::pin::ChoosePin
                name="backup-pin"
                heading="Choose"
                on_chosen=Callback::new(|_: Entry| {})
                back=Callback::new(|()| {})
            />
        }
    });
    settle().await;
    for key in ["4", "8", "2", "9", "1", "3", "Backspace"] {
        press(key);
    }
    settle().await;
    let (id, _) = asked.borrow().last().cloned().unwrap();
    let strength = PinStrength { digits: 6, one_card_seconds: 9e9 };
    let good = Answer::Pin { strength: Some(strength), refused: None };
    session.hear(Message::Reply(Reply { id, result: Ok(good) }));
    settle().await;
    assert_eq!(text(ids::PIN_STRENGTH), None);
    assert!(attribute(ids::PIN_CONTINUE, "disabled").is_some());
}

#[wasm_bindgen_test]
async fn another_pin_at_verification_says_so_clears_and_does_not_lead_on() {
    let owner = Owner::new();
    owner.set();
    let (session, _) = session();
    session.hear(Message::View(view()));
    let same = RwSignal::new(0);
    let mut chosen = Entry::default();
    for digit in [4, 8, 2, 9] {
        chosen.press(Key::Digit(digit), 4);
    }
    let _mounted = mount(move || {
        provide_context(session);
        view! {
            <screens::pin::VerifyPin
                name="backup-verify"
                chosen=chosen
                on_same=Callback::new(move |()| same.update(|n| *n += 1))
                on_again=Callback::new(|()| {})
            />
        }
    });
    settle().await;
    for key in ["4", "8", "2", "8"] {
        press(key);
    }
    settle().await;
    assert_eq!(attribute(ids::PIN_PROBLEM, "data-problem").as_deref(), Some("mismatch"));
    assert_eq!(attribute(ids::PIN_BOXES, "data-entered").as_deref(), Some("0"));
    assert_eq!(same.get_untracked(), 0);
    for key in ["4", "8", "2", "9"] {
        press(key);
    }
    settle().await;
    assert_eq!(same.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn calls_made_before_the_worker_speaks_are_sent_once_it_does() {
    let owner = Owner::new();
    owner.set();
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
async fn an_unreadable_account_is_never_shown_as_an_empty_one() {
    let owner = Owner::new();
    owner.set();
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

fn click(id: &str) {
    document().get_element_by_id(id).unwrap().unchecked_into::<web_sys::HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn an_unfinished_entry_is_given_up_only_by_the_button_that_says_so() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    let why = ReadOnly::Unconfirmed { problem: Problem::TornHead };
    session.hear(Message::View(View { phase: Phase::ReadOnly { why }, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert_eq!(attribute(ids::QUESTION, "data-problem").as_deref(), Some("tornHead"));
    let gives_up = |asked: &Asked| {
        let given =
            |request: &Request| matches!(request, Request::TakeOver { sure } if sure.old_device_is_gone);
        asked.borrow().iter().filter(|(_, request)| given(request)).count()
    };
    click(ids::QUESTION_WAIT);
    settle().await;
    assert!(matches!(asked.borrow().last().unwrap().1, Request::RetryNow));
    assert_eq!(gives_up(&asked), 0);
    click(ids::QUESTION_SURE);
    settle().await;
    assert_eq!(gives_up(&asked), 1);
}

#[wasm_bindgen_test]
async fn a_closing_is_sent_without_its_peer_only_by_the_button_that_says_so() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    let fault = Fault { problem: Problem::Unheard { at_stake_sat: 41_000 }, since_ms: 1 };
    session.hear(Message::View(View { phase: Phase::Ready, fault: Some(fault), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert_eq!(attribute(ids::QUESTION, "data-problem").as_deref(), Some("unheard"));
    assert!(text(ids::QUESTION).unwrap().contains("41"), "what can be lost");
    let decided = |asked: &Asked| {
        asked.borrow().iter().filter(|(_, request)| matches!(request, Request::GoWithoutPeers)).count()
    };
    click(ids::QUESTION_WAIT);
    settle().await;
    assert_eq!(decided(&asked), 0);
    click(ids::QUESTION_SURE);
    settle().await;
    assert_eq!(decided(&asked), 1);
}

#[wasm_bindgen_test]
async fn a_page_that_goes_away_has_what_was_put_off_saved() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    session.hear(Message::View(view()));
    window().dispatch_event(&web_sys::Event::new("pagehide").unwrap()).unwrap();
    settle().await;
    assert!(asked.borrow().iter().any(|(_, request)| matches!(request, Request::PageHidden)));
}

#[wasm_bindgen_test]
async fn a_copy_that_was_not_deleted_is_said_to_be_there_and_why() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    let old = OldCopy {
        kind: ServiceKind::WebDav,
        account: "sam".into(),
        place: vec!["Folder".into()],
        id: "one".into(),
        state: OldCopyState::ToDelete,
    };
    session.hear(Message::View(View { old_copy: Some(old), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::SettingsBackup /> }
    });
    settle().await;
    assert!(text(ids::OLD_COPY).unwrap().contains("Folder"));
    click(ids::OLD_COPY_DELETE);
    settle().await;
    let (id, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::DeleteOldCopy { id } if id == "one"));
    session.hear(Message::Reply(Reply { id, result: Err(Problem::InUse) }));
    settle().await;
    assert_eq!(attribute(ids::OLD_COPY_PROBLEM, "data-problem").as_deref(), Some("inUse"));
    assert!(text(ids::OLD_COPY).is_some());
}

#[wasm_bindgen_test]
async fn the_words_are_in_the_page_only_while_they_are_held_and_leave_it_when_it_is_hidden() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Words /> }
    });
    settle().await;
    let shown = |asked: &Asked| {
        asked.borrow().iter().rev().find_map(|(id, request)| match request {
            Request::ShowPhrase { pin } => Some((*id, pin.clone())),
            _ => None,
        })
    };
    let (id, pin) = shown(&asked).expect("the words are asked for");
    assert_eq!(pin, None, "there is no PIN");
    let words = PhraseWords("abandon zoo".into());
    session.hear(Message::Reply(Reply { id, result: Ok(Answer::Phrase { words }) }));
    settle().await;
    let seen = || text(ids::WORDS).is_some_and(|text| text.contains("abandon"));
    assert!(!seen());
    point("pointerdown");
    settle().await;
    assert!(seen());
    point("pointerup");
    settle().await;
    assert!(!seen());
    // By the keyboard, and away by leaving the window.
    click(ids::WORDS_HOLD);
    settle().await;
    assert!(seen());
    window().dispatch_event(&web_sys::Event::new("blur").unwrap()).unwrap();
    settle().await;
    assert!(!seen());
}

fn point(event: &str) {
    let hold = document().get_element_by_id(ids::WORDS_HOLD).unwrap();
    hold.dispatch_event(&web_sys::Event::new(event).unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn a_forgotten_pin_leads_to_the_words_and_from_there_to_a_new_pin() {
    let owner = Owner::new();
    owner.set();
    let (session, asked) = session();
    session.hear(Message::View(View { phase: Phase::Locked, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Lock /> }
    });
    settle().await;
    click(ids::LOCK_FORGOT);
    settle().await;
    let field: web_sys::HtmlTextAreaElement =
        document().get_element_by_id(ids::PHRASE_INPUT).unwrap().unchecked_into();
    let words = format!("{}about", "abandon ".repeat(11));
    field.set_value(&words);
    field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    settle().await;
    click(ids::PHRASE_CONTINUE);
    settle().await;
    let (id, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::Unlock { secret: Secret::Phrase(typed) } if typed == words));
    session.hear(Message::Reply(Reply { id, result: Ok(Answer::Done) }));
    settle().await;
    // Nobody who forgot the old PIN is asked for it.
    session.hear(Message::View(View { lockable: true, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ChangePin /> }
    });
    settle().await;
    assert_eq!(session.screen.get_untracked(), "settings-pin-new");
}
