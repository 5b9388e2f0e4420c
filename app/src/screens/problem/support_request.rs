//! The support request: made here, shown whole, and sent by users if they want, with a program of theirs.

use leptos::prelude::*;
use lifeboat_messages::SupportAddress;

use crate::{
    components::{CopyButton, ShareButton, session},
    ids,
    state::intl,
    support,
};

/// A support request, which is folded until the user opens it.
#[component]
pub fn SupportRequest() -> impl IntoView {
    let session = session();
    let texts = &session.texts().trouble;
    let made = RwSignal::new(None::<String>);
    // The text is made when it is first opened, and does not change afterwards: what is shown is what is sent.
    let opened = move |_| {
        if made.with_untracked(Option::is_some) {
            return;
        }
        let text = session
            .peek(|view| support::text(view, env!("CARGO_PKG_VERSION"), &intl::browser(), intl::now_ms()));
        made.set(text);
    };
    view! {
        <details id=ids::PROBLEM_DETAILS class="details" on:toggle=opened>
            <summary>{texts.details}</summary>
            <p class="hint">{texts.details_hint}</p>
            {move || made.get().map(|text| view! { <Made text=text /> })}
        </details>
    }
}

/// The text, and what can be done with it.
#[component]
fn Made(text: String) -> impl IntoView {
    let session = session();
    let texts = &session.texts().trouble;
    let address = session.peek(|view| view.support.clone()).flatten();
    let label = session.texts().common.copy;
    let (link, hint) = match &address {
        Some(SupportAddress::Mail { address }) => {
            (Some((mail_link(address, &text), texts.support_mail)), texts.support_mail_hint)
        }
        Some(SupportAddress::Page { url }) => {
            (Some((url.clone(), texts.support_page)), texts.support_page_hint)
        }
        None => (None, texts.support_nobody),
    };
    view! {
        <pre id=ids::SUPPORT_TEXT class="support-text" tabindex="0">
            {text.clone()}
        </pre>
        <p class="hint">{hint}</p>
        {link
            .map(|(href, label)| {
                view! {
                    <p>
                        <a id=ids::SUPPORT_LINK class="link" href=href target="_blank" rel="noopener noreferrer">
                            {label}
                        </a>
                    </p>
                }
            })}
        <CopyButton id=ids::SUPPORT_COPY label=label text=Signal::stored(text.clone()) />
        <ShareButton id=ids::SUPPORT_SHARE text=text />
    }
}

/// Opens the user's mail program with the text in it (RFC 6068). Lines end there as in mail.
fn mail_link(address: &str, text: &str) -> String {
    let body = js_sys::encode_uri_component(&text.replace('\n', "\r\n"));
    format!("mailto:{address}?subject=Lifeboat&body={}", String::from(body))
}
