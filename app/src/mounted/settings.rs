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

#[wasm_bindgen_test]
async fn about_names_the_build_and_leads_to_its_hashes_where_it_has_a_name() {
    for build in [None, Some("0123456789abcdef")] {
        let said = build.map(|build| {
            let meta = document().create_element("meta").unwrap();
            meta.set_attribute("name", "lifeboat-build").unwrap();
            meta.set_attribute("content", build).unwrap();
            document().document_element().unwrap().append_child(&meta).unwrap();
            meta
        });
        let (session, _asked) = session();
        session.hear(Message::View(view()));
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::About /> }
        });
        settle().await;
        let link = document().get_element_by_id(ids::ABOUT_HASHES);
        let leads_to = link.and_then(|link| link.get_attribute("href"));
        assert_eq!(leads_to.as_deref(), build.map(|_| "/.well-known/lifeboat.json"));
        let shown = text(ids::MAIN).unwrap();
        assert_eq!(shown.contains(session.texts().about.build), build.is_some());
        assert!(build.is_none_or(|build| shown.contains(build)), "{shown}");
        said.inspect(web_sys::Element::remove);
    }
}
