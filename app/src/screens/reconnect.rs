//! Signing in again, after the storage refused the old password.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request, ServiceKind};

use super::{service_name, sign_in::SignIn};
use crate::{components::session, route::Route, text::fill};

/// The form of the backup's own service.
#[component]
pub fn Reconnect() -> impl IntoView {
    let session = session();
    let texts = &session.texts().sign_in;
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let (kind, account) = session
        .peek(|view| view.service.as_ref().map(|service| (service.kind, service.account.clone())))
        .flatten()
        .unwrap_or((ServiceKind::ThisServer, String::new()));
    let service = service_name(kind, session.texts());
    let sentence = fill(texts.reconnect_sentence, &[("service", service), ("account", &account)]);
    let submit = Callback::new(move |drive| {
        busy.set(true);
        session.ask(Request::Reconnect { drive }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => session.replace(Route::Home),
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    });
    view! {
        <SignIn
            name="reconnect"
            kind=kind
            says=(texts.reconnect_heading, sentence)
            button=texts.reconnect_button
            working=texts.trying
            busy=busy
            problem=problem
            on_submit=submit
            back=Callback::new(move |()| session.go(Route::Home))
        />
    }
}
