//! The recovery phrase.

use leptos::prelude::*;
use lifeboat_messages::{Answer, Message, Reply, Request, Secret};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

#[wasm_bindgen_test]
async fn the_words_are_in_the_page_only_while_they_are_held_and_leave_it_when_it_is_hidden() {
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Words /> }
    });
    settle().await;
    let shown = |asked: &Asked| {
        asked.borrow().iter().rev().find_map(|(id, request)| match request {
            Request::ShowPhrase { unlocker } => Some((*id, unlocker.clone())),
            _ => None,
        })
    };
    let (id, unlocker) = shown(&asked).expect("the words are asked for");
    assert_eq!(unlocker, None, "there is no PIN");
    let words = Secret::from("abandon zoo");
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
    // Another tab, and back: without a PIN nobody has to do anything for them.
    window().dispatch_event(&web_sys::Event::new("visibilitychange").unwrap()).unwrap();
    settle().await;
    click(ids::WORDS_HOLD);
    settle().await;
    assert!(!seen(), "they have left the page");
    click(ids::WORDS_HOLD);
    let (again, _) = shown(&asked).unwrap();
    assert_ne!(again, id, "they are asked for once more");
    let words = Secret::from("abandon zoo");
    session.hear(Message::Reply(Reply { id: again, result: Ok(Answer::Phrase { words }) }));
    settle().await;
    click(ids::WORDS_HOLD);
    settle().await;
    assert!(seen());
}

/// Taps the button of a word.
fn tap(word: &str) -> web_sys::HtmlElement {
    let list = document().query_selector_all(&format!("#{} button", ids::WORDS_LIST)).unwrap();
    let buttons = (0..list.length()).filter_map(|at| list.item(at));
    let button = buttons.map(|it| it.unchecked_into::<web_sys::HtmlElement>()).find(|button| {
        button.text_content().as_deref() == Some(word)
            && button.get_attribute("aria-disabled").as_deref() == Some("false")
    });
    let button = button.unwrap();
    button.focus().unwrap();
    button.click();
    button
}

#[wasm_bindgen_test]
async fn the_words_are_right_once_they_were_tapped_in_their_order() {
    let (session, asked) = session();
    session.hear(Message::View(view()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Words /> }
    });
    settle().await;
    let words = Secret::from("zoo abandon zoo");
    answer(session, &asked, Ok(Answer::Phrase { words }));
    settle().await;
    assert_eq!(text(ids::WORDS_WRITTEN), None, "nobody has seen them yet");
    point("pointerdown");
    point("pointerup");
    settle().await;
    click(ids::WORDS_WRITTEN);
    settle().await;
    assert_eq!(session.screen.get_untracked(), "words-check");
    window().dispatch_event(&web_sys::Event::new("blur").unwrap()).unwrap();
    settle().await;
    assert_eq!(session.screen.get_untracked(), "words", "no word is pictured");
    click(ids::WORDS_WRITTEN);
    settle().await;
    tap("abandon");
    settle().await;
    assert!(text(ids::WORDS_WRONG).unwrap().contains('1'));
    let said = session.announce.get_untracked();
    assert!(said.contains('1'), "{said}");
    tap("abandon");
    assert_ne!(session.announce.get_untracked(), said, "it is heard again");
    for (number, word) in ["zoo", "abandon", "zoo"].into_iter().enumerate() {
        assert_eq!(session.screen.get_untracked(), "words-check");
        let chip = tap(word);
        settle().await;
        if session.screen.get_untracked() != "words-check" {
            continue;
        }
        assert_eq!(document().active_element().as_ref(), Some(chip.as_ref()));
        assert!(!chip.text_content().unwrap().contains(word), "what was tapped is covered");
        let named = session.texts().words.check_tapped(session.count(number + 1));
        assert_eq!(chip.get_attribute("aria-label"), Some(named));
    }
    assert_eq!(session.screen.get_untracked(), "words-done");
    let said = text(ids::MAIN).unwrap();
    assert!(said.contains(session.texts().words.not), "what they do not bring back: {said}");
    assert!(!said.contains("zoo"));
}

fn point(event: &str) {
    let hold = document().get_element_by_id(ids::WORDS_HOLD).unwrap();
    hold.dispatch_event(&web_sys::Event::new(event).unwrap()).unwrap();
}
