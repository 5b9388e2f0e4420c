//! Signing in to a service: a form, or what its own page will ask, or why it cannot be used. For B5, B6, R2 and
//! reconnecting.

mod elsewhere;
mod form;
mod operator;

pub use elsewhere::Returning;

use elsewhere::Elsewhere;
use form::Form;
use operator::Operator;

use leptos::prelude::*;
use lifeboat_messages::{DriveChoice, Offer, Problem, ServiceKind, SignInPurpose};

use super::looks::{SignInLook, look};
use crate::components::{live, session};

/// The names of the screens for machines: of the form, of the way to the service's page, of what the operator
/// has to do.
#[derive(Clone, Copy)]
pub struct Names(pub &'static str, pub &'static str, pub &'static str);

/// The sign-in screen, with whatever the service needs.
#[component]
pub fn SignIn(
    /// The names of the screens, for tests.
    names: Names,
    /// The service that the user signs in to.
    kind: ServiceKind,
    /// Instead of the service's own heading and sentence.
    #[prop(optional)]
    says: Option<(&'static str, String)>,
    /// What the form's button does.
    button: &'static str,
    /// What it says meanwhile.
    working: &'static str,
    /// Whether the sign-in is being tried.
    #[prop(into)]
    busy: Signal<bool>,
    /// What went wrong.
    problem: RwSignal<Option<Problem>>,
    /// What was typed before, if anything.
    #[prop(optional_no_strip)]
    before: Option<DriveChoice>,
    /// What for, when it leads to the service's own page.
    purpose: Callback<(), SignInPurpose>,
    /// Takes what was typed into the form.
    on_submit: Callback<DriveChoice>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    session.ask_services();
    let offer = Memo::new(move |_| session.offer(kind).unwrap_or(Offer::Ready));
    live(move || {
        let Names(form, leave, operator) = names;
        let says = says.clone();
        let signing_in = look(kind, session.texts()).signing_in;
        match (offer.get(), signing_in) {
            (Offer::NeedsOperator, _) => view! { <Operator name=operator kind=kind back=back /> }.into_any(),
            (ready, SignInLook::Elsewhere { asks, lasts, lasts_for_long }) => view! {
                <Elsewhere
                    name=leave
                    kind=kind
                    asks=asks
                    lasts=if ready == Offer::ReadyForLong { lasts_for_long } else { lasts }
                    says=says
                    problem=problem
                    purpose=purpose
                    back=back
                />
            }
            .into_any(),
            (_, SignInLook::Form(look)) => view! {
                <Form
                    name=form
                    kind=kind
                    look=look
                    says=says
                    button=button
                    working=working
                    busy=busy
                    problem=problem
                    before=before.clone()
                    on_submit=on_submit
                    back=back
                />
            }
            .into_any(),
        }
    })
}
