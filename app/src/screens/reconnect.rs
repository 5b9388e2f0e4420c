//! Signing in again, after the storage refused the old password, or a service ended the sign-in.

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, DriveChoice, Phase, Problem, Request, ServiceKind, SignInEnd, SignInPurpose,
};

use super::{
    service_name,
    sign_in::{Names, Returning, SignIn},
};
use crate::{
    components::{live, session},
    route::Route,
    state::sign_in,
    text::args,
};

/// The form of the service, filled in except for the password.
#[component]
pub fn Reconnect(
    /// Whether this is for the second copy, not the backup.
    second: bool,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().sign_in;
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let (kind, account) = session
        .peek(|view| match second {
            true => view.second.as_ref().map(|second| (second.kind, second.account.clone())),
            false => view.service.as_ref().map(|service| (service.kind, service.account.clone())),
        })
        .flatten()
        .unwrap_or((ServiceKind::ThisServer, String::new()));
    let service = service_name(kind, session.texts());
    let account = &account;
    let (heading, sentence) = match (kind.signs_in_elsewhere(), second) {
        (_, true) => {
            (texts.reconnect_heading, texts.second_sentence(args::SignInSecondSentence { account, service }))
        }
        (true, false) => {
            (texts.again_heading, texts.again_sentence(args::SignInAgainSentence { service, account }))
        }
        (false, false) => (
            texts.reconnect_heading,
            texts.reconnect_sentence(args::SignInReconnectSentence { account, service }),
        ),
    };
    // Back from the service's page. The answer waited until the wallet was unlocked.
    let returning = RwSignal::new(false);
    if let Some(answer) = sign_in::take_answer(SignInEnd::Reconnect) {
        returning.set(true);
        let asked_in = |phase: &Phase| *phase != Phase::Starting;
        sign_in::finish(session, answer, SignInEnd::Reconnect, asked_in, move |came| match came {
            Ok(_) => {
                session.ask(Request::RetryNow, |_| {});
                session.replace(Route::Home);
            }
            Err(why) => {
                let _ = problem.try_set(Some(why));
                let _ = returning.try_set(false);
            }
        });
    }
    // Known to the worker alone, and asked for only here.
    let before = RwSignal::new(kind.signs_in_elsewhere().then_some(None::<DriveChoice>));
    if before.with_untracked(Option::is_none) {
        session.ask(Request::Address { second }, move |answer| {
            let known = match answer {
                Ok(Answer::Address { fields }) => Some(DriveChoice::Form { service: kind, fields }),
                _ => None,
            };
            let _ = before.try_set(Some(known));
        });
    }
    let home = if second { Route::SettingsBackup } else { Route::Home };
    let back = home.clone();
    let submit = Callback::new(move |drive| {
        let home = home.clone();
        busy.set(true);
        session.ask(Request::Reconnect { drive }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => session.replace(home),
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    });
    live(move || {
        if returning.get() {
            return view! { <Returning name="reconnect-returning" /> }.into_any();
        }
        let Some(before) = before.get() else { return ().into_any() };
        let back = back.clone();
        view! {
            <SignIn
                names=Names("reconnect", "reconnect", "reconnect-operator")
                kind=kind
                says=(heading, sentence.clone())
                button=texts.reconnect_button
                working=texts.trying
                busy=busy
                problem=problem
                before=before
                purpose=Callback::new(|()| SignInPurpose::Reconnect)
                on_submit=submit
                back=Callback::new(move |()| session.go(back.clone()))
            />
        }
        .into_any()
    })
}
