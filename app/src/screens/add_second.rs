//! One more service for the backup: the same list and sign-in as for the first.

use leptos::prelude::*;
use lifeboat_messages::{DriveChoice, Phase, Problem, Request, ServiceKind, SignInEnd, SignInPurpose};

use super::{
    service::ChooseService,
    sign_in::{Names, Returning, SignIn},
};
use crate::{
    components::{live, session},
    flow::service_slug,
    route::Route,
    state::sign_in,
};

/// The list, the sign-in, and the way back from the service's own page.
#[component]
pub fn AddSecond() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.second;
    let busy = RwSignal::new(false);
    // The problems of the list, and of the form.
    let refused = RwSignal::new(None::<Problem>);
    let problem = RwSignal::new(None::<Problem>);
    let chosen = Memo::new(move |_| {
        let route = session.route.get();
        ServiceKind::ALL.into_iter().find(|kind| service_slug(*kind) == route.step())
    });
    let returning = RwSignal::new(false);
    let done = move || {
        session.ask(Request::RetryNow, |_| {});
        session.replace(Route::SettingsBackup);
    };
    if let Some(answer) = sign_in::take_answer(SignInEnd::Another) {
        returning.set(true);
        let asked_in = |phase: &Phase| *phase == Phase::Ready;
        let failed = move |why: Problem| {
            let _ = refused.try_set(Some(why));
            let _ = returning.try_set(false);
        };
        sign_in::finish(session, answer, SignInEnd::Another, asked_in, move |came| match came {
            Ok(came) => {
                let drive = DriveChoice::SignedIn { service: came.service, id: came.id };
                session.ask_long(Request::AddSecond { drive }, move |answer| match answer {
                    Ok(_) => done(),
                    Err(why) => failed(why),
                });
            }
            Err(why) => failed(why),
        });
    }
    let submit = Callback::new(move |drive: DriveChoice| {
        busy.set(true);
        problem.set(None);
        session.ask_long(Request::AddSecond { drive }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => done(),
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    });
    live(move || {
        if returning.get() {
            return view! { <Returning name="second-returning" /> }.into_any();
        }
        match chosen.get() {
            None => view! {
                <ChooseService
                    name="second-service"
                    heading=t.choose_heading
                    sentence=t.choose_sentence
                    problem=refused
                    on_choose=Callback::new(move |kind| {
                        refused.set(None);
                        problem.set(None);
                        session.go(Route::Another(service_slug(kind).to_owned()));
                    })
                    back=Callback::new(move |()| session.go(Route::SettingsBackup))
                />
            }
            .into_any(),
            Some(kind) => view! {
                <SignIn
                    names=Names("second-sign-in", "second-leave", "second-operator")
                    kind=kind
                    button=t.form_button
                    working=t.form_working
                    busy=busy
                    problem=problem
                    purpose=Callback::new(|()| SignInPurpose::Another)
                    on_submit=submit
                    back=Callback::new(move |()| session.go(Route::Another(String::new())))
                />
            }
            .into_any(),
        }
    })
}
