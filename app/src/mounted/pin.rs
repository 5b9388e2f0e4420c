//! Choosing, entering and forgetting the PIN.

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, GuardLimit, GuardStanding, GuardState, Message, Phase, PinRefused, PinStrength, Problem, Reply,
    Request, Unlocker, View,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{
    flow::entry::{Key, PinEntry},
    ids, screens,
};

#[wasm_bindgen_test]
async fn a_weak_pin_is_refused_with_its_reason_and_cannot_be_continued_with() {
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let chosen_signal = RwSignal::new(0);
    let _mounted = mount(move || {
        provide_context(session);
        let on_chosen = Callback::new(move |_: PinEntry| chosen_signal.update(|n| *n += 1));
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
    assert!(matches!(request, Request::CheckPin { pin } if pin.expose() == "111111"));
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
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! {
            <screens::pin::ChoosePin
                name="backup-pin"
                heading="Choose"
                on_chosen=Callback::new(|_: PinEntry| {})
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
    let (session, _) = session();
    session.hear(Message::View(view()));
    let same = RwSignal::new(0);
    let mut chosen = PinEntry::default();
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
async fn a_forgotten_pin_leads_to_the_words_and_from_there_to_a_new_pin() {
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
    assert!(
        matches!(request, Request::Unlock { unlocker: Unlocker::Phrase(typed) } if typed.expose() == words)
    );
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

/// Only a backup tells the name of a locked wallet; without one there is nothing to restore.
#[wasm_bindgen_test]
async fn a_forgotten_pin_leads_to_a_restore_where_there_is_a_backup() {
    for (name, restorable) in [("Samantha", true), ("", false)] {
        let (session, _) = session();
        session.hear(Message::View(View { phase: Phase::Locked, name: name.into(), ..view() }));
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::Lock /> }
        });
        settle().await;
        click(ids::LOCK_FORGOT);
        settle().await;
        assert_eq!(text(ids::LOCK_RESTORE).is_some(), restorable);
        let said = body().text_content().unwrap();
        assert!(said.contains(session.texts().pin.forgot_note), "what cannot be done is said, too");
        if restorable {
            click(ids::LOCK_RESTORE);
            settle().await;
            assert_eq!(session.route.get_untracked(), Route::Restore(String::new()));
        }
    }
}

/// There is no PIN until now that could be asked for.
#[wasm_bindgen_test]
async fn a_first_pin_that_was_not_set_is_chosen_once_more_with_the_reason() {
    let (session, asked) = session();
    session.hear(Message::View(View { lockable: false, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ChangePin /> }
    });
    settle().await;
    let pin = ["4", "8", "2", "9", "1", "3"];
    pin.into_iter().for_each(press);
    settle().await;
    let (id, _) = asked.borrow().last().cloned().unwrap();
    let strength = PinStrength { digits: 6, one_card_seconds: 9e9 };
    let good = Answer::Pin { strength: Some(strength), refused: None };
    session.hear(Message::Reply(Reply { id, result: Ok(good) }));
    settle().await;
    click(ids::PIN_CONTINUE);
    settle().await;
    pin.into_iter().for_each(press);
    settle().await;
    let (id, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::ChangeLock { old: None, .. }));
    let silent = Problem::GuardSilent { guard: "guard.example".to_owned() };
    session.hear(Message::Reply(Reply { id, result: Err(silent) }));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "settings-pin-new");
    assert_eq!(attribute(ids::PIN_NOT_SET, "data-problem").as_deref(), Some("guardSilent"));
    assert!(text(ids::MAIN).unwrap().contains(session.texts().pin.choose));
}

/// The PIN until now, a new one, and that once more.
async fn type_old_and_new_pin(session: Session, asked: &Asked) {
    let pin = ["4", "8", "2", "9", "1", "3"];
    for _ in ["the PIN until now", "the new one"] {
        pin.into_iter().for_each(press);
        settle().await;
        if session.screen.get_untracked() == "settings-pin-new" {
            let strength = Some(PinStrength { digits: 6, one_card_seconds: 9e9 });
            answer(session, asked, Ok(Answer::Pin { strength, refused: None }));
            settle().await;
        }
        click(ids::PIN_CONTINUE);
        settle().await;
    }
    pin.into_iter().for_each(press);
    settle().await;
}

/// A guard is silent: the user waits, or decides that this PIN does without it. Nothing is typed again.
#[wasm_bindgen_test]
async fn a_pin_does_without_a_silent_guard_only_if_the_user_says_so() {
    let (session, asked) = session();
    let hosts = ["a.example", "b.example", "c.example"].map(str::to_owned).to_vec();
    let limit = GuardLimit { hosts, needed: 2, guesses: 15, related: false };
    session.hear(Message::View(View { lockable: true, guards: Some(limit), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ChangePin /> }
    });
    settle().await;
    type_old_and_new_pin(session, &asked).await;
    let silent = || Problem::GuardSilent { guard: "c.example".to_owned() };
    for press in [ids::FAILED_AGAIN, ids::FAILED_OTHER] {
        let (_, request) = asked.borrow().last().cloned().unwrap();
        assert!(matches!(request, Request::ChangeLock { .. }), "nobody has decided anything");
        answer(session, &asked, Err(silent()));
        settle().await;
        assert_eq!(session.screen.get_untracked(), "settings-pin-guard");
        assert_eq!(attribute(ids::FAILED_PROBLEM, "data-problem").as_deref(), Some("guardSilent"));
        click(press);
        settle().await;
    }
    let (_, request) = asked.borrow().last().cloned().unwrap();
    let Request::ReplaceGuards { waiver, .. } = request else { panic!("another request") };
    assert_eq!((&waiver.gone[..], waiver.accepts_pin_alone), (&["c.example".to_owned()][..], false));
    answer(session, &asked, Err(silent()));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "settings-pin-old", "another one answers: it stays as it is");
}

/// Each guard is given up by its own button, and then what a PIN alone is worth is read before it is asked
/// for. It counts once.
#[wasm_bindgen_test]
async fn a_pin_goes_without_all_guards_only_after_what_it_is_worth_was_shown() {
    let (session, asked) = session();
    let hosts = ["a.example", "b.example", "c.example"].map(str::to_owned).to_vec();
    let limit = GuardLimit { hosts: hosts.clone(), needed: 2, guesses: 15, related: false };
    session.hear(Message::View(View { lockable: true, guards: Some(limit), ..view() }));
    session.given_up.set_value(hosts[..1].to_vec());
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ChangePin /> }
    });
    settle().await;
    type_old_and_new_pin(session, &asked).await;
    let waived = || match asked.borrow().last().cloned().unwrap().1 {
        Request::ReplaceGuards { waiver, .. } => (waiver.gone.len(), waiver.accepts_pin_alone),
        _ => panic!("another request"),
    };
    let shown = || text("mounted").unwrap();
    for number in [1, 2] {
        assert_eq!(waived(), (number, false));
        answer(session, &asked, Err(Problem::GuardSilent { guard: hosts[number].clone() }));
        settle().await;
        assert!(shown().contains(session.texts().guards.without_many), "{}", shown());
        click(ids::FAILED_OTHER);
        settle().await;
    }
    assert_eq!(waived(), (3, false), "that they are named accepts nothing");
    let gone = || Err(Problem::GuardsGone { digits: 6, one_card_ms: 1_800_000 });
    answer(session, &asked, gone());
    settle().await;
    assert_eq!(attribute(ids::FAILED_PROBLEM, "data-problem").as_deref(), Some("guardsGone"));
    assert!(shown().contains("30 minutes"), "{}", shown());
    click(ids::FAILED_AGAIN);
    settle().await;
    assert_eq!(waived(), (3, false), "the guards may be back");
    answer(session, &asked, gone());
    settle().await;
    click(ids::FAILED_OTHER);
    settle().await;
    assert_eq!(waived(), (3, true));
    answer(session, &asked, gone());
    settle().await;
    click(ids::FAILED_AGAIN);
    settle().await;
    assert_eq!(waived(), (3, false), "it counted for one attempt");
}

/// The settings name the guard that is gone; from there a new PIN does without it. Where too few answer, nothing is
/// offered; where none does, none is given up before it was asked.
#[wasm_bindgen_test]
async fn a_guard_that_is_gone_is_replaced_from_the_settings() {
    let well = GuardState::Counted { tries: 0 };
    for (first, second, offered) in [
        (well, well, true),
        (well, GuardState::LeftOut, false),
        (GuardState::Silent, GuardState::Silent, true),
    ] {
        let (session, asked) = session();
        let hosts: Vec<String> = ["a.example", "b.example", "c.example"].map(str::to_owned).to_vec();
        let limit = GuardLimit { hosts: hosts.clone(), needed: 2, guesses: 15, related: false };
        session.hear(Message::View(View { lockable: true, guards: Some(limit), ..view() }));
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::guards::GuardSection /> }
        });
        settle().await;
        let states = [first, second, GuardState::Silent];
        let gone = if first == well { hosts[2..].to_vec() } else { Vec::new() };
        let standings = hosts.into_iter().zip(states);
        let standings = standings.map(|(host, state)| GuardStanding { host, state }).collect();
        answer(session, &asked, Ok(Answer::Guards { standings }));
        settle().await;
        assert_eq!(text(ids::GUARD_REPLACE).is_some(), offered);
        if !offered {
            continue;
        }
        let said = text("mounted").unwrap();
        let all = session.texts().guards.replace_all;
        assert!(said.contains(if first == well { "c.example stays silent" } else { all }), "{said}");
        click(ids::GUARD_REPLACE);
        settle().await;
        assert_eq!(session.route.get_untracked(), Route::ChangePin(String::new()));
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::ChangePin /> }
        });
        settle().await;
        type_old_and_new_pin(session, &asked).await;
        let (_, request) = asked.borrow().last().cloned().unwrap();
        let given_up = match request {
            Request::ReplaceGuards { waiver, .. } => waiver.gone,
            Request::ChangeLock { .. } => Vec::new(),
            _ => panic!("another request"),
        };
        assert_eq!(given_up, gone);
        assert!(session.given_up.get_value().is_empty(), "the next change asks for all of them");
    }
}
