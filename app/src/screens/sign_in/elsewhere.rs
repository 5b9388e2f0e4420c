//! B6: what the service's own page will ask, and the way there and back.

use leptos::prelude::*;
use lifeboat_messages::{Problem, ServiceKind, SignInPurpose, SignInWay};

use super::super::service_name;
use crate::{
    components::{Actions, Field, Panel, Primary, ProblemNote, Screen, Topic, session},
    ids,
    state::sign_in,
};

/// Explains first what will be asked, then goes there. Only the button leads there: nothing opens on its own.
#[component]
pub fn Elsewhere(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The service that the user signs in to.
    kind: ServiceKind,
    /// What its page will ask.
    asks: &'static str,
    /// How long the answer lasts.
    lasts: &'static str,
    /// Instead of the usual heading and sentence.
    says: Option<(&'static str, String)>,
    /// What went wrong.
    problem: RwSignal<Option<Problem>>,
    /// What the user signs in for.
    purpose: Callback<(), SignInPurpose>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.sign_in;
    let service = service_name(kind, texts);
    // When it is done again, the address is known.
    let own_address = kind.row().sign_in == SignInWay::OwnServer && says.is_none();
    let is_first = says.is_none();
    let (heading, sentence) = match says {
        Some((heading, sentence)) => (heading.to_owned(), sentence),
        None if own_address => (t.remote_storage_heading.to_owned(), t.remote_storage_sentence.to_owned()),
        None => (t.go_heading(service), asks.to_owned()),
    };
    let busy = RwSignal::new(false);
    // Back in the browser brings this page up as it was left.
    let back_again = window_event_listener_untyped("pageshow", move |_| busy.set(false));
    on_cleanup(move || back_again.remove());
    let address = RwSignal::new(String::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = address.get_untracked().trim().to_owned();
        if own_address && typed.is_empty() {
            problem.set(Some(Problem::BadAddress));
            return;
        }
        problem.set(None);
        busy.set(true);
        // Else it stays busy: this page is about to end.
        sign_in::go(session, kind, own_address.then_some(typed), purpose.run(()), move |why| {
            let _ = busy.try_set(false);
            let _ = problem.try_set(Some(why));
        });
    };
    view! {
        <Screen name=name disc=Topic::Backup heading=heading sentence=sentence back=back>
            <form class="form" on:submit=go novalidate>
                {own_address
                    .then(|| {
                        view! {
                            <Field
                                id=ids::DRIVE_URL
                                label=t.remote_storage_address
                                value=address
                                hint=t.remote_storage_address_hint
                                inputmode="email"
                                focus=true
                            />
                        }
                    })}
                {is_first
                    .then(|| {
                        view! {
                            <Panel title=t.go_next_title>
                                <ul class="bulleted">
                                    <li>{t.go_back(service)}</li>
                                    <li>{t.go_encrypted(service)}</li>
                                </ul>
                            </Panel>
                        }
                    })}
                <Panel title=t.go_lasts_title>
                    <p>{lasts}</p>
                </Panel>
                <ProblemNote id=ids::DRIVE_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::SIGN_IN_GO
                        submit=true
                        busy=busy
                        label=move || if busy.get() { t.going(service) } else { t.go_button(service) }
                    />
                </Actions>
            </form>
        </Screen>
    }
}

/// Back from the service's page: the worker finishes the sign-in.
#[component]
pub fn Returning(
    /// The name of the screen, for tests.
    name: &'static str,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().sign_in;
    view! {
        <Screen
            name=name
            disc=Topic::Backup
            heading=texts.finishing_heading
            sentence=texts.finishing_sentence
        >
            <p class="visually-hidden" role="status">{texts.finishing_heading}</p>
        </Screen>
    }
}
