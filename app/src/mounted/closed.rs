//! The channels that were closed, where they are listed.

use lifeboat_messages::{CloseReason, ClosedChannel};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens, state::intl::now_ms};

fn closed(id: &str, why: CloseReason, amount_msat: Option<u64>) -> ClosedChannel {
    ClosedChannel {
        id: id.into(),
        amount_msat,
        why,
        at_ms: now_ms(),
        peer: None,
        funding: None,
        closing: None,
        coming: vec![],
    }
}

/// The text of each panel.
fn panels() -> Vec<String> {
    let panels = document().query_selector_all(&format!(".{}", ids::CLOSED_CHANNEL)).unwrap();
    (0..panels.length()).filter_map(|at| panels.item(at)?.text_content()).collect()
}

async fn mounted() -> (Session, impl Sized) {
    let (session, _) = session_at(Route::Channels);
    session.hear(Message::View(View {
        closed: vec![
            closed("ab", CloseReason::ByPeer, Some(29_500_400)),
            closed("cd", CloseReason::NeverFunded, None),
            closed("ef", CloseReason::Agreed, Some(0)),
        ],
        ..view()
    }));
    let mounted = mount(move || {
        provide_context(session);
        view! { <screens::Channels /> }
    });
    settle().await;
    (session, mounted)
}

#[wasm_bindgen_test]
async fn each_closed_channel_says_who_closed_it_and_what_was_ours() {
    let (session, _mounted) = mounted().await;
    let texts = &session.texts().channels;
    let panels = panels();
    let why = [texts.closed_by_peer, texts.closed_unfunded, texts.closed_agreed];
    assert_eq!(panels.len(), why.len(), "{panels:?}");
    for (panel, why) in panels.iter().zip(why) {
        assert!(panel.contains(why), "{panel} does not say: {why}");
    }
    let amounts: Vec<bool> = panels.iter().map(|panel| panel.contains("of it was yours")).collect();
    assert_eq!(amounts, [true, false, false], "no amount is made up: {panels:?}");
    assert!(panels[0].contains("29,500"), "{}", panels[0]);
}

#[wasm_bindgen_test]
async fn a_closed_channel_leads_to_its_own_page() {
    let (session, _mounted) = mounted().await;
    let links = document().query_selector_all(&format!(".{}", ids::CHANNEL_OPEN)).unwrap();
    links.item(1).unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Channel("cd".into()));
}
