//! Practising the PIN.

use leptos::prelude::*;
use lifeboat_messages::{Answer, GuardLimit, Message, Practice, Problem, Request, View};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

fn home(practice: Practice) -> (Session, Asked) {
    let (session, asked) = session();
    session.hear(Message::View(View { lockable: true, practice, ..view() }));
    (session, asked)
}

fn last(asked: &Asked) -> Request {
    asked.borrow().last().cloned().map(|(_, request)| request).unwrap()
}

/// Home asks only when it is time, beside everything else, and takes "later" for an answer.
#[wasm_bindgen_test]
async fn home_asks_for_the_pin_when_it_is_time_and_blocks_nothing() {
    for practice in [Practice::Off, Practice::On, Practice::Due] {
        let (session, asked) = home(practice);
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::Home /> }
        });
        settle().await;
        assert_eq!(text(ids::PRACTICE).is_some(), practice == Practice::Due);
        assert!(attribute(ids::HOME_SEND, "disabled").is_none());
        if practice == Practice::Due {
            click(ids::PRACTICE_LATER);
            settle().await;
            assert!(matches!(last(&asked), Request::PractiseLater));
            click(ids::PRACTICE_GO);
            settle().await;
            assert_eq!(session.route.get_untracked(), Route::Practice);
        }
    }
}

/// A wrong PIN leads to another try, to another PIN, or home; a right one says what of the way back it has proved.
#[wasm_bindgen_test]
async fn a_wrong_pin_leads_to_a_new_one_and_a_right_one_says_what_it_proved() {
    let (session, asked) = home(Practice::Due);
    let hosts = ["a.example", "b.example", "c.example"].map(str::to_owned).to_vec();
    let guards = Some(GuardLimit { hosts, needed: 2, guesses: 15, related: false });
    session.hear(Message::View(View { lockable: true, practice: Practice::Due, guards, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Practice /> }
    });
    settle().await;
    let enter = async || {
        ["4", "8", "2", "9", "1", "3"].into_iter().for_each(press);
        settle().await;
        click(ids::PIN_CONTINUE);
        settle().await;
        assert!(matches!(last(&asked), Request::Practise { pin } if pin.expose() == "482913"));
    };
    assert_eq!(session.screen.get_untracked(), "practice");
    enter().await;
    answer(session, &asked, Err(Problem::TooManyTries { wait_ms: 30_000 }));
    settle().await;
    assert_eq!(attribute(ids::PIN_PROBLEM, "data-problem").as_deref(), Some("tooManyTries"));
    enter().await;
    answer(session, &asked, Err(Problem::WrongSecret));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "practice-wrong");
    click(ids::PRACTICE_AGAIN);
    settle().await;
    enter().await;
    let failing = vec!["c.example".to_owned()];
    answer(session, &asked, Ok(Answer::Practised { failing, problem: None }));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "practice-right");
    assert!(text(ids::PRACTICE_FAILING).unwrap().contains("c.example"));
    click(ids::PRACTICE_DONE);
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Home);

    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Practice /> }
    });
    settle().await;
    enter().await;
    let problem = Some(Problem::GuardsTooFew { answering: 1, needed: 2 });
    answer(session, &asked, Ok(Answer::Practised { failing: Vec::new(), problem }));
    settle().await;
    assert_eq!(session.screen.get_untracked(), "practice-no-way");
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Practice /> }
    });
    settle().await;
    enter().await;
    answer(session, &asked, Err(Problem::WrongSecret));
    settle().await;
    click(ids::PRACTICE_CHANGE);
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::ChangePin(String::new()));
}

#[wasm_bindgen_test]
async fn the_settings_turn_practice_off_and_on() {
    for (practice, on) in [(Practice::On, false), (Practice::Due, false), (Practice::Off, true)] {
        let (session, asked) = home(practice);
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::Settings /> }
        });
        settle().await;
        click(ids::PRACTICE_ON);
        settle().await;
        assert!(matches!(last(&asked), Request::AskToPractise { on: wanted } if wanted == on));
    }
}
