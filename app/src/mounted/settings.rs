//! The settings.

use leptos::prelude::*;
use lifeboat_messages::Message;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens, state::intl};

#[wasm_bindgen_test]
async fn the_languages_are_offered_by_their_own_names_after_the_browsers() {
    let shown = || {
        let element = document().get_element_by_id(ids::SETTINGS_LANGUAGE).unwrap();
        element.unchecked_into::<web_sys::HtmlElement>()
    };
    for (kept, expected) in [(None, ""), (Some("de"), "de"), (Some("tlh"), "")] {
        intl::store("language", kept);
        let (session, _asked) = session();
        session.hear(Message::View(view()));
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::Settings /> }
        });
        settle().await;
        let said = shown().text_content().unwrap();
        for language in Language::all() {
            assert!(said.contains(language.name()), "{said}");
        }
        assert!(said.starts_with("As the browser"), "{said}");
        let value = js_sys::Reflect::get(&shown(), &"value".into()).unwrap();
        assert_eq!(value.as_string().as_deref(), Some(expected), "{kept:?}");
    }
    intl::store("language", None);
}
