//! B5 and R2: which service.

use leptos::prelude::*;
use lifeboat_messages::{Offer, Problem, ServiceKind};

use super::looks::look;
use crate::{
    components::{Disc, ProblemNote, Row, Screen, session},
    ids,
};

/// All services. One that cannot be used here leads to the reason.
#[component]
pub fn ChooseService(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The question above the list.
    heading: &'static str,
    /// One sentence about it.
    sentence: &'static str,
    /// Why the last sign-in led back here.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// Takes the service that was chosen.
    on_choose: Callback<ServiceKind>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    session.ask_services();
    let texts = session.texts();
    let rows = ServiceKind::ALL.map(|kind| {
        let look = look(kind, texts);
        let hint = move || match session.offer(kind) {
            None | Some(Offer::Ready) => look.hint,
            Some(Offer::ReadyForLong) => texts.service.google_drive_broker_hint,
            Some(Offer::NeedsOperator) => texts.service.needs_operator,
        };
        view! {
            <Row
                id=kind.row().element
                symbol=look.symbol
                title=look.name
                hint=hint
                on_press=Callback::new(move |()| on_choose.run(kind))
            />
        }
    });
    view! {
        <Screen name=name disc=Disc::Backup heading=heading sentence=sentence back=back>
            <ProblemNote id=ids::SERVICE_PROBLEM problem=problem />
            <ul class="rows">{rows.into_iter().collect_view()}</ul>
        </Screen>
    }
}
