//! B5 and R2: which service.

use leptos::prelude::*;
use lifeboat_messages::ServiceKind;

use crate::{
    components::{Disc, Row, Screen, Symbol, session},
    ids,
};

/// The services that work in this build; what does not is not shown.
#[component]
pub fn ChooseService(
    /// For machines.
    name: &'static str,
    /// The question.
    heading: &'static str,
    /// One sentence about it.
    sentence: &'static str,
    /// The answer.
    on_choose: Callback<ServiceKind>,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().service;
    let common = &session.texts().common;
    view! {
        <Screen name=name disc=Disc::Backup heading=heading sentence=sentence back=back>
            <ul class="rows">
                <Row
                    id=ids::SERVICE_THIS_SERVER
                    symbol=Symbol::Server
                    title=common.this_server
                    hint=texts.this_server_hint
                    on_press=Callback::new(move |()| on_choose.run(ServiceKind::ThisServer))
                />
                <Row
                    id=ids::SERVICE_WEBDAV
                    symbol=Symbol::Cloud
                    title=common.webdav
                    hint=texts.webdav_hint
                    on_press=Callback::new(move |()| on_choose.run(ServiceKind::WebDav))
                />
            </ul>
            <p class="hint">{texts.more}</p>
        </Screen>
    }
}
